"""What a clerk has on the desk: each case as its ledger tells it, the deadlines of the law, and sums done on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.ehcp_flow.services.board.slow.ledgers import Folder
from workflows.case import CaseView, read_all
from workflows.clocks import Deadline, deadlines
from workflows.ledger import Entry, effective
from workflows.vocabulary import Event, Process

WITHIN_20_WEEKS, WITHIN_A_YEAR, SIX_WEEKS = 140, 364, 42
OPEN_STATES = ("requested", "assessing", "drafting", "draft_with_family")


@dataclass(frozen=True)
class Line:
    """One line of a clerk's list: a case (again for each thing counted), whether it has a tick, and what stands beside it."""

    case: str
    tick: bool = True
    amount: int | None = None
    category: str = ""


@dataclass(frozen=True)
class Answer:
    """What a list comes to. `value` is as a report prints it."""

    numerator: int
    denominator: int
    value: str | None
    cases: tuple[str, ...]
    meeting: tuple[str, ...]


class Case:
    """One case on the day of the report, as it was known at a moment."""

    def __init__(self, folder: Folder, as_at: date, known_at: datetime | None) -> None:
        self.case, self.born, self.postcode = folder.case, folder.born, folder.postcode
        self.as_at = as_at
        self.recorded = [each for each in folder.entries if known_at is None or each.recorded_at <= known_at]
        self.view = read_all(effective(folder.entries, as_at, known_at))
        self.entries: Sequence[Entry] = self.view.entries
        self.nothing_yet = not self.entries and not self.view.misfits

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return deadlines(self.entries)

    def view_on(self, day: date) -> CaseView:
        """The case read again up to the end of a day."""
        return read_all(entry for entry in self.entries if entry.occurred_on <= day)

    def stage_on(self, day: date) -> str:
        """Where the assessment was at the end of a day; "" if it was not open."""
        state = self.view_on(day).state_of(Process.ASSESSMENT)
        return state if state in OPEN_STATES else ""

    def of(self, *events: Event) -> list[Entry]:
        return [entry for entry in self.entries if entry.event in events]

    def first(self, event: Event) -> Entry | None:
        found = self.of(event)
        return found[0] if found else None

    def known_day(self, event: Event) -> date | None:
        """The day of the first entry of a kind, where a day is known."""
        entry = self.first(event)
        return entry.occurred_on if entry is not None and entry.dated else None

    @cached_property
    def received_on(self) -> date | None:
        """A request, or the day on which the authority became responsible, whichever came first."""
        days = [self.known_day(Event.REQUEST_RECEIVED), self.known_day(Event.BECAME_RESPONSIBLE)]
        known = [day for day in days if day is not None]
        return min(known) if known else None

    @cached_property
    def week_20(self) -> date | None:
        days = [each.due for each in self.deadlines if each.duty == "final_plan"]
        return min(days) if days else None


def completed_years(born: date, on: date) -> int:
    years = on.year - born.year
    if (on.month, on.day) < (born.month, born.day):
        years -= 1
    return years


def months_later(day: date, months: int) -> date:
    """The same date of a later month, or the last day of a shorter one."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def last_of_month(day: date) -> date:
    while (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


def in_london(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/London")).date()


def printed(number: Fraction) -> str:
    """A whole number as it is, another with one decimal place, half up."""
    if number == int(number):
        return str(int(number))
    return str((Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def names(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(sorted(line.case for line in lines if line.case))


def count(lines: Sequence[Line]) -> Answer:
    return Answer(len(lines), len(lines), str(len(lines)), names(lines), ())


def each_case_once(lines: Sequence[Line]) -> Answer:
    return count([Line(case) for case in sorted({line.case for line in lines})])


def share(lines: Sequence[Line]) -> Answer:
    ticked = [line for line in lines if line.tick]
    value = None
    if lines:
        hundredths = Decimal(100 * len(ticked)) / Decimal(len(lines))
        value = str(hundredths.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return Answer(len(ticked), len(lines), value, names(lines), names(ticked))


def _of_amounts(lines: Sequence[Line], value: Fraction | None) -> Answer:
    return Answer(len(lines), len(lines), None if value is None else printed(value), names(lines), ())


def _amounts(lines: Sequence[Line]) -> list[int]:
    return sorted(line.amount for line in lines if line.amount is not None)


def _middle(numbers: list[int]) -> Fraction:
    while len(numbers) > 2:  # the smallest and the largest away, until the middle is left
        numbers = numbers[1:-1]
    return Fraction(sum(numbers), len(numbers))


def mean(lines: Sequence[Line], divide_by: int = 1) -> Answer:
    amounts = _amounts(lines)
    return _of_amounts(lines, Fraction(sum(amounts), len(amounts) * divide_by) if amounts else None)


def median(lines: Sequence[Line], divide_by: int = 1) -> Answer:
    amounts = _amounts(lines)
    return _of_amounts(lines, _middle(amounts) / divide_by if amounts else None)


def most(lines: Sequence[Line], divide_by: int = 1) -> Answer:
    amounts = _amounts(lines)
    return _of_amounts(lines, Fraction(amounts[-1], divide_by) if amounts else None)


def mean_weeks(lines: Sequence[Line]) -> Answer:
    return mean(lines, 7)


def median_weeks(lines: Sequence[Line]) -> Answer:
    return median(lines, 7)


def most_weeks(lines: Sequence[Line]) -> Answer:
    return most(lines, 7)
