"""Looking things up: a case, what is due, lists. Answers are frozen rows; nothing is changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_flow.db import ledger, queues
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.queues import CaseRow
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import no_such_case
from ehcp_flow.services.office import Office
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.days import Calendar
from workflows.ledger import Entry, effective
from workflows.options import Option, options
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Standing


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as it stood on `as_at`, as it was known at `known_at`: everything that a page needs."""

    reference: str
    version: int
    person: Person
    owner: str
    as_at: date
    known_at: datetime | None
    view: CaseView
    deadlines: tuple[Deadline, ...]
    entries: tuple[Entry, ...]
    corrected_by: dict[int, int]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class DueLine:
    """One deadline of something still to be done. `days_left` counts calendar days and is negative when overdue; `owner` is "" where nobody has it."""

    case: str
    person: str
    deadline: Deadline
    status: Standing
    days_left: int
    owner: str


def show_case(
    office: Office,
    reference: str,
    as_at: date | None = None,
    known_at: datetime | None = None,
    as_user: str | None = None,
) -> ShownCase | Refusal:
    """A case with its ledger, its deadlines and what may be recorded next."""
    day = as_at or office.clock.today()
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        stored = uow.cases.load(office.authority, reference)
        if stored is None:
            return no_such_case(reference)
        person = uow.people.get(office.authority, stored.person_id)
        if person is None:
            raise LookupError(f"{reference} has no person: the database is not whole. Run “ehcp-flow doctor”.")
        calendar = office.calendar(uow)
    entries = [each for each in stored.entries if known_at is None or each.recorded_at <= known_at]
    counted = effective(entries, day)
    view = fold(entries, day)
    assigned = view.latest.get(Event.CASE_ASSIGNED)
    return ShownCase(
        reference=reference,
        version=stored.version,
        person=person,
        owner=assigned.fact("to") if assigned else "",
        as_at=day,
        known_at=known_at,
        view=view,
        deadlines=tuple(deadlines(counted, office.law, calendar)),
        entries=tuple(entries),
        corrected_by=_corrected_by(entries),
        options=tuple(options(view, actor, min(day, office.clock.today()), office.law)),
    )


def _corrected_by(entries: Sequence[Entry]) -> dict[int, int]:
    """Which entry puts which right: the latest one, and none that was itself taken back (as `ledger.effective` reads)."""
    found: dict[int, int] = {}
    taken_back: set[int] = set()
    for entry in reversed(entries):
        if entry.corrects is None or entry.corrects in found or entry.number in taken_back:
            continue
        found[entry.corrects] = entry.number
        if entry.facts.get("never_happened"):
            taken_back.add(entry.corrects)
    return found


def calendar_of(office: Office) -> Calendar:
    """The working days of the authority."""
    with office.database.reading() as connection:
        return office.calendar(UnitOfWork(connection))


def due(
    office: Office,
    as_at: date | None = None,
    overdue_only: bool = False,
    owner: str | None = None,
    within: int | None = None,
) -> list[DueLine] | Refusal:
    """What is owed on open cases, the earliest date first. Windows that must be given are not owed and are left out; of
    clocks that run to one end, the one that binds is listed.

    Today and later days are read from the index; an earlier day is derived from every ledger, as it stood then.
    """
    day = as_at or office.clock.today()
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        owner_id = None
        if owner is not None:
            user = uow.users.by_email(office.authority, owner)
            if user is None:
                return Refusal(
                    f"List what is due for {owner}",
                    "no user has this e-mail address",
                    "Users of this authority",
                    "Check the address with “ehcp-flow user list”.",
                )
            owner_id = user.user_id
        if day >= office.clock.today():
            found = _from_index(uow, office, day, owner_id, overdue_only, within)
        else:
            found = list(_from_ledgers(uow, office, day, owner))
    lines = [
        line
        for line in found
        if (line.status is Standing.OVERDUE if overdue_only else within is None or line.days_left <= within)
    ]
    return sorted(lines, key=lambda line: (line.deadline.due, line.case, line.deadline.duty, line.deadline.subject))


def _from_index(
    uow: UnitOfWork, office: Office, day: date, owner_id: int | None, overdue_only: bool, within: int | None
) -> list[DueLine]:
    rows = queues.due(
        uow.connection, office.authority, day, owner_id=owner_id, overdue_only=overdue_only, within=within
    )
    return [
        DueLine(
            case=row.case,
            person=f"{row.forename} {row.surname}".strip(),
            deadline=row.deadline,
            status=row.deadline.standing(day),
            days_left=(row.deadline.due - day).days,
            owner=row.owner,
        )
        for row in rows
        if row.deadline.binding and not row.deadline.floor
    ]


def _from_ledgers(uow: UnitOfWork, office: Office, day: date, owner: str | None) -> Iterator[DueLine]:
    calendar = office.calendar(uow)
    for stored in ledger.stream(uow.connection, office.authority):
        counted = effective(stored.entries, day)
        assigned = [entry.fact("to") for entry in counted if entry.event is Event.CASE_ASSIGNED]
        of = assigned[-1] if assigned else ""
        if owner is not None and of != owner.lower():
            continue
        for deadline in deadlines(counted, office.law, calendar):
            if deadline.live and deadline.binding and not deadline.floor:
                yield _line(uow, stored, deadline, day, of)


def _line(uow: UnitOfWork, stored: StoredCase, deadline: Deadline, day: date, owner: str) -> DueLine:
    person = uow.people.get(stored.authority, stored.person_id)
    return DueLine(
        case=stored.reference,
        person=f"{person.forename} {person.surname}".strip() if person else "",
        deadline=deadline,
        status=deadline.standing(day),
        days_left=(deadline.due - day).days,
        owner=owner,
    )


def list_cases(
    office: Office,
    state: str = "",
    owner: str | None = None,
    text: str = "",
    limit: int | None = None,
) -> list[CaseRow]:
    """Cases by state or officer, or all that a search finds (reference, name, UPN, birth date)."""
    with office.database.reading() as connection:
        if text:
            return queues.search(connection, office.authority, text, limit or 50)
        owner_id = None
        if owner is not None:
            user = UnitOfWork(connection).users.by_email(office.authority, owner)
            if user is None:
                return []
            owner_id = user.user_id
        return queues.list_cases(connection, office.authority, state=state, owner_id=owner_id, limit=limit)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list, with the references of those of their cases that were found."""

    person_id: int
    forename: str
    surname: str
    born: date | None
    cases: tuple[CaseRow, ...]

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person with all of their cases, in the order in which they were opened."""

    person: Person
    cases: tuple[StoredCase, ...]


MOST_FOUND = 10_000


def list_people(office: Office, text: str = "") -> list[PersonLine]:
    """Everybody with a case, or those that a search finds (reference, UPN, ULN, NHS number, words of the name), by name."""
    by_person: dict[int, list[CaseRow]] = {}
    for row in list_cases(office, text=text, limit=MOST_FOUND if text else None):
        by_person.setdefault(row.person_id, []).append(row)
    lines = [
        PersonLine(rows[0].person_id, rows[0].forename, rows[0].surname, rows[0].born, tuple(_by_reference(rows)))
        for rows in by_person.values()
    ]
    return sorted(lines, key=lambda line: (line.surname.casefold(), line.forename.casefold(), line.person_id))


def _by_reference(rows: Iterable[CaseRow]) -> list[CaseRow]:
    return sorted(rows, key=lambda row: row.case)


def show_person(office: Office, person_id: int) -> ShownPerson | Refusal:
    """A person by their number in this database."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        person = uow.people.get(office.authority, person_id)
        if person is None:
            return Refusal(
                f"Show person {person_id}",
                "nobody has this number",
                "People of this authority",
                "Look for them by name with “ehcp-flow person find”.",
            )
        return ShownPerson(person, tuple(uow.cases.of_people(office.authority, [person_id]).get(person_id, [])))
