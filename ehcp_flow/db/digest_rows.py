"""What digests are made from: the deadlines that are near or late, who has how many cases, and which nobody has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.queues import initials
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from workflows.clocks import Deadline
from workflows.standing import Outcome


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A deadline that is open and binds, with its case. `owner_id` is None where nobody has the case."""

    case_id: int
    case: str
    state: str
    owner_id: int | None
    team: str
    initials: str
    deadline: Deadline

    @property
    def key(self) -> tuple[str, str, str, date]:
        """Case, duty, subject and date, as an alert and a line have them."""
        return self.case, self.deadline.duty, self.deadline.subject, self.deadline.due


@dataclass(frozen=True, slots=True)
class Nobodys:
    """The cases that nobody has and on which something is to be done: how many, and the one that has waited longest."""

    cases: int
    oldest: str
    since: date


_ROWS = (
    select(
        cases.c.case_id, cases.c.reference, cases.c.state, cases.c.owner_id, cases.c.team, people.c.forename,
        people.c.surname, *DEADLINE_COLUMNS,
    )
    .join_from(
        deadlines, cases, and_(cases.c.authority == deadlines.c.authority, cases.c.case_id == deadlines.c.case_id)
    )
    .join(people, and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id))
    .where(
        deadlines.c.authority == bindparam("of"),
        deadlines.c.outcome == Outcome.OPEN.value,
        deadlines.c.binding == True,  # noqa: E712
    )
)  # fmt: skip
_BY = bindparam("by", type_=deadlines.c.due.type)
_NEAR = _ROWS.where(or_(deadlines.c.due <= _BY, deadlines.c.fit_by <= _BY), cases.c.owner_id.is_not(None))
_OF_CASES = _ROWS.where(cases.c.case_id.in_(bindparam("cases", expanding=True)))
_BUSY = (cases.c.authority == bindparam("of"), cases.c.next_due.is_not(None))
_CARRIED = (
    select(cases.c.owner_id, func.count()).where(*_BUSY, cases.c.owner_id.is_not(None)).group_by(cases.c.owner_id)
)
_NOBODYS = select(func.count()).select_from(cases).where(*_BUSY, cases.c.owner_id.is_(None))
_OLDEST = (
    select(cases.c.reference, cases.c.received_on, cases.c.opened_at)
    .where(*_BUSY, cases.c.owner_id.is_(None))
    .order_by(cases.c.received_on.is_(None), cases.c.received_on, cases.c.reference)
    .limit(1)
)


def near(connection: Connection, authority: str, by: date) -> list[DigestRow]:
    """What is late, is due by a day, or needs a step by then that must come first, on the cases that somebody has."""
    return [_row(row) for row in connection.execute(_NEAR, {"of": authority, "by": by})]


def of_cases(connection: Connection, authority: str, case_ids: Iterable[int]) -> list[DigestRow]:
    """All that is to be done on these cases."""
    found: list[DigestRow] = []
    for some in in_parts(case_ids):
        found += [_row(row) for row in connection.execute(_OF_CASES, {"of": authority, "cases": some})]
    return found


def carried(connection: Connection, authority: str) -> dict[int, int]:
    """How many cases on which something is to be done each officer has, by the officer's number."""
    return {row[0]: row[1] for row in connection.execute(_CARRIED, {"of": authority})}


def nobodys(connection: Connection, authority: str) -> Nobodys | None:
    """The cases that nobody has; None where there is none."""
    oldest = connection.execute(_OLDEST, {"of": authority}).one_or_none()
    if oldest is None:
        return None
    count = int(connection.execute(_NOBODYS, {"of": authority}).scalar_one())
    return Nobodys(count, oldest.reference, oldest.received_on or oldest.opened_at.date())


def _row(row: Sequence[Any]) -> DigestRow:
    case_id, case, state, owner_id, team, forename, surname = row[:7]
    return DigestRow(case_id, case, state, owner_id, team, initials(forename, surname), deadline_of(row[7:]))
