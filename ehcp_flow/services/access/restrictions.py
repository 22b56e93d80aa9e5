"""Restricted children: looked after, adopted, at a protected address. Their cases are opened by named people and nobody else.

Managers and administrators say who is named. That alone opens nothing to them: whoever names themselves is seen to have
done so in the record of changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.db.restrictions import Restriction, Restrictions
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import NAMERS, allowed, found, noted
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import list_words

KINDS = {
    "looked_after": "Looked after by the authority",
    "adopted": "Adopted",
    "protected_address": "At a protected address",
    "other": "For another reason",
}
LONGEST_UNTIL_REVIEW = timedelta(days=366)
SOON = timedelta(days=30)
RULE = "Restricted children (docs/security.md)"


@dataclass(frozen=True, slots=True)
class RestrictedChild:
    """A restriction as whoever names people sees it: references and names of users, nothing of the child."""

    cases: tuple[str, ...]
    kind: str
    reason: str
    since: date
    review_on: date
    set_by: str
    readers: tuple[User, ...]

    @property
    def title(self) -> str:
        return KINDS[self.kind]

    def nobody_left(self) -> bool:
        """Whether everybody who is named has left or lost the role to read: then no one can work on the case."""
        return not any(user.active and user.roles & READERS for user in self.readers)


def restrict(
    office: Office,
    reference: str,
    kind: str,
    reason: str,
    review_on: date,
    named: Sequence[str],
    as_user: str | None = None,
) -> RestrictedChild | Refusal:
    """Restricts every case of the child of this case to the users of these addresses; or changes how it is restricted."""
    what = f"Restrict {reference}"
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, what, NAMERS)
        if isinstance(actor, Refusal):
            return actor
        restrictions = Restrictions(uow.connection)
        person = restrictions.person_of(office.authority, reference)
        if person is None:
            return no_such_case(reference)
        if (refusal := _faulty(office, what, kind, reason, review_on)) is not None:
            return refusal
        users = _named(uow, office, named, what)
        if isinstance(users, Refusal):
            return users
        was, before = restrictions.get(office.authority, person), restrictions.readers(office.authority, person)
        since = was.since if was else office.clock.today()
        now = Restriction(office.authority, person, kind, reason.strip(), since, review_on, actor.name)
        restrictions.save(now, [user.user_id for user in users])
        told = "child restricted" if was is None else "restriction changed"
        held = _as_kept(was, _users(uow, office, before)) if was else {}
        noted(uow, office, actor.name, told, reference, held, _as_kept(now, users), reason)
        made = _shown(now, (reference,), users)
        uow.commit()
    return made


def lift(office: Office, reference: str, reason: str, as_user: str | None = None) -> Refusal | None:
    """The child is restricted no longer: everybody whose team has the case sees it again."""
    what = f"Lift the restriction of {reference}"
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, what, NAMERS)
        if isinstance(actor, Refusal):
            return actor
        restrictions = Restrictions(uow.connection)
        person = restrictions.person_of(office.authority, reference)
        was = restrictions.get(office.authority, person) if person is not None else None
        if was is None:
            why = "the child of this case is not restricted, or there is no such case"
            return Refusal(what, why, RULE, "Look at the list of restricted children.")
        if not reason.strip():
            return Refusal(what, "no reason is given", RULE, "Say why it need not be restricted any longer.")
        readers = _users(uow, office, restrictions.readers(office.authority, was.person_id))
        restrictions.lift(office.authority, was.person_id)
        noted(uow, office, actor.name, "restriction lifted", reference, _as_kept(was, readers), {}, reason)
        uow.commit()
    return None


def restricted(office: Office, as_user: str | None = None) -> list[RestrictedChild] | Refusal:
    """Every restricted child, the one to review first first."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = allowed(uow, office, as_user, "List restricted children", NAMERS)
        if isinstance(actor, Refusal):
            return actor
        users = {user.user_id: user for user in uow.users.all(office.authority)}
        return [
            _shown(each.restriction, each.cases, [users[number] for number in each.readers])
            for each in Restrictions(connection).all(office.authority)
        ]


def due_for_review(office: Office, as_user: str | None = None) -> list[RestrictedChild] | Refusal:
    """Those whose review is due within `SOON`, and those that nobody who is named can open any more."""
    every = restricted(office, as_user)
    if isinstance(every, Refusal):
        return every
    until = office.clock.today() + SOON
    return [each for each in every if each.review_on <= until or each.nobody_left()]


def _faulty(office: Office, what: str, kind: str, reason: str, review_on: date) -> Refusal | None:
    today = office.clock.today()
    if kind not in KINDS:
        return Refusal(what, f"“{kind}” is not a kind of restriction", RULE, f"Give one of: {', '.join(KINDS)}.")
    if not reason.strip():
        return Refusal(what, "no reason is given", RULE, "Say why only named people may see the child's cases.")
    if not today < review_on <= today + LONGEST_UNTIL_REVIEW:
        why = "the day of the review is not within a year from tomorrow"
        return Refusal(what, why, RULE, "Give the day on which somebody looks whether it must still be restricted.")
    return None


def _named(uow: UnitOfWork, office: Office, named: Sequence[str], what: str) -> list[User] | Refusal:
    """The users of these addresses, each of whom can read cases at all."""
    users: dict[int, User] = {}
    for email in named:
        user = found(uow, office, email, what)
        if isinstance(user, Refusal):
            return Refusal(what, f"{email}: {user.why}", user.source, user.do)
        if not user.roles & READERS:
            roles = list_words(sorted(role.value.replace("_", " ") for role in READERS), "or")
            return Refusal(what, f"{email} has no role that reads cases", RULE, f"It takes {roles}.")
        users[user.user_id] = user
    if not users:
        return Refusal(what, "nobody is named", RULE, "Name at least one person, or nobody can work on the case.")
    return list(users.values())


def _users(uow: UnitOfWork, office: Office, numbers: Sequence[int]) -> list[User]:
    return [user for number in numbers if (user := uow.users.get(office.authority, number)) is not None]


def _shown(restriction: Restriction, cases: tuple[str, ...], readers: Sequence[User]) -> RestrictedChild:
    return RestrictedChild(
        cases,
        restriction.kind,
        restriction.reason,
        restriction.since,
        restriction.review_on,
        restriction.set_by,
        tuple(sorted(readers, key=lambda user: user.name)),
    )


def _as_kept(restriction: Restriction, readers: Sequence[User]) -> dict[str, object]:
    return {
        "kind": restriction.kind,
        "reason": restriction.reason,
        "review_on": restriction.review_on.isoformat(),
        "named": sorted(user.email for user in readers),
    }
