"""What the rows of a page of cases say beside the cases themselves, asked once for all of them; and the users to choose among."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Text, and_, bindparam, cast, func, or_, select, true

from ehcp_flow.db.file_tables import note as notes
from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.telling_tables import health_contact as contacts
from ehcp_flow.db.telling_tables import health_notice as notices
from ehcp_flow.db.work_conditions import LIVE, TOLD_BY_NOTE, UNANSWERED
from workflows.clocks import Deadline
from workflows.ledger import Entry
from workflows.vocabulary import Event


@dataclass(frozen=True, slots=True)
class OpenDeadline:
    """A deadline of something still to be done, with the day on which its ladder next has something to say."""

    deadline: Deadline
    next_rung_on: date | None


@dataclass(frozen=True, slots=True)
class AwaitedNotice:
    """A health notice that the recipient has not answered. `chase_on` is None once it was given up."""

    contact: str
    kind: str
    sent_on: date
    chase_on: date | None
    chases: int


_OPEN_DEADLINES = (
    select(deadlines.c.case_id, deadlines.c.next_rung_on, *DEADLINE_COLUMNS)
    .where(
        deadlines.c.authority == bindparam("of"),
        deadlines.c.case_id.in_(bindparam("cases", expanding=True)),
        LIVE,
    )
    .order_by(deadlines.c.due, deadlines.c.duty, deadlines.c.subject)
)
_CHASERS = (
    select(
        events.c.case_id, events.c.number, events.c.event, events.c.occurred_on, events.c.recorded_at,
        events.c.recorded_by, events.c.facts, events.c.source, events.c.corrects,
    )
    .where(
        events.c.authority == bindparam("of"),
        events.c.case_id.in_(bindparam("cases", expanding=True)),
        events.c.event.in_((Event.ADVICE_CHASED.value, Event.CORRECTION.value)),
    )
    .order_by(events.c.case_id, events.c.number)
)  # fmt: skip
_NOTICES = (
    select(
        notices.c.case_id, contacts.c.name, contacts.c.organisation, notices.c.kind, notices.c.created_at,
        notices.c.chase_on, notices.c.chases,
    )
    .join_from(
        notices,
        contacts,
        and_(contacts.c.authority == notices.c.authority, contacts.c.contact_id == notices.c.contact_id),
    )
    .where(
        notices.c.authority == bindparam("of"),
        notices.c.case_id.in_(bindparam("cases", expanding=True)),
        UNANSWERED,
    )
    .order_by(notices.c.notice_id)
)  # fmt: skip
_NOTED = (
    select(cases.c.case_id, func.max(notes.c.on_day, type_=notes.c.on_day.type))
    .join_from(cases, notes, TOLD_BY_NOTE)
    .where(cases.c.authority == bindparam("of"), cases.c.case_id.in_(bindparam("cases", expanding=True)))
    .group_by(cases.c.case_id)
)


def open_deadlines(connection: Connection, authority: str, case_ids: Sequence[int]) -> dict[int, list[OpenDeadline]]:
    """What is still to be done on each of these cases (a page of them), the earliest first."""
    found: dict[int, list[OpenDeadline]] = defaultdict(list)
    if case_ids:
        for row in connection.execute(_OPEN_DEADLINES, {"of": authority, "cases": case_ids}):
            found[row[0]].append(OpenDeadline(deadline_of(row[2:]), row[1]))
    return found


def chasers(connection: Connection, authority: str, case_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The entries of each of these cases by which advice was chased, with every correction: `ledger.effective` reads both."""
    found: dict[int, list[Entry]] = defaultdict(list)
    if case_ids:
        for row in connection.execute(_CHASERS, {"of": authority, "cases": case_ids}):
            found[row[0]].append(Entry(row[1], Event(row[2]), *row[3:]))
    return found


def awaited_notices(connection: Connection, authority: str, case_ids: Sequence[int]) -> dict[int, list[AwaitedNotice]]:
    """The health notices of each of these cases that nobody has answered."""
    found: dict[int, list[AwaitedNotice]] = defaultdict(list)
    if case_ids:
        for row in connection.execute(_NOTICES, {"of": authority, "cases": case_ids}):
            who = row.organisation or row.name
            found[row.case_id].append(AwaitedNotice(who, row.kind, row.created_at.date(), row.chase_on, row.chases))
    return found


def told_beside(connection: Connection, authority: str, case_ids: Sequence[int]) -> dict[int, date]:
    """The last day on which the family of each of these cases was told something, as a note says (of a letter that went
    too: sending it writes one)."""
    rows = connection.execute(_NOTED, {"of": authority, "cases": case_ids}) if case_ids else ()
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Person:
    """A user as a choice of whose cases. `officer`: they may have cases and work here."""

    email: str
    name: str
    team: str
    officer: bool


_ROLES = ("caseworker", "manager", "decision_maker")
_STAFF = (
    select(
        users.c.email,
        users.c.name,
        users.c.team,
        and_(users.c.active == true(), or_(*(cast(users.c.roles, Text).contains(f'"{role}"') for role in _ROLES))),
    )
    .where(users.c.authority == bindparam("of"))
    .order_by(users.c.name, users.c.user_id)
)


def staff(connection: Connection, authority: str) -> list[Person]:
    """Every user by name."""
    return [Person(row[0], row[1], row[2], bool(row[3])) for row in connection.execute(_STAFF, {"of": authority})]
