"""Every event on one page: which process it belongs to, how it reads, and the facts that come with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.ledger import NOT_LATER_THAN
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Ground, Process
from workflows.words import list_words


class FactKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes or no"
    NUMBER = "number"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that an event carries. `values` are the allowed choices; `needed` facts must be given when recording."""

    name: str
    words: str
    kind: FactKind = FactKind.TEXT
    values: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """How an event reads. `happened` completes the sentence "On 3 March 2026 …"."""

    event: Event
    process: Process
    title: str
    happened: str
    facts: tuple[Fact, ...] = ()


def _choice(name: str, words: str, values: Iterable[str], needed: bool = False) -> Fact:
    return Fact(name, words, FactKind.CHOICE, tuple(values), needed)


def _date(name: str, words: str, needed: bool = False) -> Fact:
    return Fact(name, words, FactKind.DATE, (), needed)


def _yes_no(name: str, words: str) -> Fact:
    return Fact(name, words, FactKind.YES_NO)


REQUEST_SOURCES = ("parent", "young_person", "school", "health", "social_care", "other", "unknown")
BODIES = ("education", "health", "educational_psychology", "social_care", "sensory", "parent", "other")
REVERSAL_GROUNDS = ("mediation_agreement", "tribunal_order", "consent_order", "unopposed_appeal", "conceded")
REVIEW_OUTCOMES = ("maintain", "amend", "cease")
AMENDMENT_CAUSES = ("review", "order", "mediation", "reg_28", "not_stated")
TRANSFER_KINDS = (
    "early_years_to_school",
    "infant_to_junior",
    "primary_to_secondary",
    "primary_to_middle",
    "middle_to_secondary",
    "secondary_to_post16",
    "post16_to_post16",
)
DISPUTE_SUBJECTS = ("assess", "plan", "content", "placement", "cease", "reassess", "health", "social_care", "other")
ORDER_KINDS = (
    "assess",
    "make_plan",
    "reconsider",
    "amend",
    "name_setting",
    "continue",
    "continue_and_amend",
    "dismiss",
)
CEASE_REASONS = (
    "maximum_age",
    "needs_met",
    "higher_education",
    "paid_employment",
    "transferred",
    "no_longer_engaging",
    "moved_outside_england",
    "deceased",
    "other",
)
"""In the order of the return's codes 1 to 9."""

_REASONS = Fact("reasons", "the reasons given to the family", needed=True)
_VERSION = Fact("version", "which version of the plan")
_SETTING = Fact("setting", "the school, college or other setting")
_RECOMMENDED = Fact("recommended_by", "the e-mail address of the officer who recommended it")
_LEGAL_TEST = (
    _yes_no("may_have_sen", "the child or young person has or may have special educational needs"),
    _yes_no("plan_may_be_needed", "it may be necessary for provision to be made by an EHC plan"),
)
_ABOUT = _choice("about", "what the dispute is about", DISPUTE_SUBJECTS, needed=True)
_BODY = (
    _choice("body", "who advises", BODIES, needed=True),
    Fact("service", "which service, where a body has several"),
)
_DIRECTED = tuple(
    _date(duty, "the date that the Tribunal directed for this duty")
    for duty in (
        "order_assess_notice",
        "order_plan_refusal",
        "order_final_plan",
        "order_draft",
        "order_plan",
        "order_reconsider",
        "order_amend",
        "order_name_setting",
    )
)

COMMON = (
    Fact("note", "a note"),
    _choice("dated", "whether the day is known, or only a day by which it had happened", (NOT_LATER_THAN,)),
)
"""Facts that any event may carry."""

A, D, P, R = Process.ASSESSMENT, Process.ADVICE, Process.PLAN, Process.ANNUAL_REVIEW

ROWS: tuple[EventRow, ...] = (
    EventRow(
        Event.REQUEST_RECEIVED,
        A,
        "Request received",
        "the request was received",
        (
            _choice("source", "who asked", REQUEST_SOURCES),
            _yes_no("rya", "the person was in relevant youth accommodation"),
        ),
    ),
    EventRow(
        Event.BECAME_RESPONSIBLE,
        A,
        "Came to the authority's attention",
        "the authority became responsible for the child",
    ),
    EventRow(Event.VIEWS_SOUGHT, A, "Views and evidence invited", "views and evidence were invited"),
    EventRow(
        Event.ASSESSMENT_AGREED,
        A,
        "Agreed to assess",
        "the family was told that there will be an assessment",
        (*_LEGAL_TEST, _RECOMMENDED),
    ),
    EventRow(
        Event.ASSESSMENT_REFUSED,
        A,
        "Refused to assess",
        "the family was told that there will not be an assessment",
        (_REASONS, *_LEGAL_TEST, _RECOMMENDED),
    ),
    EventRow(Event.PLAN_AGREED, A, "Decided to issue a plan", "it was decided to issue a plan", (_RECOMMENDED,)),
    EventRow(
        Event.PLAN_REFUSED,
        A,
        "Decided not to issue a plan",
        "the family was told that no plan will be issued",
        (_REASONS, _RECOMMENDED),
    ),
    EventRow(Event.DRAFT_SENT, A, "Draft plan sent", "the draft plan was served on the family", (_VERSION,)),
    EventRow(Event.REPRESENTATIONS_RECEIVED, A, "Family's comments received", "the family commented on the draft"),
    EventRow(
        Event.SETTING_CONSULTED,
        A,
        "Setting consulted",
        "the setting was consulted",
        (Fact("setting", "the school or college asked", needed=True),),
    ),
    EventRow(
        Event.SETTING_REPLIED,
        A,
        "Setting replied",
        "the setting replied",
        (Fact("setting", "the school or college that replied", needed=True),),
    ),
    EventRow(
        Event.FINAL_PLAN_SENT,
        A,
        "Final plan sent",
        "the final plan was sent to the family, the setting and the ICB",
        (
            _VERSION,
            _SETTING,
            _RECOMMENDED,
            Fact("early_because", "why it was sent before the family's 15 days were over"),
        ),
    ),
    EventRow(
        Event.REFUSAL_REVERSED,
        A,
        "Refusal reversed",
        "the refusal no longer stood",
        (
            _choice("ground", "why the refusal no longer stands", REVERSAL_GROUNDS, needed=True),
            _choice("of", "what had been refused", ("assessment", "plan"), needed=True),
            *_DIRECTED,
        ),
    ),
    EventRow(
        Event.REQUEST_WITHDRAWN,
        A,
        "Request withdrawn",
        "the request was withdrawn",
        (Fact("reason", "why"),),
    ),
    EventRow(
        Event.MOVED_AWAY,
        A,
        "Moved out of the area",
        "the family moved out of the area",
        (Fact("reason", "why"), Fact("authority", "the authority moved to")),
    ),
    EventRow(Event.CASE_CLOSED, A, "Case closed", "the case was closed", (Fact("reason", "why", needed=True),)),
    EventRow(
        Event.EXCEPTION_RECORDED,
        Process.ANY,
        "Exception recorded",
        "an exception was recorded",
        (
            _choice("ground", "the ground in the regulations", [g.value for g in Ground], needed=True),
            _date("from", "the first day affected"),
            _date("to", "the last day affected"),
            Fact("duty", "the duty that it excuses; every duty that has this ground, where not given"),
            Fact("body", "the adviser, where it excuses advice"),
            Fact("evidence", "the evidence held"),
        ),
    ),
    EventRow(
        Event.EXCEPTION_ENDED,
        Process.ANY,
        "Exception ended",
        "an exception ended",
        (_choice("ground", "the ground that ended", [g.value for g in Ground], needed=True),),
    ),
    EventRow(
        Event.CORRECTION,
        Process.ANY,
        "Put right",
        "an entry was put right",
        (
            Fact("reason", "why the entry was wrong", needed=True),
            _yes_no("never_happened", "the event never happened"),
            _date("right_date", "the day on which it did happen"),
            Fact("right_facts", "the right facts", FactKind.DATA),
        ),
    ),
    EventRow(
        Event.CASE_ASSIGNED,
        Process.ANY,
        "Case assigned",
        "the case was assigned",
        (
            Fact("to", "the e-mail address of the officer", needed=True),
            Fact("team", "the team"),
            Fact("reason", "why"),
        ),
    ),
    EventRow(
        Event.DETAILS_RECORDED,
        Process.ANY,
        "Details recorded",
        "details of the plan or placement were recorded",
        (
            Fact("details", "the details, as the return gives them", FactKind.DATA, needed=True),
            Fact("of", "what they are details of"),
        ),
    ),
    EventRow(
        Event.ADVICE_REQUESTED, D, "Advice requested", "the body asked for advice received the request", _BODY
    ),
    EventRow(Event.ADVICE_CHASED, D, "Advice chased", "the advice was chased", _BODY),
    EventRow(Event.ADVICE_RECEIVED, D, "Advice received", "the advice was received", _BODY),
    EventRow(Event.APPOINTMENT_MISSED, D, "Appointment missed", "an appointment was missed", _BODY),
    EventRow(Event.PLAN_MADE, P, "Plan made", "the plan was first made", (_VERSION, _SETTING)),
    EventRow(
        Event.PLAN_TRANSFERRED_IN,
        P,
        "Plan transferred in",
        "the plan was transferred from another authority",
        (
            Fact("authority", "the authority it came from"),
            _date("original_made_on", "the day on which the old authority made it"),
            _date("last_reviewed_on", "the day on which it was last reviewed"),
        ),
    ),
    EventRow(
        Event.TRANSFER_NOTIFIED,
        P,
        "Family told of the transfer",
        "the family was told that the plan has transferred and when it will be reviewed",
    ),
    EventRow(
        Event.PLAN_TRANSFERRED_OUT,
        P,
        "Plan transferred out",
        "the plan was transferred to another authority",
        (Fact("authority", "the authority it went to"),),
    ),
    EventRow(
        Event.PLAN_AMENDED,
        P,
        "Amended plan sent",
        "an amended final plan was sent",
        (_choice("cause", "what led to it", AMENDMENT_CAUSES, needed=True), _VERSION, _SETTING),
    ),
    EventRow(
        Event.CEASE_CONSIDERED,
        P,
        "Consulting on ceasing",
        "the family was told that ceasing the plan is being considered",
    ),
    EventRow(
        Event.CEASE_NOTIFIED,
        P,
        "Decision to cease sent",
        "the family was told that the plan will cease",
        (_REASONS, _RECOMMENDED),
    ),
    EventRow(
        Event.PLAN_CEASED,
        P,
        "Plan ceased",
        "the plan ceased",
        (_choice("reason", "why it ended", CEASE_REASONS, needed=True),),
    ),
    EventRow(
        Event.PERSONAL_BUDGET_SET,
        P,
        "Personal budget set",
        "a personal budget was set",
        (Fact("arrangement", "organised arrangements, direct payments or both", needed=True),),
    ),
    EventRow(Event.PERSONAL_BUDGET_ENDED, P, "Personal budget ended", "the personal budget ended"),
    EventRow(
        Event.REVIEW_INVITED,
        R,
        "Invited to the review",
        "notice of the review meeting was given",
        (_date("meeting_on", "the day of the meeting", needed=True),),
    ),
    EventRow(
        Event.REVIEW_PAPERS_CIRCULATED,
        R,
        "Review papers sent",
        "the papers for the review were sent to everyone invited",
        (_date("meeting_on", "the day of the meeting"),),
    ),
    EventRow(Event.REVIEW_MET, R, "Review meeting held", "the review meeting was held"),
    EventRow(
        Event.REVIEW_REPORTED, R, "Review report received", "the report reached the authority and everyone invited"
    ),
    EventRow(
        Event.REVIEW_DECIDED,
        R,
        "Review decided",
        "the family was told the decision after the review",
        (
            _choice("outcome", "maintain, amend or cease", (*REVIEW_OUTCOMES, "not_stated"), needed=True),
            _RECOMMENDED,
        ),
    ),
    EventRow(
        Event.AMENDMENT_NOTICE_SENT,
        R,
        "Proposed amendments sent",
        "the plan with the proposed amendments and the evidence was sent",
    ),
    EventRow(
        Event.AMENDED_PLAN_SENT, R, "Amended plan sent after review", "the amended plan was sent", (_VERSION, _SETTING)
    ),
    EventRow(
        Event.AMENDMENT_DROPPED,
        R,
        "Amendment dropped",
        "the family was told that the plan will not be amended after all",
        (_REASONS,),
    ),
    EventRow(
        Event.TRANSFER_PLANNED,
        Process.PHASE_TRANSFER,
        "Phase transfer planned",
        "a move to the next phase was planned",
        (
            _choice("kind", "which move", TRANSFER_KINDS, needed=True),
            _date("transfer_on", "the day of the move", needed=True),
        ),
    ),
    EventRow(
        Event.TRANSFER_PLAN_SENT,
        Process.PHASE_TRANSFER,
        "Phase transfer plan sent",
        "the amended plan that names the next setting or type was sent",
        (_SETTING, _choice("kind", "which move", TRANSFER_KINDS)),
    ),
    EventRow(
        Event.REASSESSMENT_REQUESTED, Process.REASSESSMENT, "Reassessment requested", "a reassessment was requested"
    ),
    EventRow(
        Event.REASSESSMENT_AGREED,
        Process.REASSESSMENT,
        "Agreed to reassess",
        "the family was told that there will be a reassessment",
    ),
    EventRow(
        Event.REASSESSMENT_REFUSED,
        Process.REASSESSMENT,
        "Refused to reassess",
        "the family was told that there will not be a reassessment",
        (_REASONS,),
    ),
    EventRow(
        Event.REASSESSED_PLAN_SENT,
        Process.REASSESSMENT,
        "Plan sent after reassessment",
        "the plan was sent after the reassessment",
        (_VERSION, _SETTING),
    ),
    EventRow(
        Event.REASSESSMENT_LEFT_UNCHANGED,
        Process.REASSESSMENT,
        "Plan left unchanged after reassessment",
        "the family was told that the plan stays as it is after the reassessment",
    ),
    EventRow(
        Event.MEDIATION_CONTACTED,
        Process.DISPUTE,
        "Mediation adviser contacted",
        "the family contacted the mediation adviser",
        (_ABOUT,),
    ),
    EventRow(
        Event.MEDIATION_REQUESTED, Process.DISPUTE, "Mediation requested", "the family asked for mediation", (_ABOUT,)
    ),
    EventRow(Event.MEDIATION_HELD, Process.DISPUTE, "Mediation held", "a mediation meeting was held", (_ABOUT,)),
    EventRow(
        Event.MEDIATION_AGREED, Process.DISPUTE, "Mediation agreement", "an agreement was reached in mediation", (_ABOUT,)
    ),
    EventRow(
        Event.MEDIATION_CERTIFICATE_ISSUED,
        Process.DISPUTE,
        "Mediation certificate issued",
        "the mediation certificate was issued",
    ),
    EventRow(Event.APPEAL_REGISTERED, Process.DISPUTE, "Appeal registered", "an appeal was registered", (_ABOUT,)),
    EventRow(
        Event.APPEAL_RESPONSE_SENT,
        Process.DISPUTE,
        "Response to appeal sent",
        "the response to the appeal was sent to the Tribunal",
    ),
    EventRow(
        Event.APPEAL_NOT_OPPOSED,
        Process.DISPUTE,
        "Appeal not opposed",
        "the Tribunal was told that the appeal is not opposed",
    ),
    EventRow(Event.APPEAL_CONCEDED, Process.DISPUTE, "Appeal conceded", "the appeal was conceded"),
    EventRow(Event.APPEAL_WITHDRAWN, Process.DISPUTE, "Appeal withdrawn", "the appeal was withdrawn"),
    EventRow(Event.APPEAL_HEARD, Process.DISPUTE, "Appeal heard", "the appeal was heard"),
    EventRow(
        Event.ORDER_MADE,
        Process.DISPUTE,
        "Tribunal order",
        "the Tribunal made its order",
        (
            _choice("kind", "what was ordered", ORDER_KINDS, needed=True),
            Fact("outcome", "the outcome of the appeal"),
            *_DIRECTED,
        ),
    ),
    EventRow(
        Event.RECOMMENDATION_MADE,
        Process.DISPUTE,
        "Tribunal recommendation",
        "the Tribunal made a recommendation on health or social care",
        (_choice("body", "who must answer", ("health", "social_care"), needed=True),),
    ),
    EventRow(
        Event.RECOMMENDATION_ANSWERED,
        Process.DISPUTE,
        "Recommendation answered",
        "the recommendation was answered in writing",
        (_choice("body", "who answered", ("health", "social_care"), needed=True),),
    ),
    EventRow(
        Event.COMPLAINT_RECEIVED,
        Process.COMPLAINT,
        "Complaint received",
        "a complaint was received",
        (Fact("body", "who is complained of"),),
    ),
    EventRow(
        Event.COMPLAINT_ANSWERED,
        Process.COMPLAINT,
        "Complaint answered",
        "the complaint was answered",
        (Fact("body", "who answered"),),
    ),
    EventRow(Event.SURVEY_SENT, Process.SURVEY, "Survey sent", "the survey was sent to the family"),
    EventRow(Event.SURVEY_RETURNED, Process.SURVEY, "Survey returned", "the family returned the survey"),
)

EVENTS: Mapping[Event, EventRow] = {row.event: row for row in ROWS}

_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


def read_facts(event: Event, given: Mapping[str, Any], check_needed: bool = True) -> dict[str, Any] | Refusal:
    """The facts of an event, checked and in the ledger's form (dates as ISO text, yes and no as bool).

    Text from a form or a command line is accepted for each kind. Unknown names, impossible values and, unless
    `check_needed` is off, missing facts are refused.
    """
    row = EVENTS[event]
    known = {fact.name: fact for fact in (*row.facts, *COMMON)}
    facts: dict[str, Any] = {}
    for name, value in given.items():
        fact = known.get(name)
        if fact is None:
            return _refuse(
                row, f"“{name}” is not a fact of this event", f"Use one of: {list_words(sorted(known), 'or')}."
            )
        read = _read(fact, value)
        if read is None:
            return _refuse(row, f"“{value}” is not {_expected(fact)}", f"Give {name} as {_expected(fact)}.")
        facts[name] = read
    missing = [fact.name for fact in row.facts if fact.needed and fact.name not in facts] if check_needed else []
    if missing:
        return _refuse(
            row,
            f"{list_words(missing)} must be given ({known[missing[0]].words})",
            f"Add {list_words(f'{name}=…' for name in missing)}.",
        )
    return facts


def _refuse(row: EventRow, why: str, do: str) -> Refusal:
    return Refusal(f"Record “{row.title}”", why, "How events are recorded (workflows/events.py)", do)


def _expected(fact: Fact) -> str:
    match fact.kind:
        case FactKind.CHOICE:
            return f"one of {list_words(fact.values, 'or')}"
        case FactKind.DATE:
            return "a date written as 2026-03-31"
        case FactKind.YES_NO:
            return "yes or no"
        case FactKind.NUMBER:
            return "a whole number"
        case _:
            return "text"


def _read(fact: Fact, value: Any) -> Any:
    """The value in the ledger's form, or None where it is not of the fact's kind."""
    text = str(value).strip()
    match fact.kind:
        case FactKind.DATA:
            return value
        case FactKind.CHOICE:
            return text if text in fact.values else None
        case FactKind.DATE:
            return _iso(text)
        case FactKind.YES_NO:
            lower = text.lower()
            return True if lower in _YES else False if lower in _NO else None
        case FactKind.NUMBER:
            return int(text) if text.lstrip("-").isdigit() else None
        case _:
            return text or None


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


