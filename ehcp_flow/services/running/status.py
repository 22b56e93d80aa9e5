"""How the installation is: when the dates were last checked, who does it, what was done, what waits and what failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ehcp_flow.clock import london_date
from ehcp_flow.db import schema
from ehcp_flow.db.heartbeats import Heartbeat
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.runs import Run
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.waiting import cases_unheard, open_tasks
from ehcp_flow.services.running.schedule import CHECK, TASKS, Task

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation

STALE = timedelta(minutes=5)
SILENT = timedelta(minutes=1)
"""A process that was not heard of for so long is taken to be gone: it says every few seconds that it lives."""
RECENT = timedelta(days=1)
STUCK = timedelta(hours=4)
"""A message that has waited for so long is not on its way: somebody must look why."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a task; None where there was none."""

    task: Task
    run: Run | None


@dataclass(frozen=True, slots=True)
class AuthorityStatus:
    """What there is to know of one authority. `outbox`: how many messages are in each state.

    `set_aside`: what could not be worked on in the last day, and why. `unheard`: cases with a warning that had nobody to go to.
    `open_tasks` of the work list, and those of them that are `late`. `oldest`: the message that has waited longest.
    """

    code: str
    name: str
    last_check: datetime | None
    runs: tuple[LastRun, ...]
    outbox: Mapping[str, int]
    set_aside: Mapping[str, str]
    unheard: int
    open_tasks: int
    late_tasks: int
    oldest: StoredMessage | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How the installation is at `now`. `last_check`: by then the dates of every authority had been checked.

    `held`: messages that wait for a person to say that so many may go. `failed`: runs that failed in the last day.
    """

    now: datetime
    place: str
    schema: str
    authorities: tuple[AuthorityStatus, ...]
    runs: tuple[LastRun, ...]
    processes: tuple[Heartbeat, ...]
    last_check: datetime | None
    held: int
    failed: tuple[Run, ...]

    @property
    def stale(self) -> bool:
        """Whether the last check is too long ago, or there was none: nobody is being told of anything."""
        return self.last_check is None or self.now - self.last_check > STALE

    @property
    def stuck(self) -> bool:
        """Whether a message of any authority has waited for too long."""
        return any(self.waits_too_long(each) for each in self.authorities)

    @property
    def amiss(self) -> bool:
        """Whether somebody must act now: nobody is being told of anything, or not of everything."""
        return self.stale or self.stuck

    def waits_too_long(self, authority: AuthorityStatus) -> bool:
        return authority.oldest is not None and self.now - authority.oldest.created_at > STUCK

    @property
    def never(self) -> bool:
        """Whether nothing of the schedule was ever done."""
        return not any(each.run for each in (*self.runs, *(run for one in self.authorities for run in one.runs)))

    @property
    def leader(self) -> Heartbeat | None:
        """The process that leads, if it is heard of."""
        return next((each for each in self.processes if each.leads and self.alive(each)), None)

    def alive(self, process: Heartbeat) -> bool:
        return self.now - process.at <= SILENT


def status(installation: "Installation", now: datetime) -> Status:
    """How the installation is. What is dated after `now` (a run as at a day to come) is left out."""
    with installation.database.reading() as connection:
        uow = UnitOfWork(connection)
        held = uow.authorities.all()
        authorities = tuple(_authority(uow, each.code, each.name, now) for each in held)
        runs = _last_runs(uow, "", now)
        delivery = next((each.run for each in runs if each.task.name == "delivery"), None)
        return Status(
            now=now,
            place=installation.place,
            schema=schema.head(),
            authorities=authorities,
            runs=runs,
            processes=tuple(uow.heartbeats.all()),
            last_check=_last_check(authorities, delivery),
            held=int(delivery.detail.get("held", 0)) if delivery else 0,
            failed=tuple(uow.runs.failed_since(now - RECENT, now)),
        )


def _last_runs(uow: UnitOfWork, authority: str, now: datetime) -> tuple[LastRun, ...]:
    """The last run of each task: those of an authority, or with "" those of the whole installation."""
    return tuple(
        LastRun(task, uow.runs.last(task.name, authority, by=now)) for task in TASKS if task.once is not bool(authority)
    )


def _authority(uow: UnitOfWork, code: str, name: str, now: datetime) -> AuthorityStatus:
    runs = _last_runs(uow, code, now)
    checked = uow.runs.last_done(CHECK, code, now)
    tasks, late = open_tasks(uow.connection, code, london_date(now))
    return AuthorityStatus(
        code=code,
        name=name,
        last_check=checked.finished_at if checked else None,
        runs=runs,
        outbox=uow.outbox.counts(code),
        set_aside={
            each["what"]: each["why"]
            for run in reversed(uow.runs.with_aside(code, now - RECENT, now))
            for each in run.detail["aside"]
        },
        unheard=cases_unheard(uow.connection, code),
        open_tasks=tasks,
        late_tasks=late,
        oldest=uow.outbox.oldest_waiting(code),
    )


def _last_check(authorities: tuple[AuthorityStatus, ...], delivery: Run | None) -> datetime | None:
    """By when every authority had been checked; without authorities, when messages were last sent."""
    if not authorities:
        return delivery.finished_at if delivery else None
    checks = [each.last_check for each in authorities]
    return None if None in checks else min(check for check in checks if check)
