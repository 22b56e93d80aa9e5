"""One case as a request of the return: whether it belongs in it (section by section of the guide), and as what."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import is_

from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.joining import Three, fits, joined
from ehcp_flow.services.returns.ledger_plans import ENDED, MAINTAINED, active_plan_in, named_plan_in, year_of_return
from ehcp_flow.services.returns.ledger_requests import BEGAN, GIVEN_UP, PLAN_BEGAN, first_of, request_in
from ehcp_flow.services.returns.said import Said, said_of
from reports.sen2.model import Request
from workflows.case import CaseView, read_all
from workflows.ledger import Entry, effective
from workflows.processes.assessment import OPEN
from workflows.vocabulary import Event, Process

DECISIONS = (Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)


def request_of(entries: Sequence[Entry], collection: Collection, known_at: datetime | None = None) -> Request | None:
    """The case as the return of this collection has it, as it was known at a moment; None where it does not belong.

    Requests and assessments are told as they stood on 31 December, and where there is a plan by the census day, all of
    the case is told as it stood on that day.
    """
    counted = effective(entries, None, known_at)
    last_day, up_to_then, view = _as_it_stood(counted, collection)
    said = said_of(counted, collection)
    of_itself = belongs(view, collection)
    if not of_itself and said.year != collection.year:
        return None
    request = said.request()
    same = said.year == collection.year and fits(request, last_day)
    if not of_itself and not (same and _only_said(request, view, collection)):
        return None
    now = _told(view, collection)
    had = Request()
    if said.source:
        own = _of_the_return(entries, said, last_day)
        untouched = len(own) == len(up_to_then) and all(map(is_, own, up_to_then))
        had = now if untouched else _told(read_all(own), collection)
    return joined(Three(had, now, request, last_day, same)) if of_itself or had == now else None


def _as_it_stood(counted: Sequence[Entry], collection: Collection) -> tuple[date, list[Entry], CaseView]:
    """The day as which the case is told, the entries up to then, and how it then stood."""
    at_census = [entry for entry in counted if entry.occurred_on <= collection.census]
    view = read_all(at_census)
    if first_of(view, *PLAN_BEGAN) is not None:
        return collection.census, at_census, view
    in_the_year = [entry for entry in at_census if entry.occurred_on <= collection.last]
    if len(in_the_year) < len(at_census):
        view = read_all(in_the_year)
    return collection.last, in_the_year, view


def _told(view: CaseView, collection: Collection) -> Request:
    return request_in(view, collection, named_plan_in(view), active_plan_in(view, collection))


def _of_the_return(entries: Sequence[Entry], said: Said, last_day: date) -> list[Entry]:
    """What one return put on the ledger, as it put it there."""
    own = [
        entry
        for entry in entries
        if entry.source == said.source and entry.event is not Event.CORRECTION and entry.occurred_on <= last_day
    ]
    return sorted(own, key=lambda entry: (entry.occurred_on, entry.number))


def belongs(view: CaseView, collection: Collection) -> bool:
    """Whether the case is in one of the groups of the return.

    A plan maintained on the census day; one that ended from the first day of the year up to the census day; a request
    that was received, decided or given up in the year, or is still open at its end.
    """
    if view.state_of(Process.PLAN) in MAINTAINED:
        return True
    ended = first_of(view, *ENDED)
    if ended is not None and (_in_the_year(ended, collection) or ended.occurred_on > collection.last):
        return True
    marks = [first_of(view, event) for event in (*DECISIONS, *GIVEN_UP)]
    if any(mark is not None and _in_the_year(mark, collection) for mark in marks):
        return True
    began = first_of(view, *BEGAN)
    if began is not None and began.occurred_on >= collection.first:
        return began.occurred_on <= collection.last
    return view.state_of(Process.ASSESSMENT) in {each.value for each in OPEN}


def _in_the_year(entry: Entry, collection: Collection) -> bool:
    """An undated entry of the collection's own return happened in the year of which that return tells."""
    if not entry.dated and entry.event is not Event.CASE_CLOSED and year_of_return(entry.source) == collection.year:
        return entry.event in (*GIVEN_UP, *ENDED) or entry.occurred_on >= collection.first
    return collection.first <= entry.occurred_on <= collection.last


def _only_said(said: Request, view: CaseView, collection: Collection) -> bool:
    """A request that the collection's own return held as decided before or as open, and of which the ledger knows no more."""
    later = said.received is not None and said.received > collection.last
    return said.outcome in ("H", "A") and not later and first_of(view, *PLAN_BEGAN, *ENDED) is None
