"""The assessment: from a request to a final plan, or to an end on the way (CFA s.36 to 39; SEND Regulations 2014, Part 2)."""

from enum import StrEnum

from workflows.guards import (
    directed_duty_is_started,
    draft_has_been_with_the_family,
    legal_test_answered_yes,
    legal_test_not_answered_yes,
    not_bound_to_assess,
    plan_is_in_force,
    plan_test_answered_yes,
    plan_test_not_answered_yes,
    reassessment_is_under_way,
)
from workflows.steps import DECIDE, IMPORT, MANAGE, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class Assessment(StrEnum):
    NONE = "none"
    REQUESTED = "requested"
    ASSESSMENT_REFUSED = "assessment_refused"
    ASSESSING = "assessing"
    PLAN_REFUSED = "plan_refused"
    DRAFTING = "drafting"
    DRAFT_WITH_FAMILY = "draft_with_family"
    PLAN_ISSUED = "plan_issued"
    WITHDRAWN = "withdrawn"
    MOVED_AWAY = "moved_away"
    CLOSED = "closed"


WORDS: dict[StrEnum, str] = {
    Assessment.NONE: "No request",
    Assessment.REQUESTED: "Deciding whether to assess",
    Assessment.ASSESSMENT_REFUSED: "Refused to assess",
    Assessment.ASSESSING: "Assessing",
    Assessment.PLAN_REFUSED: "Decided not to issue a plan",
    Assessment.DRAFTING: "Writing the draft plan",
    Assessment.DRAFT_WITH_FAMILY: "Draft plan with the family",
    Assessment.PLAN_ISSUED: "Final plan sent",
    Assessment.WITHDRAWN: "Request withdrawn",
    Assessment.MOVED_AWAY: "Moved out of the area",
    Assessment.CLOSED: "Closed",
}

S = Assessment
BEFORE_DECISION = (S.REQUESTED, S.ASSESSING)
OPEN = (*BEFORE_DECISION, S.DRAFTING, S.DRAFT_WITH_FAMILY)
WITHOUT_A_REQUEST = (S.NONE, S.PLAN_ISSUED)
MADE_THE_REQUEST = (Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE, Event.VIEWS_SOUGHT)
RAN_THE_ASSESSMENT = (Event.ADVICE_REQUESTED,)

STEPS = (
    Step(Event.REQUEST_RECEIVED, (S.NONE,), S.REQUESTED, RECORD, law="CFA s.36(1)"),
    Step(Event.REQUEST_RECEIVED, (S.REQUESTED,), None, RECORD, law="CFA s.36(1)"),
    Step(Event.BECAME_RESPONSIBLE, (S.NONE,), S.REQUESTED, RECORD, law="CFA s.24"),
    Step(Event.BECAME_RESPONSIBLE, (S.REQUESTED,), None, RECORD, law="CFA s.24"),
    Step(Event.VIEWS_SOUGHT, (S.REQUESTED,), None, RECORD, law="CFA s.36(4), (7); reg 4(2)"),
    Step(
        Event.ASSESSMENT_AGREED,
        (S.REQUESTED,),
        S.ASSESSING,
        DECIDE,
        needs=(legal_test_answered_yes,),
        second_person=MADE_THE_REQUEST,
        law="Reg 5(1)",
    ),
    Step(
        Event.ASSESSMENT_REFUSED,
        (S.REQUESTED,),
        S.ASSESSMENT_REFUSED,
        DECIDE,
        needs=(legal_test_not_answered_yes, not_bound_to_assess),
        second_person=MADE_THE_REQUEST,
        law="Reg 5(1), (3)",
    ),
    Step(
        Event.PLAN_AGREED,
        (S.ASSESSING,),
        S.DRAFTING,
        DECIDE,
        needs=(plan_test_answered_yes,),
        second_person=RAN_THE_ASSESSMENT,
        law="CFA s.37(1)",
    ),
    Step(
        Event.PLAN_REFUSED,
        (S.ASSESSING, S.DRAFTING, S.DRAFT_WITH_FAMILY),
        S.PLAN_REFUSED,
        DECIDE,
        needs=(plan_test_not_answered_yes,),
        second_person=RAN_THE_ASSESSMENT,
        law="Reg 10(1)",
    ),
    Step(Event.DRAFT_SENT, (S.ASSESSING, S.DRAFTING), S.DRAFT_WITH_FAMILY, RECORD, law="CFA s.38"),
    Step(Event.DRAFT_SENT, (S.DRAFT_WITH_FAMILY,), None, RECORD, law="CFA s.38"),
    Step(Event.REPRESENTATIONS_RECEIVED, (S.DRAFT_WITH_FAMILY,), None, RECORD, law="Reg 13(1)(a)"),
    Step(
        Event.SETTING_CONSULTED,
        (S.ASSESSING, S.DRAFTING, S.DRAFT_WITH_FAMILY),
        None,
        RECORD,
        law="CFA s.39(2); Code 9.83",
    ),
    Step(Event.SETTING_REPLIED, (S.ASSESSING, S.DRAFTING, S.DRAFT_WITH_FAMILY), None, RECORD, law="CFA s.39(2)"),
    Step(
        Event.SETTING_CONSULTED,
        WITHOUT_A_REQUEST,
        None,
        RECORD,
        needs=(plan_is_in_force,),
        law="CFA s.39(2); regs 18, 22(2) and 28; Code 9.83",
    ),
    Step(
        Event.DRAFT_SENT,
        WITHOUT_A_REQUEST,
        None,
        RECORD,
        needs=(reassessment_is_under_way,),
        law="Reg 27(1), applying reg 13(1)",
    ),
    Step(
        Event.REPRESENTATIONS_RECEIVED,
        WITHOUT_A_REQUEST,
        None,
        RECORD,
        needs=(reassessment_is_under_way,),
        law="Reg 27(1), applying reg 13(1)(a)",
    ),
    Step(Event.SETTING_REPLIED, WITHOUT_A_REQUEST, None, RECORD, needs=(plan_is_in_force,), law="CFA s.39(2)"),
    Step(
        Event.FINAL_PLAN_SENT,
        (S.DRAFT_WITH_FAMILY,),
        S.PLAN_ISSUED,
        DECIDE,
        needs=(draft_has_been_with_the_family,),
        second_person=(Event.DRAFT_SENT,),
        law="Reg 13(2)",
    ),
    Step(
        Event.FINAL_PLAN_SENT,
        (S.NONE, S.REQUESTED, S.ASSESSING, S.DRAFTING),
        S.PLAN_ISSUED,
        IMPORT,
        law="SEN2 item 3.2",
    ),
    Step(Event.PLAN_REFUSED, (S.NONE, S.REQUESTED), S.PLAN_REFUSED, IMPORT, law="SEN2 item 3.2"),
    Step(Event.PLAN_AGREED, (S.NONE, S.REQUESTED), S.DRAFTING, IMPORT, law="SEN2 item 3.1"),
    Step(Event.ASSESSMENT_AGREED, (S.NONE,), S.ASSESSING, IMPORT, law="SEN2 item 2.5"),
    Step(
        Event.REFUSAL_REVERSED,
        (S.ASSESSMENT_REFUSED,),
        S.REQUESTED,
        DECIDE,
        needs=(directed_duty_is_started,),
        when=(("of", ("assessment",)),),
        law="Regs 42(2), 44, 45",
    ),
    Step(
        Event.REFUSAL_REVERSED,
        (S.PLAN_REFUSED,),
        S.DRAFTING,
        DECIDE,
        needs=(directed_duty_is_started,),
        when=(("of", ("plan",)),),
        law="Regs 42(2), 44, 45",
    ),
    Step(
        Event.ORDER_MADE,
        (S.ASSESSMENT_REFUSED,),
        S.REQUESTED,
        RECORD,
        when=(("kind", ("assess",)),),
        law="Reg 44(2)(b)",
        follows=True,
    ),
    Step(
        Event.ORDER_MADE,
        (S.PLAN_REFUSED,),
        S.DRAFTING,
        RECORD,
        when=(("kind", ("make_plan",)),),
        law="Reg 44(2)(c)",
        follows=True,
    ),
    Step(
        Event.ORDER_MADE,
        (S.PLAN_REFUSED,),
        S.DRAFTING,
        RECORD,
        when=(("kind", ("reconsider",)),),
        law="Reg 44(2)(d)",
        follows=True,
    ),
    *(
        Step(event, (source,), dest, RECORD, when=(("about", (about,)),), law=law, follows=True)
        for event, law in ((Event.APPEAL_NOT_OPPOSED, "Reg 45"), (Event.MEDIATION_AGREED, "Reg 42(2)"))
        for about, source, dest in (
            ("assess", S.ASSESSMENT_REFUSED, S.REQUESTED),
            ("plan", S.PLAN_REFUSED, S.DRAFTING),
        )
    ),
    Step(Event.REQUEST_WITHDRAWN, OPEN, S.WITHDRAWN, RECORD, law="SEN2 item 2.5, code W"),
    Step(
        Event.MOVED_AWAY,
        (*OPEN, S.ASSESSMENT_REFUSED, S.PLAN_REFUSED),
        S.MOVED_AWAY,
        RECORD,
        law="CFA s.24; SEN2 item 2.8",
    ),
    Step(
        Event.CASE_CLOSED,
        (*OPEN, S.ASSESSMENT_REFUSED, S.PLAN_REFUSED),
        S.CLOSED,
        MANAGE,
        law="The authority's own practice",
    ),
    Step(
        Event.PLAN_MADE,
        (S.REQUESTED, S.ASSESSING, S.DRAFTING),
        S.PLAN_ISSUED,
        IMPORT,
        law="SEN2 item 4.1",
        follows=True,
    ),
)

TABLE = ProcessTable(Process.ASSESSMENT, "Request to final plan", WORDS, S.NONE, STEPS)
