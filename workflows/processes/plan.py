"""The plan: in force from the day it is made or transferred in, until it ceases or goes to another authority."""

from enum import StrEnum

from workflows.guards import (
    cease_hold_is_over,
    no_appeal_is_live,
    plan_came_from_another_authority,
    plan_is_older_than_this_case,
)
from workflows.steps import DECIDE, IMPORT, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class Plan(StrEnum):
    NONE = "none"
    IN_FORCE = "in_force"
    CEASING = "ceasing"
    CEASED = "ceased"
    TRANSFERRED_OUT = "transferred_out"


WORDS: dict[StrEnum, str] = {
    Plan.NONE: "No plan",
    Plan.IN_FORCE: "Plan in force",
    Plan.CEASING: "Decided to cease; the family may still appeal",
    Plan.CEASED: "Plan ceased",
    Plan.TRANSFERRED_OUT: "Plan transferred to another authority",
}

S = Plan
KEPT_UP = (S.IN_FORCE, S.CEASING)
NO_NOTICE_NEEDED = ("maximum_age", "moved_outside_england", "deceased")

STEPS = (
    Step(Event.FINAL_PLAN_SENT, (S.NONE,), S.IN_FORCE, RECORD, law="Reg 13(2)", follows=True),
    Step(Event.PLAN_MADE, (S.NONE,), S.IN_FORCE, DECIDE, needs=(plan_is_older_than_this_case,), law="CFA s.37"),
    Step(Event.PLAN_TRANSFERRED_IN, (S.NONE,), S.IN_FORCE, RECORD, law="Reg 15(2), (3)"),
    Step(
        Event.TRANSFER_NOTIFIED,
        KEPT_UP,
        None,
        RECORD,
        needs=(plan_came_from_another_authority,),
        law="Reg 15(4)",
    ),
    Step(Event.PLAN_TRANSFERRED_OUT, KEPT_UP, S.TRANSFERRED_OUT, RECORD, law="Reg 15(2)"),
    Step(Event.PLAN_AMENDED, KEPT_UP, None, DECIDE, law="Regs 22, 28, 44"),
    Step(Event.CEASE_CONSIDERED, (S.IN_FORCE,), None, RECORD, law="Reg 31(1)"),
    Step(
        Event.CEASE_NOTIFIED,
        (S.IN_FORCE,),
        S.CEASING,
        DECIDE,
        second_person=(Event.CEASE_CONSIDERED,),
        law="CFA s.45; reg 31(2), (3)",
    ),
    Step(
        Event.PLAN_CEASED,
        (S.CEASING,),
        S.CEASED,
        DECIDE,
        needs=(cease_hold_is_over,),
        law="CFA s.45(4)",
    ),
    Step(
        Event.PLAN_CEASED,
        (S.IN_FORCE,),
        S.CEASED,
        DECIDE,
        needs=(no_appeal_is_live,),
        when=(("reason", NO_NOTICE_NEEDED),),
        law="CFA s.46; reg 46",
    ),
    Step(Event.PLAN_CEASED, (S.IN_FORCE,), S.CEASED, IMPORT, law="SEN2 items 4.5, 4.6"),
    Step(
        Event.ORDER_MADE,
        (S.CEASING,),
        S.IN_FORCE,
        RECORD,
        when=(("kind", ("continue", "continue_and_amend")),),
        law="Reg 44(2)(g), (h)",
        follows=True,
    ),
    *(
        Step(
            event,
            (S.CEASING,),
            S.IN_FORCE,
            RECORD,
            when=(("about", ("cease",)),),
            law=law,
            follows=True,
        )
        for event, law in (
            (Event.MEDIATION_AGREED, "Reg 42"),
            (Event.APPEAL_NOT_OPPOSED, "Reg 45"),
            (Event.APPEAL_CONCEDED, "Reg 45"),
        )
    ),
    Step(Event.PERSONAL_BUDGET_SET, KEPT_UP, None, RECORD, law="CFA s.49"),
    Step(Event.PERSONAL_BUDGET_ENDED, KEPT_UP, None, RECORD, law="CFA s.49"),
)

TABLE = ProcessTable(Process.PLAN, "Plan", WORDS, S.NONE, STEPS)
