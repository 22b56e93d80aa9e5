"""B11: how reviews ended, and whether the decisions after them and the amended plans were sent in time."""

from datetime import date

from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Split, Statistic
from reports.measures.reviews_expected import DFE, review_measure
from reports.rows.plans import MeetingRow
from reports.rows.steps import StepRow

DECIDED = f"SEND Regulations 2014, regs 20(10) and 21; {DFE}"
AMENDED = "SEND Regulations 2014, reg 22(3), and R (L, M, P) v Devon CC [2022] EWHC 493 (Admin)"

MEETING_BASIS = (
    "review meetings held in the period, each once, or the decision where no meeting is recorded; DfE counts the last "
    "meeting of each plan, ours counts every meeting of the period"
)
DECISION_BASIS = (
    "decisions sent in the period on review meetings; DfE counts the last decision of each plan, ours every one"
)
NOT_DATED = (
    "Decisions of which the day of the meeting or of the letter is not known: nobody can say that they were late."
)

OUTCOMES = (
    ("maintain", "Plan kept as it is"),
    ("amend", "Plan to be amended"),
    ("cease", "Plan to be ended"),
    ("other", "No outcome recorded"),
)
"""DfE: outcome maintained, amended, ceased, no outcome recorded."""


def _held(row: MeetingRow) -> date:
    return row.held_on


def _step_due(row: StepRow) -> date:
    return row.due


def _step_met(row: StepRow) -> date | None:
    return row.met_on


def _any(_row: MeetingRow, _at: At) -> bool:
    return True


def _outcome(row: MeetingRow, at: At) -> str:
    return row.outcome if row.told_on is not None and row.told_on <= at.day else "other"


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


MEASURES = (
    review_measure(
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
    review_measure(
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
    review_measure(
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
    review_measure(
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
    review_measure(
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
)
