"""The clocks: when an instance of a duty opens, what closes it, what opens it again, and from which day each limit runs."""

from datetime import date
from itertools import permutations

import pytest

from tests.workflows.cases import DRAFTED, PLANNED, REQUESTED, due, ledger, of_duty, the
from workflows.clocks import Clocks, deadlines
from workflows.days import ENGLAND, Calendar
from workflows.ledger import effective
from workflows.parameters import the_law
from workflows.standing import Outcome
from workflows.vocabulary import Event, Standing

REVERSED = (*REQUESTED, "assessment_refused=2025-02-14")


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_a_duty_that_is_owed_once_runs_from_the_earliest_start() -> None:
    found = due("request_received=2025-01-20", "became_responsible=2025-01-02", "request_received=2025-03-03")
    assert the(found, "final_plan").started_on == date(2025, 1, 2)
    assert the(found, "final_plan").starts is Event.BECAME_RESPONSIBLE


def test_a_duty_that_is_owed_once_does_not_start_again_after_it_was_met() -> None:
    found = due(*PLANNED, "request_received=2025-09-01")
    assert the(found, "final_plan").met_on == date(2025, 5, 12)


def test_a_second_start_while_one_is_open_opens_nothing() -> None:
    found = due("plan_made=2024-09-02", "review_met=2025-03-20", "review_met=2025-03-27")
    assert the(found, "review_decision").started_on == date(2025, 3, 20)


def test_a_start_after_one_is_closed_opens_another() -> None:
    found = due("review_met=2025-03-20", "review_decided=2025-04-10,outcome=maintain", "review_met=2026-03-12")
    assert [each.started_on for each in of_duty(found, "review_decision")] == [date(2025, 3, 20), date(2026, 3, 12)]
    assert [each.outcome for each in of_duty(found, "review_decision")] == [Outcome.MET, Outcome.OPEN]


def test_each_subject_has_an_instance_of_its_own() -> None:
    found = due(
        "advice_requested=2025-02-12,body=health",
        "advice_requested=2025-02-13,body=health,service=speech",
        "advice_requested=2025-02-14,body=education",
        "advice_received=2025-03-03,body=health,service=speech",
    )
    assert the(found, "advice", "health").outcome is Outcome.OPEN
    assert the(found, "advice", "health speech").outcome is Outcome.MET
    assert the(found, "advice", "education").outcome is Outcome.OPEN


def test_an_event_that_names_no_subject_closes_them_all() -> None:
    found = due(
        "advice_requested=2025-02-12,body=health",
        "advice_requested=2025-02-14,body=education",
        "request_withdrawn=2025-02-20",
    )
    assert {each.outcome for each in of_duty(found, "advice")} == {Outcome.NOT_REQUIRED}


def test_what_is_started_again_on_one_day_takes_the_first_ones_place() -> None:
    twice = "transfer_planned=2025-09-15,kind=primary_to_secondary,transfer_on="
    found = due(f"{twice}2026-09-01", f"{twice}2027-09-01")
    assert the(found, "phase_transfer").due == date(2027, 2, 14)


def test_no_two_deadlines_of_a_case_have_one_key() -> None:
    found = due(
        "plan_made=2024-09-02",
        "review_invited=2025-02-20,meeting_on=2025-03-20",
        "review_invited=2025-02-20,meeting_on=2025-03-27",
        "review_met=2025-03-27",
        "review_decided=2025-04-10,outcome=maintain",
        "review_decided=2025-04-10,outcome=maintain",
    )
    keys = [each.key for each in found]
    assert len(keys) == len(set(keys))
    assert of_duty(found, "review")[-1].outcome is Outcome.OPEN


def test_a_start_from_before_the_law_opens_nothing() -> None:
    assert due("request_received=2014-08-31") == []
    assert len(due("request_received=2014-09-01")) == 3


# --- Closing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day,outcome",
    [("2025-05-26", Outcome.MET), ("2025-05-27", Outcome.MET_LATE), ("2025-01-06", Outcome.MET)],
)
def test_a_limit_is_met_up_to_and_on_its_last_day(day: str, outcome: Outcome) -> None:
    assert the(due(*REQUESTED, f"final_plan_sent={day}"), "final_plan").outcome is outcome


@pytest.mark.parametrize(
    "day,outcome",
    [("2025-04-27", Outcome.MET_LATE), ("2025-04-28", Outcome.MET_LATE), ("2025-04-29", Outcome.MET)],
)
def test_a_window_is_given_once_its_last_day_is_over(day: str, outcome: Outcome) -> None:
    assert the(due(*DRAFTED, f"final_plan_sent={day}"), "draft_representations").outcome is outcome


def test_what_was_met_stays_met_whatever_follows() -> None:
    after = (
        "request_withdrawn=2025-06-02",
        "refusal_reversed=2025-06-03,ground=conceded,of=plan",
        "case_closed=2025-06-04",
    )
    before, found = the(due(*PLANNED), "final_plan"), the(due(*PLANNED, *after), "final_plan")
    assert found == before


def test_a_duty_to_give_notice_is_judged_at_once() -> None:
    in_time, late = (
        the(due(f"review_invited={day},meeting_on=2025-03-20"), "review_notice") for day in ("2025-03-06", "2025-03-07")
    )
    assert (in_time.outcome, late.outcome) == (Outcome.MET, Outcome.MET_LATE)
    assert in_time.due_cautious == date(2025, 3, 5)


def test_a_deadline_without_the_fact_that_it_runs_from_is_left_out() -> None:
    assert of_duty(due("review_invited=2025-03-06"), "review_notice") == []
    assert of_duty(due("transfer_planned=2025-03-06,kind=primary_to_secondary"), "phase_transfer") == []


# --- Undated events (decision 0011) ----------------------------------------------------------------------------------


def test_an_event_without_a_known_day_starts_nothing() -> None:
    assert due("request_received=2025-01-06,dated=not_later_than") == []


def test_an_event_without_a_known_day_closes_what_was_open_and_is_not_called_late() -> None:
    found = the(due(*REQUESTED, "final_plan_sent=2026-01-15,dated=not_later_than"), "final_plan")
    assert found.outcome is Outcome.MET
    assert found.met_on is None
    assert not found.live
    assert found.standing(date(2026, 2, 1)) is Standing.MET


def test_a_duty_that_is_owed_once_runs_from_the_first_start_whose_day_is_known() -> None:
    found = due("became_responsible=2025-01-02,dated=not_later_than", "request_received=2025-01-06")
    assert the(found, "final_plan").started_on == date(2025, 1, 6)


# --- Standing down, set aside, and owed again -------------------------------------------------------------------------


def test_a_decision_to_issue_sets_the_limit_for_refusing_aside() -> None:
    found = the(due(*REQUESTED, "plan_agreed=2025-04-01"), "plan_refusal")
    assert found.outcome is Outcome.NOT_REQUIRED
    assert found.stood_down_on == date(2025, 4, 1)


@pytest.mark.parametrize("day,outcome", [("2025-04-28", Outcome.MET), ("2025-04-29", Outcome.MET_LATE)])
def test_a_refusal_after_that_is_judged_as_if_it_had_not_been(day: str, outcome: Outcome) -> None:
    found = the(
        due(*REQUESTED, "plan_agreed=2025-04-01", "draft_sent=2025-04-10", f"plan_refused={day}"), "plan_refusal"
    )
    assert found.outcome is outcome


def test_a_path_that_was_left_for_good_is_not_judged_later() -> None:
    found = the(due(*REQUESTED, "request_withdrawn=2025-02-01", "plan_refused=2025-09-01"), "plan_refusal")
    assert found.outcome is Outcome.NOT_REQUIRED


def test_a_concession_revives_the_first_clock_with_its_first_date() -> None:
    found = due(*REVERSED, "refusal_reversed=2025-06-02,ground=conceded,of=assessment")
    assert the(found, "final_plan").outcome is Outcome.OPEN
    assert the(found, "final_plan").due == date(2025, 5, 26)
    assert the(found, "assess_decision").outcome is Outcome.MET


@pytest.mark.parametrize("ground", ["tribunal_order", "consent_order", "unopposed_appeal", "mediation_agreement"])
def test_an_order_or_agreement_does_not(ground: str) -> None:
    found = due(*REVERSED, f"refusal_reversed=2025-06-02,ground={ground},of=assessment")
    assert the(found, "final_plan").outcome is Outcome.NOT_REQUIRED
    assert the(found, "order_final_plan").outcome is Outcome.OPEN


# --- Two clocks to one end --------------------------------------------------------------------------------------------


def test_of_two_clocks_the_law_binds_before_practice() -> None:
    found = due(*REVERSED, "refusal_reversed=2025-02-20,ground=conceded,of=assessment")
    assert the(found, "order_final_plan").due == date(2025, 5, 29)
    assert the(found, "final_plan").binding
    assert not the(found, "order_final_plan").binding
    assert the(found, "order_final_plan").basis == "practice"


def test_practice_does_not_bind_even_where_it_falls_earlier() -> None:
    found = due(*REVERSED, "refusal_reversed=2025-02-15,ground=conceded,of=assessment")
    assert the(found, "order_final_plan").due < the(found, "final_plan").due
    assert the(found, "final_plan").binding
    assert not the(found, "order_final_plan").binding


def test_where_only_one_of_them_is_left_it_binds() -> None:
    found = due(*REVERSED, "refusal_reversed=2025-06-02,ground=tribunal_order,of=assessment")
    assert the(found, "order_final_plan").binding


def test_a_clock_that_is_settled_competes_with_nothing() -> None:
    found = due(*REVERSED, "refusal_reversed=2025-06-02,ground=conceded,of=assessment", "final_plan_sent=2025-08-20")
    assert the(found, "final_plan").binding
    assert the(found, "order_final_plan").binding
    assert the(found, "order_final_plan").outcome is Outcome.MET


# --- Limits that run from somewhere else ------------------------------------------------------------------------------

MET = ("plan_made=2024-09-02", "review_met=2025-03-20")


@pytest.mark.parametrize(
    "notice,due_on",
    [("2025-03-27", date(2025, 5, 22)), ("2025-04-17", date(2025, 6, 12)), ("2025-05-20", date(2025, 6, 12))],
)
def test_the_amended_plan_is_due_by_the_earlier_of_notice_and_meeting(notice: str, due_on: date) -> None:
    assert the(due(*MET, f"amendment_notice_sent={notice}"), "amended_plan").due == due_on


def test_a_decision_to_amend_without_a_notice_still_has_the_limit_from_the_meeting() -> None:
    found = the(due(*MET, "review_decided=2025-04-10,outcome=amend"), "amended_plan")
    assert found.due == date(2025, 6, 12)
    later = the(
        due(*MET, "review_decided=2025-04-10,outcome=amend", "amendment_notice_sent=2025-04-14"), "amended_plan"
    )
    assert later.due == date(2025, 6, 9)
    assert later.anchors == (date(2025, 4, 14), date(2025, 3, 20))


def test_a_second_notice_buys_no_time() -> None:
    found = the(due(*MET, "amendment_notice_sent=2025-03-27", "amendment_notice_sent=2025-04-14"), "amended_plan")
    assert found.due == date(2025, 5, 22)


def test_the_meeting_of_a_review_that_is_finished_is_not_counted_from() -> None:
    found = of_duty(
        due(*MET, "review_decided=2025-04-10,outcome=maintain", "amendment_notice_sent=2025-09-01"), "amended_plan"
    )
    assert [each.due for each in found] == [date(2025, 10, 27)]


def test_a_directed_date_takes_the_place_of_the_limit_and_of_no_other() -> None:
    found = due(*REVERSED, "order_made=2025-06-02,kind=assess,order_final_plan=2025-08-01")
    assert the(found, "order_final_plan").due == the(found, "order_final_plan").due_cautious == date(2025, 8, 1)
    assert the(found, "order_plan_refusal").due == date(2025, 8, 11)


def test_an_order_to_amend_after_an_appeal_that_was_not_opposed_is_counted_from_telling_the_tribunal() -> None:
    found = due("plan_made=2024-09-02", "appeal_not_opposed=2025-06-02,about=content")
    assert the(found, "order_amend").due == date(2025, 7, 7)


# --- Reviews ---------------------------------------------------------------------------------------------------------


def test_a_review_is_due_again_twelve_months_after_each_decision() -> None:
    found = of_duty(
        due(
            "plan_made=2024-09-02",
            "review_decided=2025-07-01,outcome=maintain",
            "review_decided=2026-08-03,outcome=maintain",
        ),
        "review",
    )
    assert [each.due for each in found] == [date(2025, 9, 1), date(2026, 6, 30), date(2027, 8, 2)]
    assert [each.outcome for each in found] == [Outcome.MET, Outcome.MET_LATE, Outcome.OPEN]


def test_a_review_meeting_renews_nothing_by_itself() -> None:
    found = the(due("plan_made=2024-09-02", "review_met=2025-07-01"), "review")
    assert found.outcome is Outcome.OPEN


def test_a_plan_that_transferred_in_is_first_reviewed_under_its_own_rule() -> None:
    moved_in = "plan_transferred_in=2025-06-02,original_made_on=2024-09-02,last_reviewed_on=2025-03-03"
    found = due(moved_in)
    assert of_duty(found, "review") == []
    assert the(found, "transfer_review").due == date(2026, 3, 2)
    after = due(moved_in, "review_decided=2025-11-03,outcome=maintain")
    assert the(after, "review").due == date(2026, 11, 2)


# --- Calendars, order, reading on -------------------------------------------------------------------------------------


def test_an_authoritys_own_closed_days_move_the_warning_and_not_the_limit() -> None:
    entries = effective(ledger(*REQUESTED))
    closed = Calendar([date(2025, 5, 12)])
    ours, plain = the(deadlines(entries, calendar=closed), "final_plan"), the(deadlines(entries), "final_plan")
    assert ours.due == plain.due
    assert ours.warn_on < plain.warn_on


def test_the_warning_comes_working_days_before_the_cautious_day() -> None:
    found = the(due(*REQUESTED), "final_plan")
    ahead = the_law().policy.warning_days("final_plan")
    assert found.warn_on == ENGLAND.add_working_days(found.due_cautious, -ahead)
    assert found.standing(found.warn_on) is Standing.DUE_SOON


def test_deadlines_are_sorted_by_the_day_they_are_due() -> None:
    found = due(*PLANNED, "review_met=2025-09-01", "amendment_notice_sent=2025-09-20", "cease_notified=2025-10-01")
    assert [each.due for each in found] == sorted(each.due for each in found)


def test_the_order_of_recording_does_not_matter() -> None:
    expected = due(*DRAFTED)
    for order in permutations(DRAFTED):
        assert due(*order) == expected


def test_reading_on_gives_what_reading_from_the_start_gives() -> None:
    entries = effective(ledger(*PLANNED, "review_met=2025-09-01", "exception_recorded=2025-09-02,ground=coronavirus"))
    clocks = Clocks((), the_law(), ENGLAND)
    for position, entry in enumerate(entries, start=1):
        clocks.read(entry)
        assert clocks.deadlines() == deadlines(entries[:position])
