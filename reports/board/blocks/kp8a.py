"""B3: KP8a, assessments completed, with those that ended in a decision not to issue a plan."""

from reports.board.about import About
from reports.board.beside import completed_beside
from reports.board.cells import header, in_periods, period_columns, row_of
from reports.board.model import Block, Paragraph, Row, Table
from reports.figures import Figures

BASES = ("month", "year_to_date", "last_year_to_date", "rolling_12", "calendar_year")
PARTS = (("kp8a.issued", "with a plan"), ("kp8a.not_issued", "with a decision not to issue a plan"))
POLARITY = (
    "Which way is better: Derby’s statement of 2019 prints fewer as better. A service that clears its backlog completes more "
    "assessments for a time, so that direction works against it. The figure is shown as context and is not rated."
)


def build(figures: Figures, about: About) -> Block:
    """The assessments completed in several periods, which way is better, and the published figures."""
    return Block(
        "B3",
        "KP8a: assessments completed",
        (_completed(figures), Paragraph(POLARITY), completed_beside(figures, about, "kp8a.published")),
    )


def _completed(figures: Figures) -> Table:
    parts = [row_of(figures, measure_id, f"Completed {words}", measure_id, BASES) for measure_id, words in PARTS]
    whole = row_of(figures, "kp8a.total", "Assessments completed", "kp8a.total", BASES)
    ids = ["kp8a.total", *(measure_id for measure_id, _ in PARTS)]
    return Table(
        "kp8a.completed",
        "Assessments completed",
        period_columns(figures, "How it ended", BASES),
        (*parts, Row(whole.id, whole.cells, total=True)),
        header(figures, ids, in_periods(figures, BASES), basis="all assessments, by the date of the outcome"),
        "Withdrawn and open assessments are not completed. A decision that was later reversed keeps its first outcome.",
    )
