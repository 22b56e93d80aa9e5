"""Plans come into force, are in force, and cease, each counted once and on its own day."""

from datetime import date, timedelta

from reports.measures.caseload import REASONS
from reports.rows.plans import InForce, PlanRow
from tests.reports.board.by_hand import figures_of
from workflows.facts import CEASE_REASONS

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 8)


def plan(case: str, since: date = LONG_AGO, until: date | None = None, **more: object) -> PlanRow:
    return PlanRow(case, InForce(since, until), **more)  # type: ignore[arg-type]


def test_a_plan_is_in_force_until_the_day_from_which_it_is_not() -> None:
    rows = (plan("from today", LAST), plan("from tomorrow", LAST + DAY), plan("no longer", until=LAST))
    rows += (plan("one day more", until=LAST + DAY),)
    figures = figures_of(2026, 10, plans=rows)
    assert figures.figure("caseload.in_force").cases == ("from today", "one day more")
    assert figures.figure("caseload.in_force", "previous_month").cases == ("no longer", "one day more")


def test_a_child_is_under_5_until_the_day_of_the_fifth_birthday() -> None:
    rows = (plan("five today", born=date(2021, 10, 31)), plan("five tomorrow", born=date(2021, 11, 1)), plan("unknown"))
    assert figures_of(2026, 10, plans=rows).figure("caseload.under_5").cases == ("five tomorrow",)


def test_a_plan_that_began_in_the_period_is_new_transferred_in_or_older() -> None:
    rows = (
        plan("new", FIRST, new=True),
        plan("in", LAST, transferred_in=True),
        plan("older", FIRST),
        plan("before", FIRST - DAY, new=True),
    )
    found = {each.category: each.cases for each in figures_of(2026, 10, plans=rows).split("caseload.began")}
    assert found == {"new": ("new",), "transferred_in": ("in",), "older": ("older",)}


def test_a_plan_that_ceased_counts_under_its_reason() -> None:
    rows = (
        plan("met", until=FIRST, cease_reason="needs_met"),
        plan("moved", until=LAST, cease_reason="transferred"),
        plan("not said", until=LAST),
        plan("later", until=LAST + DAY, cease_reason="needs_met"),
    )
    found = {
        each.category: each.cases for each in figures_of(2026, 10, plans=rows).split("caseload.ceased") if each.cases
    }
    assert found == {"needs_met": ("met",), "transferred": ("moved",), "other": ("not said",)}
    assert tuple(key for key, _ in REASONS) == CEASE_REASONS


def test_the_plans_at_the_end_are_those_before_with_those_that_came_less_those_that_ceased() -> None:
    rows = (
        plan("stays"),
        plan("comes", FIRST, new=True),
        plan("comes and goes", FIRST, LAST, new=True),
        plan("goes", until=FIRST),
    )
    figures = figures_of(2026, 10, plans=rows)
    before, now = (figures.figure("caseload.in_force", basis).numerator for basis in ("previous_month", "month"))
    came, went = (figures.figure(each).numerator for each in ("caseload.began", "caseload.ceased"))
    assert (before, came, went, now) == (2, 2, 2, 2)
    assert now == before + came - went


def test_a_personal_budget_counts_while_it_and_the_plan_last() -> None:
    rows = (
        plan("from today", budget_since=LAST),
        plan("from tomorrow", budget_since=LAST + DAY),
        plan("ended today", budget_since=FIRST, budget_until=LAST),
        plan("plan ended", until=LAST, budget_since=FIRST),
        plan("none"),
    )
    assert figures_of(2026, 10, plans=rows).figure("kp10a.budgets").cases == ("from today",)
