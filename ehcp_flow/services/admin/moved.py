"""Which deadlines of a case are other ones by another calendar, and which one more closure would excuse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.db.ledger import StoredCase
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.days import Calendar
from workflows.exceptions import is_advice_of_a_setting
from workflows.ledger import Entry
from workflows.parameters import Law
from workflows.vocabulary import Event, Ground

CLOSED = (Ground.SCHOOL_CLOSED, Ground.EARLY_YEARS_CLOSED)


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline of something still to be done, with the day it was due and the day it is due now; None: not at all."""

    case_id: int
    case: str
    title: str
    subject: str
    was: date | None
    now: date | None


@dataclass(frozen=True, slots=True)
class Excusable:
    """A deadline for which an exception for a closed setting would stand, or stands already."""

    case_id: int
    case: str
    title: str
    due: date


def moved_of(case: StoredCase, law: Law, before: Calendar, after: Calendar) -> Iterator[Moved]:
    """What moves of a case. What is done with, and what is counted in days of any kind, stays."""
    view = fold(case.entries)
    was, now = _by_key(deadlines(view.entries, law, before)), _by_key(deadlines(view.entries, law, after))
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key), now.get(key)
        shown = new or old
        if shown is None or not shown.live or (old.due if old else None) == (new.due if new else None):
            continue
        yield Moved(
            case.case_id, case.reference, shown.title, shown.subject, old.due if old else None, new.due if new else None
        )


def _by_key(found: list[Deadline]) -> Mapping[tuple[str, str, date], Deadline]:
    return {each.key: each for each in found}


def excusable(
    case: StoredCase, law: Law, calendar: Calendar, name: str, closed_from: date, reopens_on: date
) -> list[Excusable]:
    """The open deadlines for which this closure would be grounds, if an officer recorded the exception.

    The law looks to a request for a setting's advice from a week before the closure to a week before it ends, so a case
    where none was recorded in that time has no grounds.
    """
    view = fold(case.entries)
    if not _asked_in_time(view, law, closed_from, reopens_on):
        return []
    held = {each.key for each in deadlines(view.entries, law, calendar) if each.live and each.excused_by}
    found: dict[tuple[str, str, date], Excusable] = {}
    for ground in CLOSED:
        facts = {
            "ground": ground.value,
            "from": closed_from.isoformat(),
            "to": (reopens_on - timedelta(days=1)).isoformat(),
            "details": name,
        }
        trial = _entry(view, closed_from, facts)
        for each in deadlines([*view.entries, trial], law, calendar):
            if each.live and ground in each.excused_by and each.key not in held:
                found[each.key] = Excusable(case.case_id, case.reference, each.title, each.due)
    return sorted(found.values(), key=lambda each: (each.due, each.title))


def _asked_in_time(view: CaseView, law: Law, closed_from: date, reopens_on: date) -> bool:
    around = timedelta(days=law.grounds[Ground.SCHOOL_CLOSED].window_around)
    return any(
        is_advice_of_a_setting(entry) and closed_from - around <= entry.occurred_on <= reopens_on - around
        for entry in view.entries
    )


def _entry(view: CaseView, on: date, facts: Mapping[str, str]) -> Entry:
    last = view.entries[-1]
    return Entry(last.number + 1, Event.EXCEPTION_RECORDED, on, last.recorded_at, "", facts)


def leaning_on(case: StoredCase, closed_from: date, reopens_on: date) -> bool:
    """Whether an exception that stands on a case is for a closure within these days."""
    return any(
        entry.event is Event.EXCEPTION_RECORDED
        and entry.fact("ground") in [ground.value for ground in CLOSED]
        and closed_from <= (entry.date_fact("from") or entry.occurred_on) < reopens_on
        for entry in fold(case.entries).entries
    )
