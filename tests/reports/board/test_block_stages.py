"""B5 shows each stage with its limit in law, its share in time with and without exceptions, and its middle days."""

from datetime import date

from reports.board.blocks.stages import build
from reports.board.model import Chart
from reports.rows.cases import CaseRow, Decision
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values

START, DUE = date(2026, 3, 2), date(2026, 4, 13)
ROWS = (
    StepRow("a", "assess_decision", "", START, DUE, "met", date(2026, 4, 13)),
    StepRow("b", "assess_decision", "", START, DUE, "met_late", date(2026, 4, 14)),
    StepRow("c", "assess_decision", "", START, DUE, "met_late", date(2026, 4, 20), grounds=("absent_4_weeks",)),
    StepRow("a", "advice", "health paediatrics", START, DUE, "met", date(2026, 4, 1)),
    StepRow("b", "advice", "social_care", START, DUE, "met_late", date(2026, 4, 15)),
    StepRow("c", "advice", "social_care", START, DUE, "open"),
    StepRow("d", "order_final_plan", "", START, DUE, "met", date(2025, 9, 1)),
)


def test_the_block_is_sound_and_agencies_add_up() -> None:
    figures = figures_of(2026, 4, steps=ROWS)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    assert_adds_up(the(block, "stages.advice.month"))
    assert_adds_up(the(block, "stages.advice_health.rolling_12"))


def test_a_stage_is_shown_with_its_limit_and_both_shares() -> None:
    block = build(figures_of(2026, 4, steps=ROWS), ABOUT)
    table = the(block, "stages.month")
    assert [column.id for column in table.columns] == [
        "heading",
        "limit",
        "done",
        "on_time",
        "on_time_unexcused",
        "days",
        "overdue",
    ]
    assert values(table)["assess_decision"] == ["6 weeks", "3", "33.3", "50.0", "43", "0"]
    assert values(table)["setting_reply"] == ["15 days", "0", None, None, None, "0"]
    limits = {row.id: row.cells[1].value for row in table.rows}
    assert limits == {
        "assess_decision": "6 weeks",
        "advice": "6 weeks",
        "plan_refusal": "16 weeks",
        "setting_reply": "15 days",
        "final_plan": "20 weeks",
    }


def test_advice_is_shown_by_agency_and_health_by_service() -> None:
    block = build(figures_of(2026, 4, steps=ROWS), ABOUT)
    agencies = values(the(block, "stages.advice.month"))
    assert agencies["social_care"] == ["1", "0.0", "0.0", "44", "1"]
    assert agencies["total"] == ["2", "50.0", "50.0", "37", "1"]
    assert list(values(the(block, "stages.advice_health.rolling_12"))) == ["paediatrics", "other", "unknown", "total"]


def test_all_that_is_owed_after_an_order_is_listed_over_12_months() -> None:
    orders = values(the(build(figures_of(2026, 4, steps=ROWS), ABOUT), "stages.orders"))
    assert len(orders) == 8
    assert orders["order_final_plan"][:2] == ["14 weeks", "1"]


def test_the_charts_name_only_what_there_was() -> None:
    charts = [part for part in build(figures_of(2026, 4, steps=ROWS), ABOUT).parts if isinstance(part, Chart)]
    assert charts[0].says == (
        "Done by the last day in the 12 months to April 2026, including exceptions: “Decide whether to assess and tell "
        "the family” 33.3% (1 of 3) and “Give the advice that was asked for” 50.0% (1 of 2)."
    )
    assert charts[1].says == (
        "Advice by the last day in the 12 months to April 2026: 50.0% (1 of 2). By agency: Health 100.0% (1 of 1) and "
        "Social care 0.0% (0 of 1)."
    )
    nothing = [part for part in build(figures_of(2026, 4), ABOUT).parts if isinstance(part, Chart)]
    assert nothing[0].says == "No step was done in the 12 months to April 2026."


def test_how_many_assessments_have_advice_recorded_is_said_before_the_advice() -> None:
    cases = tuple(CaseRow(case, START, decision=Decision.ASSESS, decided_on=DUE) for case in ("a", "b", "x"))
    block = build(figures_of(2026, 4, steps=ROWS, cases=cases), ABOUT)
    (row,) = the(block, "stages.advice_recorded").rows
    assert (row.cells[1].numerator, row.cells[1].denominator) == (2, 3)
    refused = (CaseRow("a", START, decision=Decision.NOT_ASSESS, decided_on=DUE),)
    assert figures_of(2026, 4, steps=ROWS, cases=refused).figure("stages.advice_recorded").denominator == 0
