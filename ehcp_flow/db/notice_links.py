"""One-time links by which a notice is answered, kept as digests alone; and the monthly lists with what providers answered."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.telling_tables import notice_link as links
from ehcp_flow.db.telling_tables import reconciliation as lists


@dataclass(frozen=True, slots=True)
class NoticeLink:
    """A link that was made. `digest` is of its token, which is itself kept nowhere."""

    authority: str
    digest: str
    notice_id: int
    purpose: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One month's list to one provider, and the figures of its answer once it is read."""

    authority: str
    month: str
    provider: str
    expected: int
    made_at: datetime
    answered_at: datetime | None
    agreed: int | None
    differences: int | None
    lines: Any


_LINK = tuple(links.c[field.name] for field in fields(NoticeLink))
_LIST = tuple(lists.c[field.name] for field in fields(Reconciliation))
_THIS = (
    lists.c.authority == bindparam("of"),
    lists.c.month == bindparam("in_month"),
    lists.c.provider == bindparam("to"),
)
_GET_LINK = select(*_LINK).where(links.c.authority == bindparam("of"), links.c.digest == bindparam("known_by"))
_USE = update(links).where(
    links.c.authority == bindparam("of"), links.c.digest == bindparam("known_by"), links.c.used_at.is_(None)
)
_ADD_LIST = insert_unless_there(lists)


class NoticeLinks:
    """The links of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: NoticeLink) -> None:
        self._connection.execute(insert(links), asdict(link))

    def get(self, authority: str, digest: str) -> NoticeLink | None:
        row = self._connection.execute(_GET_LINK, {"of": authority, "known_by": digest}).one_or_none()
        return None if row is None else NoticeLink(*row)

    def use(self, link: NoticeLink, at: datetime) -> bool:
        """Marks a link as used. False where somebody used it first."""
        this = {"of": link.authority, "known_by": link.digest}
        return self._connection.execute(_USE.values(used_at=at), this).rowcount == 1


class Reconciliations:
    """The monthly lists of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Reconciliation) -> bool:
        """Stores a month's list. False where it was made before: the first stands."""
        values = {name: getattr(made, name) for name in made.__slots__}
        return execute(self._connection, _ADD_LIST, values) == 1

    def get(self, authority: str, month: str, provider: str) -> Reconciliation | None:
        found = select(*_LIST).where(*_THIS)
        row = self._connection.execute(found, {"of": authority, "in_month": month, "to": provider}).one_or_none()
        return None if row is None else Reconciliation(*row)

    def latest(self, authority: str, provider: str) -> Reconciliation | None:
        """The last list that was made for a provider."""
        found = select(*_LIST).where(lists.c.authority == authority, lists.c.provider == provider)
        row = self._connection.execute(found.order_by(lists.c.month.desc()).limit(1)).one_or_none()
        return None if row is None else Reconciliation(*row)

    def all(self, authority: str, month: str = "") -> list[Reconciliation]:
        """Every list, or those of a month, the latest month first."""
        found = select(*_LIST).where(lists.c.authority == authority)
        if month:
            found = found.where(lists.c.month == month)
        found = found.order_by(lists.c.month.desc(), lists.c.provider)
        return [Reconciliation(*row) for row in self._connection.execute(found)]

    def answered(self, made: Reconciliation, at: datetime, agreed: int, differences: int) -> None:
        """Keeps the figures of the provider's answer; a later answer to the same list counts instead."""
        values = {"answered_at": at, "agreed": agreed, "differences": differences}
        this = {"of": made.authority, "in_month": made.month, "to": made.provider}
        self._connection.execute(update(lists).where(*_THIS).values(values), this)
