"""What is kept of a case beside its ledger, derived afresh each time: its index row and its line in the figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from ehcp_flow.db.index import CaseIndex
from reports.rows import AssessmentRow
from workflows.case import CaseView
from workflows.clocks import Deadline, deadlines
from workflows.ledger import Entry
from workflows.vocabulary import Event, Ground, Process

ASSESSMENT_DUTIES = frozenset(
    {"assess_decision", "plan_refusal", "final_plan", "order_assess_notice", "order_plan_refusal"}
    | {"order_final_plan", "order_draft", "order_plan", "order_reconsider"}
)

DISPUTED_BY = frozenset({Event.MEDIATION_HELD, Event.MEDIATION_AGREED, Event.APPEAL_REGISTERED, Event.ORDER_MADE})
REVERSED_IN_DISPUTE = frozenset({"mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal"})


def assessment_row(case: str, view: CaseView) -> AssessmentRow:
    """The case as one line of the figures: first outcome and its date, exception flag, any mediation or tribunal.

    A decision not to issue that is later reversed keeps its outcome and date (DfE's guide to SEN2, module 3).
    """
    received = _first_day(view, Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE)
    refused = _first_day(view, Event.PLAN_REFUSED)
    issued = _first_day(view, Event.FINAL_PLAN_SENT)
    if refused and issued:
        refused, issued = (refused, None) if refused <= issued else (None, issued)
    return AssessmentRow(
        case=case,
        received_on=received,
        refused_on=refused,
        issued_on=issued,
        exception=_is_excepted(view),
        mediation_or_tribunal=any(_is_dispute(entry) for entry in view.entries),
    )


def _first_day(view: CaseView, *events: Event) -> date | None:
    days = [entry.occurred_on for event in events if (entry := view.first.get(event)) is not None and entry.dated]
    return min(days, default=None)


def _is_excepted(view: CaseView) -> bool:
    """SEN2 item 3.7: an exception that stands for a duty of the authority at any phase of the assessment.

    One that excuses nothing (the wrong days, an adviser's own ground, after the limit) raises no flag.
    """
    if Event.EXCEPTION_RECORDED not in view.latest:
        return False
    if any(
        entry.event is Event.EXCEPTION_RECORDED and entry.fact("ground") == Ground.NOT_STATED for entry in view.entries
    ):
        return True  # a return's own flag, which stands whether or not the return says when the request came
    return any(each.excused_by for each in deadlines(view.entries) if each.duty in ASSESSMENT_DUTIES)


def _is_dispute(entry: Entry) -> bool:
    return entry.event in DISPUTED_BY or (
        entry.event is Event.REFUSAL_REVERSED and entry.fact("ground") in REVERSED_IN_DISPUTE
    )


def case_index(view: CaseView, deadlines: Sequence[Deadline], users: Mapping[str, int]) -> CaseIndex:
    """The index row of a case. `users` gives the number of a user by e-mail address."""
    row = assessment_row("", view)
    assigned = view.latest.get(Event.CASE_ASSIGNED)
    following = next((each for each in deadlines if each.live and each.binding and not each.floor), None)
    return CaseIndex(
        state=view.state,
        assessment_state=view.state_of(Process.ASSESSMENT),
        plan_state=view.state_of(Process.PLAN),
        owner_id=users.get(assigned.fact("to").lower()) if assigned else None,
        team=assigned.fact("team") if assigned else "",
        received_on=row.received_on,
        issued_on=row.issued_on,
        refused_on=row.refused_on,
        exception=row.exception,
        disputed=row.disputed,
        on_time=row.on_time if row.issued_on else None,
        next_due=following.due if following else None,
        next_duty=following.duty if following else "",
    )
