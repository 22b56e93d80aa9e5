"""B18: whether health was sent drafts and plans, how soon, and what became of the notices to set its flag."""

from collections.abc import Sequence

from reports.board.about import About
from reports.board.cells import header, in_periods, measure_rows, period_columns
from reports.board.model import Block, Kind, Paragraph, Table
from reports.figures import Figures

PERIODS = ("month", "previous_month", "year_to_date", "rolling_12")
_SHARED = ("health.draft_shared", "health.final_shared")
_DAYS = ("health.draft_days", "health.final_days")
_FLAG = ("health.set_sent", "health.acknowledged", "health.confirmed", "health.clear_sent", "health.failed")
_LISTS = ("health.reconciled", "health.lists_answered")
_TITLE = "Sharing with health and the health flag"


def build(figures: Figures, _about: About) -> Block:
    """Drafts and plans shared, notices, and the monthly lists; one sentence where no notice was ever made."""
    rows = figures.rows
    if not (rows.sent_notices or rows.raised_notices or rows.monthly_lists):
        return Block(
            "B18", _TITLE, (Paragraph("No notice to health has been made here, so there is nothing to count."),)
        )
    return Block(
        "B18",
        _TITLE,
        (
            _table(figures, "health.shared", "Drafts and plans that health was sent", _SHARED, Kind.SHARE),
            _table(figures, "health.days", "Days until health was sent them", _DAYS, Kind.DAYS),
            _table(figures, "health.sent", "Notices sent", ("health.sent",)),
            _table(figures, "health.flag", "Notices and the flag", _FLAG, Kind.SHARE),
            _table(figures, "health.lists", "The monthly lists", _LISTS, Kind.SHARE),
        ),
    )


def _table(figures: Figures, table_id: str, title: str, measure_ids: Sequence[str], kind: Kind = Kind.COUNT) -> Table:
    return Table(
        table_id,
        title,
        period_columns(figures, "Measure", PERIODS, kind),
        measure_rows(figures, measure_ids, PERIODS),
        header(figures, measure_ids, in_periods(figures, PERIODS)),
    )
