"""B6 has the columns that DfE publishes, with and without exceptions, on both bases."""

from datetime import date

from reports.board.blocks.issued import build
from reports.board.model import Chart
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import ABOUT, assert_sound, figures_of, the, values

ROWS = (
    AssessmentRow("a", date(2026, 1, 5), None, date(2026, 3, 9)),  # 63 days
    AssessmentRow("b", date(2025, 10, 6), None, date(2026, 3, 16), exception=True),  # 161 days
    AssessmentRow("c", date(2025, 1, 6), None, date(2026, 3, 16), mediation_or_tribunal=True),  # 434 days
    AssessmentRow("d", date(2025, 6, 2), None, date(2025, 10, 6)),  # 126 days, of the 12 months
)


def test_the_block_is_sound() -> None:
    figures = figures_of(2026, 3, assessments=ROWS)
    assert_sound(build(figures, ABOUT), figures)
    nothing = figures_of(2026, 3)
    assert_sound(build(nothing, ABOUT), nothing)


def test_the_columns_have_the_names_of_dfe_with_and_without_exceptions() -> None:
    block = build(figures_of(2026, 3, assessments=ROWS), ABOUT)
    assert [column.id for column in the(block, "issued.published.including").columns][1:] == [
        "plans_issued_den",
        "plans_issued_within_20_weeks",
        "plans_issued_gt20weeks_ltyear",
        "plans_issued_gt_1_year",
        "undated",
        "avg_weeks_issue_plan",
        "median_weeks_issue_plan",
    ]
    assert [column.id for column in the(block, "issued.published.excluding").columns][1:] == [
        "plans_issued_den_ex",
        "plans_issued_20_weeks_ex",
        "plans_issued_gt20weeks_ltyear_ex",
        "plans_issued_gt_1_year_ex",
        "undated_ex",
        "avg_weeks_issue_plan_exc",
        "median_weeks_issue_plan_ex",
    ]


def test_each_basis_and_treatment_can_be_counted_by_hand() -> None:
    block = build(figures_of(2026, 3, assessments=ROWS), ABOUT)
    assert values(the(block, "issued.all_plans.including"))["month"] == ["3", "33.3", "33.3", "33.3", "0", "31.3", "23"]
    assert values(the(block, "issued.published.including"))["month"] == ["2", "50.0", "50.0", "0.0", "0", "16", "16"]
    assert values(the(block, "issued.published.excluding"))["month"] == ["1", "100.0", "0.0", "0.0", "0", "9", "9"]
    assert values(the(block, "issued.published.including"))["rolling_12"][0] == "3"
    assert values(the(block, "issued.published.including"))["calendar_year"][0] == "2"


def test_the_trend_has_thirteen_months_and_its_bands_make_up_the_plans() -> None:
    shown = values(the(build(figures_of(2026, 3, assessments=ROWS), ABOUT), "issued.trend"))
    months = list(shown)
    assert (len(months), min(months), months[-1]) == (13, "2025-03", "2026-03")
    for row in shown.values():
        assert sum(int(value or 0) for value in row[:4]) == int(row[4] or 0)


def test_the_chart_says_the_bands_of_the_month() -> None:
    (chart,) = [p for p in build(figures_of(2026, 3, assessments=ROWS), ABOUT).parts if isinstance(p, Chart)]
    assert chart.says == (
        "1 of 2 plans issued in March 2026 were within 20 weeks (50.0%), 1 took longer, to a year, and 0 more than a year. "
        "The middle plan took 16 weeks."
    )
