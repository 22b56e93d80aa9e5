"""The mark-up of a letter's template: a title, headings, paragraphs, bullets, placeholders, and blocks that are fixed.

# The title of the letter            (the first line, once)
## A heading
Words of a paragraph, on one line or several, until an empty line.
- a bullet
{{placeholder}}
[[mandatory: appeal]]                (a fixed block, alone on its line)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_FIXED = re.compile(r"\[\[\s*mandatory\s*:\s*([a-z][a-z0-9_]*)\s*\]\]")


class Sort(StrEnum):
    """What a part of a template, or a block of a letter, is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a template. `texts` has one text, or one for each bullet; of a fixed block, its name. Lines count from 1."""

    sort: Sort
    texts: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template, in which line, and what to do."""

    line: int
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Read:
    """A template as it was read: its parts, and what could not be read."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in order, each as often as it is used."""
    return PLACEHOLDER.findall(text)


def read(text: str) -> Read:
    """The parts of a template. Never raises: what cannot be read is a problem with its line."""
    problems: list[Problem] = []
    parts = [_part(lines, start, problems) for start, lines in _groups(text)]
    for number, line in enumerate(text.splitlines(), start=1):
        bare = PLACEHOLDER.sub("", line)
        if "{{" in bare or "}}" in bare:
            problems.append(
                Problem(number, f"“{line.strip()}” has braces that are not a placeholder", "Write it as {{name}}.")
            )
    return Read(tuple(parts), tuple(sorted(problems, key=lambda each: each.line)))


def _groups(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that belong together, with the number of the first. A heading and a fixed block stand alone."""
    held: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        alone = line.startswith("#") or line.lstrip().startswith("[[")
        new_kind = bool(held) and line.startswith("- ") != held[0].startswith("- ") and not line.startswith("  ")
        if held and (alone or not line.strip() or new_kind):
            yield start, held
            held = []
        if alone:
            yield number, [line]
        elif line.strip():
            start = start if held else number
            held.append(line)
    if held:
        yield start, held


def _part(lines: list[str], start: int, problems: list[Problem]) -> Part:
    first = lines[0].strip()
    if first.startswith("[["):
        found = _FIXED.fullmatch(first)
        if found is None:
            problems.append(
                Problem(
                    start, f"“{first}” is not a fixed block", "Write it alone on its line, as [[mandatory: appeal]]."
                )
            )
        return Part(Sort.FIXED, (found[1] if found else "",), start)
    if first.startswith("#"):
        marks, _, words = first.partition(" ")
        if marks not in ("#", "##") or not words.strip():
            problems.append(
                Problem(start, f"“{first}” is not a heading", "Write “# ” for the title and “## ” for a heading.")
            )
        return Part(Sort.TITLE if marks == "#" else Sort.HEADING, (words.strip(),), start)
    if first.startswith("- "):
        return Part(Sort.BULLETS, tuple(_bullets(lines)), start)
    return Part(Sort.PARAGRAPH, (" ".join(line.strip() for line in lines),), start)


def _bullets(lines: list[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if line.startswith("- "):
            found.append(line[2:].strip())
        else:
            found[-1] = f"{found[-1]} {line.strip()}"
    return found
