"""The deadlines of a case, of every duty: what was to be done by when, and when it was done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ehcp_flow.services.board.told import Told
from reports.rows.steps import MOVE_NOT_STATED, PHASE_TRANSFER, StepRow
from workflows.clocks import Deadline
from workflows.ledger import Entry, effective
from workflows.standing import Outcome
from workflows.vocabulary import Event


def step_rows(told: Told) -> list[StepRow]:
    """One row a deadline. A floor, which is a window that must be given and not a limit to be kept, has none.

    Then one for each move between phases that a return alone tells of.
    """
    return [*(_row(told.case, each) for each in told.deadlines if not each.floor), *_moves(told)]


def _row(case: str, deadline: Deadline) -> StepRow:
    return StepRow(
        case=case,
        duty=deadline.duty,
        subject=deadline.subject,
        started_on=deadline.started_on,
        due=deadline.due,
        outcome=deadline.outcome.value,
        met_on=deadline.met_on,
        grounds=tuple([ground.value for ground in deadline.excused_by]),
        imported=deadline.start is not None and deadline.start.source != "",
    )


def _moves(told: Told) -> Iterator[StepRow]:
    """The return's PhaseTransferDueDate and PhaseTransferFinalDate, of a year in which no move is planned in the ledger.

    A return speaks of one move a year, so a later return on the same year takes the place of an earlier one. Its dates are
    days of their own, whatever the day by which the return was made: one that lies after the report's day is not yet.
    """
    if all(entry.event is not Event.DETAILS_RECORDED for entry in told.recorded):
        return
    planned = {each.due.year for each in told.deadlines if each.duty == PHASE_TRANSFER}
    found: dict[int, StepRow] = {}
    for entry in effective(told.recorded):
        move = _move(told, entry) if entry.event is Event.DETAILS_RECORDED else None
        if move is not None and move.due.year not in planned:
            found[move.due.year] = move
    ended = told.replay.plan_ended
    for move in found.values():
        if move.met_on is not None or ended is None or ended.occurred_on > move.due:
            yield move


def _move(told: Told, entry: Entry) -> StepRow | None:
    details: Any = entry.facts.get("details")
    active = details.get("active_plan") if isinstance(details, dict) else None
    if not isinstance(active, dict) or not active.get("phase_transfer_due"):
        return None
    due, written = date.fromisoformat(active["phase_transfer_due"]), active.get("phase_transfer_final")
    final = date.fromisoformat(written) if written else None
    sent = final if final is not None and final <= told.as_at else None
    late = Outcome.MET_LATE if sent is not None and sent > due else Outcome.MET
    return StepRow(
        case=told.case,
        duty=PHASE_TRANSFER,
        subject=MOVE_NOT_STATED,
        started_on=min(entry.occurred_on, told.as_at, due),
        due=due,
        outcome=(Outcome.OPEN if sent is None else late).value,
        met_on=sent,
        imported=True,
    )
