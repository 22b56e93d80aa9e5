"""The backlog: open assessments by how long they have been open and where they are, and what joined and left (B7)."""

from datetime import date

from reports.board.about import the_choices
from reports.boundaries import bands
from reports.measure import CONTEXT, LOWER, At, Measure, Question, Split, Statistic
from reports.rows.cases import CaseRow, Ending, Stage
from reports.rows.flows import FlowRow

SOURCE = "Counted from the case records; the limits are those of SI 2014/1530"
BASIS = "assessments open at the end of the last day of the period"
EXCLUSIONS = "Assessments that have ended; plans that are in force."

STAGE_WORDS = {
    Stage.REQUESTED: "Requested, not decided",
    Stage.ASSESSING: "Assessing",
    Stage.DRAFTING: "Writing the draft",
    Stage.DRAFT_WITH_FAMILY: "Draft with the family",
}
ENDING_WORDS = {
    Ending.NOT_ASSESSED: "Decided not to assess",
    Ending.NOT_ISSUED: "Decided not to issue a plan",
    Ending.ISSUED: "Plan issued",
    Ending.WITHDRAWN: "Withdrawn",
    Ending.MOVED_AWAY: "Moved away",
    Ending.CLOSED: "Closed",
}

_STUCK = the_choices().stuck_after
EDGES = (*(edge for edge in bands("weeks_open").edges if edge < _STUCK), _STUCK)
"""Weeks: so many whole weeks since receipt are still inside a band. The last band is open."""


def days_open(row: CaseRow, at: At) -> int | None:
    """Days since the request was received; None where no day of receipt is known, or a later one is recorded."""
    if row.received_on is None or row.received_on > at.day:
        return None
    return (at.day - row.received_on).days


def age_band(row: CaseRow, at: At) -> str:
    """The band of weeks in which a case is, by its upper edge."""
    days = days_open(row, at)
    if days is None:
        return "undated"
    return next((_key(place) for place, edge in enumerate(EDGES) if days <= 7 * edge), f"over_{EDGES[-1]}")


def _key(place: int) -> str:
    return f"{EDGES[place - 1] if place else 0}_{EDGES[place]}"


def _words(place: int) -> str:
    return f"Over {EDGES[place - 1]} to {EDGES[place]} weeks" if place else f"Up to {EDGES[0]} weeks"


def _stage(row: CaseRow, at: At) -> str:
    return row.stage_on(at.day) or "other"


def is_open(row: CaseRow, at: At) -> bool:
    return row.open_on(at.day)


def past_week_20(row: CaseRow, at: At) -> bool:
    """Open, and the last day in time for the plan is over."""
    return row.week_20 is not None and row.week_20 < at.day and is_open(row, at)


BY_STAGE = Split("Stage", _stage, tuple((stage.value, words) for stage, words in STAGE_WORDS.items()))
BY_AGE = Split(
    "Weeks since the request",
    age_band,
    (
        *((_key(place), _words(place)) for place in range(len(EDGES))),
        (f"over_{EDGES[-1]}", f"Over {EDGES[-1]} weeks"),
        ("undated", "No day of receipt known"),
    ),
)
BY_ENDING = Split(
    "How it left",
    lambda row, _at: row.how,
    (*((how.value, words) for how, words in ENDING_WORDS.items()), ("other", "Not recorded how")),
)


def _at_stage(stage: Stage) -> Question:
    def belongs(row: CaseRow, at: At) -> bool:
        return row.stage_on(at.day) is stage

    return belongs


def _past_without_exception(row: CaseRow, at: At) -> bool:
    return past_week_20(row, at) and not row.exception


def _undated(row: CaseRow, at: At) -> bool:
    return is_open(row, at) and days_open(row, at) is None


def flowed_on(row: FlowRow) -> date:
    """The day by which a coming or going falls into a period."""
    return row.on


def _joined(row: FlowRow, _at: At) -> bool:
    return row.joined


def _again(row: FlowRow, _at: At) -> bool:
    return row.joined and row.again


def _left(row: FlowRow, _at: At) -> bool:
    return not row.joined


def _open(
    measure_id: str,
    title: str,
    belongs: Question,
    split: Split | None = None,
    within: str = "",
    exclusions: str = EXCLUSIONS,
) -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"{title}, at the end of the last day of the period.",
        numerator=title[:1].lower() + title[1:],
        denominator="",
        basis=BASIS,
        polarity=LOWER,
        exclusions=exclusions,
        source=SOURCE,
        block="B7",
        reads="cases",
        belongs=belongs,
        split=split,
        within=within,
    )


def _flow(measure_id: str, title: str, belongs: Question, split: Split | None = None, within: str = "") -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition=f"{title} in the period. A case that was closed and opened again is counted each time.",
        numerator=title[:1].lower() + title[1:],
        denominator="",
        basis="all assessments, by the day on which they joined or left the open work",
        polarity=CONTEXT,
        exclusions="A case that ended and was opened again on the same day.",
        source=SOURCE,
        block="B7",
        reads="flows",
        when=flowed_on,
        belongs=belongs,
        split=split,
        within=within,
    )


MEASURES = (
    _open("backlog.open", "Open assessments", is_open, BY_STAGE),
    _open("backlog.by_age", "Open assessments, by weeks since the request", is_open, BY_AGE),
    *(
        _open(
            f"backlog.{stage.value}",
            f"Open assessments: {words[:1].lower()}{words[1:]}",
            _at_stage(stage),
            BY_AGE,
            "backlog.by_age",
        )
        for stage, words in STAGE_WORDS.items()
    ),
    _open(
        "backlog.past_week_20",
        "Open past week 20",
        past_week_20,
        within="backlog.open",
        exclusions=f"{EXCLUSIONS} Cases in which the 20 weeks never began.",
    ),
    _open(
        "backlog.past_week_20_without_exception",
        "Open past week 20, without an exception",
        _past_without_exception,
        within="backlog.past_week_20",
        exclusions=f"{EXCLUSIONS} Cases in which the 20 weeks never began, and cases with an exception.",
    ),
    _open("backlog.undated", "Open, no day of receipt known", _undated, within="backlog.open"),
    Measure(
        id="backlog.longest",
        title="Longest open",
        definition="Weeks since the request of the assessment that has been open longest.",
        numerator="weeks from the day of receipt to the last day of the period",
        denominator="",
        basis=BASIS,
        polarity=LOWER,
        exclusions=f"{EXCLUSIONS} Assessments without a known day of receipt.",
        source=SOURCE,
        block="B7",
        unit="weeks",
        reads="cases",
        statistic=Statistic.MOST,
        belongs=is_open,
        amount=days_open,
        divide_by=7,
    ),
    _flow("backlog.joined", "Assessments that joined the open work", _joined),
    _flow("backlog.joined_again", "Assessments that were opened again", _again, within="backlog.joined"),
    _flow("backlog.left", "Assessments that left the open work", _left, BY_ENDING),
)
