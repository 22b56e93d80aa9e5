"""What if: a trial on a case, and dates from a day, with nothing saved."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.access.scope import READERS
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.web.a_site import ROLES, Town, browsing, served, words
from workflows.refusals import Refusal
from workflows.vocabulary import Role

THE_TENTH = "on-day=10&on-month=2&on-year=2026"
KEPT = ("person", "ehc_case", "event", "deadline", "outbox")


def test_anybody_who_is_signed_in_works_out_dates_and_readers_try_a_case(small_town: Town) -> None:
    case = small_town.open()
    for role in ROLES:
        visitor = small_town.as_(role)
        assert visitor.get(f"/what-if?begins=request_received&{THE_TENTH}").status_code == 200
        assert visitor.get(f"/cases/{case}/what-if").status_code == (200 if role in READERS else 403)


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(small_town: Town) -> None:
    assert small_town.as_(None).get("/what-if").headers["location"].startswith("/sign-in")


def test_the_dates_of_a_request_are_shown_with_their_reasons(small_town: Town) -> None:
    said = words(small_town.as_(Role.HEALTH).get(f"/what-if?begins=request_received&{THE_TENTH}"))
    assert "Dates from Tuesday 10 February 2026" in said
    assert "Send the finalised EHC plan Tuesday 30 June 2026" in said
    assert "The law gives 20 weeks, not counting that day (SEND Regulations 2014, reg 13(2)" in said


def test_a_day_to_come_is_worked_out_too_and_a_plan_has_other_dates(small_town: Town) -> None:
    said = words(
        small_town.as_(Role.ANALYST).get("/what-if?begins=plan_transferred_in&on-day=1&on-month=9&on-year=2026")
    )
    assert "Tell the family that the plan has transferred" in said
    assert "Send the finalised EHC plan" not in said


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        ("on-day=31&on-month=2&on-year=2026", 422, "there is no such day"),
        ("on-day=&on-month=&on-year=", 422, "Enter a day"),
        ("on-day=1&on-month=2&on-year=1999", 200, "No date runs from this day"),
        ("on-day=1&on-month=2&on-year=9998", 200, ""),
    ],
)
def test_days_that_cannot_be_used_are_said(small_town: Town, day: str, status: int, said: str) -> None:
    answer = small_town.as_(Role.CASEWORKER).get(f"/what-if?begins=request_received&{day}")
    assert answer.status_code == status
    assert said in words(answer)


def test_a_step_that_has_not_come_moves_dates_and_nothing_is_saved(town: Town) -> None:
    case, visitor = town.open(), town.as_(Role.CASEWORKER)
    before = {name: town.desk.contents()[name] for name in KEPT}
    chosen = words(visitor.get(f"/cases/{case}/what-if"))
    assert "Agreed to assess" in chosen
    answer = visitor.get(f"/cases/{case}/what-if?event=assessment_agreed&on-day=2&on-month=3&on-year=2026")
    said = words(answer)
    assert answer.status_code == 200
    assert (
        "Decide whether to assess and tell the family Met late Monday 16 February 2026 Monday 16 February 2026" in said
    )
    assert "Every date of the case then" in said
    assert {name: town.desk.contents()[name] for name in KEPT} == before


def test_an_exception_is_tried(small_town: Town) -> None:
    path = f"/cases/{small_town.open()}/what-if?event=exception_recorded&{THE_TENTH}&fact_ground="
    visitor = small_town.as_(Role.ANALYST)
    assert "Send the finalised EHC plan Excused" in words(visitor.get(path + "personal_circumstances"))
    without_days = visitor.get(path + "absent_4_weeks")
    assert without_days.status_code == 409
    assert "the days are not given" in words(without_days)
    assert "Choose the ground" in words(visitor.get(path))


def test_a_case_that_one_may_not_see_is_not_tried(small_town: Town) -> None:
    case = small_town.open()
    named = [small_town.users[Role.MANAGER].email]
    assert not isinstance(
        restrict(small_town.desk.office, case, "adopted", "An order", date(2026, 8, 1), named), Refusal
    )
    assert small_town.as_(Role.CASEWORKER).get(f"/cases/{case}/what-if").status_code == 404
    assert small_town.as_(Role.CASEWORKER).get("/cases/EHC-2026-09999/what-if").status_code == 404


def test_the_pages_work_in_a_browser_wide_and_narrow_without_faults(
    small_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    case = small_town.open()
    with served(small_town.app) as address:
        for width in (DESK, PHONE):
            with browsing(chromium, small_town, address, Role.CASEWORKER, width) as window:
                page = window.new_page()
                opened = Opened(page, tmp_path / f"what-if-{width}.html")
                for path in (
                    f"/what-if?begins=request_received&{THE_TENTH}",
                    f"/cases/{case}/what-if",
                    f"/cases/{case}/what-if?event=exception_recorded&{THE_TENTH}&fact_ground=personal_circumstances",
                ):
                    page.goto(path)
                    assert opened.faults() == []
                    assert not opened.scrolls_sideways(), path
