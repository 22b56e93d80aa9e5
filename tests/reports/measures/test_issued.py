"""Issued plans fall into DfE's bands by whole days, and a plan without a usable day of receipt into none of them."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from reports.measure import At
from reports.measures.issued import OVER_A_YEAR, TO_A_YEAR, WITHIN, band
from reports.periods import month
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import figures_of

ISSUED = date(2026, 3, 20)
AT = At(month(2026, 3))


def plan(days: int | None, case: str = "c", **more: bool) -> AssessmentRow:
    return AssessmentRow(case, None if days is None else ISSUED - timedelta(days), None, ISSUED, **more)


@pytest.mark.parametrize(
    "days, expected",
    [
        (0, WITHIN),
        (140, WITHIN),
        (141, TO_A_YEAR),
        (364, TO_A_YEAR),
        (365, OVER_A_YEAR),
        (-1, "undated"),
        (None, "undated"),
    ],
)
def test_the_band_changes_on_the_day_after_20_weeks_and_after_52(days: int | None, expected: str) -> None:
    assert band(plan(days), AT) == expected


ROWS = (
    plan(70, "a"),
    plan(140, "b", exception=True),
    plan(210, "c"),
    plan(420, "d", mediation_or_tribunal=True),
    plan(None, "e"),
    AssessmentRow("f", date(2026, 1, 5), date(2026, 3, 9), None),
)


def test_the_bands_with_and_without_exceptions_and_disputes_can_be_counted_by_hand() -> None:
    figures = figures_of(2026, 3, assessments=ROWS)
    counted = {
        kind: [each.value for each in figures.split(f"issued.plans.{kind}")]
        for kind in ("all_plans.including", "all_plans.excluding", "published.including", "published.excluding")
    }
    assert counted == {
        "all_plans.including": ["2", "1", "1", "1"],
        "all_plans.excluding": ["1", "1", "1", "1"],
        "published.including": ["2", "1", "0", "1"],
        "published.excluding": ["1", "1", "0", "1"],
    }


def test_the_three_shares_and_the_undated_make_up_all_plans_issued() -> None:
    figures = figures_of(2026, 3, assessments=ROWS)
    for kind in ("all_plans.including", "published.excluding"):
        shares = [figures.figure(f"{name}.{kind}") for name in ("kp8b", "issued.to_a_year", "issued.over_a_year")]
        undated = figures.figure(f"issued.plans.{kind}", category="undated")
        whole = figures.figure(f"issued.plans.{kind}")
        assert {share.denominator for share in shares} == {whole.numerator}
        assert sum(share.numerator for share in shares) + undated.numerator == whole.numerator


def test_the_mean_and_the_middle_of_the_weeks_leave_out_the_undated() -> None:
    figures = figures_of(2026, 3, assessments=ROWS)
    mean, middle = (figures.figure(f"issued.{name}_weeks.all_plans.including") for name in ("mean", "median"))
    assert Fraction(70 + 140 + 210 + 420, 4 * 7) == 30
    assert (mean.value, mean.denominator) == ("30", 4)
    assert (middle.value, middle.cases) == ("25", ("a", "b", "c", "d"))
    assert figures.figure("issued.median_weeks.published.excluding").value == "20"  # 10 and 30
