"""The pages as a person meets them: in a real browser, on a desk and on a telephone, by keyboard, and printed."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser

from reports.forms.html import html
from reports.forms.open_page import open_page
from tests.browser import DESK, PHONE, Opened, opened, path_of_chromium
from tests.reports.forms import sample
from tests.reports.forms.open_sample import FOR_EVERYONE

PAGES: dict[str, Callable[[], str]] = {
    "exact": lambda: html(sample.EXACT, "cases.html#"),
    "held back": lambda: html(sample.HELD_BACK),
    "open": lambda: open_page(FOR_EVERYONE, "send@madeupshire.example"),
}
SMALLEST = 9.5
"""Pixels of the letters of a chart on a telephone. Its table, above it, has letters of 15."""


SHOWN = [("exact", DESK), ("exact", PHONE), ("held back", PHONE), ("open", DESK), ("open", PHONE)]


@pytest.fixture(scope="module", params=SHOWN, ids=str)
def page(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Each page once, for all the tests that only look at it."""
    name, width = request.param
    with opened(chromium, PAGES[name](), tmp_path_factory.mktemp("page"), width) as shown:
        yield shown


@pytest.fixture
def on_a_telephone(chromium: Browser, tmp_path: Path) -> Iterator[Opened]:
    with opened(chromium, PAGES["exact"](), tmp_path, PHONE) as shown:
        yield shown


def test_a_page_has_no_fault_that_axe_finds_does_not_scroll_sideways_and_asks_for_nothing(page: Opened) -> None:
    assert page.faults() == []
    assert not page.scrolls_sideways()
    assert page.asked_for == []


def test_without_chromium_a_test_fails_and_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        path_of_chromium()


def test_axe_does_find_faults(chromium: Browser, tmp_path: Path) -> None:
    bad = "<!DOCTYPE html><html><body><p style='color:#bbb'>pale</p><a href='#x'></a></body></html>"
    with opened(chromium, bad, tmp_path) as shown:
        found = {fault.partition(" ")[0] for fault in shown.faults()}
        assert (tmp_path / "page.png").exists()
    assert {"html-has-lang", "document-title", "color-contrast", "link-name"} <= found


def test_a_request_for_something_else_is_noticed(chromium: Browser, tmp_path: Path) -> None:
    with opened(chromium, "<img src='http://127.0.0.1:9/letter.png' alt=''>", tmp_path) as shown:
        assert shown.asked_for == ["http://127.0.0.1:9/letter.png"]


def test_the_first_key_leads_past_the_top_of_the_page_and_shows_where_it_is(page: Opened) -> None:
    page.page.keyboard.press("Tab")
    link = page.page.locator(":focus")
    assert link.inner_text() == "Skip to main content"
    assert page.page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    assert page.page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "main"


def test_a_wide_table_is_moved_by_keyboard_and_has_a_name(on_a_telephone: Opened) -> None:
    table = on_a_telephone.page.get_by_role("group", name="All indicators Every indicator")
    table.focus()
    for _ in range(3):
        on_a_telephone.page.keyboard.press("ArrowRight")
    on_a_telephone.page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_the_letters_of_a_chart_can_be_read_on_a_telephone(on_a_telephone: Opened) -> None:
    sizes = on_a_telephone.page.evaluate(
        "[...document.querySelectorAll('figure svg')].map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width * 15)"
    )
    assert len(sizes) == 4
    assert min(sizes) >= SMALLEST


def test_the_words_of_a_chart_stay_inside_it(page: Opened) -> None:
    outside = page.page.evaluate(
        """[...document.querySelectorAll('figure svg')].flatMap(svg => {
            const whole = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(each => {
                const it = each.getBoundingClientRect();
                return it.left < whole.left - 1 || it.right > whole.right + 1 || it.top < whole.top - 1 || it.bottom > whole.bottom + 1;
            }).map(each => each.textContent);
        })"""
    )
    assert outside == []


def test_a_link_to_a_figure_leads_to_its_cell(on_a_telephone: Opened) -> None:
    on_a_telephone.page.evaluate("location.hash = 'kp8b.published.including@2026-03'")
    assert on_a_telephone.page.locator(":target").inner_text() == "9 of 27, 33.3%"


def test_the_printed_report_is_a4_with_numbered_pages_and_headings_over_every_part_of_a_table(
    chromium: Browser, tmp_path: Path
) -> None:
    with opened(chromium, PAGES["exact"](), tmp_path) as shown:
        printed = shown.page.pdf(prefer_css_page_size=True)
    pages = pypdf.PdfReader(BytesIO(printed)).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    texts = [each.extract_text() for each in pages]
    assert f"Page 1 of {len(texts)}" in texts[0]
    long = [each for each in texts if "KP59" in each or "KP12" in each]
    assert len(long) == 2
    assert all("What it counts" in each for each in long)
    assert not any("Skip to main content" in each for each in texts)
