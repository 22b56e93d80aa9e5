"""The open page: main figures for everyone, never from a report with small numbers in it."""

from dataclasses import replace

import pytest

from reports.board.model import Cell, Kind, Part, Table, Why
from reports.forms.open_page import HELD_BACK, open_page
from reports.forms.open_questions import QUESTIONS
from tests.reports.forms import sample
from tests.reports.forms.open_sample import FOR_EVERYONE
from tests.reports.forms.test_html import Page


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(open_page(FOR_EVERYONE, "send@madeupshire.example"))


def test_an_exact_report_makes_no_open_page() -> None:
    with pytest.raises(ValueError, match="held back"):
        open_page(sample.EXACT)


def test_the_page_answers_each_question_from_the_report(page: Page) -> None:
    assert page.text("p", class_="answer") == [
        "52 requests in October 2026",
        "1,528 requests since 1 April 2026",
        "33 plans in October 2026",
        "180 plans since 1 April 2026",
        "38.7% of plans in October 2026 were made in time: 12 of 31",
        "41.2% of plans since 1 April 2026 were made in time: 70 of 170",
        "46.0% of plans in the whole of England were made in time in 2024",
        "26 requests had no final answer after 20 weeks, on 31 October 2026",
        "106 requests were open in all, old and new, on 31 October 2026",
        "73.3% of the reviews due in October 2026 were finished in that month or before: 88 of 120",
        "80.0% of the reviews due since 1 April 2026 were finished by 31 October 2026: 640 of 800",
        "23 appeals since 1 April 2026",
    ]


def test_a_number_that_is_held_back_is_said_to_be(page: Page) -> None:
    assert f"Appeals in October 2026: {HELD_BACK}" in page.text("p")


def test_a_share_that_is_not_shown_has_a_sentence_of_its_own() -> None:
    nothing = Cell(None, Kind.SHARE, why=Why.NOTHING)

    def without(part: Part) -> Part:
        if not isinstance(part, Table) or part.id != "reviews.completed":
            return part
        return replace(part, rows=tuple(replace(row, cells=(row.cells[0], nothing, nothing)) for row in part.rows))

    blocks = tuple(replace(block, parts=tuple(map(without, block.parts))) for block in FOR_EVERYONE.blocks)
    said = Page(open_page(replace(FOR_EVERYONE, blocks=blocks))).text("p")
    assert "The share of the reviews due in October 2026 that were finished: there were none to count." in said


def test_each_question_says_what_it_means_and_how_it_is_counted(page: Page) -> None:
    assert page.text("h3") == ["What this means", "How we count"] * len(QUESTIONS)


def test_a_question_without_figures_is_listed_and_not_answered_with_0() -> None:
    page = Page(open_page(sample.HELD_BACK))
    assert page.text("p", class_="answer") == []
    assert {question.title.replace("{weeks}", "20") for question in QUESTIONS} <= set(page.text("li"))
    assert "This month’s report has no numbers for these questions:" in page.text("p")


def test_a_table_that_changed_its_columns_is_a_question_without_figures() -> None:
    blocks = tuple(
        replace(
            block,
            parts=tuple(
                replace(part, columns=tuple(replace(column, id="other") for column in part.columns))
                if part.id == "demand.source"
                else part
                for part in block.parts
            ),
        )
        for block in FOR_EVERYONE.blocks
    )
    assert "How many people asked for help?" in Page(open_page(replace(FOR_EVERYONE, blocks=blocks))).text("li")


def test_the_page_says_what_is_not_shown_and_when_the_next_comes(page: Page) -> None:
    said = " ".join(page.text("p"))
    assert FOR_EVERYONE.small_numbers in said
    assert "The next one is for November 2026" in said


def test_the_next_page_after_december_is_of_the_next_year() -> None:
    assert "for January 2027" in open_page(replace(FOR_EVERYONE, month="2026-12"))


def test_whom_to_ask_is_a_link_only_where_it_is_an_address(page: Page) -> None:
    assert "mailto:send@madeupshire.example" in [each["href"] for each in page.attributes("a")]
    assert "mailto" not in open_page(FOR_EVERYONE, "Ring 01632 960 000")
    assert "Questions about" not in open_page(FOR_EVERYONE)


def test_a_month_that_is_not_closed_or_was_issued_again_says_so() -> None:
    assert "figures may still change" in " ".join(Page(open_page(replace(FOR_EVERYONE, issue=0))).text("p"))
    again = replace(FOR_EVERYONE, issue=2, reason="Two plans were recorded late.")
    assert "Why: Two plans were recorded late." in " ".join(Page(open_page(again)).text("p", class_="notice"))


def test_the_page_has_no_case_number_and_no_figure_of_the_report_that_opens(page: Page) -> None:
    assert not [each for _, each, _ in page.found if "data-figure" in each]
    assert "EHC-2" not in open_page(FOR_EVERYONE)


def test_no_word_of_the_trade_stands_unexplained(page: Page) -> None:
    said = " ".join(page.text("main"))
    for jargon in ("KP8", "SEN2", "denominator", "numerator", "interpolated", "RAG", "published basis", "cohort"):
        assert jargon not in said, jargon
    assert "EHC stands for education, health and care" in said


def test_its_sentences_are_short(page: Page) -> None:
    for said in page.text("p"):
        for sentence in said.replace("?", ".").replace(":", ".").split(". "):
            assert len(sentence.split()) <= 30, sentence
