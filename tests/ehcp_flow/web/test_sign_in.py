"""The sign-in page, time-outs, what was typed, links to set a password, and the second factor at the door."""

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser

from ehcp_flow.services.access import accounts, second_factor, sessions
from ehcp_flow.services.access.sign_in import MOST_FAILURES
from ehcp_flow.services.access.tries import MOST
from tests.browser import DESK, PHONE, Opened
from tests.ehcp_flow.services.access.quick import GOOD, OTHER
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from tests.ehcp_flow.web.a_site import Town, Visitor, browsing, served, words
from tests.ehcp_flow.web.signing_in import Door, door, field, key_in, over_https, planted, token, with_token
from workflows.vocabulary import Role

pytestmark = pytest.mark.usefixtures("quick_hashes")
WRONG = "E-mail address or password is not right"


@pytest.fixture
def here(small_town: Town) -> Door:
    return door(small_town)


# --- the page and what it tells --------------------------------------------------------------------------------------


def test_signing_in_leads_to_the_page_that_was_wanted(here: Door) -> None:
    browser = here.stranger()
    turned_away = browser.get("/account?x=1")
    assert turned_away.headers["location"] == "/sign-in?next=%2Faccount%3Fx%3D1"
    page = browser.follow(turned_away)
    answer = here.signs_in(browser, next=field(page, "next"))
    assert answer.headers["location"] == "/account?x=1"
    assert "Your account" in words(browser.follow(answer))


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(here: Door, elsewhere: str) -> None:
    assert here.signs_in(here.stranger(), next=elsewhere).headers["location"] == "/"


def test_an_unknown_address_a_wrong_password_and_a_waiting_account_get_the_same_page(here: Door) -> None:
    pages = [here.signs_in(here.stranger(), "wrong password", "nobody@example.gov.uk")]
    pages.extend(here.signs_in(here.stranger(), "wrong password") for _ in range(MOST_FAILURES))
    pages.append(here.signs_in(here.stranger(), GOOD))
    told = {words(page).replace(here.user.email, "").replace("nobody@example.gov.uk", "") for page in pages}
    assert len(told) == 1
    assert WRONG in told.pop()
    assert {page.status_code for page in pages} == {422}


def test_the_password_is_never_on_the_page_again(here: Door) -> None:
    page = here.signs_in(here.stranger(), "kettle tuba lamp")
    assert "kettle" not in page.text
    assert here.user.email in page.text


def test_what_is_missing_is_asked_for(here: Door) -> None:
    page = here.stranger().post("/sign-in", email="", password="")
    assert page.status_code == 422
    assert "Enter your e-mail address" in words(page)
    assert "Enter your password" in words(page)
    assert "Error: Sign in" in page.text


def test_too_many_failures_from_one_place_are_answered_in_words(here: Door) -> None:
    for number in range(MOST):
        here.signs_in(here.stranger(), "guess", f"nobody{number}@example.gov.uk")
    answer = here.signs_in(here.stranger())
    assert answer.status_code == 429
    assert "More than 30 tries from where you are have failed within 15 minutes" in words(answer)


def test_whoever_is_signed_in_is_led_on(here: Door) -> None:
    assert here.town.as_(Role.CASEWORKER).get("/sign-in?next=/account").headers["location"] == "/account"


# --- the session -----------------------------------------------------------------------------------------------------


def test_the_key_is_another_after_signing_in_and_the_old_one_opens_nothing(here: Door) -> None:
    old, _ = sessions.begin(here.office, here.town.users[Role.MANAGER], "192.0.2.9")
    browser = with_token(planted(here, old))
    assert here.signs_in(browser).status_code == 303
    assert key_in(browser) != old
    assert sessions.present(here.office, old) is None
    assert here.user.email in words(browser.get("/account"))


def test_a_key_that_somebody_made_up_is_not_taken_over(here: Door) -> None:
    browser = planted(here, "made-up-key-of-an-attacker")
    assert here.signs_in(browser).status_code == 303
    assert key_in(browser) != "made-up-key-of-an-attacker"


def test_signing_out_ends_the_session_and_takes_the_key_away(here: Door) -> None:
    browser = here.stranger()
    here.signs_in(browser)
    key = key_in(browser)
    answer = with_token(browser).post("/sign-out")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "You are signed out" in words(browser.follow(answer))
    assert sessions.present(here.office, key) is None
    assert browser.get("/account").status_code == 303


def test_signing_out_by_a_link_is_not_possible(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/account").status_code == 200


def test_after_the_time_out_signing_in_leads_back_to_the_same_page(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    here.town.desk.clock.moment += sessions.IDLE
    turned_away = browser.get("/account/password")
    assert turned_away.headers["location"] == "/sign-in?next=%2Faccount%2Fpassword"
    browser.csrf = ""
    answer = here.signs_in(browser, next=field(browser.follow(turned_away), "next"))
    assert answer.headers["location"] == "/account/password"


def test_every_page_says_until_when_one_is_signed_in(here: Door) -> None:
    page = here.town.as_(Role.CASEWORKER).get("/account")
    assert "You are signed in until 10 February 2026 at 10:30" in words(page)
    assert 'data-seconds="3600"' in page.text
    assert "signed in until" not in words(here.stranger().get("/sign-in"))


def test_staying_signed_in_puts_the_end_off(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    here.town.desk.clock.moment += timedelta(minutes=58)
    assert browser.post("/still-here").json() == {"seconds": 3600}
    here.town.desk.clock.moment += timedelta(minutes=58)
    assert browser.get("/account").status_code == 200


def test_staying_signed_in_does_not_pass_the_twelve_hours(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    for _ in range(13):
        here.town.desk.clock.moment += timedelta(minutes=55)
        assert browser.post("/still-here").status_code == 200
    assert browser.post("/still-here").json() == {"seconds": 5 * 60}


# --- nothing typed is lost -------------------------------------------------------------------------------------------


def sent_too_late(here: Door, **fields: str) -> tuple[Visitor, str]:
    """A form that came after the session had ended: the browser, and what the sign-in page carries."""
    browser = here.town.as_(Role.CASEWORKER)
    here.town.desk.clock.moment += sessions.IDLE
    page = browser.post("/account/second-factor/codes", **fields)
    assert page.status_code == 401
    browser.csrf = ""
    return browser, field(page, "typed")


def test_what_was_typed_is_shown_again_after_signing_in_and_can_be_sent(here: Door) -> None:
    browser, sealed = sent_too_late(here, note="Ada's mother <called> & wrote", day="")
    answer = here.signs_in(browser, typed=sealed)
    assert answer.headers["location"] == "/sign-in/typed"
    page = browser.follow(answer)
    assert "This is what you had typed. Nothing was saved." in words(page)
    assert "Ada's mother <called> & wrote" in words(page)
    assert 'action="/account/second-factor/codes" method="post"' in page.text
    assert field(page, "note") == "Ada's mother <called> & wrote"
    assert field(page, "day") == ""
    assert token(page)


def test_a_wrong_password_in_between_loses_nothing(here: Door) -> None:
    browser, sealed = sent_too_late(here, note="Kept")
    wrong = here.signs_in(browser, "wrong password", typed=sealed)
    assert "You were signed out. Nothing was saved." in words(wrong)
    page = browser.follow(here.signs_in(browser, typed=field(wrong, "typed")))
    assert field(page, "note") == "Kept"


def test_passwords_and_codes_are_not_carried(here: Door) -> None:
    browser, sealed = sent_too_late(here, note="Kept", new_password=OTHER, code="123456", csrf="old token")
    page = browser.follow(here.signs_in(browser, typed=sealed))
    assert OTHER not in page.text
    assert "123456" not in page.text
    assert "old token" not in page.text


def test_what_was_not_sealed_here_is_not_shown(here: Door) -> None:
    _, sealed = sent_too_late(here, note="Kept")
    for changed in (sealed[:-4] + "AAAA", "eyJwYXRoIjoiLyJ9.abc", "x"):
        answer = here.signs_in(here.stranger(), typed=changed)
        assert answer.headers["location"] == "/"


def test_what_was_typed_is_kept_for_twelve_hours(here: Door) -> None:
    browser, sealed = sent_too_late(here, note="Kept")
    here.town.desk.clock.moment += timedelta(hours=12, seconds=1)
    assert here.signs_in(browser, typed=sealed).headers["location"] == "/"


def test_more_than_is_carried_is_not_half_carried(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    here.town.desk.clock.moment += sessions.IDLE
    assert browser.post("/account/password", note="x" * 100_001).headers["location"] == "/sign-in"


def test_a_form_from_elsewhere_is_not_carried(here: Door) -> None:
    stranger = here.stranger()
    stranger.client.headers["sec-fetch-site"] = "cross-site"
    answer = stranger.post("/account/second-factor/codes", note="Planted")
    assert answer.status_code == 403
    assert "Planted" not in answer.text


def test_a_form_of_an_earlier_session_is_not_taken_and_not_lost(here: Door) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    browser.csrf = "of the session before"
    page = browser.post("/account/password?x=1", note="Kept", old_password=GOOD)
    assert page.status_code == 403
    assert "This is what you had typed. Nothing was saved." in words(page)
    assert field(page, "note") == "Kept"
    assert GOOD not in page.text
    assert 'action="/account/password?x=1"' in page.text
    assert token(page) != "of the session before"


@pytest.mark.parametrize("said", ["cross-site", "same-site", ""])
def test_what_another_site_sends_is_never_shown_to_be_sent_again(here: Door, said: str) -> None:
    browser = here.town.as_(Role.CASEWORKER)
    browser.csrf = "made up"
    del browser.client.headers["sec-fetch-site"]
    if said:
        browser.client.headers["sec-fetch-site"] = said
    page = browser.post("/account/password", note="Planted")
    assert page.status_code == 403
    assert "Planted" not in page.text


# --- links to set a password -----------------------------------------------------------------------------------------


def test_a_link_sets_a_password_and_signs_nobody_in(here: Door) -> None:
    made = accounts.make_link(here.office, here.user.email)
    assert isinstance(made, accounts.MadeLink)
    browser = here.stranger()
    assert f"For {here.user.name}, {here.user.email}." in words(browser.get(made.address))
    weak = browser.post(made.address, password="Password2026!")
    assert weak.status_code == 422
    assert "guessed first" in words(weak)
    assert "Password2026!" not in weak.text
    assert "Your password is set" in words(browser.post(made.address, password=OTHER))
    assert browser.get("/account").status_code == 303
    assert here.signs_in(browser, OTHER).status_code == 303
    over = here.stranger().get(made.address)
    assert over.status_code == 404
    assert "This link opens no more" in words(over)


def test_a_link_that_never_was_is_answered_like_one_that_is_over(here: Door) -> None:
    assert "This link opens no more" in words(here.stranger().get("/sign-in/link/made-up"))


# --- the second factor -----------------------------------------------------------------------------------------------


def app_of(here: Door) -> pyotp.TOTP:
    """The caseworker sets a second factor up; the app that shows its codes. A minute passes."""
    offer = second_factor.offer(here.office, here.user, "Madeupshire")
    assert isinstance(offer, second_factor.Offer)
    app = pyotp.TOTP(offer.typed.replace(" ", ""))
    codes = second_factor.begin(here.office, here.user, offer.kept, app.at(int(here.office.clock.now().timestamp())))
    assert isinstance(codes, tuple)
    here.town.desk.clock.moment += timedelta(minutes=1)
    return app


def now(here: Door, app: pyotp.TOTP) -> str:
    return app.at(int(here.office.clock.now().timestamp()))


def test_a_code_is_asked_for_after_the_password_and_opens_the_page_that_was_wanted(here: Door) -> None:
    app, browser = app_of(here), here.stranger()
    answer = here.signs_in(browser, next="/account/password")
    assert answer.headers["location"] == "/sign-in/second-factor"
    with_token(browser, "/sign-in/second-factor")
    wrong = browser.post("/sign-in/second-factor", code="000000")
    assert wrong.status_code == 422
    assert "Code is not right" in words(wrong)
    assert "Enter a code" in words(browser.post("/sign-in/second-factor", code=""))
    assert browser.post("/sign-in/second-factor", code=now(here, app)).headers["location"] == "/account/password"
    assert browser.get("/account").status_code == 200


def test_the_password_alone_opens_no_page(here: Door) -> None:
    app_of(here)
    browser = here.stranger()
    here.signs_in(browser)
    for path in ("/", "/account", "/account/second-factor", "/sign-in/typed"):
        assert browser.get(path).headers["location"].startswith("/sign-in"), path
    assert browser.get("/sign-in/second-factor/qr.svg").status_code == 404


def test_the_key_is_another_after_the_second_factor(here: Door) -> None:
    app, browser = app_of(here), here.stranger()
    here.signs_in(browser)
    half = key_in(browser)
    with_token(browser, "/sign-in/second-factor").post("/sign-in/second-factor", code=now(here, app))
    assert key_in(browser) != half
    assert sessions.present(here.office, half) is None


def test_what_was_typed_comes_along_past_the_second_factor(here: Door) -> None:
    app = app_of(here)
    browser, sealed = sent_too_late(here, note="Kept")
    here.signs_in(browser, typed=sealed)
    with_token(browser, "/sign-in/second-factor")
    page = browser.follow(browser.post("/sign-in/second-factor", code=now(here, app)))
    assert field(page, "note") == "Kept"


def test_where_it_is_required_it_is_set_up_before_anything_opens(small_town: Town) -> None:
    here = door(small_town, second_factor="required")
    browser = here.stranger()
    assert here.signs_in(browser, next="/account").headers["location"] == "/sign-in/second-factor"
    page = browser.get("/sign-in/second-factor")
    assert "Set up a second factor" in words(page)
    assert browser.get("/account").status_code == 303
    picture = browser.get("/sign-in/second-factor/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    key = words(page).split("Key: ")[1].split(" 3. ")[0].split("Type the")[0].replace(" ", "")
    browser.csrf = token(page)
    assert browser.post("/sign-in/second-factor", code="000000").status_code == 422
    done = browser.post("/sign-in/second-factor", code=now(here, pyotp.TOTP(key)))
    assert "Your recovery codes" in words(done)
    assert browser.get("/account").status_code == 200


def test_where_it_is_off_nobody_is_asked(small_town: Town) -> None:
    here = door(small_town, second_factor="off")
    app_of(here)
    assert here.signs_in(here.stranger(), next="/account").headers["location"] == "/account"


def test_where_it_is_asked_it_is_recommended_once_after_signing_in(here: Door) -> None:
    browser = here.stranger()
    here.signs_in(browser)
    assert "Make your account safer with a second factor" in words(browser.get("/account"))
    assert "Make your account safer with a second factor" not in words(browser.get("/account"))


# --- cookies under https ---------------------------------------------------------------------------------------------


def test_the_cookie_is_not_for_scripts_nor_other_sites(here: Door) -> None:
    flags = here.signs_in(here.stranger()).headers["set-cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=lax" in flags
    assert "Max-Age" not in flags, "it ends with the browser"


def test_under_https_the_cookie_goes_nowhere_else(small_town: Town) -> None:
    here = door(small_town, public_url="https://127.0.0.1")
    answer = over_https(small_town).post("/sign-in", data={"email": here.user.email, "password": GOOD})
    flags = answer.headers["set-cookie"]
    assert flags.startswith("__Host-ehcp-flow=")
    assert "Secure" in flags
    assert "Path=/" in flags
    assert "Domain" not in flags
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


# --- in a real browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_pages_stand_up_to_axe_and_fit_a_telephone(here: Door, chromium: Browser, width: int) -> None:
    link = accounts.make_link(here.office, here.user.email)
    assert isinstance(link, accounts.MadeLink)
    faults: dict[str, object] = {}
    with served(here.town.app) as address, browsing(chromium, here.town, address, None, width) as context:
        page = context.new_page()
        shown = Opened(page, here.town.desk.folder / "page.html")
        for path in ("/sign-in", link.address, "/sign-in/link/over", "/signed-out"):
            page.goto(path)
            faults[path] = (shown.faults(), shown.scrolls_sideways())
        page.goto("/account")
        page.get_by_label("E-mail address").fill(here.user.email)
        page.get_by_label("Password", exact=True).fill("wrong password")
        page.get_by_role("button", name="Sign in").click()
        faults["wrong"] = (shown.faults(), shown.scrolls_sideways())
        assert page.title().startswith("Error: Sign in")
        page.get_by_label("Password", exact=True).fill(GOOD)
        page.get_by_role("button", name="Sign in").click()
        assert page.url.endswith("/account")
        for path in ("/account", "/account/rights", "/account/password", "/account/second-factor"):
            page.goto(path)
            faults[path] = (shown.faults(), shown.scrolls_sideways())
    assert faults == dict.fromkeys(faults, ([], False))


def test_a_warning_comes_before_the_end_and_staying_signed_in_takes_it_away(here: Door, chromium: Browser) -> None:
    with served(here.town.app) as address, browsing(chromium, here.town, address, Role.CASEWORKER) as context:
        page = context.new_page()
        page.clock.install()
        page.goto("/account")
        warning = page.get_by_role("alertdialog")
        page.clock.run_for(54 * 60 * 1000)
        assert warning.is_hidden()
        here.town.desk.clock.moment += timedelta(minutes=56)
        page.clock.run_for(2 * 60 * 1000)
        assert "You will be signed out in 4 minutes" in warning.inner_text()
        assert Opened(page, here.town.desk.folder / "page.html").faults() == []
        page.get_by_role("button", name="Stay signed in").click()
        warning.wait_for(state="hidden")
        page.clock.run_for(54 * 60 * 1000)
        assert warning.is_hidden()
        page.clock.run_for(7 * 60 * 1000)
        assert "You are signed out" in warning.inner_text()


def test_without_script_whoever_comes_too_late_signs_in_again(here: Door, chromium: Browser) -> None:
    app, who = here.town.app, Role.CASEWORKER
    with served(app) as address, browsing(chromium, here.town, address, who, script=False) as context:
        page = context.new_page()
        page.goto("/account")
        here.town.desk.clock.moment += sessions.IDLE
        page.get_by_role("button", name="Sign out everywhere else").click()
        assert page.url.endswith("/sign-in"), "nothing was typed, so nothing is carried"
        page.get_by_label("E-mail address").fill(here.user.email)
        page.get_by_label("Password", exact=True).fill(GOOD)
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("button", name="Sign out").first.is_visible()
