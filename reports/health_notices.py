"""How well health is told (HF-14, B18): measures as data, and their figures from frozen rows. Working days come as an argument."""

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
    SHARED = "shared"
    """The final plan itself, to those in health who gave advice for it and who else is sent it."""


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
class Raised:
    """A notice that was raised and not taken back. `failed`: it could not be sent, or the provider rejected it."""

    raised_on: date
    failed: bool


@dataclass(frozen=True, slots=True)
class MonthlyList:
    """A month's list to one provider. `month` is its first day; `expected` the people on it; None: not answered."""

    month: date
    expected: int
    agreed: int | None = None
    differences: int | None = None


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
DRAFT_SHARED = HealthMeasure(
    "health.draft_shared",
    "Drafts that health was sent",
    "of those, the drafts that everybody in health who is to comment was sent",
    "drafts sent to the family in the period",
    HIGHER,
    "Drafts read in from a return. A share that is held for a person counts as not sent.",
)
FINAL_SHARED = HealthMeasure(
    "health.final_shared",
    "Final plans that health was sent",
    "of those, the plans that everybody in health who is to have the plan was sent",
    "final plans sent to the family in the period",
    HIGHER,
    "Plans read in from a return. A share that is held for a person counts as not sent.",
)
FINAL_DAYS = HealthMeasure(
    "health.final_days",
    "Median days from the final plan to health",
    "median of the days from the day the final plan was sent to the family to the day on which health was sent it",
    "final plans sent in the period that were sent to health",
    LOWER,
    "Final plans that have not left yet; how many there are is given beside it.",
)
FAILED = HealthMeasure(
    "health.failed",
    "Notices that failed or were rejected",
    "of those, the notices that could not be sent, came back, or that the provider rejected",
    "notices raised in the period",
    LOWER,
    "Notices taken back before they left. Whether a message failed is as it stands now, whatever the day asked for.",
)
RECONCILED = HealthMeasure(
    "health.reconciled",
    "People on whose flag the provider's list agrees",
    "of those, the people on whom the provider's answer agrees",
    "people on the lists of the months of the period that a provider answered",
    HIGHER,
    "Lists that are not answered; how many there are is given beside it, month by month.",
)

MEASURES = (
    SET_SENT,
    ACKNOWLEDGED,
    CONFIRMED,
    CLEAR_SENT,
    FAILED,
    DRAFT_SHARED,
    DRAFT_DAYS,
    FINAL_SHARED,
    FINAL_DAYS,
    RECONCILED,
)


def health_figures(
    to_tell: Iterable[ToTell],
    sent: Iterable[SentNotice],
    period: Period,
    as_at: date,
    working_days: Count,
    raised: Iterable[Raised] = (),
    lists: Iterable[MonthlyList] = (),
) -> dict[str, Any]:
    """Every figure of a period as it stood on a day, ready for JSON, each with numerator and denominator."""
    happened = [each for each in to_tell if each.happened_on in period]
    left = [each for each in sent if each.sent_on in period]
    drafts = [each for each in happened if each.what is Happening.DRAFT]
    shared = [each for each in happened if each.what is Happening.SHARED]
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "as_at": as_at.isoformat(),
        SET_SENT.id: _set_sent([each for each in happened if each.what is Happening.FINAL], working_days),
        ACKNOWLEDGED.id: _acknowledged(left, as_at, working_days),
        CONFIRMED.id: _confirmed([each for each in left if each.to_confirm]),
        CLEAR_SENT.id: _all_sent([each for each in happened if each.what is Happening.CEASED]),
        FAILED.id: _failed([each for each in raised if each.raised_on in period]),
        DRAFT_SHARED.id: _all_sent(drafts),
        DRAFT_DAYS.id: _days_to_health(drafts),
        FINAL_SHARED.id: _all_sent(shared),
        FINAL_DAYS.id: _days_to_health(shared),
        RECONCILED.id: _reconciled([each for each in lists if each.month in period]),
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


def _all_sent(to_tell: Sequence[ToTell]) -> dict[str, Any]:
    return _share(sum(each.sent_on is not None for each in to_tell), len(to_tell))


def _days_to_health(to_tell: Sequence[ToTell]) -> dict[str, Any]:
    days = [(each.sent_on - each.happened_on).days for each in to_tell if each.sent_on is not None]
    return {"median": median(days), "denominator": len(days), "not_sent": len(to_tell) - len(days)}


def _failed(raised: Sequence[Raised]) -> dict[str, Any]:
    return _share(sum(each.failed for each in raised), len(raised))


def _reconciled(lists: Sequence[MonthlyList]) -> dict[str, Any]:
    months = sorted({each.month for each in lists})
    by_month = [
        {"month": f"{month:%Y-%m}", **_agreed([each for each in lists if each.month == month])} for month in months
    ]
    return _agreed(lists) | {"months": by_month}


def _agreed(lists: Sequence[MonthlyList]) -> dict[str, Any]:
    """Of the lists that were answered: on how many people both sides agree, and how many differences there are."""
    answered = [each for each in lists if each.agreed is not None]
    agreed = sum(each.agreed or 0 for each in answered)
    return _share(agreed, sum(each.expected for each in answered)) | {
        "differences": sum(each.differences or 0 for each in answered),
        "not_answered": len(lists) - len(answered),
    }
