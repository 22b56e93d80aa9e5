"""A recorded exception as the figures need it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """`ground` is the vocabulary's word. `stage`: the assessment's stage on the day it was recorded for, "" if not open.

    `evidence`: evidence is named on the record. `stands`: it excuses at least one deadline of the case, or is a return's own
    flag, which names no ground ("not_stated"). A missed appointment excuses advice by itself and is not among these rows.
    """

    case: str
    ground: str
    recorded_for: date
    stage: str
    evidence: bool
    stands: bool
