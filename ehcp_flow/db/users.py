"""Those who use the system: their e-mail addresses, roles and teams. Nobody is deleted; history keeps the name."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import app_user as users
from workflows.vocabulary import Role


@dataclass(frozen=True, slots=True)
class User:
    """A user of one authority, known by e-mail address (kept in lower case). `user_id` is 0 until numbered."""

    authority: str
    user_id: int
    name: str
    email: str
    roles: frozenset[Role]
    created_at: datetime
    team: str = ""
    active: bool = True


class EmailTaken(Exception):
    """Another user of the authority has this e-mail address."""


_COLUMNS = tuple(users.c[field.name] for field in fields(User))
_BY_EMAIL = select(*_COLUMNS).where(users.c.authority == bindparam("of"), users.c.email == bindparam("address"))
_GET = select(*_COLUMNS).where(users.c.authority == bindparam("of"), users.c.user_id == bindparam("user"))
_ALL = select(*_COLUMNS).where(users.c.authority == bindparam("of")).order_by(users.c.name, users.c.user_id)


class Users:
    """The users of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, user: User) -> User:
        """Stores a new user and gives it back with its number. Raises EmailTaken."""
        user = replace(user, email=user.email.strip().lower())
        if self.by_email(user.authority, user.email) is not None:
            raise EmailTaken(user.email)
        user = replace(user, user_id=next_number(self._connection, user.authority, "user"))
        try:
            self._connection.execute(insert(users), _row(user))
        except IntegrityError as error:  # someone else added the same address at the same moment
            raise EmailTaken(user.email) from error
        return user

    def save(self, user: User) -> None:
        """Stores a changed name, team, roles or whether active."""
        this = (users.c.authority == user.authority, users.c.user_id == user.user_id)
        roles = _words(user.roles)
        self._connection.execute(
            update(users).where(*this).values(name=user.name, team=user.team, roles=roles, active=user.active)
        )

    def by_email(self, authority: str, email: str) -> User | None:
        row = self._connection.execute(_BY_EMAIL, {"of": authority, "address": email.strip().lower()}).one_or_none()
        return None if row is None else _user(row)

    def get(self, authority: str, user_id: int) -> User | None:
        row = self._connection.execute(_GET, {"of": authority, "user": user_id}).one_or_none()
        return None if row is None else _user(row)

    def all(self, authority: str) -> list[User]:
        return [_user(row) for row in self._connection.execute(_ALL, {"of": authority})]


def _words(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _row(user: User) -> dict[str, object]:
    return {**asdict(user), "roles": _words(user.roles)}


def _user(row: Iterable[object]) -> User:
    user = User(*row)  # type: ignore[arg-type]
    return replace(user, roles=frozenset(Role(role) for role in user.roles))
