"""A case that cannot be worked on is set aside and tried again; the rest go on, and no rung of it is lost."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from ehcp_flow.db.retries import WAITING
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import Done, record
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.faults import SetAside
from ehcp_flow.services.telling.warnings import Swept, sweep
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.telling.told import (
    DECIDE_BY,
    PAT,
    SAM,
    alerts,
    case_of,
    cases_of,
    moment,
    next_rungs,
    spoil,
    staffed,
    sweep_on,
    told,
)
from workflows.vocabulary import Event

MINUTE = timedelta(minutes=1)
BEFORE_1, LATE_1 = date(2026, 2, 13), date(2026, 2, 17)


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def rungs(desk: Desk, person: str = PAT) -> list[str]:
    return [rung for rung, who, _ in alerts(desk) if who == person]


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def test_a_case_that_fails_is_set_aside_with_its_error_and_the_rest_go_on(here: Desk) -> None:
    broken, *others = cases_of(here, 4)
    spoil(here, broken, starts="no_such_event")
    found = sweep_on(here, LATE_1)
    assert [each.what for each in found.faults] == [broken]
    assert isinstance(found.faults[0], SetAside)
    assert "ValueError" in found.faults[0].why
    assert {each.case for case in others for each in told(here, case)} == set(others)
    assert told(here, broken) == []
    assert sweep_on(here, LATE_1).set_aside == 0


def test_a_dry_run_names_the_case_that_would_be_set_aside(here: Desk) -> None:
    broken, *_ = cases_of(here, 3)
    spoil(here, broken, starts="no_such_event")
    here.clock.set_to(LATE_1)
    before = here.contents()
    would = sweep_on(here, LATE_1, dry_run=True)
    assert here.contents() == before
    assert [each.what for each in would.faults] == [broken]
    assert sweep_on(here, LATE_1) == would


def test_a_case_that_was_set_aside_is_told_late_once_it_is_mended(here: Desk) -> None:
    (broken,) = cases_of(here, 1)
    spoil(here, broken, starts="no_such_event")
    sweep_on(here, LATE_1)
    spoil(here, broken, starts="request_received")
    sweep_on(here, LATE_1 + timedelta(days=1))
    assert rungs(here) == ["late_1"]


def fails(*_: object) -> int:
    raise OSError("too many open files")


def test_after_a_passing_fault_all_is_told_a_minute_later(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cases_of(here, 3)
    with monkeypatch.context() as patched:
        patched.setattr("ehcp_flow.db.alerts.Alerts.add", fails)
        assert sweep_on(here, LATE_1).set_aside == 3
    assert sweep_on(here, LATE_1) == Swept()
    assert sweep(here.office, moment(LATE_1) + MINUTE).warnings > 0
    assert len(alerts(here)) == 6
    assert [row for row in here.contents()["run"] if row[1] == WAITING] == []


def test_a_case_that_failed_for_days_loses_nobody_of_the_rungs_in_between(here: Desk) -> None:
    case = case_of(here)
    forgotten = next_rungs(here)[0]
    spoil(here, case, starts="no_such_event")
    for day in days(BEFORE_1, DECIDE_BY):
        assert sweep_on(here, day).set_aside == 1
        assert next_rungs(here) == [forgotten]
    spoil(here, case, starts="request_received")
    assert sweep(here.office, moment(DECIDE_BY) + timedelta(hours=1)).warnings > 0
    assert {person for _, person, _ in alerts(here)} == {PAT, SAM}  # Sam's rung was the day before, Pat's is today's


def test_a_case_that_fails_is_tried_each_minute_at_first_and_then_hourly_and_holds_nobody_up(here: Desk) -> None:
    broken, other = cases_of(here, 2)
    spoil(here, broken, starts="no_such_event")
    start = moment(LATE_1)
    here.clock.set_to(LATE_1)
    tried = [at for at in range(200) if sweep(here.office, start + at * MINUTE).set_aside]
    assert tried == [0, 1, 2, 3, 4, 5, 65, 125, 185]
    assert told(here, other)
    assert told(here, broken) == []


def test_the_doctor_sees_no_difference_in_a_case_that_waits_to_be_tried_again(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_of(here)
    with monkeypatch.context() as patched:
        patched.setattr("ehcp_flow.db.alerts.Alerts.add", fails)
        assert sweep_on(here, LATE_1).set_aside == 1
    assert examine(here.office, repair=False).differing == []


def test_a_case_that_waits_to_be_tried_again_is_no_run_that_failed(here: Desk) -> None:
    broken, *_ = cases_of(here, 2)
    spoil(here, broken, starts="no_such_event")
    sweep_on(here, LATE_1)
    with here.database.reading() as connection:
        by = moment(LATE_1) + timedelta(hours=1)
        assert UnitOfWork(connection).runs.failed_since(moment(LATE_1) - timedelta(days=1), by) == []


def test_a_case_that_fails_while_steps_are_recorded_on_it_makes_nobody_wait_for_ever(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = cases_of(here, 6)
    here.clock.set_to(LATE_1)
    monkeypatch.setattr("ehcp_flow.db.alerts.Alerts.add", fails)
    together = threading.Barrier(2)

    def sweeps() -> None:
        together.wait(timeout=10)
        for minute in range(5):
            sweep(here.office, moment(LATE_1) + minute * MINUTE)

    def steps() -> list[object]:
        together.wait(timeout=10)
        return [record(here.office, case, Event.ASSESSMENT_AGREED, LATE_1, {}) for case in cases]

    with ThreadPoolExecutor(2) as threads:
        swept, stepped = threads.submit(sweeps), threads.submit(steps)
        swept.result(timeout=30)
        assert all(isinstance(each, Done) for each in stepped.result(timeout=30))


def test_a_fault_in_the_middle_of_a_batch_leaves_nothing_half_done(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cases_of(here, 2)
    here.clock.set_to(LATE_1)

    def broken(*_: object) -> int:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("ehcp_flow.db.outbox.Outbox.add", broken)
        assert sweep_on(here, LATE_1).set_aside == 2
    assert here.contents()["alert"] == []
    assert sweep_on(here, LATE_1 + timedelta(days=1)).warnings > 0
