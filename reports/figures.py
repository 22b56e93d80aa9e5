"""Figures worked out from rows: every one with its parts, its period and the cases behind it, each kept by its id.

An id is the measure, a category where it is split, and the period: `kp8b.published.including@month`,
`requests.received:parent@rolling_12`. Asking twice gives the same figure, and all that was asked is kept, so that a
report knows every figure that it prints.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from reports.board.months import period_of
from reports.measure import At, Measure, Split, Statistic
from reports.percentages import percent
from reports.periods import Period
from reports.registry import measure
from reports.rows.every import Rows
from workflows.days import ENGLAND


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that it rests on.

    `value` is as printed, without its unit: "12", "38.7", "41.5"; None where there is nothing to divide by.
    `denominator` is how many rows belong, `numerator` how many of them count (of all but a share: the same number).
    `cases` and `meeting` are their references, in order; one case may be there several times (advice of several bodies).
    """

    id: str
    measure: str
    category: str
    basis: str
    first: date
    last: date
    numerator: int
    denominator: int
    value: str | None
    cases: tuple[str, ...] = ()
    meeting: tuple[str, ...] = ()


def figure_id(measure_id: str, basis: str = "month", category: str = "") -> str:
    return f"{measure_id}:{category}@{basis}" if category else f"{measure_id}@{basis}"


class Figures:
    """The figures of one month's report. `month` is a whole month; `rows` as they stood on its last day or later."""

    def __init__(
        self, rows: Rows, month: Period, working_days: Callable[[date, date], int] = ENGLAND.working_days_between
    ) -> None:
        self.rows = rows
        self.month = month
        self.asked: dict[str, Figure] = {}
        self._working_days = working_days
        self._by_day: dict[tuple[str, Any], tuple[list[date], list[Any]]] = {}
        self._divisions: dict[tuple[str, Split], Split] = {}
        self._belonging: dict[tuple[str, str], list[Any]] = {}

    def period(self, basis: str) -> Period:
        return period_of(basis, self.month)

    def figure(self, measure_id: str, basis: str = "month", category: str = "") -> Figure:
        """One figure. Raises UnknownFigure for a measure or a category that there is not."""
        wanted = figure_id(measure_id, basis, category)
        if wanted not in self.asked:
            if category:
                self.split(measure_id, basis)
            else:
                of = measure(measure_id)
                self._keep(of, basis, "", self.belonging(of, basis))
        return self.asked[wanted]

    def split(self, measure_id: str, basis: str = "month") -> list[Figure]:
        """The figure of each category of a measure, in the order to print. Together they are the whole."""
        of = measure(measure_id)
        by = self.division(of)
        at = At(self.period(basis), self._working_days)
        divided: dict[str, list[Any]] = {key: [] for key, _ in by.categories}
        for row in self.belonging(of, basis):
            divided[by.key(row, at)].append(row)
        self.figure(measure_id, basis)
        return [self._keep(of, basis, key, rows) for key, rows in divided.items()]

    def division(self, of: Measure) -> Split:
        """How a measure is divided, with the categories that the rows give it. Raises ValueError where it is not."""
        if of.split is None:
            raise ValueError(f"{of.id} is not divided into categories.")
        key = (of.reads, of.split)
        if key not in self._divisions:
            self._divisions[key] = of.split.among(self._read(of.reads), At(self.month, self._working_days))
        return self._divisions[key]

    def belonging(self, of: Measure, basis: str) -> list[Any]:
        """The rows that a measure counts in a period. Found once: the whole and its categories are of the same."""
        if (of.id, basis) not in self._belonging:
            at = At(self.period(basis), self._working_days)
            self._belonging[of.id, basis] = [
                row
                for row in self._in(of, at.period)
                if of.belongs(row, at) and (of.amount is None or of.amount(row, at) is not None)
            ]
        return self._belonging[of.id, basis]

    def _in(self, of: Measure, period: Period) -> Sequence[Any]:
        if of.when is None:
            return self._read(of.reads)
        key = (of.reads, of.when)
        if key not in self._by_day:
            rows = self._read(of.reads)
            dated = sorted(
                ((day, place) for place, row in enumerate(rows) if (day := of.when(row)) is not None),
            )
            self._by_day[key] = ([day for day, _ in dated], [rows[place] for _, place in dated])
        days, in_order = self._by_day[key]
        return in_order[bisect_left(days, period.first) : bisect_right(days, period.last)]

    def _read(self, reads: str) -> Sequence[Any]:
        rows: Sequence[Any] = getattr(self.rows, reads)
        return rows

    def _keep(self, of: Measure, basis: str, category: str, rows: Sequence[Any]) -> Figure:
        wanted = figure_id(of.id, basis, category)
        if wanted not in self.asked:
            period = self.period(basis)
            at = At(period, self._working_days)
            if of.statistic is Statistic.COUNT and of.each is not None:
                rows = list({of.each(row): row for row in rows}.values())
            meeting = rows if of.meets is None else [row for row in rows if of.meets(row, at)]
            numerator, denominator = _parts(of, meeting, rows, at)
            self.asked[wanted] = Figure(
                id=wanted,
                measure=of.id,
                category=category,
                basis=basis,
                first=period.first,
                last=period.last,
                numerator=numerator,
                denominator=denominator,
                value=percent(numerator, denominator) if of.statistic is Statistic.SHARE else _value(of, rows, at),
                cases=_cases(rows),
                meeting=() if of.meets is None else _cases(meeting),
            )
        return self.asked[wanted]


def opened(figures: Figures, wanted: str) -> Figure:
    """The figure with this id (`measure:category@period`; without a period: the month). Raises UnknownFigure, ValueError."""
    named, _, basis = wanted.partition("@")
    measure_id, _, category = named.partition(":")
    of = measure(measure_id)
    keys = [key for key, _ in figures.division(of).categories] if of.split else []
    if category and category not in keys:
        can = f"one of: {', '.join(keys)}" if keys else "none: leave out “:” and what follows"
        raise ValueError(f"“{category}” is not a category of {measure_id}. It can be {can}.")
    return figures.figure(measure_id, basis or "month", category)


def _cases(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(row.case for row in rows if row.case))


def _parts(of: Measure, meeting: Sequence[Any], rows: Sequence[Any], at: At) -> tuple[int, int]:
    if of.people is None:
        return len(meeting), len(rows)
    parts = [of.people(row, at) for row in rows]
    return sum(each for each, _ in parts), sum(each for _, each in parts)


def _value(of: Measure, rows: Sequence[Any], at: At) -> str | None:
    match of.statistic:
        case Statistic.COUNT:
            return str(len(rows))
        case Statistic.LEAST_EACH | Statistic.MIDDLE_EACH | Statistic.MOST_EACH:
            return _each(of, rows)
    amounts = sorted(amount for row in rows if of.amount and (amount := of.amount(row, at)) is not None)
    if not amounts:
        return None
    match of.statistic:
        case Statistic.MEDIAN:
            return decimal(middle(amounts) / of.divide_by)
        case Statistic.MEAN:
            return decimal(Fraction(sum(amounts), len(amounts) * of.divide_by))
    return decimal(Fraction(amounts[-1], of.divide_by))


def _each(of: Measure, rows: Sequence[Any]) -> str | None:
    counted: Counter[str] = Counter(of.each(row) for row in rows if of.each)
    numbers = sorted(counted.values())
    if not numbers:
        return None
    place = {Statistic.LEAST_EACH: Fraction(numbers[0]), Statistic.MOST_EACH: Fraction(numbers[-1])}
    return decimal(place.get(of.statistic, middle(numbers)))


def middle(ordered: Sequence[int]) -> Fraction:
    """The middle of one or more whole numbers in order, between the two middle ones of an even number."""
    half = len(ordered) // 2
    return Fraction(ordered[half]) if len(ordered) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def decimal(number: Fraction) -> str:
    """A whole number as it is, another with one decimal place, half up: "41", "41.5"."""
    if number < 0:
        return f"-{decimal(-number)}"
    if number.denominator == 1:
        return str(number.numerator)
    tenths = (20 * number.numerator + number.denominator) // (2 * number.denominator)
    return f"{tenths // 10}.{tenths % 10}"
