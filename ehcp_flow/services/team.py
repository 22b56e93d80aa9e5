"""A team at a glance: what each officer carries, who is away and who stands in, and how old the open assessments are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.db import team_rows
from ehcp_flow.db.absences import Absence
from ehcp_flow.db.batches import Batch, Batches
from ehcp_flow.db.team_rows import NOBODY, Chosen, Eyes, Listed, Load, Places
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import scope_of
from ehcp_flow.services.office import OFFICER_ROLES, Office
from workflows.case import headline_words
from workflows.processes.assessment import OPEN

RUNNING = tuple(state.value for state in OPEN)
WEEKS = (6, 12, 16, 20)
"""The edges of the age bands: the limits of the law that a case passes, in weeks since the request was received."""

BANDS = ("Up to 6 weeks", "6 to 12 weeks", "12 to 16 weeks", "16 to 20 weeks", "More than 20 weeks")


@dataclass(frozen=True, slots=True)
class Officer:
    """A line of the team. `user` is None for what nobody has. `away`: their absence of today, with its stand-in's name."""

    user: User | None
    load: Load
    away: Absence | None = None
    stand_in: str = ""

    @property
    def name(self) -> str:
        return self.user.name if self.user else "Unallocated"

    @property
    def key(self) -> str:
        """As an address has it: the officer's e-mail address, or nobody."""
        return self.user.email if self.user else "nobody"


@dataclass(frozen=True, slots=True)
class Stage:
    """The assessments that are at one stage, by age band."""

    state: str
    counts: tuple[int, ...]

    @property
    def words(self) -> str:
        return headline_words(self.state)

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Team:
    """All of it, on a day. Cases that whoever looks may not see are not counted."""

    today: date
    officers: tuple[Officer, ...]
    stages: tuple[Stage, ...]
    total: Load


def eyes_of(office: Office, user: User) -> Eyes:
    today = office.clock.today()
    return Eyes(office.authority, scope_of(user), today, today + timedelta(days=6 - today.weekday()), RUNNING)


def team(office: Office, user: User) -> Team:
    """The team as this user may see it: of their own team, or every team's where they have none."""
    eyes = eyes_of(office, user)
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        loads = {each.owner_id: each for each in team_rows.loads(connection, eyes)}
        ages = team_rows.ages(connection, eyes, _edges(eyes.today))
        users = uow.users.all(office.authority)
        absences = uow.absences.not_over(office.authority, eyes.today)
    away = {each.user_id: each for each in absences if each.covers(eyes.today)}
    names = {each.email: each.name for each in users}
    officers = [
        Officer(
            each, loads.get(each.user_id, _nothing(each.user_id)), gone, names.get(gone.stand_in, "") if gone else ""
        )
        for each in users
        if each.user_id in loads or _works(each, user.team)
        for gone in (away.get(each.user_id),)
    ]
    officers.append(Officer(None, loads.get(NOBODY, _nothing(NOBODY))))
    stages = (Stage(state, tuple(ages.get((state, band), 0) for band in range(len(BANDS)))) for state in RUNNING)
    return Team(eyes.today, tuple(officers), tuple(stages), _total([each.load for each in officers]))


def _works(user: User, team: str) -> bool:
    """Whether somebody belongs in the table although they have no case: an officer of the team who is at work here."""
    return user.active and bool(user.roles & OFFICER_ROLES) and (not team or user.team == team)


def _nothing(owner_id: int) -> Load:
    return Load(owner_id, 0, 0, None, 0, 0, 0)


def _total(loads: Sequence[Load]) -> Load:
    sums = (sum(getattr(each, name) for each in loads) for name in team_rows.FIGURES)
    is_open, overdue, this_week, at_risk, waiting = sums
    oldest = min((each.oldest for each in loads if each.oldest), default=None)
    return Load(NOBODY, is_open, overdue, oldest, this_week, at_risk, waiting)


def _edges(today: date) -> list[date]:
    """The first days of receipt of the bands but the last: received so many weeks ago or less."""
    return [today - timedelta(weeks=weeks) for weeks in WEEKS]


def band_of(today: date, place: int) -> tuple[date | None, date | None]:
    """The days of receipt of an age band: from the first, and before the second."""
    edges = _edges(today)
    return (edges[place] if place < len(edges) else None, edges[place - 1] if place else None)


def officers(office: Office, user: User, *, gone: bool = False) -> list[Officer]:
    """Who may be given cases, each with what they carry: active officers of any team, by name.

    `gone`: those too who no longer work here and have cases still.
    """
    eyes = eyes_of(office, user)
    today = eyes.today
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        loads = {each.owner_id: each for each in team_rows.loads(connection, eyes)}
        users = uow.users.all(office.authority)
        away = {each.user_id: each for each in uow.absences.not_over(office.authority, today) if each.covers(today)}
    return [
        Officer(each, loads.get(each.user_id, _nothing(each.user_id)), away.get(each.user_id))
        for each in users
        if _works(each, "") or (gone and not each.active and each.user_id in loads)
    ]


def listed(office: Office, user: User, chosen: Chosen, limit: int, offset: int = 0) -> Listed:
    """A page of the cases that are asked for, of those that this user may see."""
    with office.database.reading() as connection:
        return team_rows.listed(connection, eyes_of(office, user), chosen, limit, offset)


def places(office: Office, user: User) -> Places:
    """By what cases can be chosen."""
    with office.database.reading() as connection:
        return team_rows.places(connection, eyes_of(office, user))


def seen(office: Office, user: User, references: Sequence[str]) -> dict[str, team_rows.TeamCase]:
    """Those of these cases that this user may see, by reference."""
    with office.database.reading() as connection:
        return team_rows.seen(connection, eyes_of(office, user), references)


def by_key(office: Office, key: str) -> User | int | None:
    """The officer that an address names: a user, NOBODY, or None where there is no such user."""
    if key == "nobody":
        return NOBODY
    with office.database.reading() as connection:
        return UnitOfWork(connection).users.by_email(office.authority, key)


def last_batches(office: Office, how_many: int = 10) -> list[Batch]:
    """The latest allocations of many cases."""
    with office.database.reading() as connection:
        return Batches(connection).last(office.authority, how_many)
