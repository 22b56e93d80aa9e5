"""Changes that wait for a second person: asked for, then agreed to or refused, once. None is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.file_tables import asked_change as changes
from ehcp_flow.db.queues import initials
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people

AGREED, REFUSED = "agreed", "refused"


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change that somebody asked for. `change_id` is 0 until numbered; `decision` is "" until somebody decides.

    `what` is the event that is to be recorded: its name, its day, its facts, and the number of the entry that it corrects.
    `seen_version` is the version of the case that the asker saw; `why` is said where it is refused.
    """

    authority: str
    change_id: int
    case_id: int
    kind: str
    what: Mapping[str, Any]
    seen_version: int
    reason: str
    asked_at: datetime
    asked_by: str
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    why: str = ""


_COLUMNS = tuple(changes.c[field.name] for field in fields(AskedChange))
_THIS = (changes.c.authority == bindparam("of"), changes.c.change_id == bindparam("change"))
_GET = select(*_COLUMNS).where(*_THIS)
_GET_FOR_CHANGE = _GET.with_for_update()  # PostgreSQL only: on SQLite whoever writes is alone already
_OPEN_OF_CASE = (
    select(*_COLUMNS)
    .where(changes.c.authority == bindparam("of"), changes.c.case_id == bindparam("case"), changes.c.decision == "")
    .order_by(changes.c.change_id)
)
_WITH_CASE = (
    select(*_COLUMNS, cases.c.reference, people.c.forename, people.c.surname)
    .join(cases, (cases.c.authority == changes.c.authority) & (cases.c.case_id == changes.c.case_id))
    .join(people, (people.c.authority == cases.c.authority) & (people.c.person_id == cases.c.person_id))
)
_IN_SIGHT = _WITH_CASE.where(changes.c.authority == bindparam("of")).order_by(changes.c.change_id)


@dataclass(frozen=True, slots=True)
class OfCase:
    """One that was asked for, with the reference of its case and the initials of the child."""

    change: AskedChange
    case: str
    initials: str


class AskedChanges:
    """The changes that were asked for in this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, asked: AskedChange) -> AskedChange:
        """Stores a new one and gives it back with its number."""
        asked = replace(asked, change_id=next_number(self._connection, asked.authority, "asked_change"))
        self._connection.execute(insert(changes), asdict(asked))
        return asked

    def get_for_change(self, authority: str, change_id: int) -> AskedChange | None:
        """One of them; nobody else decides it until this transaction ends."""
        row = self._connection.execute(_GET_FOR_CHANGE, {"of": authority, "change": change_id}).one_or_none()
        return None if row is None else AskedChange(*row)

    def seen(self, authority: str, change_id: int, scope: Scope) -> OfCase | None:
        """One of them where this user may see the case."""
        found = _IN_SIGHT.where(changes.c.change_id == bindparam("change"), visible(scope))
        row = self._connection.execute(found, {"of": authority, "change": change_id}).one_or_none()
        return None if row is None else _of_case(row)

    def waiting(self, authority: str, scope: Scope) -> list[OfCase]:
        """Those that nobody has decided, of the cases that this user may see, the oldest first."""
        found = _IN_SIGHT.where(changes.c.decision == "", visible(scope))
        return [_of_case(row) for row in self._connection.execute(found, {"of": authority})]

    def asked_by(self, authority: str, email: str, scope: Scope, limit: int) -> list[OfCase]:
        """What somebody asked for, the last first."""
        found = _WITH_CASE.where(changes.c.authority == bindparam("of"), changes.c.asked_by == email, visible(scope))
        rows = self._connection.execute(found.order_by(changes.c.change_id.desc()).limit(limit), {"of": authority})
        return [_of_case(row) for row in rows]

    def open_of_case(self, authority: str, case_id: int) -> list[AskedChange]:
        """Those of one case that nobody has decided."""
        rows = self._connection.execute(_OPEN_OF_CASE, {"of": authority, "case": case_id})
        return [AskedChange(*row) for row in rows]

    def decide(self, asked: AskedChange, decision: str, now: datetime, by: str, why: str = "") -> None:
        """Stores what was decided of one that waits."""
        this = (changes.c.authority == asked.authority, changes.c.change_id == asked.change_id)
        self._connection.execute(
            update(changes).where(*this).values(decision=decision, decided_at=now, decided_by=by, why=why)
        )


def _of_case(row: Sequence[Any]) -> OfCase:
    *own, reference, forename, surname = row
    return OfCase(AskedChange(*own), reference, initials(forename, surname))
