"""Advice: one for each body asked, each with a clock of its own from the day it received the request (reg 8(1))."""

from enum import StrEnum

from workflows.guards import assessment_is_under_way, service_is_named
from workflows.steps import RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class Advice(StrEnum):
    NONE = "none"
    REQUESTED = "requested"
    RECEIVED = "received"


WORDS: dict[StrEnum, str] = {
    Advice.NONE: "Not asked",
    Advice.REQUESTED: "Waiting for the advice",
    Advice.RECEIVED: "Advice received",
}

S = Advice
STEPS = (
    Step(
        Event.ADVICE_REQUESTED,
        (S.NONE, S.RECEIVED),
        S.REQUESTED,
        RECORD,
        needs=(assessment_is_under_way,),
        law="Reg 6(1)",
    ),
    Step(Event.ADVICE_CHASED, (S.REQUESTED,), None, RECORD, law="The authority's own practice"),
    Step(Event.APPOINTMENT_MISSED, (S.REQUESTED,), None, RECORD, law="Reg 8(2)(c)"),
    Step(Event.ADVICE_RECEIVED, (S.REQUESTED,), S.RECEIVED, RECORD, law="Reg 8(1)"),
    Step(
        Event.ADVICE_RECEIVED,
        (S.NONE,),
        S.RECEIVED,
        RECORD,
        needs=(assessment_is_under_way,),
        law="Reg 6(4): advice already given for any purpose",
    ),
)

TABLE = ProcessTable(Process.ADVICE, "Advice", WORDS, S.NONE, STEPS, per=("body", "service"), needs=(service_is_named,))
