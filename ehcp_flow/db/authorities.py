"""The authorities that one database serves, and the numbers that each gives out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text

from ehcp_flow.db.tables import authority as authorities

_NEXT = text(
    "INSERT INTO counter (authority, name, value) VALUES (:authority, :name, :how_many) "
    "ON CONFLICT (authority, name) DO UPDATE SET value = counter.value + excluded.value RETURNING value"
)
_GET = select(authorities).where(authorities.c.authority == bindparam("code"))
# On PostgreSQL, NO KEY: others may still add what refers to the authority, such as a message or a user.
_HOLD = (
    select(authorities.c.authority).where(authorities.c.authority == bindparam("code")).with_for_update(key_share=True)
)
_ALL = select(authorities).order_by(authorities.c.authority)


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority, by DfE's three-digit code."""

    code: str
    name: str
    created_at: datetime


def next_number(connection: Connection, authority: str, name: str, how_many: int = 1) -> int:
    """Takes the next number of a name ("person", "case-2026"); of several taken at once, gives the first.

    On PostgreSQL others who ask for the same name wait until this transaction ends, so numbers have no gaps.
    """
    last = connection.execute(_NEXT, {"authority": authority, "name": name, "how_many": how_many}).scalar_one()
    return int(last) - how_many + 1


class Authorities:
    """The authorities of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, code: str, name: str, created_at: datetime) -> Authority:
        self._connection.execute(insert(authorities), {"authority": code, "name": name, "created_at": created_at})
        return Authority(code, name, created_at)

    def get(self, code: str) -> Authority | None:
        row = self._connection.execute(_GET, {"code": code}).one_or_none()
        return None if row is None else Authority(*row)

    def hold(self, code: str) -> None:
        """Waits for whoever else holds the authority, and holds it until this transaction ends."""
        self._connection.execute(_HOLD, {"code": code})

    def all(self) -> list[Authority]:
        return [Authority(*row) for row in self._connection.execute(_ALL)]

    def next_number(self, authority: str, name: str, how_many: int = 1) -> int:
        return next_number(self._connection, authority, name, how_many)
