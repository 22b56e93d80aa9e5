"""B8 shows what became of each case whose week 20 fell in the period."""

from datetime import date

from reports.board.blocks.cohort import build
from reports.board.model import Chart
from reports.rows.cases import Ending
from tests.reports.board.by_hand import (
    ABOUT,
    assert_adds_up,
    assert_sound,
    ended_case,
    figures_of,
    open_case,
    the,
    values,
)

RECEIVED = date(2025, 10, 21)
ROWS = (
    ended_case("a", RECEIVED, Ending.ISSUED, date(2026, 3, 10), week_20=date(2026, 3, 10), issued_on=date(2026, 3, 10)),
    ended_case("b", RECEIVED, Ending.ISSUED, date(2026, 3, 11), week_20=date(2026, 3, 10), issued_on=date(2026, 3, 11)),
    open_case("c", RECEIVED, week_20=date(2026, 3, 31), exception=True),
    ended_case("d", RECEIVED, Ending.WITHDRAWN, date(2026, 1, 9), week_20=date(2026, 3, 10)),
    open_case("e", date(2025, 8, 1), week_20=date(2025, 12, 19)),
)


def test_the_block_is_sound_and_adds_up() -> None:
    figures = figures_of(2026, 3, cases=ROWS)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    assert_adds_up(the(block, "cohort.cases"))
    nothing = figures_of(2026, 3)
    assert_sound(build(nothing, ABOUT), nothing)


def test_the_cohort_is_shown_for_three_periods_with_its_share_on_time() -> None:
    block = build(figures_of(2026, 3, cases=ROWS), ABOUT)
    shown = values(the(block, "cohort.cases"))
    assert shown["issued_on_time"] == ["1", "1", "1"]
    assert shown["issued_late"] == ["1", "1", "1"]
    assert shown["still_open"] == ["1", "2", "2"]
    assert shown["other"] == ["1", "1", "1"]
    assert shown["total"] == ["4", "5", "5"]
    assert values(the(block, "cohort.on_time")) == {
        "on_time": ["33.3", "25.0", "25.0"],
        "on_time_ex": ["50.0", "33.3", "33.3"],
    }


def test_an_earlier_cohort_is_shown_as_it_stands_now() -> None:
    shown = values(the(build(figures_of(2026, 3, cases=ROWS), ABOUT), "cohort.trend"))
    assert len(shown) == 13
    assert shown["2025-12"][:7] == ["0", "0", "1", "0", "0", "0", "1"]


def test_the_chart_says_what_became_of_the_cohort() -> None:
    (chart,) = [part for part in build(figures_of(2026, 3, cases=ROWS), ABOUT).parts if isinstance(part, Chart)]
    assert chart.says == (
        "Week 20 of 4 cases fell in March 2026: 1 issued on time, 1 late, 1 still open. Of those with a plan or still open, "
        "33.3% (1 of 3) were on time."
    )
