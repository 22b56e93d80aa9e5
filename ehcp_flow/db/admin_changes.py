"""What administrators changed: who may get in, who is named for a child, settings. The database refuses to change a row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.access_tables import admin_change as changes
from ehcp_flow.db.authorities import next_number


@dataclass(frozen=True, slots=True)
class AdminChange:
    """One change: `what` was done, `of` whom or what, how it `was` and what it `became`. Never a password or a key."""

    authority: str
    change_id: int
    changed_at: datetime
    changed_by: str
    what: str
    of: str
    was: Mapping[str, Any] = field(default_factory=dict)
    became: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


_COLUMNS = tuple(changes.c[each.name] for each in fields(AdminChange))
_ALL = (
    select(*_COLUMNS)
    .where(changes.c.authority == bindparam("here"), changes.c.change_id < bindparam("before"))
    .order_by(changes.c.change_id.desc())
    .limit(bindparam("how_many"))
)
_OF = (
    select(*_COLUMNS)
    .where(changes.c.authority == bindparam("here"), changes.c.of == bindparam("of_what"))
    .order_by(changes.c.change_id.desc())
    .limit(bindparam("how_many"))
)
LAST = 2**62


class AdminChanges:
    """The changes of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, change: AdminChange) -> AdminChange:
        """Stores a change and gives it back with its number."""
        change = replace(change, change_id=next_number(self._connection, change.authority, "admin_change"))
        self._connection.execute(insert(changes), asdict(change))
        return change

    def latest(self, authority: str, how_many: int = 100, before: int = LAST) -> list[AdminChange]:
        """Changes, the newest first; `before` a number, for the next page of them."""
        values = {"here": authority, "how_many": how_many, "before": before}
        return [AdminChange(*row) for row in self._connection.execute(_ALL, values)]

    def of(self, authority: str, of: str, how_many: int = 100) -> list[AdminChange]:
        """Changes of one user, child or setting, the newest first."""
        values = {"here": authority, "of_what": of, "how_many": how_many}
        return [AdminChange(*row) for row in self._connection.execute(_OF, values)]
