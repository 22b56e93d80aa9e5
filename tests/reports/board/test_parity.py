"""Each of the Department's columns has a figure of ours for the calendar year, and the parts that it takes."""

from datetime import date, timedelta

from reports.board.model import Cell, Kind
from reports.board.parity import PARITY, parity
from reports.forms.csv_files import write_parity
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import figures_of
from tests.reports.forms.test_csv import lines_of, the_year


def test_each_column_is_named_once_and_opens_to_a_figure_of_the_calendar_year() -> None:
    figures = figures_of(2026, 3)
    assert len({column.name for column in PARITY}) == len(PARITY)
    assert [column for column, _ in parity(figures)] == list(PARITY)
    assert all(figures.asked[column.figure].first == date(2026, 1, 1) for column in PARITY)


def test_the_timeliness_columns_are_parts_of_one_another() -> None:
    issued = date(2026, 2, 16)
    days = {"a": 100, "b": 140, "c": 141, "d": 364, "e": 365}
    rows = [AssessmentRow(case, issued - timedelta(taken), None, issued) for case, taken in days.items()]
    rows.append(AssessmentRow("f", issued - timedelta(300), None, issued, exception=True))
    rows.append(AssessmentRow("g", issued - timedelta(300), None, issued, mediation_or_tribunal=True))
    rows.append(AssessmentRow("h", issued - timedelta(300), issued, None))
    shown = {column.name: number for column, number in parity(figures_of(2026, 3, assessments=tuple(rows)))}
    assert (shown["assess_issued"], shown["assess_not_issued"]) == ("7", "1")
    assert (shown["plans_issued_den"], shown["plans_issued_within_20_weeks"]) == ("6", "2")
    assert shown["pc_plans_issued_within_20_weeks"] == "33.3"
    assert (shown["plans_issued_gt20weeks_ltyear"], shown["plans_issued_gt_1_year"]) == ("3", "1")
    assert (shown["plans_issued_den_ex"], shown["plans_issued_20_weeks_ex"]) == ("5", "2")
    assert shown["pc_plans_issued_20_weeks_ex"] == "40.0"
    # (100 + 140 + 141 + 364 + 365) days / 5 / 7 = 31.71 weeks
    assert shown["avg_weeks_issue_plan_exc"] == "31.7"


def test_the_reviews_columns_stand_or_fall_with_the_share_that_the_report_holds() -> None:
    beside = {column.name: column.beside for column in PARITY if column.beside}
    share = "reviews.review_completed@calendar_year"
    assert beside == {"review_expected": share, "review_not_completed": share}


def test_reviews_expected_are_left_out_of_the_departments_columns_where_their_share_is_not_held() -> None:
    expected = Cell("40", Kind.COUNT, "reviews.review_expected@calendar_year")
    share = Cell("50.0", Kind.SHARE, "reviews.review_completed@calendar_year", 20, 40)
    shown = []
    for cells in ((expected,), (expected, share)):
        data = write_parity(the_year(*cells))
        assert data is not None
        (line,) = lines_of(data)
        shown.append((line["review_expected"], line["review_completed"]))
    assert shown == [("x", "x"), ("40", "20")]
