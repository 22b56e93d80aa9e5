"""The CSV forms: a line for each cell, the Department's columns, and nothing that a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import pytest

from reports.board.cells import row, words
from reports.board.model import Block, Cell, Column, Kind, Report, Table, Why
from reports.board.parity import PARITY
from reports.forms import csv_files
from reports.forms.csv_files import harmless
from tests.reports.forms.sample import COUNTED, EXACT, HELD_BACK, share

REPORTS = pytest.mark.parametrize("report", [EXACT, HELD_BACK], ids=["exact", "held back"])


def lines_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells_of(report: Report) -> list[tuple[str, str, str, str, Cell]]:
    return [
        (block.id, table.id, each.id, column.id, cell)
        for block in report.blocks
        for table in block.tables
        for each in table.rows
        for column, cell in list(zip(table.columns, each.cells, strict=True))[1:]
    ]


@REPORTS
def test_every_cell_has_its_line_with_its_value_its_parts_and_its_reason(report: Report) -> None:
    lines = lines_of(csv_files.write(report))
    cells = cells_of(report)
    assert len(lines) == len(cells) > 400
    for line, (block, table, row_id, column, cell) in zip(lines, cells, strict=True):
        assert (line["block"], line["table"], line["row"], line["column"]) == (block, table, row_id, column)
        assert line["value"] == (cell.value or "")
        assert line["numerator"] == ("" if cell.numerator is None else str(cell.numerator))
        assert line["denominator"] == ("" if cell.denominator is None else str(cell.denominator))
        assert line["why"] == (cell.why.value if cell.why else "")
        assert (line["kind"], line["figure"]) == (cell.kind.value, cell.figure)


def test_a_line_can_be_read_alone() -> None:
    line = next(
        each for each in lines_of(csv_files.write(EXACT)) if each["row"] == "kp8bi" and each["column"] == "actual"
    )
    assert line == {
        "authority": "998", "month": "2026-10", "issue": "2", "as_at": "2026-10-31", "block": "B1", "table": "summary",
        "table_title": "The month at a glance", "row": "kp8bi",
        "row_title": "Plans issued within 20 weeks, with exceptions", "column": "actual", "column_title": "In the month",
        "kind": "share", "value": "38.7", "numerator": "12", "denominator": "31", "why": "",
        "figure": "kp8b.published.including@month", "period": "October 2026",
        "basis": "published: no mediation or tribunal has taken place", "denominator_is": "plans sent in the month",
        "exceptions": "both", "faults": "3", "rules": "7f3a9c0d5e6b1a2c4d8e", "small_numbers": "shown",
    }  # fmt: skip


def test_a_number_that_is_held_back_is_not_in_the_file() -> None:
    line = next(
        each
        for each in lines_of(csv_files.write(HELD_BACK))
        if each["table"] == "requests_by_source" and each["row"] == "young_person" and each["column"] == "month"
    )
    assert (line["value"], line["numerator"], line["denominator"], line["why"]) == ("", "", "", "held back")
    assert line["small_numbers"] == "held back"


def test_a_number_of_faults_that_is_held_back_is_not_nothing() -> None:
    table = replace(EXACT.block("B1").tables[0], header=replace(COUNTED, faults=None, faults_held_back=True))
    data = csv_files.write(replace(EXACT, blocks=(Block("B1", "", (table,)),)))
    assert {line["faults"] for line in lines_of(data)} == {"held back"}


def test_a_spreadsheet_is_told_that_it_is_utf8() -> None:
    assert csv_files.write(EXACT).startswith(b"\xef\xbb\xbfauthority,month,")


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-HYPERLINK()", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_that_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.3", "-7", "38.7", "EHC-2025-0117", "a=b", ""])
def test_numbers_and_other_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_no_value_of_a_report_with_dangerous_names_begins_a_formula() -> None:
    bad = '=HYPERLINK("x")'
    table = Table("=t", bad, (Column("=a", bad), Column("@b", "+b")), (row("-r", bad, [words(bad)]),), COUNTED, bad)
    data = csv_files.write(replace(EXACT, rules=bad, blocks=(Block("B1", bad, (table,)),)))
    values = [value for line in lines_of(data) for value in line.values()]
    assert f"'{bad}" in values
    assert not [value for value in values if value.startswith(("=", "+", "-", "@"))]


def the_year(*cells: Cell) -> Report:
    columns = tuple(Column(f"c{number}", f"Column {number}") for number in range(len(cells) + 1))
    table = Table("year", "The year", columns, (row("year", "The year", cells),), COUNTED)
    return replace(EXACT, blocks=(Block("B6", "Issued", (table,)),))


def test_the_departments_columns_take_their_numbers_from_the_report() -> None:
    report = the_year(
        share(120, 310, "kp8b.published.including@calendar_year"),
        Cell("528", Kind.COUNT, "requests.received@calendar_year"),
        Cell(None, Kind.COUNT, "kp8a.issued@calendar_year", why=Why.HELD_BACK),
        Cell(None, Kind.WEEKS, "issued.mean_weeks.published.including@calendar_year", denominator=0, why=Why.NOTHING),
    )
    data = csv_files.write_parity(report)
    assert data is not None
    (line,) = lines_of(data)
    assert list(line)[6:] == [column.name for column in PARITY]
    assert (line["time_period"], line["old_la_code"], line["as_at"]) == ("2026", "998", "2026-10-31")
    assert line["plans_issued_den"] == "310"
    assert line["plans_issued_within_20_weeks"] == "120"
    assert line["pc_plans_issued_within_20_weeks"] == "38.7"
    assert line["requests_received_in_year"] == "528"
    assert line["assess_issued"] == "c", "held back in the report, so held back here"
    assert line["avg_weeks_issue_plan"] == "z", "there was nothing to take a mean of"
    assert line["review_expected"] == "x", "not in this report"


def test_a_held_back_share_gives_none_of_its_three_columns() -> None:
    held = Cell(None, Kind.SHARE, "kp8b.published.including@calendar_year", why=Why.HELD_BACK)
    data = csv_files.write_parity(the_year(held))
    assert data is not None
    (line,) = lines_of(data)
    names = ("plans_issued_den", "plans_issued_within_20_weeks", "pc_plans_issued_within_20_weeks")
    assert [line[name] for name in names] == ["c", "c", "c"]


def test_a_report_with_none_of_the_departments_figures_makes_no_file_of_them() -> None:
    assert csv_files.write_parity(EXACT) is None
