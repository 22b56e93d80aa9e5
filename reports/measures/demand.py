"""Demand: the requests received, who made them and for whom, and what became of them (B4).

What became of a request is as it stood on the last day of the period, so that a period and the same one a year before
compare. The names of DfE's table of requests are the keys.
"""

from datetime import date
from itertools import pairwise

from reports.boundaries import bands
from reports.measure import CONTEXT, HIGHER, At, Measure, Question, Split, Statistic
from reports.rows.cases import CaseRow, Decision, Ending
from reports.sen2.codes import code_set
from workflows.limits import limit_of
from workflows.vocabulary import Event

SOURCE = "DfE, Education, health and care plans, requests; SEND Regulations 2014, regs 3 to 5"
BASIS = "all requests, by the day on which they were received"
EXCLUSIONS = "Requests without a known day of receipt; plans transferred in."

WITHIN, OVER = "request_outcome_six_weeks", "request_outcome_over_6_weeks"
ASSESS, NOT_ASSESS = "requests_decided_to_assess", "requests_decided_not_to_assess"
WITHDRAWN, OUTSTANDING = "requests_withdrawn", "requests_decision_not_made"


def received_on(row: CaseRow) -> date | None:
    """The day by which a request falls into a period."""
    return row.received_on


def outcome(row: CaseRow, at: At) -> str:
    """What had become of a request by the end of a day. A decision of which no day is known counts as made."""
    if row.decision is not None and (row.decided_on is None or row.decided_on <= at.day):
        return ASSESS if row.decision is Decision.ASSESS else NOT_ASSESS
    ends = [end.how for end in row.ends if end.on <= at.day]
    if not ends:
        return OUTSTANDING
    if ends[-1] in (Ending.ISSUED, Ending.NOT_ISSUED):
        # A plan sent or refused shows that it was decided to assess, on a day that nobody recorded.
        return ASSESS
    if ends[-1] is Ending.NOT_ASSESSED:
        return NOT_ASSESS
    return WITHDRAWN if ends[-1] is Ending.WITHDRAWN else "other"


def decided(row: CaseRow, at: At) -> bool:
    return outcome(row, at) in (ASSESS, NOT_ASSESS)


def timing(row: CaseRow, _at: At) -> str:
    """Whether the family was told in time, by the limit of the law as it stood on the day of receipt."""
    if row.received_on is None or row.decided_on is None or row.decided_on < row.received_on:
        return "undated"
    last = limit_of("assess_decision", Event.REQUEST_RECEIVED, row.received_on)
    if last is None:
        return "undated"
    return WITHIN if row.decided_on <= last else OVER


def _source(row: CaseRow, _at: At) -> str:
    return row.source or "unknown"


def _age(row: CaseRow, _at: At) -> str:
    age = row.age_on(row.received_on) if row.received_on else None
    if age is None or age < 0:
        return "unknown"
    return str(max((edge for edge in _AGES if edge <= age), default=0))


def _need(row: CaseRow, _at: At) -> str:
    return row.need or "unknown"


def _area(row: CaseRow, _at: At) -> str:
    return row.area or "unknown"


_AGES = bands("age_at_request").edges

BY_SOURCE = Split(
    "Who asked",
    _source,
    (
        ("parent", "A parent"),
        ("young_person", "The young person"),
        ("school", "A school or college"),
        ("health", "A health service"),
        ("social_care", "Social care"),
        ("other", "Somebody else"),
        ("unknown", "Not known"),
    ),
)
BY_AGE = Split(
    "Age on the day of receipt",
    _age,
    (
        ("0", f"Under {_AGES[0]}"),
        *((str(first), f"{first} to {after - 1}") for first, after in pairwise(_AGES)),
        (str(_AGES[-1]), f"{_AGES[-1]} and over"),
        ("unknown", "No date of birth, or one after the request"),
    ),
)
BY_NEED = Split(
    "Main need",
    _need,
    (
        *((code.code, code.meaning[:1].upper() + code.meaning[1:]) for code in code_set("SENtype").values()),
        ("other", "A code that the return does not have"),
        ("unknown", "Not recorded"),
    ),
)
BY_AREA = Split(
    "First part of the postcode", _area, (("other", "Other areas"), ("unknown", "No postcode recorded")), commonest=15
)
BY_OUTCOME = Split(
    "What became of the request",
    outcome,
    (
        (ASSESS, "Decided to assess"),
        (NOT_ASSESS, "Decided not to assess (refused)"),
        (WITHDRAWN, "Withdrawn before a decision"),
        ("other", "Ended before a decision otherwise (moved away, closed)"),
        (OUTSTANDING, "Outstanding: not decided by the last day of the period"),
    ),
)
BY_TIMING = Split(
    "When the family was told",
    timing,
    (
        (WITHIN, "Within 6 weeks"),
        (OVER, "Over 6 weeks"),
        ("undated", "Decided, on a day that is not known"),
    ),
)


def _every(_row: CaseRow, _at: At) -> bool:
    return True


def _decided_with_a_day(row: CaseRow, at: At) -> bool:
    return decided(row, at) and timing(row, at) != "undated"


def _in_time(row: CaseRow, at: At) -> bool:
    return timing(row, at) == WITHIN


def _mediation(row: CaseRow, _at: At) -> bool:
    return row.mediation


def _tribunal(row: CaseRow, _at: At) -> bool:
    return row.tribunal


def _both(row: CaseRow, _at: At) -> bool:
    return row.mediation and row.tribunal


def _requests(
    measure_id: str,
    title: str,
    definition: str,
    belongs: Question = _every,
    split: Split | None = None,
    within: str = "",
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=definition,
        numerator=title[:1].lower() + title[1:],
        denominator="",
        basis=BASIS,
        polarity=CONTEXT,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B4",
        unit="requests",
        reads="cases",
        when=received_on,
        belongs=belongs,
        split=split,
        within=within,
    )


_RECEIVED = "Requests for an assessment that were received in the period"

MEASURES = (
    _requests("requests.received", "Requests received", f"{_RECEIVED}.", split=BY_SOURCE),
    _requests(
        "requests.by_age",
        "Requests received, by age",
        f"{_RECEIVED}, by age on that day.",
        split=BY_AGE,
    ),
    _requests(
        "requests.by_need",
        "Requests received, by main need",
        f"{_RECEIVED}, by main need.",
        split=BY_NEED,
    ),
    _requests(
        "requests.by_area",
        "Requests received, by area",
        f"{_RECEIVED}, by area.",
        split=BY_AREA,
    ),
    _requests(
        "requests.by_outcome",
        "Requests received, by what became of them",
        f"{_RECEIVED}, by what had become of them by its last day.",
        split=BY_OUTCOME,
    ),
    _requests(
        "requests.decided",
        "Requests decided",
        f"{_RECEIVED} and answered by its last day, by when the family was told.",
        decided,
        BY_TIMING,
        within="requests.received",
    ),
    Measure(
        id="requests.decided_in_time",
        title="Requests decided within 6 weeks",
        definition=f"{_RECEIVED} and answered by its last day: those of which the family was told within 6 weeks.",
        numerator="requests of which the family was told within 6 weeks of receipt",
        denominator="requests of the period that were decided on a known day",
        basis=BASIS,
        polarity=HIGHER,
        exclusions=f"{EXCLUSIONS} Requests decided on a day that is not known, or that lies before their receipt.",
        source="SEND Regulations 2014, reg 5(1); DfE, Education, health and care plans, request_outcome_six_weeks_pc",
        block="B4",
        unit="requests",
        reads="cases",
        statistic=Statistic.SHARE,
        when=received_on,
        belongs=_decided_with_a_day,
        meets=_in_time,
    ),
    _requests(
        "requests.mediation",
        "Requests with a mediation about the decision whether to assess",
        f"{_RECEIVED}, with a mediation about the decision whether to assess by the day of the report.",
        _mediation,
        within="requests.received",
    ),
    _requests(
        "requests.tribunal",
        "Requests with an appeal about the decision whether to assess",
        f"{_RECEIVED}, with an appeal about the decision whether to assess by the day of the report.",
        _tribunal,
        within="requests.received",
    ),
    _requests(
        "requests.mediation_and_tribunal",
        "Requests with both a mediation and an appeal about it",
        f"{_RECEIVED}, with both a mediation and an appeal about the decision whether to assess.",
        _both,
        within="requests.mediation",
    ),
)
