"""“How deadlines are worked out”: the law files as a page that anyone can read."""

import re

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.law_in_words import law_in_words
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import Town, browsing, served, words
from workflows.parameters import the_law

PAGE = "/how-deadlines-are-worked-out"


def test_nobody_needs_to_sign_in_to_read_how_deadlines_are_worked_out(small_town: Town) -> None:
    answer = small_town.as_(None).get(PAGE)
    assert answer.status_code == 200
    assert "Nobody types a deadline into this service" in words(answer)


def test_every_duty_in_force_is_there_with_its_limit_its_source_and_how_sure_we_are(small_town: Town) -> None:
    answer = small_town.as_(None).get(PAGE)
    page = words(answer)
    law, today = the_law(), small_town.desk.clock.today()
    for duty, rules in law.law_on(today).items():
        assert f'id="{duty}"' in answer.text
        assert law.duties[duty].title in page
        for rule in rules:
            assert rule.source.href in answer.text.replace("&amp;", "&")
            assert rule.source.title in page
            assert rule.source.unverified in page


def test_the_example_of_the_six_weeks_is_what_the_engine_gives(small_town: Town) -> None:
    page = words(small_town.as_(None).get(f"{PAGE}?on-day=5&on-month=1&on-year=2026"))
    assert "6 weeks, not counting that day." in page
    assert "The last day in time is Monday 16 February 2026." in page


def test_most_limits_have_an_example(small_town: Town) -> None:
    rules = [
        rule
        for instrument in law_in_words(the_law(), small_town.desk.clock.today())
        for duty in instrument.duties
        for rule in duty.rules
    ]
    assert sum(bool(rule.example) for rule in rules) > len(rules) * 2 // 3


def test_the_rules_of_another_day_are_those_of_that_day(small_town: Town) -> None:
    before_the_law = words(small_town.as_(None).get(f"{PAGE}?on-day=1&on-month=8&on-year=2014"))
    assert "Send the finalised EHC plan" not in before_the_law


def test_a_day_that_there_is_not_is_said_beside_what_was_typed(small_town: Town) -> None:
    answer = small_town.as_(None).get(f"{PAGE}?on-day=31&on-month=2&on-year=2026")
    assert answer.status_code == 422
    assert "The date must be a real date: there is no such day" in words(answer)
    assert re.search(r'name="on-day"[^>]*value="31"', answer.text)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_for_everybody_have_no_fault_that_axe_finds(chromium: Browser, small_town: Town, width: int) -> None:
    with served(small_town.app) as address, browsing(chromium, small_town, address, None, width) as window:
        page = window.new_page()
        for path in (PAGE, "/accessibility", "/no-such-page"):
            page.goto(path)
            assert axe_faults(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
