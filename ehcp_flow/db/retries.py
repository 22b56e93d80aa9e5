"""Cases that the sweep of warnings could not work on: each keeps the day of its rung, and is passed over for a while.

One row of `run` each: the task is WAITING, the period the number of the case, `started_at` the last try and `finished_at`
the moment before which there is no other. It is deleted when a try goes well.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Exists, Text, bindparam, cast, delete, exists, select

from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import run as runs

WAITING = "sweep of a case"
PAUSE, LONG_PAUSE = timedelta(minutes=1), timedelta(hours=1)
SHORT_PAUSES = 5
"""A fault that passes is over in minutes; one that stays is met once an hour."""

_OF = (runs.c.authority == bindparam("of"), runs.c.task == WAITING)
_ONE = select(runs.c.detail).where(*_OF, runs.c.period == bindparam("which"))
_ANY = select(runs.c.period).where(*_OF).limit(1)
_DONE = delete(runs).where(*_OF, runs.c.period.in_(bindparam("several", expanding=True)))
_SAVE = insert_or_update(runs)


def waits() -> Exists:
    """A condition on a case: that it is not to be tried yet at the moment bound as `at`."""
    return exists().where(
        runs.c.authority == cases.c.authority,
        runs.c.task == WAITING,
        runs.c.period == cast(cases.c.case_id, Text),
        runs.c.finished_at > bindparam("at", type_=runs.c.finished_at.type),
    )


def any_of(connection: Connection, authority: str) -> bool:
    """Whether a case of the authority failed and has not gone well since."""
    return connection.execute(_ANY, {"of": authority}).first() is not None


def failed(connection: Connection, authority: str, case_id: int, at: datetime, why: str) -> int:
    """Notes that a case could not be worked on, and gives how often in a row. `why` is in words that name nobody."""
    held = connection.execute(_ONE, {"of": authority, "which": str(case_id)}).scalar_one_or_none()
    failures = int(held["failures"]) + 1 if held else 1
    again = at + (PAUSE if failures <= SHORT_PAUSES else LONG_PAUSE)
    row = {
        "authority": authority, "task": WAITING, "period": str(case_id), "started_at": at,
        "finished_at": again, "outcome": "failed", "detail": {"failures": failures, "words": why},
    }  # fmt: skip
    execute(connection, _SAVE, row)
    return failures


def went_well(connection: Connection, authority: str, case_ids: Iterable[int]) -> None:
    """These cases wait for nothing any more."""
    for some in in_parts(case_ids):
        connection.execute(_DONE, {"of": authority, "several": [str(each) for each in some]})
