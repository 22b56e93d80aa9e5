"""Lists of work as a user may see them: a page of a queue, the day's four lists, and how many cases each queue has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ehcp_flow.db import work_beside, work_rows
from ehcp_flow.db.engine import Connection
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.db.work_beside import Person
from ehcp_flow.db.work_conditions import Asking
from ehcp_flow.db.work_rows import Narrow
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.office import Office
from ehcp_flow.services.work.family import UNDER_ASSESSMENT
from ehcp_flow.services.work.filters import Filters, born_between
from ehcp_flow.services.work.queues import QUEUES, ROWS, Queue
from ehcp_flow.services.work.rows import Row, beside, rows
from workflows.refusals import Refusal

PAGE = 50
COUNTED = 1000
"""Counting stops here where it would have to go through every case of an authority: a page says “1,000 or more”."""

EXPORTED = 10_000
ON_MY_WORK = 10
"""So many rows of each of the day's lists are on the first page; a link leads to all of them."""

DAY = ("week", "overdue", "waiting", "family")
FAMILY_UPDATE = "family_update"
"""The promise of local_policy.toml that says after how many days a family has waited too long for word."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those whose cases may be chosen: the value in the address, and words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a queue. `shown` cases fit the filters and `of` are in the queue without them; `more`: at least so many."""

    queue: Queue
    rows: tuple[Row, ...]
    shown: int
    of: int
    more: bool
    pages: int
    choices: tuple[Choice, ...]
    teams: tuple[str, ...]
    family_days: int

    @property
    def hidden(self) -> int:
        return self.of - self.shown


@dataclass(frozen=True, slots=True)
class MyWork:
    """The day's lists by name, and the numbers at the top of the page. `more`: a number of COUNTED means so many or more."""

    counts: dict[str, int]
    lists: dict[str, tuple[Row, ...]]
    choices: tuple[Choice, ...]
    family_days: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A queue with the number of its cases; COUNTED means so many or more."""

    queue: Queue
    cases: int
    href: str


def asking(office: Office, user: User) -> Asking:
    """Who asks, today. A user without a role that reads cases sees none."""
    today = office.clock.today()
    return Asking(
        office.authority,
        scope_of(user),
        today,
        today + timedelta(days=6 - today.weekday()),
        today - timedelta(days=family_days(office)),
        UNDER_ASSESSMENT,
    )


def family_days(office: Office) -> int:
    """After how many days without word a family is listed."""
    return office.law.policy.promised_days[FAMILY_UPDATE]


def my_work(office: Office, user: User, whose: str = "mine") -> MyWork | Refusal:
    """The day of a user, or of whoever they choose."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        narrow = _whose(uow, office, user, whose, Narrow())
        if isinstance(narrow, Refusal):
            return narrow
        asks, calendar = asking(office, user), office.calendar(uow)
        counts = _counts(connection, asks, narrow, ("open", *DAY))
        found: dict[str, list[work_rows.WorkRow]] = {}
        for name in DAY:
            wanted = replace(narrow, which=QUEUES[name].which)
            order = QUEUES[name].order
            found[name] = work_rows.page(connection, asks, wanted, ON_MY_WORK, order=order) if counts[name] else []
        known = beside(connection, office.authority, [(QUEUES[name].columns, found[name]) for name in DAY])
        lists = {name: tuple(rows(found[name], known, QUEUES[name].columns, asks.today, calendar)) for name in DAY}
        choices = _choices(work_beside.staff(connection, office.authority), user)
    return MyWork(counts, lists, choices, family_days(office))


def listed(office: Office, user: User, queue: Queue, filters: Filters) -> Listed | Refusal:
    """A page of a queue, as its filters narrow it."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        wide = _whose(uow, office, user, filters.whose, Narrow(which=queue.which))
        if isinstance(wide, Refusal):
            return wide
        asks, calendar = asking(office, user), office.calendar(uow)
        narrow = _filtered(wide, filters, asks.today)
        limit = COUNTED if wide.owner_id is None else EXPORTED
        key, backwards = filters.order(queue.order)
        found = work_rows.page(connection, asks, narrow, PAGE, PAGE * (filters.page - 1), key, backwards)
        if filters.page == 1 and len(found) < PAGE:
            shown = len(found)
        else:
            shown = work_rows.count(connection, asks, narrow, limit)
        of = work_rows.count(connection, asks, wide, limit) if narrow != wide else shown
        known = beside(connection, office.authority, [(queue.columns, found)])
        made = tuple(rows(found, known, queue.columns, asks.today, calendar))
        staff = work_beside.staff(connection, office.authority)
    teams = tuple(sorted({each.team for each in staff if each.team}))
    pages = max(1, -(-shown // PAGE))
    return Listed(queue, made, shown, of, of >= limit, pages, _choices(staff, user), teams, family_days(office))


def overview(office: Office, user: User, whose: str = "mine") -> list[Counted] | Refusal:
    """Every queue with the number of its cases."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        narrow = _whose(uow, office, user, whose, Narrow())
        if isinstance(narrow, Refusal):
            return narrow
        asks = asking(office, user)
        own = [queue for queue in ROWS if queue.whose == "mine"]
        counts = _counts(connection, asks, narrow, [queue.which for queue in own])
        for queue in ROWS:
            if queue.whose != "mine":
                counts[queue.which] = work_rows.count(connection, asks, Narrow(which=queue.which), COUNTED)
    return [Counted(queue, counts[queue.which], _href(queue, whose)) for queue in ROWS]


def _href(queue: Queue, whose: str) -> str:
    return Filters(f"/work/{queue.name}", whose if queue.whose == "mine" else queue.whose, usual=queue.whose).here


def _counts(connection: Connection, asks: Asking, narrow: Narrow, names: Sequence[str]) -> dict[str, int]:
    """Of one officer in one question, which reads their cases alone; of more, each by itself and no further than needed."""
    if narrow.owner_id is not None:
        return work_rows.tallies(connection, asks, narrow, names)
    return {name: work_rows.count(connection, asks, replace(narrow, which=name), COUNTED) for name in names}


def narrowed(uow: UnitOfWork, office: Office, user: User, queue: Queue, filters: Filters) -> Narrow | Refusal:
    """Which cases of a queue the filters leave."""
    wide = _whose(uow, office, user, filters.whose, Narrow(which=queue.which))
    return wide if isinstance(wide, Refusal) else _filtered(wide, filters, office.clock.today())


def _filtered(wide: Narrow, filters: Filters, today: date) -> Narrow:
    return replace(
        wide,
        team=filters.team or wide.team,
        state=filters.stage,
        when=filters.when,
        born=born_between(filters.age, today),
        text=filters.q,
    )


def _whose(uow: UnitOfWork, office: Office, user: User, whose: str, narrow: Narrow) -> Narrow | Refusal:
    """Whose cases; refused where nobody has that address, so that a slip is not read as “no work”."""
    if not user.roles & READERS:
        return Refusal(
            "List cases", "none of your roles reads cases", "Roles (workflows/vocabulary.py)", "Ask your administrator."
        )
    match whose:
        case "mine":
            return replace(narrow, owner_id=user.user_id)
        case "all":
            return narrow
        case "unallocated":
            return replace(narrow, unowned=True)
        case "team":
            return replace(narrow, team=user.team)
    officer = uow.users.by_email(office.authority, whose)
    if officer is None:
        return Refusal(
            f"List the cases of {whose}",
            "no user has this e-mail address",
            "Users of this authority",
            "Choose from the list of officers.",
        )
    return replace(narrow, owner_id=officer.user_id)


def _choices(staff: Sequence[Person], user: User) -> tuple[Choice, ...]:
    """Mine, my team's, nobody's, everybody's, and each officer whose cases one may see."""
    fixed = [Choice("mine", "Mine")]
    fixed += [Choice("team", f"My team: {user.team}")] if user.team else []
    fixed += [Choice("unallocated", "Nobody's"), Choice("all", "Everybody's")]
    teams = {user.team, ""} if user.team else None
    officers = [each for each in staff if each.officer and (teams is None or each.team in teams)]
    return tuple(fixed + [Choice(each.email, each.name) for each in officers if each.email != user.email])
