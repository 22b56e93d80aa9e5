"""B19: what is amiss in the records that the figures of this report rest on."""

from reports.board.about import About
from reports.board.cells import category_rows, header, in_periods, measure_rows, period_columns
from reports.board.model import Block, Kind, Table
from reports.figures import Figures
from reports.measures.quality import BY_KIND_NOTE

PERIODS = ("month", "year_to_date", "calendar_year", "rolling_12")
MOMENTS = ("month", "previous_month", "same_month_last_year")


def build(figures: Figures, about: About) -> Block:
    """Faults so far and of the period by kind, cases with any, backdating, and open assessments without a first day."""
    return Block(
        "B19",
        "Data quality",
        (
            _by_kind(figures, "quality.faults", "Faults in records, so far", MOMENTS),
            _by_kind(figures, "quality.faults_in_period", "Faults in records, of the period", PERIODS),
            _measures(figures, "quality.cases_with_fault", "Cases with a fault in their record", MOMENTS, Kind.COUNT),
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


def _by_kind(figures: Figures, measure_id: str, title: str, bases: tuple[str, ...]) -> Table:
    return Table(
        measure_id,
        title,
        period_columns(figures, "Fault", bases),
        category_rows(figures, measure_id, bases, "All faults"),
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
