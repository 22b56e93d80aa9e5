"""What holds for any case that can be recorded: found by walking the step tables at random."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.advance import Actor, Outcome, Proposal, advance, permitted
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.events import EVENTS
from workflows.facts import FactKind
from workflows.ledger import Entry
from workflows.parameters import the_law
from workflows.processes import ANY_TIME
from workflows.vocabulary import Event, Process, Role

EVERYBODY = Actor(
    "someone@example.test",
    frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER}),
    may_decide_alone=True,
)
FIRST_DAY = date(2023, 1, 9)
TODAY = date(2040, 1, 2)
AT_ANY_TIME = sorted(event for event in ANY_TIME if event is not Event.CORRECTION)

TO_A_PLAN = {
    Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED, Event.REFUSAL_REVERSED, Event.ADVICE_REQUESTED,
    Event.PLAN_AGREED, Event.PLAN_REFUSED, Event.DRAFT_SENT, Event.FINAL_PLAN_SENT,
}  # fmt: skip
WITH_A_PLAN = {
    Event.REVIEW_MET, Event.REVIEW_DECIDED, Event.AMENDMENT_NOTICE_SENT, Event.AMENDED_PLAN_SENT,
    Event.TRANSFER_PLANNED, Event.CEASE_NOTIFIED, Event.PLAN_CEASED, Event.ORDER_MADE,
}  # fmt: skip
"""Most steps are among these, so that the walks get far."""

walking = settings(max_examples=60)


def recorded_at(number: int) -> datetime:
    return datetime(2040, 1, 2, tzinfo=UTC) + timedelta(minutes=number)


def step(history: Sequence[Entry], event: Event, day: date, facts: dict[str, Any], **more: Any) -> Any:
    return advance(
        history,
        Proposal(event, day, facts, more.pop("corrects", None)),
        by=EVERYBODY,
        now=recorded_at(len(history) + 1),
        today=TODAY,
        **more,
    )


@st.composite
def facts_of(draw: st.DrawFn, event: Event, day: date) -> dict[str, Any]:
    """Facts that the event can carry: all that are needed, and some of the others."""
    facts: dict[str, Any] = {}
    for fact in EVENTS[event].facts:
        if not fact.needed and not draw(st.booleans()):
            continue
        match fact.kind:
            case FactKind.CHOICE:
                facts[fact.name] = draw(st.sampled_from(fact.values))
            case FactKind.DATE:
                facts[fact.name] = (day + timedelta(days=draw(st.integers(-40, 400)))).isoformat()
            case FactKind.YES_NO:
                facts[fact.name] = draw(st.booleans())
            case _:
                facts[fact.name] = "words"
    if facts.get("duty"):
        facts["duty"] = draw(st.sampled_from(sorted(the_law().duties)))
    return facts


@st.composite
def cases(draw: st.DrawFn, shortest: int = 1, least_gap: int = 0, backdating: bool = False) -> list[Entry]:
    """A ledger that `advance` let through, one permitted step after the other."""
    history: list[Entry] = []
    day = FIRST_DAY
    for _ in range(draw(st.integers(shortest, 12)) + 6):
        view = fold(history)
        events = sorted({step.event for step, _ in permitted(view, EVERYBODY)}, key=lambda event: event.value)
        if not history:
            events = [Event.REQUEST_RECEIVED] * 3 + [
                Event.BECAME_RESPONSIBLE,
                Event.PLAN_MADE,
                Event.PLAN_TRANSFERRED_IN,
            ]
        elif (way := draw(st.integers(0, 9))) == 0:
            events = AT_ANY_TIME
        elif way > 2:
            onward = TO_A_PLAN if view.state_of(Process.PLAN) == "none" else WITH_A_PLAN
            events = [event for event in events if event in onward] or events
        event = draw(st.sampled_from(events))
        day += timedelta(days=draw(st.integers(least_gap, 70)))
        on = day - timedelta(days=draw(st.integers(0, 60))) if backdating and draw(st.booleans()) else day
        answer = step(history, event, on, draw(facts_of(event, on)))
        if isinstance(answer, Outcome):
            history.append(answer.entry)
    if not history:
        history.append(step([], Event.REQUEST_RECEIVED, FIRST_DAY, {}).entry)
    return history


def shown(view: CaseView) -> tuple[Any, ...]:
    """What is to be seen of a case, whatever the numbers of its entries."""
    return (
        view.states,
        [(entry.event, entry.occurred_on, entry.facts) for entry in view.entries],
        [(misfit.entry.event, misfit.why) for misfit in view.misfits],
    )


def due(entries: Sequence[Entry], as_at: date | None = None) -> list[Deadline]:
    return deadlines(fold(entries, as_at).entries)


def met(entries: Sequence[Entry]) -> dict[tuple[str, str, date], date | None]:
    return {each.key: each.met_on for each in due(entries) if each.met_on}


@walking
@given(cases(backdating=True))
def test_any_sequence_of_permitted_steps_folds_without_misfits(history: list[Entry]) -> None:
    assert fold(history).misfits == []


@walking
@given(cases(backdating=True))
def test_folding_twice_is_the_same_and_changes_nothing(history: list[Entry]) -> None:
    before = [replace(entry, facts=dict(entry.facts)) for entry in history]
    assert shown(fold(history)) == shown(fold(history))
    assert due(history) == due(history)
    assert history == before


@walking
@given(cases(backdating=True))
def test_an_outcome_is_what_the_ledger_gives_when_read_again(history: list[Entry]) -> None:
    *before, last = history
    outcome = step(before, last.event, last.occurred_on, dict(last.facts))
    assert isinstance(outcome, Outcome)
    assert shown(outcome.view) == shown(fold(history))
    assert outcome.deadlines == due(history)


@walking
@given(cases(backdating=True), st.data())
def test_an_event_that_never_happened_leaves_no_trace_in_state_deadlines_or_later_steps(
    history: list[Entry], data: st.DataObject
) -> None:
    wrong = data.draw(st.sampled_from(history))
    answer = step(
        history,
        Event.CORRECTION,
        TODAY,
        {"reason": "x", "never_happened": True},
        corrects=wrong.number,
        accept_misfits=True,
    )
    assert isinstance(answer, Outcome)
    corrected = [*history, answer.entry]
    never = [
        replace(entry, number=number) for number, entry in enumerate((e for e in history if e is not wrong), start=1)
    ]
    assert shown(fold(corrected)) == shown(fold(never))
    assert due(corrected) == due(never)
    later = data.draw(st.sampled_from(sorted(Event)))
    day = max(entry.occurred_on for entry in history) + timedelta(days=data.draw(st.integers(0, 40)))
    facts = data.draw(facts_of(later, day))
    if later is Event.CORRECTION:
        return
    one, other = step(corrected, later, day, facts), step(never, later, day, facts)
    assert type(one) is type(other)
    if isinstance(one, Outcome):
        assert shown(one.view) == shown(other.view)
        assert one.deadlines == other.deadlines
        assert [each.now for each in one.moved] == [each.now for each in other.moved]
    else:
        assert one == other


@walking
@given(cases(), st.data(), st.integers(-60, 60))
def test_a_corrected_date_is_the_same_as_having_recorded_that_date(
    history: list[Entry], data: st.DataObject, shift: int
) -> None:
    wrong = data.draw(st.sampled_from(history))
    right = wrong.occurred_on + timedelta(days=shift)
    answer = step(
        history,
        Event.CORRECTION,
        TODAY,
        {"reason": "x", "right_date": right.isoformat()},
        corrects=wrong.number,
        accept_misfits=True,
    )
    as_if = [replace(entry, occurred_on=right) if entry is wrong else entry for entry in history]
    until_then = [e for e in as_if if (e.occurred_on, e.number) < (right, wrong.number)]
    asked = step(until_then, wrong.event, right, dict(wrong.facts))
    assert type(answer) is type(asked)
    if not isinstance(answer, Outcome):
        assert answer == asked
        return
    assert shown(answer.view) == shown(fold(as_if))
    assert answer.deadlines == due(as_if)


@walking
@given(cases(shortest=4, least_gap=1))
def test_what_was_met_stays_met_on_that_day_whatever_follows(history: list[Entry]) -> None:
    """The last day tells two instances apart, so no two events of these cases are on one day."""
    before: dict[tuple[str, str, date], date | None] = {}
    for position in range(1, len(history) + 1):
        now = met(history[:position])
        assert before.items() <= now.items()
        before = now


@walking
@given(cases(shortest=4, backdating=True))
def test_a_duty_that_is_owed_once_has_one_deadline_at_most_and_no_two_have_one_key(history: list[Entry]) -> None:
    found = due(history)
    keys = [each.key for each in found]
    assert len(keys) == len(set(keys))
    once = [each.duty for each in found if the_law().duties[each.duty].once]
    assert len(once) == len(set(once))


@walking
@given(cases(shortest=4, backdating=True))
def test_one_instance_of_a_duty_is_open_for_a_subject(history: list[Entry]) -> None:
    live = [(each.duty, each.subject) for each in due(history) if each.live]
    assert len(live) == len(set(live))


@walking
@given(cases(backdating=True))
def test_as_at_the_last_day_is_as_without_a_day(history: list[Entry]) -> None:
    last = max(entry.occurred_on for entry in history)
    assert shown(fold(history, as_at=last)) == shown(fold(history))
    assert due(history, as_at=last) == due(history)


@walking
@given(cases(backdating=True), st.data())
def test_what_was_known_then_is_the_ledger_up_to_then(history: list[Entry], data: st.DataObject) -> None:
    known = data.draw(st.integers(1, len(history)))
    moment = history[known - 1].recorded_at
    assert shown(fold(history, known_at=moment)) == shown(fold(history[:known]))
    assert deadlines(fold(history, known_at=moment).entries) == due(history[:known])


@walking
@given(cases(least_gap=1), st.data())
def test_deadlines_depend_on_the_order_of_happening_and_not_of_recording(
    history: list[Entry], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    renumbered = [replace(entry, number=number) for number, entry in enumerate(shuffled, start=1)]
    assert due(renumbered) == due(history)


@walking
@given(cases(backdating=True), st.integers(0, 2000))
def test_on_every_day_every_deadline_stands_somehow_and_overdue_ones_are_past(history: list[Entry], ahead: int) -> None:
    day = FIRST_DAY + timedelta(days=ahead)
    for each in due(history):
        standing = each.standing(day)
        assert standing.words
        if standing == "overdue":
            assert day > each.due
            assert each.live
        assert each.due_cautious <= each.due
        assert each.warn_on <= each.due_cautious
