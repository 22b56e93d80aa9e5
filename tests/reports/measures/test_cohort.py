"""The cohort is of the cases whose last day in time fell in the period, whenever they ended."""

from datetime import date

import pytest

from reports.measure import At
from reports.measures.cohort import stands
from reports.periods import month
from reports.rows.cases import CaseRow, Ending, Spell, Stage
from tests.reports.board.by_hand import ended_case, figures_of, open_case

WEEK_20 = date(2026, 3, 10)
RECEIVED = date(2025, 10, 21)
AT = At(month(2026, 3))


def issued(on: date, **more: object) -> CaseRow:
    return ended_case("c", RECEIVED, Ending.ISSUED, on, week_20=WEEK_20, issued_on=on, **more)


def test_a_plan_on_the_last_day_is_on_time_and_on_the_next_is_late() -> None:
    assert stands(issued(WEEK_20), AT) == "issued_on_time"
    assert stands(issued(date(2026, 3, 11)), AT) == "issued_late"


@pytest.mark.parametrize(
    "how, where",
    [
        (Ending.NOT_ISSUED, "not_issued"),
        (Ending.NOT_ASSESSED, "other"),
        (Ending.WITHDRAWN, "other"),
        (Ending.ISSUED, "undated"),
    ],
)
def test_a_case_that_ended_without_a_dated_plan_is_counted_by_how_it_ended(how: Ending, where: str) -> None:
    assert stands(ended_case("c", RECEIVED, how, date(2026, 2, 2), week_20=WEEK_20), AT) == where


def test_the_cohort_of_a_month_adds_up_and_its_share_leaves_out_what_ended_without_a_plan() -> None:
    rows = (
        issued(date(2026, 1, 9)),
        issued(WEEK_20, exception=True),
        issued(date(2026, 3, 30)),
        open_case("open", RECEIVED, week_20=date(2026, 3, 31)),
        ended_case("refused", RECEIVED, Ending.NOT_ISSUED, date(2026, 2, 2), week_20=date(2026, 3, 1)),
        open_case("of the next month", RECEIVED, week_20=date(2026, 4, 1)),
        open_case("no clock", RECEIVED),
    )
    figures = figures_of(2026, 3, cases=rows)
    by = [figure.numerator for figure in figures.split("cohort.cases")]
    assert by == [2, 1, 1, 1, 0, 0]
    share, without = (figures.figure(f"cohort.{name}") for name in ("on_time", "on_time_without_exception"))
    assert (share.numerator, share.denominator) == (2, 4)
    assert (without.numerator, without.denominator) == (1, 3)


def test_a_refused_case_that_is_open_again_is_still_open() -> None:
    spells = (Spell(Stage.REQUESTED, RECEIVED, date(2025, 12, 1)), Spell(Stage.ASSESSING, date(2026, 3, 2)))
    assert stands(CaseRow("c", RECEIVED, spells=spells, week_20=WEEK_20), AT) == "still_open"
