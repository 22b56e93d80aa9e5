"""From a limit and the day it runs from to the last day in time: one line for each counting convention of `days.py`."""

from datetime import UTC, date, datetime

from workflows import days
from workflows.days import ENGLAND, Calendar
from workflows.ledger import Entry
from workflows.parameters import Law, Limit, the_law
from workflows.vocabulary import Event
from workflows.words import MONTHS, amount_words


def last_day(limit: Limit, start: date, calendar: Calendar, certificate: date | None = None) -> tuple[date, date]:
    """The last day in time and the cautious day (earlier by one where the law's wording has two readings in use)."""
    due = _last_day(limit, start, calendar, certificate)
    return due, days.cautious(due, limit.counted)


def _last_day(limit: Limit, start: date, calendar: Calendar, certificate: date | None) -> date:
    match limit.counted:
        case "of":
            if limit.unit == "weeks":
                return days.within_of(start, weeks=limit.amount)
            return days.within_of(start, days=limit.amount)
        case "beginning_with":
            return days.beginning_with(start, limit.amount)
        case "months_starting_with":
            return days.months_starting_with(start, limit.amount)
        case "corresponding_date":
            return days.corresponding_date(start, limit.amount)
        case "before":
            month, day = limit.before or (1, 1)
            return days.day_before(month, day, start.year)
        case "months_before":
            return days.months_before(start, limit.amount)
        case "clear_notice":
            return days.clear_notice(start, limit.amount)
        case "working_days_of":
            return days.working_days_of(start, limit.amount, calendar)
        case "working_days_beginning_with":
            return days.working_days_beginning_with(start, limit.amount, calendar)
        case "appeal_window":
            given = certificate if limit.certificate_months else None
            return days.appeal_window_ends(start, limit.amount, calendar, given, limit.certificate_months or 1)
        case other:
            raise ValueError(f"“{other}” is not a way of counting (workflows/days.py)")


def limit_of(duty: str, event: Event, on: date, law: Law | None = None) -> date | None:
    """The last day in time of a duty that an event of this day would start, without further facts; None if it has none."""
    entry = Entry(1, event, on, datetime(1, 1, 1, tzinfo=UTC), "", {})
    rule = (law or the_law()).duties[duty].rule_for(entry)
    return last_day(rule.limits[0], on, ENGLAND)[0] if rule else None


def limit_words(limit: Limit) -> str:
    """The limit as a person reads it: "6 weeks, not counting that day"."""
    amount = amount_words(limit.amount, limit.unit.replace("_", " ")) if limit.unit else ""
    match limit.counted:
        case "of" | "working_days_of":
            return f"{amount}, not counting that day"
        case "beginning_with" | "working_days_beginning_with":
            return f"{amount}, counting that day as the first"
        case "months_starting_with":
            return f"{amount} starting with that day, so the last day is the day before the anniversary"
        case "corresponding_date":
            return f"{amount}, to the same date of the month"
        case "before":
            month, day = limit.before or (1, 1)
            return f"until the day before {day} {MONTHS[month - 1]} of that year"
        case "months_before":
            return f"at least {amount} before that day"
        case "clear_notice":
            return f"at least {amount} before that day"
        case _:
            return f"{amount}, the time to appeal"
