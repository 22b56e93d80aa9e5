"""The case mix table of the made-up authority, read from `case_mix.toml` beside this file."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Any


class Draw:
    """A weighted choice among codes, one random number a draw."""

    __slots__ = ("bounds", "codes", "shares")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.codes = tuple(weights)
        self.bounds = tuple(accumulate(weights.values()))
        self.shares = {code: weight / self.bounds[-1] for code, weight in weights.items()}

    def __call__(self, rng: Random) -> str:
        return self.codes[bisect_right(self.bounds, rng.random() * self.bounds[-1])]


@dataclass(frozen=True, slots=True)
class YearMix:
    """What happens in one calendar year, in numbers of cases for `CaseMix.people` people."""

    year: int
    source: str
    refused: int
    refused_with_mediation: int
    refused_with_tribunal: int
    six_weeks_pc: float
    plans_counted: int
    plans_counted_in_20_weeks: int
    plans_without_exception: int
    plans_without_exception_in_20_weeks: int
    plans_over_52_weeks: int
    plans_over_52_weeks_without_exception: int
    plans_disputed: int
    not_issued: int
    not_issued_in_16_weeks: int
    requests_withdrawn: int
    assessments_withdrawn: int
    moved_away: int
    transferred_in: int

    @property
    def six_weeks_when_late(self) -> float:
        """Share of decisions in six weeks among the cases that are not on time, so that the year's share comes out right.

        A plan out in 20 weeks was nearly always agreed in six (`ON_TIME_AND_SIX_WEEKS`).
        """
        on_time = self.plans_counted_in_20_weeks
        decided = self.plans_counted + self.plans_disputed + self.not_issued + self.refused
        wanted = self.six_weeks_pc / 100 * decided - ON_TIME_AND_SIX_WEEKS * on_time
        return max(0.05, wanted / (decided - on_time))

    def plan_kinds(self) -> dict[str, int]:
        """Plans counted in the 20-week figures, split by how late they are and by exception."""
        in_time = self.plans_without_exception_in_20_weeks
        in_time_excepted = self.plans_counted_in_20_weeks - in_time
        over = self.plans_over_52_weeks_without_exception
        over_excepted = self.plans_over_52_weeks - over
        excepted = self.plans_counted - self.plans_without_exception
        return {
            "in_20_weeks": in_time,
            "in_20_weeks_excepted": in_time_excepted,
            "late": self.plans_without_exception - in_time - over,
            "late_excepted": excepted - in_time_excepted - over_excepted,
            "over_52_weeks": over,
            "over_52_weeks_excepted": over_excepted,
        }


ON_TIME_AND_SIX_WEEKS = 0.85


@dataclass(frozen=True, slots=True)
class CaseMix:
    """All tables. `share` holds the percentages as fractions, by name without "_pc"; `draw` the weighted tables."""

    people: int
    years: tuple[YearMix, ...]
    count: Mapping[str, int]
    share: Mapping[str, float]
    draw: Mapping[str, Draw]

    def year(self, year: int) -> YearMix:
        """The row for a year; before the first row the first one, after the last row the last one."""
        first, last = self.years[0].year, self.years[-1].year
        return self.years[min(max(year, first), last) - first]


@cache
def case_mix() -> CaseMix:
    """Read the table. A year row with an unknown or missing item raises TypeError, rows out of order ValueError."""
    text = resources.files("ehcp_flow.demo").joinpath("case_mix.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    people: int = table.pop("people")
    years = tuple(YearMix(**row) for row in table.pop("year"))
    if [row.year for row in years] != list(range(years[0].year, years[0].year + len(years))):
        raise ValueError("case_mix.toml: the years must follow one another")
    count: dict[str, int] = {}
    share: dict[str, float] = {}
    draw: dict[str, Draw] = {}
    for items in table.values():
        for name, value in items.items():
            if isinstance(value, dict):
                draw["dispute" if name == "weights" else name] = Draw(value)
            elif name.endswith("_pc"):
                share[name.removesuffix("_pc")] = value / 100
            elif name != "source":
                count[name] = value
    return CaseMix(people, years, count, share, draw)
