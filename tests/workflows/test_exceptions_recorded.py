"""What an exception needs before it is recorded: a duty that there is, days in order, a cause, and what the law describes."""

from dataclasses import replace
from datetime import date

from tests.workflows.cases import ASSESSING, accepted, ledger, refused
from tests.workflows.test_guards import imported
from workflows.days import Closure
from workflows.parameters import the_law
from workflows.vocabulary import Ground

SUMMER = Closure("Summer holidays", date(2025, 7, 23), date(2025, 9, 2))


def exception(text: str) -> str:
    return f"exception_recorded=2025-09-10,{text}"


def test_an_exception_names_a_duty_that_there_is() -> None:
    refusal = refused(ledger(*ASSESSING), exception("ground=personal_circumstances,duty=final_plane"))
    assert "final_plane" in refusal.why
    accepted(ledger(*ASSESSING), exception("ground=personal_circumstances,duty=final_plan"))


def test_an_exception_does_not_end_before_it_begins() -> None:
    refused(ledger(*ASSESSING), exception("ground=personal_circumstances,from=2025-03-02,to=2025-03-01"))
    accepted(ledger(*ASSESSING), exception("ground=personal_circumstances,from=2025-03-01,to=2025-03-01"))


def test_an_absence_has_to_say_from_when() -> None:
    assert "days are not given" in refused(ledger(*ASSESSING), exception("ground=absent_4_weeks")).why
    accepted(ledger(*ASSESSING), exception("ground=absent_4_weeks,from=2025-03-01"))


def test_an_absence_has_to_be_as_long_as_the_law_asks() -> None:
    refusal = refused(ledger(*ASSESSING), exception("ground=absent_4_weeks,from=2025-03-01,to=2025-03-27"))
    assert "27 days" in refusal.why
    assert "28 days" in refusal.why
    accepted(ledger(*ASSESSING), exception("ground=absent_4_weeks,from=2025-03-01,to=2025-03-28"))


def test_only_a_return_may_leave_the_cause_out() -> None:
    refusal = refused(ledger(*ASSESSING), exception("ground=not_stated,duty=final_plan"))
    assert "cause" in refusal.why
    imported(ASSESSING, exception("ground=not_stated,duty=final_plan"))


ASKED_IN_TIME = (
    "request_received=2025-06-02",
    "assessment_agreed=2025-07-10",
    "advice_requested=2025-07-18,body=education",
)
CLOSED = exception("ground=school_closed,from=2025-07-23,to=2025-09-01")


def test_a_closure_needs_both_its_days() -> None:
    refused(ledger(*ASKED_IN_TIME), exception("ground=school_closed,from=2025-07-23"))


def test_a_closure_has_to_be_long() -> None:
    refused(ledger(*ASKED_IN_TIME), exception("ground=school_closed,from=2025-07-23,to=2025-08-18"))


def test_a_closure_needs_advice_asked_inside_its_window() -> None:
    accepted(ledger(*ASKED_IN_TIME), CLOSED)
    late = (*ASKED_IN_TIME[:2], "advice_requested=2025-08-28,body=education")
    refusal = refused(ledger(*late), CLOSED)
    assert "from 16 July 2025 to 26 August 2025" in refusal.why
    assert "28 August 2025" in refusal.why
    assert "not recorded" in refused(ledger(*ASKED_IN_TIME[:2]), CLOSED).why


def test_a_closure_is_held_against_the_term_dates_where_there_are_any() -> None:
    accepted(ledger(*ASKED_IN_TIME), CLOSED, closures=[SUMMER])
    early = exception("ground=school_closed,from=2025-07-16,to=2025-09-01")
    refusal = refused(ledger(*ASKED_IN_TIME), early, closures=[SUMMER])
    assert "Summer holidays (23 July 2025 to 1 September 2025)" in refusal.do


def test_coronavirus_was_a_ground_for_a_summer_only() -> None:
    assert "1 May 2020 to 25 September 2020" in refused(ledger(*ASSESSING), exception("ground=coronavirus")).why
    accepted(ledger(*ASSESSING), exception("ground=coronavirus,from=2020-06-01,to=2020-06-30"))


def test_guards_take_the_tests_of_a_closure_from_the_law() -> None:
    law = the_law()
    rule = replace(law.grounds[Ground.SCHOOL_CLOSED], lasting=7, window_around=3)
    shorter = replace(law, grounds={**law.grounds, Ground.SCHOOL_CLOSED: rule})
    week = exception("ground=school_closed,from=2025-07-23,to=2025-07-30")
    assert "28 days" in refused(ledger(*ASKED_IN_TIME), week).why
    assert "from 20 July 2025 to 28 July 2025" in refused(ledger(*ASKED_IN_TIME), week, law=shorter).why
    asked = (*ASKED_IN_TIME[:2], "advice_requested=2025-07-28,body=education")
    accepted(ledger(*asked), week, law=shorter)
