"""What may be recorded next: each option with the reason where it may not be taken."""

from datetime import UTC, date, datetime

from workflows.advance import Actor, Proposal, begin
from workflows.days import Calendar
from workflows.options import options
from workflows.parameters import the_law
from workflows.vocabulary import Event, Role

OFFICER = Actor("priya@example.org", frozenset({Role.CASEWORKER}))
MANAGER = Actor("sam@example.org", frozenset({Role.MANAGER}))
EVERYONE = Actor("operator", frozenset(Role), person=False, may_decide_alone=True)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _case(*events: tuple[Event, str, dict[str, object]]):
    made = begin(
        [Proposal(event, date.fromisoformat(on), dict(facts)) for event, on, facts in events],
        by=EVERYONE,
        now=NOW,
        today=date(2026, 3, 2),
    )
    return made.view


def _by_event(view, actor, on="2026-03-02"):
    return {each.event: each.refusal for each in options(view, actor, date.fromisoformat(on), the_law())}


def test_a_manager_may_agree_to_assess_and_a_caseworker_is_told_who_may():
    view = _case((Event.REQUEST_RECEIVED, "2026-02-02", {}))
    assert _by_event(view, MANAGER)[Event.ASSESSMENT_AGREED] is None
    assert "manager" in _by_event(view, OFFICER)[Event.ASSESSMENT_AGREED].why


def test_the_final_plan_is_offered_with_the_day_from_which_it_may_go():
    view = _case(
        (Event.REQUEST_RECEIVED, "2025-12-01", {}),
        (Event.ASSESSMENT_AGREED, "2026-01-05", {}),
        (Event.DRAFT_SENT, "2026-02-23", {}),
    )
    assert "9 March 2026" in _by_event(view, MANAGER)[Event.FINAL_PLAN_SENT].why
    assert _by_event(view, MANAGER, "2026-03-10")[Event.FINAL_PLAN_SENT] is None


def test_advice_that_was_asked_for_can_be_chased_and_received_and_other_advice_asked_for():
    view = _case(
        (Event.REQUEST_RECEIVED, "2026-01-05", {}),
        (Event.ASSESSMENT_AGREED, "2026-02-02", {}),
        (Event.ADVICE_REQUESTED, "2026-02-03", {"body": "health", "service": "speech"}),
    )
    offered = _by_event(view, OFFICER)
    for event in (Event.ADVICE_CHASED, Event.ADVICE_RECEIVED, Event.ADVICE_REQUESTED):
        assert offered[event] is None


def test_a_step_from_another_state_is_not_offered():
    view = _case((Event.REQUEST_RECEIVED, "2026-02-02", {}))
    assert Event.DRAFT_SENT not in _by_event(view, MANAGER)


def test_what_only_a_return_may_pass_over_is_offered_to_nobody():
    view = _case((Event.REQUEST_RECEIVED, "2026-02-02", {}))
    assert Event.FINAL_PLAN_SENT not in _by_event(view, MANAGER)


def test_options_count_by_the_calendar_of_the_authority():
    view = _case(
        (Event.PLAN_MADE, "2024-09-02", {}),
        (Event.CEASE_NOTIFIED, "2025-06-15", {"reasons": "x"}),
    )
    day, own = date(2025, 9, 2), Calendar([date(2025, 9, 1)])
    may = {each.event: each.refusal for each in options(view, MANAGER, day, the_law())}
    may_not = {each.event: each.refusal for each in options(view, MANAGER, day, the_law(), own)}
    assert may[Event.PLAN_CEASED] is None
    assert "2 September 2025" in may_not[Event.PLAN_CEASED].why
