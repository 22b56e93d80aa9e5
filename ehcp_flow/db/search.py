"""The search: cases by reference, number, birthday, name and setting, of those that a user may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from ehcp_flow.db.people import search_name
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people

Way = ColumnElement[bool]
"""One way to look for what was typed: a condition on the case."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that a search found, with the name in full. `owner` and `setting` are names, "" where there is none."""

    person_id: int
    forename: str
    surname: str
    born: date | None
    setting: str
    case: str
    state: str
    next_due: date | None
    owner: str


_ROW = (
    select(
        cases.c.person_id, people.c.forename, people.c.surname, people.c.born, func.coalesce(setting.c.name, ""),
        cases.c.reference, cases.c.state, func.coalesce(cases.c.open_due, cases.c.next_due),
        func.coalesce(users.c.name, ""),
    )
    .join_from(cases, people, and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id))
    .outerjoin(users, and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id))
    .outerjoin(
        attendance, and_(attendance.c.authority == cases.c.authority, attendance.c.person_id == cases.c.person_id)
    )
    .outerjoin(
        setting, and_(setting.c.authority == attendance.c.authority, setting.c.setting_id == attendance.c.setting_id)
    )
)  # fmt: skip


def _people(authority: str, *what: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(people.c.person_id).where(people.c.authority == authority, *what)


def by_reference(part: str) -> Way:
    """A reference, or part of one."""
    return cases.c.reference.contains(part.upper(), autoescape=True)


def by_number(authority: str, number: str) -> Way:
    """A UPN, a ULN or an NHS number."""
    is_it = or_(people.c.upn == number, people.c.uln == number, people.c.nhs_number == number)
    return cases.c.person_id.in_(_people(authority, is_it))


def by_birthday(authority: str, born: date) -> Way:
    return cases.c.person_id.in_(_people(authority, people.c.born == born))


def by_name(authority: str, name: str) -> Way:
    """Words of the name, or parts of them, in any order."""
    parts = [people.c.search_name.contains(word, autoescape=True) for word in search_name(name).split()]
    return cases.c.person_id.in_(_people(authority, *parts))


def by_setting(authority: str, name: str) -> Way:
    """Whoever goes to a setting of this URN, or with these words in its name."""
    words = [func.lower(setting.c.name).contains(word.lower(), autoescape=True) for word in name.split()]
    places = select(setting.c.setting_id).where(
        setting.c.authority == authority, or_(setting.c.urn == name.strip(), and_(*words))
    )
    there = select(attendance.c.person_id).where(
        attendance.c.authority == authority, attendance.c.setting_id.in_(places)
    )
    return cases.c.person_id.in_(there)


def found(connection: Connection, authority: str, scope: Scope, any_of: Sequence[Way], limit: int) -> list[FoundCase]:
    """The cases that one of the conditions finds, those of one person together, by name."""
    asked = _ROW.where(cases.c.authority == authority, or_(*any_of), visible(scope))
    ordered = asked.order_by(people.c.search_name, cases.c.person_id, cases.c.reference).limit(limit)
    return [FoundCase(*row) for row in connection.execute(ordered)]
