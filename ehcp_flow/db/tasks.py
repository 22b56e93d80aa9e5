"""The work list: what a person must look at, each thing once, until somebody says that it is done and how."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import task as tasks


@dataclass(frozen=True, slots=True)
class Task:
    """Something for a person to do. Two of one `dedupe_key` are one. It holds no name and no number of a child."""

    authority: str
    task_id: int
    kind: str
    case_id: int | None
    person_id: int | None
    what: str
    do: str
    dedupe_key: str
    made_at: datetime
    due_on: date | None = None
    done_at: datetime | None = None
    done_by: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task with the reference and the officer's number of its case, where it has one."""

    task: Task
    case: str
    owner_id: int | None


_COLUMNS = tuple(tasks.c[field.name] for field in fields(Task))
_ADD = insert_unless_there(tasks)
_THERE = select(*_COLUMNS).where(tasks.c.authority == bindparam("of"), tasks.c.dedupe_key == bindparam("key"))
_GET = select(*_COLUMNS).where(tasks.c.authority == bindparam("of"), tasks.c.task_id == bindparam("task"))
_LISTED = (
    select(*_COLUMNS, cases.c.reference, cases.c.owner_id)
    .select_from(
        tasks.outerjoin(cases, (cases.c.authority == tasks.c.authority) & (cases.c.case_id == tasks.c.case_id))
    )
    .where(tasks.c.authority == bindparam("of"))
    .order_by(tasks.c.done_at.is_not(None), tasks.c.due_on.is_(None), tasks.c.due_on, tasks.c.task_id)
)
_OPEN = update(tasks).where(
    tasks.c.authority == bindparam("of"), tasks.c.task_id == bindparam("task"), tasks.c.done_at.is_(None)
)


class Tasks:
    """The tasks of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, task: Task) -> bool:
        """Puts a task on the list. False where one of its key is there, done or not."""
        if self._connection.execute(_THERE, {"of": task.authority, "key": task.dedupe_key}).first() is not None:
            return False
        values = {name: getattr(task, name) for name in task.__slots__}
        values["task_id"] = next_number(self._connection, task.authority, "task")
        return execute(self._connection, _ADD, values) == 1

    def get(self, authority: str, task_id: int) -> Task | None:
        row = self._connection.execute(_GET, {"of": authority, "task": task_id}).one_or_none()
        return None if row is None else Task(*row)

    def listed(
        self,
        authority: str,
        *,
        everything: bool = False,
        case_id: int | None = None,
        kinds: Sequence[str] = (),
        owner_id: int | None = None,
    ) -> list[ListedTask]:
        """The tasks still to be done (or every one), the earliest due first, those without a day after them."""
        found = _LISTED
        if not everything:
            found = found.where(tasks.c.done_at.is_(None))
        if case_id is not None:
            found = found.where(tasks.c.case_id == case_id)
        if kinds:
            found = found.where(tasks.c.kind.in_(kinds))
        if owner_id is not None:
            found = found.where(or_(cases.c.owner_id == owner_id, cases.c.owner_id.is_(None)))
        rows = self._connection.execute(found, {"of": authority})
        return [ListedTask(Task(*row[:-2]), row[-2] or "", row[-1]) for row in rows]

    def put_off(self, authority: str, task_id: int, until: date) -> None:
        """Moves the day of a task that is still to be done."""
        self._connection.execute(_OPEN.values(due_on=until), {"of": authority, "task": task_id})

    def finish(self, authority: str, task_id: int, done_at: datetime, done_by: str, outcome: str) -> bool:
        """Marks a task as done. False where it was done already or is not there."""
        values = {"done_at": done_at, "done_by": done_by, "outcome": outcome}
        return self._connection.execute(_OPEN.values(values), {"of": authority, "task": task_id}).rowcount == 1

    def finish_key(self, authority: str, key: str, done_at: datetime, done_by: str, outcome: str) -> bool:
        """The same for the task of a key: what asked for it has been put right. False where none is open."""
        row = self._connection.execute(_THERE, {"of": authority, "key": key}).one_or_none()
        return row is not None and self.finish(authority, row.task_id, done_at, done_by, outcome)
