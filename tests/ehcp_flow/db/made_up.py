"""Made-up people, cases and ledgers for the tests of the database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.engine import Database
from ehcp_flow.db.index import CaseIndex
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import unit_of_work
from workflows.clocks import Deadline
from workflows.ledger import GENESIS, Entry, seal
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground

HERE, THERE = "999", "998"
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
RECEIVED = date(2026, 1, 5)


def entry(number: int, event: Event = Event.REQUEST_RECEIVED, **facts: str) -> Entry:
    return Entry(number, event, RECEIVED, NOW, "pat@example.test", facts)


def deadline(
    duty: str = "final_plan", subject: str = "", *, due: date = RECEIVED + timedelta(weeks=20), outcome: Outcome = Outcome.OPEN,
    floor: bool = False, excused_by: tuple[Ground, ...] = (),
) -> Deadline:  # fmt: skip
    return Deadline(
        duty=duty, subject=subject, title="Send the finalised EHC plan", owed_by="local authority",
        starts=Event.REQUEST_RECEIVED, started_on=RECEIVED, due=due, due_cautious=due - timedelta(days=1),
        warn_on=due - timedelta(days=15), floor=floor, binding=True, basis="statute", outcome=outcome,
        excused_by=excused_by, aim="final_plan",
    )  # fmt: skip


def sealed(
    authority: str, reference: str, entries: Sequence[Entry], previous: str = GENESIS, *, person: int = 1
) -> list[str]:
    hashes = []
    for each in entries:
        previous = seal(previous, authority, reference, person, each)
        hashes.append(previous)
    return hashes


def settle(database: Database, *authorities: str) -> None:
    """The authorities, each with a name."""
    with unit_of_work(database) as uow:
        for code in authorities or (HERE,):
            uow.authorities.add(code, f"Authority {code}", NOW)
        uow.commit()


def open_case(
    database: Database,
    reference: str = "EHC-2026-00001",
    authority: str = HERE,
    *,
    surname: str = "Fernsby",
    deadlines: Sequence[Deadline] = (),
    index: CaseIndex | None = None,
) -> StoredCase:
    """A person and a case with its first entry, committed."""
    with unit_of_work(database) as uow:
        person = uow.people.add(Person(authority, 0, "Wren", surname, NOW, born=date(2015, 6, 1)))
        stored = uow.cases.add(authority, person.person_id, reference, NOW)
        first = [entry(1, source="parent")]
        stored = uow.cases.append(stored, first, sealed(authority, reference, first, person=person.person_id))
        stored = uow.cases.save_index(stored, index or CaseIndex("requested", received_on=RECEIVED), deadlines)
        uow.commit()
    return stored


def record(database: Database, stored: StoredCase, event: Event, **facts: str) -> StoredCase:
    """One more entry on a case as it was read, committed."""
    with unit_of_work(database) as uow:
        more = [entry(len(stored.entries) + 1, event, **facts)]
        hashes = sealed(stored.authority, stored.reference, more, stored.last_hash, person=stored.person_id)
        stored = uow.cases.append(stored, more, hashes)
        stored = uow.cases.save_index(stored, CaseIndex("assessing", received_on=RECEIVED), ())
        uow.commit()
    return stored


def whole_case(number: int, index: CaseIndex, authority: str = HERE, deadlines: Sequence[Deadline] = ()) -> NewCase:
    """A case of a person of the same number, for the importer's door."""
    reference = f"EHC-2026-{number:05d}"
    entries = [entry(1), entry(2, Event.VIEWS_SOUGHT)]
    hashes = sealed(authority, reference, entries, person=number)
    return NewCase(authority, number, reference, number, NOW, index, entries, hashes, deadlines)


def whole_person(number: int, authority: str = HERE) -> Person:
    return Person(authority, number, "Wren", f"Fernsby {number}", NOW, source_key=f"key-{number}")
