"""What is due is done once a period, whoever asks; what fails is recorded and tried again; what was missed is made up once."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from ehcp_flow.clock import LONDON
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.runs import Run
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import Unfinished, fault_words
from ehcp_flow.services.running import run_due as service
from ehcp_flow.services.running.run_due import Done, Piece, at_noon_of, not_ahead
from ehcp_flow.services.running.schedule import BY_NAME, TASKS, Every, Task, due, jobs, period_of
from ehcp_flow.services.running.work import LEFT, WORK, Counts, Turn
from tests.ehcp_flow.services.at_work import HERE, Desk
from workflows.days import ENGLAND, Calendar
from workflows.refusals import Refusal

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def london(day: date, at: time, fold: int = 0) -> datetime:
    return datetime.combine(day, at.replace(fold=fold), LONDON)


def minutes_of(day: date) -> list[datetime]:
    """Every minute of a London day, by the clock of the world."""
    first = london(day, time.min).astimezone(UTC)
    last = london(day + timedelta(days=1), time.min).astimezone(UTC)
    return [first + n * MINUTE for n in range((last - first) // MINUTE)]


# --- Periods and times, as functions of the moment


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 23), 24)])
def test_each_minute_of_the_world_is_one_tick_also_when_clocks_change(day: date, hours: int) -> None:
    keys = [due(BY_NAME["sweep"], moment, ENGLAND) for moment in minutes_of(day)]
    assert len(set(keys)) == len(keys) == hours * 60


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("name", ["nightly", "clearing"])
def test_the_night_s_work_is_one_when_clocks_change_and_never_between_one_and_two(day: date, name: str) -> None:
    found = {(due(BY_NAME[name], moment, ENGLAND), moment) for moment in minutes_of(day)}
    assert {key for key, _ in found} == {None, day.isoformat()}
    assert min(moment.astimezone(LONDON).time() for key, moment in found if key) == time(2, 45)


@pytest.mark.parametrize("task", [task for task in TASKS if task.every is not Every.MINUTE])
def test_nothing_is_timed_in_the_hour_that_is_missing_or_comes_twice(task: Task) -> None:
    assert not time(1) <= task.opens < time(2)


def test_a_minute_is_told_in_utc_and_a_day_in_london() -> None:
    summer_night = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert period_of(BY_NAME["sweep"], summer_night.astimezone(LONDON)) == "2026-07-01T23:30"
    assert period_of(BY_NAME["digest"], summer_night) == "2026-07-02"
    assert period_of(BY_NAME["reconciliation"], datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "2026-08"
    with pytest.raises(ValueError, match="time zone"):
        due(BY_NAME["sweep"], datetime(2026, 7, 1, 23, 30), ENGLAND)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 11, 23), time(6, 59), None),
        (date(2026, 11, 23), time(7), "2026-11-23"),
        (date(2026, 11, 23), time(18, 59), "2026-11-23"),
        (date(2026, 11, 23), time(19), None),
        (date(2026, 11, 22), time(9), None),
        (date(2026, 12, 25), time(9), None),
        (date(2026, 11, 24), time(9), None),
    ],
    ids=["before seven", "at seven", "made up late", "too late", "Sunday", "Christmas Day", "the authority's own holiday"],
)  # fmt: skip
def test_the_digest_is_due_on_the_authority_s_working_days_until_the_evening(
    day: date, at: time, expected: str | None
) -> None:
    assert due(BY_NAME["digest"], london(day, at), Calendar([date(2026, 11, 24)])) == expected


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 7, 31), time(23, 59), "2026-07"),
        (date(2026, 8, 1), time(9), None),
        (date(2026, 8, 3), time(5, 59), None),
        (date(2026, 8, 3), time(6), "2026-08"),
        (date(2026, 8, 30), time(1), "2026-08"),
        (date(2026, 1, 1), time(9), None),
        (date(2026, 1, 2), time(6), "2026-01"),
    ],
)
def test_the_month_s_list_is_due_from_its_first_working_day(day: date, at: time, expected: str | None) -> None:
    assert due(BY_NAME["reconciliation"], london(day, at), ENGLAND) == expected


def test_the_times_at_which_the_scheduler_asks() -> None:
    assert {job.name: dict(job.fields) for job in jobs()} == {
        "tick": {"minute": "*"},
        "reconciliation": {"day_of_week": "mon-fri", "hour": "6", "minute": "0"},
        "digest": {"day_of_week": "mon-fri", "hour": "7", "minute": "0"},
        "board": {"day_of_week": "mon-fri", "hour": "6", "minute": "30"},
        "nightly": {"hour": "2", "minute": "45"},
    }


def test_every_task_has_its_work_and_what_is_raised_comes_before_what_is_sent() -> None:
    names = [task.name for task in TASKS]
    assert sorted(WORK) == sorted(names)
    assert names.index("sweep") < names.index("follow_up") < names.index("digest") < names.index("delivery")


# --- Doing it


@dataclass
class Recorder:
    """Work that notes when it was called, and fails if told to."""

    calls: list[tuple[str, str, str]] = field(default_factory=list)
    fails: Mapping[str, Exception] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def work(self) -> Mapping[str, Callable[[Turn], Counts]]:
        return dict.fromkeys(BY_NAME, self.do)

    def do(self, turn: Turn) -> Counts:
        self.calls.append((turn.task, turn.office.authority if turn.office else "", turn.period))
        if turn.task in self.fails:
            raise self.fails[turn.task]
        return self.counts.get(turn.task, {})

    def of(self, task: str) -> list[str]:
        return [period for name, _, period in self.calls if name == task]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def here(desk: Desk) -> Desk:
    return desk.of(HERE)


def run(desk: Desk, recorder: Recorder, now: datetime, **asked: object) -> Done:
    return service.run_due(desk.installation, now, work=recorder.work, **asked)  # type: ignore[arg-type]


def row(desk: Desk, task: str, period: str, authority: str = HERE) -> Run:
    with desk.database.reading() as connection:
        found = UnitOfWork(connection).runs.get(task, period, authority)
    assert found is not None
    return found


def test_a_tick_does_each_piece_once_for_each_authority_in_order(here: Desk, recorder: Recorder) -> None:
    here.of("832")
    recorder.counts = {"sweep": {"warnings": 2, "set_aside": 1}, "delivery": {"sent": 5, "failed": 1, "held": 3}}
    done = run(here, recorder, MONDAY)
    minute, day = "2026-11-23T07:05", "2026-11-23"
    assert recorder.calls == [
        ("sweep", HERE, minute), ("sweep", "832", minute),
        ("follow_up", HERE, minute), ("follow_up", "832", minute),
        ("reconciliation", HERE, "2026-11"), ("reconciliation", "832", "2026-11"),
        ("digest", HERE, day), ("digest", "832", day),
        ("board", HERE, "2026-11"), ("board", "832", "2026-11"),
        ("delivery", "", minute),
        ("nightly", HERE, day), ("nightly", "832", day),
        ("clearing", "", day),
    ]  # fmt: skip
    assert (done.warnings, done.set_aside, done.sent, done.failed, done.held, done.faults) == (4, 2, 5, 1, 3, ())
    assert (row(here, "sweep", minute).outcome, row(here, "sweep", minute).detail["warnings"]) == ("done", 2)
    assert run(here, recorder, MONDAY) == Done()
    assert len(recorder.calls) == 14
    run(here, recorder, MONDAY + MINUTE)
    assert [call[0] for call in recorder.calls[14:]] == ["sweep", "sweep", "follow_up", "follow_up", "delivery"]


def test_several_at_once_do_each_piece_once(here: Desk, recorder: Recorder) -> None:
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        for minute in range(3):
            run(here, recorder, MONDAY + minute * MINUTE)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(set(recorder.calls)) == len(recorder.calls) == 3 * 3 + 5


def test_a_machine_that_slept_for_three_days_makes_up_one_run_of_each(here: Desk, recorder: Recorder) -> None:
    run(here, recorder, datetime(2026, 11, 19, 9, tzinfo=UTC))
    recorder.calls.clear()
    woken = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)
    run(here, recorder, woken)
    run(here, recorder, woken + MINUTE)
    assert recorder.of("digest") == recorder.of("nightly") == ["2026-11-23"]
    assert recorder.of("sweep") == ["2026-11-23T14:20", "2026-11-23T14:21"]
    assert recorder.of("reconciliation") == []


def test_a_digest_of_a_day_gone_by_is_never_made_up(here: Desk, recorder: Recorder) -> None:
    run(here, recorder, datetime(2026, 11, 23, 22, tzinfo=UTC))
    run(here, recorder, datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    assert recorder.of("digest") == []


def test_an_authority_s_own_holiday_has_no_digest_and_the_others_have_theirs(here: Desk, recorder: Recorder) -> None:
    here.of("832")
    with unit_of_work(here.database) as uow:
        uow.settings.save_holidays(HERE, [(MONDAY.date(), "Made-up day")])
        uow.commit()
    run(here, recorder, MONDAY)
    assert [call for call in recorder.calls if call[0] == "digest"] == [("digest", "832", "2026-11-23")]


def test_what_fails_is_recorded_without_personal_data_and_the_rest_goes_on(here: Desk, recorder: Recorder) -> None:
    recorder.fails = {
        "sweep": ValueError("Jamie Example, born 2015-06-01"),
        "digest": DatabaseUnavailable("It is locked.", ""),
    }
    done = run(here, recorder, MONDAY)
    assert (done.failed, [each.task for each in done.faults]) == (2, ["sweep", "digest"])
    kept = row(here, "sweep", "2026-11-23T07:05")
    assert kept.outcome == "failed"
    assert kept.detail["words"] == done.faults[0].words
    assert done.faults[0].words.startswith("The program made a mistake (ValueError at ")
    assert "Jamie" not in str(kept.detail)
    assert done.faults[1].words == "It is locked."
    assert recorder.of("delivery")


def test_what_failed_is_tried_again_with_longer_and_longer_pauses(here: Desk, recorder: Recorder) -> None:
    recorder.fails = {"sweep": ValueError(), "digest": ValueError()}
    morning = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    for minute in range(120):
        run(here, recorder, morning + minute * MINUTE, only=["sweep", "digest"])
    tried = [0, 1, 3, 7, 15, 31, 61, 91]
    assert [int(period[11:13]) * 60 + int(period[14:]) - 7 * 60 for period in recorder.of("sweep")] == tried
    assert len(recorder.of("digest")) == len(tried)
    recorder.fails = {}
    for minute in range(120, 125):
        run(here, recorder, morning + minute * MINUTE, only=["sweep", "digest"])
    assert len(recorder.of("sweep")) == len(tried) + 4  # at 121, and from then on each minute again
    assert len(recorder.of("digest")) == len(tried) + 1
    assert row(here, "digest", "2026-11-23").outcome == "done"


def test_a_run_that_was_left_is_taken_over_after_its_lease_and_not_before(here: Desk, recorder: Recorder) -> None:
    with unit_of_work(here.database) as uow:  # as a process leaves it that is killed in the middle
        uow.runs.start("digest", "2026-11-23", MONDAY, HERE)
        uow.runs.start("sweep", "2026-11-23T07:05", MONDAY, HERE)
        uow.commit()
    run(here, recorder, MONDAY + 10 * MINUTE)
    assert recorder.of("digest") == []
    run(here, recorder, MONDAY + 10 * MINUTE + timedelta(seconds=1))
    assert recorder.of("digest") == ["2026-11-23"]
    run(here, recorder, MONDAY + 11 * MINUTE)
    assert recorder.of("digest") == ["2026-11-23"]
    assert "2026-11-23T07:16" in recorder.of("sweep")  # that one was left is no failure of the next


def test_a_run_that_nobody_can_take_over_any_more_is_closed_in_the_night(here: Desk) -> None:
    with unit_of_work(here.database) as uow:
        uow.runs.start("sweep", "2026-11-23T07:05", MONDAY, HERE)
        uow.runs.start("import", "x", MONDAY, HERE)
        uow.commit()
    service.run_due(here.installation, MONDAY + timedelta(hours=20), only=["clearing"])
    left = row(here, "sweep", "2026-11-23T07:05")
    assert (left.outcome, left.detail["words"]) == ("failed", LEFT)
    assert row(here, "import", "x").outcome == "started"


def test_the_lease_can_be_said(here: Desk, recorder: Recorder) -> None:
    with unit_of_work(here.database) as uow:
        uow.runs.start("digest", "2026-11-23", MONDAY, HERE)
        uow.commit()
    run(here, recorder, MONDAY + MINUTE, only=["digest"], lease=timedelta(seconds=59))
    assert recorder.of("digest") == ["2026-11-23"]


def test_whoever_was_too_slow_does_not_write_over_the_one_that_took_over(here: Desk) -> None:
    def slow(turn: Turn) -> Counts:
        with unit_of_work(turn.installation.database) as uow:
            later = turn.now + timedelta(hours=1)
            assert uow.runs.take(turn.task, turn.period, later, later - MINUTE, HERE)
            uow.commit()
        return {"warnings": 1}

    service.run_due(here.installation, MONDAY, only=["sweep"], work={"sweep": slow})
    kept = row(here, "sweep", "2026-11-23T07:05")
    assert (kept.outcome, kept.started_at) == ("started", MONDAY + timedelta(hours=1))


def test_a_dry_run_writes_nothing_and_says_what_would_be_done(here: Desk, recorder: Recorder) -> None:
    before = here.contents()
    done = run(here, recorder, MONDAY, dry_run=True)
    assert here.contents() == before
    assert {piece.outcome for piece in done.pieces} == {"would"}
    assert Piece("digest", HERE, "2026-11-23", "would") in done.pieces
    run(here, recorder, MONDAY)
    assert "digest" not in [piece.task for piece in run(here, recorder, MONDAY, dry_run=True).pieces]


def test_by_hand_does_not_wait_for_the_minute_or_for_a_pause_and_sends_no_second_digest(
    here: Desk, recorder: Recorder
) -> None:
    recorder.fails = {"sweep": ValueError(), "digest": ValueError()}
    run(here, recorder, MONDAY)
    recorder.fails = {}
    for _ in range(2):
        assert not run(here, recorder, MONDAY, by_hand=True).faults
    assert recorder.of("sweep") == ["2026-11-23T07:05", *["2026-11-23T07:05 by hand"] * 2]
    assert recorder.of("digest") == ["2026-11-23"] * 2
    assert row(here, "sweep", "2026-11-23T07:05 by hand").outcome == "done"


def test_called_by_cron_what_fails_waits_out_its_pauses_too(here: Desk, recorder: Recorder) -> None:
    recorder.fails = {"sweep": ValueError()}
    for minute in range(20):
        run(here, recorder, MONDAY + minute * MINUTE, by_hand=True, waits=True, only=["sweep"])
    assert len(recorder.of("sweep")) == 5  # at once, and after 1, 3, 7 and 15 minutes
    run(here, recorder, MONDAY + 20 * MINUTE, by_hand=True, only=["sweep"])
    assert len(recorder.of("sweep")) == 6


def test_a_piece_that_was_done_in_part_is_a_failure_that_keeps_its_counts(here: Desk, recorder: Recorder) -> None:
    recorder.fails = {"digest": Unfinished("1 digest could not be made.", {"digests": 2, "set_aside": 1})}
    done = run(here, recorder, MONDAY)
    assert (done.digests, done.set_aside, done.failed) == (2, 1, 1)
    kept = row(here, "digest", "2026-11-23")
    assert (kept.outcome, kept.detail) == (
        "failed",
        {"digests": 2, "set_aside": 1, "words": "1 digest could not be made.", "failures": 1},
    )


def test_in_production_a_day_to_come_is_only_looked_at(here: Desk) -> None:
    today = here.clock.today()
    real = replace(here.installation, settings=here.installation.settings.model_copy(update={"production": True}))
    refusal = not_ahead(real, today + timedelta(days=1))
    assert isinstance(refusal, Refusal)
    assert "--dry-run" in refusal.do
    assert not_ahead(real, today + timedelta(days=1), dry_run=True) is None
    assert not_ahead(real, today) is None
    assert not_ahead(here.installation, today + timedelta(days=1)) is None


def test_as_at_a_day_is_noon_in_london_of_that_day(here: Desk) -> None:
    moved, now = at_noon_of(here.installation, date(2026, 7, 1))
    assert now == datetime(2026, 7, 1, 11, tzinfo=UTC) == moved.clock.now()
    assert moved.clock.today() == date(2026, 7, 1)


def test_a_run_as_at_a_day_to_come_does_not_hold_up_today_s(here: Desk, recorder: Recorder) -> None:
    recorder.fails = {"sweep": ValueError()}
    run(here, recorder, MONDAY + timedelta(days=30), by_hand=True)
    recorder.fails = {}
    run(here, recorder, MONDAY)
    assert recorder.of("sweep")[1:] == ["2026-11-23T07:05"]


def test_the_rows_of_each_minute_are_kept_for_a_week(here: Desk, recorder: Recorder) -> None:
    for days in (8, 6):
        run(here, recorder, MONDAY - timedelta(days=days))
    service.run_due(here.installation, MONDAY, only=["clearing"])
    kept = {name: [line[2] for line in here.contents()["run"] if line[1] == name] for name in ("sweep", "nightly")}
    assert kept["sweep"] == ["2026-11-17T07:05"]
    assert kept["nightly"] == ["2026-11-15", "2026-11-17"]


def test_words_of_a_fault_name_the_place_and_not_the_thing() -> None:
    with pytest.raises(ValueError, match="Jamie") as found:
        date.fromisoformat("Jamie Example")
    assert re.fullmatch(
        r"The program made a mistake \(ValueError at test_run_due.py, line \d+\)\.", fault_words(found.value)
    )
