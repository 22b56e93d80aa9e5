"""Words for people: dates with their weekday, how long is left, how many there are. For the command line and the pages."""

from datetime import date
from typing import TYPE_CHECKING

from workflows.vocabulary import Standing
from workflows.words import amount_words, day_words

if TYPE_CHECKING:
    from workflows.clocks import Deadline
    from workflows.days import Calendar

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def full_day(day: date) -> str:
    """Friday 12 June 2026."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"


def how_many(amount: int, one: str, several: str = "") -> str:
    """1 case, 1,204 cases, 1 person, 3 people."""
    return f"{amount:,} {one if amount == 1 else several or f'{one}s'}"


def age(born: date, on: date) -> int:
    """Whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def time_left(due: date, standing: Standing, on: date, calendar: "Calendar") -> str:
    """Overdue by 3 days; due today; 9 working days left."""
    if standing is Standing.OVERDUE:
        return f"overdue by {amount_words((on - due).days, 'days')}"
    if due == on:
        return "due today"
    working = calendar.working_days_between(on, due)
    if working <= 0:
        return f"{amount_words((due - on).days, 'days')} left, none of them a working day"
    return f"{amount_words(working, 'working days')} left"


def standing_words(deadline: "Deadline", on: date, calendar: "Calendar") -> str:
    """How a deadline stands, as a phrase: met, met late, excused, not required, or how long is left."""
    standing = deadline.standing(on)
    closed = deadline.met_on or deadline.stood_down_on
    closing = deadline.closed_by
    by = f"by {day_words(closing.occurred_on)}" if closing is not None and not closing.dated else ""
    match standing:
        case Standing.MET if deadline.floor and deadline.closed_by is None:
            return "the window has been given"
        case Standing.MET if by:
            return f"done {by}, on a day that is not known"
        case Standing.MET:
            return f"met on {day_words(closed)}" if closed else "met, on a day that is not known"
        case Standing.MET_LATE if deadline.floor:
            return f"cut short on {day_words(closed)}" if closed else "cut short"
        case Standing.MET_LATE if closed:
            return f"met {amount_words((closed - deadline.due).days, 'days')} late, on {day_words(closed)}"
        case Standing.EXCUSED if by:
            return f"excused; done {by}"
        case Standing.EXCUSED:
            return f"excused; done on {day_words(closed)}" if closed else "excused: as soon as practicable"
        case Standing.NOT_REQUIRED if by:
            return f"no longer required {by}, on a day that is not known"
        case Standing.NOT_REQUIRED:
            return f"not required since {day_words(closed)}" if closed else "not required"
        case _:
            left = time_left(deadline.due, standing, on, calendar)
            return f"window: {left}" if deadline.floor else left


def due_sentence(deadline: "Deadline", on: date, calendar: "Calendar") -> str:
    """Due Friday 12 June 2026, 9 working days left."""
    if deadline.due == on and deadline.outcome == "open":
        return f"due today, {full_day(on)}"
    return f"due {full_day(deadline.due)}, {standing_words(deadline, on, calendar)}"


def what(deadline: "Deadline") -> str:
    """What must be done, by which adviser or service where there are several, and whether that is law."""
    subject = f" ({deadline.subject.replace('_', ' ')})" if deadline.subject else ""
    basis = "" if deadline.basis == "statute" else f" ({deadline.basis}, not law)"
    return f"{deadline.title}{subject}{basis}"
