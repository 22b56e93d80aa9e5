"""B9 shows exceptions by ground and stage, their evidence, and KP8b when only those with evidence count."""

from datetime import date

from reports.board.blocks.exceptions import build
from reports.board.model import Chart
from reports.figures import Figures
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, End, Ending
from reports.rows.exceptions import ExceptionRow
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values

RECEIVED, ISSUED = date(2025, 9, 1), date(2026, 3, 9)
EXCEPTIONS = (
    ExceptionRow("a", "absent_4_weeks", date(2026, 3, 9), "assessing", evidence=True, stands=True),
    ExceptionRow("b", "absent_4_weeks", date(2026, 3, 10), "drafting", evidence=False, stands=False),
    ExceptionRow("c", "school_closed", date(2025, 12, 9), "", evidence=False, stands=True),
)
CASES = tuple(
    CaseRow(
        name,
        RECEIVED,
        ends=(End(Ending.ISSUED, ISSUED),),
        exception=exception,
        evidenced=evidenced,
        issued_on=ISSUED,
    )
    for name, exception, evidenced in (("a", True, True), ("b", True, False), ("c", False, False))
)


def the_figures() -> Figures:
    assessments = tuple(AssessmentRow(row.case, row.received_on, None, row.issued_on, row.exception) for row in CASES)
    return figures_of(2026, 3, cases=CASES, assessments=assessments, exceptions=EXCEPTIONS)


def test_the_block_is_sound_and_adds_up() -> None:
    figures = the_figures()
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    assert_adds_up(the(block, "exceptions.by_ground"))
    assert_adds_up(the(block, "exceptions.by_stage"))
    nothing = figures_of(2026, 3)
    assert_sound(build(nothing, ABOUT), nothing)


def test_grounds_and_stages_are_shown_for_three_periods() -> None:
    block = build(the_figures(), ABOUT)
    grounds = values(the(block, "exceptions.by_ground"))
    assert (grounds["absent_4_weeks"], grounds["school_closed"]) == (["2", "2", "2"], ["0", "1", "1"])
    assert values(the(block, "exceptions.by_stage"))["none"] == ["0", "1", "1"]
    assert values(the(block, "exceptions.evidence_by_ground"))["total"] == ["50.0", "33.3", "33.3"]
    assert values(the(block, "exceptions.evidence_by_stage"))["assessing"] == ["100.0", "100.0", "100.0"]
    assert values(the(block, "exceptions.standing"))["total"] == ["50.0", "66.7", "66.7"]


def test_kp8b_is_shown_with_every_exception_and_with_those_that_have_evidence() -> None:
    table = the(build(the_figures(), ABOUT), "exceptions.kp8b.published")
    shares = [(cell.numerator, cell.denominator) for cell in table.rows[0].cells[1:]]
    assert shares == [(0, 3), (0, 1), (0, 2)]
    assert [column.id for column in table.columns] == ["heading", "including", "excluding", "excluding_evidenced"]


def test_the_chart_says_the_grounds_and_how_many_have_evidence() -> None:
    (chart,) = [part for part in build(the_figures(), ABOUT).parts if isinstance(part, Chart)]
    assert chart.says == (
        "Exceptions recorded in the 12 months to March 2026: absent from the area for at least 4 weeks running (2) and the "
        "school or college was closed for at least 4 weeks (1). Evidence is named for 33.3% (1 of 3)."
    )


def test_an_exception_that_a_return_flags_has_a_stage_of_its_own_and_not_that_of_the_day() -> None:
    flags = tuple(
        ExceptionRow(case, "not_stated", date(2026, 3, 9), stage, False, True)
        for case, stage in (("a", ""), ("b", "assessing"))
    )
    stages = values(the(build(figures_of(2026, 3, exceptions=flags), ABOUT), "exceptions.by_stage"))
    assert [stages[each][0] for each in ("return", "none", "assessing")] == ["2", "0", "0"]
