"""What a measure is: its words for the board, and how it counts, as data and small functions of one row."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from reports.periods import Period
from reports.rows.assessments import OutcomeCount
from workflows.days import ENGLAND

SERVICE_MANAGER = "SEND service manager"
HIGHER, LOWER, CONTEXT = "higher is better", "lower is better", "context: neither way is better"


class Statistic(StrEnum):
    """What is worked out of the rows that belong."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    MOST = "most"
    """The largest amount of one row."""
    LEAST_EACH = "least_each"
    MIDDLE_EACH = "middle_each"
    MOST_EACH = "most_each"
    """The smallest, middle and largest number of rows that one `each` has."""


@dataclass(frozen=True, slots=True)
class At:
    """What a row is held against: the days counted, and the day on which it is looked at (the last of them)."""

    period: Period
    working_days: Callable[[date, date], int] = field(default=ENGLAND.working_days_between, compare=False)

    @property
    def day(self) -> date:
        return self.period.last


Question = Callable[[Any, At], bool]
Amount = Callable[[Any, At], int | None]


@dataclass(frozen=True, slots=True)
class Split:
    """A way to divide what belongs. `of` gives a row's key; `categories` are keys with words, in the order to print.

    A key that is not among them counts under "other", which must then be one of them. `commonest`: so many of the keys
    that most of the rows have come before them as categories of their own (an area, a service), named by the key.
    """

    title: str
    of: Callable[[Any, At], str]
    categories: tuple[tuple[str, str], ...]
    commonest: int = 0

    def key(self, row: Any, at: At) -> str:
        key = self.of(row, at)
        return key if any(key == known for known, _ in self.categories) else "other"

    def words(self, key: str) -> str:
        return dict(self.categories).get(key, key)

    def among(self, rows: Iterable[Any], at: At) -> "Split":
        """The same division with the categories that these rows give it, in the order of their names."""
        if not self.commonest:
            return self
        named = {known for known, _ in self.categories}
        counted = Counter(key for row in rows if (key := self.of(row, at)) and key not in named)
        most = sorted(counted, key=lambda key: (-counted[key], key))[: self.commonest]
        return replace(self, categories=(*((key, key) for key in sorted(most)), *self.categories), commonest=0)


@dataclass(frozen=True, slots=True)
class Rag:
    """When a figure is green or amber against its target; red otherwise. Printed wherever it is used.

    `amber_within`: percentage points short of the target that are still amber.
    """

    amber_within: int

    @property
    def words(self) -> str:
        return f"Green: at the target or better. Amber: within {self.amber_within} percentage points of it. Red: further away."


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as data and questions, each asked of one row.

    `reads` names the rows (a field of `reports.rows.every.Rows`). `when` gives the day by which a row falls into a period;
    without it the measure is of a moment, the last day of the period. `belongs` picks what is counted (of a share, the
    denominator) and `meets` the numerator out of it. `amount` is what a mean, median or most is of, divided by
    `divide_by` (days to weeks: 7), and a row without one does not count. `each` gives whom rows are counted for; of a plain
    count, what has several rows counts once. `people` is for rows that each speak of several people and of no case: how many
    of how many (numerator, denominator); only of a share.
    `polarity` says which way is better, as printed; `basis` what is in scope; `within` the measure that this one is a part
    of, so that the difference of the two is a number that can be worked out. `target` names a series of
    `reports/published/targets.csv`.
    """

    id: str
    title: str
    definition: str
    numerator: str
    denominator: str
    basis: str
    polarity: str
    exclusions: str
    source: str
    belongs: Question
    meets: Question | None = None
    block: str = "B3"
    owner: str = SERVICE_MANAGER
    statistic: Statistic = Statistic.COUNT
    unit: str = "cases"
    reads: str = "assessments"
    when: Callable[[Any], date | None] | None = None
    amount: Amount | None = None
    divide_by: int = 1
    each: Callable[[Any], str] | None = None
    people: Callable[[Any, At], tuple[int, int]] | None = None
    split: Split | None = None
    within: str = ""
    target: str = ""
    rag: Rag | None = None

    def __post_init__(self) -> None:
        needs = {
            Statistic.SHARE: self.meets or self.people,
            Statistic.MEAN: self.amount,
            Statistic.MEDIAN: self.amount,
            Statistic.MOST: self.amount,
            Statistic.LEAST_EACH: self.each,
            Statistic.MIDDLE_EACH: self.each,
            Statistic.MOST_EACH: self.each,
        }
        if self.statistic in needs and needs[self.statistic] is None:
            raise ValueError(f"{self.id}: a {self.statistic} lacks what it is worked out from.")
        if self.meets is not None and self.statistic is not Statistic.SHARE:
            raise ValueError(f"{self.id}: only a share has a numerator.")
        if self.people is not None and self.statistic is not Statistic.SHARE:
            raise ValueError(f"{self.id}: only a share is of people.")
        if self.each is not None and self.statistic is Statistic.COUNT and self.split is not None:
            raise ValueError(f"{self.id}: what counts once may be in several categories, which would not add up.")

    def count(self, counts: Iterable[OutcomeCount], period: Period) -> tuple[int, int]:
        """(numerator, denominator) from counted assessments of the period. A plain count gives the same number twice."""
        numerator = denominator = 0
        at = At(period)
        for counted in counts:
            if self.belongs(counted, at):
                denominator += counted.count
                if self.meets is None or self.meets(counted, at):
                    numerator += counted.count
        return numerator, denominator
