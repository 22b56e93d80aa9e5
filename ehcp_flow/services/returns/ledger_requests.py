"""What a ledger says of modules 2 and 3, the request and the assessment, in the codes of one collection.

A, H and W are of the collection and not of the case: they are worked out here and recorded nowhere. A refusal keeps its
outcome and its day when it is reversed. (DfE's guide to SEN2 2026, modules 2 and 3.)
"""

from datetime import date

from ehcp_flow.services.importing.sen2_events import REQUEST_SOURCE
from ehcp_flow.services.indexing import assessment_row
from ehcp_flow.services.returns.collection import Collection
from reports.sen2.model import Assessment, Request
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
TO_THE_TRIBUNAL = frozenset({"tribunal_order", "consent_order", "unopposed_appeal"})
SUBJECT_OF_ORDER = {"assess": "assess", "make_plan": "plan", "reconsider": "plan"}
OUTSIDE = "XXX"
"""The return's code for an authority that is not known, or is none of England's."""


def first_of(view: CaseView, *events: Event) -> Entry | None:
    """The first entry that stands of any of these kinds."""
    found = [view.first[event] for event in events if event in view.first]
    return min(found, key=lambda entry: (entry.occurred_on, entry.number), default=None)


def request_in(view: CaseView, collection: Collection) -> Request:
    """Module 2 with module 3 beneath, without plan: they are added by `ledger_plans`. `view`: as the case stood."""
    began = first_of(view, *BEGAN)
    assessment = assessment_in(view, collection)
    outcome, on = _outcome(view, collection, began)
    told = outcome in ("Y", "N")
    return Request(
        received=assessment_row("", view).received_on if began else None,
        source=SOURCE_CODE.get(began.fact("source")) if began else None,
        rya=rya if began and isinstance(rya := began.facts.get("rya"), bool) else None,
        outcome_date=on,
        outcome=outcome,
        mediation=_mediated(view, ("assess",)) if told else None,
        tribunal=_appealed(view, ("assess",)) if told else None,
        exported=exported_to(view),
        assessments=(assessment,) if assessment else (),
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


def assessment_in(view: CaseView, collection: Collection) -> Assessment | None:
    """Module 3; None where there was no assessment, or the child moved away before it was finished."""
    if exported_to(view) is not None:
        return None
    decided = first_of(view, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)
    if decided is not None and decided.occurred_on >= collection.first:
        return _told(view, "N" if decided.event is Event.PLAN_REFUSED else "Y", _day(decided))
    if decided is not None or first_of(view, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN):
        return Assessment("H")
    if not (first_of(view, Event.ASSESSMENT_AGREED) or first_of(view, *DECIDED_TO_ISSUE)):
        return None
    if first_of(view, *GIVEN_UP):
        return Assessment("W")
    return _told(view, "Y", None) if first_of(view, *DECIDED_TO_ISSUE) else Assessment("A")


def _told(view: CaseView, outcome: str, on: date | None) -> Assessment:
    """An outcome of Y or N with its indicators. Week20 is said once a plan is issued."""
    return Assessment(
        outcome,
        on,
        mediation=_mediated(view, ("plan",)),
        tribunal=_appealed(view, ("plan",)),
        other_mediation=_mediated(view, None),
        other_tribunal=_appealed(view, None),
        week20=assessment_row("", view).exception if outcome == "Y" and on is not None else None,
    )


def exported_to(view: CaseView) -> str | None:
    """The authority that the child moved to before the assessment was finished; None where that did not happen."""
    moved = view.first.get(Event.MOVED_AWAY)
    refused = Event.ASSESSMENT_REFUSED in view.first and Event.ASSESSMENT_AGREED not in view.first
    if moved is None or refused or first_of(view, Event.PLAN_REFUSED, *PLAN_BEGAN):
        return None
    return moved.fact("authority") or OUTSIDE


def _mediated(view: CaseView, about: tuple[str, ...] | None) -> bool:
    """A mediation meeting was held about these subjects; None: about any other than assessing and issuing."""
    return any(
        (entry.event in MEDIATED and _is_about(entry.fact("about"), about))
        or (_reversed_by(entry, frozenset({"mediation_agreement"}), about))
        for entry in view.entries
    )


def _appealed(view: CaseView, about: tuple[str, ...] | None) -> bool:
    """An appeal was registered about these subjects, or the Tribunal ordered something about them."""
    return any(
        (entry.event is Event.APPEAL_REGISTERED and _is_about(entry.fact("about"), about))
        or (entry.event is Event.ORDER_MADE and _is_about(SUBJECT_OF_ORDER.get(entry.fact("kind"), "other"), about))
        or _reversed_by(entry, TO_THE_TRIBUNAL, about)
        for entry in view.entries
    )


def _is_about(subject: str, about: tuple[str, ...] | None) -> bool:
    return subject not in ("assess", "plan") if about is None else subject in about


def _reversed_by(entry: Entry, grounds: frozenset[str], about: tuple[str, ...] | None) -> bool:
    if entry.event is not Event.REFUSAL_REVERSED or entry.fact("ground") not in grounds or about is None:
        return False
    return ("assess" if entry.fact("of") == "assessment" else "plan") in about


def _day(entry: Entry) -> date | None:
    return entry.occurred_on if entry.dated else None
