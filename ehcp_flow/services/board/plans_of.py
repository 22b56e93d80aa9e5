"""The plan of a case: how it came, the days on which it was in force, and the personal budget that goes with it."""

from collections.abc import Iterable
from datetime import date

from ehcp_flow.services.board.told import Told
from reports.rows.plans import InForce, PlanRow
from workflows.ledger import Entry
from workflows.vocabulary import Event

TRANSFERRED = "transferred"
"""Why a plan ended that went to another authority: SEN2's code 5, in the words of workflows/facts.py."""


def plan_row(told: Told) -> PlanRow | None:
    """The plan of the case; None where it has had none."""
    began, ended = told.replay.plan_began, told.replay.plan_ended
    if began is None:
        return None
    *earlier, (budget_since, budget_until) = _budgets(told.entries) or [(None, None)]
    return PlanRow(
        case=told.case,
        in_force=InForce(began.occurred_on, ended.occurred_on if ended else None, dated=began.dated),
        new=began.event is Event.FINAL_PLAN_SENT,
        transferred_in=began.event is Event.PLAN_TRANSFERRED_IN,
        cease_reason=_reason(ended),
        born=told.born,
        budget_since=budget_since,
        budget_until=budget_until,
        earlier_budgets=tuple((since, until) for since, until in earlier if since and until),
    )


def _reason(ended: Entry | None) -> str:
    if ended is None:
        return ""
    return TRANSFERRED if ended.event is Event.PLAN_TRANSFERRED_OUT else ended.fact("reason")


def _budgets(entries: Iterable[Entry]) -> list[tuple[date | None, date | None]]:
    """The days of each personal budget, in order: one that is set anew while there is one goes on."""
    budgets: list[tuple[date | None, date | None]] = []
    for entry in entries:
        running = bool(budgets) and budgets[-1][1] is None
        if entry.event is Event.PERSONAL_BUDGET_SET and not running:
            budgets.append((entry.occurred_on, None))
        elif entry.event is Event.PERSONAL_BUDGET_ENDED and running:
            budgets[-1] = (budgets[-1][0], entry.occurred_on)
    return budgets
