"""What the second count found, each with the smallest ledger that showed it."""

from datetime import date

from ehcp_flow.services.board.plans_of import plan_row
from ehcp_flow.services.board.reviews_of import review_rows
from ehcp_flow.services.board.steps_of import step_rows
from reports.figures import Figures
from tests.ehcp_flow.services.board.worked import read
from tests.reports.board.by_hand import figures_of
from tests.workflows.cases import PLANNED, REQUESTED


def figures(*lines: str) -> Figures:
    """March 2026, of one case."""
    case = read(*lines, as_at=date(2026, 3, 31))
    plan = plan_row(case)
    reviews = tuple(review_rows(case))
    return figures_of(2026, 3, steps=tuple(step_rows(case)), reviews=reviews, plans=(plan,) if plan else ())


def test_a_budget_that_ended_is_still_counted_a_year_ago_when_there_is_another_since() -> None:
    found = figures(
        *PLANNED,
        "personal_budget_set=2025-06-02,arrangement=both",
        "personal_budget_ended=2025-12-01",
        "personal_budget_set=2026-02-02,arrangement=both",
    )
    counted = [found.figure("kp10a.budgets", month).value for month in ("2025-05", "2025-06", "2026-01", "2026-03")]
    assert counted == ["0", "1", "0", "1"]


def test_a_step_that_an_exception_excuses_was_not_overdue_before_it_was_done_either() -> None:
    late = (*REQUESTED, "assessment_agreed=2025-04-14")
    excused = (*late, "exception_recorded=2025-02-03,ground=personal_circumstances,duty=assess_decision")
    assert figures(*late).figure("stages.assess_decision.overdue", "2025-03").value == "1"
    assert figures(*excused).figure("stages.assess_decision.overdue", "2025-03").value == "0"


def test_a_review_decided_after_its_plan_went_elsewhere_is_neither_expected_nor_overdue_and_begins_no_other() -> None:
    gone = (
        *PLANNED,
        "review_met=2026-01-12",
        "plan_transferred_out=2026-01-19",
        "review_decided=2026-02-02,outcome=amend",
    )
    found = figures(*gone)
    assert found.figure("reviews.review_expected", "2026-05").value == "0"
    assert found.figure("reviews.review_expected", "2027-02").value == "0"
    assert found.figure("reviews.overdue", "2026-06").value == "0"
    assert found.figure("reviews.outcome", "2026-01").value == "1"


def test_an_outcome_on_a_day_that_is_not_known_is_told_by_the_day_by_which_it_was() -> None:
    found = figures(*PLANNED, "review_met=2026-02-02", "review_decided=2026-03-02,outcome=amend,dated=not_later_than")
    told = {each.category: each.value for each in found.split("reviews.outcome", "rolling_12")}
    assert (told["amend"], told["other"]) == ("1", "0")
