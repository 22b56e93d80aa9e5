"""What every answer carries and what is turned away at the door: forms from elsewhere, strange hosts, bodies too long."""

from datetime import timedelta

import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services.access import sessions
from ehcp_flow.web.security import LONGEST_FORM, LONGEST_UPLOAD
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from tests.ehcp_flow.web.a_site import Town, words
from tests.ehcp_flow.web.signing_in import Door, door, over_https
from workflows.vocabulary import Role

pytestmark = pytest.mark.usefixtures("quick_hashes")
FORM = "/account/sign-out-elsewhere"
NOT_OURS = "The form did not come from a page of this service"


@pytest.fixture
def here(small_town: Town) -> Door:
    return door(small_town)


# --- forms -----------------------------------------------------------------------------------------------------------


def test_a_form_of_this_session_is_taken(here: Door) -> None:
    assert here.town.as_(Role.CASEWORKER).post(FORM).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "x" * 43])
def test_a_form_with_another_token_is_not(here: Door, token: str) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    visitor.csrf = token
    answer = visitor.post(FORM)
    assert answer.status_code == 403
    assert NOT_OURS in words(answer)


def test_the_token_of_another_session_of_the_same_user_is_not_taken(here: Door) -> None:
    one, other = here.town.as_(Role.CASEWORKER), here.town.as_(Role.CASEWORKER)
    one.csrf = other.csrf
    assert one.post(FORM).status_code == 403


@pytest.mark.parametrize("said", ["cross-site", "same-site"])
def test_a_form_that_the_browser_says_comes_from_another_site_is_not_taken(here: Door, said: str) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    visitor.client.headers["sec-fetch-site"] = said
    assert visitor.post(FORM).status_code == 403


@pytest.mark.parametrize("origin", ["https://example.org", "http://127.0.0.1:8001", "http://127.0.0.1.example.org"])
def test_a_form_with_another_origin_is_not_taken(here: Door, origin: str) -> None:
    visitor = here.town.as_(Role.CASEWORKER)
    del visitor.client.headers["sec-fetch-site"]
    visitor.client.headers["origin"] = origin
    assert visitor.post(FORM).status_code == 403
    visitor.client.headers["origin"] = "http://127.0.0.1"
    assert visitor.post(FORM).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}])
def test_nobody_signs_in_from_a_form_that_does_not_say_where_it_is_from(here: Door, headers: dict[str, str]) -> None:
    stranger = here.stranger()
    del stranger.client.headers["sec-fetch-site"]
    stranger.client.headers.update(headers)
    answer = here.signs_in(stranger)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account", "/sign-in", "/no-such-page", "/static/own.css", FORM])
def test_every_answer_carries_the_headers(here: Door, path: str) -> None:
    headers = here.town.as_(Role.CASEWORKER).get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_the_policy_allows_nothing_within_the_page_and_nothing_from_elsewhere(here: Door) -> None:
    policy = dict(
        each.strip().split(" ", 1)
        for each in here.stranger().get("/sign-in").headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "form-action", "connect-src")} == {"'self'"}


@pytest.mark.parametrize("path", ["/account", "/account/password", "/sign-in"])
def test_what_is_for_one_person_is_kept_by_no_cache(here: Door, path: str) -> None:
    for visitor in (here.town.as_(Role.CASEWORKER), here.stranger()):
        assert visitor.get(path).headers["cache-control"] == "no-store"


def test_only_under_https_browsers_are_told_to_stay_there(small_town: Town) -> None:
    assert "strict-transport-security" not in door(small_town).stranger().get("/sign-in").headers
    door(small_town, public_url="https://127.0.0.1")
    assert "includeSubDomains" in over_https(small_town).get("/sign-in").headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["/account", "/sign-in", "/account/second-factor", "/account/rights"])
def test_no_page_has_script_or_style_within_it(here: Door, path: str) -> None:
    import re

    for visitor in (here.town.as_(Role.CASEWORKER), here.stranger()):
        text = visitor.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|src=.data:", text)


# --- hosts and lengths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host, status",
    [
        ("plans.example.gov.uk", 200),
        ("PLANS.example.gov.uk:443", 200),
        ("127.0.0.1:8000", 200),
        ("example.org", 400),
        ("plans.example.gov.uk.example.org", 400),
        ("", 400),
    ],
)
def test_only_our_own_hosts_are_answered(small_town: Town, host: str, status: int) -> None:
    here = door(small_town, public_url="https://plans.example.gov.uk")
    assert here.stranger().client.get("/sign-in", headers={"host": host}).status_code == status


def test_a_form_that_is_too_long_is_turned_away(here: Door) -> None:
    answer = here.town.as_(Role.CASEWORKER).post(FORM, note="x" * LONGEST_FORM)
    assert answer.status_code == 413
    assert "at most 1 MB" in answer.text


def test_a_form_that_does_not_say_how_long_it_is_is_measured(here: Door) -> None:
    visitor = here.town.as_(Role.CASEWORKER)

    def endless() -> object:
        for _ in range(30):
            yield b"note=" + b"x" * 99_995

    answer = visitor.client.post(
        FORM,
        content=endless(),  # type: ignore[arg-type]
        headers={"content-type": "application/x-www-form-urlencoded", "transfer-encoding": "chunked"},
    )
    assert answer.status_code == 413


def test_files_have_a_limit_of_their_own(here: Door) -> None:
    answer = here.town.as_(Role.CASEWORKER).client.post(
        FORM,
        content=b"",
        headers={"content-type": "multipart/form-data; boundary=x", "content-length": str(LONGEST_UPLOAD + 1)},
    )
    assert answer.status_code == 413


# --- who asks --------------------------------------------------------------------------------------------------------


def test_a_role_that_is_taken_away_counts_at_the_next_request(here: Door) -> None:
    from dataclasses import replace

    from ehcp_flow.db.unit_of_work import unit_of_work

    visitor = here.town.as_(Role.CASEWORKER)
    assert visitor.get("/work").status_code in (200, 404)
    with unit_of_work(here.office.database) as uow:
        uow.users.save(replace(here.user, roles=frozenset({Role.HEALTH})))
        uow.commit()
    assert visitor.get("/work").status_code in (403, 404)
    assert "Health" in visitor.get("/account").text


def test_a_request_is_cheap(here: Door) -> None:
    """Knowing who asks reads two rows by their keys, and writes nothing within the minute."""
    from sqlalchemy import event

    asked: list[str] = []
    visitor = here.town.as_(Role.CASEWORKER)
    database = here.office.database
    engines = {id(engine): engine for engine in (database.reader, database.writer)}
    for engine in engines.values():
        event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    key = visitor.client.cookies["ehcp-flow"]
    found = sessions.present(here.office, key)
    assert found is not None
    assert isinstance(found.user, User)
    reads = [each for each in asked if "web_session" in each or "app_user" in each]
    assert len(reads) == 2
    assert not [each for each in asked if each.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]
    here.town.desk.clock.moment += timedelta(minutes=1)
    sessions.present(here.office, key)
    assert len([each for each in asked if each.lstrip().startswith("UPDATE")]) == 1
