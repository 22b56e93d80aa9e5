"""The SEN2 person-level return as frozen records: one class an element, one field an item of DfE's guide.

Dates are `date`; codes are the text of the return ("Y", "1", "OLA"), checked against `codes.py`, never guessed at;
yes/no items are `bool`. A value that the return left out is None. `line` is the line of the XML file.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Header:
    """Module 0, one a file."""

    year: int | None = None
    reference_date: date | None = None
    authority: str | None = None
    collection: str | None = None
    source_level: str | None = None
    software_code: str | None = None
    release: str | None = None
    serial_no: str | None = None
    made_at: datetime | None = None
    dmo: str | None = None
    dco: str | None = None
    dsco: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """PlanDetail (module 4b) or PlacementDetail (5b): one of urn, ukprn, setting."""

    urn: str | None = None
    ukprn: str | None = None
    setting: str | None = None
    setting_other: str | None = None
    rank: str | None = None
    entry_date: date | None = None
    leaving_date: date | None = None
    sen_unit: bool | None = None
    resourced_provision: bool | None = None
    residential: str | None = None
    work_based: str | None = None
    attendance_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """SENneed, module 5c."""

    type: str
    rank: str | None = None


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """Module 4a. `start_date` is the date of the current plan."""

    start_date: date | None = None
    places: tuple[Place, ...] = ()
    residential: str | None = None
    work_based: str | None = None
    personal_budget: bool | None = None
    organised_arrangements: bool | None = None
    direct_payments: str | None = None
    cease_date: date | None = None
    cease_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Module 3. For outcome Y the date is the day the plan was issued; for N the day the family was told."""

    outcome: str | None = None
    outcome_date: date | None = None
    mediation: bool | None = None
    tribunal: bool | None = None
    other_mediation: bool | None = None
    other_tribunal: bool | None = None
    week20: bool | None = None
    plan: NamedPlan | None = None


@dataclass(frozen=True, slots=True)
class ActivePlan:
    """Module 5a. From 2024 residential and work-based items sit on the placement; 2023 has them here."""

    transfer_la: str | None = None
    placements: tuple[Place, ...] = ()
    needs: tuple[Need, ...] = ()
    residential: str | None = None
    work_based: str | None = None
    review_meeting: date | None = None
    review_outcome: str | None = None
    review_draft: date | None = None
    phase_transfer_due: date | None = None
    phase_transfer_final: date | None = None
    last_review: date | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Module 2, with what hangs off it. `assessment` is None where none was returned."""

    received: date | None = None
    source: str | None = None
    rya: bool | None = None
    outcome_date: date | None = None
    outcome: str | None = None
    mediation: bool | None = None
    tribunal: bool | None = None
    exported: str | None = None
    assessments: tuple[Assessment, ...] = ()
    active_plan: ActivePlan | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Module 1."""

    surname: str | None
    forename: str | None
    born: date
    sex: str | None = None
    ethnicity: str | None = None
    postcode: str | None = None
    upn: str | None = None
    uln: str | None = None
    upn_unknown: str | None = None
    requests: tuple[Request, ...] = field(default=())
    line: int = 0
