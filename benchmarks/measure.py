"""What a benchmark is: a row with what ours reached, its floor, their ratio and the goal; and how a pair is timed."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from time import perf_counter
from typing import Any

PAIRS = 5
"""Ours, floor, ours, floor …: the speed of a machine drifts, and only what was measured side by side can be compared."""


class Unit(StrEnum):
    """What a row counts. A row and its floor always count the same."""

    SECONDS = "seconds"
    BYTES = "bytes"


class Kind(StrEnum):
    """What a goal is about."""

    SHARE = "share"  # of the floor's speed, at least
    TIMES = "times"  # the floor, under
    AMOUNT = "amount"  # in the row's own unit, under


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and the words it is printed in."""

    kind: Kind
    limit: float

    def met(self, ours: float, ratio: float | None) -> bool:
        if self.kind is Kind.AMOUNT:
            return ours < self.limit
        if ratio is None:
            return False
        return ratio >= self.limit if self.kind is Kind.SHARE else ratio < self.limit

    def words(self, unit: Unit) -> str:
        match self.kind:
            case Kind.SHARE:
                return f"at least {self.limit:g} of the floor's speed"
            case Kind.TIMES:
                return f"under {self.limit:g} times the floor"
            case _:
                return f"under {self.limit / 1e6:g} MB" if unit is Unit.BYTES else f"under {self.limit:g} s"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `ours` and `floor` are for one `of`; `why` is said where the goal is not met."""

    name: str
    of: str
    floor_is: str
    unit: Unit = Unit.SECONDS
    ours: float | None = None
    floor: float | None = None
    ratio: float | None = None
    goal: Goal | None = None
    why: str = ""
    skipped: str = ""

    @property
    def met(self) -> bool | None:
        """None where there is no goal, or nothing was measured."""
        return None if self.goal is None or self.ours is None else self.goal.met(self.ours, self.ratio)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "of": self.of,
            "unit": self.unit.value,
            "ours": self.ours,
            "floor": self.floor,
            "floor_is": self.floor_is,
            "ratio": self.ratio,
            "goal": self.goal.words(self.unit) if self.goal else None,
            "met": self.met,
            "why_not": self.why if self.met is False else "",
            "skipped": self.skipped,
        }


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One file of this folder. `rows` measures and gives its rows one by one; `quick` asks for small sizes."""

    name: str
    rows: Callable[[bool], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Ours and the floor, pair by pair, each for one of what is counted."""

    ours: list[float]
    floor: list[float]

    def row(
        self, name: str, of: str, floor_is: str, goal: Goal | None, why: str = "", unit: Unit = Unit.SECONDS
    ) -> Row:
        """The medians. A share is the floor's time over ours, anything else ours over the floor; pair by pair."""
        share = goal is None or goal.kind is Kind.SHARE
        pairs = zip(self.ours, self.floor, strict=True)
        ratio = median(floor / ours if share else ours / floor for ours, floor in pairs)
        return Row(name, of, floor_is, unit, median(self.ours), median(self.floor), ratio, goal, why)


def interleaved(
    ours: Callable[[int], float], floor: Callable[[int], float], count: int = 1, pairs: int = PAIRS
) -> Compared:
    """Runs ours and the floor in turn, each told the number of the pair, each giving its seconds for `count`."""
    found = Compared([], [])
    for pair in range(pairs):
        found.ours.append(ours(pair) / count)
        found.floor.append(floor(pair) / count)
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long it took, with the litter of what went before cleared away first."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start
