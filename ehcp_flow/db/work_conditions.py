"""Which cases each list of work has: a condition on `ehc_case` for each, prepared once and asked with the day and the user."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, false, literal, or_, select, true, union

from ehcp_flow.db.file_tables import note as notes
from ehcp_flow.db.scope import Scope, values_of
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import health_notice as notices

AHEAD = 14
"""How far ahead, in days, the queue of what is due soon looks. No limit of the law: a length that people plan in."""

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

    def values(self) -> dict[str, Any]:
        """The values that the conditions here, and `visible_among_many`, are asked with."""
        return values_of(self.authority, self.scope) | {
            "today": self.today, "week_ends": self.week_ends, "told_by": self.told_by, "soon": self.today + SOON,
            "ahead": self.today + timedelta(AHEAD), "near": self.today + LONGEST_WARNING,
        }  # fmt: skip


def _day(name: str) -> ColumnElement[date]:
    return bindparam(name, type_=cases.c.open_due.type)


OF: BindParameter[str] = bindparam("of")
TODAY, WEEK_ENDS, TOLD_BY = _day("today"), _day("week_ends"), _day("told_by")
BY, UP_TO, NEAR = _day("soon"), _day("ahead"), _day("near")


def one_of(column: ColumnElement[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    """The column is one of these: prepared as it is, where a list of values would be written anew each time."""
    return column.in_([literal(value) for value in values])


OF_CASE = and_(deadlines.c.authority == cases.c.authority, deadlines.c.case_id == cases.c.case_id)
LIVE = and_(
    one_of(deadlines.c.outcome, ("open", "excused")), deadlines.c.met_on.is_(None), deadlines.c.stood_down_on.is_(None)
)
_LATE = (
    deadlines.c.outcome == "open",
    deadlines.c.due >= TODAY,
    deadlines.c.fit_by <= BY,
    deadlines.c.binding == true(),
    deadlines.c.floor == false(),
)
UNANSWERED = or_(notices.c.chase_on.is_not(None), notices.c.state == "expired")
_RIGHT = notes.alias("right_note")
TOLD_BY_NOTE = and_(
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
class Among:
    """Among which cases a condition is asked. Of an officer's, each case is looked into (`few`). Of an authority's, the
    cases that fit are found by an index first; either database would otherwise look into every case that there is."""

    running: tuple[str, ...]
    few: bool

    def having(self, *what: ColumnElement[bool]) -> ColumnElement[bool]:
        """There is a deadline of which this is true."""
        if self.few:
            return exists().where(OF_CASE, *what)
        return cases.c.case_id.in_(select(deadlines.c.case_id).where(deadlines.c.authority == OF, *what))

    def awaited(self) -> ColumnElement[bool]:
        """There is a health notice that nobody has answered."""
        if self.few:
            of_case = and_(notices.c.authority == cases.c.authority, notices.c.case_id == cases.c.case_id)
            return exists().where(of_case, UNANSWERED)
        return cases.c.case_id.in_(select(notices.c.case_id).where(notices.c.authority == OF, UNANSWERED))

    def either(self, *ways: ColumnElement[bool]) -> ColumnElement[bool]:
        """At least one of these; of many cases, those of each way are found by themselves."""
        if self.few:
            return or_(*ways)
        found = [select(cases.c.case_id).where(cases.c.authority == OF, way) for way in ways]
        return cases.c.case_id.in_(union(*(each.correlate(None) for each in found)))


def is_open(among: Among) -> ColumnElement[bool]:
    return or_(cases.c.next_due.is_not(None), one_of(cases.c.state, among.running))


def overdue(_among: Among) -> ColumnElement[bool]:
    return cases.c.open_due < TODAY


def week(_among: Among) -> ColumnElement[bool]:
    return cases.c.open_due.between(TODAY, WEEK_ENDS)


def _fortnight(_among: Among) -> ColumnElement[bool]:
    return cases.c.open_due.between(TODAY, UP_TO)


def _later(_among: Among) -> ColumnElement[bool]:
    return cases.c.open_due > UP_TO


def _no_date(_among: Among) -> ColumnElement[bool]:
    return cases.c.open_due.is_(None)


def late_before_late(among: Among) -> ColumnElement[bool]:
    return and_(cases.c.fit_by <= BY, among.having(*_LATE))


def waiting(among: Among) -> ColumnElement[bool]:
    return or_(cases.c.waits_until.is_not(None), among.awaited())


def _family(_among: Among) -> ColumnElement[bool]:
    return and_(cases.c.family_told_on <= TOLD_BY, ~exists().where(TOLD_BY_NOTE, notes.c.on_day > TOLD_BY))


def _unallocated(among: Among) -> ColumnElement[bool]:
    return and_(cases.c.owner_id.is_(None), is_open(among))


def _advice(_among: Among) -> ColumnElement[bool]:
    return and_(cases.c.waits_until.is_not(None), exists().where(OF_CASE, deadlines.c.duty == "advice", LIVE))


def _decision(among: Among) -> ColumnElement[bool]:
    advice = and_(OF_CASE, deadlines.c.duty == "advice")
    all_in = and_(~exists().where(advice, LIVE), exists().where(advice))
    return among.either(
        cases.c.assessment_state == "requested",
        and_(cases.c.assessment_state == "assessing", all_in),
        among.having(one_of(deadlines.c.duty, DECISIONS), LIVE),
    )


def _sign(_among: Among) -> ColumnElement[bool]:
    window = and_(OF_CASE, deadlines.c.duty == "draft_representations", deadlines.c.outcome == "open")
    is_given = exists().where(window, deadlines.c.due >= TODAY)
    return and_(cases.c.assessment_state == "draft_with_family", ~is_given)


def _reviews(among: Among) -> ColumnElement[bool]:
    return among.having(one_of(deadlines.c.duty, REVIEWS), LIVE, deadlines.c.due <= NEAR, deadlines.c.warn_on <= TODAY)


def _transfers(among: Among) -> ColumnElement[bool]:
    return among.having(deadlines.c.duty == "phase_transfer", LIVE)


def _health(among: Among) -> ColumnElement[bool]:
    return among.awaited()


def _all(_among: Among) -> ColumnElement[bool]:
    return true()


WHICH: Mapping[str, Any] = {
    "all": _all, "open": is_open, "overdue": overdue, "week": week, "fortnight": _fortnight, "later": _later,
    "no_date": _no_date, "late_before_late": late_before_late, "waiting": waiting, "family": _family,
    "unallocated": _unallocated, "advice": _advice, "decision": _decision, "sign": _sign, "reviews": _reviews,
    "transfers": _transfers, "health": _health,
}  # fmt: skip
"""Which cases each list has, by its name: a function of `Among`. Asked with `Asking.values`."""
