"""Annual reviews fall due, are held, decided, amended and overdue: each on both sides of its line."""

from datetime import date, timedelta

import pytest

from reports.measure import At
from reports.measures.reviews_overdue import LONGEST, OVERDUE_BANDS, _how_long
from reports.periods import month
from reports.rows.plans import ReviewRow
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import figures_of

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
STARTED = date(2025, 10, 20)
DAY = timedelta(days=1)


def review(case: str, due: date = date(2026, 10, 19), **more: object) -> ReviewRow:
    return ReviewRow(case, STARTED, due, str(more.pop("duty", "open")), **more)  # type: ignore[arg-type]


def decision(case: str, met: date | None, due: date = date(2026, 10, 20), outcome: str = "met") -> StepRow:
    return StepRow(case, "review_decision", "", due - timedelta(days=28), due, outcome, met)


def test_a_review_is_expected_in_the_month_of_its_last_day_and_no_other() -> None:
    rows = (
        review("before", FIRST - DAY),
        review("first", FIRST),
        review("last", LAST),
        review("after", LAST + DAY),
    )
    figures = figures_of(2026, 10, reviews=rows)
    assert figures.figure("reviews.review_expected").cases == ("first", "last")
    assert figures.figure("reviews.review_expected", "previous_month").cases == ("before",)


def test_a_plan_that_ended_first_has_no_review_to_expect_and_one_that_ends_later_has() -> None:
    rows = (
        review("ended", ended_on=LAST),
        review("ends later", ended_on=LAST + DAY),
        review("excused", duty="excused"),
        review("nobody knows", earlier_unknown=True),
    )
    assert figures_of(2026, 10, reviews=rows).figure("reviews.review_expected").cases == ("ends later",)


def test_expected_reviews_are_completed_or_not_by_the_end_of_the_period() -> None:
    due = date(2026, 10, 19)
    rows = (
        review("in time", due, decided_on=due),
        review("late", due, decided_on=due + DAY),
        review("on the last day", due, decided_on=LAST),
        review("the day after", due, decided_on=LAST + DAY),
        review("never", due),
    )
    figures = figures_of(2026, 10, reviews=rows)
    completed = figures.figure("reviews.review_completed")
    assert (completed.value, completed.meeting) == ("60.0", ("in time", "late", "on the last day"))
    assert figures.figure("reviews.review_not_completed").cases == ("never", "the day after")
    assert figures.figure("reviews.on_time").meeting == ("in time",)
    assert figures.figure("reviews.on_time").denominator == 5


def test_an_outcome_counts_in_the_month_of_the_meeting_once_the_family_was_told() -> None:
    held = date(2026, 10, 6)
    rows = (
        review("kept", met_on=held, decided_on=LAST, outcome="maintain"),
        review("amended", met_on=held, decided_on=held, outcome="amend"),
        review("ended", met_on=held, decided_on=held, outcome="cease"),
        review("told later", met_on=held, decided_on=LAST + DAY, outcome="amend"),
        review("not said", met_on=held, decided_on=held),
        review("no meeting known", decided_on=held, outcome="amend"),
        review("not held"),
    )
    figures = figures_of(2026, 10, reviews=rows)
    by_outcome = {figure.category: figure.cases for figure in figures.split("reviews.outcome")}
    assert by_outcome == {
        "maintain": ("kept",),
        "amend": ("amended", "no meeting known"),
        "cease": ("ended",),
        "other": ("not said", "told later"),
    }


def test_a_decision_on_its_last_day_is_within_4_weeks_and_on_the_next_is_over() -> None:
    due = date(2026, 10, 20)
    steps = (
        decision("in time", due),
        decision("late", due + DAY, outcome="met_late"),
        decision("no day known", None),
        decision("another month", LAST + DAY, outcome="met_late"),
        StepRow("not a review", "review_report", "", due, due, "met", due),
    )
    figures = figures_of(2026, 10, steps=steps)
    within = figures.figure("reviews.decision_4_weeks")
    assert (within.cases, within.meeting) == (("in time", "late"), ("in time",))
    assert figures.figure("reviews.decision_over_4_weeks").cases == ("late",)
    assert figures.figure("reviews.decision_days").value == "28.5"  # 28 and 29 days


def test_a_decision_is_awaited_from_the_day_after_its_last_day_until_it_is_sent() -> None:
    steps = (
        decision("due on the day", None, LAST, "open"),
        decision("due the day before", None, LAST - DAY, "open"),
        decision("sent since", LAST + DAY, LAST - DAY, "met_late"),
        decision("sent by then", LAST, LAST - DAY, "met_late"),
        decision("plan ended", None, LAST - DAY, "not_required"),
    )
    assert figures_of(2026, 10, steps=steps).figure("reviews.decision_awaited").cases == (
        "due the day before",
        "sent since",
    )


def test_an_amended_plan_is_judged_in_the_month_of_its_last_day() -> None:
    due = date(2026, 10, 15)

    def amended(case: str, met: date | None, outcome: str) -> StepRow:
        return StepRow(case, "amended_plan", "", due - timedelta(days=50), due, outcome, met)

    steps = (
        amended("on the day", due, "met"),
        amended("a day late", due + DAY, "met_late"),
        amended("not sent", None, "open"),
        amended("no day known", None, "met"),
        amended("dropped", None, "not_required"),
    )
    share = figures_of(2026, 10, steps=steps).figure("reviews.amended_in_time")
    assert (share.cases, share.meeting) == (("a day late", "not sent", "on the day"), ("on the day",))
    assert share.value == "33.3"


def test_a_review_is_overdue_from_the_day_after_its_last_day_until_it_is_decided() -> None:
    rows = (
        review("due on the day", LAST),
        review("due the day before", LAST - DAY),
        review("decided on the day", LAST - DAY, decided_on=LAST),
        review("decided after", LAST - DAY, decided_on=LAST + DAY),
        review("plan ended", LAST - DAY, ended_on=LAST),
    )
    assert figures_of(2026, 10, reviews=rows).figure("reviews.overdue").cases == ("decided after", "due the day before")


@pytest.mark.parametrize(
    "due, band",
    [
        (date(2026, 10, 30), "0_to_1"),
        (date(2026, 9, 30), "1_to_3"),  # its month was over on 30 October
        (date(2026, 10, 1), "0_to_1"),
        (date(2026, 7, 31), "1_to_3"),  # three months on the day
        (date(2026, 7, 30), "3_to_6"),
        (date(2026, 4, 30), "6_to_12"),
        (date(2026, 5, 1), "3_to_6"),
        (date(2025, 10, 31), "6_to_12"),  # twelve months on the day
        (date(2025, 10, 30), "over_12"),
    ],
)
def test_the_band_of_an_overdue_review_ends_on_the_same_date_of_a_later_month(due: date, band: str) -> None:
    assert _how_long(review("c", due), At(month(2026, 10))) == band


def test_the_bands_are_in_order_and_in_words() -> None:
    assert [words for _, words in OVERDUE_BANDS] == [
        "Up to 1 month",
        "Over 1 and up to 3 months",
        "Over 3 and up to 6 months",
        "Over 6 and up to 12 months",
        "Over 12 months",
    ]
    assert LONGEST == "over_12"


def test_a_review_of_a_child_under_5_is_at_its_interval_from_3_to_6_months_after_the_one_before() -> None:
    def held(case: str, started: date, under_5: bool = True, **more: bool) -> ReviewRow:
        on = date(2026, 10, 15)
        return ReviewRow(case, started, date(2027, 1, 1), "open", met_on=on, under_5=under_5, **more)  # type: ignore[arg-type]

    rows = (
        held("3 months", date(2026, 7, 15)),
        held("sooner", date(2026, 7, 16)),
        held("6 months", date(2026, 4, 15)),
        held("later", date(2026, 4, 14)),
        held("older child", date(2026, 7, 15), under_5=False),
        held("nobody knows", date(2026, 7, 15), earlier_unknown=True),
    )
    share = figures_of(2026, 10, reviews=rows).figure("reviews.under_5_interval")
    assert share.cases == ("3 months", "6 months", "later", "sooner")
    assert share.meeting == ("3 months", "6 months")
