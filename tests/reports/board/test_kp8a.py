"""B3 prints assessments completed as context, with the direction that was printed and why it is not used."""

from datetime import date

from reports.board.about import About
from reports.board.blocks import kp8a
from reports.board.model import Paragraph
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import assert_adds_up, figures_of, the, values

DERBY = About("831", "Derby")
ROWS = (
    AssessmentRow("a", date(2025, 6, 2), None, date(2026, 3, 2)),
    AssessmentRow("b", date(2025, 6, 2), date(2026, 3, 31), None),
    AssessmentRow("c", date(2025, 6, 2), None, date(2026, 1, 1)),
    AssessmentRow("d", date(2025, 6, 2), None, date(2025, 12, 31)),
    AssessmentRow("e", date(2024, 6, 3), date(2025, 3, 31), None),
    AssessmentRow("f", date(2024, 1, 8), None, date(2024, 4, 1)),
    AssessmentRow("open", date(2025, 6, 2), None, None),
)


def test_completed_assessments_are_those_with_and_those_without_a_plan() -> None:
    table = the(kp8a.build(figures_of(2026, 3, assessments=ROWS), DERBY), "kp8a.completed")
    assert [column.id for column in table.columns[1:]] == list(kp8a.BASES)
    # month; from April 2025; April 2024 to March 2025; 12 months; from January 2026
    assert values(table) == {
        "kp8a.issued": ["1", "3", "1", "3", "2"],
        "kp8a.not_issued": ["1", "1", "1", "1", "1"],
        "kp8a.total": ["2", "4", "2", "4", "3"],
    }
    assert_adds_up(table)


def test_the_printed_direction_is_told_and_that_it_works_against_clearing_a_backlog() -> None:
    block = kp8a.build(figures_of(2026, 3), DERBY)
    (said,) = (part.text for part in block.parts if isinstance(part, Paragraph))
    assert "prints fewer as better" in said
    assert "shown as context and is not rated" in said


def test_the_published_counts_stand_beside_it() -> None:
    table = the(kp8a.build(figures_of(2026, 3), DERBY), "kp8a.published")
    shown = values(table)
    assert shown["own"] == ["388", "613", "573"]
    assert shown["England"] == ["72864", "90538", "104951"]
    assert list(shown) == ["own", "England", "East Midlands", "neighbours"]
