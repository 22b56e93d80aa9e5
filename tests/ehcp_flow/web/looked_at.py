"""Pages of one family in the real browser, wide and narrow: nothing that axe finds, nothing that scrolls sideways."""

from collections.abc import Sequence

from playwright.sync_api import Browser, ConsoleMessage

from ehcp_flow.db.users import User
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import Town, browsing, served
from workflows.vocabulary import Role


def faults_of(chromium: Browser, town: Town, who: Role | User, paths: Sequence[str]) -> list[str]:
    """What is wrong on these pages: by axe, sideways scrolling, or what the browser refuses, such as style within a page."""
    found: list[str] = []

    def note(said: ConsoleMessage) -> None:
        found.append(said.text)

    with served(town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, town, address, who, width) as context:
                page = context.new_page()
                page.on("console", note)
                for path in paths:
                    answer = page.goto(path)
                    assert answer is not None
                    assert answer.status == 200, f"{path}: {answer.status}"
                    found += [f"{width} {path}: {each}" for each in axe_faults(page)]
                    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                        found.append(f"{width} {path}: scrolls sideways")
    return found
