"""The made-up month with the tables that the open page takes its figures from, small numbers held back."""

from dataclasses import replace

from reports.board.cells import row
from reports.board.model import Block, Column, Kind, Row, Table
from tests.reports.forms.sample import COUNTED, HELD, HELD_BACK, count, share

_PERIODS = (Column("heading", "Measure", Kind.TEXT), Column("month", "In the month"), Column("year_to_date", "To date"))
_ISSUED = (
    Column("heading", "Period", Kind.TEXT),
    Column("plans_issued_den", "Plans issued"),
    Column("plans_issued_within_20_weeks", "Within 20 weeks", Kind.SHARE),
)


def _table(table_id: str, *rows: Row, columns: tuple[Column, ...] = _PERIODS) -> Table:
    return Table(table_id, table_id, columns, rows, COUNTED)


_ENGLAND = (
    Column("area", "Area", Kind.TEXT),
    Column("2023.including", "2023 (i)", Kind.SHARE),
    Column("2023.excluding", "2023 (ii)", Kind.SHARE),
    Column("2024.including", "2024 (i)", Kind.SHARE),
    Column("2024.excluding", "2024 (ii)", Kind.SHARE),
)

_EXTRA = {
    "B2": _table(
        "kp8b.published",
        row("England", "England", (share(41, 82), share(43, 80), share(46, 100), share(48, 98))),
        columns=_ENGLAND,
    ),
    "B4": _table("demand.source", row("total", "All requests received", (count(52), count(1528)), total=True)),
    "B6": _table(
        "issued.all_plans.including",
        row("month", "In the month", (count(33), share(12, 33))),
        row("year_to_date", "Year to date", (count(180), share(71, 180))),
        columns=_ISSUED,
    ),
    "B7": _table(
        "backlog.summary",
        row("open", "Open assessments", (count(106), count(99))),
        row("past_week_20", "Open past week 20", (count(26), count(31))),
    ),
    "B11": _table(
        "reviews.completed", row("reviews.review_completed", "Reviews completed", (share(88, 120), share(640, 800)))
    ),
    "B15": _table("disputes.counts", row("disputes.registered", "Appeals registered", (HELD, count(23)))),
}
_PUBLISHED = _table(
    "issued.published.including",
    row("month", "In the month", (count(31), share(12, 31))),
    row("year_to_date", "Year to date", (count(170), share(70, 170))),
    columns=_ISSUED,
)
_TITLES = {"B6": "Issued plans", "B11": "Annual reviews", "B15": "Disputes"}


def _blocks() -> tuple[Block, ...]:
    known = {block.id: block for block in HELD_BACK.blocks}
    for block_id, table in _EXTRA.items():
        had = known.get(block_id, Block(block_id, _TITLES.get(block_id, ""), ()))
        known[block_id] = replace(had, parts=(*had.parts, table))
    known["B6"] = replace(known["B6"], parts=(*known["B6"].parts, _PUBLISHED))
    return tuple(known.values())


FOR_EVERYONE = replace(HELD_BACK, blocks=_blocks())
