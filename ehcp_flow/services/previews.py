"""What a change would do, looked at before it is made: dates that move, what goes to whom, closed months. Nothing is saved.

"What if" asks the engine alone, so it may ask about days that have not come, and writes not even for a moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.documents import paired
from ehcp_flow.services import asking
from ehcp_flow.services.access.scope import unseen_by
from ehcp_flow.services.cases import BEGINNINGS, Done
from ehcp_flow.services.consequences import UNCOUNTED, Telling, closed_by_correction, closed_since, told_already
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import OFFICER_ROLES, Office
from ehcp_flow.services.telling.ladders import law_here
from reports.periods import Period
from workflows.advance import Actor, Moved, Outcome, Proposal, advance, begin
from workflows.case import Misfit
from workflows.clocks import Deadline
from workflows.corrections import corrected_at_last
from workflows.days import Calendar
from workflows.refusals import Refusal
from workflows.vocabulary import Event


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow. `version` is the case's version that it was worked out from, to be sent back with the change.

    `moved` are the deadlines that would start, move or close, with the date each had. `closed` are the closed months whose
    figures may be another number afterwards; `told` is what has been told of an entry that is put right.
    """

    version: int
    outcome: Outcome
    moved: tuple[Moved, ...]
    telling: tuple[Telling, ...] = ()
    closed: tuple[Period, ...] = ()
    takes_two: str = ""
    told: tuple[Telling, ...] = ()
    fallen: tuple[Misfit, ...] = ()


def of_step(
    office: Office,
    case: str,
    event: Event,
    on: date,
    facts: Mapping[str, Any],
    as_user: str,
    seen_version: int | None = None,
) -> Preview | Refusal:
    """What recording an event would do."""
    done = asking.look(office, case, Proposal(event, on, dict(facts)), as_user, seen_version)
    if isinstance(done, Refusal):
        return done
    with office.database.reading() as connection:
        closed = [] if event in UNCOUNTED else closed_since(UnitOfWork(connection), office.authority, on)
    return _preview(done, closed)


def of_correction(
    office: Office, case: str, proposal: Proposal, as_user: str, seen_version: int | None = None
) -> Preview | Refusal:
    """What putting an entry right would do; `proposal` is what `cases.correction` made."""
    done = asking.look(office, case, proposal, as_user, seen_version)
    return done if isinstance(done, Refusal) else with_what_was_told(office, case, done)


def with_what_was_told(office: Office, case: str, done: Done) -> Preview:
    """The preview of a change that was looked at, with what had been told of the entry that it puts right, if it does."""
    entry = done.outcome.entry
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = uow.cases.load(office.authority, case)
        if entry.corrects is None or stored is None:
            return _preview(done, closed_since(uow, office.authority, entry.occurred_on))
        target = corrected_at_last(stored.entries, stored.entries[entry.corrects - 1]).number
        closed = closed_by_correction(uow, stored.authority, (*stored.entries, entry), target)
        told = told_already(uow, stored, target)
    return _preview(done, closed, told)


def of_opening(office: Office, looked: Done) -> Preview:
    """What opening a case would do, of what `open_case` looked at."""
    with office.database.reading() as connection:
        closed = closed_since(UnitOfWork(connection), office.authority, looked.outcome.entry.occurred_on)
    return _preview(looked, closed)


def _preview(done: Done, closed: list[Period], told: list[Telling] | None = None) -> Preview:
    outcome = done.outcome
    return Preview(
        version=done.version - 1,
        outcome=outcome,
        moved=tuple(paired(outcome.moved)),
        telling=done.telling,
        closed=tuple(closed),
        takes_two=done.takes_two,
        told=tuple(told or ()),
        fallen=outcome.no_longer_stand,
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a trial gives: every deadline of the case afterwards, and those that are not what they are now."""

    deadlines: tuple[Deadline, ...]
    moved: tuple[Moved, ...]
    calendar: Calendar
    fallen: tuple[Misfit, ...] = field(default=())


def what_if(
    office: Office, case: str, event: Event, on: date, facts: Mapping[str, Any], as_user: str
) -> WhatIf | Refusal:
    """The dates of a case if something happened on a day, past or to come. Who may record it is not asked."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = uow.cases.load(office.authority, case)
        if stored is None or unseen_by(uow, office, as_user, case):
            return no_such_case(case)
        law, calendar, closures = law_here(office, uow), office.calendar(uow), office.closures(uow)
    outcome = advance(
        stored.entries,
        Proposal(event, on, dict(facts)),
        by=_ANYBODY,
        now=office.clock.now(),
        today=max(office.clock.today(), on),
        law=law,
        calendar=calendar,
        closures=closures,
        accept_misfits=True,
    )
    if isinstance(outcome, Refusal):
        return outcome
    moved = tuple(paired(outcome.moved))
    return WhatIf(tuple(outcome.deadlines), moved, calendar, outcome.no_longer_stand)


_ANYBODY = Actor("what if", OFFICER_ROLES, may_decide_alone=True)


def dates_from(office: Office, event: Event, on: date) -> WhatIf | Refusal:
    """The dates that run from the beginning of a case on a day, past or to come. Raises ValueError where none begins so."""
    if event not in BEGINNINGS:
        raise ValueError(f"No case begins with {event.value}.")
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        law, calendar = law_here(office, uow), office.calendar(uow)
    begun = begin(
        [Proposal(event, on, {})],
        by=_ANYBODY,
        now=office.clock.now(),
        today=max(office.clock.today(), on),
        law=law,
        calendar=calendar,
    )
    if isinstance(begun, Refusal):
        return begun
    return WhatIf(tuple(begun.deadlines), tuple(Moved(None, each) for each in begun.deadlines), calendar)
