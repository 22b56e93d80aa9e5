"""The PDF, read back with another program: all numbers, tags, descriptions of charts, A4, and names as they are."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reports.board.cells import row, words
from reports.board.model import Block, Chart, Column, Kind, NotHeld, Paragraph, Report, Table
from reports.forms import pdf
from reports.forms.words import cell_words, table_facts
from tests.reports.forms.sample import COUNTED, EXACT, HELD_BACK, NOT_CLOSED, share

A4 = (595, 842)


def read(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.write(report)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def tags(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the tag tree, from the top down."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from tags(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node and node.get("/Type") != "/MCR":
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.fixture(scope="module", params=[EXACT, HELD_BACK], ids=["exact", "held back"])
def printed(request: pytest.FixtureRequest) -> tuple[Report, PdfReader, str]:
    report: Report = request.param
    reader = read(report)
    return report, reader, text_of(reader)


def test_every_word_and_number_of_every_table_is_printed(printed: tuple[Report, PdfReader, str]) -> None:
    report, _, text = printed
    wanted: Counter[str] = Counter()
    for table in report.tables():
        said = [table.title, table.note, *(column.title for column in table.columns)]
        said += [cell_words(cell) for each in table.rows for cell in each.cells]
        said += [f"{term}: {fact}" for term, fact in table_facts(report, table)]
        wanted.update(word.rstrip(".,;") for each in said for word in each.split())
    assert sum(wanted.values()) > 2000
    assert wanted - Counter(word.rstrip(".,;") for word in text.split()) == Counter()


def test_every_sentence_and_chart_is_printed(printed: tuple[Report, PdfReader, str]) -> None:
    report, _, text = printed
    one_line = " ".join(text.split())
    for block in report.blocks:
        assert f"{block.id} {block.title}" in one_line
        for part in block.parts:
            if isinstance(part, Paragraph):
                assert part.text in one_line
            elif isinstance(part, Chart):
                assert f"Chart: {part.title}" in one_line
                assert part.says in one_line


def test_it_is_tagged_and_says_its_language_and_its_title(printed: tuple[Report, PdfReader, str]) -> None:
    _, reader, _ = printed
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "SEND Board report, October 2026: Madeupshire"
    assert "pdfuaid" in root["/Metadata"].get_data().decode(), "it says that it follows PDF/UA"


def test_tables_are_tagged_cell_by_cell_with_their_headers(printed: tuple[Report, PdfReader, str]) -> None:
    report, reader, _ = printed
    tables = [tag for tag in tags(reader.trailer["/Root"]["/StructTreeRoot"]) if tag["/S"] == "/Table"]
    assert len(tables) == len(list(report.tables()))
    for tagged, table in zip(tables, report.tables(), strict=True):
        inside = Counter(tag["/S"] for tag in tags(tagged))
        assert inside["/TH"] == len(table.columns), table.id
        assert inside["/TD"] == len(table.columns) * len(table.rows), table.id
        assert inside["/TR"] == len(table.rows) + 1, table.id


def test_every_chart_is_a_figure_with_what_it_says_in_words(printed: tuple[Report, PdfReader, str]) -> None:
    report, reader, _ = printed
    figures = [tag for tag in tags(reader.trailer["/Root"]["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    charts = [part for block in report.blocks for part in block.parts if isinstance(part, Chart)]
    assert [figure["/Alt"] for figure in figures] == [chart.says for chart in charts]


def test_headings_are_tagged_and_the_contents_lead_to_each_block(printed: tuple[Report, PdfReader, str]) -> None:
    report, reader, _ = printed
    found = Counter(tag["/S"] for tag in tags(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert found["/Title"] == 1
    assert found["/H1"] == len(report.blocks) + 2, "the contents and what is not held have theirs too"
    assert found["/TOCI"] == found["/Link"] == len(report.blocks) + 1
    bookmarks = [each["/Title"] for each in reader.outline if not isinstance(each, list)]
    assert bookmarks == [
        *(f"{block.id} {block.title}" for block in report.blocks),
        "What is not in this report, and why",
    ]


def test_every_page_is_a4_and_numbered(printed: tuple[Report, PdfReader, str]) -> None:
    _, reader, _ = printed
    for number, page in enumerate(reader.pages, start=1):
        sides = sorted((round(float(page.mediabox.width)), round(float(page.mediabox.height))))
        assert tuple(sides) == A4
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()


def test_all_letters_are_those_that_come_with_the_program(printed: tuple[Report, PdfReader, str]) -> None:
    _, reader, _ = printed
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    assert all("SourceSansPro" in font for font in fonts), fonts


def test_the_first_page_says_what_the_report_is() -> None:
    first = " ".join(read(EXACT).pages[0].extract_text().split())
    for said in (
        "Madeupshire", "SEND Board report", "October 2026", "the end of 31 October 2026", "8:15am on 2 November 2026",
        "It replaces issue 1. Why: Three plans sent in October were recorded in November.", EXACT.small_numbers,
        "For use inside the service only.",
    ):  # fmt: skip
        assert said in first


def test_a_copy_that_may_leave_the_service_does_not_say_that_it_may_not() -> None:
    assert "inside the service only" not in text_of(read(HELD_BACK))


def test_a_month_that_is_not_closed_says_so_on_every_page() -> None:
    reader = read(NOT_CLOSED)
    assert "figures may still change" in reader.pages[0].extract_text()
    assert all("not closed" in page.extract_text() for page in reader.pages)


def test_what_is_not_held_is_listed_with_why() -> None:
    one_line = " ".join(text_of(read(EXACT)).split())
    assert (
        "B13 RAP panel: no panel, meeting or decision of one is recorded yet. It comes with the panel’s queue."
        in one_line
    )
    nothing = read(replace(EXACT, not_held=()))
    assert "What is not in this report" not in text_of(nothing)


def test_a_long_table_has_its_headers_on_every_page() -> None:
    pages = [page.extract_text() for page in read(EXACT).pages]
    of_annex = [text for text in pages if "Indicator number" in text]
    assert len(of_annex) > 2
    assert all("What it counts Baseline Target Latest Owner Source" in " ".join(text.split()) for text in of_annex)


MARKUP = "#panic(1) $x_1$ *b* _i_ @ref <label> `c` \\ // = [a] {b} -- ~ 'q' \"r\" #sys.inputs"


def test_names_that_look_like_the_printers_language_come_out_as_they_are() -> None:
    columns = (Column("a", MARKUP, Kind.TEXT), Column("b", MARKUP, Kind.TEXT))
    table = Table("t", MARKUP, columns, (row("r", MARKUP, [words(MARKUP)]),), COUNTED, MARKUP)
    blocks = (Block("B1", MARKUP, (Paragraph(MARKUP), table)),)
    lacking = (NotHeld("B2", MARKUP, MARKUP, MARKUP),)
    report = replace(EXACT, name=MARKUP, reason=MARKUP, small_numbers=MARKUP, blocks=blocks, not_held=lacking)
    text = "".join(text_of(read(report)).split())
    # Name, reason and rule on the first page; contents; heading and paragraph; the table's title, rule, headers, cells
    # and note; three words of what is not held; and the foot of each of three pages.
    assert text.count("".join(MARKUP.split())) >= 3 + 1 + 2 + 2 + 4 + 1 + 3 + 3


def test_a_table_of_few_columns_stands_upright_and_one_of_many_lies_on_its_side() -> None:
    def shape(number: int) -> dict[str, Any]:
        columns = tuple(Column(f"c{each}", "October 2026", Kind.SHARE) for each in range(number))
        lines = tuple(row(f"r{each}", "Plans issued", [share(1234, 5678)] * (number - 1)) for each in range(3))
        report = replace(EXACT, blocks=(Block("B1", "One", (Table("t", "T", columns, lines, COUNTED),)),), not_held=())
        (section,) = pdf.shown(report)["sections"]
        (table,) = section["blocks"][0]["parts"]
        return {"flipped": section["flipped"], "size": table["size"], "width": round(sum(table["widths"]))}

    assert shape(3) == {"flipped": False, "size": 9.0, "width": round(pdf.UPRIGHT)}
    assert shape(6) == {"flipped": True, "size": 9.0, "width": round(pdf.ON_ITS_SIDE)}
    assert shape(14) == {"flipped": True, "size": 7.0, "width": round(pdf.ON_ITS_SIDE)}


def test_no_column_is_narrower_than_its_longest_word() -> None:
    for block in EXACT.blocks:
        for table in block.tables:
            shown = pdf.shown(replace(EXACT, blocks=(Block("B1", "One", (table,)),)))["sections"][0]["blocks"][0][
                "parts"
            ][0]
            for place, width in enumerate(shown["widths"]):
                said = [shown["columns"][place]["title"], *(line[place]["words"] for line in shown["rows"])]
                longest = max(len(word) for each in said for word in each.split())
                assert width >= longest * shown["size"] / 2 + pdf.PADDING


def test_a_table_without_rows_says_so() -> None:
    table = Table("t", "T", (Column("a", "A", Kind.TEXT), Column("b", "B")), (), COUNTED)
    assert "There is nothing to list." in text_of(read(replace(EXACT, blocks=(Block("B1", "One", (table,)),))))


def test_its_date_is_that_on_which_the_report_was_known() -> None:
    metadata = read(EXACT).metadata
    assert metadata is not None
    assert metadata.creation_date == EXACT.known_at
