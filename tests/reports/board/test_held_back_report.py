"""What is left of a report when numbers of it are held back: its cells, sentences, charts and tables of single cases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reports.board.held_back import SENTENCE, hold_back, rule_words
from reports.board.model import (
    Block,
    Cell,
    Chart,
    Column,
    Drawing,
    Header,
    Kind,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    Why,
)
from reports.figures import Figure
from tests.reports.board.test_held_back import OCTOBER, UNDER, share

HEADER = Header("October 2026", "", "", "", faults=2)


def table(*rows: tuple[Cell, ...], table_id: str = "B2.test", note: str = "") -> Table:
    columns = tuple(
        Column(f"c{place}", "", Kind.TEXT if place == 0 else Kind.COUNT) for place in range(len(rows[0]) + 1)
    )
    lines = tuple(Row(f"r{place}", (Cell(f"Line {place}"), *cells)) for place, cells in enumerate(rows))
    return Table(table_id, "A table", columns, lines, HEADER, note)


def report(*parts: Part) -> Report:
    known = datetime(2026, 11, 2, tzinfo=UTC)
    block = Block("B2", "Block", parts)
    day = OCTOBER.last
    return Report("831", "Derby", "Report", "2026-10", "October 2026", day, known, "1", 1, "", True, "", (block,), ())


def kp8b(numerator: int, denominator: int) -> Figure:
    return replace(
        share("rate", numerator, denominator), id="kp8b.all_plans.including@month", measure="kp8b.all_plans.including"
    )


SMALL, LARGE = kp8b(3, 20), kp8b(8, 20)


def cell(figure: Figure) -> Cell:
    return Cell(figure.value, Kind.SHARE, figure.id, figure.numerator, figure.denominator)


def parts_after(figure: Figure, *parts: Part) -> tuple[Part, ...]:
    return hold_back(report(*parts), [figure], UNDER).blocks[0].parts


def test_a_held_back_cell_keeps_its_id_and_nothing_of_its_number() -> None:
    (after,) = parts_after(SMALL, table((cell(SMALL),)))
    assert isinstance(after, Table)
    assert after.rows[0].cells == (Cell("Line 0"), Cell(None, Kind.SHARE, SMALL.id, why=Why.HELD_BACK))


def test_the_report_says_the_rule_and_that_it_is_not_exact() -> None:
    after = hold_back(report(table((cell(LARGE),))), [LARGE], UNDER)
    assert not after.exact
    assert after.small_numbers == rule_words(5)
    assert after.small_numbers.startswith("Counts from 1 to 4 are held back")
    assert after.blocks[0].tables[0].rows == table((cell(LARGE),)).rows


def test_a_number_worked_out_from_a_held_back_one_goes_with_it_and_a_target_stays() -> None:
    variance, target, other = Cell("-40.0", Kind.NUMBER), Cell("55.0", Kind.PERCENT), Cell("x", Kind.TEXT)
    (after,) = parts_after(SMALL, table((cell(SMALL), variance, target, other)))
    assert isinstance(after, Table)
    assert [each.value for each in after.rows[0].cells[1:]] == [None, None, "55.0", "x"]


def test_a_number_in_another_table_goes_where_it_says_what_it_rests_on() -> None:
    rests = Cell("3.5", Kind.NUMBER, rests_on=(SMALL.id,))
    _, after = parts_after(
        SMALL, table((cell(SMALL),)), table((rests,), (Cell("9", Kind.NUMBER),), table_id="B2.other")
    )
    assert isinstance(after, Table)
    assert [row.cells[1].value for row in after.rows] == [None, "9"]


def test_sentences_and_charts_that_tell_of_it_are_replaced_and_others_stay() -> None:
    chart = Chart("B2.chart", "Chart", "3 of 20 were on time.", "B2.test", ("c1",), Drawing.BARS)
    before = (
        table((cell(SMALL),), note="Only 3 were on time."),
        chart,
        Paragraph("It fell to 15.0%.", "what_moved", (SMALL.id,)),
        Paragraph("It fell.", "why"),
        Paragraph("Of 20 plans, many were late."),
        Paragraph("A plan counts by the day on which it was sent."),
    )
    after = parts_after(SMALL, *before)
    assert isinstance(after[0], Table)
    assert after[0].note == SENTENCE
    assert after[1] == replace(chart, says=SENTENCE)
    assert [part.text for part in after[2:] if isinstance(part, Paragraph)] == [
        SENTENCE,
        SENTENCE,
        SENTENCE,
        "A plan counts by the day on which it was sent.",
    ]
    kept = parts_after(LARGE, table((cell(LARGE),)), replace(chart, says="8 of 20."), *before[2:])
    assert [part.text for part in kept[2:] if isinstance(part, Paragraph)] == [part.text for part in before[2:]]
    assert kept[1] == replace(chart, says="8 of 20.")


def test_tables_of_single_cases_do_not_leave_and_a_sentence_says_so() -> None:
    oldest = table((Cell("95", Kind.WEEKS),), table_id="B7.oldest")
    listed = table((Cell(LARGE.cases[0], Kind.TEXT),), table_id="B7.list")
    drawn = Chart("c", "C", "", "B7.oldest", ("c1",), Drawing.BARS)
    after = parts_after(
        LARGE, table((cell(LARGE),)), oldest, drawn, listed, Paragraph(f"The oldest is {LARGE.cases[0]}.")
    )
    gone = "A table: this table lists single cases, which do not leave the service."
    assert [part.text for part in after if isinstance(part, Paragraph)] == [gone, gone, SENTENCE]
    assert len(after) == 4
    assert LARGE.cases[0] not in repr(after)


@pytest.mark.parametrize(
    "faults,left,held_back", [(2, None, True), (30, None, True), (0, 0, False), (None, None, False)]
)
def test_of_faults_behind_a_table_only_none_and_some_leave(
    faults: int | None, left: int | None, held_back: bool
) -> None:
    # 30 behind one table and 28 behind another would tell of 2
    before = table((cell(LARGE),))
    (after,) = parts_after(LARGE, replace(before, header=replace(HEADER, faults=faults)))
    assert isinstance(after, Table)
    assert (after.header.faults, after.header.faults_held_back) == (left, held_back)


def test_a_figure_that_was_not_given_stops_it() -> None:
    with pytest.raises(ValueError, match="were not given"):
        hold_back(report(table((cell(LARGE),))), [], UNDER)


def test_a_limit_that_holds_back_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="the least that can"):
        hold_back(report(), [], 1)
