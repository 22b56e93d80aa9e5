"""What a manager sees of a team: how much each officer carries, how old the open assessments are, and the cases behind both.

What each number counts is the condition of a queue of the work lists (`db/work_conditions.py`), and the list that the
number opens has the same one. What a user may not see is in neither (`db/scope.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, select

from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.queues import initials
from ehcp_flow.db.scope import Scope, visible, visible_among_many
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.work_conditions import OF, WHICH, Among, Asking, one_of

NOBODY = 0
"""Stands for the officer of a case that nobody has: users are numbered from 1."""

FIGURES: Mapping[str, str] = {
    "open": "open",
    "overdue": "overdue",
    "this_week": "week",
    "at_risk": "late_before_late",
    "waiting": "waiting",
}
"""What is counted, and which list of work has the same cases."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, and when. `week_ends`: the last day of the week of `today`. `running`: the states of an assessment that
    is under way, in which a case is open even where no deadline of it is known."""

    authority: str
    scope: Scope
    today: date
    week_ends: date
    running: tuple[str, ...]

    def values(self) -> dict[str, Any]:
        """The values that the conditions here are asked with."""
        return Asking(self.authority, self.scope, self.today, self.week_ends, self.today, self.running).values()


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries (`owner_id` NOBODY: what nobody has). `oldest`: the earliest date that has passed."""

    owner_id: int
    open: int
    overdue: int
    oldest: date | None
    this_week: int
    at_risk: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cases are asked for; what is left as it is asks nothing.

    `officer`: the number of a user, or NOBODY. `figure`: one of FIGURES. `band`: received on a day or
    later, and before another (None: no such end). `letter`: of the surname. `area`: the first part of the postcode. `running`: the
    assessment is under way.
    """

    figure: str = "open"
    officer: int | None = None
    setting_id: int | None = None
    area: str = ""
    letter: str = ""
    stage: str = ""
    running: bool = False
    band: tuple[date | None, date | None] | None = None


@dataclass(frozen=True, slots=True)
class TeamCase:
    """A case in a manager's list. `officer` is a name, "" where nobody has it. `open_due` is the next date that no
    exception excuses, `next_due` that of what is next whether excused or not."""

    case: str
    version: int
    initials: str
    born: date | None
    state: str
    received_on: date | None
    next_due: date | None
    open_due: date | None
    next_duty: str
    officer: str
    owner_id: int | None
    goes_to: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of cases, and how many there are in all."""

    cases: tuple[TeamCase, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """What cases can be chosen by: settings as number and name, areas, letters."""

    settings: tuple[tuple[int, str], ...] = ()
    areas: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


def loads(connection: Connection, eyes: Eyes) -> list[Load]:
    """What each officer carries, in one grouped question; officers who have no open case are not among them."""
    found = (
        select(
            func.coalesce(cases.c.owner_id, NOBODY),
            func.count(),
            _counted("overdue", eyes),
            func.min(case((_is("overdue", eyes), cases.c.open_due))),
            _counted("this_week", eyes),
            _counted("at_risk", eyes),
            _counted("waiting", eyes),
        )
        .where(*_seen("open", eyes))
        .group_by(cases.c.owner_id)
    )
    return [Load(*row) for row in connection.execute(found, eyes.values())]


def _counted(name: str, eyes: Eyes) -> Any:
    """How many of the cases the figure counts."""
    return func.sum(case((_is(name, eyes), 1), else_=0))


def _is(figure: str, eyes: Eyes) -> ColumnElement[bool]:
    """Whether a case is counted by a figure."""
    condition: ColumnElement[bool] = WHICH[FIGURES[figure]](Among(eyes.running, few=False))
    return condition


def _seen(figure: str, eyes: Eyes) -> tuple[ColumnElement[bool], ...]:
    """Of the cases that one may see, those that the figure counts."""
    return cases.c.authority == OF, _is(figure, eyes), visible_among_many(bool(eyes.scope.team))


def ages(connection: Connection, eyes: Eyes, edges: Sequence[date]) -> Mapping[tuple[str, int], int]:
    """How many assessments are under way by state and age band. `edges`: the first days of receipt of all bands but the
    last, the youngest band first; band n was received on edges[n] or later, and before edges[n - 1]."""
    band = case(*((cases.c.received_on >= day, place) for place, day in enumerate(edges)), else_=len(edges))
    found = (
        select(cases.c.state, band, func.count())
        .where(cases.c.authority == OF, *_running(eyes), visible_among_many(bool(eyes.scope.team)))
        .group_by(cases.c.state, band)
    )
    return {(row[0], int(row[1])): row[2] for row in connection.execute(found, eyes.values())}


def _running(eyes: Eyes) -> tuple[ColumnElement[bool], ...]:
    """The assessment is under way, and it is known since when."""
    return one_of(cases.c.state, eyes.running), cases.c.received_on.is_not(None)


_postcode = func.replace(people.c.postcode, " ", "")
_area = case(
    (func.length(_postcode) > 4, func.upper(func.substr(_postcode, 1, func.length(_postcode) - 3))),
    else_="",
)
_letter = func.upper(func.substr(people.c.surname, 1, 1))
_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_JOINED = (
    cases.join(people, _PERSON)
    .outerjoin(
        attendance, and_(attendance.c.authority == cases.c.authority, attendance.c.person_id == cases.c.person_id)
    )
    .outerjoin(
        setting, and_(setting.c.authority == attendance.c.authority, setting.c.setting_id == attendance.c.setting_id)
    )
    .outerjoin(users, and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id))
)
_ROW = (
    cases.c.reference, cases.c.version, people.c.forename, people.c.surname, people.c.born, cases.c.state,
    cases.c.received_on, cases.c.next_due, cases.c.open_due, cases.c.next_duty, func.coalesce(users.c.name, ""), cases.c.owner_id,
    func.coalesce(setting.c.name, ""),
)  # fmt: skip


_ORDER = (cases.c.open_due.asc().nulls_last(), cases.c.received_on.asc().nulls_last(), cases.c.reference)


def listed(connection: Connection, eyes: Eyes, chosen: Chosen, limit: int, offset: int = 0) -> Listed:
    """A page of the cases that are asked for, the one with the earliest next date first, and how many there are."""
    total = int(connection.execute(_asked(select(func.count()), eyes, chosen), eyes.values()).scalar_one())
    if total <= offset:
        return Listed((), total)
    wanted = _asked(select(cases.c.case_id), eyes, chosen).order_by(*_ORDER).limit(limit).offset(offset).subquery()
    of_page = and_(cases.c.authority == OF, cases.c.case_id.in_(select(wanted.c.case_id)))
    rows = select(*_ROW).select_from(_JOINED).where(of_page).order_by(*_ORDER)
    return Listed(tuple(_team_case(row) for row in connection.execute(rows, eyes.values())), total)


def seen(connection: Connection, eyes: Eyes, references: Collection[str]) -> dict[str, TeamCase]:
    """Those of these cases that one may see, open or not, by reference."""
    found: dict[str, TeamCase] = {}
    for some in in_parts(references):
        asked = (
            select(*_ROW)
            .select_from(_JOINED)
            .where(cases.c.authority == eyes.authority, cases.c.reference.in_(some), visible(eyes.scope))
        )
        found |= {row[0]: _team_case(row) for row in connection.execute(asked)}
    return found


def entries_so_far(connection: Connection, authority: str) -> int:
    """How many entries the ledgers of the authority have together."""
    found = select(func.coalesce(func.sum(cases.c.version), 0)).where(cases.c.authority == authority)
    return int(connection.execute(found).scalar_one())


def places(connection: Connection, eyes: Eyes) -> Places:
    """By what the open cases that one may see can be chosen."""
    is_there = (attendance.c.authority == setting.c.authority, attendance.c.setting_id == setting.c.setting_id)
    is_theirs = (cases.c.authority == attendance.c.authority, cases.c.person_id == attendance.c.person_id)
    held = (
        select(setting.c.setting_id, setting.c.name)
        .where(setting.c.authority == OF, exists().where(*is_there, *is_theirs, *_seen("open", eyes)))
        .order_by(setting.c.name, setting.c.setting_id)
    )
    own = select(cases.c.person_id).where(*_seen("open", eyes))
    marks = select(_area, _letter).where(people.c.authority == OF, people.c.person_id.in_(own)).distinct()
    found = connection.execute(marks, eyes.values()).all()
    return Places(
        tuple((row[0], row[1]) for row in connection.execute(held, eyes.values())),
        tuple(sorted({row[0] for row in found if row[0]})),
        tuple(sorted({row[1] for row in found if row[1]})),
    )


def _asked(found: Select[Any], eyes: Eyes, chosen: Chosen) -> Select[Any]:
    """The question about the cases that are chosen; it reads no other table than it must."""
    source: Any = cases
    what = list(_seen(chosen.figure, eyes))
    if chosen.officer is not None:
        what.append(cases.c.owner_id.is_(None) if chosen.officer == NOBODY else cases.c.owner_id == chosen.officer)
    if chosen.setting_id is not None:
        there = select(attendance.c.person_id).where(
            attendance.c.authority == OF, attendance.c.setting_id == chosen.setting_id
        )
        what.append(cases.c.person_id.in_(there))
    if chosen.area or chosen.letter:
        source = source.join(people, _PERSON)
        what += [_area == chosen.area] if chosen.area else []
        what += [_letter == chosen.letter.upper()] if chosen.letter else []
    if chosen.running:
        what += _running(eyes)
    if chosen.stage:
        what.append(cases.c.state == chosen.stage)
    if chosen.band is not None:
        first, before = chosen.band
        what += [cases.c.received_on >= first] if first else []
        what += [cases.c.received_on < before] if before else []
    return found.select_from(source).where(*what)


def _team_case(row: Sequence[Any]) -> TeamCase:
    reference, version, forename, surname, *rest = row
    return TeamCase(reference, version, initials(forename, surname), *rest)
