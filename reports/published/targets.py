"""Targets that an authority has published for itself, month by month: milestones, and the straight line between them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise

from reports.percentages import percent
from reports.published import example_of, read
from workflows.words import MONTHS


@dataclass(frozen=True, slots=True)
class Target:
    """The percentage that was to be reached by the end of a month, as text with one decimal place.

    `interpolated`: it lies between two milestones. `stands`: no later one is held, so the last that was set still stands.
    """

    percent: str
    interpolated: bool = False
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One row of milestones. `authority` is whose they are; `measure` its own name for the figure; `mark`: "as printed" or
    what is queried. `milestones` are (last day of the month, percent) in order of day.
    """

    id: str
    authority: str
    measure: str
    source: str
    mark: str
    milestones: tuple[tuple[date, Fraction], ...]

    def at(self, day: date) -> Target | None:
        """The target for the end of the month of a day; None before the month of the first milestone."""
        last_month, last_value = self.milestones[-1]
        wanted = _month(day)
        for (_, value), month in ((milestone, _month(milestone[0])) for milestone in self.milestones):
            if month == wanted:
                return Target(_text(value))
        if wanted > _month(last_month):
            return Target(_text(last_value), stands=True)
        for (before, low), (after, high) in pairwise(self.milestones):
            start, end = _month(before), _month(after)
            if start < wanted < end:
                return Target(_text(low + (high - low) * Fraction(wanted - start, end - start)), interpolated=True)
        return None

    @property
    def last_words(self) -> str:
        """60% by December 2020."""
        return self._words(-1)

    @property
    def first_words(self) -> str:
        return self._words(0)

    def _words(self, place: int) -> str:
        day, value = self.milestones[place]
        return f"{_text(value).removesuffix('.0')}% by {MONTHS[day.month - 1]} {day.year}"


def every_series() -> tuple[Series, ...]:
    """All series of the table, in its order."""
    return _series()


def series(series_id: str, authority: str) -> Series | None:
    """A series for an authority: its own, or the one that it shows as an example (`example_of`); None where there is none."""
    example = example_of(authority)
    of = {authority, example.uses if example else authority}
    return next((each for each in _series() if each.id == series_id and each.authority in of), None)


@cache
def _series() -> tuple[Series, ...]:
    made = []
    for series_id, group in groupby(read("targets.csv"), lambda row: row["series"]):
        rows = list(group)
        milestones = tuple((date.fromisoformat(row["month_end"]), Fraction(row["percent"])) for row in rows)
        first = rows[0]
        made.append(Series(series_id, first["authority"], first["measure"], first["source"], first["mark"], milestones))
    return tuple(made)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _text(value: Fraction) -> str:
    return percent(value.numerator, 100 * value.denominator) or ""
