"""The scheduler: one process leads, each period is done once, whoever is killed; times are right when clocks change."""

import random
import signal
import subprocess
import sys
import threading
import time as real_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger
from freezegun import freeze_time

from ehcp_flow.bootstrap import Installation
from ehcp_flow.clock import LONDON, SystemClock
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import Database, DatabaseUnavailable
from ehcp_flow.db.heartbeats import Heartbeat
from ehcp_flow.db.runs import Run
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.scheduler import JOB_DEFAULTS, Pace, Scheduler, stopped_by_signals, trigger_of
from ehcp_flow.services.running.run_due import Done
from ehcp_flow.services.running.schedule import SCHEDULER, jobs
from tests.ehcp_flow import scheduler_at_work

ROOT = Path(__file__).resolve().parents[2]
JOBS = {job.name: job for job in jobs()}
FAST = scheduler_at_work.FAST


@pytest.fixture
def here(database: Database) -> Installation:
    return Installation(Settings(), database, SystemClock())


def until(true: Callable[[], bool], seconds: float = 20) -> float:
    """Waits until something is so, and gives the seconds that it took."""
    began = real_time.monotonic()
    while not true():
        assert real_time.monotonic() - began < seconds, "it never came to be so"
        real_time.sleep(0.02)
    return real_time.monotonic() - began


@contextmanager
def at_work(*processes: Scheduler) -> Iterator[Callable[[int], None]]:
    """The processes, each in a thread; what is given ends one of them."""
    stops = [threading.Event() for _ in processes]
    threads = [threading.Thread(target=each.run, args=(stop,)) for each, stop in zip(processes, stops, strict=True)]

    def end(which: int) -> None:
        stops[which].set()
        threads[which].join(timeout=20)

    for thread in threads:
        thread.start()
    try:
        yield end
    finally:
        for stop in stops:
            stop.set()
        for thread in threads:
            thread.join(timeout=20)
            assert not thread.is_alive()


def heartbeats(database: Database) -> list[Heartbeat]:
    with database.reading() as connection:
        return UnitOfWork(connection).heartbeats.all()


def leaders(database: Database) -> list[str]:
    return [each.process for each in heartbeats(database) if each.leads]


# --- Times


def fires(name: str, start: datetime, end: datetime) -> list[str]:
    """When APScheduler itself fires a job of ours, London time."""
    trigger, moment, found = trigger_of(JOBS[name]), start.astimezone(LONDON), []
    last = None
    while True:
        last = trigger.get_next_fire_time(last, moment)
        if last is None or last.astimezone(UTC) >= end:
            return found
        found.append(f"{last.astimezone(LONDON):%m-%dT%H:%M%z}")
        moment = (last.astimezone(UTC) + timedelta(microseconds=1)).astimezone(LONDON)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), ["03-28T02:45+0000", "03-29T02:45+0100", "03-30T02:45+0100"]),
        (datetime(2026, 10, 23, 23, tzinfo=UTC), ["10-24T02:45+0100", "10-25T02:45+0000", "10-26T02:45+0000"]),
    ],
)
def test_the_night_s_work_is_at_the_same_hour_when_clocks_change(start: datetime, expected: list[str]) -> None:
    assert fires("nightly", start, start + timedelta(days=3)) == expected


def test_the_digest_is_at_seven_in_london_from_monday_to_friday() -> None:
    start = datetime(2026, 3, 26, 12, tzinfo=UTC)
    assert fires("digest", start, start + timedelta(days=6)) == [
        "03-27T07:00+0000", "03-30T07:00+0100", "03-31T07:00+0100", "04-01T07:00+0100",
    ]  # fmt: skip


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_the_tick_is_each_minute_of_the_world_when_clocks_change(day: tuple[int, int, int]) -> None:
    start = datetime(*day, tzinfo=UTC)
    found = fires("tick", start, start + timedelta(hours=4))
    assert len(found) == len(set(found)) == 4 * 60


def test_every_job_says_its_zone_and_nothing_late_is_dropped() -> None:
    for job in JOBS.values():
        trigger = trigger_of(job)
        assert isinstance(trigger, CronTrigger)
        assert trigger.timezone is LONDON
        assert not any(character.isdigit() for character in job.fields.get("day_of_week", ""))
    assert JOB_DEFAULTS == {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


def test_the_jobs_are_set_up_with_the_first_tick_at_once(here: Installation) -> None:
    """The wiring, once, with the clock stopped."""
    process = Scheduler(here, work=lambda _installation, _now: Done())
    with freeze_time("2026-11-23T06:30:20Z"):
        process._start_clock()
        clock = process._clock
        assert clock is not None
        assert clock.timezone is LONDON
        nexts = {job.id: job.next_run_time.astimezone(UTC).isoformat() for job in clock.get_jobs() if job.id != "tick"}
        process._stop_clock(wait=False)
    assert nexts == {
        "digest": "2026-11-23T07:00:00+00:00",
        "reconciliation": "2026-11-24T06:00:00+00:00",
        "board": "2026-11-24T06:30:00+00:00",
        "nightly": "2026-11-24T02:45:00+00:00",
    }
    process._end()


# --- One leads


def test_of_two_processes_one_leads_and_each_minute_is_asked_once(here: Installation) -> None:
    asked: list[str] = []

    def work(name: str) -> Callable[[Installation, datetime], Done]:
        return lambda _installation, _now: (asked.append(name), Done())[1]

    one, other = (Scheduler(here, pace=FAST, work=work(name)) for name in ("one", "other"))
    with at_work(one, other) as end:
        until(lambda: len(asked) > 5 and len(heartbeats(here.database)) == 2)
        assert len(set(asked)) == 1
        assert len(leaders(here.database)) == 1
        first = asked[0]
        end(0 if first == "one" else 1)
        count = len(asked)
        took = until(lambda: len(asked) > count + 2)
        assert set(asked[count:]) == {"other" if first == "one" else "one"}
        assert took < 5  # it let go, so nobody waits for its lease to end
        assert len(heartbeats(here.database)) == 1
    assert heartbeats(here.database) == []


def test_a_process_that_is_told_to_stop_ends_its_tick_first(here: Installation) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(_installation: Installation, _now: datetime) -> Done:
        begun.set()
        real_time.sleep(0.3)
        ended.set()
        return Done()

    with at_work(Scheduler(here, pace=FAST, work=slow)) as end:
        assert begun.wait(10)
        end(0)
        assert ended.is_set()


def runs_of_the_scheduler(database: Database) -> list[Run]:
    with database.reading() as connection:
        last = UnitOfWork(connection).runs.last(SCHEDULER)
    return [last] if last else []


def test_a_tick_that_fails_is_recorded_in_words_and_the_next_one_comes(here: Installation) -> None:
    calls: list[datetime] = []

    def fails(_installation: Installation, now: datetime) -> Done:
        calls.append(now)
        raise ValueError("Jamie Example")

    with at_work(Scheduler(here, pace=FAST, work=fails)):
        until(lambda: len(calls) > 2 and bool(runs_of_the_scheduler(here.database)))
    (run,) = runs_of_the_scheduler(here.database)
    assert run.outcome == "failed"
    assert run.detail["job"] == "tick"
    assert "ValueError" in run.detail["words"]
    assert "Jamie" not in str(run.detail)


def test_a_tick_that_takes_longer_than_its_time_is_recorded_and_none_is_doubled(here: Installation) -> None:
    at_once, most = 0, 0

    def slow(_installation: Installation, _now: datetime) -> Done:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        real_time.sleep(0.3)
        at_once -= 1
        return Done()

    with at_work(Scheduler(here, pace=FAST, work=slow)):
        until(lambda: bool(runs_of_the_scheduler(here.database)))
    (run,) = runs_of_the_scheduler(here.database)
    assert run.outcome == "done"
    assert "still at work" in run.detail["words"]
    assert most == 1


def test_a_database_that_cannot_be_reached_is_waited_for(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    process = Scheduler(here, pace=FAST, work=lambda _installation, _now: Done(), tell=told.append)
    real = process._lead.hold
    away = iter([True, True])

    def hold(now: datetime) -> bool:
        if next(away, False):
            raise DatabaseUnavailable("The database server cannot be reached.", "")
        return real(now)

    monkeypatch.setattr(process._lead, "hold", hold)
    with at_work(process):
        until(lambda: leaders(here.database) == [process.process])
    assert told[0].startswith("The database could not be asked: The database server cannot be reached.")
    assert told[-1] == "Leads: does what is due."


def test_once_does_what_is_due_and_ends_or_leaves_it_to_the_leader(here: Installation) -> None:
    asked: list[datetime] = []

    def work(_installation: Installation, now: datetime) -> Done:
        asked.append(now)
        return Done(warnings=3)

    leader, other = (Scheduler(here, pace=Pace(), work=work) for _ in range(2))
    assert leader._lead.hold(here.clock.now())
    assert other.once() is None
    leader._lead.release(here.clock.now())
    assert Scheduler(here, work=work).once() == Done(warnings=3)
    assert len(asked) == 1
    assert heartbeats(here.database) == []


def test_a_signal_asks_it_to_stop_and_what_signals_did_before_is_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopped_by_signals() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()
    assert signal.getsignal(signal.SIGTERM) is before


# --- Processes that are killed


def started(url: str, periods: int, seconds: float) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.ehcp_flow.scheduler_at_work", url, str(periods), str(seconds)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)


def lines(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(scheduler_at_work.LINES)}


@pytest.fixture
def counted(database: Database) -> Database:
    with database.writing() as connection:
        connection.exec_driver_sql(scheduler_at_work.CREATE)
    return database


def test_processes_killed_at_any_point_do_every_period_and_none_twice(counted: Database, migrated_url: str) -> None:
    periods, dice = 24, random.Random(20)
    running = [started(migrated_url, periods, 0.05) for _ in range(2)]
    try:
        until(lambda: bool(lines(counted)))
        for _ in range(2):
            real_time.sleep(dice.uniform(0.05, 0.35))
            leading = {pid for each in heartbeats(counted) if each.leads for pid in [each.detail["pid"]]}
            killed = next((each for each in running if each.pid in leading), running[0])
            killed.kill()
            killed.wait()
            running.remove(killed)
            running.append(started(migrated_url, periods, 0.05))
        until(lambda: len(lines(counted)) == periods, 30)
        running[0].send_signal(signal.SIGTERM)
        running[1].send_signal(signal.SIGINT)
        assert [each.wait(timeout=20) for each in running] == [0, 0]
    finally:
        for each in running:
            each.kill()
            each.wait()
    assert lines(counted) == {task.name: 1 for task in scheduler_at_work.tasks(periods)}


def test_the_lead_of_a_killed_process_passes_on_within_its_lasting(counted: Database, migrated_url: str) -> None:
    running = [started(migrated_url, 1, 0) for _ in range(2)]
    try:
        until(lambda: len(heartbeats(counted)) == 2 and len(leaders(counted)) == 1)
        first = next(each for each in running if each.pid == heartbeats(counted)[0].detail["pid"])
        second = next(each for each in running if each is not first)
        first.kill()
        took = until(lambda: any(each.leads and each.detail["pid"] == second.pid for each in heartbeats(counted)))
        bound = FAST.lasting + 3 * FAST.poll
        assert timedelta(seconds=took) < bound + timedelta(seconds=2)  # two seconds for a machine with much to do
    finally:
        for each in running:
            each.kill()
            each.wait()
