"""The step tables are whole: every state is real, can be reached and has words; every event has one owner."""

import pytest

from workflows.case import headline_words, state_words
from workflows.events import EVENTS, ROWS
from workflows.processes import ANY_TIME, PROCESSES, TABLE_OF
from workflows.steps import IMPORT, ProcessTable
from workflows.vocabulary import GROUND_WORDS, Event, Ground, Process, Role

LATER = {Process.COMPLAINT, Process.SURVEY}
"""Named in the vocabulary; their processes come with the issues that need them."""

each_process = pytest.mark.parametrize("table", PROCESSES, ids=lambda table: str(table.process))


@each_process
def test_every_step_goes_from_and_to_states_of_its_process(table: ProcessTable) -> None:
    states = set(table.words)
    for step in table.steps:
        assert step.source, step.event
        assert set(step.source) <= states, step.event
        assert step.dest is None or step.dest in states, step.event


@each_process
def test_every_state_has_words_for_people(table: ProcessTable) -> None:
    assert set(table.words) == set(type(table.initial))
    assert len(set(table.words.values())) == len(table.words)
    for state, words in table.words.items():
        assert words.strip() == words != ""
        assert state_words(table.process, state.value) == words


@each_process
def test_every_state_but_the_first_can_be_reached(table: ProcessTable) -> None:
    reached = {table.initial}
    while True:
        more = {
            step.dest for step in table.steps if step.dest is not None and reached & set(step.source)
        } - reached  # fmt: skip
        if not more:
            break
        reached |= more
    assert reached == set(table.words)


@each_process
def test_every_state_can_be_reached_by_people_without_a_return(table: ProcessTable) -> None:
    reached = {table.initial}
    for _ in table.words:
        reached |= {
            step.dest
            for step in table.steps
            if step.dest is not None and step.by != IMPORT and reached & set(step.source)
        }
    assert reached == set(table.words)


@each_process
def test_an_event_of_another_process_only_moves_this_one_along(table: ProcessTable) -> None:
    for step in table.steps:
        assert step.follows == (EVENTS[step.event].process is not table.process), step.event


@each_process
def test_an_event_from_a_state_with_given_facts_has_one_step_for_people(table: ProcessTable) -> None:
    seen: dict[tuple[Event, str], list[dict[str, tuple[str, ...]]]] = {}
    for step in table.steps:
        if step.by == IMPORT:
            continue
        for source in step.source:
            for other in seen.setdefault((step.event, source.value), []):
                mine = dict(step.when)
                assert any(not set(mine[name]) & set(other.get(name, ())) for name in mine), (step.event, source)
            seen[step.event, source.value].append(dict(step.when))


@each_process
def test_the_facts_that_pick_a_step_are_facts_of_its_event_with_those_values(table: ProcessTable) -> None:
    for step in table.steps:
        carried = {fact.name: fact for fact in EVENTS[step.event].facts}
        for name, values in step.when:
            assert set(values) <= set(carried[name].values), (step.event, name)


@each_process
def test_what_makes_instances_apart_is_a_fact_of_every_event_of_the_process(table: ProcessTable) -> None:
    for step in table.steps:
        assert set(table.per) <= {fact.name for fact in EVENTS[step.event].facts}, step.event


@each_process
def test_a_second_person_is_asked_of_steps_that_follow_from_what_the_first_did(table: ProcessTable) -> None:
    for step in table.steps:
        assert step.event not in step.second_person


def test_every_event_of_a_process_that_runs_has_a_step_of_its_own() -> None:
    stepped = {step.event for table in PROCESSES for step in table.steps if not step.follows} | set(ANY_TIME)
    assert {event for event in Event if EVENTS[event].process not in LATER} == stepped


def test_every_event_is_described_once_and_in_words() -> None:
    assert [row.event for row in ROWS] == list(dict.fromkeys(row.event for row in ROWS))
    assert set(EVENTS) == set(Event)
    for row in ROWS:
        assert row.title[0].isupper(), row.event
        assert row.happened[0].islower() or row.happened.startswith(("ICB", "SEN")), row.event
        assert not row.happened.endswith("."), row.event
        names = [fact.name for fact in row.facts]
        assert len(names) == len(set(names)), row.event
    assert len({row.title for row in ROWS}) == len(ROWS)


def test_every_process_runs_or_is_known_to_come_later() -> None:
    assert set(Process) == set(TABLE_OF) | {Process.ANY} | LATER


def test_what_may_happen_at_any_time_moves_nothing() -> None:
    for event, step in ANY_TIME.items():
        assert EVENTS[event].process is Process.ANY
        assert step.dest is None
        assert step.source == ()


def test_every_ground_has_words() -> None:
    assert set(GROUND_WORDS) == set(Ground)


def test_the_state_of_a_list_has_the_words_of_its_process() -> None:
    for state, words in TABLE_OF[Process.ASSESSMENT].words.items():
        assert headline_words(state.value) == words
    for state, words in TABLE_OF[Process.PLAN].words.items():
        if state.value != "none":
            assert headline_words(f"plan_{state.value}") == words


def test_a_return_may_take_every_step() -> None:
    assert all(Role.IMPORTER in step.by for table in PROCESSES for step in table.steps)
