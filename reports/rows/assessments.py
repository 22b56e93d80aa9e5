"""The rows that measures read: one an assessment, and the same counted, so that a million plans stay a few rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from reports.boundaries import boundary
from reports.periods import Period

TWENTY_WEEKS = boundary("twenty_weeks").longest
"""The longest time from receipt to plan that is on time; the day, its source and its doubts are in boundaries.toml."""


class Kind(StrEnum):
    """How an assessment ended, by its first decision."""

    ISSUED = "issued"
    NOT_ISSUED = "not_issued"


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One assessment, as far as the figures need it.

    `refused_on`: the day that the family was told that no plan would be issued. `issued_on`: the day that the final
    plan was sent, only where the first decision was to issue: a decision not to issue that was later reversed keeps
    its first outcome and date (DfE's guide to SEN2, module 3), so a row never has both, and ValueError is raised.
    `exception`: a statutory exception was recorded at any phase (SEN2 item 3.7).
    `mediation_or_tribunal`: any mediation or tribunal indicator, of any kind.
    """

    case: str
    received_on: date | None
    refused_on: date | None
    issued_on: date | None
    exception: bool = False
    mediation_or_tribunal: bool = False

    def __post_init__(self) -> None:
        if self.refused_on is not None and self.issued_on is not None:
            raise ValueError(
                f"{self.case}: an assessment keeps its first outcome, so it is refused or issued, not both."
            )

    @property
    def decided_on(self) -> date | None:
        """The day that the assessment was completed, or None while it is open."""
        return self.issued_on or self.refused_on

    @property
    def kind(self) -> Kind | None:
        """The first outcome, or None while the assessment is open."""
        if self.issued_on is not None:
            return Kind.ISSUED
        return Kind.NOT_ISSUED if self.refused_on is not None else None

    @property
    def on_time(self) -> bool:
        """True for a plan issued within 20 weeks; never where the date received is not known."""
        return self.issued_on is not None and within_twenty_weeks(self.received_on, self.issued_on)

    @property
    def disputed(self) -> bool:
        return self.mediation_or_tribunal


def decided_on(row: AssessmentRow) -> date | None:
    """The day by which an assessment falls into a period."""
    return row.decided_on


class Counted(Protocol):
    """What a measure may look at, of a row or of a count."""

    @property
    def kind(self) -> Kind | None: ...
    @property
    def on_time(self) -> bool: ...
    @property
    def exception(self) -> bool: ...
    @property
    def disputed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many assessments of one month ended alike. `month` is 1 to 12; `on_time` is False for NOT_ISSUED."""

    year: int
    month: int
    kind: Kind
    on_time: bool
    exception: bool
    disputed: bool
    count: int


def within_twenty_weeks(received_on: date | None, issued_on: date) -> bool:
    """Whether a plan was in time. No date received, or one after the plan, cannot show that it was."""
    return received_on is not None and timedelta(0) <= issued_on - received_on <= TWENTY_WEEKS


def count_outcomes(rows: Iterable[AssessmentRow], period: Period) -> list[OutcomeCount]:
    """Counts the assessments completed in the period, in month order. A database may do the same in one query."""
    counted: Counter[tuple[int, int, Kind, bool, bool, bool]] = Counter()
    for row in rows:
        decided_on, kind = row.decided_on, row.kind
        if decided_on is not None and kind is not None and decided_on in period:
            key = (decided_on.year, decided_on.month, kind, row.on_time, row.exception, row.disputed)
            counted[key] += 1
    return [OutcomeCount(*key, count) for key, count in sorted(counted.items())]
