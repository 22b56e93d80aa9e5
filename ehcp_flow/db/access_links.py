"""One-time links by which a user sets a password. Only the hash of the key in the link is kept."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.access_tables import access_link as links


@dataclass(frozen=True, slots=True)
class AccessLink:
    """A link for one user. It opens until `ends_at`, and once."""

    authority: str
    link_hash: str
    user_id: int
    purpose: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None

    def opens(self, at: datetime) -> bool:
        return self.used_at is None and at < self.ends_at


_COLUMNS = tuple(links.c[field.name] for field in fields(AccessLink))
_THIS = (links.c.authority == bindparam("of"), links.c.link_hash == bindparam("link"))
_GET = select(*_COLUMNS).where(*_THIS)
_USE = update(links).where(*_THIS, links.c.used_at.is_(None)).values(used_at=bindparam("at"))
_VOID = (
    update(links)
    .where(links.c.authority == bindparam("of"), links.c.user_id == bindparam("user"), links.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)


class AccessLinks:
    """The links of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: AccessLink) -> None:
        self._connection.execute(insert(links), asdict(link))

    def get(self, authority: str, link_hash: str) -> AccessLink | None:
        row = self._connection.execute(_GET, {"of": authority, "link": link_hash}).one_or_none()
        return None if row is None else AccessLink(*row)

    def use(self, link: AccessLink, at: datetime) -> bool:
        """Uses the link up. False where somebody else has at the same moment."""
        values = {"of": link.authority, "link": link.link_hash, "at": at}
        return self._connection.execute(_USE, values).rowcount == 1

    def void_of_user(self, authority: str, user_id: int, at: datetime) -> None:
        """Uses up every link of a user that was not used: the new one is the only one that opens."""
        self._connection.execute(_VOID, {"of": authority, "user": user_id, "at": at})
