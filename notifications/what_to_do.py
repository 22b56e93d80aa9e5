"""What an officer does about a duty, and how a step that must come first is spoken of: the words of `what_to_do.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from workflows.parameters import the_law
from workflows.words import amount_words


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step that must come first: what is sent, what to do about it, and whose time comes after it."""

    what: str
    do: str
    room: str


@cache
def words() -> dict[str, Any]:
    """The file: `duty` by the duty's id, `step` by the event's name."""
    return tomllib.loads((files("notifications") / "what_to_do.toml").read_text(encoding="utf-8"))


def to_do(duty: str) -> str:
    """The instruction for a duty. A duty without one (a test holds that there is none) gets the law's own title."""
    return str(words()["duty"].get(duty) or the_law().duties[duty].title)


def step_words(event: str) -> StepWords:
    """The words for a step by the name of its event. Raises KeyError for one that no deadline waits for."""
    return StepWords(**words()["step"][event])


def time_after(duty: str, event: str, on: date) -> str:
    """How long the window after a step is by the law of that day, as in "15 days"; "" where the law gives none."""
    law = the_law()
    for fit in law.policy.fits.get(duty, ()):
        if event in fit.steps:
            for rule in law.duties[fit.window].rules:
                if rule.since <= on and (rule.until is None or on <= rule.until):
                    return amount_words(rule.limits[0].amount, rule.limits[0].unit.replace("_", " "))
    return ""


def owed_by_authority(owed_by: str) -> bool:
    """Whether the authority itself owes a duty, by the law file's `owed_by`; else others do, and it chases."""
    return owed_by.startswith("local authority")
