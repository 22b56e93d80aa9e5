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
from workflows.refusals import Refusal


def close_last_month(office: Office, period: str, now: datetime) -> Mapping[str, Any]:
    """How many months were closed: 1, or 0 where it is closed already or the authority has no case yet.

    `period` is the month that has begun (2026-11). Raises Unfinished where the month cannot be closed.
    """
    begun = read_month(period)
    if isinstance(begun, Refusal):
        raise Unfinished(begun.why, {})
    last = back(begun, 1)
    if not _has_cases(office) or any(each.month == month_name(last) for each in issues(office)):
        return {"months_closed": 0}
    closed = close(office, last, None, now)
    if isinstance(closed, Refusal):
        raise Unfinished(f"{closed.what}: {closed.why}.", {})
    return {"months_closed": 1}


def _has_cases(office: Office) -> bool:
    with office.database.reading() as connection:
        return UnitOfWork(connection).cases.any(office.authority)
