"""Tokens of the API and of the calendar feed: only the hash is kept, and a prefix by which a leaked one can be found."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.access_tables import api_token as tokens
from ehcp_flow.db.authorities import next_number


@dataclass(frozen=True, slots=True)
class Token:
    """A token of one user. It may be used up to and with `ends_on`, unless it was revoked. `token_id` 0 until numbered."""

    authority: str
    token_id: int
    user_id: int
    name: str
    prefix: str
    token_hash: str
    scopes: tuple[str, ...]
    made_at: datetime
    ends_on: date
    used_at: datetime | None = None
    revoked_at: datetime | None = None


_COLUMNS = tuple(tokens.c[field.name] for field in fields(Token))
_BY_HASH = select(*_COLUMNS).where(tokens.c.authority == bindparam("of"), tokens.c.token_hash == bindparam("hash"))
_OF_USER = (
    select(*_COLUMNS)
    .where(tokens.c.authority == bindparam("of"), tokens.c.user_id == bindparam("user"))
    .order_by(tokens.c.token_id)
)
_THIS = (tokens.c.authority == bindparam("of"), tokens.c.token_id == bindparam("token"))
_USED = update(tokens).where(*_THIS).values(used_at=bindparam("at"))
_REVOKED = update(tokens).where(*_THIS).values(revoked_at=bindparam("at"))


class Tokens:
    """The tokens of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: Token) -> Token:
        """Stores a new token and gives it back with its number."""
        token = replace(token, token_id=next_number(self._connection, token.authority, "api_token"))
        self._connection.execute(insert(tokens), asdict(token) | {"scopes": list(token.scopes)})
        return token

    def by_hash(self, authority: str, token_hash: str) -> Token | None:
        row = self._connection.execute(_BY_HASH, {"of": authority, "hash": token_hash}).one_or_none()
        return None if row is None else _token(row)

    def of_user(self, authority: str, user_id: int) -> list[Token]:
        """Every token of a user, those that have ended among them, in the order in which they were made."""
        return [_token(row) for row in self._connection.execute(_OF_USER, {"of": authority, "user": user_id})]

    def used(self, token: Token, at: datetime) -> None:
        self._connection.execute(_USED, {"of": token.authority, "token": token.token_id, "at": at})

    def revoke(self, token: Token, at: datetime) -> None:
        self._connection.execute(_REVOKED, {"of": token.authority, "token": token.token_id, "at": at})


def _token(row: Any) -> Token:
    found = Token(*row)
    return replace(found, scopes=tuple(found.scopes))
