"""What is amiss in the record of a case: days that are missing, impossible orders, late recording, corrections."""

from collections.abc import Iterator

from ehcp_flow.clock import london_date
from ehcp_flow.services.board.told import Told
from reports.rows.quality import Fault, FaultRow
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.processes import ANY_TIME
from workflows.vocabulary import Event

NOT_A_STEP = frozenset({Event.CORRECTION, Event.CASE_ASSIGNED, Event.DETAILS_RECORDED})
"""What is recorded about a case and happens on no day of its own, so that it is never recorded too late."""


def fault_rows(told: Told, backdated_after: int) -> list[FaultRow]:
    """The faults that there were by the day of the rows. `backdated_after`: days from a step to its recording."""
    return [*_undated(told), *_out_of_order(told), *_backdated(told, backdated_after), *_corrected(told), *_again(told)]


def _what(entry: Entry) -> str:
    return EVENTS[entry.event].title


def _undated(told: Told) -> Iterator[FaultRow]:
    seen = set()
    for entry in told.entries:
        if not entry.dated and entry.event not in ANY_TIME and entry.event not in seen:
            seen.add(entry.event)
            yield FaultRow(told.case, Fault.UNDATED, entry.occurred_on, _what(entry))


def _out_of_order(told: Told) -> Iterator[FaultRow]:
    for misfit in told.view.misfits:
        yield FaultRow(told.case, Fault.OUT_OF_ORDER, misfit.entry.occurred_on, _what(misfit.entry))


def _backdated(told: Told, after: int) -> Iterator[FaultRow]:
    """By the day as it was put right since: a slip of the pen that is mended was not recorded late."""
    for entry in told.entries:
        if entry.source or not entry.dated or entry.event in NOT_A_STEP:
            continue
        recorded_on = london_date(entry.recorded_at)
        days = (recorded_on - entry.occurred_on).days
        if days > after and recorded_on <= told.as_at:
            yield FaultRow(told.case, Fault.BACKDATED, recorded_on, _what(entry), days)


def _corrected(told: Told) -> Iterator[FaultRow]:
    if all(entry.event is not Event.CORRECTION for entry in told.recorded):
        return
    titles = {entry.number: _what(entry) for entry in told.recorded}
    for entry in told.recorded:
        on = london_date(entry.recorded_at)
        if entry.event is Event.CORRECTION and on <= told.as_at:
            yield FaultRow(told.case, Fault.CORRECTED, on, titles.get(entry.corrects or 0, _what(entry)))


def _again(told: Told) -> Iterator[FaultRow]:
    for entry in told.replay.reopened_by:
        yield FaultRow(told.case, Fault.REOPENED, entry.occurred_on, _what(entry))
