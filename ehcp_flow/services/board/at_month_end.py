"""What the scheduler does on the first working day of a month: the month before is closed and goes to its list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.closing import close, issues
from ehcp_flow.services.board.monthly import read_month
from ehcp_flow.services.faults import Unfinished
from ehcp_flow.services.office import Office
from reports.board.months import back, month_name
from reports.periods import Period
from workflows.refusals import Refusal


def close_last_month(office: Office, period: str, now: datetime) -> Mapping[str, Any]:
    """How many months were closed: those since the last closed one; 0 where there are none, or no case yet.

    `period` is the month that has begun (2026-11). Raises Unfinished where the month cannot be closed.
    """
    begun = read_month(period)
    if isinstance(begun, Refusal):
        raise Unfinished(begun.why, {})
    if not _has_cases(office):
        return {"months_closed": 0}
    closed = 0
    for month in _missed(office, begun):
        found = close(office, month, None, now)
        if isinstance(found, Refusal):
            raise Unfinished(f"{found.what}: {found.why}.", {"months_closed": closed})
        closed += 1
    return {"months_closed": closed}


def _missed(office: Office, begun: Period) -> list[Period]:
    """The months to close, oldest first: all since the last one that is closed; where none ever was, the last alone."""
    held = {each.month for each in issues(office)}
    last = back(begun, 1)
    missed = [last] if month_name(last) not in held else []
    while held and missed and month_name(back(missed[0], 1)) > max(held):
        missed.insert(0, back(missed[0], 1))
    return missed


def _has_cases(office: Office) -> bool:
    with office.database.reading() as connection:
        return UnitOfWork(connection).cases.any(office.authority)
