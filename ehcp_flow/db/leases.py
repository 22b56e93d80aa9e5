"""Who leads, of several processes: a session's lock on PostgreSQL, a row that must be renewed on SQLite.

To lead only saves work: that each period's work is done once is the doing of the run rows (`db/runs.py`).
"""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, bindparam, create_engine, or_, select, text, update
from sqlalchemy.pool import NullPool

from ehcp_flow.db.engine import Database, in_words
from ehcp_flow.db.statements import ByDatabase, insert_unless_there
from ehcp_flow.db.telling_tables import lease as leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A name, who holds it and until when. `token` goes up with each new holder."""

    name: str
    holder: str
    token: int
    until: datetime


_COLUMNS = tuple(leases.c[field.name] for field in fields(Lease))
_NEW: ByDatabase = insert_unless_there(leases)
_MOMENT = leases.c.until.type
_NOW, _LATEST, _UNTIL = (bindparam(name, type_=_MOMENT) for name in ("now", "latest", "new_until"))
_TAKE = (
    update(leases)
    # One that ends later than any could was made before the machine's clock was put back: its holder may be gone.
    .where(leases.c.name == bindparam("what"), or_(leases.c.until < _NOW, leases.c.until > _LATEST))
    .values(holder=bindparam("who"), token=leases.c.token + 1, until=_UNTIL)
    .returning(leases.c.token)
)
_RENEW = (
    update(leases)
    .where(leases.c.name == bindparam("what"), leases.c.token == bindparam("mine"))
    .values(until=_UNTIL)
    .returning(leases.c.token)
)
_GET = select(*_COLUMNS).where(leases.c.name == bindparam("what"))


class Leases:
    """The leases of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, holder: str, now: datetime, lasting: timedelta) -> int | None:
        """The token of the new holder; None while someone else holds it."""
        row = {"name": name, "holder": holder, "token": 1, "until": now + lasting}
        new = _NEW[self._connection.dialect.name]
        if self._connection.execute(new, row, execution_options={"preserve_rowcount": True}).rowcount == 1:
            return 1
        values = {
            "what": name, "who": holder, "now": now, "latest": now + 2 * lasting, "new_until": now + lasting,
        }  # fmt: skip
        return self._connection.execute(_TAKE, values).scalar_one_or_none()

    def renew(self, name: str, token: int, now: datetime, lasting: timedelta) -> bool:
        """False where someone else has taken it since."""
        values = {"what": name, "mine": token, "new_until": now + lasting}
        return self._connection.execute(_RENEW, values).scalar_one_or_none() is not None

    def release(self, name: str, token: int, now: datetime) -> None:
        """Lets it go, if it is still ours. The row stays, so that the next token is higher."""
        self.renew(name, token, now, timedelta(seconds=-1))

    def get(self, name: str) -> Lease | None:
        row = self._connection.execute(_GET, {"what": name}).one_or_none()
        return None if row is None else Lease(*row)


class Leadership(Protocol):
    """The lead among the processes that ask for it by one name."""

    def hold(self, now: datetime) -> bool:
        """Takes the lead or keeps it, if it can be had. Ask again well within its lasting. Raises DatabaseUnavailable."""

    def holds(self, now: datetime) -> bool:
        """Whether we lead, as far as we know without asking."""

    def release(self, now: datetime) -> None:
        """Lets the next one lead at once."""


def leadership(database: Database, name: str, holder: str, lasting: timedelta) -> Leadership:
    """The way to lead that fits the database. `lasting`: how long a leader that is not heard of is waited for."""
    return LeadByRow(database, name, holder, lasting) if database.is_sqlite else LeadByLock(database, name)


class LeadByRow:
    """SQLite: whoever holds the row leads until the lease ends. There is one machine, so one clock."""

    def __init__(self, database: Database, name: str, holder: str, lasting: timedelta) -> None:
        self._database, self._name, self._holder, self._lasting = database, name, holder, lasting
        self._token: int | None = None
        self._until: datetime | None = None

    def hold(self, now: datetime) -> bool:
        with self._database.writing() as connection:
            row = Leases(connection)
            token = self._token
            if token is None or not row.renew(self._name, token, now, self._lasting):
                token = row.take(self._name, self._holder, now, self._lasting)
        self._token = token
        self._until = None if token is None else now + self._lasting
        return token is not None

    def holds(self, now: datetime) -> bool:
        return self._until is not None and now < self._until

    def release(self, now: datetime) -> None:
        if self._token is not None:
            with self._database.writing() as connection:
                Leases(connection).release(self._name, self._token, now)
        self._token = self._until = None


_ALIVE = {
    # Both sides notice within half a minute that the other's machine is gone: the lock goes with the connection.
    "keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000,
    "connect_timeout": 5, "application_name": "ehcp-flow scheduler",
    "options": "-c timezone=UTC -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}  # fmt: skip


class LeadByLock:
    """PostgreSQL: whoever has the lock leads for as long as one connection of their own lives.

    The connection is none of the pool's: those are given back, and a pooler in between may give them to another.
    """

    def __init__(self, database: Database, name: str) -> None:
        key = int.from_bytes(hashlib.sha256(f"ehcp-flow {name}".encode()).digest()[:8], signed=True)
        self._take = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=key)
        self._engine: Engine = create_engine(
            database.url, poolclass=NullPool, connect_args=_ALIVE, isolation_level="AUTOCOMMIT", use_native_hstore=False
        )
        self._connection: Connection | None = None
        self._leads = False

    def hold(self, now: datetime) -> bool:
        try:
            with in_words():
                self._leads = self._asked()
        except Exception:
            self._drop()
            raise
        return self._leads

    def holds(self, now: datetime) -> bool:
        return self._leads

    def release(self, now: datetime) -> None:
        self._drop()
        self._engine.dispose()

    def _asked(self) -> bool:
        if self._connection is None:
            self._connection = self._engine.connect()
        if self._leads:  # the lock is the connection's: while that answers, we have it
            self._connection.execute(text("SELECT 1"))
            return True
        return bool(self._connection.execute(self._take).scalar_one())

    def _drop(self) -> None:
        connection, self._connection, self._leads = self._connection, None, False
        if connection is not None:
            try:
                connection.close()
            except Exception:
                connection.invalidate()
