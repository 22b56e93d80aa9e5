"""What others published, by calendar year: KP8 of Derby, England, the East Midlands, and the authorities to compare with."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from reports.percentages import percent

MAIN = ("Derby", "England", "East Midlands")
NEIGHBOUR = "statistical neighbour"


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
    plans with no mediation or tribunal. `group`: Derby, England, East Midlands, statistical neighbour, East Midlands LA.
    `neighbour_of`: the number of the authority whose statistical neighbour it is listed as, "" of the other groups.
    Source: DfE, Education, health and care plans, reporting year 2025 (OGL v3).
    """

    area: str
    authority: str | None
    group: str
    neighbour_of: str
    year: int
    kp8a: int
    issued: int
    not_issued: int
    kp8b_i: Share
    kp8b_ii: Share
    requests: int


@dataclass(frozen=True, slots=True)
class Example:
    """An authority that has nothing of its own and uses another's as an example. `why` is printed."""

    authority: str
    uses: str
    why: str


def published_lines(year: int) -> list[PublishedLine]:
    """The lines of that calendar year: Derby, England, East Midlands; none where nothing was published."""
    return [line for line in lines(year) if line.group in MAIN]


def lines(year: int) -> list[PublishedLine]:
    """Every line held of that calendar year, with the neighbours and the region's authorities."""
    return [line for line in _lines() if line.year == year]


def years_before(year: int, most: int) -> list[int]:
    """The latest years with published lines before this one, oldest first, so many at most."""
    return sorted({line.year for line in _lines() if line.year < year})[-most:]


def own_line(authority: str, year: int) -> PublishedLine | None:
    """What was published of an authority, where it is held. One may be listed in two groups; the parts are the same."""
    return next((line for line in lines(year) if line.authority == authority), None)


def neighbours(authority: str, year: int) -> list[PublishedLine]:
    """The statistical neighbours of an authority; none where the list of that authority is not held."""
    return [line for line in lines(year) if line.neighbour_of == authority]


def median_percent(shares: Iterable[Share]) -> str | None:
    """The median of exact shares, to one decimal place; None of none. Worked out here: nobody publishes it."""
    middle = _median(Fraction(share.numerator, share.denominator) for share in shares if share.denominator)
    return None if middle is None else percent(middle.numerator, middle.denominator)


def median_count(counts: Iterable[int]) -> str | None:
    """The median of counts: "517", "516.5"; None of none."""
    middle = _median(Fraction(count) for count in counts)
    if middle is None:
        return None
    return str(middle.numerator) if middle.denominator == 1 else f"{middle.numerator // 2}.5"


def _median(numbers: Iterable[Fraction]) -> Fraction | None:
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def example_of(authority: str) -> Example | None:
    """Whose targets and neighbours an authority without its own shows as an example; None: it shows no one else's."""
    return next((Example(**row) for row in read("examples.csv") if row["authority"] == authority), None)


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table in this folder, by column name."""
    with files(__package__).joinpath(name).open(encoding="utf-8") as table:
        yield from csv.DictReader(table)


@cache
def _lines() -> tuple[PublishedLine, ...]:
    return tuple(
        PublishedLine(
            area=row["area"],
            authority=row["old_la_code"] or None,
            group=row["group"],
            neighbour_of=row["neighbour_of"],
            year=int(row["year"]),
            kp8a=int(row["kp8a_assessments_completed"]),
            issued=int(row["of_which_plan_issued"]),
            not_issued=int(row["of_which_not_issued"]),
            kp8b_i=_share(row, "kp8b_i", "pct_including_exceptions"),
            kp8b_ii=_share(row, "kp8b_ii", "pct_excluding_exceptions"),
            requests=int(row["requests_received"]),
        )
        for row in read("kp8.csv")
    )


def _share(row: dict[str, str], rate: str, percentage: str) -> Share:
    return Share(
        int(row[f"{rate}_within_20_weeks"]), int(row[f"{rate}_denominator"]), one_decimal(row[f"{rate}_{percentage}"])
    )


def one_decimal(published: str) -> str:
    """A published percentage with its decimal place: "14" is "14.0"."""
    return published if "." in published else f"{published}.0"
