"""When the cases of an officer last changed: for programs that keep a copy of what is due."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events


def last_changes(connection: Connection, authority: str, owner_id: int) -> dict[str, tuple[int, datetime]]:
    """By reference: how many entries the ledger of each case of an officer has, and when the last was recorded."""
    found = (
        select(cases.c.reference, cases.c.version, func.max(events.c.recorded_at))
        .join(events, and_(events.c.authority == cases.c.authority, events.c.case_id == cases.c.case_id))
        .where(cases.c.authority == authority, cases.c.owner_id == owner_id)
        .group_by(cases.c.reference, cases.c.version)
    )
    return {case: (version, at) for case, version, at in connection.execute(found)}
