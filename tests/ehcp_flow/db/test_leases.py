"""One process leads at a time; a run is taken over by one, and only from a process that is gone."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from ehcp_flow.db.engine import Database, DatabaseUnavailable
from ehcp_flow.db.leases import LeadByLock, Leadership, Leases, leadership
from ehcp_flow.db.unit_of_work import unit_of_work
from tests.ehcp_flow.db.made_up import NOW

TTL = timedelta(seconds=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def two(database: Database) -> Iterator[tuple[Leadership, Leadership]]:
    pair = leadership(database, "scheduler", "one", TTL), leadership(database, "scheduler", "two", TTL)
    yield pair
    for each in pair:
        each.release(NOW)


def test_one_leads_and_keeps_the_lead(two: tuple[Leadership, Leadership]) -> None:
    one, other = two
    assert (one.hold(NOW), other.hold(NOW)) == (True, False)
    later = NOW + TTL * 3
    for seconds in range(0, 60, 5):
        assert one.hold(NOW + seconds * SECOND)
        assert not other.hold(NOW + seconds * SECOND)
    assert (one.holds(NOW + 56 * SECOND), other.holds(later)) == (True, False)


def test_a_leader_that_lets_go_is_followed_at_once(two: tuple[Leadership, Leadership]) -> None:
    one, other = two
    assert one.hold(NOW)
    one.release(NOW)
    assert not one.holds(NOW)
    assert other.hold(NOW)
    assert other.holds(NOW)


def test_another_name_is_another_lead(database: Database, two: tuple[Leadership, Leadership]) -> None:
    assert two[0].hold(NOW)
    other = leadership(database, "something else", "one", TTL)
    assert other.hold(NOW)
    other.release(NOW)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_lease_that_was_not_renewed_passes_on_and_its_holder_knows(two: tuple[Leadership, Leadership]) -> None:
    one, other = two
    assert one.hold(NOW)
    assert not one.holds(NOW + TTL)
    assert not other.hold(NOW + TTL)
    assert other.hold(NOW + TTL + SECOND)
    assert not one.hold(NOW + TTL + SECOND)
    assert other.hold(NOW + TTL + 2 * SECOND)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_token_goes_up_with_each_holder_and_an_old_one_writes_nothing(database: Database) -> None:
    with unit_of_work(database) as uow:
        first = uow.leases.take("x", "one", NOW, TTL)
        assert uow.leases.take("x", "two", NOW, TTL) is None
        second = uow.leases.take("x", "two", NOW + TTL + SECOND, TTL)
        assert (first, second) == (1, 2)
        assert not uow.leases.renew("x", 1, NOW + TTL + SECOND, TTL)
        uow.leases.release("x", 1, NOW)
        held = uow.leases.get("x")
        assert held is not None
        assert (held.holder, held.token, held.until) == ("two", 2, NOW + 2 * TTL + SECOND)
        uow.leases.release("x", 2, NOW + TTL + 2 * SECOND)
        assert uow.leases.take("x", "one", NOW + TTL + 2 * SECOND, TTL) == 3


def test_a_lease_of_a_clock_that_was_put_back_is_not_waited_for(database: Database) -> None:
    with unit_of_work(database) as uow:
        assert uow.leases.take("x", "one", NOW + timedelta(hours=1), TTL) == 1
        assert uow.leases.take("x", "two", NOW, TTL) == 2


def test_of_several_that_ask_at_once_one_leads(database: Database) -> None:
    asked = [leadership(database, "scheduler", str(number), TTL) for number in range(6)]
    start, led = threading.Barrier(len(asked)), []

    def ask(each: Leadership) -> None:
        start.wait()
        led.append(each.hold(NOW))

    threads = [threading.Thread(target=ask, args=(each,)) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    for each in asked:
        each.release(NOW)
    assert sorted(led) == [False] * 5 + [True]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_whoever_loses_the_connection_has_lost_the_lead(database: Database, two: tuple[Leadership, Leadership]) -> None:
    one, other = two
    assert isinstance(one, LeadByLock)
    assert one.hold(NOW)
    with database.writing() as connection:
        cut = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'ehcp-flow scheduler' AND datname = current_database()"
        )
        assert connection.execute(cut).scalars().all() == [True]
    waited = threading.Event()
    for _ in range(100):  # the server takes a moment to end it
        if other.hold(NOW):
            break
        waited.wait(0.02)
    assert other.holds(NOW)
    with pytest.raises(DatabaseUnavailable):
        one.hold(NOW)
    assert not one.holds(NOW)
    assert not one.hold(NOW)  # it is back, and waits


def test_a_run_is_taken_over_by_one_and_only_when_it_was_left_or_failed(database: Database) -> None:
    ago, later = NOW - timedelta(minutes=10), NOW + timedelta(minutes=11)
    with unit_of_work(database) as uow:
        runs = uow.runs
        assert runs.take("digest", "1", NOW, ago)
        assert not runs.take("digest", "1", NOW + SECOND, ago + SECOND)
        assert runs.take("digest", "1", later, NOW + SECOND)
        assert not runs.take("digest", "1", later, NOW + SECOND)
        assert not runs.end("digest", "1", NOW, later, {"by": "the one that was too slow"})
        assert runs.end("digest", "1", later, later, {"by": "the one that took over"}, failed=True)
        assert runs.take("digest", "1", later + SECOND, NOW)
        assert runs.end("digest", "1", later + SECOND, later + SECOND, {})
        assert not runs.take("digest", "1", later + TTL, later + TTL)
        uow.commit()


def test_what_was_left_and_what_failed_can_be_told_and_old_runs_are_forgotten(database: Database) -> None:
    with unit_of_work(database) as uow:
        runs = uow.runs
        for minute in range(4):
            runs.start("sweep", str(minute), NOW + timedelta(minutes=minute))
        runs.end("sweep", "1", NOW + timedelta(minutes=1), NOW, {})
        later = NOW + timedelta(minutes=3)
        assert runs.close_left(["sweep"], later, later, "It was left.") == 2
        left = runs.failed_since(NOW, later)
        assert [(run.period, run.detail) for run in left] == [
            ("2", {"words": "It was left."}),
            ("0", {"words": "It was left."}),
        ]
        last, good = runs.last("sweep", by=NOW + timedelta(minutes=2)), runs.last_done("sweep", "", later)
        assert (last and last.period, good and good.period) == ("2", "1")
        runs.begin_again("sweep", "1", later)
        again = runs.get("sweep", "1")
        assert again is not None
        assert (again.outcome, again.started_at, again.finished_at) == ("started", later, None)
        assert runs.forget(["sweep"], NOW + timedelta(minutes=2, seconds=30)) == 2
        assert runs.forget(["sweep"], NOW) == 0


def test_a_lease_is_found_by_its_name(database: Database) -> None:
    with database.reading() as connection:
        assert Leases(connection).get("nobody's") is None
