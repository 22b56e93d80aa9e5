"""Packs of closed months: since the last meeting, and three-monthly. Made of what was printed, never counted a third time."""

from collections.abc import Sequence
from dataclasses import replace

from reports.board.model import Block, Cell, Chart, Column, Header, Kind, Paragraph, Part, Report, Row, Table, Why
from workflows.words import day_words, list_words

SUMMARY = "B1"


def pack(reports: Sequence[Report], title: str, intro: str, restated: Sequence[Paragraph | Table] = ()) -> Report:
    """One report of several months: the months side by side, what was restated since, then each month's own summary.

    `reports` are the latest issues of closed months, oldest first, all exact or all held back. Raises ValueError for none.
    """
    if not reports:
        raise ValueError("A pack needs at least one closed month.")
    last = reports[-1]
    blocks = [
        Block("P1", "The months side by side", (Paragraph(intro), *_side_by_side(reports))),
        Block("P2", "Restated since the months were closed", tuple(restated) or (Paragraph(_NOTHING_RESTATED),)),
    ]
    blocks += [_of_month(report, number) for number, report in enumerate(reports, start=3)]
    return replace(
        last,
        title=title,
        period=list_words([report.period for report in reports]),
        reason="",
        blocks=tuple(blocks),
    )


_NOTHING_RESTATED = "Nothing that was recorded later changes a figure of these months."


def _side_by_side(reports: Sequence[Report]) -> list[Part]:
    """The tables of each month's summary, joined row by row: the first number column of each month."""
    tables: list[Part] = []
    for table in reports[-1].block(SUMMARY).tables:
        columns = (table.columns[0], *(Column(report.month, report.period, Kind.TEXT) for report in reports))
        rows = []
        for row in table.rows:
            cells = [_cell_of(report, table.id, row.id) for report in reports]
            rows.append(Row(row.id, (row.cells[0], *cells)))
        header = Header(
            period=list_words([report.period for report in reports]),
            basis="each month as it was printed when it was closed",
            denominator=table.header.denominator,
            exceptions=table.header.exceptions,
        )
        tables.append(Table(f"P1.{table.id}", table.title, columns, tuple(rows), header, _issues(reports)))
    return tables


def _cell_of(report: Report, table_id: str, row_id: str) -> Cell:
    """The first number of a row in a month's own summary, which opens in that month and not here."""
    for table in report.block(SUMMARY).tables:
        for row in table.rows:
            if (table.id, row.id) == (table_id, row_id) and len(row.cells) > 1:
                return replace(row.cells[1], figure="")
    return Cell(None, why=Why.NOT_HELD)


def _issues(reports: Sequence[Report]) -> str:
    said = [f"{report.period}: issue {report.issue}, as at {day_words(report.as_at)}" for report in reports]
    return f"{'; '.join(said)}."


def _of_month(report: Report, number: int) -> Block:
    """The month's own summary, its parts renamed so that no two of a pack have one id."""
    parts: list[Part] = []
    for part in report.block(SUMMARY).parts:
        if isinstance(part, Table):
            rows = tuple(replace(row, cells=tuple(replace(cell, figure="") for cell in row.cells)) for row in part.rows)
            parts.append(replace(part, id=f"{report.month}.{part.id}", rows=rows))
        elif isinstance(part, Chart):
            parts.append(replace(part, id=f"{report.month}.{part.id}", table=f"{report.month}.{part.table}"))
        else:
            parts.append(replace(part, id=""))
    return Block(f"P{number}", f"{report.period}, as printed", tuple(parts))
