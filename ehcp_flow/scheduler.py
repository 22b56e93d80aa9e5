"""The scheduler: a process that asks each minute what is due. Of several, one leads and asks; the others wait for it.

APScheduler is only the clock that wakes us. Nothing is stored in it: what is due, what was done and who leads are rows of
our own (`services/running/schedule.py`, `db/runs.py`, `db/leases.py`), so that it could be replaced by cron.
"""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ehcp_flow.clock import LONDON
from ehcp_flow.db.heartbeats import Heartbeat
from ehcp_flow.db.leases import leadership
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.faults import fault_words
from ehcp_flow.services.running.run_due import Done, run_due
from ehcp_flow.services.running.schedule import SCHEDULER, Job, jobs

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation

JOB_DEFAULTS = {
    "coalesce": True,  # of several missed runs, one is made up
    "max_instances": 1,
    "misfire_grace_time": None,  # a run that is late is still run: by default one second late is dropped
}
STOPPED_BY = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done. `poll`: the lead is asked for or renewed, and the heart beats. `lasting`: a leader that
    was not heard of for so long is no longer one (SQLite). `tick`: seconds between ticks in place of each minute.
    """

    poll: timedelta = timedelta(seconds=5)
    lasting: timedelta = timedelta(seconds=15)
    tick: float | None = None


def trigger_of(job: Job) -> CronTrigger:
    """When APScheduler wakes us for a job. The zone is said each time: without it, it is the machine's."""
    return CronTrigger(**job.fields, timezone=LONDON)


class Scheduler:
    """One process of the scheduler. `work` does what is due at a moment; `tell` says a line to whoever started it."""

    def __init__(
        self,
        installation: "Installation",
        *,
        pace: Pace = Pace(),
        work: "Callable[[Installation, datetime], Done]" = run_due,
        tell: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._installation, self._pace, self._work, self._tell = installation, pace, work, tell
        self._host, self._pid = socket.gethostname(), os.getpid()
        self.process = f"{self._host}:{self._pid}:{uuid4().hex[:8]}"
        self._lead = leadership(installation.database, SCHEDULER, self.process, pace.lasting)
        self._started_at = self._now()
        self._one_at_a_time = threading.Lock()
        self._clock: BackgroundScheduler | None = None
        self._was_leading: bool | None = None

    # --- A process that runs until it is stopped

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; then ends the tick that is going on, and lets the next one lead at once.

        A database that cannot be reached is waited for.
        """
        try:
            while not stop.is_set():
                self._turn()
                stop.wait(self._pace.poll.total_seconds())
        finally:
            self._stop_clock(wait=True)
            self._end()

    def once(self) -> Done | None:
        """Does what is due, once, if no other process leads; None where one does."""
        try:
            if not self._lead.hold(self._now()):
                return None
            self._beat(leads=True)
            return self._work(self._installation, self._now())
        finally:
            self._end()

    def _turn(self) -> None:
        """Asks for the lead or renews it, beats, and starts or stops the clock accordingly. Never raises."""
        try:
            leads = self._lead.hold(self._now())
            self._beat(leads)
        except Exception as error:
            leads = self._lead.holds(self._now())
            self._tell(f"The database could not be asked: {fault_words(error)} Trying again.")
        if leads and self._clock is None:
            self._start_clock()
        elif not leads:
            self._stop_clock(wait=False)
        if leads is not self._was_leading:
            self._tell("Leads: does what is due." if leads else "Waits: another process leads.")
        self._was_leading = leads

    def _now(self) -> datetime:
        return self._installation.clock.now()

    def _beat(self, leads: bool) -> None:
        now = self._now()
        detail = {"host": self._host, "pid": self._pid}
        with unit_of_work(self._installation.database) as uow:
            uow.heartbeats.beat(Heartbeat(self.process, self._started_at, now, leads, detail))
            uow.commit()

    def _end(self) -> None:
        """Lets go of the lead and takes the heartbeat away, as far as the database can be reached."""
        try:
            self._lead.release(self._now())
            with unit_of_work(self._installation.database) as uow:
                uow.heartbeats.gone(self.process)
                uow.commit()
        except Exception as error:
            self._tell(f"The end could not be noted: {fault_words(error)} The lead ends by itself.")

    # --- The clock of the leader

    def _start_clock(self) -> None:
        # What it would log goes into our own rows (`_heard`); its log shows exceptions whole, names and all.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        clock = BackgroundScheduler(timezone=LONDON, job_defaults=JOB_DEFAULTS)
        for job in jobs():
            trigger: Any = trigger_of(job)
            options: dict[str, Any] = {}
            if job.name == "tick":
                options["next_run_time"] = self._now().astimezone(LONDON)  # what was missed is made up at once
                if self._pace.tick is not None:
                    trigger = IntervalTrigger(seconds=self._pace.tick, timezone=LONDON)
            clock.add_job(self._tick, trigger, id=job.name, name=job.name, **options)
        clock.add_listener(self._heard, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        clock.start()
        self._clock = clock

    def _stop_clock(self, wait: bool) -> None:
        clock, self._clock = self._clock, None
        if clock is not None:
            clock.shutdown(wait=wait)

    def _tick(self) -> None:
        """Does what is due, one tick after the other: the daily times fall on the minute too, and ask for the same."""
        with self._one_at_a_time:
            now = self._now()
            if self._lead.holds(now):
                self._work(self._installation, now)

    def _heard(self, event: Any) -> None:
        """Records what APScheduler would only log: a run that failed, was missed, or was skipped as one still went on."""
        failed = event.code == EVENT_JOB_ERROR
        if failed:
            words = fault_words(event.exception)
        elif event.code == EVENT_JOB_MISSED:
            words = "A time was missed; the next one makes up for it."
        else:
            words = "The one before was still at work; the next one makes up for it."
        now = self._now()
        try:
            with unit_of_work(self._installation.database) as uow:
                period = f"{now.isoformat(timespec='milliseconds')} {event.job_id}"
                if uow.runs.start(SCHEDULER, period, now):
                    uow.runs.finish(SCHEDULER, period, now, {"words": words, "job": event.job_id}, failed=failed)
                uow.commit()
        except Exception as error:
            self._tell(f"{words} It could not be recorded: {fault_words(error)}")


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that is set by SIGTERM or Ctrl+C. Only in the main thread; what they did before is put back."""
    stop = threading.Event()
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in STOPPED_BY}
    try:
        yield stop
    finally:
        for each, did in before.items():
            signal.signal(each, did)


def tell_on_stderr(words: str) -> None:
    """A line to whoever started the process."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
