"""B7 shows the open work by age and stage at the end of the month, how it came to that, and the ten oldest."""

from datetime import date, timedelta
from itertools import pairwise

from reports.board.blocks.backlog import build
from reports.board.model import Block, Chart
from reports.rows.cases import CaseRow, Ending, Spell, Stage
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

LAST = date(2026, 3, 31)
ROWS = (
    open_case("a", LAST - timedelta(10), week_20=date(2026, 8, 8)),
    open_case("b", LAST - timedelta(141), Stage.DRAFTING, week_20=date(2026, 3, 30)),
    open_case("c", LAST - timedelta(150), Stage.DRAFTING, week_20=date(2026, 3, 21), exception=True),
    open_case("d", LAST - timedelta(500), Stage.DRAFT_WITH_FAMILY),
    CaseRow("e", None, spells=(Spell(Stage.ASSESSING, date(2026, 2, 2)),)),
    ended_case("f", date(2026, 1, 5), Ending.NOT_ISSUED, date(2026, 3, 9)),
)


def block_of() -> Block:
    return build(figures_of(2026, 3, cases=ROWS), ABOUT)


def test_the_block_is_sound_and_its_divisions_add_up() -> None:
    figures = figures_of(2026, 3, cases=ROWS)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    for table in ("backlog.ages", "backlog.stages", "backlog.ages_by_stage", "backlog.left"):
        assert_adds_up(the(block, table))
    nothing = figures_of(2026, 3)
    assert_sound(build(nothing, ABOUT), nothing)


def test_the_summary_is_of_the_ends_of_three_months() -> None:
    table = the(block_of(), "backlog.summary")
    assert [column.title for column in table.columns][1:] == ["31 March 2026", "28 February 2026", "31 March 2025"]
    assert values(table) == {
        "open": ["5", "5", "1"],
        "past_week_20": ["2", "0", "0"],
        "past_week_20_without_exception": ["1", "0", "0"],
        "undated": ["1", "1", "0"],
    }
    assert values(the(block_of(), "backlog.longest"))["longest"] == ["71.4", "67", "19.3"]


def test_the_heat_table_has_a_row_for_each_band_and_a_column_for_each_stage() -> None:
    shown = values(the(block_of(), "backlog.ages_by_stage"))
    assert list(shown) == [
        "0_6", "6_12", "12_16", "16_20", "20_26", "26_39", "39_52", "over_52", "undated", "total",
    ]  # fmt: skip
    assert shown["20_26"] == ["0", "0", "2", "0", "2"]
    assert shown["over_52"] == ["0", "0", "0", "1", "1"]
    assert shown["total"] == ["1", "1", "2", "1", "5"]


def test_each_month_follows_from_the_one_before() -> None:
    shown = list(values(the(block_of(), "backlog.trend")).values())
    assert len(shown) == 13
    for before, after in pairwise(shown):
        joined, _again, left, still_open = (int(value or 0) for value in after[:4])
        assert int(before[3] or 0) + joined - left == still_open
    assert shown[-1] == ["1", "0", "1", "5", "2"]


def test_the_oldest_are_ten_case_references_with_the_earliest_request_first() -> None:
    assert values(the(block_of(), "backlog.oldest")) == {
        "1": ["71 weeks", "Draft with the family", "the 20 weeks never began"],
        "2": ["21 weeks", "Writing the draft", "21 March 2026"],
        "3": ["20 weeks", "Writing the draft", "30 March 2026"],
        "4": ["1 week", "Requested, not decided", "8 August 2026"],
    }
    many = tuple(open_case(f"c{n:02}", LAST - timedelta(n)) for n in range(1, 13))
    rows = the(build(figures_of(2026, 3, cases=many), ABOUT), "backlog.oldest").rows
    assert [row.cells[0].value for row in rows] == [f"c{n:02}" for n in range(12, 2, -1)]


def test_the_charts_say_what_they_show() -> None:
    charts = {part.id: part.says for part in block_of().parts if isinstance(part, Chart)}
    assert charts == {
        "backlog.heat": "Of 5 open assessments the largest group is of 2: over 20 to 26 weeks since the request, at the "
        "stage “Writing the draft”.",
        "backlog.open_chart": "5 open at the end of March 2026, 2 of them past week 20; 1 open at the end of March 2025.",
        "backlog.flow_chart": "1 joined and 1 left in March 2026.",
    }
