"""Late before late: the last day for a missing step, by cases counted by hand and under the guards that judge the step."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.cases import due, entry, ledger, the
from workflows.advance import Actor, Outcome, Proposal, advance
from workflows.clocks import deadlines
from workflows.days import ENGLAND
from workflows.ledger import Entry
from workflows.limits import last_day
from workflows.parameters import the_law
from workflows.policy import Fit
from workflows.refusals import Refusal
from workflows.slack import first_missing, fit_by
from workflows.vocabulary import Event, Role

CASES = tomllib.loads(Path(__file__).with_name("late_before_late.toml").read_text(encoding="utf-8"))["case"]
A_DAY = timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_worked_case_comes_to_the_day_counted_by_hand(case: dict[str, Any]) -> None:
    found = the(due(*case["events"]), case["duty"])
    assert found.due == case["due"], case["why"]
    assert (found.fit_by, found.fit_step) == (case.get("fit_by"), case.get("step", "")), case["why"]


def test_every_duty_that_needs_a_step_first_has_a_worked_case() -> None:
    assert {case["duty"] for case in CASES if "fit_by" in case} == set(the_law().policy.fits)


def test_a_duty_that_needs_no_step_first_never_has_such_a_day() -> None:
    assert all(not each.fit_by for each in due("request_received=2026-03-03") if each.duty != "final_plan")


def test_an_answer_that_is_only_awaited_may_come_on_the_last_day_itself() -> None:
    awaited = Fit("final_plan", (Event.SETTING_CONSULTED,), "setting_reply")
    # 6 July and 15 days is 21 July, and the plan can go that day.
    assert fit_by(awaited, date(2026, 7, 21), the_law(), ENGLAND) == date(2026, 7, 6)


def test_of_several_missing_steps_the_one_needed_first_is_named() -> None:
    draft = Fit("final_plan", (Event.DRAFT_SENT,), "draft_representations")
    advice = Fit("final_plan", (Event.ADVICE_REQUESTED,), "advice")
    asked = (date(2026, 7, 21), the_law(), ENGLAND)
    assert first_missing([draft, advice], set(), *asked) == (date(2026, 6, 9), "advice_requested")
    assert first_missing([draft, advice], {Event.ADVICE_REQUESTED}, *asked) == (date(2026, 7, 6), "draft_sent")
    assert first_missing([draft, advice], {Event.ADVICE_REQUESTED, Event.DRAFT_SENT}, *asked) == (None, "")


def test_the_invitations_of_last_year_do_not_count_for_this_year() -> None:
    found = due(
        "plan_made=2026-03-03", "review_invited=2027-01-18,meeting_on=2027-02-08", "review_met=2027-02-08",
        "review_reported=2027-02-15", "review_decided=2027-03-01,outcome=maintain",
    )  # fmt: skip
    # 12 months starting with 1 March 2027 end on 29 February 2028, and two weeks before that is 15 February.
    held = [(each.due, each.fit_by, each.fit_step) for each in found if each.duty == "review"]
    assert (date(2027, 3, 2), None, "") in held
    assert (date(2028, 2, 29), date(2028, 2, 15), "review_invited") in held
    assert len(held) == 2


def test_an_invitation_of_the_last_day_is_in_time_for_a_meeting_on_the_limit_and_one_of_the_next_day_is_not() -> None:
    for invited, late in ((date(2027, 2, 16), False), (date(2027, 2, 17), True)):
        found = due("plan_made=2026-03-03", f"review_invited={invited},meeting_on=2027-03-02")
        notice = the(found, "review_notice")
        assert notice.met_on is not None
        assert (notice.met_on > notice.due) is late


def test_any_one_of_several_steps_will_do() -> None:
    either = Fit("final_plan", (Event.DRAFT_SENT, Event.VIEWS_SOUGHT), "draft_representations")
    assert first_missing([either], {Event.VIEWS_SOUGHT}, date(2026, 7, 21), the_law(), ENGLAND) == (None, "")


def test_a_window_that_the_law_did_not_ask_for_then_limits_nothing() -> None:
    draft = the_law().policy.fits["final_plan"][0]
    assert fit_by(draft, date(2014, 8, 31), the_law(), ENGLAND) is None


def test_another_law_is_asked_and_not_the_one_of_the_package() -> None:
    law = the_law()
    window = law.duties["draft_representations"]
    limit = replace(window.rules[0].limits[0], amount=20)
    other = replace(
        law, duties={**law.duties, window.id: replace(window, rules=(replace(window.rules[0], limits=(limit,)),))}
    )
    found = the(deadlines([entry("request_received=2026-03-03")], other), "final_plan")
    assert found.fit_by == date(2026, 7, 1)  # 1 to 20 July are 20 days


# --- Under the real guards --------------------------------------------------------------------------------------------

ALL = Actor("someone@example.org", frozenset({Role.MANAGER, Role.DECISION_MAKER}), may_decide_alone=True)
days = st.dates(date(2015, 1, 1), date(2035, 1, 1))


def asked(history: list[Entry], event: Event, on: date) -> Outcome | Refusal:
    now = entry(f"request_received={on.isoformat()}", len(history) + 1).recorded_at
    return advance(history, Proposal(event, on, {}), by=ALL, now=now, today=date(2040, 1, 2))


def after(history: list[Entry], event: Event, on: date) -> list[Entry]:
    answer = asked(history, event, on)
    assert isinstance(answer, Outcome), answer
    return [*history, answer.entry]


@settings(max_examples=60, deadline=None)
@given(days)
def test_a_draft_sent_on_the_last_day_that_fits_lets_the_plan_go_in_time_and_a_day_later_does_not(
    received: date,
) -> None:
    history = ledger(f"request_received={received.isoformat()}")
    clock = the(deadlines(history), "final_plan")
    assert clock.fit_by is not None
    history = after(history, Event.ASSESSMENT_AGREED, received + 30 * A_DAY)
    history = after(history, Event.PLAN_AGREED, received + 100 * A_DAY)

    in_time = after(history, Event.DRAFT_SENT, clock.fit_by)
    assert isinstance(asked(in_time, Event.FINAL_PLAN_SENT, clock.due), Outcome)
    assert the(deadlines(in_time), "final_plan").fit_by is None

    too_late = after(history, Event.DRAFT_SENT, clock.fit_by + A_DAY)
    assert isinstance(asked(too_late, Event.FINAL_PLAN_SENT, clock.due), Refusal)
    assert isinstance(asked(too_late, Event.FINAL_PLAN_SENT, clock.due + A_DAY), Outcome)


@settings(max_examples=60, deadline=None)
@given(days)
def test_a_notice_sent_on_the_last_day_that_fits_lets_the_amended_plan_go_in_time(met: date) -> None:
    history = ledger(
        f"plan_made={(met - 300 * A_DAY).isoformat()}",
        f"review_met={met.isoformat()}",
        f"review_decided={(met + 7 * A_DAY).isoformat()},outcome=amend",
    )
    clock = the(deadlines(history), "amended_plan")
    assert clock.fit_by is not None
    in_time = after(history, Event.AMENDMENT_NOTICE_SENT, clock.fit_by)
    assert isinstance(asked(in_time, Event.AMENDED_PLAN_SENT, clock.due), Outcome)
    too_late = after(history, Event.AMENDMENT_NOTICE_SENT, clock.fit_by + A_DAY)
    assert isinstance(asked(too_late, Event.AMENDED_PLAN_SENT, clock.due), Refusal)


@given(days)
def test_the_day_is_the_last_one_whose_window_is_over_before_the_end(end: date) -> None:
    draft = the_law().policy.fits["final_plan"][0]
    day = fit_by(draft, end, the_law(), ENGLAND)
    limit = the_law().duties["draft_representations"].rules[0].limits[0]
    assert day is not None
    assert last_day(limit, day, ENGLAND)[0] < end
    assert not last_day(limit, day + A_DAY, ENGLAND)[0] < end
