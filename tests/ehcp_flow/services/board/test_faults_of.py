"""The rows of faults: what a record lacks, what does not follow, what was recorded late, put right or opened again."""

from datetime import UTC, date, datetime
from typing import Any

from ehcp_flow.services.board.faults_of import fault_rows
from reports.rows.quality import Fault, FaultRow
from tests.ehcp_flow.services.board.worked import CASE, read
from tests.workflows.cases import PLANNED, correction, entry
from workflows.ledger import Entry

AFTER = 14
REFUSED = ("request_received=2025-01-06,source=school", "assessment_refused=2025-02-10,reasons=none")


def test_a_clean_record_has_no_fault() -> None:
    assert fault_rows(read(*PLANNED), AFTER) == []


def test_a_step_without_a_day_is_one_fault_however_often_it_happened() -> None:
    held = "mediation_held=2025-12-31,about={},dated=not_later_than"
    assert fault_rows(read(*REFUSED, held.format("assess"), held.format("other")), AFTER) == [
        FaultRow(CASE, Fault.UNDATED, date(2025, 12, 31), "Mediation held")
    ]


def test_details_of_a_return_are_no_step_and_lack_no_day() -> None:
    details = entry("details_recorded=2025-12-31", 6, facts={"details": {}, "dated": "not_later_than"}, source="return")
    assert fault_rows(read(*PLANNED, details), AFTER) == []


def test_an_entry_that_does_not_follow_is_out_of_order() -> None:
    assert fault_rows(read(REFUSED[0], "final_plan_sent=2025-03-03"), AFTER) == [
        FaultRow(CASE, Fault.OUT_OF_ORDER, date(2025, 3, 3), "Final plan sent")
    ]


def recorded(line: str, on: date, number: int = 2, **more: Any) -> Entry:
    return entry(line, number, recorded_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), **more)


def test_a_step_recorded_15_days_later_is_backdated_and_14_days_later_is_not() -> None:
    agreed = "assessment_agreed=2025-02-10"
    in_time = read(REFUSED[0], recorded(agreed, date(2025, 2, 24)))
    assert fault_rows(in_time, AFTER) == []
    late = read(REFUSED[0], recorded(agreed, date(2025, 2, 25)))
    assert fault_rows(late, AFTER) == [FaultRow(CASE, Fault.BACKDATED, date(2025, 2, 25), "Agreed to assess", 15)]


def test_the_day_of_recording_is_the_one_in_london() -> None:
    # 23:30 UTC on 24 June is half past midnight on the 25th in London.
    late = entry("assessment_agreed=2025-06-10", 2, recorded_at=datetime(2025, 6, 24, 23, 30, tzinfo=UTC))
    assert fault_rows(read(REFUSED[0], late), AFTER) == [
        FaultRow(CASE, Fault.BACKDATED, date(2025, 6, 25), "Agreed to assess", 15)
    ]


def test_a_step_that_was_recorded_after_the_day_of_the_rows_is_the_next_months_fault() -> None:
    lines = (REFUSED[0], recorded("assessment_agreed=2025-02-10", date(2025, 3, 3)))
    assert fault_rows(read(*lines, as_at=date(2025, 2, 28)), AFTER) == []
    assert len(fault_rows(read(*lines, as_at=date(2025, 3, 3)), AFTER)) == 1


def test_what_was_read_in_or_is_no_step_is_never_backdated() -> None:
    late = date(2026, 2, 10)
    imported = recorded("assessment_agreed=2025-02-10", late, source="return")
    given = recorded("case_assigned=2025-02-10,to=a@example.test", late)
    for each in (imported, given):
        assert fault_rows(read(REFUSED[0], each), AFTER) == []


def test_a_correction_is_a_fault_of_what_it_put_right_once_it_is_known() -> None:
    wrong = correction(6, 2, right_date="2025-02-11")  # recorded on 3 March 2026
    found = [FaultRow(CASE, Fault.CORRECTED, date(2026, 3, 3), "Agreed to assess")]
    assert fault_rows(read(*PLANNED, wrong), 400) == found
    assert fault_rows(read(*PLANNED, wrong, as_at=date(2026, 3, 2)), 400) == []
    assert fault_rows(read(*PLANNED, wrong, known_at=datetime(2026, 3, 3, 8, tzinfo=UTC)), 400) == []


def test_a_step_whose_day_was_mistyped_is_not_backdated_once_it_is_put_right() -> None:
    lines = (REFUSED[0], recorded("assessment_agreed=2025-01-10", date(2025, 2, 10)))
    assert [row.fault for row in fault_rows(read(*lines), AFTER)] == [Fault.BACKDATED]
    right = correction(3, 2, right_date="2025-02-10")
    assert [row.fault for row in fault_rows(read(*lines, right), AFTER)] == [Fault.CORRECTED]


def test_a_refusal_that_is_reversed_is_an_assessment_opened_again() -> None:
    lines = (*REFUSED, "refusal_reversed=2025-05-01,ground=conceded,of=assessment")
    assert fault_rows(read(*lines), AFTER) == [FaultRow(CASE, Fault.REOPENED, date(2025, 5, 1), "Refusal reversed")]
