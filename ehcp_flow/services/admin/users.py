"""Users as an administrator looks after them: found, changed, and how each signs in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ehcp_flow.db import admin_rows
from ehcp_flow.db.accounts import Account, Accounts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.leaving import last_admin, open_cases
from ehcp_flow.services.office import OFFICER_ROLES, Office
from ehcp_flow.services.users import GIVEN_TO_PEOPLE, as_kept
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import list_words

SOURCE = "Users of this authority (docs/administration.md)"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which users are listed. "" is all of them; `active`: yes, no, or both where empty."""

    text: str = ""
    role: str = ""
    team: str = ""
    active: str = ""


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user in the list. `last_in` None: they never signed in."""

    user: User
    last_in: datetime | None


def find_users(office: Office, sought: Sought) -> list[UserLine]:
    """The users who answer to everything that is sought, by name."""
    with office.database.reading() as connection:
        users = UnitOfWork(connection).users.all(office.authority)
        seen = admin_rows.last_in(connection, office.authority)
    return [UserLine(user, seen.get(user.user_id)) for user in users if _fits(user, sought)]


def _fits(user: User, sought: Sought) -> bool:
    words = f"{user.name} {user.email}".casefold()
    return (
        all(word in words for word in sought.text.casefold().split())
        and (not sought.role or sought.role in user.roles)
        and (not sought.team or user.team == sought.team)
        and (not sought.active or user.active is (sought.active == "yes"))
    )


def user_of(office: Office, user_id: int) -> tuple[User, Account] | None:
    """A user by number, with how they sign in."""
    with office.database.reading() as connection:
        user = UnitOfWork(connection).users.get(office.authority, user_id)
        return None if user is None else (user, Accounts(connection).get(office.authority, user_id))


def change_user(
    office: Office, user_id: int, name: str, roles: Sequence[str], team: str, as_user: str | None = None
) -> User | Refusal:
    """Gives a user another name, other roles or another team. The e-mail address stays: the ledgers know them by it.

    Nobody takes the role of administrator from themselves or from the last one, and an officer with open cases stays one.
    """
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        user = uow.users.get(office.authority, user_id)
        what = f"Change {user.name if user else 'the user'}"
        if user is None:
            return Refusal(what, "there is no user of this number", SOURCE, "Look at the list of users.")
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        if not user.active:
            return Refusal(what, "they no longer work here", SOURCE, "Say first that they work here again.")
        wrong = _wrong(what, name, roles)
        if wrong is not None:
            return wrong
        now = replace(user, name=" ".join(name.split()), roles=frozenset(map(Role, roles)), team=" ".join(team.split()))
        refusal = _keeps_an_admin(uow, office, user, now, actor.name, what) or _keeps_its_cases(office, user, now, what)
        if refusal is not None:
            return refusal
        if now != user:
            uow.users.save(now)
            was, became = as_kept(user), as_kept(now)
            other = {key for key in was if was[key] != became[key]}
            noted(
                uow, office, actor.name, "user changed", user.email,
                {key: was[key] for key in was if key in other}, {key: became[key] for key in was if key in other},
            )  # fmt: skip
            uow.commit()
    return now


def _wrong(what: str, name: str, roles: Sequence[str]) -> Refusal | None:
    if not name.strip():
        return Refusal(what, "there is no name", SOURCE, "Give the name by which people know them.")
    known = [role.value for role in GIVEN_TO_PEOPLE]
    wrong = [role for role in roles if role not in known]
    if wrong or not roles:
        why = f"“{wrong[0]}” is not a role" if wrong else "a user needs a role"
        return Refusal(
            what, why, SOURCE, f"Give one of: {list_words([each.replace('_', ' ') for each in known], 'or')}."
        )
    return None


def _keeps_an_admin(uow: UnitOfWork, office: Office, user: User, now: User, by: str, what: str) -> Refusal | None:
    if Role.ADMIN not in user.roles - now.roles:
        return None
    if user.email == by:
        why = "nobody takes the role of administrator from themselves"
        return Refusal(what, why, SOURCE, "Ask another administrator to do it.")
    return last_admin(uow, office, user, what)


def _keeps_its_cases(office: Office, user: User, now: User, what: str) -> Refusal | None:
    """An open case needs an officer who may work on it."""
    if not user.roles & OFFICER_ROLES or now.roles & OFFICER_ROLES:
        return None
    held, _ = open_cases(office, user, None)
    if not held:
        return None
    why = f"{held:,} open {'case is' if held == 1 else 'cases are'} theirs, and these roles work on none"
    return Refusal(what, why, SOURCE, "Have a manager give the cases to another officer first.")
