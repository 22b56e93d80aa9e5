"""Plans that were sent late, each with the steps before it that were late too: counts, which show no cause."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.rows.assessments import TWENTY_WEEKS, AssessmentRow, Kind
from reports.rows.steps import StepRow

_BEFORE_THE_PLAN = ("assess_decision", "advice", "setting_reply")
_NOT_DONE = ("open", "not_required")
"""Advice that has not come is no longer required once the plan is sent."""


@dataclass(frozen=True, slots=True)
class SentLateRow:
    """One plan that was not on time. `week_20` is the last day on which it would have been; None without a day of receipt.

    `late`: the steps that were done after their last day, or whose last day was over when the plan was sent without them,
    whatever excuses it: assess_decision, setting_reply, or advice_ and the body. In order, each once.
    """

    case: str
    issued_on: date
    week_20: date | None
    late: tuple[str, ...] = ()


def sent_late(assessments: Iterable[AssessmentRow], steps: Iterable[StepRow]) -> tuple[SentLateRow, ...]:
    """The plans issued and not on time, in the order of the assessments. A step belongs to a plan if it began between the
    request and the plan.
    """
    of_case: dict[str, list[StepRow]] = defaultdict(list)
    for step in steps:
        if step.duty in _BEFORE_THE_PLAN:
            of_case[step.case].append(step)
    return tuple(_row(row, row.issued_on, of_case[row.case]) for row in assessments if row.issued_on and _late(row))


def _late(row: AssessmentRow) -> bool:
    return row.kind is Kind.ISSUED and not row.on_time


def _row(row: AssessmentRow, issued_on: date, steps: Iterable[StepRow]) -> SentLateRow:
    late = {
        step_key(step)
        for step in steps
        if (row.received_on is None or row.received_on <= step.started_on)
        and step.started_on <= issued_on
        and _was_late(step, issued_on)
    }
    week_20 = row.received_on + TWENTY_WEEKS if row.received_on else None
    return SentLateRow(row.case, issued_on, week_20, tuple(sorted(late)))


def step_key(step: StepRow) -> str:
    """The duty; of advice, with the body that owes it."""
    return f"advice_{step.body or 'other'}" if step.duty == "advice" else step.duty


def _was_late(step: StepRow, issued_on: date) -> bool:
    if step.met_on is not None:
        return step.met_on > step.due
    return step.outcome in _NOT_DONE and step.due < issued_on
