"""Packs of closed months: since the last meeting, and three-monthly. Made of what was printed, never counted a third time."""

from collections.abc import Sequence
from dataclasses import replace

from reports.board.model import (
    Block,
    Cell,
    Chart,
    Column,
    Header,
    Kind,
    Paragraph,
    Part,
    Printed,
    Report,
    Row,
    Table,
    Why,
)
from workflows.words import day_words, list_words

SUMMARY = "B1"
NOT_BESIDE = frozenset({"summary.sentences"})
"""The numbers in the sentences: which steps they name differs from month to month, so they stand in each month's own."""


def pack(reports: Sequence[Report], title: str, intro: str, restated: Sequence[Paragraph | Table] = ()) -> Report:
    """One report of several months: the months side by side, what was restated since, then each month's own summary.

    `reports` are the latest issues of closed months, oldest first, all exact or all held back. Each table says of which
    issues it is made; one of `restated` has its month as the last part of its id. Raises ValueError for no month.
    """
    if not reports:
        raise ValueError("A pack needs at least one closed month.")
    printed = tuple(map(_printed, reports))
    said = tuple(_of_its_month(part, printed) for part in restated)
    blocks = [
        Block("P1", "The months side by side", (Paragraph(intro), *_side_by_side(reports, printed))),
        Block("P2", "Restated since the months were closed", said or (Paragraph(_NOTHING_RESTATED),)),
    ]
    blocks += [_of_month(report, number) for number, report in enumerate(reports, start=3)]
    return replace(
        reports[-1],
        title=title,
        period=list_words([report.period for report in reports]),
        rules=list_words(list(dict.fromkeys(report.rules for report in reports))),
        reason="",
        blocks=tuple(blocks),
        printed=printed,
    )


_NOTHING_RESTATED = "Nothing that was recorded later changes a figure of these months."


def _printed(report: Report) -> Printed:
    return Printed(report.month, report.period, report.as_at, report.known_at, report.rules, report.issue)


def _of_its_month(part: Paragraph | Table, printed: Sequence[Printed]) -> Paragraph | Table:
    """A table of what was restated of a month, with the issue that it is compared with."""
    if isinstance(part, Paragraph):
        return part
    month = part.id.rpartition(".")[2]
    its_own = tuple(each for each in printed if each.month == month)
    return replace(part, header=replace(part.header, printed=its_own))


def _side_by_side(reports: Sequence[Report], printed: tuple[Printed, ...]) -> list[Part]:
    """The tables of each month's summary, joined row by row: the first number column of each month."""
    tables: list[Part] = []
    for table in reports[-1].block(SUMMARY).tables:
        if table.id in NOT_BESIDE:
            continue
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
            printed=printed,
        )
        tables.append(Table(f"P1.{table.id}", table.title, columns, tuple(rows), header))
    return tables


def _cell_of(report: Report, table_id: str, row_id: str) -> Cell:
    """The first number of a row in a month's own summary, which opens in that month and not here."""
    for table in report.block(SUMMARY).tables:
        for row in table.rows:
            if (table.id, row.id) == (table_id, row_id) and len(row.cells) > 1:
                return replace(row.cells[1], figure="")
    return Cell(None, why=Why.NOT_HELD)


def _of_month(report: Report, number: int) -> Block:
    """The month's own summary, its parts renamed so that no two of a pack have one id, its tables with their issue."""
    parts: list[Part] = []
    for part in report.block(SUMMARY).parts:
        if isinstance(part, Table):
            rows = tuple(replace(row, cells=tuple(replace(cell, figure="") for cell in row.cells)) for row in part.rows)
            header = replace(part.header, printed=(_printed(report),))
            parts.append(replace(part, id=f"{report.month}.{part.id}", rows=rows, header=header))
        elif isinstance(part, Chart):
            parts.append(replace(part, id=f"{report.month}.{part.id}", table=f"{report.month}.{part.table}"))
        else:
            parts.append(replace(part, id=""))
    title = f"{report.period}, as printed: issue {report.issue}, as at {day_words(report.as_at)}"
    return Block(f"P{number}", title, tuple(parts))
