"""The rows of deadlines: every duty that a ledger starts, with what became of it."""

from dataclasses import replace
from datetime import date

from ehcp_flow.services.board.steps_of import step_rows
from reports.rows.steps import StepRow
from tests.ehcp_flow.services.board.worked import read
from tests.workflows.cases import ASSESSING, PLANNED, entry
from workflows.ledger import Entry

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


def details(number: int, due: str, final: str = "") -> Entry:
    active = {"phase_transfer_due": due, **({"phase_transfer_final": final} if final else {})}
    told = entry("details_recorded=2026-12-31,of=return,dated=not_later_than", number, source="return")
    return replace(told, facts={**told.facts, "details": {"active_plan": active}})


def test_a_move_that_a_return_tells_of_is_due_and_sent_on_the_days_that_it_gives() -> None:
    march = date(2026, 3, 31)
    (sent,) = of_duty(step_rows(read(*PLANNED, details(6, "2026-02-15", "2026-02-16"), as_at=march)), "phase_transfer")
    assert (sent.subject, sent.due, sent.met_on) == ("not_stated", date(2026, 2, 15), date(2026, 2, 16))
    assert (sent.outcome, sent.on_time, sent.imported) == ("met_late", False, True)
    (waiting,) = of_duty(
        step_rows(read(*PLANNED, details(6, "2026-02-15", "2026-04-01"), as_at=march)), "phase_transfer"
    )
    assert (waiting.outcome, waiting.met_on) == ("open", None)


def test_the_later_return_on_a_year_and_the_ledgers_own_move_take_the_place_of_a_return() -> None:
    both = (details(6, "2026-02-15"), details(7, "2026-03-31", "2026-03-02"))
    (last,) = of_duty(step_rows(read(*PLANNED, *both)), "phase_transfer")
    assert (last.due, last.outcome) == (date(2026, 3, 31), "met")
    planned = "transfer_planned=2025-09-01,kind=primary_to_secondary,transfer_on=2026-09-01"
    (own,) = of_duty(step_rows(read(*PLANNED, planned, details(8, "2026-02-15"))), "phase_transfer")
    assert (own.subject, own.imported) == ("primary_to_secondary", False)


def test_a_move_of_a_plan_that_had_ended_by_then_is_not_owed() -> None:
    gone = (*PLANNED, "plan_transferred_out=2026-01-12,authority=330", details(8, "2026-02-15"))
    assert of_duty(step_rows(read(*gone)), "phase_transfer") == []
