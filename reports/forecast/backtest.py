"""The same forecast as it would have been made at the end of earlier months, against what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.board.months import back
from reports.forecast.ahead import MONTHS, Forecast, MonthAhead, forecast
from reports.periods import Period
from reports.rows.cases import CaseRow

BACK = 6
NAIVE_MONTHS = 12

Actual = Callable[[Period], int]
"""How many plans were sent in a month."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One month as forecast so many months before, beside the mean of the 12 months before it was made (`naive`)."""

    made: Period
    ahead: int
    forecast: MonthAhead
    naive: float
    actual: int

    @property
    def missed(self) -> float:
        return abs(self.forecast.plans - self.actual)

    @property
    def naive_missed(self) -> float:
        return abs(self.naive - self.actual)

    @property
    def inside(self) -> bool:
        return self.actual in self.forecast.plans_range


def backtest(cases: Sequence[CaseRow], reported: Period, actual: Actual) -> list[Tried]:
    """Every month up to the one reported that a forecast of the 6 months before would have spoken of, earliest made first.

    A month at whose end nothing had been seen yet, so that no forecast could have been made, is left out.
    """
    tried: list[Tried] = []
    for ago in range(BACK, 0, -1):
        made = back(reported, ago)
        then: Forecast = forecast(cases, made.last, min(MONTHS, ago), rates=False)
        if then.possible:
            before = sum(actual(back(made, number)) for number in range(NAIVE_MONTHS))
            naive = float(Fraction(before, NAIVE_MONTHS))
            tried += [
                Tried(made, number, month, naive, actual(month.month))
                for number, month in enumerate(then.months, start=1)
            ]
    return tried
