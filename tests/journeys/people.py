"""People of a journey: each has a browser window, opens pages, and records what happens as they would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Browser, Page, expect

from tests.ehcp_flow.web.a_site import Town, browsing
from workflows.vocabulary import Role


@dataclass
class Someone:
    """Somebody at their browser."""

    page: Page

    def opens(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def clicks(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def chooses_day(self, day: date) -> None:
        self.page.get_by_label("Another day").check()
        for part in ("day", "month", "year"):
            self.page.locator(f"#on-{part}, [name=on-{part}]").first.fill(str(getattr(day, part)))

    def answers(self, facts: dict[str, str]) -> None:
        """Fills in the facts of a step: radios and selects by value, everything else by typing."""
        for name, value in facts.items():
            field = self.page.locator(f"[name=fact_{name}]")
            match field.first.evaluate("each => each.type"):
                case "radio":
                    self.page.locator(f"[name=fact_{name}][value={value}]").check()
                case "select-one":
                    field.select_option(value)
                case _:
                    field.fill(value)

    def records(self, case: str, event: str, day: date, **facts: str) -> None:
        """From the case's page to the check page, and only then is it saved."""
        self.opens(f"/cases/{case}/record/{event}")
        self.chooses_day(day)
        self.answers(facts)
        self.presses("Continue")
        self.sees("What this will change")
        self.presses("Record it")
        assert "/recorded/" in self.page.url, self.page.locator("main").inner_text()[:1500]


@contextmanager
def at(browser: Browser, town: Town, address: str, role: Role, script: bool = True) -> Iterator[Someone]:
    """Somebody of this role, signed in, at the pages."""
    with browsing(browser, town, address, role, script=script) as window:
        window.set_default_timeout(10_000)
        yield Someone(window.new_page())
