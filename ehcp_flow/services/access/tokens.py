"""Tokens: made by a user for a program or a calendar, shown once, of some scopes, for a time, and revoked at any moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from ehcp_flow.db.tokens import Token, Tokens
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import noted
from ehcp_flow.services.access.keys import hash_of, new_key
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import day_words, list_words

BEGINS = "ehcpflow_"
"""What every token begins with, so that one that leaked is known for what it is."""
PREFIX = len(BEGINS) + 6
LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=1)
SOURCE = "Tokens of this service (docs/api.md)"


class TokenScope(StrEnum):
    """What a token may be used for. It never opens more than its user may do."""

    READ = "read"
    WRITE = "write"
    CALENDAR = "calendar"


WORDS = {
    TokenScope.READ: "Read cases, deadlines and what is due",
    TokenScope.WRITE: "Record events and corrections",
    TokenScope.CALENDAR: "Follow my own deadlines in a calendar",
}


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made. `key` is shown now and never again."""

    key: str
    token: Token


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token was given, and what it may be used for."""

    user: User
    scopes: frozenset[TokenScope]


def make_token(
    office: Office, user: User, name: str, scopes: frozenset[TokenScope], ends_on: date
) -> NewToken | Refusal:
    """A new token of a user. Refused without a name or a scope, and for an end that has passed or is over a year away."""
    what, today = "Make a token", office.clock.today()
    if not name.strip() or not scopes:
        missing = list_words([*([] if name.strip() else ["a name"]), *([] if scopes else ["something to be used for"])])
        return Refusal(what, f"it has no {missing.replace('a name', 'name')}", SOURCE, f"Give it {missing}.")
    if not today <= ends_on <= today + LONGEST:
        last = day_words(today + LONGEST)
        return Refusal(what, f"it would end on {day_words(ends_on)}", SOURCE, f"Let it end from today to {last}.")
    key = BEGINS + new_key()
    given = tuple(sorted(scope.value for scope in scopes))
    token = Token(
        office.authority, 0, user.user_id, name.strip(), key[:PREFIX], hash_of(key), given, office.clock.now(), ends_on
    )
    with unit_of_work(office.database) as uow:
        token = Tokens(uow.connection).add(token)
        became = {"name": token.name, "begins": token.prefix, "for": list(given), "ends_on": ends_on.isoformat()}
        noted(uow, office, user.email, "token made", user.email, became=became)
        uow.commit()
    return NewToken(key, token)


def tokens_of(office: Office, user: User) -> list[Token]:
    with office.database.reading() as connection:
        return Tokens(connection).of_user(office.authority, user.user_id)


def revoke_token(office: Office, user: User, token_id: int) -> Token | Refusal:
    """Ends a token of a user now. One that has been revoked stays as it was."""
    with unit_of_work(office.database) as uow:
        tokens = Tokens(uow.connection)
        found = next(
            (each for each in tokens.of_user(office.authority, user.user_id) if each.token_id == token_id), None
        )
        if found is None:
            return Refusal("Revoke a token", "you have no such token", SOURCE, "Look at the list of your tokens.")
        if found.revoked_at is None:
            found = replace(found, revoked_at=office.clock.now())
            tokens.revoke(found, office.clock.now())
            was = {"name": found.name, "begins": found.prefix}
            noted(uow, office, user.email, "token revoked", user.email, was)
            uow.commit()
        return found


def is_live(token: Token, today: date) -> bool:
    return token.revoked_at is None and today <= token.ends_on


def bearer(office: Office, key: str) -> Bearer | None:
    """Whose token this is. None for one that is unknown, has ended or was revoked, or whose user was deactivated."""
    if not key.startswith(BEGINS):
        return None
    with office.database.reading() as connection:
        token = Tokens(connection).by_hash(office.authority, hash_of(key))
        if token is None or not is_live(token, office.clock.today()):
            return None
        user = UnitOfWork(connection).users.get(office.authority, token.user_id)
    if user is None or not user.active:
        return None
    _note_use(office, token, office.clock.now())
    return Bearer(user, frozenset(map(TokenScope, token.scopes)))


def _note_use(office: Office, token: Token, now: datetime) -> None:
    """Writes down when it was last used, once a minute at most."""
    if token.used_at is not None and now - token.used_at < NOTED_EVERY:
        return
    with unit_of_work(office.database) as uow:
        Tokens(uow.connection).used(token, now)
        uow.commit()
