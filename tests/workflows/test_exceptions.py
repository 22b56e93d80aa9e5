"""Exceptions excuse a limit because of a cause, add no days, and say why where they excuse nothing."""

from datetime import date

import pytest

from tests.workflows.cases import ASSESSING, REQUESTED, due, of_duty, the
from workflows.clocks import Deadline
from workflows.standing import Outcome
from workflows.vocabulary import Ground


def final_plan(*more: str) -> Deadline:
    return the(due(*ASSESSING, *more), "final_plan")


def recorded(text: str) -> str:
    return f"exception_recorded=2025-05-30,{text}"


def why_not(deadline: Deadline) -> str:
    ((_, why),) = deadline.not_excused
    return why


def test_an_exception_adds_no_days() -> None:
    excused = final_plan(recorded("ground=personal_circumstances,from=2025-03-03,to=2025-03-28"))
    assert excused.due == final_plan().due
    assert excused.outcome is Outcome.EXCUSED
    assert excused.excused_by == (Ground.PERSONAL_CIRCUMSTANCES,)


def test_a_ground_without_days_stands_where_the_law_asks_for_none() -> None:
    assert final_plan("exception_recorded=2025-03-03,ground=personal_circumstances").outcome is Outcome.EXCUSED


@pytest.mark.parametrize(
    "days,stands",
    [
        ("from=2025-01-01,to=2025-01-05", False),
        ("from=2025-01-01,to=2025-01-06", True),
        ("from=2025-05-26,to=2025-07-01", True),
        ("from=2025-05-27,to=2025-07-01", False),
    ],
)
def test_circumstances_have_to_fall_within_the_period(days: str, stands: bool) -> None:
    found = final_plan(recorded(f"ground=personal_circumstances,{days}"))
    assert bool(found.excused_by) == stands
    if not stands:
        assert "6 January 2025 and 26 May 2025" in why_not(found)


@pytest.mark.parametrize("last,stands", [("2025-03-27", False), ("2025-03-28", True)])
def test_an_absence_lasts_four_weeks_running(last: str, stands: bool) -> None:
    found = final_plan(recorded(f"ground=absent_4_weeks,from=2025-03-01,to={last}"))
    assert bool(found.excused_by) == stands


def test_only_the_days_within_the_period_count() -> None:
    found = final_plan(recorded("ground=absent_4_weeks,from=2025-05-10,to=2025-07-10"))
    assert found.excused_by == ()
    assert "17 days" in why_not(found)


def test_an_absence_that_goes_on_counts_to_the_end_of_the_period() -> None:
    assert final_plan(recorded("ground=absent_4_weeks,from=2025-03-01")).excused_by == (Ground.ABSENT_4_WEEKS,)
    assert final_plan(recorded("ground=absent_4_weeks,from=2025-05-10")).excused_by == ()


def test_an_exception_that_was_ended_counts_to_that_day() -> None:
    went = "exception_recorded=2025-03-01,ground=absent_4_weeks,from=2025-03-01"
    assert final_plan(went, "exception_ended=2025-03-20,ground=absent_4_weeks").excused_by == ()
    assert final_plan(went, "exception_ended=2025-03-28,ground=absent_4_weeks").excused_by == (Ground.ABSENT_4_WEEKS,)


def test_ending_one_ground_leaves_another_as_it_is() -> None:
    went = "exception_recorded=2025-03-01,ground=absent_4_weeks,from=2025-03-01"
    assert final_plan(went, "exception_ended=2025-03-20,ground=personal_circumstances").excused_by != ()


def test_the_days_of_a_shorter_absence_excuse_only_after_an_order() -> None:
    found = due(
        *REQUESTED,
        "assessment_refused=2025-02-14",
        "refusal_reversed=2025-06-02,ground=conceded,of=assessment",
        "exception_recorded=2025-07-04,ground=absent_2_weeks,from=2025-06-20,to=2025-07-03",
    )
    assert the(found, "order_final_plan").excused_by == (Ground.ABSENT_2_WEEKS,)
    assert the(found, "final_plan").excused_by == ()
    assert the(found, "final_plan").not_excused == ()


def test_an_exception_for_one_duty_excuses_that_alone() -> None:
    found = due(*REQUESTED, recorded("ground=personal_circumstances,from=2025-01-20,duty=assess_decision"))
    assert the(found, "assess_decision").excused_by != ()
    assert the(found, "final_plan").excused_by == ()


def test_two_grounds_are_both_named_and_each_once() -> None:
    found = final_plan(
        recorded("ground=personal_circumstances,from=2025-03-03"),
        recorded("ground=personal_circumstances,from=2025-04-03"),
        recorded("ground=absent_4_weeks,from=2025-03-03"),
    )
    assert found.excused_by == (Ground.PERSONAL_CIRCUMSTANCES, Ground.ABSENT_4_WEEKS)


def test_a_plan_sent_in_time_is_met_and_not_excused() -> None:
    found = final_plan(recorded("ground=personal_circumstances,from=2025-03-03"), "final_plan_sent=2025-05-26")
    assert found.outcome is Outcome.MET
    late = final_plan(recorded("ground=personal_circumstances,from=2025-03-03"), "final_plan_sent=2025-05-27")
    assert late.outcome is Outcome.EXCUSED
    assert late.met_on == date(2025, 5, 27)


def test_a_return_that_names_no_ground_excuses_the_duty_that_it_is_about() -> None:
    assert final_plan(recorded("ground=not_stated,duty=final_plan")).excused_by == (Ground.NOT_STATED,)
    assert final_plan(recorded("ground=not_stated")).excused_by == ()


# --- Advisers (reg 8(2)) ---------------------------------------------------------------------------------------------

ASKED = (*ASSESSING, "advice_requested=2025-02-12,body=health", "advice_requested=2025-02-12,body=education")


def test_a_missed_appointment_excuses_the_body_whose_it_was() -> None:
    found = due(*ASKED, "appointment_missed=2025-03-03,body=health")
    assert the(found, "advice", "health").excused_by == (Ground.MISSED_APPOINTMENT,)
    assert the(found, "advice", "education").excused_by == ()
    assert the(found, "final_plan").excused_by == ()


def test_an_appointment_missed_after_the_six_weeks_excuses_nothing() -> None:
    assert the(due(*ASKED, "appointment_missed=2025-03-27,body=health"), "advice", "health").excused_by == ()
    assert the(due(*ASKED, "appointment_missed=2025-03-26,body=health"), "advice", "health").excused_by != ()


def test_an_exception_for_one_body_excuses_no_other() -> None:
    found = due(*ASKED, recorded("ground=exceptional_circumstances,from=2025-03-03,body=health"))
    assert the(found, "advice", "health").excused_by != ()
    assert the(found, "advice", "education").excused_by == ()


def test_a_closed_school_does_not_excuse_the_school() -> None:
    asked = ("request_received=2025-06-02", "advice_requested=2025-07-18,body=education")
    found = due(*asked, "exception_recorded=2025-09-03,ground=school_closed,from=2025-07-23,to=2025-09-01")
    assert the(found, "final_plan").excused_by == (Ground.SCHOOL_CLOSED,)
    assert the(found, "advice").excused_by == ()


# --- Closures (reg 10(4)(a) and (b)) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked,stands",
    [("2025-07-15", False), ("2025-07-16", True), ("2025-08-26", True), ("2025-08-27", False)],
)
@pytest.mark.parametrize("ground", ["school_closed", "early_years_closed"])
def test_advice_has_to_be_asked_within_the_window(asked: str, stands: bool, ground: str) -> None:
    found = due(
        "request_received=2025-06-02",
        f"advice_requested={asked},body=education",
        f"exception_recorded=2025-09-03,ground={ground},from=2025-07-23,to=2025-09-01",
    )
    assert bool(the(found, "final_plan").excused_by) == stands


@pytest.mark.parametrize("last,stands", [("2025-08-18", False), ("2025-08-19", True)])
def test_a_closure_lasts_four_weeks(last: str, stands: bool) -> None:
    found = due(
        "request_received=2025-06-02",
        "advice_requested=2025-07-24,body=education",
        f"exception_recorded=2025-09-03,ground=school_closed,from=2025-07-23,to={last}",
    )
    assert bool(the(found, "final_plan").excused_by) == stands


def test_advice_asked_of_others_founds_no_closure() -> None:
    closed = "exception_recorded=2025-09-03,ground=school_closed,from=2025-07-23,to=2025-09-01"
    base = ("request_received=2025-06-02", "advice_requested=2025-06-20,body=education")
    found = due(*base, "advice_requested=2025-07-24,body=health", closed)
    assert the(found, "final_plan").excused_by == ()
    assert "20 June 2025" in why_not(the(found, "final_plan"))


def test_advice_asked_after_the_exception_was_recorded_counts_all_the_same() -> None:
    closed = "exception_recorded=2025-07-21,ground=school_closed,from=2025-07-23,to=2025-09-01"
    found = due("request_received=2025-06-02", closed, "advice_requested=2025-07-24,body=education")
    assert the(found, "final_plan").excused_by == (Ground.SCHOOL_CLOSED,)


# --- The coronavirus window -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "received,stands",
    [("2020-03-19", False), ("2020-03-20", True), ("2020-08-14", True), ("2020-08-15", False)],
)
def test_coronavirus_excuses_limits_that_fall_within_the_window(received: str, stands: bool) -> None:
    found = due(f"request_received={received}", "exception_recorded=2020-08-20,ground=coronavirus")
    assert bool(the(found, "assess_decision").excused_by) == stands


def test_within_the_window_nothing_is_excused_by_itself() -> None:
    assert of_duty(due("request_received=2020-04-20"), "assess_decision")[0].outcome is Outcome.OPEN


def test_a_closure_that_began_after_the_limit_had_passed_excuses_nothing() -> None:
    found = due(
        "request_received=2026-03-02",
        "assessment_agreed=2026-04-10",
        "advice_requested=2026-07-20,body=education",
        "exception_recorded=2026-07-25,ground=school_closed,from=2026-07-23,to=2026-09-01",
    )
    for duty, last in (("plan_refusal", "22 June 2026"), ("final_plan", "20 July 2026")):
        assert the(found, duty).excused_by == ()
        assert f"after the last day in time, {last}" in why_not(the(found, duty))
