"""Users: who they are, what they may do, and to which team they belong."""

from collections.abc import Sequence

from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import EmailTaken, User
from ehcp_flow.services.access.changes import ADMINS, allowed, noted
from ehcp_flow.services.office import Office
from notifications.channels.mail_text import is_address
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import list_words

GIVEN_TO_PEOPLE = tuple(role for role in Role if role is not Role.IMPORTER)


def add_user(
    office: Office, name: str, email: str, roles: Sequence[str], team: str = "", as_user: str | None = None
) -> User | Refusal:
    """A new user with at least one role, added by an administrator or by the operator at the command line."""
    what = f"Add the user {name or email}"
    wrong = [role for role in roles if role not in [each.value for each in GIVEN_TO_PEOPLE]]
    known = ", ".join(each.value for each in GIVEN_TO_PEOPLE)
    if wrong or not roles:
        why = f"“{wrong[0]}” is not a role" if wrong else "a user needs a role"
        return Refusal(what, why, "Roles (workflows/vocabulary.py)", f"Give --role with one of: {known}.")
    if not is_address(email.strip()):
        return Refusal(
            what, f"“{email}” is not an e-mail address", "Users of this authority", "Give --email NAME@COUNCIL."
        )
    if not office.is_own(email):
        return Refusal(
            what,
            f"{email} is not of {list_words(office.domains, 'or')}",
            "The setting own_domains (casework.md E6)",
            "Give an address of the council, or have own_domains changed.",
        )
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, what, ADMINS)
        if isinstance(actor, Refusal):
            return actor
        new = User(
            authority=office.authority,
            user_id=0,
            name=name.strip(),
            email=email,
            roles=frozenset(Role(role) for role in roles),
            created_at=office.clock.now(),
            team=team.strip(),
        )
        try:
            added = uow.users.add(new)
        except EmailTaken:
            return Refusal(
                what,
                f"{email} belongs to another user of this authority",
                "Users of this authority",
                "Look at “ehcp-flow user list”, or give another address.",
            )
        noted(uow, office, actor.name, "user added", added.email, became=as_kept(added))
        uow.commit()
        return added


def as_kept(user: User) -> dict[str, object]:
    """What an administrator can change of a user, as the record of changes keeps it."""
    return {"name": user.name, "roles": sorted(role.value for role in user.roles), "team": user.team}


def list_users(office: Office) -> list[User]:
    """Every user of the authority, by name."""
    with office.database.reading() as connection:
        return UnitOfWork(connection).users.all(office.authority)
