"""What is done to a case: open, record, put right, except, assign. One path for every door (`_advance`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_flow.db.cases import LedgerAtOdds, StaleCase
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.notices import raise_notices
from ehcp_flow.services.importing.adding import not_sound
from ehcp_flow.services.indexing import case_index, next_rungs
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson, find_or_add
from ehcp_flow.services.telling.ladders import law_here
from ehcp_flow.services.telling.messages import messages_of
from workflows.advance import Actor, Outcome, Proposal, advance
from workflows.events import EVENTS
from workflows.ledger import effective, seal
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import day_words, list_words


@dataclass(frozen=True, slots=True)
class Done:
    """What was saved: the case's reference and version, and the outcome that the machine gave."""

    case: str
    version: int
    outcome: Outcome
    known_person: bool = False


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
) -> Done | Refusal:
    """Register a person (or find the one already held) and what their case begins with: a request, or a plan.

    `received_on` is the day of that event. Refused where a case of this child begins with the same event on the same
    day, which is most often one request typed twice, unless `again`. Nothing is saved where it is refused.
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
        if held.known and not (again or person.another):
            twice = _opened_already(uow, held.person, event, received_on)
            if twice is not None:
                return twice
        reference = next_reference(uow, office.authority, received_on.year)
        stored = uow.cases.add(office.authority, held.person.person_id, reference, now)
        given = {**(facts or {}), **({"source": source} if source and event is Event.REQUEST_RECEIVED else {})}
        done = _advance(office, uow, stored, Proposal(event, received_on, given), actor)
        if isinstance(done, Refusal):
            return done
        uow.commit()
        return Done(done.case, done.version, done.outcome, known_person=held.known)


def _opened_already(uow: UnitOfWork, person: Person, event: Event, on: date) -> Refusal | None:
    """Says which case of this person begins with this very event on this very day, if one does."""
    for case in uow.cases.of_people(person.authority, [person.person_id]).get(person.person_id, []):
        if any(entry.event is event and entry.occurred_on == on for entry in effective(case.entries)):
            what = "a request" if event is Event.REQUEST_RECEIVED else f"“{EVENTS[event].title}”"
            return Refusal(
                f"Open a case for {person.forename} {person.surname}",
                f"{case.reference} was opened for this child with {what} of the same day, {day_words(on)}",
                "One case per request (docs/decisions/0010)",
                f"Go on with {case.reference}. For another child of the same name and birth date, say --another-person.",
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
) -> Done | Refusal:
    """Record that something happened on a case."""
    return _change(office, case, Proposal(event, occurred_on, dict(facts)), as_user, seen_version)


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

    `only_look`: say what would follow, and save nothing.
    """
    facts: dict[str, Any] = {"reason": reason}
    if never_happened:
        facts["never_happened"] = True
    if right_date is not None:
        facts["right_date"] = right_date.isoformat()
    if right_facts is not None:
        facts["right_facts"] = dict(right_facts)
    proposal = Proposal(Event.CORRECTION, office.clock.today(), facts, corrects=number)
    return _change(office, case, proposal, as_user, seen_version, confirmed=confirmed, only_look=only_look)


def assign(office: Office, case: str, to: str, as_user: str | None = None, reason: str = "") -> Done | Refusal:
    """Make a user the officer of a case."""
    with unit_of_work(office.database) as uow:
        user = uow.users.by_email(office.authority, to)
    if user is None or not user.active:
        return Refusal(
            f"Assign {case} to {to}",
            "no active user has this e-mail address",
            "Users of this authority",
            "Add the user with “ehcp-flow user add”, or check the address with “ehcp-flow user list”.",
        )
    facts = {"to": user.email, **({"team": user.team} if user.team else {}), **({"reason": reason} if reason else {})}
    return _change(office, case, Proposal(Event.CASE_ASSIGNED, office.clock.today(), facts), as_user, None)


def _change(
    office: Office,
    case: str,
    proposal: Proposal,
    as_user: str | None,
    seen_version: int | None,
    confirmed: bool = False,
    only_look: bool = False,
) -> Done | Refusal:
    try:
        with unit_of_work(office.database) as uow:
            actor = office.actor(uow, as_user)
            if isinstance(actor, Refusal):
                return actor
            stored = uow.cases.load_for_change(office.authority, case, seen_version)
            if stored is None:
                return no_such_case(case)
            done = _advance(office, uow, stored, proposal, actor, confirmed)
            if isinstance(done, Done) and not only_look:
                uow.commit()
            return done
    except StaleCase as stale:
        return _stale(stale)
    except LedgerAtOdds as odds:
        return not_sound(odds.reference, odds.why)


def _advance(
    office: Office,
    uow: UnitOfWork,
    stored: StoredCase,
    proposal: Proposal,
    actor: Actor,
    confirmed: bool = False,
) -> Done | Refusal:
    """Ask, and save what follows: event, index and messages, for the caller to commit together."""
    law, calendar, today = law_here(office, uow), office.calendar(uow), office.clock.today()
    outcome = advance(
        stored.entries,
        proposal,
        by=actor,
        now=office.clock.now(),
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
    told: list[Message] = messages_of(uow, stored, outcome, office.clock.now(), office.public_url)
    if told:
        uow.outbox.add(*told)
    raise_notices(uow, office, saved, outcome, office.clock.now())
    return Done(stored.reference, saved.version, outcome)


def _owner(uow: UnitOfWork, stored: StoredCase, outcome: Outcome) -> dict[str, int]:
    """The number of the officer of the case. Only an assignment, or a correction, can have changed a known one."""
    assigned = outcome.view.latest.get(Event.CASE_ASSIGNED)
    if assigned is None:
        return {}
    if stored.owner_id is not None and outcome.entry.event not in (Event.CASE_ASSIGNED, Event.CORRECTION):
        return {assigned.fact("to").lower(): stored.owner_id}
    user = uow.users.by_email(stored.authority, assigned.fact("to"))
    return {user.email: user.user_id} if user else {}


def no_such_case(case: str) -> Refusal:
    """There is no case of that reference."""
    return Refusal(
        f"Open {case}",
        "there is no case of this reference",
        "Cases of this authority",
        "Look for it with “ehcp-flow case list”. References look like EHC-2026-00001.",
    )


def _stale(stale: StaleCase) -> Refusal:
    since = [
        f"“{EVENTS[entry.event].title}” of {entry.occurred_on.isoformat()} by {entry.recorded_by}"
        for entry in stale.entries_since
    ]
    return Refusal(
        f"Change {stale.reference}",
        f"it was changed in the meantime: {list_words(since) or 'somebody acted at the same moment'}",
        "One change at a time (docs/decisions/0005)",
        "Look at the case again, and record it if it is still right.",
    )
