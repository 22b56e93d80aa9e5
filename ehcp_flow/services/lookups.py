"""Looking things up: a case, what is due, lists. Answers are frozen rows; nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ehcp_flow.db import ledger, queues
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.queues import CaseRow
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import scope_by, unseen_by
from ehcp_flow.services.indexing import case_index
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, Undated, deadlines, undated
from workflows.days import Calendar
from workflows.ledger import Entry
from workflows.options import Option, options
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Standing


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as it stood on `as_at`, as it was known at `known_at`: everything that a page needs.

    `undated` are the duties that have begun on a day which nobody knows, so that no deadline runs.
    """

    reference: str
    version: int
    person: Person
    owner: str
    as_at: date
    known_at: datetime | None
    view: CaseView
    deadlines: tuple[Deadline, ...]
    undated: tuple[Undated, ...]
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
        if stored is None or unseen_by(uow, office, as_user, reference):
            return no_such_case(reference)
        person = uow.people.get(office.authority, stored.person_id)
        if person is None:
            raise LookupError(f"{reference} has no person: the database is not whole. Run “ehcp-flow doctor”.")
        law, calendar = law_here(office, uow), office.calendar(uow)
    entries = [each for each in stored.entries if known_at is None or each.recorded_at <= known_at]
    view = fold(entries, day)
    return ShownCase(
        reference=reference,
        version=stored.version,
        person=person,
        owner=_owner(view),
        as_at=day,
        known_at=known_at,
        view=view,
        deadlines=tuple(deadlines(view.entries, law, calendar)),
        undated=tuple(undated(view.entries, law)),
        entries=tuple(entries),
        corrected_by=_corrected_by(entries),
        options=tuple(options(view, actor, min(day, office.clock.today()), law, calendar)),
    )


def _owner(view: CaseView) -> str:
    """The officer who has the case; "" where nobody has."""
    assigned = view.latest.get(Event.CASE_ASSIGNED)
    return assigned.fact("to").lower() if assigned else ""


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
    known_at: datetime | None = None,
    team: str = "",
    unassigned: bool = False,
    as_user: str | None = None,
) -> list[DueLine] | Refusal:
    """What is owed on open cases, the earliest date first. Windows that must be given are not owed and are left out; of
    clocks that run to one end, the one that binds is listed. `owner`, `team`, `unassigned`: only whose cases.

    Today and later days are read from the index; an earlier day, and what was known at a moment, are derived from every
    ledger. `as_user`: only what this user may see; an earlier day can only be asked for without.

    Raises ValueError for a user and an earlier day together.
    """
    day = as_at or office.clock.today()
    if as_user is not None and (known_at is not None or day < office.clock.today()):
        raise ValueError("What a user may see is known of today only.")
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        owner_id = None
        if owner is not None:
            user = _officer(uow, office, owner, f"List what is due for {owner}")
            if isinstance(user, Refusal):
                return user
            owner_id, owner = user.user_id, user.email
        if known_at is None and day >= office.clock.today():
            rows = queues.due(
                uow.connection, office.authority, day, owner_id=owner_id, overdue_only=overdue_only, within=within,
                team=team, unassigned=unassigned, scope=scope_by(uow, office, as_user),
            )  # fmt: skip
            found = _from_index(rows, day)
        else:
            found = list(_from_ledgers(uow, office, day, known_at, lambda view: _is_of(view, owner, team, unassigned)))
    lines = [
        line
        for line in found
        if (line.status is Standing.OVERDUE if overdue_only else within is None or line.days_left <= within)
    ]
    return sorted(lines, key=lambda line: (line.deadline.due, line.case, line.deadline.duty, line.deadline.subject))


def _officer(uow: UnitOfWork, office: Office, email: str, what: str) -> User | Refusal:
    """The user of this address; refused where there is none, so that a slip is not read as “no work”."""
    return uow.users.by_email(office.authority, email) or Refusal(
        what,
        "no user has this e-mail address",
        "Users of this authority",
        "Check the address with “ehcp-flow user list”.",
    )


def _is_of(view: CaseView, owner: str | None, team: str, unassigned: bool) -> bool:
    """Whether a case was one of these on the day."""
    assigned = view.latest.get(Event.CASE_ASSIGNED)
    of_team = not team or (assigned is not None and assigned.fact("team") == team)
    return of_team and (owner is None or _owner(view) == owner) and not (unassigned and assigned is not None)


def _from_index(rows: Iterable[queues.DueRow], day: date) -> list[DueLine]:
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


def _from_ledgers(
    uow: UnitOfWork, office: Office, day: date, known_at: datetime | None, wanted: Callable[[CaseView], bool]
) -> Iterator[DueLine]:
    law, calendar = law_here(office, uow), office.calendar(uow)
    for stored in ledger.stream(uow.connection, office.authority):
        view = fold(stored.entries, day, known_at)
        if not wanted(view):
            continue
        for deadline in deadlines(view.entries, law, calendar):
            if deadline.live and deadline.binding and not deadline.floor:
                yield _line(uow, stored, deadline, day, _owner(view))


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
    as_at: date | None = None,
    as_user: str | None = None,
) -> list[CaseRow] | Refusal:
    """Cases by state or officer, or all that a search finds (reference, name, UPN, birth date). `as_user`: that they may see.

    On an earlier day than today: those that there were, with state, officer and dates as they stood then.
    """
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        owner_id = None
        if owner is not None:
            user = _officer(uow, office, owner, f"List the cases of {owner}")
            if isinstance(user, Refusal):
                return user
            owner_id, owner = user.user_id, user.email
        then, scope = as_at is not None and as_at < office.clock.today(), scope_by(uow, office, as_user)
        if text:
            found = queues.search(connection, office.authority, text, limit or 50, scope)
        elif then:
            found = queues.list_cases(connection, office.authority, scope=scope)
        else:
            return queues.list_cases(
                connection, office.authority, state=state, owner_id=owner_id, limit=limit, scope=scope
            )
        if as_at is None or not then:
            return found
        stood = _as_they_stood(uow, office, found, as_at)
        wanted = [row for row in stood if (not state or row.state == state) and (owner is None or row.owner == owner)]
        return sorted(wanted, key=lambda row: (row.next_due or date.max, row.case))[:limit]


def _as_they_stood(uow: UnitOfWork, office: Office, rows: Sequence[CaseRow], day: date) -> Iterator[CaseRow]:
    """The cases that there were on a day, as their ledgers tell them."""
    law, calendar = law_here(office, uow), office.calendar(uow)
    wanted = {row.case: row for row in rows}
    for stored in ledger.stream(uow.connection, office.authority):
        row = wanted.get(stored.reference)
        view = fold(stored.entries, day) if row else None
        if row is None or view is None or not view.entries:
            continue
        then = case_index(view, deadlines(view.entries, law, calendar), {})
        yield replace(
            row,
            state=then.state,
            assessment_state=then.assessment_state,
            plan_state=then.plan_state,
            owner=_owner(view),
            team=then.team,
            received_on=then.received_on,
            issued_on=then.issued_on,
            next_due=then.next_due,
            next_duty=then.next_duty,
        )


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
class CaseOfPerson:
    """A case of a person: its state on the day asked for, and how many entries of its ledger had happened by then."""

    reference: str
    state: str
    version: int
    entries: int


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person with the cases that they had on the day asked for, in the order in which they were opened."""

    person: Person
    cases: tuple[CaseOfPerson, ...]


MOST_FOUND = 10_000


def list_people(office: Office, text: str = "", as_at: date | None = None) -> list[PersonLine]:
    """Everybody with a case, or those that a search finds (reference, UPN, ULN, NHS number, words of the name), by name.

    On an earlier day: those who had a case by then.
    """
    by_person: dict[int, list[CaseRow]] = {}
    found = list_cases(office, text=text, limit=MOST_FOUND if text else None, as_at=as_at)
    for row in [] if isinstance(found, Refusal) else found:
        by_person.setdefault(row.person_id, []).append(row)
    lines = [
        PersonLine(rows[0].person_id, rows[0].forename, rows[0].surname, rows[0].born, tuple(_by_reference(rows)))
        for rows in by_person.values()
    ]
    return sorted(lines, key=lambda line: (line.surname.casefold(), line.forename.casefold(), line.person_id))


def _by_reference(rows: Iterable[CaseRow]) -> list[CaseRow]:
    return sorted(rows, key=lambda row: row.case)


def show_person(office: Office, person_id: int, as_at: date | None = None) -> ShownPerson | Refusal:
    """A person by their number in this database."""
    day = as_at or office.clock.today()
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
        held = uow.cases.of_people(office.authority, [person_id]).get(person_id, [])
    cases = []
    for stored in held:
        view = fold(stored.entries, day)
        if view.entries:
            by_then = sum(entry.occurred_on <= day for entry in stored.entries)
            cases.append(CaseOfPerson(stored.reference, view.state, stored.version, by_then))
    return ShownPerson(person, tuple(cases))
