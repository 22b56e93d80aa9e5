"""Each guard: what it refuses with what, why, source and what to do; and what it lets pass."""

from datetime import date

import pytest

from tests.workflows.cases import (
    ASSESSING,
    CASEWORKER,
    DRAFTED,
    NOW,
    PLANNED,
    REQUESTED,
    TODAY,
    accepted,
    entry,
    ledger,
    of_duty,
    propose,
    refused,
)
from workflows.advance import IMPORTER, Outcome, Proposal, advance
from workflows.case import CaseView
from workflows.days import Calendar
from workflows.guards import directed_duty_is_started
from workflows.parameters import the_law
from workflows.processes import ANY_TIME, PROCESSES
from workflows.steps import Moment

REFUSED = (*REQUESTED, "assessment_refused=2025-02-14,reasons=x")
YES = {"may_have_sen": "yes", "plan_may_be_needed": "yes"}


def imported(history: tuple[str, ...], text: str) -> Outcome:
    """The outcome of an event that comes from a return."""
    asked = entry(text)
    answer = advance(
        ledger(*history),
        Proposal(asked.event, asked.occurred_on, dict(asked.facts), source="return.xml"),
        by=IMPORTER,
        now=NOW,
        today=TODAY,
    )
    assert isinstance(answer, Outcome), answer
    return answer


# --- The legal test (CFA s.36(8)) ------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["may_have_sen", "plan_may_be_needed"])
def test_an_assessment_is_not_agreed_where_the_legal_test_is_answered_no(answer: str) -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_agreed=2025-02-10", facts={**YES, answer: "no"})
    assert "legal test" in refusal.why
    assert "section 36(8)" in refusal.source


@pytest.mark.parametrize("facts", [{}, YES, {"may_have_sen": "yes"}])
def test_an_assessment_is_agreed_where_no_answer_is_no(facts: dict[str, str]) -> None:
    accepted(ledger(*REQUESTED), "assessment_agreed=2025-02-10", facts=facts)


def test_an_assessment_is_not_refused_where_the_legal_test_is_met() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_refused=2025-02-10,reasons=x", facts=YES)
    assert "must assess" in refusal.why


@pytest.mark.parametrize("facts", [{}, {**YES, "plan_may_be_needed": "no"}])
def test_an_assessment_may_be_refused_otherwise(facts: dict[str, str]) -> None:
    accepted(ledger(*REQUESTED), "assessment_refused=2025-02-10,reasons=x", facts=facts)


# --- Whether a plan is needed (CFA s.37(1)) ---------------------------------------------------------------------------


def test_a_plan_is_agreed_only_where_it_is_not_said_that_none_is_needed() -> None:
    refusal = refused(ledger(*REQUESTED, "assessment_agreed=2025-02-10"), "plan_agreed=2025-04-01,plan_is_needed=no")
    assert "is answered no" in refusal.why
    assert "section 37(1)" in refusal.source
    for facts in ({}, {"plan_is_needed": "yes"}):
        accepted(ledger(*REQUESTED, "assessment_agreed=2025-02-10"), "plan_agreed=2025-04-01", facts=facts)


def test_a_plan_that_is_needed_is_not_refused() -> None:
    history, asked = ledger(*REQUESTED, "assessment_agreed=2025-02-10"), "plan_refused=2025-04-01,reasons=x"
    refusal = refused(history, asked, facts={"plan_is_needed": "yes"})
    assert "then a plan must follow" in refusal.why
    for facts in ({}, {"plan_is_needed": "no"}):
        accepted(history, asked, facts=facts)


# --- After an order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", ["tribunal_order", "consent_order", "unopposed_appeal", "mediation_agreement"])
def test_after_an_order_or_agreement_to_assess_it_cannot_be_refused_again(ground: str) -> None:
    history = ledger(*REFUSED, f"refusal_reversed=2025-06-02,of=assessment,ground={ground}")
    refusal = refused(history, "assessment_refused=2025-06-10,reasons=x")
    assert "was reversed" in refusal.why
    accepted(history, "assessment_agreed=2025-06-10")


def test_after_an_order_made_it_cannot_be_refused_again() -> None:
    history = ledger(*REFUSED, "appeal_registered=2025-03-20,about=assess", "order_made=2025-06-02,kind=assess")
    refused(history, "assessment_refused=2025-06-10,reasons=x")


def test_after_a_plain_concession_it_may_be_refused_again() -> None:
    history = ledger(*REFUSED, "refusal_reversed=2025-06-02,of=assessment,ground=conceded")
    accepted(history, "assessment_refused=2025-06-10,reasons=x")


# --- The family's 15 days (reg 13(1)(a)) -----------------------------------------------------------------------------


def test_the_final_plan_waits_for_the_last_of_the_familys_days() -> None:
    refusal = refused(ledger(*DRAFTED), "final_plan_sent=2025-04-28")
    assert "28 April 2025" in refusal.why
    assert "29 April 2025" in refusal.do
    assert "13(1)(a)" in refusal.source


def test_the_final_plan_may_go_the_day_after() -> None:
    accepted(ledger(*DRAFTED), "final_plan_sent=2025-04-29")


def test_a_final_plan_that_went_too_early_can_be_recorded_with_the_reason() -> None:
    accepted(ledger(*DRAFTED), "final_plan_sent=2025-04-25,early_because=the family agreed")


# --- Ceasing (CFA s.45(4)) -------------------------------------------------------------------------------------------

CEASING = (*PLANNED, "cease_considered=2025-09-01", "cease_notified=2025-10-01,reasons=x")


def test_a_plan_is_kept_up_until_the_time_to_appeal_has_passed() -> None:
    refusal = refused(ledger(*CEASING), "plan_ceased=2025-12-01,reason=needs_met")
    assert "1 December 2025" in refusal.why
    assert "section 45(4)" in refusal.source
    accepted(ledger(*CEASING), "plan_ceased=2025-12-02,reason=needs_met")


def test_a_mediation_certificate_carries_that_time_on() -> None:
    history = ledger(*CEASING, "mediation_certificate_issued=2025-11-20")
    assert "20 December 2025" in refused(history, "plan_ceased=2025-12-10,reason=needs_met").why
    accepted(history, "plan_ceased=2025-12-22,reason=needs_met")


def test_a_certificate_of_an_older_dispute_does_not() -> None:
    history = ledger(
        *PLANNED,
        "cease_considered=2025-09-01",
        "mediation_certificate_issued=2025-09-30",
        "cease_notified=2025-10-01,reasons=x",
    )
    accepted(history, "plan_ceased=2025-12-02,reason=needs_met")


def test_a_plan_is_kept_up_while_an_appeal_is_not_decided() -> None:
    history = (*CEASING, "appeal_registered=2025-11-01,about=cease")
    assert "appeal" in refused(ledger(*history), "plan_ceased=2026-01-05,reason=needs_met").why
    decided = ledger(*history, "order_made=2026-01-05,kind=dismiss")
    accepted(decided, "plan_ceased=2026-01-05,reason=needs_met")


def test_a_plan_that_ends_without_notice_still_waits_for_an_appeal() -> None:
    history = ledger(*PLANNED, "appeal_registered=2025-11-01,about=content")
    refused(history, "plan_ceased=2026-01-05,reason=maximum_age")
    accepted(ledger(*PLANNED), "plan_ceased=2026-01-05,reason=maximum_age")


def test_a_plan_does_not_end_for_other_reasons_without_notice() -> None:
    refusal = refused(ledger(*PLANNED), "plan_ceased=2026-01-05,reason=needs_met")
    assert "reason is maximum_age" in refusal.why


# --- Advice, plans in force, plans from elsewhere ---------------------------------------------------------------------


def test_advice_belongs_to_an_assessment() -> None:
    accepted(ledger(*ASSESSING), "advice_requested=2025-02-12,body=health", CASEWORKER)
    for history in (REFUSED, PLANNED):
        refusal = refused(ledger(*history), "advice_requested=2025-07-12,body=health", CASEWORKER)
        assert "no assessment is under way" in refusal.why


def test_advice_belongs_to_a_reassessment_too() -> None:
    history = ledger(*PLANNED, "reassessment_requested=2025-09-01")
    accepted(history, "advice_requested=2025-09-12,body=health", CASEWORKER)


def test_advice_that_was_there_already_needs_no_request() -> None:
    accepted(ledger(*ASSESSING), "advice_received=2025-02-12,body=health", CASEWORKER)


@pytest.mark.parametrize(
    "text",
    [
        "review_invited=2025-08-01,meeting_on=2025-09-01",
        "review_met=2025-08-01",
        "amendment_notice_sent=2025-08-01",
        "transfer_planned=2025-08-01,kind=primary_to_secondary,transfer_on=2026-09-01",
        "reassessment_requested=2025-08-01",
        "setting_consulted=2025-08-01,setting=Oakfield",
    ],
)
def test_what_is_done_with_a_plan_needs_one_in_force(text: str) -> None:
    accepted(ledger(*PLANNED), text)
    assert "no plan in force" in refused(ledger("case_assigned=2025-01-06,to=a"), text).why


def test_only_a_plan_from_elsewhere_is_told_of_as_transferred() -> None:
    assert "not transferred" in refused(ledger(*PLANNED), "transfer_notified=2025-08-01").why
    accepted(ledger("plan_transferred_in=2025-07-01"), "transfer_notified=2025-08-01")


def test_a_plan_that_comes_out_of_a_request_is_not_simply_made() -> None:
    refusal = refused(ledger(*DRAFTED), "plan_made=2025-04-20")
    assert "final_plan_sent" in refusal.do
    accepted(ledger("case_assigned=2025-01-06,to=casey@example.test"), "plan_made=2025-02-01")
    assert imported(ASSESSING, "plan_made=2025-04-20").view.state == "plan_in_force"


# --- Amendments that outlast the next invitation (reg 22(3)) ----------------------------------------------------------

AMENDING = (*PLANNED, "review_met=2025-08-01", "amendment_notice_sent=2025-08-20")


@pytest.mark.parametrize("next_step", ["review_invited=2026-01-05,meeting_on=2026-02-02", "review_met=2026-01-05"])
@pytest.mark.parametrize("ending", ["amended_plan_sent=2026-01-12", "amendment_dropped=2026-01-12,reasons=x"])
def test_amendments_can_be_finished_after_the_next_review_has_begun(next_step: str, ending: str) -> None:
    accepted(ledger(*AMENDING, next_step), ending)
    again = refused(ledger(*AMENDING, next_step, ending), ending.replace("01-12", "01-19"))
    assert "no amendment is under way" in again.why


def test_a_review_without_amendments_has_none_to_finish() -> None:
    history = ledger(*PLANNED, "review_met=2025-08-01")
    assert "no amendment is under way" in refused(history, "amended_plan_sent=2025-09-12").why


def test_the_amended_plan_waits_for_the_last_of_the_familys_days() -> None:
    refusal = refused(ledger(*AMENDING), "amended_plan_sent=2025-09-03")
    assert "the proposed amendments have to be with the family until the end of 3 September 2025" in refusal.why
    assert "4 September 2025" in refusal.do
    assert "22(2)(c)" in refusal.source
    accepted(ledger(*AMENDING), "amended_plan_sent=2025-09-04")


def test_it_waits_too_where_the_next_review_has_begun() -> None:
    refused(ledger(*AMENDING, "review_met=2025-08-25"), "amended_plan_sent=2025-09-03")


def test_an_amended_plan_that_went_too_early_can_be_recorded_with_the_reason() -> None:
    accepted(ledger(*AMENDING), "amended_plan_sent=2025-08-21,early_because=the family asked for it")
    imported(AMENDING, "amended_plan_sent=2025-08-21")


# --- Which service gave the advice (reg 8(1)) -------------------------------------------------------------------------

TWO_SERVICES = (
    *ASSESSING,
    "advice_requested=2025-02-12,body=health,service=OT",
    "advice_requested=2025-02-12,body=health,service=paediatrics",
)


@pytest.mark.parametrize("event", ["advice_received", "advice_chased", "appointment_missed"])
def test_what_is_heard_of_a_body_asked_through_services_says_which(event: str) -> None:
    refusal = refused(ledger(*TWO_SERVICES), f"{event}=2025-03-12,body=health", CASEWORKER)
    assert refusal.do == "Say which: service=OT or service=paediatrics."
    accepted(ledger(*TWO_SERVICES), f"{event}=2025-03-12,body=health,service=OT", CASEWORKER)


def test_only_the_services_that_have_not_answered_are_listed() -> None:
    history = ledger(*TWO_SERVICES, "advice_received=2025-03-01,body=health,service=OT")
    refusal = refused(history, "advice_received=2025-03-12,body=health", CASEWORKER)
    assert refusal.do == "Say which: service=paediatrics."


@pytest.mark.parametrize(
    "text",
    [
        "advice_received=2025-03-12,body=education",
        "advice_received=2025-03-12,body=health,service=audiology",
        "advice_requested=2025-03-12,body=health",
    ],
)
def test_advice_already_given_and_new_requests_need_no_such_word(text: str) -> None:
    accepted(ledger(*TWO_SERVICES), text, CASEWORKER)


def test_a_body_that_was_asked_as_a_whole_answers_as_a_whole() -> None:
    history = ledger(*TWO_SERVICES, "advice_requested=2025-02-12,body=health")
    accepted(history, "advice_received=2025-03-12,body=health", CASEWORKER)
    answered = ledger(*ASSESSING, TWO_SERVICES[2], "advice_received=2025-03-12,body=health,service=OT")
    accepted(answered, "advice_received=2025-03-13,body=health", CASEWORKER)


# --- Reassessment: a draft of its own, and 15 days (reg 27(1)) --------------------------------------------------------

REASSESSING = (*PLANNED, "reassessment_requested=2025-09-01", "reassessment_agreed=2025-09-10")


def test_a_reassessed_plan_needs_a_draft_since_it_was_agreed() -> None:
    refusal = refused(ledger(*REASSESSING), "reassessed_plan_sent=2025-11-20")
    assert "no draft has been sent" in refusal.why
    assert "reg 27(1)" in refusal.source
    accepted(ledger(*REASSESSING), "reassessed_plan_sent=2025-11-20,early_because=the family wished it")
    imported(REASSESSING, "reassessed_plan_sent=2025-11-20")


def test_a_draft_and_the_familys_comments_belong_to_a_reassessment_too() -> None:
    for history in (REASSESSING, ("plan_transferred_in=2025-05-12", *REASSESSING[-2:])):
        drafted = accepted(ledger(*history), "draft_sent=2025-11-03", CASEWORKER)
        assert date(2025, 11, 17) in [each.due for each in of_duty(drafted.deadlines, "draft_representations")]
        accepted(ledger(*history, "draft_sent=2025-11-03"), "representations_received=2025-11-10", CASEWORKER)
    for text in ("draft_sent=2025-11-03", "representations_received=2025-11-03"):
        assert "no reassessment is under way" in refused(ledger(*PLANNED), text, CASEWORKER).why


def test_a_reassessed_plan_waits_for_the_last_of_the_familys_days() -> None:
    history = ledger(*REASSESSING, "draft_sent=2025-11-03")
    assert "17 November 2025" in refused(history, "reassessed_plan_sent=2025-11-17").why
    accepted(history, "reassessed_plan_sent=2025-11-18")


# --- The days of the authority, and of the law ------------------------------------------------------------------------


def test_guards_count_by_the_calendar_of_the_authority() -> None:
    """The time to appeal ends on the first working day of September, which an authority's own holiday moves."""
    history = ledger(
        *PLANNED[:3], "draft_sent=2025-04-01", "final_plan_sent=2025-05-12", "cease_notified=2025-06-15,reasons=x"
    )
    text = "plan_ceased=2025-09-02,reason=needs_met"
    accepted(history, text)
    assert "2 September 2025" in refused(history, text, calendar=Calendar([date(2025, 9, 1)])).why


# --- A date that the Tribunal directed (reg 44(2)) --------------------------------------------------------------------


def moment(text: str) -> Moment:
    asked = entry(text)
    return Moment(CaseView(), asked.event, asked.occurred_on, asked.facts, the_law())


def test_a_directed_date_is_for_a_duty_that_the_event_starts() -> None:
    refusal = directed_duty_is_started(moment("order_made=2025-06-02,kind=assess,order_draft=2025-07-01"))
    assert refusal is not None
    assert "order_draft" in refusal.why
    assert "order_assess_notice" in refusal.do
    assert directed_duty_is_started(moment("order_made=2025-06-02,kind=make_plan,order_draft=2025-07-01")) is None
    assert directed_duty_is_started(moment("order_made=2025-06-02,kind=assess")) is None


@pytest.mark.parametrize(
    "history,text",
    [
        (PLANNED, "order_made=2025-08-02,kind=amend,order_draft=2025-09-01"),
        (REFUSED, "refusal_reversed=2025-06-02,of=assessment,ground=tribunal_order,order_draft=2025-09-01"),
    ],
)
def test_a_directed_date_that_no_clock_would_take_is_refused(history: tuple[str, ...], text: str) -> None:
    assert "order_draft" in refused(ledger(*history), text).why


def test_where_no_duty_is_started_the_date_is_to_be_left_out() -> None:
    refusal = directed_duty_is_started(moment("order_made=2025-06-02,kind=dismiss,order_plan=2025-07-01"))
    assert refusal is not None
    assert "Leave the date out" in refusal.do


# --- Every guard -----------------------------------------------------------------------------------------------------


def test_every_guard_of_every_step_says_which_law_it_keeps() -> None:
    guards = {guard for table in PROCESSES for step in table.steps for guard in (*step.needs, *table.needs)}
    guards |= {guard for step in ANY_TIME.values() for guard in step.needs}
    assert guards
    for guard in guards:
        assert guard.__doc__, guard.__name__


def test_a_return_passes_over_the_steps_in_between() -> None:
    assert imported(REQUESTED, "final_plan_sent=2025-05-12").view.state == "plan_in_force"


def test_an_importer_that_names_no_file_is_held_to_the_steps() -> None:
    answer = propose(ledger(*REQUESTED), "final_plan_sent=2025-05-12", IMPORTER)
    assert not isinstance(answer, Outcome)
    assert answer.what == "Record “Final plan sent”"
