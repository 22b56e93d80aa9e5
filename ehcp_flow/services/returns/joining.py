"""Joins what the ledger says of a request with what a return or an officer said of it in details.

One rule, item by item: what was said stands where the ledger, read today, says of that item what it said from that
return alone. Where it says otherwise (something was recorded since, or put right, or was held before) the ledger stands.
The codes and days of modules 2 and 3 are those of one collection: said for another, or of decisions that had not been
made by the last day of this one, they are not used at all.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Request

Record = TypeVar("Record", Request, Assessment, NamedPlan, ActivePlan)

OF_THE_COLLECTION = {
    Request: ("outcome", "outcome_date", "mediation", "tribunal", "exported"),
    Assessment: (*("outcome", "outcome_date", "mediation", "tribunal", "other_mediation", "other_tribunal", "week20"),),
    NamedPlan: (),
    ActivePlan: ("transfer_la",),
}
"""The items that hold for one collection only."""

_NAMES = {record: tuple(field.name for field in fields(record)) for record in OF_THE_COLLECTION}
_LIES_AHEAD = "phase_transfer_due"
_TOGETHER = {"cease_date": "cease_reason", "last_review": "review_outcome"}
"""A day, and the code that is said with it: where the day is after the last one, neither is told."""


@dataclass(frozen=True, slots=True)
class Three:
    """One request three times: as the ledger had it from the return alone, as it has it now, and as it was said.

    `last_day`: up to which the return tells of this case. `same`: what was said, was said for this collection.
    """

    had: Request
    now: Request
    said: Request
    last_day: date
    same: bool


def fits(said: Request, last_day: date) -> bool:
    """Whether every decision that was said had been made by the day up to which the return tells.

    One of an earlier year is no misfit: an authority may give an old decision with its day where H would do.
    """
    days = [said.outcome_date, *(each.outcome_date for each in said.assessments)]
    return all(day <= last_day for day in days if day is not None)


def joined(three: Three) -> Request:
    """The request as it goes into the return."""
    had, now, said = three.had, three.now, three.said
    active = _active(three, had.active_plan, now.active_plan, said.active_plan)
    return _items(three, had, now, said, assessments=_assessments(three), active_plan=active, line=0)


def _items(three: Three, had: Record, now: Record, said: Record, **parts: Any) -> Record:
    """The record with these parts, and with each plain item from the ledger or as it was said."""
    ours = () if three.same else OF_THE_COLLECTION[type(now)]
    values = dict(parts)
    for name in _NAMES[type(now)]:
        if name in parts:
            continue
        values[name] = held = getattr(now, name)
        given = getattr(said, name)
        late = isinstance(given, date) and given > three.last_day and name != _LIES_AHEAD
        if not late and name not in ours and held == getattr(had, name):
            values[name] = given
    for day, goes_with in _TOGETHER.items():
        if (on := getattr(said, day, None)) is not None and on > three.last_day:
            values[goes_with] = getattr(now, goes_with)
    return type(now)(**values)


def _assessments(three: Three) -> tuple[Assessment, ...]:
    had, now, said = three.had.assessments, three.now.assessments, three.said.assessments
    if three.same and had == now and (len(said) != 1 or not now):
        return said
    if not now:
        return ()
    with_plan = next((each for each in said if each.plan is not None), None)
    first = said[0] if said else None
    plan = _plan(three, had[0].plan if had else None, now[0].plan, with_plan.plan if with_plan is not None else None)
    if first is None:
        return (replace(now[0], plan=plan),)
    return (_items(three, had[0] if had else Assessment(), now[0], first, plan=plan),)


def _plan(three: Three, had: NamedPlan | None, now: NamedPlan | None, said: NamedPlan | None) -> NamedPlan | None:
    if now is None:
        return said if three.same and had is None else None
    if said is None:
        return None if three.same and had == now else now
    return _items(three, had or NamedPlan(), now, said)


def _active(three: Three, had: ActivePlan | None, now: ActivePlan | None, said: ActivePlan | None) -> ActivePlan | None:
    if now is None:
        return said if three.same and had is None else None
    if said is None:
        return None if three.same and had == now else now
    return _items(three, had or ActivePlan(), now, said)
