"""The forecast, of a service that works like clockwork, so that every number can be worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta
from math import exp

import pytest

from reports.board.blocks.forecast import assumptions, build, clear_by
from reports.board.model import Block, Chart, Kind, Paragraph
from reports.figures import Figure, Figures
from reports.forecast.ahead import forecast
from reports.forecast.backtest import backtest
from reports.forecast.chances import Range, of_cases, of_new, range_of, range_of_share, together
from reports.forecast.life_table import Ahead, Left, life_table
from reports.periods import Period, month
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, End, Ending, Spell, Stage
from tests.reports.board.by_hand import ABOUT, figures_of, the, values

AS_AT = date(2026, 10, 31)
"""A Saturday, so the weeks ahead are 1 to 7, 8 to 14, 15 to 21 and 22 to 28 November, and 29 November to 5 December."""
FIRST = date(2024, 9, 2)


def clockwork(received: date, until: date = AS_AT, took_before: int = 0) -> CaseRow:
    """Three weeks of assessing from a Monday, two of drafting, and the plan on the Monday after."""
    drafting, issued = received + timedelta(weeks=3), received + timedelta(weeks=5)
    whole = CaseRow(
        f"C{received}",
        received - timedelta(took_before),
        spells=(Spell(Stage.ASSESSING, received, drafting), Spell(Stage.DRAFTING, drafting, issued)),
        ends=(End(Ending.ISSUED, issued),),
        week_20=received + timedelta(weeks=20) - timedelta(took_before),
        issued_on=issued,
    )
    return truncated(whole, until)


def truncated(case: CaseRow, day: date) -> CaseRow:
    """The case as it stood at the end of a day."""
    spells = tuple(
        replace(spell, until=spell.until if spell.until and spell.until <= day else None)
        for spell in case.spells
        if spell.since <= day
    )
    issued = case.issued_on if case.issued_on and case.issued_on <= day else None
    return replace(case, spells=spells, ends=tuple(end for end in case.ends if end.on <= day), issued_on=issued)


def service(until: date = AS_AT, took_before: int = 0) -> tuple[CaseRow, ...]:
    """One request each Monday for two years."""
    mondays = [FIRST + timedelta(weeks=week) for week in range(200)]
    return tuple(clockwork(monday, until, took_before) for monday in mondays if monday <= until)


def test_everyone_who_spends_three_weeks_in_a_stage_is_certain_to_leave_in_the_third() -> None:
    table = life_table(service(), AS_AT)
    bands = table.bands[Stage.ASSESSING]
    assert [(band.first, band.exposed) for band in bands] == [(0, 52), (1, 52), (2, 52)]
    assert [dict(band.chances) for band in bands] == [{None: 1}, {None: 1}, {Stage.DRAFTING: 1}]
    assert [dict(band.chances) for band in table.bands[Stage.DRAFTING]] == [{None: 1}, {Left.PLAN: 1}]
    assert table.entries == {Stage.ASSESSING: 1}
    assert table.weeks == 52


def test_a_case_just_begun_has_its_plan_in_the_fifth_week_and_in_no_other() -> None:
    ahead = Ahead(life_table(service(), AS_AT), 8)
    assert ahead.plan(Stage.ASSESSING, 0) == [0, 0, 0, 0, 1, 0, 0, 0]
    assert ahead.plan(Stage.ASSESSING, 2) == [0, 0, 1, 0, 0, 0, 0, 0]
    assert ahead.plan(Stage.DRAFTING, 1) == [1, 0, 0, 0, 0, 0, 0, 0]


def test_plans_fall_into_the_month_by_the_days_of_their_week() -> None:
    found = forecast(service(), AS_AT)
    november, december, *_ = found.months
    assert found.open_cases == 5
    # one plan in each of four weeks, and one in the week of which 29 and 30 November are two days
    assert november.plans == pytest.approx(4 + 2 / 7)
    assert november.plans_range == Range(4, 5)
    assert november.from_new == 0
    # its other five days; then new requests: three whole weeks, and 27 to 31 December
    assert december.plans == pytest.approx(5 / 7 + 3 + 5 / 7)
    assert december.from_new == pytest.approx(3 + 5 / 7)
    assert [each.rate for each in found.months] == pytest.approx([1] * 5)


def test_a_plan_is_on_time_on_the_days_of_its_week_up_to_week_20() -> None:
    cases = service(took_before=103)
    first = next(case for case in cases if case.open_on(AS_AT))
    assert first.week_20 == date(2026, 11, 4)
    november = forecast(cases, AS_AT).months[0]
    # 1 to 4 November are four days of seven, as are the same days of the next three weeks; 29 and 30 November are both in time
    assert november.on_time == pytest.approx(4 * 4 / 7 + 2 / 7)
    assert november.rate == pytest.approx(18 / 30)


def test_weeks_are_pooled_until_enough_cases_are_behind_a_chance() -> None:
    table = life_table(service(), AS_AT, least=100)
    (band,) = table.bands[Stage.ASSESSING]
    assert (band.first, band.exposed) == (0, 156)
    assert band.chances == {None: pytest.approx(2 / 3), Stage.DRAFTING: pytest.approx(1 / 3)}


def test_an_open_case_counts_for_every_week_that_it_has_waited() -> None:
    waiting = CaseRow("W", AS_AT, spells=(Spell(Stage.REQUESTED, AS_AT - timedelta(weeks=10)),))
    gone = CaseRow(
        "G",
        AS_AT,
        spells=(Spell(Stage.REQUESTED, AS_AT - timedelta(weeks=10), AS_AT - timedelta(weeks=9)),),
        ends=(End(Ending.WITHDRAWN, AS_AT - timedelta(weeks=9)),),
    )
    (band,) = life_table([waiting, gone], AS_AT).bands[Stage.REQUESTED]
    assert band.exposed == 11
    assert band.chances == {None: pytest.approx(10 / 11), Left.OUT: pytest.approx(1 / 11)}


def test_a_plan_after_a_decision_not_to_issue_is_not_expected() -> None:
    refused = AS_AT - timedelta(weeks=4)
    turned = CaseRow(
        "T",
        AS_AT - timedelta(weeks=20),
        spells=(
            Spell(Stage.ASSESSING, AS_AT - timedelta(weeks=20), refused),
            Spell(Stage.DRAFTING, AS_AT - timedelta(weeks=2)),
        ),
        ends=(End(Ending.NOT_ISSUED, refused),),
    )
    assert forecast([*service(), turned], AS_AT) == forecast(
        [*service(), replace(turned, spells=turned.spells[:1])], AS_AT
    )


def test_the_chances_of_two_coins() -> None:
    assert of_cases([0.5, 0.5]) == [0.25, 0.5, 0.25]
    assert of_cases([1.0, 0.0, 1.0]) == [0, 0, 1]
    assert together([0.5, 0.5], [0.5, 0.5]) == [0.25, 0.5, 0.25]


def test_the_chances_of_what_comes_by_itself() -> None:
    assert of_new(0) == [1]
    assert of_new(2)[:3] == pytest.approx([exp(-2), 2 * exp(-2), 2 * exp(-2)])
    assert sum(of_new(1000)) == pytest.approx(1)


def test_a_range_leaves_a_tenth_out_on_each_side() -> None:
    tenths = [0.05, 0.1, 0.7, 0.1, 0.05]
    assert range_of(tenths, 2) == Range(1, 3)
    assert range_of([0.95, 0.05], 0.05) == Range(0, 1)  # widened, so that the mean is in it
    assert range_of_share([0, 1], [0.5, 0, 0, 0.5], 0.5) == Range(0.25, 1)


def test_the_backtest_is_what_the_months_before_would_have_said() -> None:
    cases = service()

    def actual(of: Period) -> int:
        return sum(case.issued_on is not None and case.issued_on in of for case in cases)

    tried = backtest(cases, month(2026, 10), actual)
    assert [(each.made.last.month, each.ahead) for each in tried[:6]] == [
        (4, 1),
        (4, 2),
        (4, 3),
        (4, 4),
        (4, 5),
        (5, 1),
    ]
    assert len(tried) == 5 + 5 + 4 + 3 + 2 + 1
    october = tried[-1]
    # made on Wednesday 30 September: four whole weeks of October, and three days of the fifth
    assert october.forecast.plans == pytest.approx(4 + 3 / 7)
    assert october.actual == 4
    assert october.missed == pytest.approx(3 / 7)
    assert october.inside
    assert october.naive == pytest.approx(52 / 12)


def late_or_not(now: int, then: int) -> str:
    def figure(number: int) -> Figure:
        return Figure("f", "m", "", "month", AS_AT, AS_AT, number, number, str(number))

    return clear_by(figure(now), figure(then), month(2026, 10))


def test_when_none_is_left_at_the_present_flow() -> None:
    assert late_or_not(20, 50) == "31 December 2026"  # 10 fewer in a month, so two months
    assert late_or_not(21, 51) == "31 January 2027"
    assert late_or_not(50, 50) == "not at this flow: they do not become fewer"
    assert late_or_not(0, 9) == "none is open past week 20 now"
    assert late_or_not(1000, 1003) == "not within 10 years at this flow"


def assert_fits(block: Block, figures: Figures) -> None:
    """Cells are of their columns' kinds, counts open to their figures, and all else that is counted says what it rests on."""
    for table in block.tables:
        for row in table.rows:
            assert [cell.kind for cell in row.cells] == [column.kind for column in table.columns], (table.id, row.id)
            for cell in row.cells:
                assert (cell.kind is Kind.COUNT) == bool(cell.figure)
                assert not cell.figure or figures.asked[cell.figure].value == cell.value
                assert set(cell.rests_on) <= set(figures.asked)


def test_the_block_prints_due_expected_and_tried() -> None:
    cases = service()
    assessments = tuple(
        AssessmentRow(case.case, case.received_on, None, case.issued_on) for case in cases if case.issued_on
    )
    figures = figures_of(2026, 10, cases=cases, assessments=assessments)
    block = build(figures, ABOUT)
    assert_fits(block, figures)
    # requests of 28 September to 26 October: 20 weeks later it is 15 February to 15 March
    assert values(the(block, "forecast.due")) == {
        "1": ["0"],
        "2": ["0"],
        "3": ["0"],
        "4": ["2"],
        "5": ["3"],
        "total": ["5"],
    }
    assert values(the(block, "forecast.expected"))["2026-11"] == [
        "4.3",
        "4",
        "5",
        "0.0",
        "4.3",
        "100.0",
        "100.0",
        "100.0",
    ]
    assert values(the(block, "forecast.backtest"))["2026-10"] == ["4.4", "4", "5", "4", "inside", "4.3"]
    assert values(the(block, "forecast.missed"))["1"][2] == "6 of 6"
    (chart,) = (part for part in block.parts if isinstance(part, Chart))
    assert chart.says.startswith("4.3 plans are expected in November 2026, in a range from 4 to 5,")
    told = [part.text for part in block.parts if isinstance(part, Paragraph)]
    assert told[-6:] == assumptions(forecast(cases, AS_AT))
    assert "1.0 cases a week" in told[-3]


def test_without_any_case_nothing_is_forecast_and_the_block_says_so() -> None:
    figures = figures_of(2026, 10)
    assert not forecast((), AS_AT).possible
    block = build(figures, ABOUT)
    assert_fits(block, figures)
    assert [table.id for table in block.tables] == ["forecast.due", "forecast.clear_by"]
    assert [part.text for part in block.parts if isinstance(part, Paragraph)] == [
        "No assessment was at a stage for a week before this day, so no plan can be forecast."
    ]
    assert values(the(block, "forecast.clear_by"))["past_week_20"] == [
        "0",
        "0",
        "+0.0",
        "none is open past week 20 now",
    ]
