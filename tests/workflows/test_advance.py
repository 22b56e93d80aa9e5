"""The one way to add to a ledger: who may, when, with which facts, and what a late entry or a correction does to the rest."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.cases import (
    ASSESSING,
    CASEWORKER,
    DECISION_MAKER,
    DRAFTED,
    MANAGER,
    NOW,
    OPERATOR,
    PLANNED,
    REQUESTED,
    TODAY,
    accepted,
    entry,
    ledger,
    propose,
    refused,
    the,
)
from workflows.advance import Actor, Outcome
from workflows.case import fold
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Process, Role


def put_right(history: list[Entry], number: int, by: Actor = MANAGER, **facts: Any) -> Outcome | Refusal:
    more = {name: facts.pop(name) for name in ("accept_misfits",) if name in facts}
    return propose(history, f"correction={TODAY}", by, corrects=number, facts={"reason": "wrong", **facts}, **more)


def changed(answer: Outcome | Refusal) -> Outcome:
    assert isinstance(answer, Outcome), answer
    return answer


def declined(answer: Outcome | Refusal) -> Refusal:
    assert isinstance(answer, Refusal), answer
    assert all(part.strip() for part in answer.as_json().values())
    return answer


# --- What comes back -------------------------------------------------------------------------------------------------


def test_the_first_request_opens_a_case_and_its_clocks() -> None:
    outcome = accepted([], "request_received=2026-03-02,source=parent", CASEWORKER)
    assert outcome.entry.number == 1
    assert outcome.entry.recorded_by == CASEWORKER.name
    assert outcome.entry.recorded_at == NOW
    assert outcome.entry.facts == {"source": "parent"}
    assert outcome.view.state == "requested"
    assert [deadline.duty for deadline in outcome.deadlines] == ["assess_decision", "plan_refusal", "final_plan"]
    assert [moved.was for moved in outcome.moved] == [None, None, None]
    assert outcome.no_longer_stand == ()


def test_what_moved_is_what_the_step_started_met_or_stood_down() -> None:
    outcome = accepted(ledger(*REQUESTED), "assessment_refused=2025-02-14,reasons=x")
    moved = {
        each.now.duty: (each.was.outcome if each.was else None, each.now.outcome) for each in outcome.moved if each.now
    }
    assert moved == {
        "assess_decision": ("open", "met"),
        "plan_refusal": ("open", "not_required"),
        "final_plan": ("open", "not_required"),
    }


def test_a_step_that_touches_no_clock_moves_nothing() -> None:
    assert accepted(ledger(*REQUESTED), "views_sought=2025-01-10").moved == ()


def test_what_is_asked_does_not_change_what_was_given() -> None:
    history = ledger(*DRAFTED)
    before = list(history)
    accepted(history, "final_plan_sent=2025-05-12")
    refused(history, "final_plan_sent=2025-04-20")
    assert history == before


def test_the_outcome_is_what_reading_the_ledger_again_gives() -> None:
    history = ledger(*DRAFTED)
    outcome = accepted(history, "final_plan_sent=2025-05-12")
    again = fold([*history, outcome.entry])
    assert again.states == outcome.view.states
    assert again.misfits == []


# --- Dates -----------------------------------------------------------------------------------------------------------


def test_what_has_not_come_yet_is_refused() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_agreed=2026-03-04")
    assert "4 March 2026 has not come yet" in refusal.why
    accepted(ledger(*REQUESTED), "assessment_agreed=2026-03-03")


def test_nothing_comes_before_the_first_event() -> None:
    refusal = refused(ledger(*REQUESTED), "views_sought=2025-01-05")
    assert "on 6 January 2025 the request was received" in refusal.why
    accepted(ledger(*REQUESTED), "views_sought=2025-01-06")


@pytest.mark.parametrize(
    "earlier", ["became_responsible=2025-01-02", "request_received=2025-01-02", "case_assigned=2025-01-02,to=a"]
)
def test_what_may_begin_a_case_may_come_before_it(earlier: str) -> None:
    accepted(ledger(*REQUESTED), earlier)


def test_an_earlier_start_moves_the_limits() -> None:
    outcome = accepted(ledger(*REQUESTED), "became_responsible=2025-01-02")
    assert the(outcome.deadlines, "final_plan").due == date(2025, 5, 22)
    assert {(each.was is None, each.now is None) for each in outcome.moved} == {(True, False), (False, True)}


# --- Facts -----------------------------------------------------------------------------------------------------------


def test_a_needed_fact_must_be_given() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_refused=2025-02-14")
    assert "reasons must be given" in refusal.why
    assert "reasons=…" in refusal.do


def test_an_unknown_fact_is_refused_with_the_known_ones() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_refused=2025-02-14,reasons=x,colour=red")
    assert "“colour” is not a fact of this event" in refusal.why
    assert "recommended_by" in refusal.do


@pytest.mark.parametrize(
    "text,expected",
    [
        ("request_received=2025-01-06,source=uncle", "one of parent"),
        ("request_received=2025-01-06,rya=perhaps", "yes or no"),
        ("review_invited=2025-01-06,meeting_on=31/03/2026", "a date written as 2026-03-31"),
        ("review_invited=2025-01-06,meeting_on=2026-02-30", "a date written as 2026-03-31"),
        ("case_closed=2025-01-06,reason= ", "text"),
    ],
)
def test_an_impossible_value_is_refused_with_what_is_possible(text: str, expected: str) -> None:
    assert expected in refused(ledger(*REQUESTED), text).why


def test_facts_are_kept_in_the_ledgers_form() -> None:
    outcome = accepted(ledger(*REQUESTED), "assessment_agreed=2025-02-10,may_have_sen=Yes,note= by letter ")
    assert outcome.entry.facts == {"may_have_sen": True, "note": "by letter"}


# --- States, roles, processes ----------------------------------------------------------------------------------------


def test_a_step_that_does_not_follow_says_where_the_case_stands_and_what_it_follows() -> None:
    refusal = refused(ledger(*REQUESTED), "final_plan_sent=2025-05-12")
    assert refusal.what == "Record “Final plan sent”"
    assert "“Deciding whether to assess”" in refusal.why
    assert "“Draft plan with the family”" in refusal.do


def test_a_decision_is_not_a_caseworkers() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_agreed=2025-02-10", CASEWORKER)
    assert "decision maker or manager" in refusal.why
    assert "caseworker" in refusal.why


@pytest.mark.parametrize("role", [Role.ANALYST, Role.HEALTH, Role.PANEL_CHAIR, Role.ADMIN])
def test_other_roles_record_nothing(role: Role) -> None:
    refused(ledger(*REQUESTED), "views_sought=2025-01-10", Actor("a@example.test", frozenset({role})))


def test_nobody_without_a_role_records_anything() -> None:
    assert "no role" in refused(ledger(*REQUESTED), "views_sought=2025-01-10", Actor("a@example.test", frozenset())).why


def test_a_process_that_does_not_run_yet_is_refused_and_not_lost() -> None:
    refusal = refused(ledger(*REQUESTED), "survey_sent=2025-06-02")
    assert "does not run the process" in refusal.why


def test_a_refusal_to_assess_that_is_reversed_opens_the_decision_again() -> None:
    history = ledger(*REQUESTED, "assessment_refused=2025-02-14,reasons=x")
    outcome = accepted(history, "refusal_reversed=2025-06-02,ground=conceded,of=assessment", DECISION_MAKER)
    assert outcome.view.state == "requested"
    refused(history, "refusal_reversed=2025-06-02,ground=conceded,of=plan", DECISION_MAKER)


def test_a_final_plan_puts_the_plan_in_force() -> None:
    outcome = accepted(ledger(*DRAFTED), "final_plan_sent=2025-05-12")
    assert outcome.view.state_of(Process.PLAN) == "in_force"
    assert outcome.view.state == "plan_in_force"


def test_advisers_stand_apart() -> None:
    history = ledger(
        *ASSESSING, "advice_requested=2025-02-12,body=health", "advice_requested=2025-02-12,body=education"
    )
    outcome = accepted(history, "advice_received=2025-03-12,body=health", CASEWORKER)
    assert outcome.view.state_of(Process.ADVICE, "health") == "received"
    assert outcome.view.state_of(Process.ADVICE, "education") == "requested"


# --- The second person -----------------------------------------------------------------------------------------------


def by(who: Actor, *texts: str) -> list[Entry]:
    return [entry(text, number, recorded_by=who.name) for number, text in enumerate(texts, start=1)]


def test_who_made_what_is_being_decided_may_not_decide_it() -> None:
    refusal = refused(by(MANAGER, *REQUESTED), "assessment_agreed=2025-02-10", MANAGER)
    assert "second person" in refusal.why
    assert "“Request received”" in refusal.why
    accepted(by(MANAGER, *REQUESTED), "assessment_agreed=2025-02-10", DECISION_MAKER)


def test_the_capitals_of_an_address_do_not_make_a_second_person() -> None:
    shouting = Actor(MANAGER.name.upper(), MANAGER.roles)
    refused(by(MANAGER, *REQUESTED), "assessment_agreed=2025-02-10", shouting)


def test_other_things_that_a_person_recorded_do_not_count() -> None:
    history = [*by(CASEWORKER, *REQUESTED), entry("case_assigned=2025-01-07,to=a", 2, recorded_by=MANAGER.name)]
    accepted(history, "assessment_agreed=2025-02-10", MANAGER)


def test_who_recommended_it_may_not_decide_it() -> None:
    refusal = refused(ledger(*REQUESTED), f"assessment_agreed=2025-02-10,recommended_by={MANAGER.name}", MANAGER)
    assert "the recommendation" in refusal.why
    accepted(ledger(*REQUESTED), f"assessment_agreed=2025-02-10,recommended_by={CASEWORKER.name}", MANAGER)


def test_the_operator_is_nobody_in_particular_and_decides_nothing_that_takes_two() -> None:
    refusal = refused(ledger(*REQUESTED), "assessment_agreed=2025-02-10", OPERATOR)
    assert "--as" in refusal.do
    accepted(ledger(*REQUESTED), "views_sought=2025-01-10", OPERATOR)


def test_where_an_authority_lets_one_decide_alone_one_may() -> None:
    alone = Actor(MANAGER.name, MANAGER.roles, may_decide_alone=True)
    accepted(by(MANAGER, *REQUESTED), "assessment_agreed=2025-02-10", alone)


def test_who_wrote_an_entry_that_never_happened_is_free_to_decide() -> None:
    history = by(MANAGER, "became_responsible=2025-01-02")
    history += [entry(REQUESTED[0], 2)]
    history += [changed(put_right(history, 1, DECISION_MAKER, never_happened=True)).entry]
    accepted(history, "assessment_agreed=2025-02-10", MANAGER)


# --- An entry that is recorded late ----------------------------------------------------------------------------------


def test_an_entry_between_two_others_is_judged_by_the_case_of_its_day() -> None:
    outcome = accepted(ledger(*ASSESSING), "views_sought=2025-01-10")
    assert outcome.entry.number == 3
    assert outcome.view.state == "assessing"
    refused(ledger(*ASSESSING), "views_sought=2025-02-11")


def test_an_entry_after_which_later_ones_fall_is_refused_and_names_them() -> None:
    refusal = refused(ledger(*ASSESSING), "request_withdrawn=2025-01-20,reason=x")
    assert "2 (“Agreed to assess” on 10 February 2025 does not follow from “Request withdrawn”)" in refusal.why
    outcome = accepted(ledger(*ASSESSING), "request_withdrawn=2025-01-20,reason=x", accept_misfits=True)
    assert [misfit.entry.number for misfit in outcome.no_longer_stand] == [2]
    assert outcome.view.state == "withdrawn"


def test_what_did_not_stand_before_is_not_held_against_a_new_entry() -> None:
    history = ledger(*REQUESTED, "review_decided=2025-01-20,outcome=amend", "assessment_agreed=2025-02-10")
    assert accepted(history, "views_sought=2025-01-10").no_longer_stand == ()


# --- Corrections -----------------------------------------------------------------------------------------------------


def test_an_event_that_never_happened_is_taken_out() -> None:
    outcome = changed(put_right(ledger(*PLANNED), 5, never_happened=True))
    assert outcome.view.state == "draft_with_family"
    assert the(outcome.deadlines, "final_plan").met_on is None
    assert outcome.entry.corrects == 5


def test_the_right_date_moves_what_rests_on_it() -> None:
    outcome = changed(put_right(ledger(*ASSESSING), 1, right_date="2025-01-03"))
    assert the(outcome.deadlines, "final_plan").due == date(2025, 5, 23)
    assert {moved.now.due for moved in outcome.moved if moved.now} == {
        date(2025, 2, 14), date(2025, 4, 25), date(2025, 5, 23),
    }  # fmt: skip


def test_the_right_facts_take_the_place_of_the_wrong_ones() -> None:
    history = ledger(*ASSESSING, "advice_requested=2025-02-12,body=health")
    outcome = changed(put_right(history, 3, right_facts={"body": "education"}))
    assert the(outcome.deadlines, "advice").subject == "education"


def test_the_right_facts_are_read_as_strictly_as_new_ones() -> None:
    history = ledger(*ASSESSING, "advice_requested=2025-02-12,body=health")
    declined(put_right(history, 3, right_facts={"body": "the school"}))
    declined(put_right(history, 3, right_facts={}))
    declined(put_right(history, 3, right_facts={"body": "health", "colour": "red"}))


def test_later_entries_that_no_longer_stand_are_shown_before_a_correction_is_confirmed() -> None:
    refusal = declined(put_right(ledger(*DRAFTED), 2, never_happened=True))
    assert "3 (" in refusal.why
    assert "4 (" in refusal.why
    outcome = changed(put_right(ledger(*DRAFTED), 2, never_happened=True, accept_misfits=True))
    assert [misfit.entry.number for misfit in outcome.no_longer_stand] == [3, 4]
    assert outcome.view.state == "requested"


def test_a_correction_says_what_is_right() -> None:
    assert "does not say what is right" in declined(put_right(ledger(*REQUESTED), 1)).why


def test_a_correction_does_not_say_two_things() -> None:
    declined(put_right(ledger(*REQUESTED), 1, never_happened=True, right_date="2025-01-03"))


def test_a_correction_gives_its_reason() -> None:
    refused(ledger(*REQUESTED), f"correction={TODAY},never_happened=yes", corrects=1)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_correction_names_an_entry_that_there_is(number: int) -> None:
    refusal = declined(put_right(ledger(*REQUESTED), number, never_happened=True))
    assert "numbered from 1 to 1" in refusal.do


def test_a_correction_that_names_nothing_is_refused() -> None:
    refused(ledger(*REQUESTED), f"correction={TODAY},reason=x,never_happened=yes")


def test_the_right_date_is_not_in_the_future() -> None:
    assert "not come yet" in declined(put_right(ledger(*REQUESTED), 1, right_date="2026-03-04")).why
    refused(ledger(*REQUESTED), "correction=2026-03-04,reason=x,never_happened=yes", corrects=1)


def test_a_caseworker_puts_right_what_a_caseworker_may_record() -> None:
    changed(put_right(ledger(*REQUESTED), 1, CASEWORKER, right_date="2025-01-03"))


@pytest.mark.parametrize(
    "history,number",
    [
        (ASSESSING, 2),
        (PLANNED, 5),
        ((*REQUESTED, "case_closed=2025-02-10,reason=x"), 2),
        ((*REQUESTED, "assessment_refused=2025-02-10,reasons=x"), 2),
    ],
)
def test_a_decision_is_not_put_right_by_a_caseworker(history: tuple[str, ...], number: int) -> None:
    refusal = declined(put_right(ledger(*history), number, CASEWORKER, right_date="2025-05-14"))
    assert "it takes the role of" in refusal.why
    changed(put_right(ledger(*history), number, MANAGER, right_date="2025-05-14", accept_misfits=True))


def test_a_closure_is_put_right_by_who_may_close() -> None:
    history = ledger(*REQUESTED, "case_closed=2025-02-10,reason=x")
    declined(put_right(history, 2, DECISION_MAKER, never_happened=True))
    changed(put_right(history, 2, MANAGER, never_happened=True))


def test_a_correction_of_a_decision_is_not_undone_by_a_caseworker() -> None:
    history = ledger(*PLANNED)
    history += [changed(put_right(history, 5, MANAGER, never_happened=True)).entry]
    declined(put_right(history, 6, CASEWORKER, never_happened=True))
    assert changed(put_right(history, 6, MANAGER, never_happened=True)).view.state == "plan_in_force"


def test_a_correction_is_itself_only_undone() -> None:
    history = ledger(*REQUESTED)
    history += [changed(put_right(history, 1, right_date="2025-01-03")).entry]
    refusal = declined(put_right(history, 2, right_date="2025-01-02"))
    assert "entry 2 is itself a correction" in refusal.why
    assert "Correct entry 1 again" in refusal.do


def test_corrections_add_up() -> None:
    history = ledger(*ASSESSING, "advice_requested=2025-02-12,body=health")
    history += [changed(put_right(history, 3, right_date="2025-02-13")).entry]
    outcome = changed(put_right(history, 3, right_facts={"body": "education"}))
    assert the(outcome.deadlines, "advice").started_on == date(2025, 2, 13)


def test_a_late_entry_is_judged_with_corrections_applied() -> None:
    history = ledger(*DRAFTED)
    history += [changed(put_right(history, 4, right_date="2025-04-20")).entry]
    assert "4 May 2025" in refused(history, "final_plan_sent=2025-05-01").why
    accepted(history, "final_plan_sent=2025-05-05")


def test_every_refusal_reads_as_json_with_four_parts() -> None:
    refusal = refused(ledger(*REQUESTED), "final_plan_sent=2025-05-12")
    assert list(refusal.as_json()) == ["what", "why", "source", "do"]


def test_every_event_can_be_asked_for_at_every_point_without_a_fault() -> None:
    for history in ([], ledger(*REQUESTED), ledger(*DRAFTED), ledger(*PLANNED)):
        for event in Event:
            for who in (CASEWORKER, MANAGER, OPERATOR):
                answer = propose(history, f"{event.value}=2025-06-02", who)
                assert isinstance(answer, Outcome | Refusal)


def test_a_day_before_the_law_began_is_questioned_and_not_passed_over_in_silence() -> None:
    assert "1 September 2014" in refused([], "request_received=2014-08-31").why
    accepted([], "request_received=2014-09-01")
