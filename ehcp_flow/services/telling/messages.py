"""Which messages follow from a step. They are saved with it, in one transaction, and sent later."""

from datetime import date, datetime

from ehcp_flow.clock import london_date
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.queues import initials
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.telling.staff import staff_of
from notifications.catalogue import CASE_ASSIGNED, CASE_MOVED_ON, checked
from notifications.words import where
from workflows.advance import Outcome
from workflows.events import EVENTS
from workflows.vocabulary import Event
from workflows.words import day_words


def messages_of(
    uow: UnitOfWork, stored: StoredCase, outcome: Outcome, now: datetime, public_url: str = ""
) -> list[Message]:
    """Whoever is given a case is told; so is its officer (or who stands in) when somebody else records something on it."""
    entry = outcome.entry
    assigned = outcome.view.latest.get(Event.CASE_ASSIGNED)
    if assigned is None or assigned.fact("to").lower() == entry.recorded_by:
        return []
    owner = assigned.fact("to").lower()
    user = uow.users.by_email(stored.authority, owner)
    if user is None or not user.active:  # whoever has left keeps the cases that are over, and hears nothing of them
        return []
    reader = _reader(uow, user, london_date(now))
    if reader in ("", entry.recorded_by):
        return []
    person = uow.people.get(stored.authority, stored.person_id)
    following = next((each for each in outcome.deadlines if each.live and each.binding and not each.floor), None)
    facts = {
        "case": stored.reference,
        "initials": initials(person.forename, person.surname) if person else "",
        "stage": outcome.view.words,
        "next": f"{following.title}: {day_words(following.due)}" if following else "Nothing is due",
        "where": where(stored.reference, public_url),
    }
    if entry.event is Event.CASE_ASSIGNED:
        kind = CASE_ASSIGNED
        facts["by"] = entry.recorded_by
    else:
        kind = CASE_MOVED_ON
        facts |= {"by": entry.recorded_by, "step": EVENTS[entry.event].title, "on": day_words(entry.occurred_on)}
    return [
        Message(
            authority=stored.authority,
            kind=kind.name,
            recipient=reader,
            dedupe_key=f"{kind.name} {stored.reference} {entry.number} {reader}",
            facts=checked(kind, facts),
            created_at=now,
            case_id=stored.case_id,
        )
    ]


def _reader(uow: UnitOfWork, officer: User, today: date) -> str:
    """The officer; while away whoever stands in, else the manager; "" where nobody is there."""
    away = uow.absences.not_over(officer.authority, today)
    if not any(each.user_id == officer.user_id and each.covers(today) for each in away):
        return officer.email
    there = staff_of(uow, officer.authority, today).in_the_place_of(officer.email)
    return there[0] if there else ""
