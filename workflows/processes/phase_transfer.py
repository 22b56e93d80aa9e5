"""The phase transfer: a move to the next phase, and the amended plan that must name where (reg 18)."""

from enum import StrEnum

from workflows.guards import plan_is_in_force
from workflows.steps import DECIDE, RECORD, ProcessTable, Step
from workflows.vocabulary import Event, Process


class PhaseTransfer(StrEnum):
    NONE = "none"
    PLANNED = "planned"
    NAMED = "named"


WORDS: dict[StrEnum, str] = {
    PhaseTransfer.NONE: "No move planned",
    PhaseTransfer.PLANNED: "Move planned, setting to be named",
    PhaseTransfer.NAMED: "Setting named in the plan",
}

S = PhaseTransfer
STEPS = (
    Step(Event.TRANSFER_PLANNED, (S.NONE, S.NAMED), S.PLANNED, RECORD, needs=(plan_is_in_force,), law="Reg 18"),
    Step(Event.TRANSFER_PLANNED, (S.PLANNED,), None, RECORD, needs=(plan_is_in_force,), law="Reg 18"),
    Step(Event.TRANSFER_PLAN_SENT, (S.PLANNED,), S.NAMED, DECIDE, law="Reg 18(1), (2)"),
)

TABLE = ProcessTable(Process.PHASE_TRANSFER, "Phase transfer", WORDS, S.NONE, STEPS)
