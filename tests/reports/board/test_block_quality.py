"""B19: faults by kind, cases with any, and how late steps were recorded."""

from datetime import date

from reports.board.blocks.quality import build
from reports.board.cells import count_faults, header, row
from reports.board.model import Block, Column, Kind, Table
from reports.figures import Figures
from reports.rows.cases import Ending
from reports.rows.quality import Fault, FaultRow
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

FAULTS = (
    FaultRow("a", Fault.BACKDATED, date(2026, 10, 7), "draft sent", 20),
    FaultRow("a", Fault.UNDATED, date(2026, 9, 7), "request received"),
    FaultRow("b", Fault.BLOCKS_RETURN, date(2026, 10, 31), "item 2.1"),
)
CASES = (open_case("a", date(2026, 9, 1)),)
FIGURES = figures_of(2026, 10, faults=FAULTS, cases=CASES)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_opens_to_a_figure_and_categories_add_up() -> None:
    assert BLOCK.id == "B19"
    assert_sound(BLOCK, FIGURES)
    assert_adds_up(the(BLOCK, "quality.faults"))
    assert_adds_up(the(BLOCK, "quality.faults_in_period"))


def test_three_faults_of_two_cases_counted_by_hand() -> None:
    faults = values(the(BLOCK, "quality.faults"))
    assert faults["total"] == ["3", "1", "0"]
    assert faults["blocks_return"] == ["1", None, None]
    blocking = the(BLOCK, "quality.blocking_cases")
    assert (values(blocking), len(blocking.columns)) == ({"quality.blocking_cases": ["1"]}, 2)
    assert values(the(BLOCK, "quality.cases_with_fault"))["quality.cases_with_fault"] == ["2", "1", "0"]
    assert values(the(BLOCK, "quality.backdated_days"))["quality.backdated_days"][0] == "20"
    assert values(the(BLOCK, "quality.no_date_received"))["quality.no_date_received"] == ["0.0", "0.0", None]


def test_the_table_says_from_how_many_days_a_step_is_backdated() -> None:
    assert f"more than {ABOUT.choices.backdated_after} days" in the(BLOCK, "quality.backdated_days").note


def test_the_faults_behind_a_table_are_in_its_header_whatever_else_was_asked() -> None:
    def faults(figures: Figures) -> dict[str, int | None]:
        return {table.id: table.header.faults for table in count_faults(figures, build(figures, ABOUT)).tables}

    ended = ended_case("b", date(2026, 5, 1), Ending.NOT_ASSESSED, date(2026, 8, 1))
    asked_before = figures_of(2026, 10, faults=FAULTS, cases=(*CASES, ended))
    fresh = figures_of(2026, 10, faults=FAULTS, cases=asked_before.rows.cases)
    # b was open in July, and its fault is none of this table’s
    assert "b" in asked_before.figure("quality.no_date_received", "2026-07").cases
    assert faults(asked_before) == faults(fresh)
    assert faults(fresh)["quality.no_date_received"] == 1
    assert faults(fresh)["quality.cases_with_fault"] == 2


def test_a_table_that_no_case_is_counted_in_says_so() -> None:
    figures = figures_of(2026, 10, faults=FAULTS, cases=CASES)
    table = Table("t", "", (Column("heading", "", Kind.TEXT),), (row("r", "Words", ()),), header(figures, ()))
    assert count_faults(figures, Block("B1", "", (table,))).tables[0].header.faults is None
