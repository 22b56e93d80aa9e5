"""What is done regularly, as a table: how often, from when to when in London, for each authority or once.

The period of a task is a key: the row with that key (`db/runs.py`) is there once, so the work is done once, whichever
process does it and however often the scheduler is started. Only the period of this moment is ever asked for: a machine
that slept for three days makes up one run of each task, not three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from ehcp_flow.clock import CIVIL_HOUR, LONDON
from workflows.days import Calendar


class Every(StrEnum):
    """How often. Minutes are counted in UTC, which no clock change touches; days and months are London's."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is done once a period. `title` says what to people, after “The last …”.

    A daily task is due from `opens` to `closes`, London time (None: to the end of the day): so long is one that was
    missed made up. A monthly one is due from `opens` on the first day of the month to the month's end. `working`: on
    working days of the authority only; of a month, on the first of them. `once`: for the whole installation, not for
    each authority. `lease`: after this long a run that was started and never ended may be taken over.
    """

    name: str
    title: str
    every: Every
    opens: time = time.min
    closes: time | None = None
    working: bool = False
    once: bool = False
    lease: timedelta = timedelta(minutes=10)


LONG = timedelta(hours=2)

TASKS = (
    # In this order: what one of them raises, a later one sends.
    Task("sweep", "check of what is due", Every.MINUTE),
    Task("follow_up", "check of health notices", Every.MINUTE),
    Task("reconciliation", "list for health providers", Every.MONTH, opens=time(6), working=True),
    Task("digest", "daily digest", Every.DAY, opens=CIVIL_HOUR, closes=time(19), working=True),
    Task("board", "Board report", Every.MONTH, opens=time(6, 30), working=True, lease=LONG),
    Task("delivery", "sending of messages", Every.MINUTE, once=True),
    # Nothing is timed between 01:00 and 02:00: that hour is missing once a year and there twice once a year.
    Task("nightly", "examination of every ledger", Every.DAY, opens=time(2, 45), lease=LONG),
    Task("clearing", "clearing of old records of runs", Every.DAY, opens=time(2, 45), once=True),
)
CHECK = "sweep"
"""The task by which is told whether the scheduler is at work."""

BY_NAME: Mapping[str, Task] = {task.name: task for task in TASKS}
SCHEDULER = "scheduler"
"""Under this name the scheduler records what went wrong with itself."""

EACH_MINUTE = tuple(task.name for task in TASKS if task.every is Every.MINUTE)


def period_of(task: Task, now: datetime) -> str:
    """The key of the period that a moment is in: 2026-11-23T07:05 (UTC), 2026-11-23 or 2026-11 (London)."""
    local = now.astimezone(LONDON)
    match task.every:
        case Every.MINUTE:
            return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M}"
        case Every.DAY:
            return local.date().isoformat()
        case Every.MONTH:
            return f"{local:%Y-%m}"


def due(task: Task, now: datetime, calendar: Calendar) -> str | None:
    """The key of the period whose work should be done by now or may still be made up; None where there is none.

    Raises ValueError for a moment without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone before anything can be due at it")
    if task.every is Every.MINUTE:
        return period_of(task, now)
    local = now.astimezone(LONDON)
    today, hour = local.date(), local.time()
    if task.every is Every.DAY:
        open_now = task.opens <= hour and (task.closes is None or hour < task.closes)
        return period_of(task, now) if open_now and (not task.working or calendar.is_working_day(today)) else None
    first = today.replace(day=1)
    if task.working:
        first = calendar.next_working_day(first)
    return period_of(task, now) if (today, hour) >= (first, task.opens) else None


@dataclass(frozen=True, slots=True)
class Job:
    """A time at which the scheduler asks what is due: the fields of a cron line, London time, days by name."""

    name: str
    fields: Mapping[str, str]


def jobs(tasks: tuple[Task, ...] = TASKS) -> tuple[Job, ...]:
    """The tick of each minute, and the exact time of every daily and monthly task: all of them ask for all that is due."""
    times = {
        task.name: {
            "hour": str(task.opens.hour),
            "minute": str(task.opens.minute),
            # A month's first working day is found by asking on each day: what was missed is made up by the tick.
            **({"day_of_week": "mon-fri"} if task.working else {}),
        }
        for task in tasks
        if task.every is not Every.MINUTE and not task.once
    }
    return (Job("tick", {"minute": "*"}), *(Job(name, fields) for name, fields in times.items()))
