"""A real browser for the tests: the system's Chromium, one for each worker, with axe-core to examine a page.

The fixture `chromium` is there for every test; `opened` gives a page of some HTML, and with it what it asked for.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser")
MISSING = (
    "These tests need Chromium, and it is not installed. `make test` as root installs Debian's; by hand it is: "
    "apt-get install chromium"
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = 1280, 320
HEIGHT = 900


def path_of_chromium() -> str:
    """Where the system's Chromium is. A test fails, and says what to do, where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this worker."""
    path = path_of_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=True, args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
        )
        yield browser
        browser.close()


def axe_faults(page: Page) -> list[str]:
    """What axe-core finds wrong on a page at WCAG 2.2 AA and by best practice: rule, what it is, and where."""
    asked = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=asked).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {', '.join(str(node['target']) for node in fault['nodes'])}"
        for fault in found
    ]


@dataclass
class Opened:
    """A page, and every address that it asked for beyond itself."""

    page: Page
    file: Path
    asked_for: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """What axe-core finds wrong at WCAG 2.2 AA and by best practice: rule, what it is, and where.

        Where it finds something, a picture of the page is kept beside its file.
        """
        found = axe_faults(self.page)
        if found:
            self.page.screenshot(path=self.file.with_suffix(".png"), full_page=True)
        return found

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@contextmanager
def opened(browser: Browser, html: str, folder: Path, width: int = DESK) -> Iterator[Opened]:
    """A page of this HTML, kept as a file in `folder` and opened from there, as someone would who was sent it."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, locale="en-GB", timezone_id="Europe/London"
    )
    try:
        page = context.new_page()
        shown = Opened(page, file)

        def note(request: Request) -> None:
            if request.url.partition("#")[0] != file.as_uri():
                shown.asked_for.append(request.url)

        page.on("request", note)
        page.goto(file.as_uri())
        yield shown
    finally:
        context.close()
