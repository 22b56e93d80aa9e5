"""Lists of work, as frozen rows: what is due, which cases there are, and the search box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.people import search_name
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from workflows.clocks import Deadline


def initials(forename: str, surname: str) -> str:
    """The first letters of a name: all that an e-mail may carry."""
    return "".join(part[0].upper() for part in (forename, surname) if part)


@dataclass(frozen=True, slots=True)
class DueRow:
    """A deadline of something still to be done, with its case. `owner` is an e-mail address, empty for an unassigned case."""

    case: str
    state: str
    person_id: int
    forename: str
    surname: str
    received_on: date | None
    owner: str
    team: str
    deadline: Deadline

    @property
    def initials(self) -> str:
        return initials(self.forename, self.surname)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. `owner` is an e-mail address, empty for an unassigned case."""

    case: str
    state: str
    assessment_state: str
    plan_state: str
    person_id: int
    forename: str
    surname: str
    born: date | None
    owner: str
    team: str
    received_on: date | None
    issued_on: date | None
    next_due: date | None
    next_duty: str
    version: int

    @property
    def initials(self) -> str:
        return initials(self.forename, self.surname)


_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_OWNER = and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id)
_DUE = (
    select(
        cases.c.reference, cases.c.state, cases.c.person_id, people.c.forename, people.c.surname, cases.c.received_on,
        users.c.email, cases.c.team, *DEADLINE_COLUMNS,
    )
    .join_from(
        deadlines, cases, and_(cases.c.authority == deadlines.c.authority, cases.c.case_id == deadlines.c.case_id)
    )
    .join(people, _PERSON)
    .outerjoin(users, _OWNER)
    .where(
        or_(
            deadlines.c.outcome == "open",
            # What an exception excuses is still to be done, until it is met or stands down.
            and_(
                deadlines.c.outcome == "excused", deadlines.c.met_on.is_(None), deadlines.c.stood_down_on.is_(None)
            ),
        )
    )
    .order_by(deadlines.c.due, cases.c.reference, deadlines.c.duty, deadlines.c.subject)
)  # fmt: skip
_CASES = (
    select(
        cases.c.reference, cases.c.state, cases.c.assessment_state, cases.c.plan_state, cases.c.person_id,
        people.c.forename, people.c.surname, people.c.born, users.c.email, cases.c.team, cases.c.received_on,
        cases.c.issued_on, cases.c.next_due, cases.c.next_duty, cases.c.version,
    )
    .join_from(cases, people, _PERSON)
    .outerjoin(users, _OWNER)
)  # fmt: skip


def due(
    connection: Connection,
    authority: str,
    on: date,
    *,
    overdue_only: bool = False,
    owner_id: int | None = None,
    unassigned: bool = False,
    team: str = "",
    within: int | None = None,
    case: str = "",
    scope: Scope | None = None,
) -> list[DueRow]:
    """What is still to be done as it stands on a day, the earliest first, with what an exception excuses for now.

    A window that must be given is never overdue, and neither is what is excused.

    `within`: due in so many days at most (overdue ones always are). `owner_id`, `unassigned`, `team`, `case` narrow.
    `scope`: only the cases that these eyes may see; every case where none is given.
    """
    found = _seen(_DUE.where(deadlines.c.authority == authority), scope)
    if overdue_only:
        found = found.where(deadlines.c.due < on, deadlines.c.floor == False, deadlines.c.outcome == "open")  # noqa: E712
    elif within is not None:
        found = found.where(deadlines.c.due <= on + timedelta(days=within))
    if case:
        found = found.where(cases.c.reference == case)
    found = _whose(found, owner_id, unassigned, team)
    return [DueRow(*[*_plain(row[:8], owner=6), deadline_of(row[8:])]) for row in connection.execute(found)]


def list_cases(
    connection: Connection,
    authority: str,
    *,
    state: str = "",
    owner_id: int | None = None,
    unassigned: bool = False,
    team: str = "",
    name: str = "",
    limit: int | None = None,
    scope: Scope | None = None,
) -> list[CaseRow]:
    """Cases that answer to everything given, the one with the earliest next date first. `name`: words in any order."""
    found = _seen(_CASES.where(cases.c.authority == authority), scope)
    if state:
        found = found.where(cases.c.state == state)
    if name:
        found = found.where(_named(name))
    found = _whose(found, owner_id, unassigned, team)
    found = found.order_by(cases.c.next_due.is_(None), cases.c.next_due, cases.c.reference).limit(limit)
    return _case_rows(connection, found)


def search(
    connection: Connection, authority: str, text: str, limit: int = 50, scope: Scope | None = None
) -> list[CaseRow]:
    """Cases whose reference, UPN, ULN, NHS number or name holds what was typed."""
    typed = " ".join(text.split())
    if not typed:
        return []
    number = typed.replace(" ", "").upper()
    fits = or_(
        cases.c.reference == number,
        people.c.upn == number,
        people.c.uln == number,
        people.c.nhs_number == number,
        _named(typed),
    )
    found = _seen(_CASES.where(cases.c.authority == authority, fits), scope)
    found = found.order_by(cases.c.reference).limit(limit)
    return _case_rows(connection, found)


def _named(name: str) -> ColumnElement[bool]:
    return and_(*(people.c.search_name.contains(word, autoescape=True) for word in search_name(name).split()))


def _seen(found: Select[Any], scope: Scope | None) -> Select[Any]:
    return found if scope is None else found.where(visible(scope))


def _whose(found: Select[Any], owner_id: int | None, unassigned: bool, team: str) -> Select[Any]:
    if owner_id is not None:
        found = found.where(cases.c.owner_id == owner_id)
    if unassigned:
        found = found.where(cases.c.owner_id.is_(None))
    return found.where(cases.c.team == team) if team else found


def _case_rows(connection: Connection, found: Select[Any]) -> list[CaseRow]:
    return [CaseRow(*_plain(row, owner=8)) for row in connection.execute(found)]


def _plain(row: Sequence[Any], owner: int) -> list[Any]:
    """A row's values, with no owner as empty text."""
    values = list(row)
    values[owner] = values[owner] or ""
    return values
