"""Figures from rows written by hand, and what must hold of every block whatever it counts."""

from datetime import UTC, date, datetime, time
from typing import Any

from reports.board.about import About
from reports.board.model import Block, Chart, Kind, Table, Why
from reports.figures import Figures
from reports.periods import month
from reports.rows.cases import CaseRow, End, Ending, Spell, Stage
from reports.rows.every import Rows

ABOUT = About("831", "Derby")


def figures_of(year: int, number: int, **rows: Any) -> Figures:
    """The figures of a month from these rows, read on its last day."""
    of = month(year, number)
    return Figures(Rows(of.last, datetime.combine(of.last, time(23, 0), UTC), **rows), of)


def open_case(case: str, received: date, stage: Stage = Stage.REQUESTED, **more: Any) -> CaseRow:
    """A case that has been at one stage since its request, and still is."""
    return CaseRow(case, received, spells=(Spell(stage, received),), **more)


def ended_case(case: str, received: date, how: Ending, on: date, **more: Any) -> CaseRow:
    """A case that was at one stage until it ended."""
    return CaseRow(case, received, spells=(Spell(Stage.ASSESSING, received, on),), ends=(End(how, on),), **more)


def the(block: Block, table_id: str) -> Table:
    return next(table for table in block.tables if table.id == table_id)


def values(table: Table) -> dict[str, list[str | None]]:
    """The values of each row by its id, without the heading."""
    return {row.id: [cell.value for cell in row.cells[1:]] for row in table.rows}


def assert_sound(block: Block, figures: Figures) -> None:
    """Ids are unique, cells fit their columns, each number opens to a figure, each chart draws a table before it."""
    assert len({table.id for table in block.tables}) == len(block.tables)
    seen: dict[str, Table] = {}
    for part in block.parts:
        if isinstance(part, Table):
            seen[part.id] = part
            assert_table_is_sound(part, figures)
        elif isinstance(part, Chart):
            assert set(part.columns) <= {column.id for column in seen[part.table].columns}
            assert part.says.endswith(".")


def assert_table_is_sound(table: Table, figures: Figures) -> None:
    assert len({row.id for row in table.rows}) == len(table.rows)
    assert len({column.id for column in table.columns}) == len(table.columns)
    assert table.header.period
    assert table.header.basis
    assert table.header.exceptions
    for row in table.rows:
        assert len(row.cells) == len(table.columns), (table.id, row.id)
        for column, cell in zip(table.columns, row.cells, strict=True):
            assert cell.kind is column.kind, (table.id, row.id, column.id)
            if cell.why is Why.NOT_HELD:
                assert (cell.value, cell.figure) == (None, "")
            elif cell.kind is not Kind.TEXT:
                assert figures.asked[cell.figure].value == cell.value


def assert_adds_up(table: Table) -> None:
    """The rows of a table of categories add up to its row of them all, in every column of counts."""
    for place, column in enumerate(table.columns):
        if column.kind is Kind.COUNT:
            parts = sum(int(row.cells[place].value or 0) for row in table.rows if not row.total)
            assert [parts] == [int(row.cells[place].value or 0) for row in table.rows if row.total], column.id
