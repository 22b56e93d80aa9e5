"""How well health is told in a period, as one document for the command line. What is counted is in `measures/health.py`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from reports.figures import decimal, middle
from reports.measure import At, Measure, Statistic
from reports.measures.health import (
    ACKNOWLEDGED,
    RECONCILED,
)
from reports.measures.health import TOLD_MEASURES as MEASURES
from reports.percentages import percent
from reports.periods import Period
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell

__all__ = ["MEASURES", "Happening", "MonthlyList", "Raised", "SentNotice", "ToTell", "health_figures", "median"]

Count = Callable[[date, date], int]
"""How many working days after the first day the second one is; 0 on the same day."""


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
    at = At(Period(as_at, as_at), working_days)
    read: dict[str, list[Any]] = {
        "to_tell": list(to_tell),
        "sent_notices": list(sent),
        "raised_notices": list(raised),
        "monthly_lists": list(lists),
    }
    of_period = {of.id: [row for row in read[of.reads] if _day(of, row) in period] for of in MEASURES}
    found = {of.id: _figure(of, of_period[of.id], at) for of in MEASURES}
    judged = found[ACKNOWLEDGED.id]["denominator"]
    found[ACKNOWLEDGED.id]["not_yet"] = len(of_period[ACKNOWLEDGED.id]) - judged
    found[RECONCILED.id]["months"] = _by_month(of_period[RECONCILED.id], at)
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "as_at": as_at.isoformat(),
        **found,
    }


def median(numbers: Sequence[int]) -> str | None:
    """The middle of whole numbers as text: "4", or "4.5" between two; None of none."""
    return decimal(middle(sorted(numbers))) if numbers else None


def _day(of: Measure, row: Any) -> date:
    day = of.when(row) if of.when else None
    if day is None:
        raise ValueError(f"{of.id}: a notice always has a day")
    return day


def _figure(of: Measure, rows: Sequence[Any], at: At) -> dict[str, Any]:
    belonging = [row for row in rows if of.belongs(row, at)]
    if of.statistic is Statistic.MEDIAN:
        days = [days for row in belonging if of.amount and (days := of.amount(row, at)) is not None]
        return {"median": median(days), "denominator": len(days), "not_sent": len(belonging) - len(days)}
    if of is RECONCILED:
        return _agreed(rows, at)
    return _share(sum(of.meets(row, at) for row in belonging if of.meets), len(belonging))


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent(numerator, denominator)}


def _by_month(lists: Sequence[MonthlyList], at: At) -> list[dict[str, Any]]:
    months = sorted({each.month for each in lists})
    return [
        {"month": f"{month:%Y-%m}", **_agreed([each for each in lists if each.month == month], at)} for month in months
    ]


def _agreed(lists: Sequence[MonthlyList], at: At) -> dict[str, Any]:
    """Of the lists that were answered: on how many people both sides agree, and how many differences there are."""
    answered = [each for each in lists if RECONCILED.belongs(each, at)]
    parts = [RECONCILED.people(each, at) for each in answered if RECONCILED.people]
    return _share(sum(agreed for agreed, _ in parts), sum(expected for _, expected in parts)) | {
        "differences": sum(each.differences or 0 for each in answered),
        "not_answered": len(lists) - len(answered),
    }
