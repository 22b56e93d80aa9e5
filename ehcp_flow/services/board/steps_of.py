"""The deadlines of a case, of every duty: what was to be done by when, and when it was done."""

from ehcp_flow.services.board.told import Told
from reports.rows.steps import StepRow
from workflows.clocks import Deadline


def step_rows(told: Told) -> list[StepRow]:
    """One row a deadline. A floor, which is a window that must be given and not a limit to be kept, has none."""
    return [_row(told.case, each) for each in told.deadlines if not each.floor]


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
