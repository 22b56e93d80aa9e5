"""A process of the scheduler for the tests: what it does is one line a period in a table, in the transaction of its run.

Run as `python -m tests.ehcp_flow.scheduler_at_work URL PERIODS SECONDS`: it leads or waits, at a pace for tests, until it
is killed. Each period is a task of its own, so that what was missed by a killed process must be made up.
"""

import sys
import time
from datetime import timedelta
from functools import partial

from sqlalchemy import text

from ehcp_flow.bootstrap import Installation, installation
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.scheduler import Pace, Scheduler, stopped_by_signals, tell_on_stderr
from ehcp_flow.services.running.run_due import run_due
from ehcp_flow.services.running.schedule import Every, Task
from ehcp_flow.services.running.work import Counts, Turn

FAST = Pace(poll=timedelta(seconds=0.1), lasting=timedelta(seconds=0.8), tick=0.05)
LEASE = timedelta(seconds=1)
CREATE = "CREATE TABLE line_of_test (task TEXT NOT NULL, period TEXT NOT NULL)"
ADD = text("INSERT INTO line_of_test (task, period) VALUES (:task, :period)")
LINES = text("SELECT task, count(*) FROM line_of_test GROUP BY task ORDER BY task")


def tasks(periods: int) -> tuple[Task, ...]:
    return tuple(Task(f"piece {number:02}", "piece", Every.MONTH, once=True) for number in range(periods))


def one_line(turn: Turn, seconds: float) -> Counts:
    """Works for a while, then writes its line and ends its run in one transaction, if the run is still ours."""
    time.sleep(seconds / 2)
    with unit_of_work(turn.installation.database) as uow:
        if uow.runs.end(turn.task, turn.period, turn.since, turn.now, {}):
            uow.connection.execute(ADD, {"task": turn.task, "period": turn.period})
            uow.commit()
    time.sleep(seconds / 2)
    return {}


def process(found: Installation, periods: int, seconds: float) -> Scheduler:
    several = tasks(periods)
    work = dict.fromkeys((task.name for task in several), partial(one_line, seconds=seconds))
    return Scheduler(
        found, pace=FAST, work=partial(run_due, tasks=several, work=work, lease=LEASE), tell=tell_on_stderr
    )


if __name__ == "__main__":
    url, periods, seconds = sys.argv[1:]
    opened = installation(url)
    with stopped_by_signals() as stop:
        process(opened, int(periods), float(seconds)).run(stop)
    opened.database.close()
