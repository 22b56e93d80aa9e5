"""B4 shows every request of a period once in each division, and what became of it."""

from datetime import date

from reports.board.blocks.demand import build
from reports.board.model import Chart
from reports.rows.cases import CaseRow, Decision, End, Ending
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values

ROWS = (
    CaseRow("a", date(2026, 9, 1), "parent", date(2020, 1, 1), "DE22", "ASD", Decision.ASSESS, date(2026, 9, 20)),
    CaseRow("b", date(2026, 9, 3), "school", date(2012, 1, 1), "DE22", "SEMH", mediation=True),
    CaseRow("c", date(2026, 9, 30), "", None, "", "", Decision.NOT_ASSESS, date(2026, 9, 30)),
    CaseRow("d", date(2026, 5, 4), "parent", date(2010, 1, 1), "DE1", "MLD", ends=(End(Ending.WITHDRAWN, date(2026, 5, 9)),)),
    CaseRow("e", date(2025, 9, 8), "parent", date(2010, 1, 1), "DE1", "MLD", Decision.ASSESS, date(2025, 11, 3)),
)  # fmt: skip


def test_the_block_is_sound_and_each_division_adds_up() -> None:
    figures = figures_of(2026, 9, cases=ROWS)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    for table in ("demand.source", "demand.age", "demand.need", "demand.area", "demand.outcome", "demand.timing"):
        assert_adds_up(the(block, table))


def test_every_division_shows_the_same_requests_in_the_five_periods() -> None:
    block = build(figures_of(2026, 9, cases=ROWS), ABOUT)
    for table in ("demand.source", "demand.age", "demand.need", "demand.area", "demand.outcome"):
        assert values(the(block, table))["total"] == ["3", "4", "1", "4", "4"]
    assert [column.id for column in the(block, "demand.source").columns] == [
        "heading",
        "month",
        "year_to_date",
        "last_year_to_date",
        "rolling_12",
        "calendar_year",
    ]


def test_the_areas_are_those_of_the_requests_in_the_order_of_their_names() -> None:
    shown = values(the(build(figures_of(2026, 9, cases=ROWS), ABOUT), "demand.area"))
    assert list(shown) == ["DE1", "DE22", "other", "unknown", "total"]
    assert shown["DE22"] == ["2", "2", "0", "2", "2"]


def test_the_rarest_areas_are_together_under_other() -> None:
    rows = [CaseRow(f"c{n}", date(2026, 9, 1), area=f"DE{n}") for n in range(1, 17)]
    rows += [CaseRow(f"d{n}", date(2026, 9, 1), area=f"DE{n}") for n in range(1, 16)]
    shown = values(the(build(figures_of(2026, 9, cases=tuple(rows)), ABOUT), "demand.area"))
    assert "DE16" not in shown
    assert shown["other"][0] == "1"
    assert shown["DE15"][0] == "2"


def test_what_became_of_a_request_has_the_names_of_dfe() -> None:
    block = build(figures_of(2026, 9, cases=ROWS), ABOUT)
    outcomes = values(the(block, "demand.outcome"))
    assert outcomes["requests_decided_to_assess"] == ["1", "1", "0", "1", "1"]  # the one of 2025 was not yet decided
    assert outcomes["requests_decided_not_to_assess"] == ["1", "1", "0", "1", "1"]
    assert outcomes["requests_withdrawn"] == ["0", "1", "0", "1", "1"]
    assert outcomes["requests_decision_not_made"] == ["1", "1", "1", "1", "1"]
    assert values(the(block, "demand.disputes"))["mediation_related_request"] == ["1", "1", "0", "1", "1"]


def test_the_chart_says_how_many_came_and_how_many_the_year_before() -> None:
    block = build(figures_of(2026, 9, cases=ROWS), ABOUT)
    chart = next(part for part in block.parts if isinstance(part, Chart))
    assert chart.says == (
        "3 received in September 2026, against 1 in the same month of the year before; 4 in the year to date, against 1 "
        "in the same months of the year before."
    )
    assert len(the(block, "demand.trend").rows) == 13


def test_the_needs_of_a_period_in_which_none_is_recorded_are_not_held() -> None:
    asked = (CaseRow("a", date(2026, 9, 1)), CaseRow("b", date(2026, 5, 4), need="ASD"))
    figures = figures_of(2026, 9, cases=asked)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    needs = values(the(block, "demand.need"))
    assert (needs["ASD"], needs["unknown"]) == ([None, "1", "0", "1", "1"], ["1", "1", "0", "1", "1"])
