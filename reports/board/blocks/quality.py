"""B19: what is amiss in the records that the figures of this report rest on."""

from dataclasses import replace

from reports.board.about import About
from reports.board.cells import category_rows, header, in_periods, measure_rows, period_columns
from reports.board.model import Block, Cell, Kind, Row, Table, Why
from reports.figures import Figures
from reports.measures.quality import BY_KIND_NOTE
from reports.rows.quality import Fault

PERIODS = ("month", "year_to_date", "calendar_year", "rolling_12")
MOMENTS = ("month", "previous_month", "same_month_last_year")


def build(figures: Figures, about: About) -> Block:
    """Faults so far and of the period by kind, cases with any, backdating, and open assessments without a first day."""
    return Block(
        "B19",
        "Data quality",
        (
            _so_far(figures),
            _by_kind(figures, "quality.faults_in_period", "Faults in records, of the period", PERIODS),
            _measures(figures, "quality.cases_with_fault", "Cases with a fault in their record", MOMENTS, Kind.COUNT),
            _measures(
                figures,
                "quality.blocking_cases",
                "Cases that block the SEN2 return",
                MOMENTS[:1],
                Kind.COUNT,
                "The tables before count faults: one case may have several.",
            ),
            _measures(
                figures,
                "quality.backdated_days",
                "How late backdated steps were recorded",
                PERIODS,
                Kind.DAYS,
                f"A step counts as backdated where it was recorded more than {about.choices.backdated_after} days after it.",
            ),
            _measures(
                figures, "quality.no_date_received", "Open assessments without a date received", MOMENTS, Kind.SHARE
            ),
        ),
    )


def _so_far(figures: Figures) -> Table:
    """The return is checked as the records are now: how many faults blocked it a month or a year ago nobody knows."""
    table = _by_kind(figures, "quality.faults", "Faults in records, so far", MOMENTS)
    rows = tuple(_known_now(row) if row.id == Fault.BLOCKS_RETURN else row for row in table.rows)
    note = "What blocks the return is known of this month only, and is in no total of an earlier one."
    return replace(table, rows=rows, note=f"{table.note} {note}")


def _known_now(row: Row) -> Row:
    earlier = (Cell(None, cell.kind, why=Why.NOT_HELD) for cell in row.cells[2:])
    return Row(row.id, (*row.cells[:2], *earlier))


def _by_kind(figures: Figures, measure_id: str, title: str, bases: tuple[str, ...]) -> Table:
    return Table(
        measure_id,
        title,
        period_columns(figures, "Fault", bases),
        category_rows(figures, measure_id, bases, "All faults (not cases)"),
        header(figures, (measure_id,), in_periods(figures, bases)),
        BY_KIND_NOTE,
    )


def _measures(
    figures: Figures, measure_id: str, title: str, bases: tuple[str, ...], kind: Kind, note: str = ""
) -> Table:
    return Table(
        measure_id,
        title,
        period_columns(figures, "Measure", bases, kind),
        measure_rows(figures, (measure_id,), bases),
        header(figures, (measure_id,), in_periods(figures, bases)),
        note,
    )
