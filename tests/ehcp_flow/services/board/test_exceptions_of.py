"""The rows of exceptions: what stands, what does not, and what there is evidence for."""

from datetime import date

from ehcp_flow.services.board.exceptions_of import exception_rows, excuses
from reports.rows.exceptions import ExceptionRow
from tests.ehcp_flow.services.board.worked import CASE, case_of, read
from tests.workflows.cases import ASSESSING, PLANNED, entry
from workflows.ledger import Entry

CIRCUMSTANCES = "exception_recorded=2025-03-03,ground=personal_circumstances"


def rows_of(*lines: str | Entry) -> list[ExceptionRow]:
    case = read(*lines)
    return exception_rows(case, excuses(case))


def test_an_exception_with_evidence_stands_and_is_evidenced() -> None:
    lines = (*ASSESSING, f"{CIRCUMSTANCES},evidence=letter from the hospital")
    assert rows_of(*lines) == [
        ExceptionRow(CASE, "personal_circumstances", date(2025, 3, 3), "assessing", evidence=True, stands=True)
    ]
    row = case_of(read(*lines))
    assert (row.exception, row.evidenced) == (True, True)


def test_an_exception_without_evidence_stands_and_is_not_evidenced() -> None:
    (only,) = rows_of(*ASSESSING, CIRCUMSTANCES)
    assert (only.stands, only.evidence) == (True, False)
    row = case_of(read(*ASSESSING, CIRCUMSTANCES))
    assert (row.exception, row.evidenced) == (True, False)


def test_evidence_of_one_that_excuses_nothing_is_none_for_the_case() -> None:
    # Away for 8 days: the law asks for at least 4 weeks, so this excuses nothing.
    short = "exception_recorded=2025-03-03,ground=absent_4_weeks,from=2025-03-03,to=2025-03-10,evidence=school register"
    (only,) = rows_of(*ASSESSING, short)
    assert (only.evidence, only.stands) == (True, False)
    assert not case_of(read(*ASSESSING, short)).evidenced
    both = case_of(read(*ASSESSING, short, CIRCUMSTANCES))
    assert (both.exception, both.evidenced) == (True, False)
    assert [row.stands for row in rows_of(*ASSESSING, short, CIRCUMSTANCES)] == [False, True]


def test_a_returns_own_flag_stands_though_no_clock_runs() -> None:
    flag = entry(
        "exception_recorded=2025-05-12,ground=not_stated,duty=final_plan,dated=not_later_than", 2, source="return"
    )
    lines = (entry("final_plan_sent=2025-05-12", source="return"), flag)
    (only,) = rows_of(*lines)
    assert (only.ground, only.stage, only.stands, only.evidence) == ("not_stated", "", True, False)
    row = case_of(read(*lines))
    assert (row.exception, row.evidenced) == (True, False)


def test_a_missed_appointment_is_not_among_the_recorded_exceptions() -> None:
    asked = "advice_requested=2025-02-11,body=health,service=paediatrics"
    missed = "appointment_missed=2025-03-01,body=health,service=paediatrics"
    assert rows_of(*ASSESSING, asked, missed) == []
    (only,) = rows_of(*ASSESSING, asked, missed, CIRCUMSTANCES)
    assert (only.ground, only.stands) == ("personal_circumstances", True)


def test_an_exception_after_the_plan_has_no_stage() -> None:
    assert rows_of(*PLANNED, "exception_recorded=2025-06-02,ground=personal_circumstances")[0].stage == ""
