"""Every event on one page: which process it belongs to, how it reads, and the facts that come with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.facts import (
    ABOUT,
    AMENDED,
    AMENDMENT_CAUSES,
    ASKED_BY,
    BATCH,
    BODY,
    CEASE_REASONS,
    DECISION,
    DIRECTED,
    DISPUTE_SUBJECTS,
    EARLIER_REVIEWS,
    EARLY,
    LEGAL_TEST,
    ORDER_KINDS,
    PLAN_TEST,
    REASONS,
    REPORT,
    REQUEST_SOURCES,
    REVERSAL_GROUNDS,
    REVIEW_OUTCOMES,
    SETTING,
    TRANSFER_KINDS,
    VERSION,
    Fact,
    FactKind,
    choice,
    date_of,
    read_given,
    yes_no,
)
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Ground, Process


@dataclass(frozen=True, slots=True)
class EventRow:
    """How an event reads. `happened` completes the sentence "On 3 March 2026 …"."""

    event: Event
    process: Process
    title: str
    happened: str
    facts: tuple[Fact, ...] = ()


A, D, P, R = Process.ASSESSMENT, Process.ADVICE, Process.PLAN, Process.ANNUAL_REVIEW

ROWS: tuple[EventRow, ...] = (
    EventRow(
        Event.REQUEST_RECEIVED,
        A,
        "Request received",
        "the request was received",
        (
            choice("source", "who asked", REQUEST_SOURCES),
            yes_no("rya", "the person was in relevant youth accommodation"),
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
        (*LEGAL_TEST, *DECISION),
    ),
    EventRow(
        Event.ASSESSMENT_REFUSED,
        A,
        "Refused to assess",
        "the family was told that there will not be an assessment",
        (REASONS, *LEGAL_TEST, *DECISION),
    ),
    EventRow(Event.PLAN_AGREED, A, "Decided to issue a plan", "it was decided to issue a plan", (PLAN_TEST, *DECISION)),
    EventRow(
        Event.PLAN_REFUSED,
        A,
        "Decided not to issue a plan",
        "the family was told that no plan will be issued",
        (REASONS, PLAN_TEST, *DECISION),
    ),
    EventRow(Event.DRAFT_SENT, A, "Draft plan sent", "the draft plan was served on the family", (VERSION,)),
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
        (VERSION, SETTING, *DECISION, EARLY, EARLIER_REVIEWS),
    ),
    EventRow(
        Event.REFUSAL_REVERSED,
        A,
        "Refusal reversed",
        "the refusal no longer stood",
        (
            choice("ground", "why the refusal no longer stands", REVERSAL_GROUNDS, needed=True),
            choice("of", "what had been refused", ("assessment", "plan"), needed=True),
            *DIRECTED,
        ),
    ),
    EventRow(Event.REQUEST_WITHDRAWN, A, "Request withdrawn", "the request was withdrawn", (Fact("reason", "why"),)),
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
            choice("ground", "the ground in the regulations", [g.value for g in Ground], needed=True),
            date_of("from", "the first day affected"),
            date_of("to", "the last day affected"),
            Fact("duty", "the duty that it excuses; every duty that has this ground, where not given"),
            Fact("body", "the adviser, where it excuses advice"),
            Fact("service", "the adviser's service, where a body has several"),
            Fact("evidence", "the evidence held"),
            ASKED_BY,
        ),
    ),
    EventRow(
        Event.EXCEPTION_ENDED,
        Process.ANY,
        "Exception ended",
        "an exception ended",
        (choice("ground", "the ground that ended", [g.value for g in Ground], needed=True),),
    ),
    EventRow(
        Event.CORRECTION,
        Process.ANY,
        "Put right",
        "an entry was put right",
        (
            Fact("reason", "why the entry was wrong", needed=True),
            yes_no("never_happened", "the event never happened"),
            date_of("right_date", "the day on which it did happen"),
            Fact("right_facts", "the right facts", FactKind.DATA),
            ASKED_BY,
        ),
    ),
    EventRow(
        Event.CASE_ASSIGNED,
        Process.ANY,
        "Case assigned",
        "the case was assigned",
        (
            Fact("to", "the e-mail address of the officer", needed=True),
            *(Fact("team", "the team"), Fact("reason", "why"), BATCH),
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
    EventRow(Event.ADVICE_REQUESTED, D, "Advice requested", "the body asked for advice received the request", BODY),
    EventRow(Event.ADVICE_CHASED, D, "Advice chased", "the advice was chased", BODY),
    EventRow(Event.ADVICE_RECEIVED, D, "Advice received", "the advice was received", BODY),
    EventRow(Event.APPOINTMENT_MISSED, D, "Appointment missed", "an appointment was missed", BODY),
    EventRow(Event.PLAN_MADE, P, "Plan made", "the plan was first made", (VERSION, SETTING, EARLIER_REVIEWS)),
    EventRow(
        Event.PLAN_TRANSFERRED_IN,
        P,
        "Plan transferred in",
        "the plan was transferred from another authority",
        (
            Fact("authority", "the authority it came from"),
            date_of("original_made_on", "the day on which the old authority made it"),
            date_of("last_reviewed_on", "the day on which it was last reviewed"),
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
        (choice("cause", "what led to it", AMENDMENT_CAUSES, needed=True), VERSION, SETTING),
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
        (REASONS, *DECISION),
    ),
    EventRow(
        Event.PLAN_CEASED,
        P,
        "Plan ceased",
        "the plan ceased",
        (choice("reason", "why it ended", CEASE_REASONS, needed=True),),
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
        (date_of("meeting_on", "the day of the meeting", needed=True),),
    ),
    EventRow(
        Event.REVIEW_PAPERS_CIRCULATED,
        R,
        "Review papers sent",
        "the papers for the review were sent to everyone invited",
        (date_of("meeting_on", "the day of the meeting"),),
    ),
    EventRow(Event.REVIEW_MET, R, "Review meeting held", "the review meeting was held", (REPORT,)),
    EventRow(
        Event.REVIEW_REPORTED, R, "Review report received", "the report reached the authority and everyone invited"
    ),
    EventRow(
        Event.REVIEW_DECIDED,
        R,
        "Review decided",
        "the family was told the decision after the review",
        (
            choice("outcome", "maintain, amend or cease", (*REVIEW_OUTCOMES, "not_stated"), needed=True),
            *DECISION,
            AMENDED,
        ),
    ),
    EventRow(
        Event.AMENDMENT_NOTICE_SENT,
        R,
        "Proposed amendments sent",
        "the plan with the proposed amendments and the evidence was sent",
        (AMENDED,),
    ),
    EventRow(
        Event.AMENDED_PLAN_SENT,
        R,
        "Amended plan sent after review",
        "the amended plan was sent",
        (VERSION, SETTING, EARLY),
    ),
    EventRow(
        Event.AMENDMENT_DROPPED,
        R,
        "Amendment dropped",
        "the family was told that the plan will not be amended after all",
        (REASONS,),
    ),
    EventRow(
        Event.TRANSFER_PLANNED,
        Process.PHASE_TRANSFER,
        "Phase transfer planned",
        "a move to the next phase was planned",
        (
            choice("kind", "which move", TRANSFER_KINDS, needed=True),
            date_of("transfer_on", "the day of the move", needed=True),
        ),
    ),
    EventRow(
        Event.TRANSFER_PLAN_SENT,
        Process.PHASE_TRANSFER,
        "Phase transfer plan sent",
        "the amended plan that names the next setting or type was sent",
        (SETTING, choice("kind", "which move", TRANSFER_KINDS)),
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
        (REASONS,),
    ),
    EventRow(
        Event.REASSESSED_PLAN_SENT,
        Process.REASSESSMENT,
        "Plan sent after reassessment",
        "the plan was sent after the reassessment",
        (VERSION, SETTING, EARLY),
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
        (ABOUT,),
    ),
    EventRow(
        Event.MEDIATION_REQUESTED, Process.DISPUTE, "Mediation requested", "the family asked for mediation", (ABOUT,)
    ),
    EventRow(Event.MEDIATION_HELD, Process.DISPUTE, "Mediation held", "a mediation meeting was held", (ABOUT,)),
    EventRow(
        Event.MEDIATION_AGREED,
        Process.DISPUTE,
        "Mediation agreement",
        "an agreement was reached in mediation",
        (ABOUT, *DIRECTED),
    ),
    EventRow(
        Event.MEDIATION_CERTIFICATE_ISSUED,
        Process.DISPUTE,
        "Mediation certificate issued",
        "the mediation certificate was issued",
        (choice("about", "what the dispute is about", DISPUTE_SUBJECTS),),
    ),
    EventRow(Event.APPEAL_REGISTERED, Process.DISPUTE, "Appeal registered", "an appeal was registered", (ABOUT,)),
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
        (choice("about", "what the appeal is about", DISPUTE_SUBJECTS),),
    ),
    EventRow(
        Event.APPEAL_CONCEDED,
        Process.DISPUTE,
        "Appeal conceded",
        "the appeal was conceded",
        (choice("about", "what the appeal is about", DISPUTE_SUBJECTS),),
    ),
    EventRow(Event.APPEAL_WITHDRAWN, Process.DISPUTE, "Appeal withdrawn", "the appeal was withdrawn"),
    EventRow(Event.APPEAL_HEARD, Process.DISPUTE, "Appeal heard", "the appeal was heard"),
    EventRow(
        Event.ORDER_MADE,
        Process.DISPUTE,
        "Tribunal order",
        "the Tribunal made its order",
        (
            choice("kind", "what was ordered", ORDER_KINDS, needed=True),
            Fact("outcome", "the outcome of the appeal"),
            *DIRECTED,
        ),
    ),
    EventRow(
        Event.RECOMMENDATION_MADE,
        Process.DISPUTE,
        "Tribunal recommendation",
        "the Tribunal made a recommendation on health or social care",
        (choice("body", "who must answer", ("health", "social_care"), needed=True),),
    ),
    EventRow(
        Event.RECOMMENDATION_ANSWERED,
        Process.DISPUTE,
        "Recommendation answered",
        "the recommendation was answered in writing",
        (choice("body", "who answered", ("health", "social_care"), needed=True),),
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


def read_facts(event: Event, given: Mapping[str, Any], check_needed: bool = True) -> dict[str, Any] | Refusal:
    """The facts of an event, checked and in the ledger's form; a refusal where one is unknown, impossible or missing."""
    return read_given(EVENTS[event].title, EVENTS[event].facts, given, check_needed)
