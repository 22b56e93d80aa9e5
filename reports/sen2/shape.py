"""The shape of the return as one table: which element holds which item, in the order in which DfE's XML has them.

The reader and the writer both work from it. `since` and `until` are collection years: the writer keeps to them, the
reader takes every item in any year. The position of LastReview in 2025 is disputed between public sources;
last, as in 2026, is taken. Nobody states a place for AttendancePattern (2023); it comes last.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.sen2.model import ActivePlan, Assessment, Header, NamedPlan, Need, Person, Place, Request


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "date and time"
    YEAR = "year"
    YES_NO = "yes or no"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Item:
    """One element with a value. `essential`: a record in which it cannot be read is set aside whole."""

    element: str
    attribute: str
    kind: Kind = Kind.TEXT
    since: int = 2023
    until: int | None = None
    essential: bool = False

    def in_year(self, year: int) -> bool:
        """Whether the collection of that year has this item."""
        return self.since <= year and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Part:
    """A block within a block. `many`: the attribute is a tuple, else one record or None."""

    element: str
    attribute: str
    block: "Block"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """An element that becomes a record."""

    record: type[Any]
    entries: tuple[Item | Part, ...]

    def by_name(self) -> dict[str, Item | Part]:
        """Its entries by element name in lower case: other people's files spell SENSetting and PostCode both ways."""
        return {entry.element.lower(): entry for entry in self.entries}


def _date(element: str, attribute: str, since: int = 2023, essential: bool = False) -> Item:
    return Item(element, attribute, Kind.DATE, since, essential=essential)


def _code(element: str, attribute: str, since: int = 2023, until: int | None = None, essential: bool = False) -> Item:
    return Item(element, attribute, Kind.CODE, since, until, essential)


def _yes_no(element: str, attribute: str) -> Item:
    return Item(element, attribute, Kind.YES_NO)


_WHERE = (
    Item("URN", "urn"),
    Item("UKPRN", "ukprn"),
    _code("SENSetting", "setting"),
    Item("SENSettingOther", "setting_other"),
    _code("PlacementRank", "rank"),
)
_UNIT = (
    _yes_no("SENunitIndicator", "sen_unit"),
    _yes_no("ResourcedProvisionIndicator", "resourced_provision"),
)

PLAN_DETAIL = Block(Place, (*_WHERE, *_UNIT))

PLACEMENT_DETAIL = Block(
    Place,
    (
        *_WHERE,
        _date("EntryDate", "entry_date"),
        _date("LeavingDate", "leaving_date"),
        *_UNIT,
        _code("Res", "residential", since=2024),
        _code("WBP", "work_based", since=2024),
        _code("AttendancePattern", "attendance_pattern", until=2023),
    ),
)

NEED = Block(Need, (_code("SENtype", "type"), _code("SENtypeRank", "rank")))

NAMED_PLAN = Block(
    NamedPlan,
    (
        _date("StartDate", "start_date", essential=True),
        Part("PlanDetail", "places", PLAN_DETAIL, many=True),
        _code("PlanRes", "residential"),
        _code("PlanWBP", "work_based"),
        _yes_no("PB", "personal_budget"),
        _yes_no("OA", "organised_arrangements"),
        _code("DP", "direct_payments"),
        _date("CeaseDate", "cease_date", essential=True),
        _code("CeaseReason", "cease_reason"),
    ),
)

ASSESSMENT = Block(
    Assessment,
    (
        _code("AssessmentOutcome", "outcome", essential=True),
        _date("AssessmentOutcomeDate", "outcome_date", essential=True),
        _yes_no("AssessmentMediation", "mediation"),
        _yes_no("AssessmentTribunal", "tribunal"),
        _yes_no("OtherMediation", "other_mediation"),
        _yes_no("OtherTribunal", "other_tribunal"),
        _yes_no("Week20", "week20"),
        Part("NamedPlan", "plan", NAMED_PLAN),
    ),
)

ACTIVE_PLANS = Block(
    ActivePlan,
    (
        Item("TransferLA", "transfer_la"),
        Part("PlacementDetail", "placements", PLACEMENT_DETAIL, many=True),
        _code("Res", "residential", until=2023),
        _code("WBP", "work_based", until=2023),
        Part("SENneed", "needs", NEED, many=True),
        _date("ReviewMeeting", "review_meeting", since=2024),
        _code("ReviewOutcome", "review_outcome", since=2024),
        _date("ReviewDraft", "review_draft", since=2025),
        _date("PhaseTransferDueDate", "phase_transfer_due", since=2025),
        _date("PhaseTransferFinalDate", "phase_transfer_final", since=2025),
        _date("LastReview", "last_review"),
    ),
)

REQUESTS = Block(
    Request,
    (
        _date("ReceivedDate", "received", essential=True),
        _code("RequestSource", "source", since=2025),
        _yes_no("RYA", "rya"),
        _date("RequestOutcomeDate", "outcome_date", essential=True),
        _code("RequestOutcome", "outcome", essential=True),
        _yes_no("RequestMediation", "mediation"),
        _yes_no("RequestTribunal", "tribunal"),
        Item("Exported", "exported"),
        Part("Assessment", "assessments", ASSESSMENT, many=True),
        Part("ActivePlans", "active_plan", ACTIVE_PLANS),
    ),
)

PERSON = Block(
    Person,
    (
        Item("Surname", "surname"),
        Item("Forename", "forename"),
        _date("PersonBirthDate", "born", essential=True),
        _code("GenderCurrent", "sex", until=2023),
        _code("Sex", "sex", since=2024),
        _code("Ethnicity", "ethnicity"),
        Item("PostCode", "postcode"),
        Item("UPN", "upn"),
        Item("UniqueLearnerNumber", "uln"),
        _code("UPNunknown", "upn_unknown"),
        Part("Requests", "requests", REQUESTS, many=True),
    ),
)

COLLECTION_DETAILS = Block(
    Header,
    (
        Item("Collection", "collection"),
        Item("Year", "year", Kind.YEAR),
        _date("ReferenceDate", "reference_date"),
    ),
)

SOURCE = Block(
    Header,
    (
        Item("SourceLevel", "source_level"),
        Item("LEA", "authority"),
        Item("SoftwareCode", "software_code"),
        Item("Release", "release"),
        Item("SerialNo", "serial_no"),
        Item("DateTime", "made_at", Kind.MOMENT),
        _code("DMO", "dmo"),
        _code("DCO", "dco"),
        _code("DSCO", "dsco", since=2025),
    ),
)

HEADER = Block(Header, (*COLLECTION_DETAILS.entries, *SOURCE.entries))
