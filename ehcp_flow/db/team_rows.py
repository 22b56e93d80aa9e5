"""What a manager sees of a team: how much each officer carries, how old the open assessments are, and the cases behind both.

One condition says what each number counts, and the list that the number opens uses the same one. They are those of the
queues of the work lists (`db/work_rows.py`). What a user may not see
is in neither (`db/scope.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, false, func, or_, select, true

from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.queues import initials
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import attendance, setting
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.telling_tables import health_notice as notices
from ehcp_flow.db.work_rows import SOON, UNANSWERED

NOBODY = 0
"""Stands for the officer of a case that nobody has: users are numbered from 1."""

FIGURES = ("open", "overdue", "this_week", "at_risk", "waiting")


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, and when. `week_ends`: the last day of the week of `today`. `running`: the states of an assessment that
    is under way, in which a case is open even where no deadline of it is known."""

    authority: str
    scope: Scope
    today: date
    week_ends: date
    running: tuple[str, ...]


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
        .where(cases.c.authority == eyes.authority, _is("open", eyes), visible(eyes.scope))
        .group_by(cases.c.owner_id)
    )
    return [Load(*row) for row in connection.execute(found)]


def _counted(name: str, eyes: Eyes) -> Any:
    """How many of the cases the figure counts."""
    return func.sum(case((_is(name, eyes), 1), else_=0))


def _is(figure: str, eyes: Eyes) -> ColumnElement[bool]:
    """Whether a case is counted by a figure."""
    match figure:
        case "overdue":
            return cases.c.open_due < eyes.today
        case "this_week":
            return cases.c.open_due.between(eyes.today, eyes.week_ends)
        case "at_risk":
            return and_(cases.c.fit_by <= eyes.today + SOON, cases.c.case_id.in_(_late(eyes)))
        case "waiting":
            return or_(cases.c.waits_until.is_not(None), cases.c.case_id.in_(_unanswered(eyes)))
    return or_(cases.c.next_due.is_not(None), cases.c.state.in_(eyes.running))


def _late(eyes: Eyes) -> Select[Any]:
    """Late before late: a date that has not passed, for which a step must come within a week, or is too late already."""
    return select(deadlines.c.case_id).where(
        deadlines.c.authority == eyes.authority,
        deadlines.c.outcome == "open",
        deadlines.c.due >= eyes.today,
        deadlines.c.fit_by <= eyes.today + SOON,
        deadlines.c.binding == true(),
        deadlines.c.floor == false(),
    )


def _unanswered(eyes: Eyes) -> Select[Any]:
    return select(notices.c.case_id).where(notices.c.authority == eyes.authority, UNANSWERED)


def ages(connection: Connection, eyes: Eyes, edges: Sequence[date]) -> Mapping[tuple[str, int], int]:
    """How many assessments are under way by state and age band. `edges`: the first days of receipt of all bands but the
    last, the youngest band first; band n was received on edges[n] or later, and before edges[n - 1]."""
    band = case(*((cases.c.received_on >= day, place) for place, day in enumerate(edges)), else_=len(edges))
    found = (
        select(cases.c.state, band, func.count())
        .where(
            cases.c.authority == eyes.authority,
            cases.c.state.in_(eyes.running),
            cases.c.received_on.is_not(None),
            visible(eyes.scope),
        )
        .group_by(cases.c.state, band)
    )
    return {(row[0], int(row[1])): row[2] for row in connection.execute(found)}


_area = case(
    (
        func.length(func.replace(people.c.postcode, " ", "")) > 4,
        func.upper(
            func.substr(
                func.replace(people.c.postcode, " ", ""), 1, func.length(func.replace(people.c.postcode, " ", "")) - 3
            )
        ),
    ),
    else_="",
)
_letter = func.upper(func.substr(people.c.surname, 1, 1))
_JOINED = (
    cases.join(people, and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id))
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


def listed(connection: Connection, eyes: Eyes, chosen: Chosen, limit: int, offset: int = 0) -> Listed:
    """A page of the cases that are asked for, the one with the earliest next date first, and how many there are."""
    total = int(connection.execute(_asked(select(func.count()), eyes, chosen)).scalar_one())
    rows = _asked(select(*_ROW), eyes, chosen).order_by(
        cases.c.open_due.is_(None), cases.c.open_due, cases.c.received_on, cases.c.reference
    )
    found = connection.execute(rows.limit(limit).offset(offset)) if total > offset else ()
    return Listed(tuple(_team_case(row) for row in found), total)


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
    open_seen = (cases.c.authority == eyes.authority, _is("open", eyes), visible(eyes.scope))
    held = (
        select(setting.c.setting_id, setting.c.name)
        .select_from(_JOINED)
        .where(*open_seen, setting.c.setting_id.is_not(None))
        .distinct()
        .order_by(setting.c.name, setting.c.setting_id)
    )
    areas = select(_area).select_from(_JOINED).where(*open_seen).distinct()
    letters = select(_letter).select_from(_JOINED).where(*open_seen).distinct()
    return Places(
        tuple((row[0], row[1]) for row in connection.execute(held)),
        tuple(sorted(row[0] for row in connection.execute(areas) if row[0])),
        tuple(sorted(row[0] for row in connection.execute(letters) if row[0])),
    )


def _asked(found: Select[Any], eyes: Eyes, chosen: Chosen) -> Select[Any]:
    found = found.select_from(_JOINED).where(
        cases.c.authority == eyes.authority, _is(chosen.figure, eyes), visible(eyes.scope)
    )
    if chosen.officer is not None:
        nobody = cases.c.owner_id.is_(None)
        found = found.where(nobody if chosen.officer == NOBODY else cases.c.owner_id == chosen.officer)
    if chosen.setting_id is not None:
        found = found.where(setting.c.setting_id == chosen.setting_id)
    if chosen.area:
        found = found.where(_area == chosen.area)
    if chosen.letter:
        found = found.where(_letter == chosen.letter.upper())
    if chosen.running:
        found = found.where(cases.c.state.in_(eyes.running), cases.c.received_on.is_not(None))
    if chosen.stage:
        found = found.where(cases.c.state == chosen.stage)
    if chosen.band is not None:
        first, before = chosen.band
        found = found.where(
            cases.c.received_on >= first if first else true(), cases.c.received_on < before if before else true()
        )
    return found


def _team_case(row: Sequence[Any]) -> TeamCase:
    reference, version, forename, surname, *rest = row
    return TeamCase(reference, version, initials(forename, surname), *rest)
