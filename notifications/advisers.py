"""Whom a deadline concerns, in words that a message may carry: of what was typed by hand, only what is in a closed list."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from workflows.facts import BODIES, TRANSFER_KINDS
from workflows.parameters import the_law


@cache
def services() -> Mapping[str, str]:
    """The words of a service that may be shown, by each way to write it (`advisers.toml`)."""
    text = (files("notifications") / "advisers.toml").read_text(encoding="utf-8")
    ways = tomllib.loads(text)["service"]
    return {_plain(way): shown for shown, others in ways.items() for way in (shown, *others)}


def subject_words(duty: str, subject: str) -> str:
    """The adviser, or the kind of move, that a deadline of this duty is about; "" for what no message may carry.

    A setting is never named: it is typed by hand, and a digest does not need it.
    """
    held = the_law().duties.get(duty)
    per = held.per if held else ()
    first, _, rest = subject.partition(" ")
    if "body" in per and first in BODIES:
        service = services().get(_plain(rest), "") if "service" in per else ""
        return " ".join(each for each in (_spoken(first), f"({service})" if service else "") if each)
    return _spoken(first) if "kind" in per and not rest and first in TRANSFER_KINDS else ""


def _spoken(word: str) -> str:
    return word.replace("_", " ")


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
