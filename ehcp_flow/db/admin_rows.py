"""What the pages of administration ask that no other page does. Counts and keys, nothing of a child."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from ehcp_flow.db.access_tables import account as accounts
from ehcp_flow.db.access_tables import admin_change as changes
from ehcp_flow.db.admin_changes import AdminChange
from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.ledger import CASE_COLUMNS, StoredCase, with_entries
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import attendance
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases

AROUND = timedelta(days=31)
"""A holiday moves what ends within so many days of it at most: a late-year end, a first warning, a next rung."""


def cases_by_team(connection: Connection, authority: str) -> dict[str, tuple[int, int]]:
    """By the team that the cases note: how many there are, and how many of them have something still to be done."""
    rows = connection.execute(
        select(cases.c.team, func.count(), func.count(cases.c.next_due))
        .where(cases.c.authority == authority)
        .group_by(cases.c.team)
    )
    return {team: (every, running) for team, every, running in rows}


def children_at(connection: Connection, authority: str) -> dict[int, int]:
    """How many children go to each setting, by its number."""
    rows = connection.execute(
        select(attendance.c.setting_id, func.count())
        .where(attendance.c.authority == authority)
        .group_by(attendance.c.setting_id)
    )
    return {row[0]: row[1] for row in rows}


def last_in(connection: Connection, authority: str) -> dict[int, datetime]:
    """When each user last signed in, by number; those who never did are not there."""
    rows = connection.execute(
        select(accounts.c.user_id, accounts.c.last_in_at).where(accounts.c.authority == authority)
    )
    return {user: moment for user, moment in rows if moment is not None}


def touched_by_day(connection: Connection, authority: str, day: date) -> list[int]:
    """The cases of which some date may be another one if this day is no working day, or is one again."""
    begun = or_(deadlines.c.started_on <= day + AROUND, deadlines.c.warn_on <= day)
    spans = and_(begun, deadlines.c.due_cautious >= day - AROUND)
    warned = and_(deadlines.c.next_rung_on.is_not(None), deadlines.c.due_cautious < day)
    found = select(deadlines.c.case_id).distinct().where(deadlines.c.authority == authority, or_(spans, warned))
    return sorted(connection.execute(found).scalars())


def running_between(
    connection: Connection, authority: str, first: date, last: date, setting_id: int | None = None
) -> list[int]:
    """The cases with a deadline that is open and runs in these days; of the children at one setting if it is given."""
    found = (
        select(deadlines.c.case_id)
        .distinct()
        .where(
            deadlines.c.authority == authority,
            deadlines.c.outcome.in_(("open", "excused")),
            deadlines.c.started_on <= last,
            deadlines.c.due >= first,
        )
    )
    if setting_id is not None:
        found = (
            found.join(cases, and_(cases.c.authority == deadlines.c.authority, cases.c.case_id == deadlines.c.case_id))
            .join(
                attendance,
                and_(attendance.c.authority == cases.c.authority, attendance.c.person_id == cases.c.person_id),
            )
            .where(attendance.c.setting_id == setting_id)
        )
    return sorted(connection.execute(found).scalars())


def cases_of(
    connection: Connection, authority: str, case_ids: Iterable[int], *, for_change: bool = False
) -> Iterator[StoredCase]:
    """These cases with their ledgers. `for_change`: nobody else adds to them until the transaction ends."""
    for some in in_parts(case_ids):
        found = select(*CASE_COLUMNS).where(cases.c.authority == authority, cases.c.case_id.in_(some))
        found = found.order_by(cases.c.case_id)
        rows = connection.execute(found.with_for_update() if for_change else found).fetchall()
        yield from with_entries(connection, authority, rows)


def seen_of(connection: Connection, authority: str, case_ids: Iterable[int], scope: Scope) -> set[int]:
    """Those of the cases that these eyes may see."""
    seen: set[int] = set()
    for some in in_parts(case_ids):
        found = select(cases.c.case_id).where(cases.c.authority == authority, cases.c.case_id.in_(some), visible(scope))
        seen.update(connection.execute(found).scalars())
    return seen


_CHANGE = tuple(changes.c[each.name] for each in fields(AdminChange))


def find_changes(
    connection: Connection, authority: str, who: str, what: str, before: int, how_many: int
) -> Sequence[AdminChange]:
    """Changes numbered below `before`, the newest first. `who` is whoever made it or whom it is of; `what` is exact."""
    found = select(*_CHANGE).where(changes.c.authority == authority, changes.c.change_id < before)
    if who:
        found = found.where(
            or_(changes.c.changed_by.icontains(who, autoescape=True), changes.c.of.icontains(who, autoescape=True))
        )
    if what:
        found = found.where(changes.c.what == what)
    found = found.order_by(changes.c.change_id.desc()).limit(how_many)
    return [AdminChange(*row) for row in connection.execute(found)]


def kinds_of_change(connection: Connection, authority: str) -> list[str]:
    """What has been changed so far, each once, in order."""
    found = select(changes.c.what).distinct().where(changes.c.authority == authority)
    return sorted(connection.execute(found).scalars())
