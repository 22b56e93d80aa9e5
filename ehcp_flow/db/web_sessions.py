"""Sessions of the pages: a random key in the browser, of which only the hash is kept here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ehcp_flow.db.access_tables import web_session as sessions


@dataclass(frozen=True, slots=True)
class WebSession:
    """A session. `stage` is "second_factor" until the second factor was given, then "in". `ends_at` is absolute."""

    authority: str
    session_hash: str
    user_id: int
    csrf: str
    stage: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = tuple(sessions.c[each.name] for each in fields(WebSession))
_THIS = (sessions.c.authority == bindparam("of"), sessions.c.session_hash == bindparam("session"))
_GET = select(*_COLUMNS).where(*_THIS)
_OF_USER = select(*_COLUMNS).where(sessions.c.authority == bindparam("of"), sessions.c.user_id == bindparam("user"))
_SEEN = update(sessions).where(*_THIS).values(seen_at=bindparam("at"))
_KEEP = update(sessions).where(*_THIS).values(kept=bindparam("values"))
_END = delete(sessions).where(*_THIS)
_END_USER = delete(sessions).where(sessions.c.authority == bindparam("of"), sessions.c.user_id == bindparam("user"))
_END_OLD = delete(sessions).where(sessions.c.authority == bindparam("of"), sessions.c.ends_at < bindparam("at"))


class WebSessions:
    """The sessions of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: WebSession) -> None:
        self._connection.execute(insert(sessions), asdict(session))

    def get(self, authority: str, session_hash: str) -> WebSession | None:
        row = self._connection.execute(_GET, {"of": authority, "session": session_hash}).one_or_none()
        return None if row is None else WebSession(*row)

    def of_user(self, authority: str, user_id: int) -> list[WebSession]:
        rows = self._connection.execute(_OF_USER, {"of": authority, "user": user_id})
        return sorted((WebSession(*row) for row in rows), key=lambda each: each.began_at)

    def seen(self, session: WebSession, at: datetime) -> None:
        self._connection.execute(_SEEN, {"of": session.authority, "session": session.session_hash, "at": at})

    def keep(self, session: WebSession, kept: Mapping[str, Any]) -> None:
        """What a page keeps for the next one, in place of what was kept."""
        values = {"of": session.authority, "session": session.session_hash, "values": dict(kept)}
        self._connection.execute(_KEEP, values)

    def end(self, authority: str, session_hash: str) -> None:
        self._connection.execute(_END, {"of": authority, "session": session_hash})

    def end_of_user(self, authority: str, user_id: int) -> None:
        """Signs a user out everywhere."""
        self._connection.execute(_END_USER, {"of": authority, "user": user_id})

    def end_old(self, authority: str, at: datetime) -> None:
        """Takes away sessions whose time is over."""
        self._connection.execute(_END_OLD, {"of": authority, "at": at})
