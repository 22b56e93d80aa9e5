"""How well health is told (HF-14): five measures as data, and their figures from frozen rows. Working days come as an argument."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from reports.percentages import percent
from reports.periods import Period

Count = Callable[[date, date], int]
"""How many working days after the first day the second one is; 0 on the same day."""


class Happening(StrEnum):
    """What health must be told of."""

    FINAL = "final"
    CEASED = "ceased"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class ToTell:
    """Something that happened on a case of which health must be told. `sent_on` is the day on which the last of its
    notices left; None where none was raised, or one has not left."""

    case: str
    what: Happening
    happened_on: date
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice that left. `to_confirm`: it asks for a flag to be set or cleared, so that the provider can confirm it.

    `answered_on` is the first day on which a person acknowledged, confirmed or rejected it.
    """

    case: str
    sent_on: date
    to_confirm: bool
    answered_on: date | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class HealthMeasure:
    """A figure in words, for the board. `working_days` is the goal that the figure is about; None where it has none."""

    id: str
    title: str
    numerator: str
    denominator: str
    polarity: str
    exclusions: str
    working_days: int | None = None


HIGHER, LOWER = "higher is better", "lower is better"

SET_SENT = HealthMeasure(
    "health.set_sent",
    "Final plans of which health was told in 1 working day",
    "final plans of which every health contact who is to have the flag was sent it in 1 working day",
    "final plans sent in the period",
    HIGHER,
    "Plans read in from a return: nothing is sent for them. A notice that is held for a person counts as not sent.",
    working_days=1,
)
ACKNOWLEDGED = HealthMeasure(
    "health.acknowledged",
    "Notices that a person in health answered in 5 working days",
    "of those, the notices that somebody acknowledged, confirmed or rejected in 5 working days",
    "notices that left in the period, and were answered or have had their 5 working days",
    HIGHER,
    "Notices that are not answered and whose 5 working days are not over.",
    working_days=5,
)
CONFIRMED = HealthMeasure(
    "health.confirmed",
    "Flags that the provider confirmed",
    "of those, the notices that the provider confirmed",
    "notices to set or clear a flag that left in the period",
    HIGHER,
    "Updates, drafts, plans and invitations: there is nothing to confirm.",
)
CLEAR_SENT = HealthMeasure(
    "health.clear_sent",
    "Plans that ended, of which health was told",
    "of those, the plans of which every health contact who had the flag was sent a notice to clear it",
    "plans that ceased or went to another authority in the period, where health had been told of the plan",
    HIGHER,
    "Plans that ended by death: a person tells health. Plans that ended in a return that was read in.",
)
DRAFT_DAYS = HealthMeasure(
    "health.draft_days",
    "Median days from the draft to health",
    "median of the days from the day the draft was sent to the family to the day on which health was sent it",
    "drafts sent in the period that were sent to health",
    LOWER,
    "Drafts that have not left yet; how many there are is given beside it.",
)

MEASURES = (SET_SENT, ACKNOWLEDGED, CONFIRMED, CLEAR_SENT, DRAFT_DAYS)


def health_figures(
    to_tell: Iterable[ToTell], sent: Iterable[SentNotice], period: Period, as_at: date, working_days: Count
) -> dict[str, Any]:
    """Every figure of a period as it stood on a day, ready for JSON, each with numerator and denominator."""
    happened = [each for each in to_tell if each.happened_on in period]
    left = [each for each in sent if each.sent_on in period]
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "as_at": as_at.isoformat(),
        SET_SENT.id: _set_sent([each for each in happened if each.what is Happening.FINAL], working_days),
        ACKNOWLEDGED.id: _acknowledged(left, as_at, working_days),
        CONFIRMED.id: _confirmed([each for each in left if each.to_confirm]),
        CLEAR_SENT.id: _clear_sent([each for each in happened if each.what is Happening.CEASED]),
        DRAFT_DAYS.id: _draft_days([each for each in happened if each.what is Happening.DRAFT]),
    }


def median(numbers: Sequence[int]) -> str | None:
    """The middle of whole numbers as text: "4", or "4.5" between two; None of none."""
    if not numbers:
        return None
    ordered, middle = sorted(numbers), len(numbers) // 2
    if len(ordered) % 2:
        return str(ordered[middle])
    both = ordered[middle - 1] + ordered[middle]
    return f"{both // 2}.5" if both % 2 else str(both // 2)


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent(numerator, denominator)}


def _in_time(first: date, last: date | None, measure: HealthMeasure, working_days: Count) -> bool:
    return last is not None and working_days(first, last) <= (measure.working_days or 0)


def _set_sent(finals: Sequence[ToTell], working_days: Count) -> dict[str, Any]:
    told = sum(_in_time(each.happened_on, each.sent_on, SET_SENT, working_days) for each in finals)
    return _share(told, len(finals))


def _acknowledged(left: Sequence[SentNotice], as_at: date, working_days: Count) -> dict[str, Any]:
    judged = [
        each
        for each in left
        if each.answered_on is not None or not _in_time(each.sent_on, as_at, ACKNOWLEDGED, working_days)
    ]
    answered = sum(_in_time(each.sent_on, each.answered_on, ACKNOWLEDGED, working_days) for each in judged)
    return _share(answered, len(judged)) | {"not_yet": len(left) - len(judged)}


def _confirmed(left: Sequence[SentNotice]) -> dict[str, Any]:
    return _share(sum(each.confirmed_on is not None for each in left), len(left))


def _clear_sent(ended: Sequence[ToTell]) -> dict[str, Any]:
    return _share(sum(each.sent_on is not None for each in ended), len(ended))


def _draft_days(drafts: Sequence[ToTell]) -> dict[str, Any]:
    days = [(each.sent_on - each.happened_on).days for each in drafts if each.sent_on is not None]
    return {"median": median(days), "denominator": len(days), "not_sent": len(drafts) - len(days)}
