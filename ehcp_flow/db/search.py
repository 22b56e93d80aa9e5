"""The search: cases by reference, number, birthday, name and setting, of those that a user may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, literal, or_, select

from ehcp_flow.db.people import search_name
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people


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


_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_ROWS = (
    select(
        cases.c.person_id, people.c.forename, people.c.surname, people.c.born, func.coalesce(setting.c.name, ""),
        cases.c.reference, cases.c.state, func.coalesce(cases.c.open_due, cases.c.next_due),
        func.coalesce(users.c.name, ""),
    )
    .join_from(cases, people, _PERSON)
    .outerjoin(users, and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id))
    .outerjoin(
        attendance, and_(attendance.c.authority == cases.c.authority, attendance.c.person_id == cases.c.person_id)
    )
    .outerjoin(
        setting, and_(setting.c.authority == attendance.c.authority, setting.c.setting_id == attendance.c.setting_id)
    )
    .where(cases.c.authority == bindparam("of"), cases.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(people.c.search_name, cases.c.person_id, cases.c.reference)
)  # fmt: skip
_OF_PEOPLE = select(cases.c.case_id).join_from(people, cases, _PERSON)


def like_part(part: str) -> str:
    """The pattern of whatever holds this, for LIKE with / before what is meant as it stands."""
    return f"%{part.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


def part_of_reference(part: str) -> str:
    """The pattern of the references that hold this."""
    return like_part(part.replace(" ", "").upper())


def refers_to(pattern: ColumnElement[str]) -> ColumnElement[bool]:
    """The reference fits. It is not empty: said so that SQLite reads it in its own index and not case by case."""
    return and_(cases.c.reference > "", cases.c.reference.like(pattern, escape="/"))


@dataclass(frozen=True, slots=True)
class Searches:
    """The ways to look for what was typed, each by an index of its own; each gives numbers of cases, `most` at most."""

    connection: Connection
    authority: str
    scope: Scope
    most: int

    def by_reference(self, part: str) -> list[int]:
        """A reference; or, where there is none that is this, those that hold it."""
        this = select(cases.c.case_id).where(cases.c.authority == self.authority, cases.c.reference == part)
        if exact := self._numbers(this):
            return exact
        found = (
            select(cases.c.case_id)
            .where(cases.c.authority == self.authority, refers_to(literal(part_of_reference(part))))
            .correlate(None)
        )
        own = cases.c.case_id.in_(found)
        return self._numbers(select(cases.c.case_id).where(cases.c.authority == self.authority, own))

    def by_number(self, number: str) -> list[int]:
        """A UPN, a ULN or an NHS number."""
        found: list[int] = []
        for column in (people.c.upn, people.c.uln, people.c.nhs_number):
            found += self._numbers(_OF_PEOPLE.where(people.c.authority == self.authority, column == number))
        return found

    def by_birthday(self, born: date) -> list[int]:
        return self._numbers(_OF_PEOPLE.where(people.c.authority == self.authority, people.c.born == born))

    def by_name(self, name: str) -> list[int]:
        """Words of the name, or parts of them, in any order."""
        parts = [people.c.search_name.contains(word, autoescape=True) for word in search_name(name).split()]
        found = _OF_PEOPLE.where(people.c.authority == self.authority, *parts)
        return self._numbers(found.order_by(people.c.search_name))

    def by_setting(self, name: str) -> list[int]:
        """Whoever goes to a setting of this URN, or with these words in its name."""
        words = [func.lower(setting.c.name).contains(word.lower(), autoescape=True) for word in name.split()]
        of_case = and_(attendance.c.authority == cases.c.authority, attendance.c.person_id == cases.c.person_id)
        of_place = and_(attendance.c.authority == setting.c.authority, attendance.c.setting_id == setting.c.setting_id)
        found = select(cases.c.case_id).select_from(setting).join(attendance, of_place).join(cases, of_case)
        is_it = or_(setting.c.urn == name.strip(), and_(*words))
        return self._numbers(found.where(setting.c.authority == self.authority, is_it))

    def cases(self, numbers: Iterable[int]) -> list[FoundCase]:
        """These cases (of those that the ways gave), the ones of one person together, by name; `most` at most."""
        wanted = list(dict.fromkeys(numbers))[: self.most]
        rows = self.connection.execute(_ROWS, {"of": self.authority, "cases": wanted}) if wanted else ()
        return [FoundCase(*row) for row in rows]

    def _numbers(self, found: Select[int]) -> list[int]:
        rows = self.connection.execute(found.where(visible(self.scope)).limit(self.most))
        return [row[0] for row in rows]
