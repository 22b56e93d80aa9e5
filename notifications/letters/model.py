"""A letter as it was made: every word of it, as values that JSON can hold. Word, PDF and page are made from this alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notifications.letters.markup import Sort


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or bullets. `fixed` names the block of the law that it belongs to; "" for other words."""

    sort: Sort
    texts: tuple[str, ...]
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A day that stands in the letter: its name in the template, the duty that it comes from, and what it is, in words.

    `counted` where it was counted from the letter's own date, so that it is right only if the letter goes on that day.
    """

    name: str
    duty: str
    words: str
    on: date
    counted: bool = False


@dataclass(frozen=True, slots=True)
class LetterWords:
    """A whole letter. `head` and `to` are lines of addresses; `about` and `facts` are what stands above the title."""

    kind: str
    title: str
    head: tuple[str, ...]
    to: tuple[str, ...]
    written_on: date
    facts: tuple[tuple[str, str], ...]
    greeting: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]
    dates: tuple[PrintedDate, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "title": self.title,
            "head": list(self.head),
            "to": list(self.to),
            "written_on": self.written_on.isoformat(),
            "facts": [list(pair) for pair in self.facts],
            "greeting": self.greeting,
            "blocks": [
                {"sort": block.sort.value, "texts": list(block.texts), "fixed": block.fixed} for block in self.blocks
            ],
            "closing": list(self.closing),
        }

    def dates_as_json(self) -> list[dict[str, Any]]:
        return [
            {
                "name": each.name, "duty": each.duty, "words": each.words, "on": each.on.isoformat(),
                "counted": each.counted,
            }
            for each in self.dates
        ]  # fmt: skip


def from_json(words: Mapping[str, Any], dates: list[Mapping[str, Any]]) -> LetterWords:
    """The letter that was kept."""
    return LetterWords(
        kind=words["kind"],
        title=words["title"],
        head=tuple(words["head"]),
        to=tuple(words["to"]),
        written_on=date.fromisoformat(words["written_on"]),
        facts=tuple((name, value) for name, value in words["facts"]),
        greeting=words["greeting"],
        blocks=tuple(Block(Sort(each["sort"]), tuple(each["texts"]), each["fixed"]) for each in words["blocks"]),
        closing=tuple(words["closing"]),
        dates=tuple(
            PrintedDate(each["name"], each["duty"], each["words"], date.fromisoformat(each["on"]), each["counted"])
            for each in dates
        ),
    )
