"""Exceptions are counted by ground and stage; for KP8b one without evidence can be counted as none."""

from datetime import date, timedelta

from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, End, Ending
from reports.rows.exceptions import ExceptionRow
from tests.reports.board.by_hand import figures_of

RECEIVED = date(2025, 10, 1)
DAY = date(2026, 3, 9)

EXCEPTIONS = (
    ExceptionRow("a", "absent_4_weeks", DAY, "assessing", evidence=True, stands=True),
    ExceptionRow("a", "absent_4_weeks", DAY, "drafting", evidence=False, stands=True),
    ExceptionRow("b", "not_stated", DAY, "", evidence=False, stands=False),
    ExceptionRow("c", "school_closed", date(2026, 2, 28), "requested", evidence=True, stands=True),
)


def test_recorded_exceptions_are_divided_by_ground_and_by_stage() -> None:
    figures = figures_of(2026, 3, exceptions=EXCEPTIONS)
    by_ground = {each.category: each.value for each in figures.split("exceptions.recorded") if each.numerator}
    by_stage = {each.category: each.value for each in figures.split("exceptions.by_stage") if each.numerator}
    assert by_ground == {"absent_4_weeks": "2", "not_stated": "1"}
    assert by_stage == {"assessing": "1", "drafting": "1", "return": "1"}


def test_the_shares_with_evidence_and_that_stand_are_of_what_was_recorded() -> None:
    figures = figures_of(2026, 3, exceptions=EXCEPTIONS)
    evidenced, standing = (figures.figure(f"exceptions.{name}") for name in ("evidenced", "standing"))
    assert (evidenced.numerator, evidenced.denominator, evidenced.value) == (1, 3, "33.3")
    assert (standing.numerator, standing.denominator) == (2, 3)
    ground = figures.figure("exceptions.evidenced", "month", "absent_4_weeks")
    assert (ground.numerator, ground.denominator) == (1, 2)


def issued(case: str, days: int, exception: bool = False, evidenced: bool = False, disputed: bool = False) -> CaseRow:
    on = RECEIVED + timedelta(days)
    ends = (End(Ending.ISSUED, on),)
    return CaseRow(case, RECEIVED, ends=ends, exception=exception, evidenced=evidenced, disputed=disputed, issued_on=on)


def assessed(row: CaseRow) -> AssessmentRow:
    return AssessmentRow(row.case, row.received_on, None, row.issued_on, row.exception, row.disputed)


CASES = (
    issued("a", 140),
    issued("b", 141),
    issued("c", 160, exception=True, evidenced=True),
    issued("d", 170, exception=True),
    issued("e", 175, exception=True, disputed=True),
)


def test_a_late_plan_with_an_exception_without_evidence_counts_as_late() -> None:
    figures = figures_of(2026, 3, cases=CASES, assessments=tuple(map(assessed, CASES)))
    shares = [
        figures.figure(each, "rolling_12")
        for each in ("kp8b.published.including", "kp8b.published.excluding", "exceptions.kp8b.published")
    ]
    assert [(share.numerator, share.denominator) for share in shares] == [(1, 4), (1, 2), (1, 3)]
    everyone = figures.figure("exceptions.kp8b.all_plans", "rolling_12")
    assert (everyone.numerator, everyone.denominator) == (1, 4)


def test_where_every_exception_has_evidence_it_is_kp8b_without_exceptions() -> None:
    cases = tuple(issued(row.case, 150, row.exception, row.exception, row.disputed) for row in CASES)
    figures = figures_of(2026, 3, cases=cases, assessments=tuple(map(assessed, cases)))
    for scope in ("published", "all_plans"):
        own, usual = (
            figures.figure(each, "rolling_12") for each in (f"exceptions.kp8b.{scope}", f"kp8b.{scope}.excluding")
        )
        assert (own.cases, own.meeting) == (usual.cases, usual.meeting)


def test_a_plan_after_a_refusal_that_was_turned_round_is_out_of_scope_as_in_kp8b() -> None:
    on = date(2026, 3, 2)
    ends = (End(Ending.NOT_ISSUED, date(2026, 1, 5)), End(Ending.ISSUED, on))
    figures = figures_of(2026, 3, cases=(CaseRow("c", RECEIVED, ends=ends, issued_on=on),))
    assert figures.figure("exceptions.kp8b.all_plans").denominator == 0
