"""Asking for what takes two people, and deciding what was asked for (docs/decisions/0023)."""

from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.asked_changes import REFUSED, AskedChange, AskedChanges, OfCase
from ehcp_flow.db.cases import StaleCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services import cases
from ehcp_flow.services.access.scope import scope_of, unseen_by
from ehcp_flow.services.cases import Done
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from ehcp_flow.services.two_persons import MAY_AGREE, SOURCE, may_not_decide, what_of
from workflows.advance import Proposal
from workflows.refusals import Refusal
from workflows.vocabulary import Event

MOST_OF_ONES_OWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, with the reference of its case; in a list with the initials of the child too."""

    change: AskedChange
    case: str
    initials: str = ""

    @property
    def proposal(self) -> Proposal:
        """What was asked for, without the day of a correction, which is the day on which it is made."""
        what = self.change.what
        day = date.fromisoformat(what["occurred_on"]) if what["occurred_on"] else date.min
        return Proposal(Event(what["event"]), day, dict(what["facts"]), corrects=what["corrects"])


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: for this user to decide, and what they asked for themselves (the last first, decided or not)."""

    to_decide: tuple[Asked, ...]
    own: tuple[Asked, ...]


def look(
    office: Office, case: str, proposal: Proposal, as_user: str, seen_version: int | None = None
) -> Done | Refusal:
    """What would follow from a change, made by this user or, where it takes two, by whoever agrees to it. Saves nothing."""
    alone = cases.look_at(office, case, proposal, as_user, seen_version)
    if isinstance(alone, Done):
        return alone
    asked = cases.look_at(office, case, proposal, as_user, seen_version, asking=True)
    return asked if isinstance(asked, Done) and asked.takes_two else alone


def ask(
    office: Office, case: str, proposal: Proposal, as_user: str, seen_version: int | None = None
) -> Asked | Refusal:
    """Ask for a change that takes two. Asking for the very same thing again gives what waits already.

    Refused where the change could not be made by anybody, and where one person is enough for it.
    """
    looked = look(office, case, proposal, as_user, seen_version)
    if isinstance(looked, Refusal):
        return looked
    if not looked.takes_two:
        why = "it does not take a second person"
        return Refusal("Ask for a change", why, SOURCE, "Record it, or put it right, yourself.")
    try:
        with unit_of_work(office.database) as uow:
            stored = uow.cases.load_for_change(office.authority, case, looked.version - 1)
            if stored is None or unseen_by(uow, office, as_user, case):
                return no_such_case(case)
            kept, what = AskedChanges(uow.connection), what_of(proposal, as_user)
            same = [each for each in kept.open_of_case(office.authority, stored.case_id) if each.what == what]
            if same:
                return Asked(same[0], case)
            added = kept.add(_change(office, stored.case_id, proposal, as_user, looked.version - 1))
            uow.commit()
            return Asked(added, case)
    except StaleCase as stale:
        return cases.stale_refusal(stale)


def _change(office: Office, case_id: int, proposal: Proposal, as_user: str, seen_version: int) -> AskedChange:
    exception = proposal.event is Event.EXCEPTION_RECORDED
    return AskedChange(
        authority=office.authority,
        change_id=0,
        case_id=case_id,
        kind="exception" if exception else "correction",
        what=what_of(proposal, as_user),
        seen_version=seen_version,
        reason=str(proposal.facts.get("evidence" if exception else "reason", "")),
        asked_at=office.clock.now(),
        asked_by=as_user,
    )


def user_of(office: Office, email: str) -> User | Refusal:
    """The active user of this address."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = office.actor(uow, email)
        held = uow.users.by_email(office.authority, email)
    if isinstance(actor, Refusal) or held is None:
        return actor if isinstance(actor, Refusal) else _nobody()
    return held


def _nobody() -> Refusal:
    return Refusal("Decide what was asked for", "it takes a person by name", SOURCE, "Say who decides with --as.")


def waiting(office: Office, user: User) -> Waiting:
    """What waits, of the cases that this user may see. What they may not decide is not listed for them to decide."""
    with office.database.reading() as connection:
        kept, scope = AskedChanges(connection), scope_of(user)
        may = bool(user.roles & MAY_AGREE)
        others = kept.waiting(office.authority, scope) if may else []
        own = kept.asked_by(office.authority, user.email, scope, MOST_OF_ONES_OWN)
    return Waiting(
        tuple(_asked(each) for each in others if each.change.asked_by != user.email), tuple(map(_asked, own))
    )


def _asked(held: OfCase) -> Asked:
    return Asked(held.change, held.case, held.initials)


def waiting_on(office: Office, case: str) -> list[Asked]:
    """What waits on one case, which the caller has found that the user may see."""
    with office.database.reading() as connection:
        stored = UnitOfWork(connection).cases.load(office.authority, case)
        held = AskedChanges(connection).open_of_case(office.authority, stored.case_id) if stored else []
        return [Asked(each, case) for each in held]


def dated(office: Office, proposal: Proposal) -> Proposal:
    """A correction that was asked for, with the day on which it would be made: today."""
    return Proposal(proposal.event, office.clock.today(), dict(proposal.facts), proposal.corrects)


def find(office: Office, user: User, change_id: int) -> Asked | Refusal:
    """One that was asked for: the same words where there is none and where the user may not see its case."""
    with office.database.reading() as connection:
        found = AskedChanges(connection).seen(office.authority, change_id, scope_of(user))
    if found is None or not (user.roles & MAY_AGREE or found.change.asked_by == user.email):
        return _none(change_id)
    return _asked(found)


def _none(change_id: int) -> Refusal:
    return Refusal(f"Open request {change_id}", "there is none of this number", SOURCE, "Look at what waits.")


def may_not(office: Office, user: User, asked: Asked) -> Refusal | None:
    """Why this user may not decide it."""
    with office.database.reading() as connection:
        actor = office.actor(UnitOfWork(connection), user.email)
    return actor if isinstance(actor, Refusal) else may_not_decide(asked.change, actor)


def agree(
    office: Office, user: User, change_id: int, seen_version: int | None = None, only_look: bool = False
) -> Done | Refusal:
    """Agree to what somebody else asked for: it is recorded by this user, and says who asked."""
    asked = find(office, user, change_id)
    if isinstance(asked, Refusal):
        return asked
    made = asked.proposal
    day = office.clock.today() if made.event is Event.CORRECTION else made.occurred_on
    facts = {**made.facts, "asked_by": asked.change.asked_by}
    proposal = Proposal(made.event, day, facts, made.corrects)
    return cases.agree(office, asked.case, proposal, change_id, user.email, seen_version, only_look)


def refuse(office: Office, user: User, change_id: int, why: str) -> Asked | Refusal:
    """Refuse what somebody else asked for, and say why. Nothing is recorded on the case."""
    asked = find(office, user, change_id)
    if isinstance(asked, Refusal):
        return asked
    if not why.strip():
        return Refusal("Refuse what was asked for", "it does not say why", SOURCE, "Say why, for whoever asked.")
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, user.email)
        if isinstance(actor, Refusal):
            return actor
        kept = AskedChanges(uow.connection)
        held = kept.get_for_change(office.authority, change_id)
        refusal = may_not_decide(held, actor) if held else _none(change_id)
        if held is None or refusal is not None:
            return refusal or _none(change_id)
        kept.decide(held, REFUSED, office.clock.now(), actor.name, why.strip())
        uow.commit()
    return Asked(held, asked.case)
