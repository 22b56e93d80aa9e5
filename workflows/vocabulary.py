"""The field's own words as closed lists: events, roles, grounds, standings. Everything else uses these names."""

from enum import StrEnum


class Process(StrEnum):
    """A line of work with states of its own. Several run side by side on one case."""

    ASSESSMENT = "assessment"
    ADVICE = "advice"
    PLAN = "plan"
    ANNUAL_REVIEW = "annual_review"
    PHASE_TRANSFER = "phase_transfer"
    REASSESSMENT = "reassessment"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    SURVEY = "survey"
    ANY = "any"


class Event(StrEnum):
    """What can happen to a case. A duty to notify is met on the day the notification was sent."""

    REQUEST_RECEIVED = "request_received"
    BECAME_RESPONSIBLE = "became_responsible"
    VIEWS_SOUGHT = "views_sought"
    ASSESSMENT_AGREED = "assessment_agreed"
    ASSESSMENT_REFUSED = "assessment_refused"
    PLAN_AGREED = "plan_agreed"
    PLAN_REFUSED = "plan_refused"
    DRAFT_SENT = "draft_sent"
    REPRESENTATIONS_RECEIVED = "representations_received"
    SETTING_CONSULTED = "setting_consulted"
    SETTING_REPLIED = "setting_replied"
    FINAL_PLAN_SENT = "final_plan_sent"
    REFUSAL_REVERSED = "refusal_reversed"
    REQUEST_WITHDRAWN = "request_withdrawn"
    MOVED_AWAY = "moved_away"
    CASE_CLOSED = "case_closed"

    EXCEPTION_RECORDED = "exception_recorded"
    EXCEPTION_ENDED = "exception_ended"
    CORRECTION = "correction"
    CASE_ASSIGNED = "case_assigned"
    DETAILS_RECORDED = "details_recorded"

    ADVICE_REQUESTED = "advice_requested"
    ADVICE_CHASED = "advice_chased"
    ADVICE_RECEIVED = "advice_received"
    APPOINTMENT_MISSED = "appointment_missed"

    PLAN_MADE = "plan_made"
    PLAN_TRANSFERRED_IN = "plan_transferred_in"
    TRANSFER_NOTIFIED = "transfer_notified"
    PLAN_TRANSFERRED_OUT = "plan_transferred_out"
    PLAN_AMENDED = "plan_amended"
    CEASE_CONSIDERED = "cease_considered"
    CEASE_NOTIFIED = "cease_notified"
    PLAN_CEASED = "plan_ceased"
    PERSONAL_BUDGET_SET = "personal_budget_set"
    PERSONAL_BUDGET_ENDED = "personal_budget_ended"

    REVIEW_INVITED = "review_invited"
    REVIEW_PAPERS_CIRCULATED = "review_papers_circulated"
    REVIEW_MET = "review_met"
    REVIEW_REPORTED = "review_reported"
    REVIEW_DECIDED = "review_decided"
    AMENDMENT_NOTICE_SENT = "amendment_notice_sent"
    AMENDED_PLAN_SENT = "amended_plan_sent"
    AMENDMENT_DROPPED = "amendment_dropped"

    TRANSFER_PLANNED = "transfer_planned"
    TRANSFER_PLAN_SENT = "transfer_plan_sent"

    REASSESSMENT_REQUESTED = "reassessment_requested"
    REASSESSMENT_AGREED = "reassessment_agreed"
    REASSESSMENT_REFUSED = "reassessment_refused"
    REASSESSED_PLAN_SENT = "reassessed_plan_sent"
    REASSESSMENT_LEFT_UNCHANGED = "reassessment_left_unchanged"

    MEDIATION_CONTACTED = "mediation_contacted"
    MEDIATION_REQUESTED = "mediation_requested"
    MEDIATION_HELD = "mediation_held"
    MEDIATION_AGREED = "mediation_agreed"
    MEDIATION_CERTIFICATE_ISSUED = "mediation_certificate_issued"
    APPEAL_REGISTERED = "appeal_registered"
    APPEAL_RESPONSE_SENT = "appeal_response_sent"
    APPEAL_NOT_OPPOSED = "appeal_not_opposed"
    APPEAL_CONCEDED = "appeal_conceded"
    APPEAL_WITHDRAWN = "appeal_withdrawn"
    APPEAL_HEARD = "appeal_heard"
    ORDER_MADE = "order_made"
    RECOMMENDATION_MADE = "recommendation_made"
    RECOMMENDATION_ANSWERED = "recommendation_answered"

    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_ANSWERED = "complaint_answered"
    SURVEY_SENT = "survey_sent"
    SURVEY_RETURNED = "survey_returned"


class Role(StrEnum):
    """Who may do what. A person may hold several; `importer` is held by a return or file being read in, never a person.

    `head_of_service` hears of what is late for long, and may record nothing by this role alone.
    """

    CASEWORKER = "caseworker"
    MANAGER = "manager"
    DECISION_MAKER = "decision_maker"
    PANEL_CLERK = "panel_clerk"
    PANEL_MEMBER = "panel_member"
    PANEL_CHAIR = "panel_chair"
    HEALTH = "health"
    ANALYST = "analyst"
    HEAD_OF_SERVICE = "head_of_service"
    ADMIN = "admin"
    IMPORTER = "importer"


class Standing(StrEnum):
    """How a deadline stands on a day."""

    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    EXCUSED = "excused"
    NOT_REQUIRED = "not_required"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


class Ground(StrEnum):
    """Why a limit need not be met. Adds no days; disapplies the limit because of a recorded cause."""

    SCHOOL_CLOSED = "school_closed"
    EARLY_YEARS_CLOSED = "early_years_closed"
    PERSONAL_CIRCUMSTANCES = "personal_circumstances"
    ABSENT_4_WEEKS = "absent_4_weeks"
    ABSENT_2_WEEKS = "absent_2_weeks"
    EXCEPTIONAL_CIRCUMSTANCES = "exceptional_circumstances"
    MISSED_APPOINTMENT = "missed_appointment"
    CORONAVIRUS = "coronavirus"
    NOT_STATED = "not_stated"


GROUND_WORDS = {
    Ground.SCHOOL_CLOSED: "the school or college was closed for at least 4 weeks",
    Ground.EARLY_YEARS_CLOSED: "the early years provider was closed for at least 4 weeks",
    Ground.PERSONAL_CIRCUMSTANCES: "exceptional personal circumstances affected the child, parent or young person",
    Ground.ABSENT_4_WEEKS: "absent from the area for at least 4 weeks running",
    Ground.ABSENT_2_WEEKS: "absent from the area for at least 2 weeks running",
    Ground.EXCEPTIONAL_CIRCUMSTANCES: "exceptional circumstances affected the child, parent or young person",
    Ground.MISSED_APPOINTMENT: "an appointment for an examination or test was missed",
    Ground.CORONAVIRUS: "a reason relating to the incidence or transmission of coronavirus",
    Ground.NOT_STATED: "the return says that an exception applied; it does not say which",
}
