"""What a ledger says of modules 4 and 5: the plan, its personal budget, its end and its reviews, up to the census day.

Places, placements and needs are no events. They are in the details of the case (`said.py`).
"""

import re
from collections.abc import Sequence
from datetime import date

from ehcp_flow.services.importing.sen2_events import CEASE_REASON, REVIEW_OUTCOME
from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.ledger_requests import OUTSIDE, PLAN_BEGAN, first_of
from reports.sen2.model import ActivePlan, NamedPlan
from workflows.case import CaseView
from workflows.clocks import deadlines
from workflows.ledger import Entry
from workflows.vocabulary import Event, Process

CEASE_CODE = {reason: code for code, reason in CEASE_REASON.items()}
OUTCOME_CODE = {outcome: code for code, outcome in REVIEW_OUTCOME.items()}
DATES_THE_PLAN = frozenset(
    {
        Event.FINAL_PLAN_SENT,
        Event.PLAN_MADE,
        Event.PLAN_AMENDED,
        Event.AMENDED_PLAN_SENT,
        Event.TRANSFER_PLAN_SENT,
        Event.REASSESSED_PLAN_SENT,
    }
)
ENDED = (Event.PLAN_CEASED, Event.PLAN_TRANSFERRED_OUT)
MAINTAINED = ("in_force", "ceasing")
_DIRECT = re.compile(r"direct payments \(([ESHI])\)")
_YEAR_OF_RETURN = re.compile(r"SEN2 (\d{4}) ")


def year_of_return(source: str) -> int | None:
    """The collection year of the return from which an entry was read; None for any other entry."""
    found = _YEAR_OF_RETURN.match(source)
    return int(found[1]) if found else None


def named_plan_in(view: CaseView) -> NamedPlan | None:
    """Module 4a; None where there is no plan."""
    if first_of(view, *PLAN_BEGAN) is None:
        return None
    ended = first_of(view, *ENDED)
    budget, organised, direct = _budget(view)
    return NamedPlan(
        start_date=_date_of_plan(view),
        personal_budget=budget,
        organised_arrangements=organised,
        direct_payments=direct,
        cease_date=ended.occurred_on if ended and ended.dated else None,
        cease_reason=_cease_code(ended) if ended else None,
    )


def _date_of_plan(view: CaseView) -> date | None:
    """The date of the plan as it now is. A plan that came from elsewhere has the date that it was made there."""
    days = [entry.occurred_on for entry in view.entries if entry.event in DATES_THE_PLAN and entry.dated]
    if days:
        return max(days)
    moved_in = view.first.get(Event.PLAN_TRANSFERRED_IN)
    return moved_in.date_fact("original_made_on") if moved_in else None


def _cease_code(ended: Entry) -> str | None:
    return "5" if ended.event is Event.PLAN_TRANSFERRED_OUT else CEASE_CODE.get(ended.fact("reason"))


def _budget(view: CaseView) -> tuple[bool, bool, str | None]:
    """PB, OA and DP. Which service pays directly is told only where the arrangement names the return's own code."""
    given, ended = view.latest.get(Event.PERSONAL_BUDGET_SET), view.latest.get(Event.PERSONAL_BUDGET_ENDED)
    if given is None or (ended is not None and (ended.occurred_on, ended.number) > (given.occurred_on, given.number)):
        return False, False, None
    words = given.fact("arrangement")
    direct = _DIRECT.search(words)
    return True, "organised" in words.lower() or words.strip().lower() == "both", direct[1] if direct else None


def active_plan_in(view: CaseView, collection: Collection) -> ActivePlan | None:
    """Module 5a; None where no plan is maintained on the census day, as which the view stands."""
    if view.state_of(Process.PLAN) not in MAINTAINED:
        return None
    met, decided, notice = _last_review(view.entries)
    due, final = _phase_transfer(view)
    return ActivePlan(
        transfer_la=_came_from(view, collection),
        review_meeting=met.occurred_on if met else None,
        review_outcome=OUTCOME_CODE.get(decided.fact("outcome")) if decided else None,
        review_draft=notice.occurred_on if notice else None,
        phase_transfer_due=due,
        phase_transfer_final=final,
        last_review=decided.occurred_on if decided else None,
    )


def _came_from(view: CaseView, collection: Collection) -> str | None:
    """Item 5.1: only where the plan came in the calendar year."""
    came = view.first.get(Event.PLAN_TRANSFERRED_IN)
    if came is None:
        return None
    told = not came.dated and year_of_return(came.source) == collection.year
    if not (told or collection.first <= came.occurred_on <= collection.last):
        return None
    return came.fact("authority") or OUTSIDE


def _last_review(entries: Sequence[Entry]) -> tuple[Entry | None, Entry | None, Entry | None]:
    """Meeting, decision and draft amendments of the last review that was decided; of the last one held, if none was.

    All are of one review: a meeting held since, whose decision is still to be sent, belongs to the next return.
    """
    dated = [entry for entry in entries if entry.dated]
    decisions = [entry for entry in dated if entry.event is Event.REVIEW_DECIDED]
    meetings = [entry for entry in dated if entry.event is Event.REVIEW_MET]
    if not decisions:
        return (meetings[-1] if meetings else None), None, None
    decided, before = decisions[-1], decisions[-2].occurred_on if len(decisions) > 1 else date.min
    own = [each for each in meetings if before < each.occurred_on <= decided.occurred_on]
    later = min((each.occurred_on for each in meetings if each.occurred_on > decided.occurred_on), default=date.max)
    since = own[-1].occurred_on if own else decided.occurred_on
    notices = [
        each
        for each in dated
        if each.event is Event.AMENDMENT_NOTICE_SENT
        and since <= each.occurred_on < later
        and decided.fact("outcome") == "amend"
    ]
    return (own[-1] if own else None), decided, (notices[-1] if notices else None)


def _phase_transfer(view: CaseView) -> tuple[date | None, date | None]:
    """Due day (regulation 18) and the day of the plan that names where, of the last move that was planned."""
    planned = view.latest.get(Event.TRANSFER_PLANNED)
    if planned is None:
        return None, None
    duties = [each for each in deadlines(view.entries) if each.duty == "phase_transfer"]
    last = max(duties, key=lambda each: each.started_on, default=None)
    sent = view.latest.get(Event.TRANSFER_PLAN_SENT)
    after = sent is not None and (sent.occurred_on, sent.number) > (planned.occurred_on, planned.number)
    return (last.due if last else None), (sent.occurred_on if sent and after else None)
