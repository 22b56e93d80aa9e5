"""The periods of a month's report, by the name that figures carry: month, year_to_date, rolling_12, calendar_year and so on."""

from collections.abc import Mapping
from datetime import date

from reports.periods import Period, month, year

YEAR_STARTS = 4
"""The council's year begins in April, so “year to date” does. SEN2's year is the calendar year, printed beside it."""

BASES: Mapping[str, str] = {
    "month": "in the month",
    "previous_month": "in the month before",
    "same_month_last_year": "in the same month of the year before",
    "year_to_date": "year to date, from 1 April",
    "last_year_to_date": "the same months of the year before",
    "rolling_12": "rolling 12 months",
    "calendar_year": "SEN2 calendar year so far, from 1 January",
    "last_calendar_year": "the last whole SEN2 calendar year",
}
"""The named periods, with the words that say which basis a figure is on. Any month can be named too: 2026-03."""


def back(of: Period, months: int) -> Period:
    """The whole month so many months before the one in which the period ends."""
    number = of.last.year * 12 + of.last.month - 1 - months
    return month(number // 12, number % 12 + 1)


def period_of(name: str, reported: Period) -> Period:
    """The period of that name, for the report of a month. Raises ValueError for a name that is none.

    For a measure of a moment, what counts is its last day.
    """
    first, last = reported.first, reported.last
    match name:
        case "month":
            return reported
        case "previous_month":
            return back(reported, 1)
        case "same_month_last_year":
            return back(reported, 12)
        case "year_to_date":
            return Period(_year_start(first), last)
        case "last_year_to_date":
            before = back(reported, 12)
            return Period(_year_start(before.first), before.last)
        case "rolling_12":
            return Period(back(reported, 11).first, last)
        case "calendar_year":
            return Period(date(last.year, 1, 1), last)
        case "last_calendar_year":
            return year(last.year - 1)
    try:
        return month(int(name[:4]), int(name[5:])) if name[4:5] == "-" else year(int(name))
    except ValueError:
        raise ValueError(f"“{name}” is not a period: use {', '.join(BASES)}, a month (2026-03) or a year.") from None


def month_name(period: Period) -> str:
    """2026-03, of the month in which a period ends."""
    return f"{period.last:%Y-%m}"


def trend(reported: Period, months: int = 13) -> list[str]:
    """The names of so many months up to the one reported, oldest first."""
    return [month_name(back(reported, ago)) for ago in reversed(range(months))]


def _year_start(day: date) -> date:
    return date(day.year if day.month >= YEAR_STARTS else day.year - 1, YEAR_STARTS, 1)
