"""What is amiss in a record, as the figures need it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """Kinds of fault in a record."""

    UNDATED = "undated"
    """A step is recorded by which day it had happened, and not when."""
    OUT_OF_ORDER = "out_of_order"
    """An entry does not follow from those before it, and counts for nothing."""
    BACKDATED = "backdated"
    """A step was recorded more than so many days after it happened (reports/board/choices.toml)."""
    CORRECTED = "corrected"
    """An entry was put right or taken back."""
    REOPENED = "reopened"
    """An assessment that had ended is open again, or was."""
    BLOCKS_RETURN = "blocks_return"
    """The SEN2 return could not be sent as the record is."""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault of one case. `on`: the day it is counted on (of the step, or of its recording for BACKDATED and CORRECTED).

    `what`: which step or field, in words that hold nothing personal; of CORRECTED the entry that was put right, of REOPENED
    the one that opened it again. `days`: of BACKDATED, how many days later. A step without a day is one UNDATED fault of a
    case, however often it happened.
    """

    case: str
    fault: Fault
    on: date
    what: str
    days: int = 0
