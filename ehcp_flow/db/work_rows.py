"""Lists of work: which cases a list has, in what order, and what its rows say. What a user may not see is in none.

A page reads an index and stops at its last row; what its rows say beyond that is asked once for all of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union,
)

from ehcp_flow.db.file_tables import note as notes
from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.people import search_name
from ehcp_flow.db.scope import Scope, visible
from ehcp_flow.db.search import refers_to
from ehcp_flow.db.tables import app_user as users
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.telling_tables import health_contact as contacts
from ehcp_flow.db.telling_tables import health_notice as notices
from workflows.clocks import Deadline
from workflows.ledger import Entry
from workflows.vocabulary import Event

FORTNIGHT = timedelta(days=14)
LONGEST_WARNING = timedelta(days=120)
"""A review whose first warning an authority has set to come earlier than that before it is listed from then only."""

SOON = timedelta(days=7)
"""How long before a step must come, so that a date can still be kept, a case is among those that are late before late."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when. `week_ends`: the last day of the week of `today`. `told_by`: a family that was last told
    something on that day or earlier has waited too long. `running`: the states of an assessment that is under way."""

    authority: str
    scope: Scope
    today: date
    week_ends: date
    told_by: date
    running: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which cases; what is left as it is narrows nothing.

    `which`: a key of WHICH. `when`: a key of WHICH too, beside the first. `unowned`: nobody has them. `team` is exact, ""
    being the cases of no team. `born`: on the first of the two days or later, and on the second or earlier. `text`: words
    of the name, or part of the reference.
    """

    which: str = "all"
    owner_id: int | None = None
    unowned: bool = False
    team: str | None = None
    state: str = ""
    when: str = ""
    born: tuple[date | None, date | None] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case in a list of work. `owner` is a name and `owner_email` an address; both "" where nobody has it."""

    case_id: int
    case: str
    forename: str
    surname: str
    born: date | None
    state: str
    team: str
    owner: str
    owner_email: str
    opened_at: datetime
    received_on: date | None
    open_due: date | None
    family_told_on: date | None


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


_OF_CASE = and_(deadlines.c.authority == cases.c.authority, deadlines.c.case_id == cases.c.case_id)
_LIVE = and_(
    deadlines.c.outcome.in_(("open", "excused")), deadlines.c.met_on.is_(None), deadlines.c.stood_down_on.is_(None)
)
_OWED = and_(_OF_CASE, deadlines.c.outcome == "open", deadlines.c.binding == true(), deadlines.c.floor == false())
UNANSWERED = or_(notices.c.chase_on.is_not(None), notices.c.state == "expired")
_RIGHT = notes.alias("right_note")
_TOLD_BY_NOTE = and_(
    notes.c.authority == cases.c.authority,
    notes.c.case_id == cases.c.case_id,
    notes.c.kind == "contact_with_family",
    ~exists().where(
        _RIGHT.c.authority == notes.c.authority, _RIGHT.c.case_id == notes.c.case_id, _RIGHT.c.corrects == notes.c.note_id
    ),
)  # fmt: skip
DECISIONS = ("review_decision", "reassess_decision")
REVIEWS = ("review", "transfer_review")


@dataclass(frozen=True, slots=True)
class _Among:
    """Among which cases a condition is asked. Of an officer's, each case is looked into (`few`). Of an authority's, the
    cases that fit are found by an index first; either database would otherwise look into every case that there is."""

    asking: Asking
    few: bool

    def having(self, *what: ColumnElement[bool]) -> ColumnElement[bool]:
        """There is a deadline of which this is true."""
        if self.few:
            return exists().where(_OF_CASE, *what)
        return cases.c.case_id.in_(
            select(deadlines.c.case_id).where(deadlines.c.authority == self.asking.authority, *what)
        )

    def awaited(self) -> ColumnElement[bool]:
        """There is a health notice that nobody has answered."""
        if self.few:
            of_case = and_(notices.c.authority == cases.c.authority, notices.c.case_id == cases.c.case_id)
            return exists().where(of_case, UNANSWERED)
        return cases.c.case_id.in_(
            select(notices.c.case_id).where(notices.c.authority == self.asking.authority, UNANSWERED)
        )

    def either(self, *ways: ColumnElement[bool]) -> ColumnElement[bool]:
        """At least one of these; of many cases, those of each way are found by themselves."""
        if self.few:
            return or_(*ways)
        found = [select(cases.c.case_id).where(cases.c.authority == self.asking.authority, way) for way in ways]
        return cases.c.case_id.in_(union(*(each.correlate(None) for each in found)))


def _open(among: _Among) -> ColumnElement[bool]:
    return or_(cases.c.next_due.is_not(None), cases.c.state.in_(among.asking.running))


def _overdue(among: _Among) -> ColumnElement[bool]:
    return cases.c.open_due < among.asking.today


def _week(among: _Among) -> ColumnElement[bool]:
    return cases.c.open_due.between(among.asking.today, among.asking.week_ends)


def _fortnight(among: _Among) -> ColumnElement[bool]:
    return cases.c.open_due.between(among.asking.today, among.asking.today + FORTNIGHT)


def _later(among: _Among) -> ColumnElement[bool]:
    return cases.c.open_due > among.asking.today + FORTNIGHT


def _no_date(_among: _Among) -> ColumnElement[bool]:
    return cases.c.open_due.is_(None)


def _late_before_late(among: _Among) -> ColumnElement[bool]:
    last = among.asking.today + SOON
    step = exists().where(_OWED, deadlines.c.due >= among.asking.today, deadlines.c.fit_by <= last)
    return and_(cases.c.fit_by <= last, step)


def _waiting(among: _Among) -> ColumnElement[bool]:
    return or_(cases.c.waits_until.is_not(None), among.awaited())


def _family(among: _Among) -> ColumnElement[bool]:
    told_by = among.asking.told_by
    return and_(
        cases.c.family_told_on <= told_by,
        ~exists().where(_TOLD_BY_NOTE, notes.c.on_day > told_by),
    )


def _unallocated(among: _Among) -> ColumnElement[bool]:
    return and_(cases.c.owner_id.is_(None), _open(among))


def _advice(_among: _Among) -> ColumnElement[bool]:
    return and_(cases.c.waits_until.is_not(None), exists().where(_OF_CASE, deadlines.c.duty == "advice", _LIVE))


def _decision(among: _Among) -> ColumnElement[bool]:
    advice = and_(_OF_CASE, deadlines.c.duty == "advice")
    all_in = and_(exists().where(advice), ~exists().where(advice, _LIVE))
    return among.either(
        cases.c.assessment_state == "requested",
        and_(cases.c.assessment_state == "assessing", all_in),
        among.having(deadlines.c.duty.in_(DECISIONS), _LIVE),
    )


def _sign(among: _Among) -> ColumnElement[bool]:
    window = and_(_OF_CASE, deadlines.c.duty == "draft_representations", deadlines.c.outcome == "open")
    is_open = exists().where(window, deadlines.c.due >= among.asking.today)
    return and_(cases.c.assessment_state == "draft_with_family", ~is_open)


def _reviews(among: _Among) -> ColumnElement[bool]:
    near = deadlines.c.due <= among.asking.today + LONGEST_WARNING
    return among.having(deadlines.c.duty.in_(REVIEWS), _LIVE, near, deadlines.c.warn_on <= among.asking.today)


def _transfers(among: _Among) -> ColumnElement[bool]:
    return among.having(deadlines.c.duty == "phase_transfer", _LIVE)


def _health(among: _Among) -> ColumnElement[bool]:
    return among.awaited()


def _all(_among: _Among) -> ColumnElement[bool]:
    return true()


WHICH = {
    "all": _all, "open": _open, "overdue": _overdue, "week": _week, "fortnight": _fortnight, "later": _later,
    "no_date": _no_date, "late_before_late": _late_before_late, "waiting": _waiting, "family": _family,
    "unallocated": _unallocated, "advice": _advice, "decision": _decision, "sign": _sign, "reviews": _reviews,
    "transfers": _transfers, "health": _health,
}  # fmt: skip
"""Which cases each list has, by its name."""

ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "due": (cases.c.open_due, cases.c.next_due),
    "waits": (cases.c.waits_until,),
    "fit": (cases.c.fit_by,),
    "received": (cases.c.received_on,),
    "case": (),
    "born": (people.c.born,),
    "officer": (users.c.name,),
}
"""What a list may be ordered by. Cases without a value come last, whichever way; those that are alike by reference."""

_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_OWNER = and_(users.c.authority == cases.c.authority, users.c.user_id == cases.c.owner_id)
_ROW = (
    cases.c.case_id, cases.c.reference, people.c.forename, people.c.surname, people.c.born, cases.c.state, cases.c.team,
    func.coalesce(users.c.name, ""), func.coalesce(users.c.email, ""), cases.c.opened_at, cases.c.received_on,
    cases.c.open_due, cases.c.family_told_on,
)  # fmt: skip


def page(
    connection: Connection,
    asking: Asking,
    narrow: Narrow,
    limit: int,
    offset: int = 0,
    order: str = "due",
    backwards: bool = False,
) -> list[WorkRow]:
    """One page of a list, in the order of a key of ORDERS."""
    found = _narrowed(select(*_ROW).join_from(cases, people, _PERSON).outerjoin(users, _OWNER), asking, narrow)
    by = [(each.desc() if backwards else each.asc()).nulls_last() for each in ORDERS[order]]
    by.append(cases.c.reference.desc() if backwards and not by else cases.c.reference.asc())
    rows = connection.execute(found.order_by(*by).limit(limit).offset(offset))
    return [WorkRow(*row) for row in rows]


def count(connection: Connection, asking: Asking, narrow: Narrow, at_most: int) -> int:
    """How many cases a list has; it stops counting at `at_most`."""
    source = cases.join(people, _PERSON) if narrow.born else cases
    some = _narrowed(select(cases.c.case_id).select_from(source), asking, narrow).limit(at_most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def tallies(connection: Connection, asking: Asking, narrow: Narrow, names: Sequence[str]) -> dict[str, int]:
    """How many cases of an officer, a team or of nobody each of these lists has, in one question."""
    among = _Among(asking, few=True)
    sums = [func.coalesce(func.sum(case((WHICH[name](among), 1), else_=0)), 0) for name in names]
    row = connection.execute(_narrowed(select(*sums).select_from(cases), asking, narrow)).one()
    return dict(zip(names, map(int, row), strict=True))


def _narrowed(found: Select[Any], asking: Asking, narrow: Narrow) -> Select[Any]:
    among = _Among(asking, few=narrow.owner_id is not None)
    what = [cases.c.authority == asking.authority]
    what += [WHICH[name](among) for name in (narrow.which, narrow.when) if name not in ("", "all")]
    if narrow.owner_id is not None:
        what.append(cases.c.owner_id == narrow.owner_id)
    if narrow.unowned:
        what.append(cases.c.owner_id.is_(None))
    if narrow.team is not None:
        what.append(cases.c.team == narrow.team)
    if narrow.state:
        what.append(cases.c.state == narrow.state)
    if narrow.born:
        first, last = narrow.born
        what += [people.c.born >= first] if first else []
        what += [people.c.born <= last] if last else []
    if narrow.text:
        what.append(_text(among, narrow.text))
    return found.where(*what, visible(asking.scope))


def _text(among: _Among, text: str) -> ColumnElement[bool]:
    words = search_name(text).split()
    named = and_(*(people.c.search_name.contains(word, autoescape=True) for word in words))
    return among.either(
        refers_to(text),
        cases.c.person_id.in_(select(people.c.person_id).where(people.c.authority == among.asking.authority, named)),
    )


_OPEN_DEADLINES = (
    select(deadlines.c.case_id, deadlines.c.next_rung_on, *DEADLINE_COLUMNS)
    .where(
        deadlines.c.authority == bindparam("of"),
        deadlines.c.case_id.in_(bindparam("cases", expanding=True)),
        _LIVE,
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
    .join_from(cases, notes, _TOLD_BY_NOTE)
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


_TEAMS = select(users.c.team).distinct().where(users.c.authority == bindparam("of"), users.c.team != "")
_OFFICERS = (
    select(users.c.email, users.c.name)
    .where(
        users.c.authority == bindparam("of"),
        users.c.active == true(),
        or_(*(cast(users.c.roles, Text).contains(f'"{role}"') for role in ("caseworker", "manager", "decision_maker"))),
        or_(bindparam("team") == "", users.c.team.in_([bindparam("team"), ""])),
    )
    .order_by(users.c.name, users.c.user_id)
)


def teams(connection: Connection, authority: str) -> list[str]:
    """The teams that users are in."""
    return sorted(connection.execute(_TEAMS, {"of": authority}).scalars())


def officers(connection: Connection, authority: str, team: str) -> list[tuple[str, str]]:
    """Addresses and names of those who may have cases, of a team and of none; of every team where none is given."""
    return [(row[0], row[1]) for row in connection.execute(_OFFICERS, {"of": authority, "team": team})]
