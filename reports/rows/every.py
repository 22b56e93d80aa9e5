"""All the rows of one authority, as they stood on a day and as they were known at a moment."""

from dataclasses import dataclass, field
from datetime import date, datetime

from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow
from reports.rows.disputes import AppealRow, MediationRow
from reports.rows.exceptions import ExceptionRow
from reports.rows.flows import FlowRow, flows_of
from reports.rows.health import MonthlyList, Raised, SentNotice, ToTell
from reports.rows.late import SentLateRow, sent_late
from reports.rows.plans import MeetingRow, PlanRow, ReviewRow, meetings_of
from reports.rows.quality import FaultRow
from reports.rows.steps import AdvisedRow, StepRow, advised


@dataclass(frozen=True, slots=True)
class Rows:
    """What a report counts. Every tuple is in order of case; the names of the fields are what `Measure.reads` says.

    `as_at`: what happened later is not in them. `known_at`: nor what was recorded later.
    """

    as_at: date
    known_at: datetime
    assessments: tuple[AssessmentRow, ...] = ()
    cases: tuple[CaseRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    exceptions: tuple[ExceptionRow, ...] = ()
    plans: tuple[PlanRow, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    mediations: tuple[MediationRow, ...] = ()
    appeals: tuple[AppealRow, ...] = ()
    faults: tuple[FaultRow, ...] = ()
    to_tell: tuple[ToTell, ...] = ()
    sent_notices: tuple[SentNotice, ...] = ()
    raised_notices: tuple[Raised, ...] = ()
    monthly_lists: tuple[MonthlyList, ...] = ()
    officers: tuple[str, ...] = field(default=())
    """The addresses of the active caseworkers, so that one without cases is counted too."""

    @property
    def flows(self) -> tuple[FlowRow, ...]:
        """Every coming into the open work and leaving of it, made from `cases`."""
        return flows_of(self.cases)

    @property
    def meetings(self) -> tuple[MeetingRow, ...]:
        """Every review meeting, made from `reviews`."""
        return meetings_of(self.reviews)

    @property
    def advised(self) -> tuple[AdvisedRow, ...]:
        """Every assessment that was agreed to, and whether any advice is recorded of it, made from `cases` and `steps`."""
        return advised(self.cases, self.steps)

    @property
    def sent_late(self) -> tuple[SentLateRow, ...]:
        """Every plan that was sent late, with the steps that were late before it, made from `assessments` and `steps`."""
        return sent_late(self.assessments, self.steps)
