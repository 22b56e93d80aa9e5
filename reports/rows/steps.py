"""A deadline as the figures need it: what was to be done by when, and when it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.rows.cases import CaseRow, Decision

PHASE_TRANSFER = "phase_transfer"
"""The duty to send the amended plan before a move between phases."""
MOVE_NOT_STATED = "not_stated"
"""The subject of a move of which only a return tells: it gives the days, and not between which phases."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One deadline of one case (workflows/clocks.py).

    `subject`: whom it concerns where a duty has several ("health paediatrics"), else "". `due` is the last day in time.
    `met_on`: the day on which it was done; None where it is not, or the day is not known. `grounds` excuse it.
    `outcome`: open, met, met_late, excused or not_required.
    """

    case: str
    duty: str
    subject: str
    started_on: date
    due: date
    outcome: str
    met_on: date | None = None
    grounds: tuple[str, ...] = ()
    imported: bool = False
    """Its beginning was read in from a return or file, not recorded here."""

    @property
    def on_time(self) -> bool:
        """Done by the last day, whatever excuses a later one."""
        return self.met_on is not None and self.met_on <= self.due

    @property
    def days(self) -> int | None:
        """Days from its beginning to the day on which it was done."""
        return None if self.met_on is None else (self.met_on - self.started_on).days

    @property
    def body(self) -> str:
        """Of advice: education, health, educational_psychology, social_care and so on."""
        return self.subject.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class AdvisedRow:
    """An assessment that was agreed to on a known day. `advised`: any advice that was asked for is recorded with its day."""

    case: str
    agreed_on: date
    advised: bool


def advised(cases: Iterable[CaseRow], steps: Iterable[StepRow]) -> tuple[AdvisedRow, ...]:
    """The assessments agreed to, in the order of the cases."""
    recorded = {step.case for step in steps if step.duty == "advice"}
    return tuple(
        AdvisedRow(row.case, row.decided_on, row.case in recorded)
        for row in cases
        if row.decision is Decision.ASSESS and row.decided_on is not None
    )
