"""The annual review: notice, meeting, report, decision, and the amendments that follow (regs 18 to 22; CFA s.44)."""

from enum import StrEnum

from workflows.guards import amendment_is_not_finished, amendments_have_been_with_the_family, plan_is_in_force
from workflows.steps import DECIDE, IMPORT, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class AnnualReview(StrEnum):
    NONE = "none"
    INVITED = "invited"
    MET = "met"
    AMENDING = "amending"
    REVIEWED = "reviewed"


WORDS: dict[StrEnum, str] = {
    AnnualReview.NONE: "Not yet reviewed",
    AnnualReview.INVITED: "Review meeting called",
    AnnualReview.MET: "Review meeting held, decision to be sent",
    AnnualReview.AMENDING: "Amending the plan after review",
    AnnualReview.REVIEWED: "Reviewed",
}

S = AnnualReview
AT_REST = (S.NONE, S.REVIEWED)
NEXT_REVIEW_BEGUN = (S.INVITED, S.MET)
FOR_A_PLAN = (plan_is_in_force,)

STEPS = (
    Step(Event.REVIEW_INVITED, (*AT_REST, S.AMENDING), S.INVITED, RECORD, needs=FOR_A_PLAN, law="Reg 20(3)"),
    Step(Event.REVIEW_INVITED, (S.INVITED,), None, RECORD, needs=FOR_A_PLAN, law="Reg 20(3)"),
    Step(Event.REVIEW_PAPERS_CIRCULATED, (S.INVITED,), None, RECORD, law="Reg 20(4)"),
    Step(Event.REVIEW_MET, (*AT_REST, S.INVITED, S.AMENDING), S.MET, RECORD, needs=FOR_A_PLAN, law="Reg 20(3)"),
    Step(Event.REVIEW_MET, (S.MET,), None, RECORD, needs=FOR_A_PLAN, law="Reg 20(3)"),
    Step(Event.REVIEW_REPORTED, (S.MET, S.AMENDING, S.REVIEWED), None, RECORD, law="Reg 20(7) to (9)"),
    Step(
        Event.REVIEW_DECIDED,
        (S.MET, S.AMENDING),
        S.AMENDING,
        DECIDE,
        when=(("outcome", ("amend",)),),
        law="Reg 20(10)",
    ),
    Step(
        Event.REVIEW_DECIDED,
        (S.MET,),
        S.REVIEWED,
        DECIDE,
        when=(("outcome", ("maintain", "cease")),),
        law="Reg 20(10)",
    ),
    Step(
        Event.REVIEW_DECIDED,
        (*AT_REST, S.INVITED),
        S.AMENDING,
        IMPORT,
        needs=FOR_A_PLAN,
        when=(("outcome", ("amend",)),),
        law="SEN2 item 5.4c",
    ),
    Step(
        Event.REVIEW_DECIDED,
        (*AT_REST, S.INVITED, S.MET, S.AMENDING),
        S.REVIEWED,
        IMPORT,
        needs=FOR_A_PLAN,
        law="SEN2 item 5.4c",
    ),
    Step(
        Event.AMENDMENT_NOTICE_SENT,
        (*AT_REST, S.INVITED, S.MET, S.AMENDING),
        S.AMENDING,
        RECORD,
        needs=FOR_A_PLAN,
        law="Regs 22(2), 28",
    ),
    Step(
        Event.AMENDED_PLAN_SENT,
        (S.AMENDING,),
        S.REVIEWED,
        DECIDE,
        needs=(amendments_have_been_with_the_family,),
        second_person=(Event.AMENDMENT_NOTICE_SENT,),
        law="Reg 22(2)(c), (3)",
    ),
    Step(Event.AMENDMENT_DROPPED, (S.AMENDING,), S.REVIEWED, DECIDE, law="Reg 22(4), (5)"),
    Step(
        Event.AMENDED_PLAN_SENT,
        NEXT_REVIEW_BEGUN,
        None,
        DECIDE,
        needs=(amendment_is_not_finished, amendments_have_been_with_the_family),
        second_person=(Event.AMENDMENT_NOTICE_SENT,),
        law="Reg 22(2)(c), (3)",
    ),
    Step(
        Event.AMENDMENT_DROPPED,
        NEXT_REVIEW_BEGUN,
        None,
        DECIDE,
        needs=(amendment_is_not_finished,),
        law="Reg 22(4), (5)",
    ),
)

TABLE = ProcessTable(Process.ANNUAL_REVIEW, "Annual review", WORDS, S.NONE, STEPS)
