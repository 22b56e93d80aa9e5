"""What others published: Derby's, England's and the East Midlands' KP8 by year, and Derby's own targets."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Share:
    """A published percentage (text, one decimal place) with its two parts."""

    numerator: int
    denominator: int
    percent: str


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One area in one calendar year. `authority` is DfE's three-digit number, None for England and regions.

    `kp8a` is all assessments completed; `kp8b_i` includes exception cases, `kp8b_ii` leaves them out; both rest on
    plans with no mediation or tribunal. Source: DfE, Education, health and care plans, reporting year 2025 (OGL v3).
    """

    area: str
    authority: str | None
    year: int
    kp8a: int
    issued: int
    not_issued: int
    kp8b_i: Share
    kp8b_ii: Share


@dataclass(frozen=True, slots=True)
class Target:
    """The percentage that a measure is to have reached by the end of a month."""

    measure: str
    month_end: date
    percent: str


def published_lines(year: int) -> list[PublishedLine]:
    """The lines of that calendar year: Derby, England, East Midlands; none where nothing was published."""
    return [line for line in _lines() if line.year == year]


def kp8b_targets() -> list[Target]:
    """Derby's milestones for KP8b, oldest first (Written Statement of Action 2019, action 3.2.1)."""
    return [
        Target(row["measure"], date.fromisoformat(row["month_end"]), _one_decimal(row["target_percent"]))
        for row in _read("kp8b_trajectory.csv")
    ]


@cache
def _lines() -> tuple[PublishedLine, ...]:
    return tuple(
        PublishedLine(
            area=row["area"],
            authority=row["old_la_code"] or None,
            year=int(row["year"]),
            kp8a=int(row["kp8a_assessments_completed"]),
            issued=int(row["of_which_plan_issued"]),
            not_issued=int(row["of_which_not_issued"]),
            kp8b_i=_share(row, "kp8b_i", "pct_including_exceptions"),
            kp8b_ii=_share(row, "kp8b_ii", "pct_excluding_exceptions"),
        )
        for row in _read("kp8.csv")
    )


def _share(row: dict[str, str], rate: str, percent: str) -> Share:
    return Share(
        int(row[f"{rate}_within_20_weeks"]), int(row[f"{rate}_denominator"]), _one_decimal(row[f"{rate}_{percent}"])
    )


def _one_decimal(published: str) -> str:
    return published if "." in published else f"{published}.0"


def _read(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath(name).open(encoding="utf-8") as table:
        yield from csv.DictReader(table)
