"""B11: plans in force, reviews expected and held, and those overdue, with charts that say what they show."""

from datetime import date

from reports.board.blocks.reviews import build
from reports.board.model import Chart
from reports.rows.plans import InForce, PlanRow, ReviewRow
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values

STARTED = date(2025, 9, 20)
HELD = date(2026, 10, 6)


def review(case: str, due: date, **more: object) -> ReviewRow:
    return ReviewRow(case, STARTED, due, "open", **more)  # type: ignore[arg-type]


REVIEWS = (
    review("a", date(2026, 10, 19), met_on=HELD, decided_on=date(2026, 10, 19), outcome="amend"),
    review("b", date(2026, 10, 19), met_on=HELD),
    review("c", date(2026, 4, 1)),
    review("d", date(2025, 9, 1)),
    review("e", date(2025, 8, 1)),
)
STEPS = (StepRow("a", "review_decision", "", HELD, date(2026, 11, 3), "met", date(2026, 10, 19)),)
PLANS = (
    PlanRow("a", InForce(date(2025, 10, 20)), new=True, budget_since=date(2026, 1, 5)),
    PlanRow("b", InForce(date(2026, 10, 5)), transferred_in=True, born=date(2023, 1, 1)),
    PlanRow("f", InForce(date(2024, 1, 1), date(2026, 10, 9)), cease_reason="needs_met"),
)
FIGURES = figures_of(2026, 10, reviews=REVIEWS, steps=STEPS, plans=PLANS)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_opens_to_a_figure_and_categories_add_up() -> None:
    assert BLOCK.id == "B11"
    assert_sound(BLOCK, FIGURES)
    for table_id in ("caseload.began", "caseload.ceased", "reviews.outcome", "reviews.overdue"):
        assert_adds_up(the(BLOCK, table_id))


def test_the_caseload_of_three_plans_counted_by_hand() -> None:
    assert values(the(BLOCK, "caseload.plans")) == {
        "caseload.in_force": ["2", "2", "2"],
        "caseload.under_5": ["1", "0", "0"],
        "kp10a.budgets": ["1", "1", "0"],
    }
    assert values(the(BLOCK, "caseload.began"))["transferred_in"] == ["1", "1", "1", "1"]
    assert values(the(BLOCK, "caseload.ceased"))["needs_met"] == ["1", "1", "1", "1"]


def test_expected_completed_and_decided_counted_by_hand() -> None:
    expected = values(the(BLOCK, "reviews.expected"))
    assert expected["reviews.review_expected"] == ["2", "3", "3", "3"]
    assert expected["reviews.review_not_completed"] == ["1", "2", "2", "2"]
    assert values(the(BLOCK, "reviews.completed"))["reviews.review_completed"] == ["50.0", "33.3", "33.3", "33.3"]
    assert values(the(BLOCK, "reviews.in_time"))["reviews.decision_4_weeks"][0] == "100.0"
    assert values(the(BLOCK, "reviews.decision_days"))["reviews.decision_days"][0] == "13"


def test_the_overdue_reviews_stand_in_their_bands_and_the_chart_says_how_many_are_over_a_year() -> None:
    overdue = values(the(BLOCK, "reviews.overdue"))
    assert {key: row[0] for key, row in overdue.items()} == {
        "0_to_1": "1",
        "1_to_3": "0",
        "3_to_6": "0",
        "6_to_12": "1",
        "over_12": "2",
        "total": "4",
    }
    chart = next(part for part in BLOCK.parts if isinstance(part, Chart) and part.id == "reviews.overdue_chart")
    assert chart.says == (
        "Reviews overdue at the end of October 2026: 4, 2 of them by over 12 months. A year before: 2."
    )
    assert chart.rests_on == (
        "reviews.overdue@month",
        "reviews.overdue:over_12@month",
        "reviews.overdue@same_month_last_year",
    )


def test_thirteen_months_of_outcomes_end_with_the_month_of_the_report() -> None:
    rows = the(BLOCK, "reviews.trend").rows
    assert (len(rows), rows[0].id, rows[-1].id) == (13, "2025-10", "2026-10")
    assert [cell.value for cell in rows[-1].cells] == ["October 2026", "0", "1", "0", "1", "2"]


def test_a_month_without_reviews_says_so() -> None:
    figures = figures_of(2026, 10)
    says = [part.says for part in build(figures, ABOUT).parts if isinstance(part, Chart)]
    assert says == ["No review was overdue at the end of October 2026.", "No review was held in October 2026."]


def unjudged(case: str, **more: object) -> ReviewRow:
    return ReviewRow(case, STARTED, STARTED, "met", earlier_unknown=True, **more)  # type: ignore[arg-type]


def test_a_review_decided_late_is_completed_and_not_by_its_last_day() -> None:
    late = review("a", date(2026, 10, 5), met_on=HELD, decided_on=date(2026, 10, 19), outcome="amend")
    in_time = review("b", date(2026, 10, 19), met_on=HELD, decided_on=date(2026, 10, 12), outcome="amend")
    table = the(build(figures_of(2026, 10, reviews=(late, in_time)), ABOUT), "reviews.completed")
    assert [values(table)[f"reviews.{each}"][0] for each in ("review_completed", "on_time")] == ["100.0", "50.0"]


def test_plans_without_a_clock_are_counted_and_where_they_are_most_no_share_is_held() -> None:
    running = unjudged("x", met_on=HELD)
    decided = unjudged("y", met_on=HELD, decided_on=date(2026, 10, 19), outcome="maintain")
    figures = figures_of(2026, 10, reviews=(*REVIEWS, running, decided, unjudged("z", ended_on=date(2026, 9, 1))))
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    expected = values(the(block, "reviews.expected"))
    assert expected["reviews.review_expected"][0] == "2"
    assert expected["reviews.no_clock"] == ["1", "1", "1", "1"]
    assert expected["reviews.decided_unjudged"] == ["1", "1", "1", "1"]
    assert figures.figure("reviews.no_clock").cases == ("x",)
    assert values(the(block, "reviews.overdue"))["total"][0] == "4"
    held = figures_of(2026, 10, reviews=(*REVIEWS, running, unjudged("w")))
    more = figures_of(2026, 10, reviews=(*REVIEWS, running, unjudged("w"), unjudged("v")))
    shown = [values(the(build(each, ABOUT), "reviews.completed"))["reviews.on_time"][0] for each in (held, more)]
    assert shown == ["50.0", None]


def test_every_meeting_of_a_month_counts_once() -> None:
    twice = review("a", date(2026, 10, 19), met_on=HELD, later_meetings=(date(2026, 10, 20),))
    block = build(figures_of(2026, 10, reviews=(twice, unjudged("x", met_on=HELD))), ABOUT)
    assert values(the(block, "reviews.outcome"))["total"][0] == "3"
