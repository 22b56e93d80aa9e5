"""A period of London dates, first and last day both inside it."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflows.words import MONTHS, day_words


@dataclass(frozen=True, slots=True)
class Period:
    """All days from `first` to `last`. Raises ValueError where it would end before it starts."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period cannot end on {self.last} when it starts on {self.first}.")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> Iterator["Period"]:
        """Its calendar months in order; the first and the last are clipped to the period."""
        number, end = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        for counted in range(number, end + 1):
            whole = month(counted // 12, counted % 12 + 1)
            yield Period(max(whole.first, self.first), min(whole.last, self.last))

    @property
    def words(self) -> str:
        """For people: "2024", "March 2024", or "3 March 2024 to 5 June 2025"."""
        if self == year(self.first.year):
            return str(self.first.year)
        if self == month(self.first.year, self.first.month):
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        if self.first == self.last:
            return day_words(self.first)
        return f"{day_words(self.first)} to {day_words(self.last)}"


def year(number: int) -> Period:
    """The calendar year, the period of DfE's published figures."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(of_year: int, number: int) -> Period:
    """One calendar month; `number` is 1 to 12."""
    return Period(date(of_year, number, 1), date(of_year, number, calendar.monthrange(of_year, number)[1]))
