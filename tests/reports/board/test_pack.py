"""A pack of closed months: every number says in which issue of which month it was printed."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from reports.board.build import NOT_HELD
from reports.board.model import Block, Cell, Column, Header, Kind, Paragraph, Report, Row, Table, as_json, read_json
from reports.board.pack import pack
from reports.forms import csv_files, pdf
from reports.forms.html import html
from reports.forms.words import issue_words, report_facts, table_facts

AUGUST = ("2026-08", "August 2026", date(2026, 8, 31), datetime(2026, 9, 1, 7, tzinfo=UTC), "aaaaaaaaaaaa", 1)
SEPTEMBER = (
    "2026-09",
    "September 2026",
    date(2026, 9, 30),
    datetime(2026, 11, 2, 8, 15, tzinfo=UTC),
    "bbbbbbbbbbbb",
    2,
)


def figures(value: str, faults: int, period: str) -> Table:
    columns = (Column("measure", "Measure", Kind.TEXT), Column("month", period, Kind.COUNT))
    rows = (Row("kp8a.total", (Cell("KP8a"), Cell(value, Kind.COUNT, "kp8a.total@month"))),)
    header = Header(period, "all plans", "none: counts", "exceptions make no difference to these figures", faults)
    return Table("summary.headline", "The month in figures", columns, rows, header)


def sentences(period: str) -> Table:
    columns = (Column("sentence", "Sentence", Kind.TEXT), Column("figure", "Figure", Kind.COUNT))
    rows = tuple(Row(f"what_moved.{each}", (Cell("What moved"), Cell("1", Kind.COUNT))) for each in ("a", "b"))
    header = Header(period, "all plans", "none: counts", "with exceptions")
    return Table("summary.sentences", "The numbers in the three sentences", columns, rows, header)


def closed(of: tuple[str, str, date, datetime, str, int], value: str, faults: int) -> Report:
    month, period, as_at, known_at, rules, issue = of
    parts = (figures(value, faults, period), Paragraph("It moved.", "what_moved"), sentences(period))
    return Report(
        "998", "Madeupshire", "SEND Board report", month, period, as_at, known_at, rules, issue, "", True,
        "None is held back.", (Block("B1", "Summary", parts),), NOT_HELD,
    )  # fmt: skip


def restated_table(month: str) -> Table:
    header = Header("August 2026", "counted again as at the same day", "as each figure says", "as each figure says")
    columns = (Column("figure", "Figure", Kind.TEXT), Column("now", "As known now", Kind.TEXT))
    return Table(f"restated.{month}", "Restated", columns, (Row("kp8a", (Cell("KP8a"), Cell("8"))),), header)


@pytest.fixture
def two() -> Report:
    """7 in August (issue 1, two cases with a fault), 9 in September (issue 2, none with a fault)."""
    months = [closed(AUGUST, "7", 2), closed(SEPTEMBER, "9", 0)]
    return pack(months, "Three-monthly report", "Intro.", [Paragraph("August moved."), restated_table("2026-08")])


def facts(report: Report, table_id: str) -> dict[str, str]:
    (table,) = [each for each in report.tables() if each.id == table_id]
    return dict(table_facts(report, table))


OF_AUGUST = "31 August 2026, known by 8:00am on 1 September 2026, issue 1"
OF_SEPTEMBER = "30 September 2026, known by 8:15am on 2 November 2026, issue 2"


def test_each_months_own_table_says_its_own_day_issue_and_rules(two: Report) -> None:
    august, september = facts(two, "2026-08.summary.headline"), facts(two, "2026-09.summary.headline")
    assert (august["As at"], august["Rules"]) == (OF_AUGUST, "version aaaaaaaa")
    assert (september["As at"], september["Rules"]) == (OF_SEPTEMBER, "version bbbbbbbb")
    assert august["Faults in records"] == "2 cases behind these figures have a fault that may change them"


def test_the_table_side_by_side_says_it_of_every_month(two: Report) -> None:
    said = facts(two, "P1.summary.headline")
    assert said["As at"] == f"August 2026: {OF_AUGUST}; September 2026: {OF_SEPTEMBER}"
    assert said["Rules"] == "August 2026: version aaaaaaaa; September 2026: version bbbbbbbb"
    assert said["Faults in records"] == "each month’s own table tells them"
    (table,) = two.block("P1").tables
    assert [cell.value for cell in table.rows[0].cells] == ["KP8a", "7", "9"]


def test_rules_that_are_the_same_in_every_month_are_said_once() -> None:
    same = closed((*SEPTEMBER[:4], AUGUST[4], SEPTEMBER[5]), "9", 0)
    report = pack([closed(AUGUST, "7", 2), same], "Pack", "Intro.")
    assert facts(report, "P1.summary.headline")["Rules"] == "version aaaaaaaa"
    assert report.rules == "aaaaaaaaaaaa"


def test_what_was_restated_of_a_month_stands_with_that_months_issue(two: Report) -> None:
    assert facts(two, "restated.2026-08")["As at"] == OF_AUGUST


def test_the_numbers_in_the_sentences_stand_in_each_months_own_and_not_side_by_side(two: Report) -> None:
    assert [table.id for table in two.block("P1").tables] == ["P1.summary.headline"]
    assert [table.id for table in two.block("P3").tables] == ["2026-08.summary.headline", "2026-08.summary.sentences"]


def test_the_title_of_each_month_gives_its_issue_and_its_day(two: Report) -> None:
    assert [block.title for block in two.blocks[2:]] == [
        "August 2026, as printed: issue 1, as at 31 August 2026",
        "September 2026, as printed: issue 2, as at 30 September 2026",
    ]


def test_the_first_page_names_every_issue_and_claims_none_for_the_whole(two: Report) -> None:
    said = dict(report_facts(two))
    assert said["Made of"].endswith(f"; September 2026: {OF_SEPTEMBER}")
    assert not {"As at", "Known by", "Issue"} & set(said)
    assert issue_words(two) == "Made of issue 1 of August 2026 and issue 2 of September 2026."
    page = html(two)
    assert "Issue 2 of this month" not in page
    assert "It replaces issue 1" not in page
    assert "issue 2" not in pdf.shown(two)["footer"]


def test_in_the_csv_every_number_has_its_own_month_day_issue_and_rules(two: Report) -> None:
    lines = list(csv.DictReader(io.StringIO(csv_files.write(two).decode("utf-8-sig"))))
    said = [
        (line["value"], line["month"], line["issue"], line["as_at"], line["rules"])
        for line in lines
        if line["table"] == "P1.summary.headline"
    ]
    assert said == [
        ("7", "2026-08", "1", "2026-08-31", "aaaaaaaaaaaa"),
        ("9", "2026-09", "2", "2026-09-30", "bbbbbbbbbbbb"),
    ]
    own = [line for line in lines if line["table"] == "2026-08.summary.headline"]
    assert [(line["month"], line["issue"]) for line in own] == [("2026-08", "1")]


def test_a_pack_reads_back_equal_and_a_report_written_before_there_were_packs_of_issues_is_read(two: Report) -> None:
    assert read_json(as_json(two)) == two
    report = closed(AUGUST, "7", 2)
    written = as_json(report)
    del written["printed"]
    for table in written["blocks"][0]["parts"]:
        table.get("header", {}).pop("printed", None)
    assert read_json(written) == report


def test_a_month_without_a_row_of_the_last_says_that_it_is_not_held() -> None:
    other = replace(closed(AUGUST, "7", 2), blocks=(Block("B1", "Summary", (sentences("August 2026"),)),))
    report = pack([other, closed(SEPTEMBER, "9", 0)], "Pack", "Intro.")
    assert [str(cell.why or cell.value) for cell in report.block("P1").tables[0].rows[0].cells[1:]] == ["not held", "9"]


def test_a_pack_of_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one closed month"):
        pack([], "Pack", "Intro.")
