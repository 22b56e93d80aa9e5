"""Who no longer works here: where each open case goes, and that nobody who left is told anything or stands in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ehcp_flow.db import queues, team_rows
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.queues import CaseRow
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import noted
from ehcp_flow.services.cases import assign
from ehcp_flow.services.office import OPERATOR, Office
from ehcp_flow.services.team import eyes_of
from workflows.advance import Actor
from workflows.processes.assessment import Assessment
from workflows.processes.plan import Plan
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import list_words

RULE = "Leavers (casework.md 1.4)"
MAY = frozenset({Role.MANAGER, Role.ADMIN})
OVER = frozenset(
    {
        Assessment.WITHDRAWN.value,
        Assessment.MOVED_AWAY.value,
        Assessment.CLOSED.value,
        f"plan_{Plan.CEASED.value}",
        f"plan_{Plan.TRANSFERRED_OUT.value}",
    }
)
"""The states of a case on which nobody works. A refusal is not among them: the family may appeal."""

NAMED = 5
LEFT = "Its reader no longer works here."


@dataclass(frozen=True, slots=True)
class Left:
    """Who left: `cases` went to `to`; so many absences ended, and so many messages that waited were called back."""

    user: User
    cases: tuple[str, ...] = ()
    to: str = ""
    absences: int = 0
    messages: int = 0


def deactivate(
    office: Office, email: str, cases_to: str = "", to_team: str = "", reason: str = "", as_user: str | None = None
) -> Left | Refusal:
    """Ends somebody's work here. Each open case goes to a user, or to the manager of a team, with an entry of its own.

    Refused, with the user as active as before, while a case is open that goes nowhere or could not be given away. What was
    given away until then stays so: the same again goes on with the rest.
    """
    what = f"Deactivate {email}"
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        user = _user(uow, office, email, what, as_user)
        if isinstance(user, Refusal):
            return user
        if (refusal := last_admin(uow, office, user, what)) is not None:
            return refusal
        to = _heir(uow, office, user, cases_to, to_team, what)
        if isinstance(to, Refusal):
            return to
        held = _open(uow, office, user)
        known = _seen(uow, office, held, as_user)
    if len(known) < len(held):
        return _not_seen(what, len(held) - len(known))
    if held and not to:
        return _still_open(what, held)
    for row in held:
        given = assign(office, row.case, to, as_user, reason.strip() or f"{user.name} no longer works here")
        if isinstance(given, Refusal):
            return Refusal(what, f"{row.case} could not be given to {to}: {given.why}", given.source, given.do)
    return _end(office, user, what, tuple(row.case for row in held), to, reason, as_user)


def activate(office: Office, email: str, as_user: str | None = None) -> User | Refusal:
    """Somebody works here again. Their former cases stay where they went."""
    what = f"Activate {email}"
    with unit_of_work(office.database) as uow:
        user = _user(uow, office, email, what, as_user, active=False)
        if isinstance(user, Refusal):
            return user
        again = replace(user, active=True)
        uow.users.save(again)
        noted(uow, office, _name(as_user), "works here again", user.email)
        uow.commit()
        return again


def _user(
    uow: UnitOfWork, office: Office, email: str, what: str, as_user: str | None, *, active: bool = True
) -> User | Refusal:
    actor = office.actor(uow, as_user)
    if isinstance(actor, Refusal):
        return actor
    if not _may(actor):
        why = f"{actor.name} is neither manager nor admin"
        return Refusal(what, why, "Who may say who works here", "Ask a manager.")
    user = uow.users.by_email(office.authority, email)
    if user is None or user.active is not active:
        why = "no user has this e-mail address"
        if user is not None:
            why = "they are no longer active" if active else "they are active"
        return Refusal(what, why, "Users of this authority", "Look at “ehcp-flow user list”.")
    return user


def _may(actor: Actor) -> bool:
    return bool(actor.roles & MAY)


def _heir(uow: UnitOfWork, office: Office, user: User, cases_to: str, to_team: str, what: str) -> str | Refusal:
    """The address to which the cases go; "" where it is not said."""
    if cases_to and to_team:
        return Refusal(what, "a person and a team were given", RULE, "Give either --cases-to or --to-team.")
    others = [each for each in uow.users.all(office.authority) if each.active and each.user_id != user.user_id]
    if cases_to:
        wanted = cases_to.strip().casefold()
        if wanted not in [each.email for each in others]:
            return Refusal(
                what, f"no other active user has the address {cases_to}", RULE, "Give --cases-to an active user."
            )
        return wanted
    if not to_team:
        return ""
    team = [each for each in others if each.team.casefold() == to_team.strip().casefold()]
    managers = [each for each in team if Role.MANAGER in each.roles]
    if not managers:
        why = f"the team {to_team} has no active manager" if team else f"nobody active is in a team {to_team}"
        return Refusal(what, why, RULE, "Give --cases-to with whoever takes the cases.")
    away = {
        each.user_id
        for each in uow.absences.not_over(office.authority, office.clock.today())
        if each.covers(office.clock.today())
    }
    return min(managers, key=lambda each: (each.user_id in away, each.name)).email


def _open(uow: UnitOfWork, office: Office, user: User) -> list[CaseRow]:
    """The cases of an officer on which there is, or may be, something to do."""
    held = queues.list_cases(uow.connection, office.authority, owner_id=user.user_id)
    return [row for row in held if row.state not in OVER or row.next_due is not None]


def _seen(uow: UnitOfWork, office: Office, held: Sequence[CaseRow], as_user: str | None) -> list[CaseRow]:
    """Those of the cases that whoever asks may see. The operator, who gives no name, sees them all."""
    user = uow.users.by_email(office.authority, as_user) if as_user else None
    if user is None:
        return list(held)
    rows = team_rows.seen(uow.connection, eyes_of(office, user), [row.case for row in held])
    return [row for row in held if row.case in rows]


def open_cases(office: Office, user: User, as_user: str | None) -> tuple[int, int]:
    """How many open cases somebody has, and how many of them whoever asks may see, and so give away."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        held = _open(uow, office, user)
        return len(held), len(_seen(uow, office, held, as_user))


def _not_seen(what: str, hidden: int) -> Refusal:
    """Says how many, and not which: whoever asks may not know that they are there."""
    return Refusal(
        what,
        f"{hidden:,} of their open cases are of another team, or only named people may open them",
        RULE,
        "Ask somebody who may open those cases to give them to another officer first.",
    )


def _still_open(what: str, held: Sequence[CaseRow]) -> Refusal:
    listed = [row.case for row in held[:NAMED]]
    more = [f"{len(held) - NAMED:,} more"] if len(held) > NAMED else []
    count = f"{len(held):,} open {'case is' if len(held) == 1 else 'cases are'}"
    return Refusal(
        what,
        f"{count} still theirs: {list_words([*listed, *more])}",
        RULE,
        "Say where they go: --cases-to EMAIL, or --to-team TEAM for its manager. Give single ones first to others with "
        "“ehcp-flow case assign”.",
    )


def _name(as_user: str | None) -> str:
    return as_user.strip().lower() if as_user else OPERATOR


def last_admin(uow: UnitOfWork, office: Office, user: User, what: str) -> Refusal | None:
    """Refused where nobody else would be left to look after users."""
    admins = [each for each in uow.users.all(office.authority) if each.active and Role.ADMIN in each.roles]
    if [each.user_id for each in admins] != [user.user_id]:
        return None
    why = f"{user.name} is the only administrator there is"
    return Refusal(what, why, "Somebody must look after users (docs/security.md)", "Make somebody else one first.")


def _end(
    office: Office, user: User, what: str, given: tuple[str, ...], to: str, reason: str, as_user: str | None
) -> Left | Refusal:
    """In one transaction: no case is left, and from then on nobody is told, stands in or is offered."""
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        if held := _open(uow, office, user):
            return _still_open(what, held)
        if (refusal := last_admin(uow, office, user, what)) is not None:
            return refusal
        now = replace(user, active=False)
        uow.users.save(now)
        today = office.clock.today()
        own = [each for each in uow.absences.not_over(office.authority, today) if each.user_id == user.user_id]
        for each in own:
            uow.absences.end(each, today)
        waiting = [
            each.message
            for each in OutboxDesk(uow.connection).listed(office.authority, state="ready")
            if each.message.recipient == user.email and not each.message.statutory
        ]
        called_back = sum(uow.outbox.cancel(office.authority, each.message_id, LEFT) for each in waiting)
        became = {"cases": len(given), "cases_to": to if given else ""}
        noted(uow, office, _name(as_user), "no longer works here", user.email, became=became, reason=reason)
        uow.commit()
    return Left(now, given, to if given else "", len(own), called_back)
