"""What a ledger says of modules 2 and 3, the request and the assessment, in the codes of one collection.

A, H and W are of the collection and not of the case: they are worked out here and recorded nowhere. A refusal keeps its
outcome and its day when it is reversed. (DfE's guide to SEN2 2026, modules 2 and 3.)
"""

from collections.abc import Sequence
from datetime import date

from ehcp_flow.services.importing.sen2_events import REQUEST_SOURCE
from ehcp_flow.services.indexing import assessment_row
from ehcp_flow.services.returns.collection import Collection
from reports.rows.assessments import AssessmentRow
from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Request
from workflows.case import CaseView
from workflows.ledger import Entry
from workflows.vocabulary import Event

SOURCE_CODE = {source: code for code, source in REQUEST_SOURCE.items()} | {"young_person": "1"}

BEGAN = (Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE)
PLAN_BEGAN = (Event.FINAL_PLAN_SENT, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN)
DECIDED_TO_ISSUE = (Event.PLAN_AGREED, Event.DRAFT_SENT)
GIVEN_UP = (Event.REQUEST_WITHDRAWN, Event.MOVED_AWAY, Event.CASE_CLOSED)
IN_MODULE_3 = (*PLAN_BEGAN, *DECIDED_TO_ISSUE, Event.PLAN_REFUSED)

MEDIATED = frozenset({Event.MEDIATION_HELD, Event.MEDIATION_AGREED})
OF_DISPUTES = MEDIATED | {Event.APPEAL_REGISTERED, Event.ORDER_MADE, Event.REFUSAL_REVERSED}
TO_THE_TRIBUNAL = frozenset({"tribunal_order", "consent_order", "unopposed_appeal"})
SUBJECT_OF_ORDER = {"assess": "assess", "make_plan": "plan", "reconsider": "plan"}
OUTSIDE = "XXX"
"""The return's code for an authority that is not known, or is none of England's."""


def first_of(view: CaseView, *events: Event) -> Entry | None:
    """The first entry that stands of any of these kinds."""
    found = [view.first[event] for event in events if event in view.first]
    if len(found) < 2:
        return found[0] if found else None
    return min(found, key=lambda entry: (entry.occurred_on, entry.number))


def request_in(
    view: CaseView, collection: Collection, plan: NamedPlan | None = None, active_plan: ActivePlan | None = None
) -> Request:
    """Module 2 with module 3 beneath, and with the plan as `ledger_plans` tells it. `view`: as the case stood."""
    began = first_of(view, *BEGAN)
    row = assessment_row("", view)
    disputes = [entry for entry in view.entries if entry.event in OF_DISPUTES]
    assessment = _assessment(view, collection, row, disputes, plan)
    outcome, on = _outcome(view, collection, began)
    told = outcome in ("Y", "N")
    return Request(
        received=row.received_on if began else None,
        source=SOURCE_CODE.get(began.fact("source")) if began else None,
        rya=rya if began and isinstance(rya := began.facts.get("rya"), bool) else None,
        outcome_date=on,
        outcome=outcome,
        mediation=_mediated(disputes, ("assess",)) if told else None,
        tribunal=_appealed(disputes, ("assess",)) if told else None,
        exported=exported_to(view),
        assessments=(assessment,) if assessment else (),
        active_plan=active_plan,
    )


def _outcome(view: CaseView, collection: Collection, began: Entry | None) -> tuple[str, date | None]:
    decided = first_of(view, Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED)
    if decided is not None:
        code = "Y" if decided.event is Event.ASSESSMENT_AGREED else "N"
        return ("H", None) if decided.occurred_on < collection.first else (code, _day(decided))
    if began is None:
        return "H", None
    if first_of(view, *IN_MODULE_3) is not None:
        return "Y", None  # nobody recorded the decision to assess, and an assessment followed
    return ("W" if first_of(view, *GIVEN_UP) else "A"), None


def _assessment(
    view: CaseView, collection: Collection, row: AssessmentRow, disputes: Sequence[Entry], plan: NamedPlan | None
) -> Assessment | None:
    """Module 3; None where there was no assessment, or the child moved away before it was finished."""
    if exported_to(view) is not None:
        return None
    decided = first_of(view, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)
    if decided is not None and decided.occurred_on >= collection.first:
        return _told(row, disputes, plan, "N" if decided.event is Event.PLAN_REFUSED else "Y", _day(decided))
    if decided is not None or first_of(view, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN):
        return Assessment("H", plan=plan)
    if not (first_of(view, Event.ASSESSMENT_AGREED) or first_of(view, *DECIDED_TO_ISSUE)):
        return None
    if first_of(view, *GIVEN_UP):
        return Assessment("W", plan=plan)
    if first_of(view, *DECIDED_TO_ISSUE):
        return _told(row, disputes, plan, "Y", None)
    return Assessment("A", plan=plan)


def _told(
    row: AssessmentRow, disputes: Sequence[Entry], plan: NamedPlan | None, outcome: str, on: date | None
) -> Assessment:
    """An outcome of Y or N with its indicators. Week20 is said once a plan is issued."""
    return Assessment(
        outcome,
        on,
        mediation=_mediated(disputes, ("plan",)),
        tribunal=_appealed(disputes, ("plan",)),
        other_mediation=_mediated(disputes, None),
        other_tribunal=_appealed(disputes, None),
        week20=row.exception if outcome == "Y" and on is not None else None,
        plan=plan,
    )


def exported_to(view: CaseView) -> str | None:
    """The authority that the child moved to before the assessment was finished; None where that did not happen."""
    moved = view.first.get(Event.MOVED_AWAY)
    refused = Event.ASSESSMENT_REFUSED in view.first and Event.ASSESSMENT_AGREED not in view.first
    if moved is None or refused or first_of(view, Event.PLAN_REFUSED, *PLAN_BEGAN):
        return None
    return moved.fact("authority") or OUTSIDE


def _mediated(disputes: Sequence[Entry], about: tuple[str, ...] | None) -> bool:
    """A mediation meeting was held about these subjects; None: about any other than assessing and issuing."""
    return any(
        (entry.event in MEDIATED and _is_about(entry.fact("about"), about))
        or (_reversed_by(entry, frozenset({"mediation_agreement"}), about))
        for entry in disputes
    )


def _appealed(disputes: Sequence[Entry], about: tuple[str, ...] | None) -> bool:
    """An appeal was registered about these subjects, or the Tribunal ordered something about them."""
    return any(
        (entry.event is Event.APPEAL_REGISTERED and _is_about(entry.fact("about"), about))
        or (entry.event is Event.ORDER_MADE and _is_about(SUBJECT_OF_ORDER.get(entry.fact("kind"), "other"), about))
        or _reversed_by(entry, TO_THE_TRIBUNAL, about)
        for entry in disputes
    )


def _is_about(subject: str, about: tuple[str, ...] | None) -> bool:
    return subject not in ("assess", "plan") if about is None else subject in about


def _reversed_by(entry: Entry, grounds: frozenset[str], about: tuple[str, ...] | None) -> bool:
    if entry.event is not Event.REFUSAL_REVERSED or entry.fact("ground") not in grounds or about is None:
        return False
    return ("assess" if entry.fact("of") == "assessment" else "plan") in about


def _day(entry: Entry) -> date | None:
    return entry.occurred_on if entry.dated else None
