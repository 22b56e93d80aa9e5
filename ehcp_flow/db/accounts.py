"""How users sign in: hashes of passwords, the second factor, failures and locks, the council's own directory."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from ehcp_flow.db.access_tables import account as accounts
from ehcp_flow.db.statements import execute, insert_or_update


@dataclass(frozen=True, slots=True)
class Account:
    """The means of one user to sign in. `password_hash` "": no password was set. `subject`: issuer and id there."""

    authority: str
    user_id: int
    password_hash: str = ""
    password_set_at: datetime | None = None
    totp_secret: str = ""
    totp_step: int = 0
    recovery: tuple[str, ...] = ()
    failures: int = 0
    locked_until: datetime | None = None
    subject: str | None = None
    last_in_at: datetime | None = None


_COLUMNS = tuple(accounts.c[field.name] for field in fields(Account))
_GET = select(*_COLUMNS).where(accounts.c.authority == bindparam("of"), accounts.c.user_id == bindparam("user"))
_HELD = _GET.with_for_update()
_BY_SUBJECT = select(*_COLUMNS).where(
    accounts.c.authority == bindparam("of"), accounts.c.subject == bindparam("known_as")
)
_SAVE = insert_or_update(accounts)


class Accounts:
    """The accounts of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, authority: str, user_id: int) -> Account:
        """The account of a user; an empty one where nothing has been set yet."""
        row = self._connection.execute(_GET, {"of": authority, "user": user_id}).one_or_none()
        return Account(authority, user_id) if row is None else _account(tuple(row))

    def held(self, authority: str, user_id: int) -> Account:
        """The same, and nobody else changes it until this transaction ends: failures and codes are counted once each."""
        row = self._connection.execute(_HELD, {"of": authority, "user": user_id}).one_or_none()
        return Account(authority, user_id) if row is None else _account(tuple(row))

    def by_subject(self, authority: str, subject: str) -> Account | None:
        row = self._connection.execute(_BY_SUBJECT, {"of": authority, "known_as": subject}).one_or_none()
        return None if row is None else _account(tuple(row))

    def save(self, account: Account) -> None:
        execute(self._connection, _SAVE, [asdict(account) | {"recovery": list(account.recovery)}])


def _account(row: tuple[object, ...]) -> Account:
    values = dict(zip((field.name for field in fields(Account)), row, strict=True))
    return Account(**{**values, "recovery": tuple(values["recovery"])})  # type: ignore[arg-type]
