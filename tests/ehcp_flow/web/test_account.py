"""One's own account: roles and why, sessions, the password, the second factor."""

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access import sessions
from ehcp_flow.services.access.sign_in import account_of
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.services.access.quick import GOOD, OTHER
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, browsing, served, words
from tests.ehcp_flow.web.signing_in import Door, door
from workflows.vocabulary import Role

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def here(small_town: Town) -> Door:
    return door(small_town)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_an_account_page_that_says_what_the_role_is_for(here: Door, role: Role) -> None:
    visitor = here.town.as_(role)
    page = words(visitor.get("/account"))
    assert here.town.users[role].email in page
    assert role.value.replace("_", " ").capitalize() in page
    rights = words(visitor.get("/account/rights"))
    assert "What you may do" in rights
    assert "/account/password" in rights


def test_what_one_may_do_names_the_role_by_which(here: Door) -> None:
    page = words(here.town.as_(Role.CASEWORKER).get("/account/rights"))
    assert "Request received as caseworker" in page
    assert "Agreed to assess (it takes manager or decision maker)" in page


def test_where_one_is_signed_in_is_listed_and_ended_elsewhere(here: Door) -> None:
    there, _ = sessions.begin(here.office, here.user, "192.0.2.44")
    visitor = here.town.as_(Role.CASEWORKER)
    assert "192.0.2.44" in words(visitor.get("/account"))
    page = visitor.follow(visitor.post("/account/sign-out-elsewhere"))
    assert "You are signed out everywhere else." in words(page)
    assert "192.0.2.44" not in words(page)
    assert sessions.present(here.office, there) is None
    again = visitor.follow(visitor.post("/account/sign-out-elsewhere"))
    assert "You were signed in nowhere else." in words(again)


def test_ones_own_tries_are_listed_and_nobody_elses(here: Door) -> None:
    here.signs_in(here.stranger(), "a guess of it")
    here.signs_in(here.stranger(), "a guess of it", "manager@example.gov.uk")
    page = words(here.town.as_(Role.CASEWORKER).get("/account"))
    assert page.count("Wrong password") == 1
    assert "None is kept" in words(here.town.as_(Role.HEALTH).get("/account"))


# --- the password ----------------------------------------------------------------------------------------------------


def test_the_password_is_changed_with_the_one_that_is_known(here: Door) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    answer = visitor.post("/account/password", old_password=GOOD, new_password=OTHER)
    assert "Your password is changed. You are signed out everywhere else." in words(visitor.follow(answer))
    assert here.signs_in(here.stranger(), OTHER).status_code == 303
    assert here.signs_in(here.stranger(), GOOD).status_code == 422


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("", OTHER, "Enter the password that you have now"),
        (GOOD, "", "Enter a new password"),
        ("a guess of it", OTHER, "is not right"),
        (GOOD, "short", "Password must be 12 characters or more"),
        (GOOD, "caseworker2026", "guessed first"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_typed_is_shown(here: Door, old: str, new: str, told: str) -> None:
    page = here.town.as_(Role.CASEWORKER).post("/account/password", old_password=old, new_password=new)
    assert page.status_code == 422
    assert told in words(page)
    assert not [typed for typed in (GOOD, OTHER, "caseworker2026", "a guess of it") if typed in page.text]
    assert here.signs_in(here.stranger(), GOOD).status_code == 303


def test_whoever_has_no_password_is_told_how_to_get_one(here: Door) -> None:
    assert "ask an administrator of this service for a link" in words(
        here.town.as_(Role.HEALTH).get("/account/password")
    )


def test_a_password_manager_may_fill_and_paste(here: Door) -> None:
    page = here.town.as_(Role.CASEWORKER).get("/account/password").text
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in page
    assert "onpaste" not in page


# --- the second factor -----------------------------------------------------------------------------------------------


def now(here: Door, app: pyotp.TOTP) -> str:
    return app.at(int(here.office.clock.now().timestamp()))


def set_up(here: Door) -> tuple[Visitor, pyotp.TOTP, list[str]]:
    """The caseworker after setting it up: browser, app, recovery codes."""
    visitor = here.town.as_(Role.CASEWORKER)
    page = words(visitor.get("/account/second-factor"))
    app = pyotp.TOTP(page.split("Key: ")[1].split(" 3. ")[0].split(" Type the")[0].replace(" ", ""))
    done = visitor.post("/account/second-factor", code=now(here, app))
    assert done.status_code == 200, words(done)
    codes = [each for each in words(done).split() if each.count("-") == 2 and len(each) == 14]
    here.town.desk.clock.moment += timedelta(minutes=1)
    return visitor, app, codes


def test_it_is_set_up_with_a_code_and_gives_ten_recovery_codes_once(here: Door) -> None:
    visitor, _, codes = set_up(here)
    assert len(codes) == 10
    page = words(visitor.get("/account/second-factor"))
    assert "You have 10 recovery codes left" in page
    assert codes[0] not in page
    assert "Key:" not in page


def test_the_picture_is_ours_and_for_nobody_else(here: Door) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    assert visitor.get("/sign-in/second-factor/qr.svg").status_code == 404
    page = visitor.get("/account/second-factor")
    assert 'src="/sign-in/second-factor/qr.svg"' in page.text
    picture = visitor.get("/sign-in/second-factor/qr.svg")
    assert picture.content.startswith(b"<svg")
    assert b"<script" not in picture.content
    assert here.town.as_(Role.MANAGER).get("/sign-in/second-factor/qr.svg").status_code == 404
    assert here.stranger().get("/sign-in/second-factor/qr.svg").status_code == 404


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key(here: Door) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    key = words(visitor.get("/account/second-factor")).split("Key: ")[1][:20]
    page = visitor.post("/account/second-factor", code="000000")
    assert page.status_code == 422
    assert key in words(page), "whoever has scanned it need not scan again"
    assert account_of(here.office, here.user).totp_secret == ""


def test_new_recovery_codes_and_the_end_take_a_code(here: Door) -> None:
    visitor, app, old = set_up(here)
    assert visitor.post("/account/second-factor/codes", code="1").status_code == 422
    assert visitor.post("/account/second-factor/end", end_code="1").status_code == 422
    page = words(visitor.post("/account/second-factor/codes", code=now(here, app)))
    assert old[0] not in page
    here.town.desk.clock.moment += timedelta(minutes=1)
    ended = visitor.post("/account/second-factor/end", end_code=now(here, app))
    assert "Your second factor is ended" in words(visitor.follow(ended))
    assert account_of(here.office, here.user).totp_secret == ""


def test_where_it_is_required_it_cannot_be_ended(small_town: Town) -> None:
    here = door(small_town, second_factor="required")
    visitor, app, _ = set_up(here)
    assert "Do without it" not in words(visitor.get("/account/second-factor"))
    assert visitor.post("/account/second-factor/end", end_code=now(here, app)).status_code == 403
    assert account_of(here.office, here.user).totp_secret


def test_without_a_secret_key_it_says_what_to_set(small_town: Town) -> None:
    here = door(small_town, secret="")
    page = here.town.as_(Role.CASEWORKER).get("/account/second-factor")
    assert page.status_code == 503
    assert "Set EHCP_FLOW_SECRET_KEY to 32 random characters or more" in words(page)


# --- in a real browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_setting_it_up_stands_up_to_axe_and_fits_a_telephone(here: Door, chromium: Browser, width: int) -> None:
    with served(here.town.app) as address, browsing(chromium, here.town, address, Role.CASEWORKER, width) as context:
        page = context.new_page()
        shown = Opened(page, here.town.desk.folder / "page.html")
        page.goto("/account/second-factor")
        assert page.get_by_alt_text("QR code").evaluate("image => image.naturalWidth > 0")
        assert (shown.faults(), shown.scrolls_sideways()) == ([], False)
        key = page.locator(".own-key").inner_text().replace(" ", "")
        page.get_by_label("Code").fill(now(here, pyotp.TOTP(key)))
        page.get_by_role("button", name="Set it up").click()
        assert page.get_by_role("heading", name="Your recovery codes").is_visible()
        assert (shown.faults(), shown.scrolls_sideways()) == ([], False)
        page.get_by_role("button", name="Continue").click()
        assert "Set up, with 10 recovery codes left" in page.locator("main").inner_text()
