"""Who may change who gets in, and that each change is written down for good."""

from collections.abc import Mapping
from typing import Any

from ehcp_flow.db.admin_changes import LAST, AdminChange, AdminChanges
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.office import Office
from workflows.advance import Actor
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import list_words

ADMINS = frozenset({Role.ADMIN})
NAMERS = frozenset({Role.ADMIN, Role.MANAGER})
"""Who says which people are named for a restricted child. Naming opens nothing to whoever names."""

SOURCE = "Who gets in (docs/security.md)"


def allowed(uow: UnitOfWork, office: Office, as_user: str | None, what: str, who: frozenset[Role]) -> Actor | Refusal:
    """Whoever asks, if they hold one of the roles. The operator at the command line, who gives no address, may too."""
    actor = office.actor(uow, as_user)
    if isinstance(actor, Refusal) or not actor.person or actor.roles & who:
        return actor
    roles = list_words(sorted(role.value.replace("_", " ") for role in who), "or")
    return Refusal(what, f"{actor.name} is not {roles}", SOURCE, f"Ask somebody with the role of {roles}.")


def found(uow: UnitOfWork, office: Office, email: str, what: str) -> User | Refusal:
    """The active user of an address."""
    user = uow.users.by_email(office.authority, email)
    if user is not None and user.active:
        return user
    why = "no user has this e-mail address" if user is None else "they are no longer active"
    return Refusal(what, why, "Users of this authority", "Look at “ehcp-flow user list”.")


def asked_of(
    uow: UnitOfWork, office: Office, as_user: str | None, email: str, what: str, who: frozenset[Role] = ADMINS
) -> tuple[Actor, User] | Refusal:
    """Whoever asks, if they may, and the active user of whom it is asked."""
    actor = allowed(uow, office, as_user, what, who)
    if isinstance(actor, Refusal):
        return actor
    user = found(uow, office, email, what)
    return user if isinstance(user, Refusal) else (actor, user)


def noted(
    uow: UnitOfWork,
    office: Office,
    by: str,
    what: str,
    of: str,
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AdminChange:
    """Writes a change down, in the transaction that makes it. Never give it a password, a key or a code."""
    change = AdminChange(office.authority, 0, office.clock.now(), by, what, of, was or {}, became or {}, reason.strip())
    return AdminChanges(uow.connection).add(change)


def latest(office: Office, how_many: int = 100, before: int = LAST) -> list[AdminChange]:
    """What was changed, the newest first; `before` the number of a change, for those that came earlier."""
    with office.database.reading() as connection:
        return AdminChanges(connection).latest(office.authority, how_many, before)


def of(office: Office, of: str) -> list[AdminChange]:
    """What was changed of one user, case or setting, the newest first."""
    with office.database.reading() as connection:
        return AdminChanges(connection).of(office.authority, of)
