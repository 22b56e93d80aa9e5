"""The rows of deadlines: every duty that a ledger starts, with what became of it."""

from dataclasses import replace
from datetime import date

from ehcp_flow.services.board.steps_of import step_rows
from reports.rows.steps import StepRow
from tests.ehcp_flow.services.board.worked import read
from tests.workflows.cases import ASSESSING, PLANNED, entry

ADVICE = (
    *ASSESSING,
    "advice_requested=2025-02-11,body=health,service=paediatrics",
    "advice_requested=2025-02-11,body=educational_psychology",
    "advice_received=2025-03-26,body=health,service=paediatrics",
)


def of_duty(rows: list[StepRow], duty: str) -> list[StepRow]:
    return [row for row in rows if row.duty == duty]


def test_a_decision_made_in_five_weeks_is_a_step_met_on_time() -> None:
    (row,) = of_duty(step_rows(read(*PLANNED)), "assess_decision")
    assert (row.started_on, row.due, row.met_on) == (date(2025, 1, 6), date(2025, 2, 17), date(2025, 2, 10))
    assert (row.outcome, row.on_time, row.days, row.imported) == ("met", True, 35, False)


def test_advice_has_one_row_a_body_and_service() -> None:
    rows = of_duty(step_rows(read(*ADVICE)), "advice")
    by_subject = {row.subject: row for row in rows}
    assert sorted(by_subject) == ["educational_psychology", "health paediatrics"]
    late, waiting = by_subject["health paediatrics"], by_subject["educational_psychology"]
    # Six weeks from Tuesday 11 February 2025 end on Tuesday 25 March; the advice came a day later.
    assert (late.due, late.outcome, late.body) == (date(2025, 3, 25), "met_late", "health")
    assert (waiting.outcome, waiting.met_on) == ("open", None)


def test_a_window_that_must_be_given_is_no_step() -> None:
    case = read(*PLANNED)
    floors = {each.duty for each in case.deadlines if each.floor}
    assert "draft_representations" in floors
    assert not floors & {row.duty for row in step_rows(case)}
    assert len(step_rows(case)) == sum(not each.floor for each in case.deadlines)


def test_a_step_that_a_return_began_says_so() -> None:
    rows = step_rows(read(entry("request_received=2025-01-06,source=parent", source="return")))
    assert {row.imported for row in of_duty(rows, "final_plan")} == {True}


def test_an_exception_that_stands_is_named_on_the_step() -> None:
    excepted = (
        *PLANNED[:-1],
        "exception_recorded=2025-05-01,ground=personal_circumstances",
        "final_plan_sent=2025-06-30",
    )
    (row,) = of_duty(step_rows(read(*excepted)), "final_plan")
    assert (row.outcome, row.grounds, row.on_time) == ("excused", ("personal_circumstances",), False)
    (plain,) = of_duty(step_rows(read(*PLANNED)), "final_plan")
    assert replace(plain, grounds=()) == plain
