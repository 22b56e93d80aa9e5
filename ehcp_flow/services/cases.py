"""What is done to a case: open, record, put right, except, assign. One path for every door (`_advance`)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ehcp_flow.db.cases import LedgerAtOdds, StaleCase
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.scope import unseen_by
from ehcp_flow.services.consequences import Look, Telling
from ehcp_flow.services.health.notices import raise_notices
from ehcp_flow.services.importing.adding import not_sound
from ehcp_flow.services.indexing import case_index, next_rungs
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import OFFICER_ROLES, Office
from ehcp_flow.services.people import NewPerson, find_or_add
from ehcp_flow.services.telling.ladders import law_here
from ehcp_flow.services.telling.messages import messages_of
from ehcp_flow.services.two_persons import not_agreed, why_two
from workflows.advance import Actor, Outcome, Proposal, advance
from workflows.events import EVENTS
from workflows.ledger import Entry, effective, seal
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import day_words, list_words


@dataclass(frozen=True, slots=True)
class Done:
    """What was saved: the case's reference and version, and the outcome that the machine gave.

    Where it was only looked at: `telling` is what would go to whom, `takes_two` why a second person must agree to it.
    """

    case: str
    version: int
    outcome: Outcome
    known_person: bool = False
    telling: tuple[Telling, ...] = ()
    takes_two: str = ""


@dataclass(frozen=True, slots=True)
class Stale(Refusal):
    """Refused because the case was changed in the meantime: by these entries."""

    since: tuple[Entry, ...] = ()


BEGINNINGS = (
    Event.REQUEST_RECEIVED,
    Event.BECAME_RESPONSIBLE,
    Event.PLAN_TRANSFERRED_IN,
    Event.PLAN_MADE,
)
"""What a case can begin with. A plan comes first where it was made before there was a ledger, or elsewhere."""


def open_case(
    office: Office,
    person: NewPerson,
    received_on: date,
    source: str = "",
    as_user: str | None = None,
    event: Event = Event.REQUEST_RECEIVED,
    facts: Mapping[str, Any] | None = None,
    again: bool = False,
    only_look: bool = False,
) -> Done | Refusal:
    """Register a person (or find the one already held) and what their case begins with: a request, or a plan.

    `received_on` is the day of that event. Refused where a case of this child begins with the same event on the same
    day, which is most often one request typed twice, unless `again`; and where the child's file is kept by people who
    are named, and this user is none of them. Nothing is saved where it is refused, nor with `only_look`.
    """
    if event not in BEGINNINGS:
        return Refusal(
            f"Open a case with “{EVENTS[event].title}”",
            "no case begins with it",
            "How a case begins (workflows/processes)",
            f"A case begins with {list_words((each.value for each in BEGINNINGS), 'or')}.",
        )
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        uow.alone_in(office.authority)
        now = office.clock.now()
        held = find_or_add(uow, office.authority, person, received_on, now)
        if isinstance(held, Refusal):
            return held
        reference = next_reference(uow, office.authority, received_on.year)
        stored = uow.cases.add(office.authority, held.person.person_id, reference, now)
        if held.known and unseen_by(uow, office, as_user, reference):
            return _kept_by_others(person)
        if held.known and not (again or person.another):
            twice = _opened_already(uow, office, as_user, held.person, event, received_on)
            if twice is not None:
                return twice
        given = {**(facts or {}), **({"source": source} if source and event is Event.REQUEST_RECEIVED else {})}
        done = _advance(office, uow, stored, Proposal(event, received_on, given), actor, look=only_look)
        if isinstance(done, Refusal):
            return done
        if not only_look:
            uow.commit()
        return replace(done, known_person=held.known)


def _kept_by_others(person: NewPerson) -> Refusal:
    return Refusal(
        f"Open a case for {person.name}",
        "a child with these details is known already, and their file is kept by people who are named for it",
        "Restricted cases (ehcp_flow/services/access/scope.py)",
        "Ask your manager who they are, and give them what you have.",
    )


def _opened_already(
    uow: UnitOfWork, office: Office, as_user: str | None, person: Person, event: Event, on: date
) -> Refusal | None:
    """Says which case of this person begins with this very event on this very day, if one does and they may see it."""
    for case in uow.cases.of_people(person.authority, [person.person_id]).get(person.person_id, []):
        if any(entry.event is event and entry.occurred_on == on for entry in effective(case.entries)):
            what = "a request" if event is Event.REQUEST_RECEIVED else f"“{EVENTS[event].title}”"
            named = "a case of another team" if unseen_by(uow, office, as_user, case.reference) else case.reference
            return Refusal(
                f"Open a case for {person.forename} {person.surname}",
                f"{named} was opened for this child with {what} of the same day, {day_words(on)}",
                "One case per request (docs/decisions/0010)",
                f"Go on with {named}. For another child of the same name and birth date, say --another-person.",
            )
    return None


def next_reference(uow: UnitOfWork, authority: str, year: int, how_many: int = 1) -> str:
    """EHC-2026-00001: the year of the request and a running number; the first of `how_many`."""
    return reference_of(year, uow.authorities.next_number(authority, f"case-{year}", how_many))


def reference_of(year: int, number: int) -> str:
    return f"EHC-{year:04d}-{number:05d}"


def record(
    office: Office,
    case: str,
    event: Event,
    occurred_on: date,
    facts: Mapping[str, Any],
    as_user: str | None = None,
    seen_version: int | None = None,
    only_look: bool = False,
) -> Done | Refusal:
    """Record that something happened on a case. `only_look`: say what would follow, and save nothing.

    An exception takes two people where a user records it: it is refused here, and asked for (`services/asking.py`).
    """
    return _change(office, case, Proposal(event, occurred_on, dict(facts)), as_user, seen_version, only_look=only_look)


def correct(
    office: Office,
    case: str,
    number: int,
    reason: str,
    right_date: date | None = None,
    right_facts: Mapping[str, Any] | None = None,
    never_happened: bool = False,
    as_user: str | None = None,
    confirmed: bool = False,
    seen_version: int | None = None,
    only_look: bool = False,
) -> Done | Refusal:
    """Put an entry right. Where later entries would no longer stand it is refused until `confirmed`.

    `only_look`: say what would follow, and save nothing. What takes two people (docs/decisions/0023) is refused here
    where a user does it, and asked for (`services/asking.py`).
    """
    proposal = correction(office, number, reason, right_date, right_facts, never_happened)
    return _change(office, case, proposal, as_user, seen_version, confirmed=confirmed, only_look=only_look)


def correction(
    office: Office,
    number: int,
    reason: str,
    right_date: date | None = None,
    right_facts: Mapping[str, Any] | None = None,
    never_happened: bool = False,
) -> Proposal:
    """What is asked of the machine where an entry is to be put right."""
    facts: dict[str, Any] = {"reason": reason}
    if never_happened:
        facts["never_happened"] = True
    if right_date is not None:
        facts["right_date"] = right_date.isoformat()
    if right_facts is not None:
        facts["right_facts"] = dict(right_facts)
    return Proposal(Event.CORRECTION, office.clock.today(), facts, corrects=number)


def look_at(
    office: Office,
    case: str,
    proposal: Proposal,
    as_user: str | None = None,
    seen_version: int | None = None,
    asking: bool = False,
) -> Done | Refusal:
    """What would follow from a change; nothing is saved. `asking`: somebody else would decide it, so any officer may ask."""
    return _change(office, case, proposal, as_user, seen_version, confirmed=True, only_look=True, asking=asking)


def agree(
    office: Office,
    case: str,
    proposal: Proposal,
    change_id: int,
    as_user: str,
    seen_version: int | None = None,
    only_look: bool = False,
) -> Done | Refusal:
    """Make a change that somebody else asked for, as whoever agrees to it. `proposal` is what was asked for, and by whom.

    It is saved, and the request marked as agreed to, in one transaction.
    """
    return _change(
        office, case, proposal, as_user, seen_version, confirmed=True, only_look=only_look, change_id=change_id
    )


def assign(
    office: Office,
    case: str,
    to: str,
    as_user: str | None = None,
    reason: str = "",
    *,
    batch: int | None = None,
    seen_version: int | None = None,
    only_look: bool = False,
) -> Done | Refusal:
    """Make a user the officer of a case. `batch`: the number under which many cases are given together.

    The case goes to the officer's team; with an officer of no team it stays with the team that has it.

    `only_look`: say what would follow, and save nothing.
    """
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        user, team = uow.users.by_email(office.authority, to), uow.cases.team_of(office.authority, case)
    if user is None or not user.active:
        return Refusal(
            f"Assign {case} to {to}",
            "no active user has this e-mail address",
            "Users of this authority",
            "Add the user with “ehcp-flow user add”, or check the address with “ehcp-flow user list”.",
        )
    given = {"team": user.team or team, "reason": reason, "batch": str(batch) if batch else ""}
    facts = {"to": user.email, **{name: value for name, value in given.items() if value}}
    proposal = Proposal(Event.CASE_ASSIGNED, office.clock.today(), facts)
    return _change(office, case, proposal, as_user, seen_version, only_look=only_look)


def _change(
    office: Office,
    case: str,
    proposal: Proposal,
    as_user: str | None,
    seen_version: int | None,
    confirmed: bool = False,
    only_look: bool = False,
    asking: bool = False,
    change_id: int | None = None,
) -> Done | Refusal:
    try:
        with unit_of_work(office.database) as uow:
            actor = office.actor(uow, as_user)
            if isinstance(actor, Refusal):
                return actor
            stored = uow.cases.load_for_change(office.authority, case, seen_version)
            if stored is None or unseen_by(uow, office, as_user, case):
                return no_such_case(case)
            if asking and only_look:
                actor = _as_if_agreed(actor)
            done = _advance(office, uow, stored, proposal, actor, confirmed, look=only_look)
            if isinstance(done, Refusal) or only_look:
                return done
            if actor.person and (done.takes_two or change_id is not None):
                refusal = not_agreed(uow, office, actor, stored, proposal, change_id, done.takes_two)
                if refusal is not None:
                    return refusal
            uow.commit()
            return done
    except StaleCase as stale:
        return stale_refusal(stale)
    except LedgerAtOdds as odds:
        return not_sound(odds.reference, odds.why)


def _as_if_agreed(actor: Actor) -> Actor:
    """An officer who asks what somebody else will decide: seen as that other would see it."""
    if not actor.roles & OFFICER_ROLES:
        return actor
    return Actor(actor.name, actor.roles | OFFICER_ROLES, actor.person, may_decide_alone=True)


def _advance(
    office: Office,
    uow: UnitOfWork,
    stored: StoredCase,
    proposal: Proposal,
    actor: Actor,
    confirmed: bool = False,
    look: bool = False,
) -> Done | Refusal:
    """Ask, and save what follows: event, index and messages, for the caller to commit together.

    `look`: the caller will not, and wants to know what would go to whom.
    """
    law, calendar, today, now = law_here(office, uow), office.calendar(uow), office.clock.today(), office.clock.now()
    outcome = advance(
        stored.entries,
        proposal,
        by=actor,
        now=now,
        today=today,
        law=law,
        calendar=calendar,
        closures=office.closures(uow) if proposal.event in (Event.EXCEPTION_RECORDED, Event.CORRECTION) else (),
        accept_misfits=confirmed,
    )
    if isinstance(outcome, Refusal):
        return outcome
    sealed = seal(stored.last_hash, stored.authority, stored.reference, stored.person_id, outcome.entry)
    after = uow.cases.append(stored, [outcome.entry], [sealed])
    index = case_index(outcome.view, outcome.deadlines, _owner(uow, stored, outcome))
    saved = uow.cases.save_index(after, index, outcome.deadlines, next_rungs(law, today, calendar))
    told: list[Message] = messages_of(uow, stored, outcome, now, office.public_url)
    if told:
        uow.outbox.add(*told)
    looked = Look(uow, stored) if look else None
    raise_notices(uow, office, saved, outcome, now)
    telling = looked.telling(told) if looked else ()
    takes_two = why_two(uow, stored, outcome.entry)
    return Done(stored.reference, saved.version, outcome, telling=telling, takes_two=takes_two)


def _owner(uow: UnitOfWork, stored: StoredCase, outcome: Outcome) -> dict[str, int]:
    """The number of the officer of the case. Only an assignment, or a correction, can have changed a known one."""
    assigned = outcome.view.latest.get(Event.CASE_ASSIGNED)
    if assigned is None:
        return {}
    if stored.owner_id is not None and outcome.entry.event not in (Event.CASE_ASSIGNED, Event.CORRECTION):
        return {assigned.fact("to").lower(): stored.owner_id}
    user = uow.users.by_email(stored.authority, assigned.fact("to"))
    return {user.email: user.user_id} if user else {}


def stale_refusal(stale: StaleCase) -> Stale:
    """Who changed a case while somebody else looked at it, and to what."""
    since = [
        f"“{EVENTS[entry.event].title}” of {entry.occurred_on.isoformat()} by {entry.recorded_by}"
        for entry in stale.entries_since
    ]
    return Stale(
        f"Change {stale.reference}",
        f"it was changed in the meantime: {list_words(since) or 'somebody acted at the same moment'}",
        "One change at a time (docs/decisions/0005)",
        "Look at the case again, and record it if it is still right.",
        since=stale.entries_since,
    )
