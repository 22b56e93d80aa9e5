"""What may this person do, and why? In words, from what decides: the step tables, the pages' roles, the scope of cases."""

from collections.abc import Iterable
from dataclasses import dataclass

from ehcp_flow.db.restrictions import Restrictions
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.phrases import how_many
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.office import Office
from workflows.events import EVENTS
from workflows.processes import ANY_TIME, PROCESSES
from workflows.refusals import Refusal
from workflows.steps import Step
from workflows.vocabulary import Event, Role
from workflows.words import list_words

MEANING = {
    Role.CASEWORKER: "works on cases: records what has happened, asks for advice, writes letters",
    Role.MANAGER: "leads a team: gives out cases, approves exceptions, and does what a caseworker does",
    Role.DECISION_MAKER: "decides for the authority: whether to assess, whether to issue a plan, and signs",
    Role.PANEL_CLERK: "prepares the panel and records what it said",
    Role.PANEL_MEMBER: "sees what is put before the panel",
    Role.PANEL_CHAIR: "leads the panel",
    Role.HEALTH: "answers for health what is asked of health",
    Role.ANALYST: "reads cases and figures, and records nothing",
    Role.HEAD_OF_SERVICE: "hears of what is late for long, and sees figures of teams",
    Role.ADMIN: "looks after users, roles and settings, and opens no child's file by it",
}
"""What each role is for, for people."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its route says: its path, its name, and the roles that open it; none: everybody, signed in or not."""

    path: str
    name: str
    who: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Permitted:
    """Something that may be done, and the roles of the user by which it may."""

    title: str
    by: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class StepsOf:
    """The steps of one process. `may` and `may_not` are in the order of the table; a title is in one of them."""

    process: str
    may: tuple[Permitted, ...]
    may_not: tuple[Permitted, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one user. `cases` says in sentences which cases they see, and why those."""

    user: User
    roles: tuple[tuple[Role, str], ...]
    cases: tuple[str, ...]
    steps: tuple[StepsOf, ...]
    pages: tuple[Page, ...]


def rights_of(office: Office, email: str, pages: Iterable[Page] = ()) -> Rights | Refusal:
    """What the user of an address may do. `pages` are those that there are."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        user = uow.users.by_email(office.authority, email)
        if user is None:
            return Refusal(
                f"Say what {email} may do",
                "no user has this e-mail address",
                "Users of this authority",
                "Look at “ehcp-flow user list”.",
            )
        named = Restrictions(connection).of_user(office.authority, user.user_id)
    roles = tuple((role, MEANING[role]) for role in Role if role in user.roles)
    if not user.active:
        return Rights(user, roles, ("They no longer work here, so they cannot sign in and see nothing.",), (), ())
    opened = tuple(page for page in pages if not page.who or page.who & user.roles)
    return Rights(user, roles, cases_seen(user, named), steps_of(user), opened)


def cases_seen(user: User, named: int) -> tuple[str, ...]:
    """Which cases a user sees. `named`: for how many restricted children."""
    by = [role.value.replace("_", " ") for role in Role if role in user.roles & READERS]
    if not by:
        readers = list_words(sorted(role.value.replace("_", " ") for role in READERS), "or")
        return (f"No cases: it takes the role of {readers}.",)
    if user.team:
        first = f"The cases of team {user.team} and those of no team, as {list_words(by)} in that team."
    else:
        first = f"The cases of every team, as {list_words(by)} without a team."
    if not named:
        return first, "None of a restricted child, because nobody has named this user for one."
    children = how_many(named, "restricted child", "restricted children")
    return first, f"Also those of {children}, for whom this user is named."


def steps_of(user: User) -> tuple[StepsOf, ...]:
    """The steps of each process that a user may and may not record. A case may still refuse one, and says why."""
    found = []
    for title, steps in [*((table.title, table.steps) for table in PROCESSES), _at_any_time()]:
        by: dict[Event, frozenset[Role]] = {}
        for step in steps:
            if not step.follows:
                by[step.event] = by.get(step.event, frozenset()) | step.by
        may = tuple(Permitted(EVENTS[event].title, _in_order(who & user.roles)) for event, who in by.items())
        not_by = tuple(
            Permitted(EVENTS[event].title, _in_order(who - {Role.IMPORTER}))
            for event, who in by.items()
            if not who & user.roles and who - {Role.IMPORTER}
        )
        found.append(StepsOf(title, tuple(each for each in may if each.by), not_by))
    return tuple(found)


def _at_any_time() -> tuple[str, tuple[Step, ...]]:
    return "At any time", tuple(ANY_TIME.values())


def _in_order(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)
