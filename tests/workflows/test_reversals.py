"""What undoes a decision: unopposed appeals, mediation agreements, orders to reconsider, and the clocks that they start."""

import pytest

from tests.workflows.cases import accepted, due, entry, ledger, of_duty, refused, the
from workflows.case import read_all
from workflows.standing import Outcome

REFUSED = ("request_received=2025-01-06", "assessment_refused=2025-02-10", "appeal_registered=2025-03-03,about=assess")
NO_PLAN = (
    "request_received=2025-01-06",
    "assessment_agreed=2025-02-10",
    "plan_refused=2025-04-28",
    "appeal_registered=2025-05-12,about=plan",
)


def state_after(*texts: str) -> str:
    return read_all(entry(text, number) for number, text in enumerate(texts, start=1)).state


@pytest.mark.parametrize("event,regulation", [("appeal_not_opposed", "reg 45"), ("mediation_agreed", "reg 42(2)")])
def test_a_refusal_to_assess_that_is_given_up_starts_the_2_10_and_14_weeks(event: str, regulation: str) -> None:
    found = due(*REFUSED, f"{event}=2025-06-02,about=assess")
    days = {duty: the(found, duty).due.isoformat() for duty in ("order_assess_notice", "order_plan_refusal")}
    assert days == {"order_assess_notice": "2025-06-16", "order_plan_refusal": "2025-08-11"}
    final = the(found, "order_final_plan")
    assert final.due.isoformat() == "2025-09-08"
    assert final.rule is not None
    assert regulation in final.rule.source.title
    assert state_after(*REFUSED, f"{event}=2025-06-02,about=assess") == "requested"


@pytest.mark.parametrize("event", ["appeal_not_opposed", "mediation_agreed"])
def test_a_refusal_of_a_plan_that_is_given_up_starts_the_5_and_11_weeks(event: str) -> None:
    found = due(*NO_PLAN, f"{event}=2025-06-02,about=plan")
    assert the(found, "order_draft").due.isoformat() == "2025-07-07"
    assert the(found, "order_plan").due.isoformat() == "2025-08-18"
    assert state_after(*NO_PLAN, f"{event}=2025-06-02,about=plan") == "drafting"


def test_a_refusal_reversed_recorded_after_the_unopposed_appeal_starts_nothing_twice() -> None:
    found = due(
        *REFUSED,
        "appeal_not_opposed=2025-06-02,about=assess",
        "refusal_reversed=2025-06-02,ground=unopposed_appeal,of=assessment",
    )
    assert len(of_duty(found, "order_final_plan")) == 1


def test_an_order_to_reconsider_can_be_met() -> None:
    ordered = (*NO_PLAN, "order_made=2025-06-02,kind=reconsider")
    assert state_after(*ordered) == "drafting"
    assert the(due(*ordered, "draft_sent=2025-06-13"), "order_reconsider").outcome is Outcome.MET


def test_a_second_decision_to_cease_gives_the_time_to_appeal_again() -> None:
    found = due(
        "plan_made=2022-03-01",
        "cease_notified=2025-02-03",
        "appeal_registered=2025-03-03,about=cease",
        "appeal_conceded=2025-05-01,about=cease",
        "cease_notified=2025-11-03",
    )
    holds = {each.started_on.isoformat(): each for each in of_duty(found, "cease_hold")}
    assert holds["2025-02-03"].outcome is Outcome.NOT_REQUIRED
    assert holds["2025-11-03"].due.isoformat() == "2026-01-03"


def test_the_next_review_keeps_its_own_12_weeks_when_the_last_one_is_finished_after_its_meeting() -> None:
    later = (
        "review_met=2026-05-01",
        "review_decided=2026-05-20,outcome=amend",
        "amendment_notice_sent=2026-09-20",
    )
    alone = the(due("plan_made=2025-04-01", *later), "amended_plan")
    after = due(
        "plan_made=2025-04-01",
        "review_met=2026-02-02",
        "review_decided=2026-02-20,outcome=amend",
        "amendment_notice_sent=2026-02-20",
        "review_met=2026-05-01",
        "amended_plan_sent=2026-05-10",
        "review_decided=2026-05-20,outcome=amend",
        "amendment_notice_sent=2026-09-20",
    )
    second = [each for each in of_duty(after, "amended_plan") if each.started_on.isoformat() == "2026-05-20"]
    assert [each.due for each in second] == [alone.due]
    assert alone.due.isoformat() == "2026-07-24"


def test_two_meetings_before_one_decision_count_from_the_first_for_every_clock() -> None:
    found = due(
        "plan_made=2025-04-01",
        "review_met=2026-05-01",
        "review_met=2026-06-01",
        "review_decided=2026-06-10,outcome=amend",
    )
    assert the(found, "review_decision").due.isoformat() == "2026-05-29"
    assert the(found, "amended_plan").due.isoformat() == "2026-07-24"


def test_a_missed_appointment_excuses_the_service_that_made_it_and_no_other() -> None:
    found = due(
        "request_received=2025-01-06",
        "assessment_agreed=2025-02-10",
        "advice_requested=2025-02-12,body=health,service=paediatrics",
        "advice_requested=2025-02-12,body=health,service=therapy",
        "appointment_missed=2025-03-03,body=health,service=therapy",
    )
    assert the(found, "advice", "health therapy").outcome is Outcome.EXCUSED
    assert the(found, "advice", "health paediatrics").outcome is Outcome.OPEN


@pytest.mark.parametrize(
    "days,why",
    [("from=2020-07-25,to=2020-09-02", "before this duty began"), ("from=2025-07-25", "opened again is not recorded")],
)
def test_a_closure_of_other_years_or_without_an_end_excuses_nothing(days: str, why: str) -> None:
    final = the(
        due("request_received=2025-06-02", f"exception_recorded=2025-08-01,ground=school_closed,{days}"), "final_plan"
    )
    assert final.excused_by == ()
    assert why in final.not_excused[0][1]


def test_a_date_that_the_parties_agreed_is_not_called_the_tribunals() -> None:
    from workflows.explain import explain

    found = due(*REFUSED, "mediation_agreed=2025-06-02,about=assess,order_final_plan=2025-10-01")
    text = explain(the(found, "order_final_plan"))
    assert "The parties agreed in writing on 1 October 2025" in text
    assert "Tribunal itself" not in text


def test_after_an_unopposed_appeal_the_authority_cannot_refuse_again() -> None:
    history = ledger(*REFUSED, "appeal_not_opposed=2025-06-02,about=assess")
    refusal = refused(history, "assessment_refused=2025-06-10,reasons=x")
    assert "must assess" in refusal.why
    accepted(history, "assessment_agreed=2025-06-10")
