"""B11: the annual reviews that are expected, completed and not, and those of which nobody knows by when they were due."""

from collections.abc import Callable
from datetime import date

from reports.measure import CONTEXT, HIGHER, LOWER, At, Measure, Question, Split, Statistic
from reports.rows.plans import ReviewRow

DFE = "DfE, Education, health and care plans: annual reviews"
YEARLY = f"Children and Families Act 2014, s.44(1); {DFE}"

EXPECTED_BASIS = (
    "reviews whose last day (12 months from the plan or the decision before) was in the period; DfE counts plans in place "
    "on a day of the year after, and its published words do not say how it picks those expected: this is our reading of them"
)
NOT_EXPECTED = (
    "Reviews of plans that ended before the review was done, reviews that a change in the law excused, reviews done on a day "
    "that is not known, and reviews whose last day nobody knows because a return gives no earlier one."
)


def _due(row: ReviewRow) -> date:
    return row.due


def _told(row: ReviewRow) -> date | None:
    return row.decided_on


def _case(row: ReviewRow) -> str:
    return row.case


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


def review_measure(
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
    """A measure of B11: a share where `meets` is given, else a count. `measure_id` and `within` go without “reviews.”."""
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
    review_measure(
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
    review_measure(
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
    review_measure(
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
    review_measure(
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
    review_measure(
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
)
