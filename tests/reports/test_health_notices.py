"""The measures of telling health: every figure with what it is of, judged only once its days are over."""

from datetime import date, timedelta

import pytest

from reports.health_notices import (
    MEASURES,
    Happening,
    MonthlyList,
    Raised,
    SentNotice,
    ToTell,
    health_figures,
    median,
)
from reports.periods import Period
from workflows.days import ENGLAND

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
LATER = date(2027, 1, 29)
FRIDAY = date(2026, 11, 6)
MONDAY = date(2026, 11, 9)


def figures(*rows: ToTell | SentNotice | Raised | MonthlyList, as_at: date = LATER) -> dict[str, dict[str, object]]:
    to_tell = [row for row in rows if isinstance(row, ToTell)]
    sent = [row for row in rows if isinstance(row, SentNotice)]
    raised = [row for row in rows if isinstance(row, Raised)]
    lists = [row for row in rows if isinstance(row, MonthlyList)]
    return health_figures(to_tell, sent, NOVEMBER, as_at, ENGLAND.working_days_between, raised, lists)


def final(sent_on: date | None, on: date = FRIDAY) -> ToTell:
    return ToTell("EHC-2026-00001", Happening.FINAL, on, sent_on)


def test_a_plan_of_friday_is_told_in_a_working_day_on_monday_and_not_on_tuesday() -> None:
    told = figures(final(FRIDAY), final(MONDAY), final(date(2026, 11, 10)), final(None))
    assert told["health.set_sent"] == {"numerator": 2, "denominator": 4, "percent": "50.0"}


def test_what_happened_in_another_month_is_not_counted() -> None:
    assert figures(final(FRIDAY, on=date(2026, 10, 30)))["health.set_sent"]["denominator"] == 0
    assert figures(final(FRIDAY, on=date(2026, 10, 30)))["health.set_sent"]["percent"] is None


def test_a_notice_is_judged_once_it_is_answered_or_its_working_days_are_over() -> None:
    answered = SentNotice("A", FRIDAY, True, answered_on=date(2026, 11, 13))
    late = SentNotice("B", FRIDAY, True, answered_on=date(2026, 11, 16))
    silent = SentNotice("C", FRIDAY, True)
    told = figures(answered, late, silent, as_at=date(2026, 11, 13))["health.acknowledged"]
    assert told == {
        "numerator": 1,
        "denominator": 1,
        "percent": "100.0",
        "not_yet": 2,
    }  # the late answer is still to come
    told = figures(answered, late, silent, as_at=date(2026, 11, 16))["health.acknowledged"]
    assert told == {"numerator": 1, "denominator": 3, "percent": "33.3", "not_yet": 0}


def test_five_working_days_over_a_bank_holiday_are_longer() -> None:
    christmas = Period(date(2026, 12, 1), date(2026, 12, 31))
    row = SentNotice("A", date(2026, 12, 23), True, answered_on=date(2027, 1, 4))
    told = health_figures([], [row], christmas, LATER, ENGLAND.working_days_between)["health.acknowledged"]
    # 24, 29, 30, 31 December and 4 January: the 25th, the 28th in its stead and 1 January are holidays
    assert (told["numerator"], told["denominator"]) == (1, 1)
    later = SentNotice("A", date(2026, 12, 23), True, answered_on=date(2027, 1, 5))
    told = health_figures([], [later], christmas, LATER, ENGLAND.working_days_between)["health.acknowledged"]
    assert (told["numerator"], told["denominator"]) == (0, 1)


def test_only_a_notice_that_asks_for_it_can_be_confirmed() -> None:
    asked = SentNotice("A", FRIDAY, True, FRIDAY, confirmed_on=MONDAY)
    told = figures(asked, SentNotice("B", FRIDAY, True), SentNotice("C", FRIDAY, False, FRIDAY))
    assert told["health.confirmed"] == {"numerator": 1, "denominator": 2, "percent": "50.0"}


def test_a_plan_that_ended_counts_until_its_notice_has_left() -> None:
    rows = [ToTell("A", Happening.CEASED, FRIDAY, MONDAY), ToTell("B", Happening.CEASED, FRIDAY, None)]
    assert figures(*rows)["health.clear_sent"] == {"numerator": 1, "denominator": 2, "percent": "50.0"}


def test_the_median_says_of_how_many_and_how_many_have_not_left() -> None:
    drafts = [ToTell("A", Happening.DRAFT, FRIDAY, FRIDAY + timedelta(days=days)) for days in (0, 3, 4, 10)]
    told = figures(*drafts, ToTell("B", Happening.DRAFT, FRIDAY, None))["health.draft_days"]
    assert told == {"median": "3.5", "denominator": 4, "not_sent": 1}


def test_drafts_and_final_plans_shared_have_a_share_and_a_median() -> None:
    for what, name in ((Happening.DRAFT, "draft"), (Happening.SHARED, "final")):
        rows = [ToTell("A", what, FRIDAY, MONDAY), ToTell("B", what, FRIDAY, FRIDAY), ToTell("C", what, FRIDAY, None)]
        told = figures(*rows)
        assert told[f"health.{name}_shared"] == {"numerator": 2, "denominator": 3, "percent": "66.7"}
        assert told[f"health.{name}_days"] == {"median": "1.5", "denominator": 2, "not_sent": 1}


def test_a_notice_that_failed_or_was_rejected_is_counted_in_the_month_in_which_it_was_raised() -> None:
    told = figures(Raised(FRIDAY, True), Raised(MONDAY, False), Raised(date(2026, 10, 30), True))
    assert told["health.failed"] == {"numerator": 1, "denominator": 2, "percent": "50.0"}


def test_the_lists_of_a_month_say_on_how_many_people_both_sides_agree_and_which_are_not_answered() -> None:
    month = date(2026, 11, 1)
    told = figures(MonthlyList(month, 10, 8, 3), MonthlyList(month, 90), MonthlyList(date(2026, 10, 1), 5, 5, 0))[
        "health.reconciled"
    ]
    whole = {"numerator": 8, "denominator": 10, "percent": "80.0", "differences": 3, "not_answered": 1}
    assert told == {**whole, "months": [{"month": "2026-11", **whole}]}
    assert figures()["health.reconciled"]["percent"] is None


@pytest.mark.parametrize(
    ("numbers", "middle"), [([], None), ([3], "3"), ([4, 1], "2.5"), ([1, 3], "2"), ([9, 1, 5], "5")]
)
def test_the_median_is_exact(numbers: list[int], middle: str | None) -> None:
    assert median(numbers) == middle


def test_every_measure_says_what_it_is_of() -> None:
    assert len({measure.id for measure in MEASURES}) == len(MEASURES) == 10
    told = figures()
    for measure in MEASURES:
        assert all((measure.title, measure.numerator, measure.denominator, measure.polarity, measure.exclusions))
        assert "denominator" in told[measure.id]
