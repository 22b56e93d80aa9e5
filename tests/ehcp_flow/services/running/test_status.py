"""The status tells when the dates were last checked and by whom, what failed, and what waits for a person."""

from datetime import date, datetime, timedelta

import pytest

from ehcp_flow.db.heartbeats import Heartbeat
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.tasks import Task as Listed
from ehcp_flow.db.telling_tables import alert as alerts
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.running import run_due as service
from ehcp_flow.services.running.schedule import BY_NAME
from ehcp_flow.services.running.status import Status, status
from ehcp_flow.services.running.work import Counts, Turn
from tests.ehcp_flow.db import made_up
from tests.ehcp_flow.services.at_work import HERE, Desk

MONDAY = made_up.NOW
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(desk: Desk) -> Desk:
    return desk.of(HERE)


def run(desk: Desk, now: datetime, found: dict[str, Counts] | None = None, fails: str = "", **asked: object) -> None:
    """What is due, with made-up counts, one task failing."""

    def work(turn: Turn) -> Counts:
        if turn.task == fails:
            raise ValueError("Jamie Example")
        return (found or {}).get(turn.task, {})

    service.run_due(desk.installation, now, work=dict.fromkeys(BY_NAME, work), **asked)  # type: ignore[arg-type]


def of(desk: Desk, now: datetime) -> Status:
    return status(desk.installation, now)


def test_where_nothing_has_ever_run_that_is_said(here: Desk) -> None:
    found = of(here, MONDAY)
    assert (found.never, found.stale, found.last_check, found.leader) == (True, True, None, None)
    assert [authority.code for authority in found.authorities] == [HERE]


def test_a_check_is_stale_after_five_minutes(here: Desk) -> None:
    run(here, MONDAY)
    assert (of(here, MONDAY + 5 * MINUTE).stale, of(here, MONDAY + 5 * MINUTE).never) == (False, False)
    assert of(here, MONDAY + 5 * MINUTE + timedelta(seconds=1)).stale


def test_a_check_that_failed_is_no_check_and_an_authority_that_was_not_checked_counts(here: Desk) -> None:
    run(here, MONDAY)
    run(here, MONDAY + 9 * MINUTE, fails="sweep")
    found = of(here, MONDAY + 9 * MINUTE)
    assert (found.last_check, found.stale) == (MONDAY, True)
    assert [(run.task, run.authority) for run in found.failed] == [("sweep", HERE)]
    assert "Jamie" not in str(found)
    run(here, MONDAY + 20 * MINUTE)
    assert not of(here, MONDAY + 20 * MINUTE).stale
    here.of("832")
    assert of(here, MONDAY + 20 * MINUTE).stale


def test_a_run_as_at_a_day_to_come_is_left_out(here: Desk) -> None:
    run(here, MONDAY)
    run(here, MONDAY + timedelta(days=30), by_hand=True)
    assert of(here, MONDAY + MINUTE).last_check == MONDAY


def test_the_leader_is_told_while_it_is_heard_of(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        for process, leads in (("one", True), ("two", False)):
            uow.heartbeats.beat(Heartbeat(process, MONDAY, MONDAY, leads, {"host": "here", "pid": 1}))
        uow.heartbeats.beat(Heartbeat("two", MONDAY, MONDAY + MINUTE, False, {"host": "here", "pid": 1}))
        uow.commit()
    found = of(here, MONDAY + MINUTE)
    assert found.leader is not None
    assert (found.leader.process, len(found.processes)) == ("one", 2)
    later = of(here, MONDAY + MINUTE + timedelta(seconds=1))
    assert later.leader is None
    assert [later.alive(each) for each in later.processes] == [False, True]
    with unit_of_work(here.database) as uow:
        uow.heartbeats.forget(MONDAY + timedelta(seconds=30))
        assert [each.process for each in uow.heartbeats.all()] == ["two"]


def test_what_waits_for_a_person_is_counted(desk: Desk) -> None:
    made_up.settle(desk.database, HERE)
    case = made_up.open_case(desk.database, authority=HERE, deadlines=[made_up.deadline()])
    due = made_up.deadline().due
    with unit_of_work(desk.database) as uow:
        uow.outbox.add(Message(HERE, "daily_digest", "pat@example.org", "key", {}, MONDAY))
        task = Listed(HERE, 0, "follow_up", None, None, "Look at it", "Look", "k1", MONDAY, date(2026, 3, 2))
        uow.tasks.add(task)
        for person in ("", "pat@example.org"):
            for rung in ("first", "late"):
                row = {
                    "authority": HERE, "case_id": case.case_id, "duty": "final_plan", "subject": "", "rung": rung,
                    "due": due, "person": person, "severity": "urgent", "way": "now", "raised_at": MONDAY,
                    "digest_on": None,
                }  # fmt: skip
                uow.connection.execute(alerts.insert(), row)
        uow.commit()
    aside = {"set_aside": 1, "aside": [{"what": "EHC-2026-00001", "why": "It could not be read."}]}
    run(desk, MONDAY, {"sweep": aside, "delivery": {"held": 700}})
    run(desk, MONDAY + MINUTE, {"delivery": {"held": 700}})
    found = of(desk, MONDAY + MINUTE)
    (authority,) = found.authorities
    assert (dict(authority.outbox), found.held) == ({"ready": 1}, 700)
    assert (authority.unheard, authority.open_tasks, authority.late_tasks) == (1, 1, 1)
    assert authority.set_aside == {"EHC-2026-00001": "It could not be read."}
    assert of(desk, MONDAY + timedelta(days=2)).authorities[0].set_aside == {}
