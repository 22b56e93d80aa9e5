"""The wall clock: the only module of the project that asks what time it is. Everything else takes the time as an argument."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Tells the moment (aware, UTC) and the day in London. The two differ by a day for an hour each summer night."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


def london_date(moment: datetime) -> date:
    """The date in London at an aware moment: what a SEND officer would write on a letter then.

    Raises ValueError for a moment without a time zone, because its London date cannot be known.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone before it has a London date")
    return moment.astimezone(LONDON).date()


CIVIL_HOUR = time(7)
"""Before this hour, London time, nobody is told that another day has begun."""


def civil_date(moment: datetime) -> date:
    """The London date for telling people: until 07:00 it is still the day before, so nobody is written to at midnight."""
    day = london_date(moment)
    return day if moment.astimezone(LONDON).time() >= CIVIL_HOUR else day - timedelta(days=1)


class SystemClock:
    """The clock of the machine that this runs on."""

    __slots__ = ()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return london_date(self.now())


def end_of_day(day: date) -> datetime:
    """The last moment of a London day: what was recorded by then was known on that day."""
    return datetime.combine(day, time.max, tzinfo=LONDON).astimezone(UTC)
