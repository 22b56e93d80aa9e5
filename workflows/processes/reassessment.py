"""The reassessment of a child who has a plan (CFA s.44; regs 23 to 27)."""

from enum import StrEnum

from workflows.guards import new_draft_has_been_with_the_family, plan_is_in_force
from workflows.steps import DECIDE, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class Reassessment(StrEnum):
    NONE = "none"
    REQUESTED = "requested"
    REASSESSING = "reassessing"
    REFUSED = "refused"
    DONE = "done"


WORDS: dict[StrEnum, str] = {
    Reassessment.NONE: "No reassessment",
    Reassessment.REQUESTED: "Deciding whether to reassess",
    Reassessment.REASSESSING: "Reassessing",
    Reassessment.REFUSED: "Refused to reassess",
    Reassessment.DONE: "Reassessed",
}

S = Reassessment
AT_REST = (S.NONE, S.REFUSED, S.DONE)
STEPS = (
    Step(Event.REASSESSMENT_REQUESTED, AT_REST, S.REQUESTED, RECORD, needs=(plan_is_in_force,), law="Reg 23"),
    Step(
        Event.REASSESSMENT_AGREED,
        (S.REQUESTED, *AT_REST),
        S.REASSESSING,
        DECIDE,
        needs=(plan_is_in_force,),
        second_person=(Event.REASSESSMENT_REQUESTED,),
        law="Reg 25(1); CFA s.44(3)",
    ),
    Step(
        Event.REASSESSMENT_REFUSED,
        (S.REQUESTED,),
        S.REFUSED,
        DECIDE,
        second_person=(Event.REASSESSMENT_REQUESTED,),
        law="Regs 24, 25(1)",
    ),
    Step(
        Event.REASSESSED_PLAN_SENT,
        (S.REASSESSING,),
        S.DONE,
        DECIDE,
        needs=(new_draft_has_been_with_the_family,),
        law="Reg 27(1), (2)",
    ),
    Step(Event.REASSESSMENT_LEFT_UNCHANGED, (S.REASSESSING,), S.DONE, DECIDE, law="Reg 27"),
)

TABLE = ProcessTable(Process.REASSESSMENT, "Reassessment", WORDS, S.NONE, STEPS)
