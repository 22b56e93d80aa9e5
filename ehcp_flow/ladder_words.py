"""Ladders in words: when somebody is told, whom, and how. For the command line and the pages."""

from typing import TYPE_CHECKING

from workflows.words import list_words

if TYPE_CHECKING:
    from workflows.policy import Rung

_WHO = {
    "owner": "the officer",
    "stand_in": "the stand-in",
    "manager": "the manager",
    "head_of_service": "the head of service",
}
_HOW = {"digest": "in the daily digest", "now": "at once", "now_if_severe": "at once if severe, else in the digest"}
_NAMED = {
    "first": "on the day of the first warning",
    "due": "on the last day",
    "over": "on the first working day after the window",
    "fit_due": "on the last day on which the missing step still fits",
    "no_fit": "when the missing step no longer fits",
}


def rung_words(rung: "Rung") -> str:
    """A rung as a person reads it: "5 working days before: tell the officer (warning, in the daily digest)"."""
    whom = list_words(_WHO[each.value] for each in rung.tell)
    again = f"; again every {rung.every} working days" if rung.every else ""
    return f"{_when(rung)}: tell {whom} ({rung.severity.value}, {_HOW[rung.way.value]}){again}"


def _when(rung: "Rung") -> str:
    if rung.id in _NAMED:
        return _NAMED[rung.id]
    days = f"{abs(rung.days)} working day{'' if abs(rung.days) == 1 else 's'}"
    if rung.fit:
        return f"{days} before the missing step no longer fits"
    return f"{days} {'late' if rung.days > 0 else 'before'}"
