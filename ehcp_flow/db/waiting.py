"""What waits for a person, in numbers: warnings that had nobody to go to, and the open tasks of the work list."""

from datetime import date

from sqlalchemy import Connection, and_, bindparam, distinct, func, select

from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.telling_tables import alert as alerts
from ehcp_flow.db.telling_tables import task as tasks

_UNHEARD = select(func.count(distinct(alerts.c.case_id))).join_from(
    alerts,
    deadlines,
    and_(*(deadlines.c[name] == alerts.c[name] for name in ("authority", "case_id", "duty", "subject", "due"))),
)
_UNHEARD_OF = _UNHEARD.where(
    alerts.c.authority == bindparam("of"),
    alerts.c.person == "",
    deadlines.c.outcome == "open",
    alerts.c.digest_on.is_(None),  # once there was somebody to read of it in a digest, it was heard
)
_OPEN = select(func.count()).where(tasks.c.authority == bindparam("of"), tasks.c.done_at.is_(None))


def cases_unheard(connection: Connection, authority: str) -> int:
    """Cases of which there is a warning that had nobody to go to, and whose deadline is still open."""
    return int(connection.execute(_UNHEARD_OF, {"of": authority}).scalar_one())


def open_tasks(connection: Connection, authority: str, by: date) -> tuple[int, int]:
    """How many tasks are open, and how many of them were due before a day."""
    late = _OPEN.where(tasks.c.due_on < bindparam("by", type_=tasks.c.due_on.type))
    values = {"of": authority}
    return (
        int(connection.execute(_OPEN, values).scalar_one()),
        int(connection.execute(late, values | {"by": by}).scalar_one()),
    )
