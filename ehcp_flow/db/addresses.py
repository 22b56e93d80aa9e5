"""Addresses at which nobody was found: messages to them fail at once until somebody says that they are right."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.telling_tables import address as addresses


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An address in doubt, since when and why."""

    address: str
    doubtful_since: datetime
    why: str


_DOUBT = insert_unless_there(addresses)
_OF = addresses.c.authority == bindparam("of")
_THIS = addresses.c.address == bindparam("this")
_COLUMNS = (addresses.c.address, addresses.c.doubtful_since, addresses.c.why)
_GET = select(*_COLUMNS).where(_OF, _THIS)
_ALL = select(*_COLUMNS).where(_OF).order_by(addresses.c.address)
_TRUST = delete(addresses).where(_OF, _THIS)


class Addresses:
    """The addresses in doubt of this database, inside one transaction. Letters' case makes no difference."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def doubt(self, authority: str, address: str, why: str, now: datetime) -> bool:
        """True if it was not in doubt yet."""
        row = {"authority": authority, "address": _plain(address), "doubtful_since": now, "why": why}
        return execute(self._connection, _DOUBT, row) == 1

    def get(self, authority: str, address: str) -> Doubtful | None:
        row = self._connection.execute(_GET, {"of": authority, "this": _plain(address)}).one_or_none()
        return None if row is None else Doubtful(*row)

    def all(self, authority: str) -> list[Doubtful]:
        return [Doubtful(*row) for row in self._connection.execute(_ALL, {"of": authority})]

    def trust(self, authority: str, address: str) -> bool:
        """Takes an address out of doubt. False if it was in none."""
        return self._connection.execute(_TRUST, {"of": authority, "this": _plain(address)}).rowcount == 1


def _plain(address: str) -> str:
    return address.strip().lower()
