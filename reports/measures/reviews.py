"""B11: annual reviews in the Department's measures, the decisions and amendments after them, and those that are overdue."""

from collections.abc import Callable
from datetime import date

from reports.boundaries import bands
from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Question, Split, Statistic
from reports.rows.plans import MeetingRow, ReviewRow
from reports.rows.steps import StepRow
from workflows.days import corresponding_date
from workflows.words import amount_words

DFE = "DfE, Education, health and care plans: annual reviews"
YEARLY = f"Children and Families Act 2014, s.44(1); {DFE}"
DECIDED = f"SEND Regulations 2014, regs 20(10) and 21; {DFE}"
AMENDED = "SEND Regulations 2014, reg 22(3), and R (L, M, P) v Devon CC [2022] EWHC 493 (Admin)"

EXPECTED_BASIS = (
    "reviews whose last day (12 months from the plan or the decision before) was in the period; DfE counts plans in place "
    "on a day of the year after, and its published words do not say how it picks those expected: this is our reading of them"
)
MEETING_BASIS = (
    "review meetings held in the period, each once, or the decision where no meeting is recorded; DfE counts the last "
    "meeting of each plan, ours counts every meeting of the period"
)
DECISION_BASIS = (
    "decisions sent in the period on review meetings; DfE counts the last decision of each plan, ours every one"
)
NOT_EXPECTED = (
    "Reviews of plans that ended before the review was done, reviews that a change in the law excused, reviews done on a day "
    "that is not known, and reviews whose last day nobody knows because a return gives no earlier one."
)
NOT_DATED = (
    "Decisions of which the day of the meeting or of the letter is not known: nobody can say that they were late."
)

OVERDUE = bands("overdue_reviews")
INTERVAL = bands("under_5_interval")
OUTCOMES = (
    ("maintain", "Plan kept as it is"),
    ("amend", "Plan to be amended"),
    ("cease", "Plan to be ended"),
    ("other", "No outcome recorded"),
)
"""DfE: outcome maintained, amended, ceased, no outcome recorded."""


def _due(row: ReviewRow) -> date:
    return row.due


def _met(row: ReviewRow) -> date | None:
    return row.met_on


def _held(row: MeetingRow) -> date:
    return row.held_on


def _told(row: ReviewRow) -> date | None:
    return row.decided_on


def _case(row: ReviewRow) -> str:
    return row.case


def _step_due(row: StepRow) -> date:
    return row.due


def _step_met(row: StepRow) -> date | None:
    return row.met_on


def _decided(row: ReviewRow, at: At) -> bool:
    return row.decided_on is not None and row.decided_on <= at.day


def _expected(row: ReviewRow, at: At) -> bool:
    ended = row.ended_on is not None and row.ended_on <= at.day
    return not ended and not row.earlier_unknown and row.outcome_of_duty != "excused"


def _not_completed(row: ReviewRow, at: At) -> bool:
    return _expected(row, at) and not _decided(row, at)


def _on_time(row: ReviewRow, _at: At) -> bool:
    return row.decided_on is not None and row.decided_on <= row.due


def _no_clock(row: ReviewRow, at: At) -> bool:
    return row.earlier_unknown and row.running_on(at.day)


def _cannot_be_judged(row: ReviewRow, _at: At) -> bool:
    return row.earlier_unknown


def _any(_row: MeetingRow, _at: At) -> bool:
    return True


def _outcome(row: MeetingRow, at: At) -> str:
    return row.outcome if row.told_on is not None and row.told_on <= at.day else "other"


def _overdue(row: ReviewRow, at: At) -> bool:
    return row.overdue_on(at.day)


def _how_long(row: ReviewRow, at: At) -> str:
    """The band of a review that is overdue: by the last edge that it has passed."""
    passed = [edge for edge in OVERDUE.edges if at.day > corresponding_date(row.due, edge)]
    return _band(len(passed))


def _band(number: int) -> str:
    before = (0, *OVERDUE.edges)[number]
    return f"{before}_to_{OVERDUE.edges[number]}" if number < len(OVERDUE.edges) else f"over_{before}"


def _band_words(number: int) -> str:
    if number == len(OVERDUE.edges):
        return f"Over {amount_words(OVERDUE.edges[-1], OVERDUE.unit)}"
    upto = amount_words(OVERDUE.edges[number], OVERDUE.unit)
    return f"Over {OVERDUE.edges[number - 1]} and up to {upto}" if number else f"Up to {upto}"


OVERDUE_BANDS = tuple((_band(number), _band_words(number)) for number in range(len(OVERDUE.edges) + 1))
LONGEST = OVERDUE_BANDS[-1][0]


def _young(row: ReviewRow, _at: At) -> bool:
    return row.under_5 and row.met_on is not None and not row.earlier_unknown


def _at_interval(row: ReviewRow, _at: At) -> bool:
    shortest, longest = (corresponding_date(row.started_on, edge) for edge in INTERVAL.edges)
    return row.met_on is not None and shortest <= row.met_on <= longest


def _decision(row: StepRow, _at: At) -> bool:
    return row.duty == "review_decision" and row.met_on is not None


def _decision_late(row: StepRow, at: At) -> bool:
    return _decision(row, at) and not row.on_time


def _decision_awaited(row: StepRow, at: At) -> bool:
    sent = row.outcome in ("not_required", "met") if row.met_on is None else row.met_on <= at.day
    return row.duty == "review_decision" and row.due < at.day and row.started_on <= at.day and not sent


def _amended_plan(row: StepRow, _at: At) -> bool:
    undated = row.met_on is None and row.outcome == "met"
    return row.duty == "amended_plan" and row.outcome not in ("not_required", "excused") and not undated


def _step_on_time(row: StepRow, _at: At) -> bool:
    return row.on_time


def _days(row: StepRow, _at: At) -> int | None:
    return row.days


def _measure(
    measure_id: str,
    title: str,
    definition: str,
    numerator: str,
    denominator: str,
    basis: str,
    polarity: str,
    exclusions: str,
    source: str,
    belongs: Question,
    when: Callable[..., date | None] | None,
    meets: Question | None = None,
    within: str = "",
    split: Split | None = None,
    reads: str = "reviews",
    unit: str = "reviews",
) -> Measure:
    return Measure(
        id=f"reviews.{measure_id}",
        title=title,
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        basis=basis,
        polarity=polarity,
        exclusions=exclusions,
        source=source,
        belongs=belongs,
        meets=meets,
        block="B11",
        statistic=Statistic.SHARE if meets else Statistic.COUNT,
        unit=unit,
        reads=reads,
        when=when,
        split=split,
        within=f"reviews.{within}" if within else "",
    )


MEASURES = (
    _measure(
        "review_expected",
        "Reviews expected",
        "Reviews of plans whose last day for the decision was in the period.",
        "reviews that fell due in the period",
        "",
        EXPECTED_BASIS,
        CONTEXT,
        NOT_EXPECTED,
        YEARLY,
        _expected,
        _due,
    ),
    _measure(
        "review_completed",
        "Reviews completed",
        "Of the reviews expected in the period, those whose decision had been sent to the family by the end of the period.",
        "of those, the reviews whose decision was sent by the end of the period, in time or late",
        "reviews that fell due in the period",
        EXPECTED_BASIS,
        HIGHER,
        NOT_EXPECTED,
        YEARLY,
        _expected,
        _due,
        _decided,
        "review_expected",
    ),
    _measure(
        "review_not_completed",
        "Reviews not completed",
        "Of the reviews expected in the period, those whose decision had not been sent by the end of the period.",
        "reviews that fell due in the period and had no decision by its end",
        "",
        EXPECTED_BASIS,
        LOWER,
        NOT_EXPECTED,
        YEARLY,
        _not_completed,
        _due,
        within="review_expected",
    ),
    _measure(
        "on_time",
        "Reviews completed by their last day",
        "Of the reviews expected in the period, those whose decision was sent to the family by the last day of the 12 months.",
        "of those, the reviews whose decision was sent by their last day",
        "reviews that fell due in the period",
        EXPECTED_BASIS,
        HIGHER,
        NOT_EXPECTED,
        YEARLY,
        _expected,
        _due,
        _on_time,
        "review_expected",
    ),
    Measure(
        id="reviews.no_clock",
        title="Plans in force whose review cannot be judged",
        definition="Plans in force on the last day of the period of which nobody knows by when the next review is due.",
        numerator="plans in force without a review clock that can be dated",
        denominator="",
        basis="plans in force on the last day of the period",
        polarity=LOWER,
        exclusions="Plans that had ceased by then.",
        source=YEARLY,
        block="B11",
        unit="plans",
        reads="reviews",
        belongs=_no_clock,
        each=_case,
    ),
    _measure(
        "decided_unjudged",
        "Reviews decided that cannot be judged",
        "Reviews decided in the period of which nobody knows their last day, so that they are among none of those expected.",
        "reviews decided in the period whose last day nobody knows",
        "",
        "decisions sent in the period",
        LOWER,
        "Reviews decided on a day that is not known.",
        YEARLY,
        _cannot_be_judged,
        _told,
    ),
    _measure(
        "outcome",
        "Outcomes of reviews",
        "Reviews held in the period, by the outcome that the family had been told by the end of the period.",
        "reviews held in the period",
        "",
        MEETING_BASIS,
        CONTEXT,
        "Meetings that were called and not held. A meeting that another one followed before the decision has no outcome.",
        DECIDED,
        _any,
        _held,
        split=Split("Outcome", _outcome, OUTCOMES),
        reads="meetings",
    ),
    _measure(
        "decision_4_weeks",
        "Decisions within 4 weeks of the meeting",
        "Of the decisions sent in the period after a review meeting, those sent within 4 weeks of it.",
        "of those, the decisions sent within 4 weeks of the meeting",
        "decisions sent to families in the period after a review meeting",
        DECISION_BASIS,
        HIGHER,
        NOT_DATED,
        DECIDED,
        _decision,
        _step_met,
        _step_on_time,
        reads="steps",
        unit="decisions",
    ),
    _measure(
        "decision_over_4_weeks",
        "Decisions more than 4 weeks after the meeting",
        "Decisions sent in the period more than 4 weeks after the review meeting.",
        "decisions sent more than 4 weeks after the meeting",
        "",
        DECISION_BASIS,
        LOWER,
        NOT_DATED,
        DECIDED,
        _decision_late,
        _step_met,
        within="decision_4_weeks",
        reads="steps",
        unit="decisions",
    ),
    Measure(
        id="reviews.decision_days",
        title="Median days from the meeting to the decision",
        definition="The middle of the days from each review meeting to the day on which its decision was sent.",
        numerator="median of the days from the meeting to the decision",
        denominator="decisions sent to families in the period after a review meeting",
        basis=DECISION_BASIS,
        polarity=LOWER,
        exclusions=NOT_DATED,
        source=DECIDED,
        block="B11",
        statistic=Statistic.MEDIAN,
        unit="days",
        reads="steps",
        when=_step_met,
        belongs=_decision,
        amount=_days,
    ),
    _measure(
        "decision_awaited",
        "Meetings held, decision over 4 weeks and not sent",
        "Review meetings more than 4 weeks before the last day of the period whose decision had not been sent by it.",
        "review meetings whose decision is overdue on the last day",
        "",
        "review meetings of plans in force, on the last day of the period",
        LOWER,
        "Reviews of plans that ended before the decision.",
        DECIDED,
        _decision_awaited,
        None,
        reads="steps",
    ),
    _measure(
        "amended_in_time",
        "Amended final plans sent in time",
        "Of the amended final plans due in the period, those sent by their last day.",
        "of those, the amended plans sent within 8 weeks of the notice and 12 weeks of the meeting",
        "amended final plans whose last day was in the period",
        "decisions to amend after a review, and amendments outside one, by the last day in time",
        HIGHER,
        "Amendments that were dropped, plans that ended first, and plans sent on a day that is not known.",
        AMENDED,
        _amended_plan,
        _step_due,
        _step_on_time,
        reads="steps",
        unit="plans",
    ),
    _measure(
        "overdue",
        "Reviews overdue",
        "Reviews whose last day was before the last day of the period and whose decision had not been sent by it.",
        "reviews overdue on the last day",
        "",
        "reviews of plans in force, on the last day of the period, by how long ago their last day was",
        LOWER,
        "Reviews that a return does not give: where earlier ones had fallen due, only the time since the last is known.",
        f"Children and Families Act 2014, s.44(1). Bands: {OVERDUE.source}",
        _overdue,
        None,
        split=Split("How long past the last day", _how_long, OVERDUE_BANDS),
    ),
    _measure(
        "under_5_interval",
        f"Reviews of children under 5 held every {INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)}",
        "Of the review meetings in the period about children who are under 5 when the review falls due, those held "
        f"{INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)} after the plan or the decision before.",
        f"of those, the meetings held {INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)} after it",
        "review meetings held in the period about children under 5",
        "practice that the Code of Practice asks authorities to consider, and not a duty",
        HIGHER,
        "Meetings about children who turn 5 before the review falls due; reviews of which no meeting is recorded, or no earlier day to count from.",
        INTERVAL.source,
        _young,
        _met,
        _at_interval,
    ),
)
