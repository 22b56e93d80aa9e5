"""Counts days, weeks, months and working days as the law on EHC plans counts them. Each convention is one named function.

The rule ids C1 to C9 are those of the reference on statutory timescales; the worked cases that an officer can check are
in `tests/law/counting.toml`. Everything is a calendar date in London: no clock is read and nothing is fetched. No due
date of an authority that falls on a weekend or a bank holiday moves to the next working day, because no rule says so.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

A_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5

# ---------------------------------------------------------------------------------------------------------------------
# Calendar days, weeks and months: C1 to C8


def within_of(start: date, weeks: int = 0, days: int = 0) -> date:
    """C1, "within N weeks of": the last day in time. The day of the event does not count.

    "within 6 weeks … of the date on which they receive it" (SEND Regulations 2014, reg 8(1)); also regs 5(1), 10(1),
    13(2), 15(4), 22(3), 27(2) and 44(2). Agrees with the dates in published Ombudsman decisions: 20 weeks is receipt and 140 days.
    """
    return start + timedelta(weeks=weeks, days=days)


def beginning_with(start: date, days: int) -> date:
    """C2, "N days beginning with the day on which": the last of them. The day of the event is day 1.

    "beginning with the day on which" the draft plan was served (SEND Regulations 2014, reg 13(1)(a)); also regs 15(2)
    and 22(2)(c). Raises ValueError for fewer than 1 day.
    """
    return start + timedelta(days=_at_least_one(days) - 1)


def at_least_beginning_with(start: date, days: int) -> date:
    """C3, "at least N days, beginning with the day": the first day on which silence may be acted on.

    "give them at least 15 days, beginning with the day" on which the draft plan was served (SEND Regulations 2014,
    reg 13(1)(a); reg 22(2)(c) likewise). A floor and not a ceiling: the window is whole only when its last day is over.
    """
    return beginning_with(start, days) + A_DAY


def day_before(month: int, day: int, year: int) -> date:
    """C4, "before 15 February": the last day in time is the day before, 14 February.

    "before … 15 February in the calendar year of the child's transfer" (SEND Regulations 2014, reg 18(1)(b); 31 March in
    reg 18(1)(a)). What is sent on the named day itself is late.
    """
    return date(year, month, day) - A_DAY


def months_starting_with(start: date, months: int) -> date:
    """C5, "period of N months starting with the date": its last day, the day before the anniversary.

    "period of 12 months starting with the date on which the plan was first made" (Children and Families Act 2014,
    s.44(1); the words of the Act are to be checked). A month too short to have the anniversary ends the period with its
    last day: 12 months starting with 29 February 2024 end on 28 February 2025.
    """
    year, month = _months_on(start, _at_least_one(months))
    if start.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, start.day) - A_DAY


def corresponding_date(start: date, months: int) -> date:
    """C6, "2 months after … was sent": the same number of a later month, or the last day of a shorter one.

    Within 2 months "after" written notice of the decision "was sent" (SEND Regulations 2014, reg 33; the time to appeal
    is counted alike). The day of the event does not count: a letter of 31 December 2024 gives until 28 February 2025.
    """
    year, month = _months_on(start, months)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def months_before(on: date, months: int) -> date:
    """C7, "at least five months before that transfer takes place": the last day in time, counted back.

    SEND Regulations 2014, reg 18(2). For a move on 1 September 2025 it is 1 April 2025.
    """
    return corresponding_date(on, -_at_least_one(months))


def clear_notice(meeting: date, weeks: int) -> date:
    """C8, "at least two weeks' notice" of a meeting: the last day on which notice can be given.

    SEND Regulations 2014, reg 20(3) and (4). "At least" usually means clear days, so `cautious` asks for one day more.
    """
    return meeting - timedelta(weeks=_at_least_one(weeks))


def cautious(due: date, counted: str) -> date:
    """The date to work to: one day earlier where two ways of counting are in use, the same day elsewhere.

    For "of", some national descriptions call the day of receipt Day 1, so that 20 weeks end after 139 days; for
    "clear_notice", a court may ask for clear days. A breach is judged on the legal date, never on this one.
    """
    return due - A_DAY if counted in ("of", "clear_notice") else due


def _months_on(start: date, months: int) -> tuple[int, int]:
    years, month = divmod(start.month - 1 + months, 12)
    return start.year + years, month + 1


def _at_least_one(amount: int) -> int:
    if amount < 1:
        raise ValueError(f"a period has at least 1 day, week or month; this one has {amount}")
    return amount


# ---------------------------------------------------------------------------------------------------------------------
# Working days: C9

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2060
_FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
_LAST_DAY: Final = date(LAST_YEAR, 12, 31)


@lru_cache(maxsize=1)
def _bank_holidays() -> frozenset[date]:
    # Imported here because the package takes a third of a second to load, and not every command needs a calendar.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1)))


@lru_cache(maxsize=64)
def _working_days(extra: frozenset[date]) -> tuple[int, ...]:
    """Every working day of the covered years, in order, as the ordinal of its date."""
    closed = {day.toordinal() for day in _bank_holidays() | extra}
    return tuple(
        ordinal
        for ordinal in range(_FIRST_DAY.toordinal(), _LAST_DAY.toordinal() + 1)
        if (ordinal - 1) % 7 < SATURDAY and ordinal not in closed
    )


@dataclass(frozen=True, slots=True, init=False)
class Calendar:
    """Working days of England: Monday to Friday less Christmas Day, Good Friday and bank holidays.

    The definition is that of the Tribunal's rules (SI 2008/2699) and the Banking and Financial Dealings Act 1971; no
    definition was found in the SEND Regulations. Immutable. `extra_holidays` are an authority's own, given as data.
    """

    extra_holidays: frozenset[date]

    def __init__(self, extra_holidays: Iterable[date] = ()) -> None:
        object.__setattr__(self, "extra_holidays", frozenset(extra_holidays))

    @property
    def covers_until(self) -> date:
        """The last day for which bank holidays are worked out. Later days assume no holidays but weekends."""
        return _LAST_DAY

    def is_working_day(self, day: date) -> bool:
        if day.weekday() >= SATURDAY or day in self.extra_holidays:
            return False
        return not _FIRST_DAY <= day <= _LAST_DAY or day not in _bank_holidays()

    def add_working_days(self, day: date, n: int) -> date:
        """The nth working day after `day`, which itself never counts; before it where n is negative; `day` for 0."""
        if n == 0:
            return day
        if _FIRST_DAY <= day <= _LAST_DAY:
            working = _working_days(self.extra_holidays)
            after = bisect_right(working, day.toordinal())
            place = after + n - 1 if n > 0 else bisect_right(working, day.toordinal() - 1) + n
            if 0 <= place < len(working):
                return date.fromordinal(working[place])
        return self._walk(day, n)

    def next_working_day(self, day: date) -> date:
        """`day` itself where it is a working day, else the first after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are after `first`, up to and with `last`; negative where `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        if first >= _FIRST_DAY and last <= _LAST_DAY:
            working = _working_days(self.extra_holidays)
            return bisect_right(working, last.toordinal()) - bisect_right(working, first.toordinal())
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def _walk(self, day: date, n: int) -> date:
        """One day at a time: adding a count of holidays afterwards misses those that the addition runs into."""
        step = A_DAY if n > 0 else -A_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


ENGLAND: Final = Calendar()
"""The calendar without any authority's own days."""


def working_days_of(start: date, n: int, calendar: Calendar = ENGLAND) -> date:
    """C9 with C1, "within N working days of": the last of them. The day of the event does not count.

    SEND Regulations 2014, reg 16: within 15 working days "of" becoming aware. Raises ValueError for fewer than 1.
    """
    return calendar.add_working_days(start, _at_least_one(n))


def working_days_beginning_with(start: date, n: int, calendar: Calendar = ENGLAND) -> date:
    """C9 with C2, "within N working days beginning with the day": the last of them. That day counts if it is one.

    SEND Regulations 2014, reg 15(2): within 15 working days "beginning with" the day on which the old authority became
    aware of the move. Raises ValueError for fewer than 1.
    """
    return calendar.add_working_days(start - A_DAY, _at_least_one(n))


# ---------------------------------------------------------------------------------------------------------------------
# The time to appeal (section 9 of the reference)


def appeal_window_ends(
    decision: date,
    months: int,
    calendar: Calendar = ENGLAND,
    certificate: date | None = None,
    certificate_months: int = 1,
) -> date:
    """The last day to appeal: the later of N months after the letter and `certificate_months` after the certificate.

    2 months from the date of the decision letter or 1 month from the mediation certificate (IPSEA, appeal deadlines),
    each counted by C6 and then moved by the late-year rule.
    """
    ends = [corresponding_date(decision, months)]
    if certificate is not None:
        ends.append(corresponding_date(certificate, certificate_months))
    return max(after_late_year(end, calendar) for end in ends)


def after_late_year(end: date, calendar: Calendar = ENGLAND) -> date:
    """The late-year rule: an end over Christmas and New Year, or in August, moves to the next working day after it.

    25 December to 1 January: the next working day in January. August: the first working day in September (IPSEA, appeal
    deadlines). Other days stay where they fall.
    """
    if (end.month, end.day) >= (12, 25):
        return calendar.next_working_day(date(end.year + 1, 1, 2))
    if (end.month, end.day) == (1, 1):
        return calendar.next_working_day(date(end.year, 1, 2))
    if end.month == 8:
        return calendar.next_working_day(date(end.year, 9, 1))
    return end


# ---------------------------------------------------------------------------------------------------------------------
# Closures of schools, colleges and early years providers (what the law asks of one is in law/exceptions.toml)


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which a setting is closed: the first day closed and the day on which it opens again."""

    name: str
    closed_from: date
    reopens_on: date

    def __post_init__(self) -> None:
        if self.reopens_on <= self.closed_from:
            raise ValueError(f"{self.name}: it must reopen after the day on which it closes")

    @property
    def days(self) -> int:
        """Days closed, weekends included."""
        return (self.reopens_on - self.closed_from).days
