"""One's own tokens: made and shown once, listed, used until they end, and revoked."""

import re

import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access.changes import latest
from tests.browser import DESK, PHONE, axe_faults
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, browsing, served, words
from workflows.vocabulary import Role

LAST = {"ends_on-day": "1", "ends_on-month": "6", "ends_on-year": "2026"}


def key_in(text: str) -> str:
    found = re.search(r'value="(ehcpflow_[^"]+)"', text)
    assert found, text[-2000:]
    return found[1]


def made(who: Visitor, *scopes: str, name: str = "Nightly figures") -> str:
    return key_in(who.post("/account/tokens/make", name=name, scopes=scopes or ("read",), **LAST).text)


def me(town: Town, key: str) -> int:
    return town.as_(None).client.get("/api/v1/me", headers={"authorization": f"Bearer {key}"}).status_code


def test_everybody_who_signs_in_has_the_page_and_nobody_else(small_town: Town) -> None:
    for role in ROLES:
        assert "You have made none" in words(small_town.as_(role).get("/account/tokens"))
    assert small_town.as_(None).get("/account/tokens").status_code == 303


def test_a_token_is_shown_once_opens_the_api_and_its_use_is_seen(small_town: Town) -> None:
    who = small_town.as_(Role.ANALYST)
    key = made(who, "read")
    page = who.get("/account/tokens")
    assert key not in page.text
    assert "Nightly figures" in words(page)
    assert f"{key[:15]}…" in words(page)
    assert "Read cases, deadlines and what is due" in words(page)
    assert "Never 1 June 2026" in words(page)
    assert me(small_town, key) == 200
    assert "10 February 2026 at 09:30 1 June 2026" in words(who.get("/account/tokens"))


def test_a_revoked_token_opens_nothing_and_stays_in_the_list(small_town: Town) -> None:
    who = small_town.as_(Role.ANALYST)
    key = made(who)
    gone = words(who.follow(who.post("/account/tokens/1/revoke")))
    assert "opens nothing any more" in gone
    assert "Revoked 10 February 2026 at 09:30" in gone
    assert me(small_town, key) == 401
    assert [change.what for change in latest(small_town.desk.office, 2)] == ["token revoked", "token made"]
    assert key not in str(latest(small_town.desk.office, 2))


def test_nobody_revokes_the_token_of_somebody_else(small_town: Town) -> None:
    key = made(small_town.as_(Role.ANALYST))
    answer = small_town.as_(Role.ADMIN).post("/account/tokens/1/revoke")
    assert answer.status_code == 404
    assert "You have no such token" in words(answer)
    assert me(small_town, key) == 200


def test_a_token_without_the_token_of_the_form_is_not_made(small_town: Town) -> None:
    who = small_town.as_(Role.ANALYST)
    who.csrf = "forged"
    assert who.post("/account/tokens/make", name="X", scopes="read", **LAST).status_code == 403
    assert who.post("/account/tokens/calendar").status_code == 403


def test_each_fault_of_a_new_token_stands_at_its_field(small_town: Town) -> None:
    who = small_town.as_(Role.ANALYST)
    missing = who.post("/account/tokens/make", name="")
    assert missing.status_code == 422
    for fault in ("Give the token a name", "Choose what it may be used for", "Give the last day on which"):
        assert fault in words(missing)
    late = who.post("/account/tokens/make", name="X", scopes="read", **{**LAST, "ends_on-year": "2028"})
    assert "The last day must be from today to a year from now" in words(late)
    calendar = who.post("/account/tokens/make", name="X", scopes="calendar", **LAST)
    assert "Choose what it may be used for" in words(calendar)
    assert "You have made none" in words(who.get("/account/tokens"))


def test_a_token_of_somebody_who_left_opens_nothing(small_town: Town) -> None:
    key, number = made(small_town.as_(Role.ANALYST)), small_town.users[Role.ANALYST].user_id
    small_town.as_(Role.ADMIN).post(f"/admin/users/{number}/leave", reason="Left")
    assert me(small_town, key) == 401


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_have_no_fault_that_axe_finds(chromium: Browser, small_town: Town, width: int) -> None:
    who = small_town.as_(Role.CASEWORKER)
    made(who, "read", "write")
    with served(small_town.app) as address, browsing(chromium, small_town, address, Role.CASEWORKER, width) as window:
        page = window.new_page()
        page.goto("/account/tokens")
        for press in (None, "Make an address for my calendar"):
            if press:
                page.get_by_role("button", name=press).click()
                page.wait_for_selector("#address")
            assert axe_faults(page) == [], press
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
