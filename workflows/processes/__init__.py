"""Every process of the engine, each in a file of its own with the same parts in the same order: states, words, steps."""

from workflows.processes import (
    advice,
    annual_review,
    assessment,
    dispute,
    phase_transfer,
    plan,
    reassessment,
)
from workflows.processes.any_time import ANY_TIME
from workflows.steps import ProcessTable
from workflows.vocabulary import Process

PROCESSES: tuple[ProcessTable, ...] = (
    assessment.TABLE,
    advice.TABLE,
    plan.TABLE,
    annual_review.TABLE,
    phase_transfer.TABLE,
    reassessment.TABLE,
    dispute.TABLE,
)

TABLE_OF: dict[Process, ProcessTable] = {table.process: table for table in PROCESSES}

__all__ = ["ANY_TIME", "PROCESSES", "TABLE_OF"]
