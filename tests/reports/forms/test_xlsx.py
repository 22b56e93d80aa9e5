"""The workbook, read back with another program's reader: real numbers, formulas that agree with ours, nothing to run."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.board.cells import row, words
from reports.board.model import Block, Cell, Column, Kind, Report, Table, Why
from reports.forms import xlsx
from reports.forms.words import cell_words
from reports.percentages import percent
from tests.reports.forms.sample import COUNTED, EXACT, HELD_BACK

REPORTS = pytest.mark.parametrize("report", [EXACT, HELD_BACK], ids=["exact", "held back"])
FORMULA = re.compile(r'=IF\((\w+)=0,"none to count",INT\(\(2000\*(\w+)\+\1\)/\(2\*\1\)\)/10\)')


def opened(report: Report, formulas: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.write(report)), data_only=not formulas)


def column_of(table: Table, index: int) -> int:
    """The sheet's column (from 1) in which the value of a table's column stands: after its parts, and those before it."""
    place = 0
    for each in range(index + 1):
        cells = [row.cells[each] for row in table.rows]
        place += (
            any(cell.numerator is not None for cell in cells) + any(cell.denominator is not None for cell in cells) + 1
        )
    return place


def cells_in(sheet: Worksheet, table: Table) -> Iterator[tuple[Cell, Any]]:
    """Each cell of a table with the sheet's cell, its row found by the native table of the same name."""
    where = next(where for name, where in sheet.tables.items() if name.endswith(f"_{table.id}"))
    first = int(re.findall(r"\d+", where)[0]) + 1
    for down, each in enumerate(table.rows):
        for index, cell in enumerate(each.cells):
            yield cell, sheet.cell(first + down, column_of(table, index))


def expected(cell: Cell) -> Any:
    if cell.value is None or cell.kind is Kind.TEXT:
        return cell_words(cell)
    if cell.kind is Kind.DATE:
        return datetime.combine(date.fromisoformat(cell.value), datetime.min.time())
    return float(cell.value)


@REPORTS
def test_every_cell_of_the_workbook_is_the_reports_numbers_as_numbers(report: Report) -> None:
    book = opened(report)
    compared = 0
    for block in report.blocks:
        sheet = book[xlsx.sheet_names(report)[block.id]]
        for table in block.tables:
            for cell, shown in cells_in(sheet, table):
                assert shown.value == expected(cell), f"{table.id}: {shown.coordinate}"
                assert isinstance(shown.value, str) == isinstance(expected(cell), str)
                if cell.numerator is not None:
                    assert sheet.cell(shown.row, shown.column - 2).value == cell.numerator
                if cell.denominator is not None:
                    assert sheet.cell(shown.row, shown.column - 1).value == cell.denominator
                compared += 1
    assert compared == sum(len(each.cells) for table in report.tables() for each in table.rows)


def test_a_share_is_a_formula_of_its_parts_with_our_value_kept_beside_it() -> None:
    plain, kept = opened(EXACT, formulas=True), opened(EXACT)
    name = xlsx.sheet_names(EXACT)["B1"]
    table = EXACT.block("B1").tables[0]
    share = next(shown for cell, shown in cells_in(plain[name], table) if cell.kind is Kind.SHARE)
    assert (found := FORMULA.fullmatch(share.value)) is not None
    assert kept[name][found[2]].value == 12
    assert kept[name][found[1]].value == 31
    assert kept[name][share.coordinate].value == 38.7
    assert share.number_format == '0.0"%"'


def calculated(formula: str, cells: dict[str, int]) -> float | str:
    """What a spreadsheet gives for the one formula that we write, in the same floating point that it uses."""
    found = FORMULA.fullmatch(formula)
    assert found is not None, formula
    of, number = float(cells[found[1]]), float(cells[found[2]])
    if of == 0:
        return "none to count"
    return float((2000 * number + of) / (2 * of) // 1) / 10


@given(st.integers(0, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_spreadsheet_that_calculates_again_gets_our_percentage(parts: tuple[int, int]) -> None:
    number, of = parts
    again = calculated(xlsx.share_formula("B5", "C5"), {"B5": number, "C5": of})
    ours = percent(number, of)
    assert again == ("none to count" if ours is None else float(ours))


@pytest.mark.parametrize(
    "number, of, ours", [(1, 2000, 0.1), (49, 800, 6.1), (351, 2000, 17.6), (0, 7, 0.0), (7, 7, 100.0)]
)
def test_a_half_is_rounded_up_by_the_formula_too(number: int, of: int, ours: float) -> None:
    assert calculated(xlsx.share_formula("B5", "C5"), {"B5": number, "C5": of}) == ours


def test_a_share_that_is_not_that_of_its_parts_is_kept_as_it_is() -> None:
    odd = Cell("38.0", Kind.SHARE, "", 12, 31)
    table = Table(
        "t", "T", (Column("a", "A", Kind.TEXT), Column("b", "B", Kind.SHARE)), (row("r", "R", [odd]),), COUNTED
    )
    sheet = opened(replace(EXACT, blocks=(Block("B1", "One", (table,)),)), formulas=True)["B1 One"]
    assert [shown.value for cell, shown in cells_in(sheet, table) if cell is odd] == [38]


@REPORTS
def test_every_sheet_says_what_it_is_and_keeps_its_headings_in_sight(report: Report) -> None:
    book = opened(report)
    names = xlsx.sheet_names(report)
    assert book.sheetnames == ["About", *names.values(), "Figures"]
    for block in report.blocks:
        sheet = book[names[block.id]]
        assert sheet["A1"].value == f"{block.id} {block.title}: Madeupshire, October 2026"
        assert sheet.freeze_panes == "B2"
        assert len(sheet.tables) == len(block.tables), "each is a table that Excel and a screen reader know"
    assert book["About"]["A1"].value == "About: SEND Board report: Madeupshire, October 2026"
    assert book["Figures"].freeze_panes == "B3"
    assert not [sheet for sheet in book if sheet.merged_cells.ranges]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_first_sheet_says_what_the_report_is_and_what_it_lacks() -> None:
    said = {shown.value for line in opened(EXACT)["About"].iter_rows() for shown in line if shown.value}
    assert {"Madeupshire (998)", "the end of 31 October 2026", "8:15am on 2 November 2026", EXACT.small_numbers} <= said
    assert {"RAP panel", "no audit of a plan is recorded"} <= said


def test_every_figure_is_listed_once_with_its_parts() -> None:
    lines = list(opened(EXACT)["Figures"].iter_rows(min_row=3, values_only=True))
    ids = [line[0] for line in lines]
    printed = {cell.figure for table in EXACT.tables() for each in table.rows for cell in each.cells if cell.figure}
    assert set(ids) == printed
    assert len(ids) == len(printed)
    assert next(line for line in lines if line[0] == "kp8b.published.excluding@month")[6:] == (12, 28, 42.9)
    assert next(line for line in lines if line[0] == "stages.decision_days@month")[6:] == (None, 50, 38.5)


def test_interpolated_numbers_are_in_italics_and_no_others() -> None:
    table = EXACT.block("B2").tables[0]
    sheet = opened(EXACT)[xlsx.sheet_names(EXACT)["B2"]]
    found = [(cell.why is Why.INTERPOLATED, bool(shown.font.italic)) for cell, shown in cells_in(sheet, table)]
    assert found.count((True, True)) == 10
    assert (True, False) not in found
    assert (False, True) not in found


def test_a_number_that_is_held_back_is_nowhere_in_its_row() -> None:
    table = next(each for each in HELD_BACK.tables() if each.id == "trajectory")
    sheet = opened(HELD_BACK)[xlsx.sheet_names(HELD_BACK)["B2"]]
    may = next(shown.row for cell, shown in cells_in(sheet, table) if cell.value == "May 2026")
    values = [shown.value for shown in sheet[may]]
    assert values == ["May 2026", 37.2, None, None, "held back", None, None, "held back", "not published"]


def test_the_documents_properties_are_set_and_its_date_is_the_reports() -> None:
    book = opened(EXACT)
    assert book.properties.title == "SEND Board report: Madeupshire, October 2026"
    assert book.properties.creator == "Madeupshire"
    assert f"{book.properties.created:%Y-%m-%d %H:%M}" == "2026-11-02 08:15"
    assert book.custom_doc_props["Language"].value == "en-GB"


@pytest.mark.parametrize(
    "bad", ['=HYPERLINK("http://x","y")', "+1", "-a", "@SUM(A1)", "\t=1", "http://x.example", "{=1}"]
)
def test_text_is_never_a_formula_or_a_link(bad: str) -> None:
    table = Table(
        "t", bad, (Column("a", bad, Kind.TEXT), Column("b", bad)), (row("r", bad, [words(bad)]),), COUNTED, bad
    )
    report = replace(EXACT, name=bad, reason=bad, blocks=(Block("B1", "One", (table,)),))
    for sheet in opened(report, formulas=True):
        for line in sheet.iter_rows():
            assert not [shown.coordinate for shown in line if shown.data_type == "f"]
            assert not [shown.coordinate for shown in line if shown.hyperlink and shown.hyperlink.target]
            for shown in line:
                if isinstance(shown.value, str) and shown.value.startswith(("=", "+", "-", "@", "\t")):
                    assert shown.quotePrefix, "it must stay text when someone edits the cell"


def test_two_columns_of_one_title_get_different_headers() -> None:
    columns = (Column("a", "Same"), Column("b", "same"), Column("c", "Same"))
    table = Table("t", "T", columns, (row("r", "R", [words("1"), words("2")]),), COUNTED)
    sheet = opened(replace(EXACT, blocks=(Block("B1", "One", (table,)),)))["B1 One"]
    assert [column.name for column in sheet.tables["t_B1_t"].tableColumns] == ["Same", "same (2)", "Same (3)"]


def test_a_table_without_rows_says_so() -> None:
    table = Table("t", "T", (Column("a", "A", Kind.TEXT), Column("b", "B")), (), COUNTED)
    sheet = opened(replace(EXACT, blocks=(Block("B1", "One", (table,)),)))["B1 One"]
    assert "There is nothing to list." in [shown.value for shown in sheet["A"]]


def test_two_blocks_on_one_sheet_are_refused() -> None:
    blocks = (Block("B1", "One", ()), Block("B1", "One", ()))
    with pytest.raises(ValueError, match="B1 One"):
        xlsx.sheet_names(replace(EXACT, blocks=blocks))
