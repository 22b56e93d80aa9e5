"""B2 prints four measures, the rating, both series of targets, 13 months and the published figures."""

from datetime import date, timedelta

from reports.board.about import About
from reports.board.blocks import kp8b
from reports.board.model import Cell, Chart, Paragraph, Table, Why
from reports.figures import Figures
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import figures_of, the, values

DERBY = About("831", "Derby")


def plan(case: str, issued: date, days: int, exception: bool = False, disputed: bool = False) -> AssessmentRow:
    return AssessmentRow(case, issued - timedelta(days), None, issued, exception, disputed)


def in_2020() -> Figures:
    """November 2020: 4 plans, of which 1 late with an exception and 1 late after a mediation. January and 2019: one each."""
    november = date(2020, 11, 16)
    return figures_of(
        2020,
        11,
        assessments=(
            plan("a", november, 100),
            plan("b", november, 139),
            plan("c", november, 200, exception=True),
            plan("d", november, 200, disputed=True),
            plan("e", date(2020, 1, 15), 200),
            plan("f", date(2019, 11, 15), 100),
        ),
    )


def parts(cells: tuple[Cell, ...]) -> list[tuple[int | None, int | None, str | None]]:
    return [(cell.numerator, cell.denominator, cell.value) for cell in cells]


def test_the_four_measures_stand_in_four_periods_with_their_parts() -> None:
    table = the(kp8b.build(in_2020(), DERBY), "kp8b.measures")
    assert [column.id for column in table.columns] == [
        "heading",
        "month",
        "year_to_date",
        "rolling_12",
        "calendar_year",
    ]
    shown = {row.id: parts(row.cells[1:]) for row in table.rows}
    assert shown["kp8b.published.including"] == [(2, 3, "66.7"), (2, 3, "66.7"), (2, 4, "50.0"), (2, 4, "50.0")]
    assert shown["kp8b.published.excluding"] == [(2, 2, "100.0"), (2, 2, "100.0"), (2, 3, "66.7"), (2, 3, "66.7")]
    assert shown["kp8b.all_plans.including"] == [(2, 4, "50.0"), (2, 4, "50.0"), (2, 5, "40.0"), (2, 5, "40.0")]
    assert shown["kp8b.all_plans.excluding"] == [(2, 3, "66.7"), (2, 3, "66.7"), (2, 4, "50.0"), (2, 4, "50.0")]


def test_the_rating_prints_word_variance_and_rule() -> None:
    table = the(kp8b.build(in_2020(), DERBY), "kp8b.rating")
    assert values(table) == {
        "kp8b.published.including": ["66.7", "57.5", "9.2", "Green: 9.2 percentage points above 57.5%"],
        "kp8b.published.excluding": ["100.0", "57.5", "42.5", "Green: 42.5 percentage points above 57.5%"],
    }
    assert table.rows[0].cells[2].why is Why.INTERPOLATED
    assert "Target: interpolated, on the straight line between two milestones." in table.note


def test_the_two_series_of_targets_stand_side_by_side_and_one_is_used() -> None:
    table = the(kp8b.build(in_2020(), DERBY), "kp8b.targets")
    # Appendix 2: 27.5 in March 2020, and 22.5 more in twelve months; eight of them make 15
    assert values(table) == {
        "kp8b": ["57.5", "60% by December 2020", "as printed", "yes"],
        "kp8b_appendix_2": ["42.5", "50% by March 2021", "as printed", "no"],
    }


def test_thirteen_months_stand_beside_their_targets() -> None:
    block = kp8b.build(in_2020(), DERBY)
    table = the(block, "kp8b.trend")
    assert [row.id for row in table.rows][::12] == ["2019-11", "2020-11"]
    assert len(table.rows) == 13
    months = {row.id: [(cell.value, cell.why) for cell in row.cells[1:]] for row in table.rows}
    before = (None, Why.NOT_HELD)
    assert months["2019-11"] == [("100.0", None), ("100.0", None), before, before, before]
    assert months["2020-01"] == [
        ("0.0", None),
        ("0.0", None),
        ("22.5", Why.INTERPOLATED),
        ("-22.5", None),
        ("-22.5", None),
    ]
    nothing = (None, Why.NOTHING)
    assert months["2020-02"] == [nothing, nothing, ("25.0", None), nothing, nothing]
    (chart,) = (part for part in block.parts if isinstance(part, Chart))
    assert chart.columns == ("including", "excluding", "target")
    assert chart.says == ("In November 2020: KP8b (i) 66.7% (2 of 3), KP8b (ii) 100.0% (2 of 2); the target 57.5%.")
    assert chart.rests_on == ("kp8b.published.including@month", "kp8b.published.excluding@month")


def test_an_authority_without_targets_is_told_so_and_its_chart_has_no_line_of_them() -> None:
    block = kp8b.build(in_2020(), About("830", "Derbyshire"))
    assert Paragraph("Targets for KP8b: no target of this authority is held.") in block.parts
    assert the(block, "kp8b.trend").note == "Target: no target of this authority is held."
    (chart,) = (part for part in block.parts if isinstance(part, Chart))
    assert chart.columns == ("including", "excluding")
    assert chart.says.endswith("no target of this authority is held.")


def published(authority: str, year: int = 2026) -> Table:
    return the(kp8b.build(figures_of(year, 3), About(authority, "Here")), "kp8b.published")


def test_the_published_lines_of_the_latest_years_stand_beside_it_with_their_parts() -> None:
    table = published("831")
    assert [column.title for column in table.columns[1:]] == [
        "2022 (i)",
        "2022 (ii)",
        "2023 (i)",
        "2023 (ii)",
        "2024 (i)",
        "2024 (ii)",
    ]
    rows = {row.id: row for row in table.rows}
    assert list(rows) == ["own", "England", "East Midlands", "neighbours"]
    assert parts(rows["own"].cells[5:]) == [(62, 442, "14.0"), (62, 377, "16.4")]
    assert parts(rows["England"].cells[5:]) == [(41448, 90392, "45.9"), (39407, 84866, "46.4")]
    assert rows["neighbours"].cells[0].value == "Statistical neighbours, median of 10"
    assert "worked out here" in table.note
    assert not any(cell.figure for row in table.rows for cell in row.cells)


def test_an_authority_outside_the_panel_sees_england_and_the_region_only() -> None:
    table = published("202")
    assert [row.id for row in table.rows] == ["England", "East Midlands"]
    assert table.note.endswith("No list of statistical neighbours of this authority is held.")


def test_the_made_up_authority_sees_derbys_neighbours_named_as_an_example() -> None:
    rows = {row.id: row for row in published("997").rows}
    assert "own" not in rows
    assert rows["neighbours"].cells[0].value == "Statistical neighbours of authority 831, an example, median of 10"


def test_a_month_before_all_published_years_says_that_none_is_held() -> None:
    block = kp8b.build(figures_of(2019, 3), DERBY)
    assert isinstance(block.parts[-1], Paragraph)
    assert block.parts[-1].text.endswith("no published year before this month is held.")
