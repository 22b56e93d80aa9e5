"""The report as one model, from which every form is made: blocks of paragraphs, tables, and charts of those tables.

It can be written as JSON and read back whole (`as_json`, `read_json`), so that a frozen month prints from what was kept.
No name, no date of birth, nothing of one child is in it but case references, and those only where `exact` says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter


class Kind(StrEnum):
    """What a cell or a column holds."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """A percentage with its numerator and denominator, which are always printed with it."""
    PERCENT = "percent"
    """A percentage of which no parts are held: a target, a published or interpolated figure."""
    DAYS = "days"
    WEEKS = "weeks"
    NUMBER = "number"
    DATE = "date"


class Why(StrEnum):
    """Why a cell has no number, or one that is not as the others. The words are what is printed."""

    INTERPOLATED = "interpolated"
    HELD_BACK = "held back"
    NOTHING = "none to count"
    """There was nothing to divide by, or to take the middle of."""
    NOT_HELD = "not held"
    NOT_PUBLISHED = "not published"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `value` is as printed, without its unit; None where `why` says why there is none.

    `figure` is the id that opens it to its cases, "" where it is not counted from cases. `numerator` and `denominator` are
    given for a share; for a mean or a median `denominator` is of how many. `rests_on`: the ids of the figures that a number
    without one of its own was worked out from, so that it is held back with them.
    """

    value: str | None
    kind: Kind = Kind.TEXT
    figure: str = ""
    numerator: int | None = None
    denominator: int | None = None
    why: Why | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """`id` is for programs and stays the same from month to month; `title` is for people."""

    id: str
    title: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` has one for each column; the first is the row's heading. `id` stays the same from month to month."""

    id: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """The issue of a closed month that numbers of a pack were taken from."""

    month: str
    period: str
    as_at: date
    known_at: datetime
    rules: str
    issue: int


@dataclass(frozen=True, slots=True)
class Header:
    """What every figure says of itself, beside what the whole report says (as-at, rules, small numbers).

    `printed`: in a pack, the issues that the table is made of; a column of one of several has its month as id. What it
    says of as-at, rules and issue then goes before what the report says.
    `faults`: how many of the cases behind these figures have a fault in their record that may change them; None where
    nothing is counted from cases, or where there are some and how many is held back (`faults_held_back`).
    """

    period: str
    basis: str
    denominator: str
    exceptions: str
    faults: int | None = None
    faults_held_back: bool = False
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`note` says what must be known to read it, in a sentence or two; "" nothing."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: Header
    note: str = ""


class Drawing(StrEnum):
    """How a chart is drawn."""

    LINES = "lines"
    BARS = "bars"
    STACKED = "stacked"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of columns of the table before it. `says` is what it shows, in words, with the numbers that matter.

    `lines`, `bars` and `stacked` have the rows along the bottom and one line or bar for each of `columns` (their ids).
    `heat` shades every cell of the columns by its number. `rests_on`: the ids of the figures that `says` tells of.
    """

    id: str
    title: str
    says: str
    table: str
    columns: tuple[str, ...]
    drawing: Drawing
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or a few. `id` names those that are generated (what_moved, why, what_next), else "".

    `rests_on`: the ids of the figures that it tells of, so that it is not printed where one of them is held back.
    """

    text: str
    id: str = ""
    rests_on: tuple[str, ...] = ()


Part = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Block:
    """`id` is the design's: B1 to B20."""

    id: str
    title: str
    parts: tuple[Part, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self.parts if isinstance(part, Table))


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A block, or a part of one, that the engine holds no data for: listed, never shown as zero."""

    block: str
    title: str
    why: str
    comes_with: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one authority. `month` is 2026-10; of a pack, the last of its months, and `printed` has them all.

    `issue` counts from 1; 0 is a month that is not closed. `reason` says why there is a later issue. `rules` is the
    version of the law and the measures that it was counted by. `exact` is False where small numbers were held back.
    """

    authority: str
    name: str
    title: str
    month: str
    period: str
    as_at: date
    known_at: datetime
    rules: str
    issue: int
    reason: str
    exact: bool
    small_numbers: str
    blocks: tuple[Block, ...]
    not_held: tuple[NotHeld, ...]
    printed: tuple[Printed, ...] = ()

    def block(self, block_id: str) -> Block:
        return next(block for block in self.blocks if block.id == block_id)

    def tables(self) -> Iterator[Table]:
        for block in self.blocks:
            yield from block.tables


_ADAPTER: TypeAdapter[Report] = TypeAdapter(Report)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values. Equal reports give equal values."""
    written: dict[str, Any] = _ADAPTER.dump_python(report, mode="json")
    return written


def read_json(written: dict[str, Any]) -> Report:
    """The report that `as_json` wrote. Raises pydantic's ValidationError for anything else."""
    return _ADAPTER.validate_python(written)
