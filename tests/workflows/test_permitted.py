"""For every role and every state of every process: exactly the events of `permitted.toml`, no more and no fewer."""

import tomllib
from pathlib import Path

import pytest

from tests.workflows.cases import entry
from workflows.advance import Actor, permitted
from workflows.case import CaseView
from workflows.processes import ANY_TIME, PROCESSES, TABLE_OF
from workflows.vocabulary import Event, Process, Role

WRITTEN: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "permitted.toml").read_text(encoding="utf-8")
)
STATES = [(table.process, state.value) for table in PROCESSES for state in table.words]
PEOPLE = [role for role in Role if role is not Role.IMPORTER]


def written(place: str, role: Role) -> list[str]:
    """The events that the file gives a role; the reading in of a return may do all that a person may, and more."""
    return sorted(
        event for event, roles in WRITTEN[place].items() if role.value in roles or role is Role.IMPORTER
    )  # fmt: skip


def events(view: CaseView, *roles: Role) -> set[Event]:
    """What somebody with these roles is offered from where the case stands, guards aside."""
    by = Actor("someone@example.test", frozenset(roles))
    return {step.event for step, _ in permitted(view, by) if step.by & by.roles}


def offered(process: Process, state: str, role: Role) -> list[str]:
    """The events of one process that are offered where that process is in this state, and all others at rest."""
    table = TABLE_OF[process]
    begun = [entry("advice_requested=2025-02-12,body=health")] if table.per else []
    subject = table.subject(begun[0].facts) if begun else ""
    view = CaseView(states={(process, subject): state}, entries=begun)
    by = Actor("someone@example.test", frozenset({role}))
    return sorted(
        {
            step.event.value
            for step, facts in permitted(view, by)
            if step in table.steps and table.subject(facts) == subject and step.by & by.roles
        }
    )


def test_the_file_has_every_state_and_no_other() -> None:
    assert [place for place in WRITTEN if place != "any"] == [f"{process}.{state}" for process, state in STATES]


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("process,state", STATES, ids=[f"{process}.{state}" for process, state in STATES])
def test_a_role_may_record_exactly_what_is_written(process: Process, state: str, role: Role) -> None:
    assert offered(process, state, role) == written(f"{process}.{state}", role)


@pytest.mark.parametrize("role", PEOPLE, ids=str)
def test_at_any_time_a_role_may_record_exactly_what_is_written(role: Role) -> None:
    assert sorted(event.value for event, step in ANY_TIME.items() if role in step.by) == written("any", role)


def test_every_name_in_the_file_is_an_event_or_a_role() -> None:
    for place, rows in WRITTEN.items():
        for event, roles in rows.items():
            assert event in set(Event), place
            assert roles, place
            assert set(roles) <= {role.value for role in PEOPLE} | {"return"}, place


def test_a_person_with_several_roles_may_do_what_any_of_them_may() -> None:
    view = CaseView(states={(Process.ASSESSMENT, ""): "requested"})
    both = events(view, Role.CASEWORKER, Role.MANAGER)
    for role in (Role.CASEWORKER, Role.MANAGER):
        assert events(view, role) <= both


def test_each_adviser_may_be_asked_while_another_answers() -> None:
    asked = entry("advice_requested=2025-02-12,body=health")
    view = CaseView(states={(Process.ADVICE, "health"): "requested"}, entries=[asked])
    assert {Event.ADVICE_REQUESTED, Event.ADVICE_CHASED, Event.ADVICE_RECEIVED} <= events(view, Role.CASEWORKER)
