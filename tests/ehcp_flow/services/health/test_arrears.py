"""A fault in telling health does not stop a step of a case: the step stands, a person is asked, and health is told later."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.telling_tables import task
from ehcp_flow.services import cases
from ehcp_flow.services.health import raising, sending
from ehcp_flow.services.health.follow_up import follow_up
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import (
    CASE,
    FORENAME,
    NUMBER,
    REQUEST_TO_AGREED,
    SURNAME,
    HealthDesk,
)

KIND = "health_owed"


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    return here


def broken(*_given: Any) -> Any:
    raise RuntimeError(f"{FORENAME} {SURNAME} {NUMBER}")


def test_a_fault_in_raising_notices_leaves_the_step_recorded_with_a_task(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "facts_of", broken)
    health.happens(*REQUEST_TO_AGREED)
    assert [line.split()[1] for line in health.desk.lines()][-2:] == ["assessment_agreed", "advice_requested"]
    assert health.desk.sound()
    assert health.notices() == [], "what was half done is undone"
    (owed,) = health.tasks(KIND)
    assert owed.task.what == "Health was not told of this step: have it looked at"
    assert owed.case == CASE
    assert not any(hidden in f"{owed.task}" for hidden in (FORENAME, SURNAME, NUMBER))


def test_health_is_told_once_the_fault_is_gone(health: HealthDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as fault:
        fault.setattr(sending, "facts_of", broken)
        health.happens(*REQUEST_TO_AGREED)
        found = follow_up(health.office, health.desk.clock.now())
        assert (found.notices, found.set_aside) == (0, 1)
        assert follow_up(health.office, health.desk.clock.now()).set_aside == 0, "tried again tomorrow, not each minute"
    health.on(health.desk.clock.today() + timedelta(days=1))
    assert follow_up(health.office, health.desk.clock.now(), dry_run=True).notices == 1
    assert follow_up(health.office, health.desk.clock.now()).notices == 3
    assert {each.stands for each in health.notices()} == {"queued"}
    assert health.tasks(KIND) == []
    assert follow_up(health.office, health.desk.clock.now()).notices == 0


def test_a_statement_that_the_database_refuses_does_not_spoil_the_step(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(uow: Any, *_given: Any) -> Any:
        uow.connection.execute(insert(task).values(authority=HERE, task_id=1))

    monkeypatch.setattr(raising, "choose", refused)
    health.happens(*REQUEST_TO_AGREED[:1])
    assert health.desk.lines()[-1].endswith("assessment_agreed")
    assert len(health.tasks(KIND)) == 1


def test_a_database_that_cannot_be_used_is_not_taken_for_a_fault(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: Any) -> Any:
        raise DatabaseUnavailable("The database server cannot be reached.", "Try again.")

    monkeypatch.setattr(raising, "choose", gone)
    before = health.desk.contents()
    day, event, facts = REQUEST_TO_AGREED[0]
    health.on(day)
    with pytest.raises(DatabaseUnavailable):
        cases.record(health.office, CASE, event, day, facts)
    assert health.desk.contents() == before
