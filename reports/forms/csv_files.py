"""The report as CSV: one long file with a line for each cell, and one line with the Department's columns."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from reports.board.model import Block, Cell, Column, Kind, Printed, Report, Table, Why
from reports.board.parity import PARITY, ParityColumn, Part

COLUMNS = (
    "authority", "month", "issue", "as_at", "block", "table", "table_title", "row", "row_title", "column", "column_title",
    "kind", "value", "numerator", "denominator", "why", "figure", "period", "basis", "denominator_is", "exceptions",
    "faults", "rules", "small_numbers",
)  # fmt: skip
"""`denominator` is a number, `denominator_is` says in words what is counted in it. `faults`: cases with a fault,
or words where there are some and how many is held back."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


HELD_BACK, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
"""What stands for a number in the Department's files: confidential, none to divide by, not in this report."""


def write(report: Report) -> bytes:
    """A line for each cell that is not a row's heading, complete in itself."""
    return _csv(
        [COLUMNS, *(line for block in report.blocks for table in block.tables for line in _lines(report, block, table))]
    )


def write_parity(report: Report) -> bytes | None:
    """One line with the Department's columns, of the calendar year up to the report's last day; None where it has none of them.

    Numbers come from the report's own cells, so that what is held back there is held back here too.
    """
    cells = {cell.figure: cell for table in report.tables() for row in table.rows for cell in row.cells if cell.figure}
    if not any(column.figure in cells for column in PARITY):
        return None
    names = ("time_period", "time_identifier", "geographic_level", "old_la_code", "la_name", "as_at")
    of_report = (
        str(report.as_at.year), "Calendar year", "Local authority", report.authority, harmless(report.name),
        report.as_at.isoformat(),
    )  # fmt: skip
    numbers = [
        _published(column, cells.get(column.figure) if column.beside in ("", *cells) else None) for column in PARITY
    ]
    return _csv([[*names, *(column.name for column in PARITY)], [*of_report, *numbers]])


def _published(column: ParityColumn, cell: Cell | None) -> str:
    if cell is None:
        return NOT_AVAILABLE
    if cell.why is Why.HELD_BACK:
        return HELD_BACK
    part = {Part.NUMERATOR: cell.numerator, Part.DENOMINATOR: cell.denominator}.get(column.part)
    if part is not None:
        return str(part)
    if column.part is Part.VALUE or cell.kind is Kind.COUNT:
        return cell.value or NOT_APPLICABLE
    return NOT_AVAILABLE


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark at the start, by which a spreadsheet knows it; lines end as RFC 4180 has it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula. A number stays as it is."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) and not _NUMBER.fullmatch(text) else text


def _lines(report: Report, block: Block, table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        heading = row.cells[0].value or ""
        for column, cell in list(zip(table.columns, row.cells, strict=True))[1:]:
            of = _printed_in(report, table, column)
            values = (
                report.authority, of.month, str(of.issue), of.as_at.isoformat(), block.id, table.id, table.title, row.id, heading, *_of_cell(column, cell),
                *_of_header(table), of.rules, "shown" if report.exact else "held back",
            )  # fmt: skip
            yield [harmless(value) for value in values]


def _printed_in(report: Report, table: Table, column: Column) -> Report | Printed:
    """What the column's numbers were printed in: the report, or in a pack the issue of a month."""
    printed = table.header.printed
    return next((each for each in printed if each.month == column.id), printed[0]) if printed else report


def _of_cell(column: Column, cell: Cell) -> tuple[str, ...]:
    return (
        column.id,
        column.title,
        cell.kind.value,
        cell.value or "",
        _number(cell.numerator),
        _number(cell.denominator),
        cell.why.value if cell.why else "",
        cell.figure,
    )


def _of_header(table: Table) -> tuple[str, ...]:
    header = table.header
    faults = Why.HELD_BACK.value if header.faults_held_back else _number(header.faults)
    return header.period, header.basis, header.denominator, header.exceptions, faults


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
