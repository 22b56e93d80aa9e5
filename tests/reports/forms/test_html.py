"""The report as a page: every number with its words, every table with its header, and one file that needs no other."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from reports.board.cells import row, words
from reports.board.model import Block, Cell, Chart, Kind, Report, Why, as_json, read_json
from reports.forms.html import html
from reports.forms.words import cell_words, fault_words, issue_words, moment_words, rag_colour
from tests.reports.forms import sample

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The elements of a page as they come, with their attributes and the text directly and indirectly in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(text)
        assert not self._open, f"never closed: {[tag for tag, _ in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}, []))
        if tag not in VOID:
            self._open.append((tag, self.found[-1][2]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"{tag} closes {opened}"

    def handle_data(self, data: str) -> None:
        for _, said in self._open:
            said.append(data)

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes, _ in self.found if found == tag]

    def text(self, tag: str, **wanted: str) -> list[str]:
        return [
            " ".join("".join(said).split())
            for found, attributes, said in self.found
            if found == tag and all(attributes.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]

    def of_figure(self, figure: str) -> list[str]:
        return [
            " ".join("".join(said).split())
            for _, attributes, said in self.found
            if attributes.get("data-figure") == figure
        ]


REPORTS = [sample.EXACT, sample.HELD_BACK, sample.NOT_CLOSED]


@pytest.fixture(scope="module")
def exact() -> Page:
    return Page(html(sample.EXACT))


@pytest.fixture(scope="module")
def held_back() -> Page:
    return Page(html(sample.HELD_BACK))


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_needs_nothing_but_itself(report: Report) -> None:
    page = Page(html(report))
    for _, attributes, _ in page.found:
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert "@import" not in html(report)
    assert not page.attributes("script")


@pytest.mark.parametrize("report", REPORTS)
def test_no_two_parts_of_the_page_have_the_same_id_and_every_link_leads_to_one(report: Report) -> None:
    page = Page(html(report))
    ids = Counter(attributes["id"] for _, attributes, _ in page.found if "id" in attributes)
    assert [name for name, times in ids.items() if times > 1] == []
    assert {link["href"].removeprefix("#") for link in page.attributes("a")} <= ids.keys()
    for _, attributes, _ in page.found:
        assert set(attributes.get("aria-labelledby", "").split()) <= ids.keys()


def test_equal_reports_make_equal_pages() -> None:
    assert html(read_json(as_json(sample.EXACT))) == html(sample.EXACT)


def test_the_page_says_its_language_and_has_one_title_and_headings_in_order(exact: Page) -> None:
    assert exact.attributes("html")[0]["lang"] == "en-GB"
    assert exact.text("h1") == ["SEND Board report, October 2026"]
    levels = [int(tag[1]) for tag, _, _ in exact.found if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_contents_list_has_every_block_and_what_is_not_held(exact: Page) -> None:
    contents = exact.text("nav")[0]
    for block in sample.EXACT.blocks:
        assert f"{block.id} {block.title}" in contents
    assert contents.endswith("What is not in this report, and why")


def test_what_is_not_held_is_listed_with_why_and_what_brings_it(exact: Page) -> None:
    assert (
        "B13 RAP panel: no panel, meeting or decision of one is recorded yet. It comes with the panel’s queue."
        in exact.text("li")
    )


def test_an_exact_report_says_that_it_stays_inside_and_another_that_numbers_are_held_back(
    exact: Page, held_back: Page
) -> None:
    assert any("inside the service only" in said for said in exact.text("p", class_="notice"))
    assert held_back.text("p", class_="notice") == []
    assert "In this copy small numbers are held back." in held_back.text("p")


def test_a_month_that_is_not_closed_says_that_its_figures_may_change() -> None:
    said = "This month is not closed: figures may still change."
    assert said in Page(html(sample.NOT_CLOSED)).text("p", class_="notice")
    assert said not in html(sample.EXACT)


def test_a_later_issue_says_which_it_replaces_and_why(exact: Page) -> None:
    said = "Issue 2 of this month. It replaces issue 1. Why: Three plans sent in October were recorded in November."
    assert said in exact.text("dd")


# --- tables ----------------------------------------------------------------------------------------------------------


def test_every_table_has_a_caption_and_headings_of_columns_and_rows(exact: Page) -> None:
    tables = list(sample.EXACT.tables())
    assert exact.text("caption") == [table.title for table in tables]
    scopes = Counter(attributes["scope"] for attributes in exact.attributes("th"))
    assert scopes == {
        "col": sum(len(table.columns) for table in tables),
        "row": sum(len(table.rows) for table in tables),
    }


def test_every_table_and_every_chart_has_its_header(exact: Page) -> None:
    headers = exact.text("dl", class_="facts")
    parts = [part for block in sample.EXACT.blocks for part in block.parts]
    assert len(headers) == len([part for part in parts if isinstance(part, Chart)]) + len(list(sample.EXACT.tables()))
    for said in (
        "Period October 2026",
        "As at 31 October 2026, known by 8:15am on 2 November 2026",
        "Basis published: no mediation or tribunal has taken place",
        "Out of plans sent in the month",
        "Exceptions both",
        "Small numbers None is held back: for use inside the service only",
        "Faults in records 3 cases behind these figures have a fault that may change them",
        "Rules version 7f3a9c0d",
    ):
        assert said in headers[0]


def test_a_share_is_printed_with_its_parts_at_the_figure_that_opens_it(exact: Page) -> None:
    assert exact.of_figure("kp8b.published.including@month") == ["12 of 31, 38.7%"]
    assert [each for _, each, _ in exact.found if each.get("id") == "kp8b.published.including@month"]


def test_numbers_stand_to_the_right_and_words_do_not(exact: Page) -> None:
    sorts = {" ".join("".join(said).split()): each.get("class", "") for tag, each, said in exact.found if tag == "td"}
    assert (sorts["298"], sorts["12 of 31, 38.7%"], sorts["71 weeks (87 counted)"]) == ("number",) * 3
    assert (sorts["21 June 2025"], sorts["SEND service manager"]) == ("", "")


def test_a_rating_has_its_words_beside_its_colour(exact: Page) -> None:
    assert exact.text("span", class_="rag amber") == ["Amber: 1.3 points below the target"]
    assert exact.text("span", class_="rag green") == ["Green: 2.9 points above the target"]


def test_interpolated_numbers_are_in_italics_and_say_so(exact: Page) -> None:
    said = exact.text("i")
    assert len(said) == 10
    assert said[0] == "31.7% (interpolated)"


def test_a_number_that_is_not_there_says_why(held_back: Page) -> None:
    said = Counter(held_back.text("span", class_="why"))
    # Sources 3, the trajectory 4, the backlog 6; a month without England, and an owner of nothing.
    assert said["held back"] == 3 + 4 + 6
    assert said["not published"] == 12
    assert said["not held"] == 1 + 1 + 15


def test_words_are_escaped(exact: Page) -> None:
    assert "Health & social care, <other>" in exact.text("th")
    assert "&lt;other&gt;" in html(sample.EXACT)
    shouted = replace(sample.EXACT, name="<script>alert(1)</script>")
    assert "<script>" not in html(shouted)


def test_figures_open_to_their_cases_where_there_is_a_place_for_them() -> None:
    links = [each["href"] for each in Page(html(sample.EXACT, "cases.html#")).attributes("a")]
    assert "cases.html#requests.received%3Aparent%40month" in links
    assert not any("cases" in each["href"] for each in Page(html(sample.EXACT)).attributes("a"))


def test_a_report_with_small_numbers_held_back_never_opens_to_cases() -> None:
    with pytest.raises(ValueError, match="held back"):
        html(sample.HELD_BACK, "cases.html#")


def test_a_chart_without_its_table_is_refused() -> None:
    alone = replace(sample.EXACT, blocks=(Block("B4", "Demand", (sample.SOURCES_CHART,)),))
    with pytest.raises(ValueError, match="requests_by_source"):
        html(alone)


def test_a_cell_that_is_empty_without_a_reason_is_refused() -> None:
    table = replace(sample.SOURCES, rows=(row("a", "A", (Cell(None, Kind.COUNT), words("b"))),))
    with pytest.raises(ValueError, match="must say why"):
        html(replace(sample.EXACT, blocks=(Block("B4", "Demand", (table,)),)))


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell,said",
    [
        (Cell("12345", Kind.COUNT), "12,345"),
        (Cell("38.7", Kind.SHARE, numerator=1200, denominator=3100), "1,200 of 3,100, 38.7%"),
        (Cell("40.0", Kind.PERCENT), "40.0%"),
        (Cell("27.5", Kind.PERCENT, why=Why.INTERPOLATED), "27.5% (interpolated)"),
        (Cell("1", Kind.DAYS), "1 day"),
        (Cell("38.5", Kind.DAYS, denominator=50), "38.5 days (50 counted)"),
        (Cell("71", Kind.WEEKS), "71 weeks"),
        (Cell("-1.3", Kind.NUMBER), "-1.3"),
        (Cell("2026-03-03", Kind.DATE), "3 March 2026"),
        (Cell("3 March 2026", Kind.DATE), "3 March 2026"),
        (Cell("EHC-2026-0012"), "EHC-2026-0012"),
        (Cell(None, Kind.SHARE, numerator=0, denominator=0, why=Why.NOTHING), "none to count"),
        (Cell(None, Kind.COUNT, why=Why.HELD_BACK), "held back"),
        (Cell(None, Kind.PERCENT, why=Why.NOT_PUBLISHED), "not published"),
        (Cell(None, Kind.COUNT, why=Why.NOT_HELD), "not held"),
    ],
)
def test_a_cell_has_its_words(cell: Cell, said: str) -> None:
    assert cell_words(cell) == said


@pytest.mark.parametrize(
    "moment,said",
    [
        (datetime(2026, 11, 2, 8, 15, tzinfo=UTC), "8:15am on 2 November 2026"),
        (datetime(2026, 7, 31, 22, 59, tzinfo=UTC), "11:59pm on 31 July 2026"),
        (datetime(2026, 7, 31, 23, 0, tzinfo=UTC), "midnight on 1 August 2026"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "midday on 1 December 2026"),
        (datetime(2026, 12, 1, 12, 5, tzinfo=UTC), "12:05pm on 1 December 2026"),
    ],
)
def test_a_moment_is_told_in_london_time(moment: datetime, said: str) -> None:
    assert moment_words(moment) == said


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_words(datetime(2026, 12, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "faults,held,said",
    [
        (None, False, "nothing here is counted from cases"),
        (0, False, "none in the cases behind these figures"),
        (1, False, "1 case behind these figures has a fault that may change them"),
        (None, True, "some in the cases behind these figures; how many is held back"),
    ],
)
def test_the_faults_in_records_are_said(faults: int | None, held: bool, said: str) -> None:
    assert fault_words(replace(sample.COUNTED, faults=faults, faults_held_back=held)) == said


def test_the_first_issue_needs_no_reason() -> None:
    assert issue_words(sample.HELD_BACK) == "Issue 1 of this month."


def test_only_a_cell_of_the_rating_column_has_its_colour() -> None:
    amber = words("Amber: 1.3 points below the target")
    assert [rag_colour(column, amber) for column in ("rating", "note")] == ["amber", ""]
    assert rag_colour("rating", words("Not rated: no target")) == ""
