"""A case as a request with its assessment: who asked, through which stages it went, and how it ended."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from ehcp_flow.services.board.told import Told
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, Decision
from workflows.case import CaseView
from workflows.ledger import Entry
from workflows.vocabulary import Event

FINAL_PLAN = "final_plan"
"""The duty whose last day in time is the end of week 20."""

MAIN_NEED = "1"
"""SEN2 item 5.8 ranks the needs: this is the main one."""

_DECISIONS = {Event.ASSESSMENT_AGREED: Decision.ASSESS, Event.ASSESSMENT_REFUSED: Decision.NOT_ASSESS}
_FOLLOW_AN_ASSESSMENT = (Event.PLAN_AGREED, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)
_MEDIATED = (Event.MEDIATION_HELD, Event.MEDIATION_AGREED)
_IN_MEDIATION, _AT_THE_TRIBUNAL = ("mediation_agreement",), ("tribunal_order", "consent_order", "unopposed_appeal")


def case_row(told: Told, assessment: AssessmentRow, evidenced: bool) -> CaseRow:
    """The case as one row. `assessment` is its line in the figures; `evidenced`: of an exception that stands for it."""
    view = told.view
    decision, decided_on = _decision(view)
    holders = _holders(told.entries)
    issued = view.first.get(Event.FINAL_PLAN_SENT)
    return CaseRow(
        case=told.case,
        received_on=assessment.received_on,
        source=_source(view),
        born=told.born,
        area=told.area,
        need=_main_need(told.entries) if Event.DETAILS_RECORDED in view.latest else "",
        decision=decision,
        decided_on=decided_on,
        mediation=any(_is_mediation(each) for each in told.entries),
        tribunal=any(_is_tribunal(each) for each in told.entries),
        spells=told.replay.stages(),
        ends=tuple(told.replay.ends),
        week_20=min((each.due for each in told.deadlines if each.duty == FINAL_PLAN), default=None),
        exception=assessment.exception,
        evidenced=assessment.exception and evidenced,
        disputed=assessment.disputed,
        issued_on=issued.occurred_on if issued is not None and issued.dated else None,
        officer=holders[-1] if holders else "",
        officers=len(holders),
    )


def _source(view: CaseView) -> str:
    request = view.first.get(Event.REQUEST_RECEIVED)
    source = request.fact("source") if request else ""
    return "" if source == "unknown" else source


def _decision(view: CaseView) -> tuple[Decision | None, date | None]:
    """The first answer. One that is not recorded was yes where what follows an assessment is."""
    answers = [entry for event in _DECISIONS if (entry := view.first.get(event)) is not None]
    if answers:
        first = min(answers, key=lambda entry: (entry.occurred_on, entry.number))
        return _DECISIONS[first.event], first.occurred_on if first.dated else None
    if any(event in view.first for event in _FOLLOW_AN_ASSESSMENT):
        return Decision.ASSESS, None
    return None, None


def _is_mediation(entry: Entry) -> bool:
    """SEN2 item 2.6: mediation about the decision whether to assess."""
    return (entry.event in _MEDIATED and entry.fact("about") == "assess") or _is_reversal(entry, _IN_MEDIATION)


def _is_tribunal(entry: Entry) -> bool:
    """SEN2 item 2.7: an appeal about the decision whether to assess."""
    match entry.event:
        case Event.APPEAL_REGISTERED:
            return entry.fact("about") == "assess"
        case Event.ORDER_MADE:
            return entry.fact("kind") == "assess"
        case _:
            return _is_reversal(entry, _AT_THE_TRIBUNAL)


def _is_reversal(entry: Entry, grounds: Sequence[str]) -> bool:
    reversed_ = entry.event is Event.REFUSAL_REVERSED and entry.fact("of") == "assessment"
    return reversed_ and entry.fact("ground") in grounds


def _holders(entries: Sequence[Entry]) -> list[str]:
    """Who had the case, one after the other. One to whom it is given again without a break has it once."""
    given = (entry.fact("to").lower() for entry in entries if entry.event is Event.CASE_ASSIGNED)
    return [holder for holder, _ in groupby(given)]


def _main_need(entries: Sequence[Entry]) -> str:
    """The main need of the last details that give one."""
    for entry in reversed(entries):
        if entry.event is Event.DETAILS_RECORDED and (need := _need_of(entry.facts.get("details"))):
            return need
    return ""


def _need_of(details: Any) -> str:
    active = details.get("active_plan") if isinstance(details, dict) else None
    needs = active.get("needs", ()) if isinstance(active, dict) else ()
    return next((str(need.get("type", "")) for need in needs if need.get("rank") == MAIN_NEED), "")
