"""Who may open what: every route of every family, asked by every role and by nobody. New pages are asked by themselves."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from fastapi.routing import APIRoute

from ehcp_flow.db.engine import connect
from ehcp_flow.web.views import FAMILIES
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.web.a_site import ROLES, Town, Visitor, make_town, words
from workflows.vocabulary import Role

ROUTES = [route for family in FAMILIES for route in family.routes if isinstance(route, APIRoute)]
ASKED = [(route, method) for route in ROUTES for method in sorted((route.methods or set()) - {"HEAD"})]
GUARDED = [(route, method) for route, method in ASKED if route.who]  # type: ignore[attr-defined]


def name_of(asked: object) -> str:
    return f"{asked.path}" if isinstance(asked, APIRoute) else str(asked)


@pytest.fixture(scope="module")
def town(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of them: whoever is turned away changes nothing."""
    folder = tmp_path_factory.mktemp("gates")
    database = connect(str(copy(_migrated_file, folder / "town.db")))
    yield make_town(Desk(database, SetClock(), folder))
    database.close()


@pytest.fixture(scope="module")
def visitors(town: Town) -> dict[Role | None, Visitor]:
    return {role: town.as_(role) for role in (*ROLES, None)}


def address_of(route: APIRoute) -> str:
    """Its path with harmless values: a case that there is not, the number 1."""
    named = route.path.replace("{reference}", "EHC-2026-99999").replace("{case}", "EHC-2026-99999")
    return re.sub(r"\{[^}]*\}", "1", named)


def ask(visitor: Visitor, route: APIRoute, method: str) -> tuple[int, str]:
    answer = visitor.client.request(method, address_of(route), data={"csrf": visitor.csrf} if method != "GET" else None)
    return answer.status_code, words(answer) if answer.status_code == 403 else answer.headers.get("location", "")


@pytest.mark.parametrize("route, method", GUARDED, ids=name_of)
def test_a_role_that_the_route_does_not_name_is_refused(
    visitors: dict[Role | None, Visitor], route: APIRoute, method: str
) -> None:
    who: frozenset[Role] = route.who  # type: ignore[attr-defined]
    for role in ROLES:
        if role not in who:
            status, told = ask(visitors[role], route, method)
            assert status == 403, role
            assert "You cannot open this page" in told, role


@pytest.mark.parametrize("route, method", GUARDED, ids=name_of)
def test_whoever_is_not_signed_in_is_led_to_the_sign_in(
    visitors: dict[Role | None, Visitor], route: APIRoute, method: str
) -> None:
    status, place = ask(visitors[None], route, method)
    assert status == 303
    assert place == "/sign-in" or place.startswith("/sign-in?next=")


@pytest.mark.parametrize("route, method", [(r, m) for r, m in ASKED if m != "GET"], ids=name_of)
def test_no_form_is_taken_without_the_token_of_the_session(town: Town, route: APIRoute, method: str) -> None:
    for token in ("", "x" * 43):
        visitor = town.as_(Role.ADMIN)
        visitor.csrf = token
        status, told = ask(visitor, route, method)
        assert status == 403
        assert "The form did not come from a page of this service" in told


@pytest.mark.parametrize("route, method", [(r, m) for r, m in ASKED if m != "GET"], ids=name_of)
def test_no_form_is_taken_from_another_site(town: Town, route: APIRoute, method: str) -> None:
    visitor = town.as_(Role.ADMIN)
    visitor.client.headers["sec-fetch-site"] = "cross-site"
    assert ask(visitor, route, method)[0] == 403


def test_these_pages_need_nobody_and_no_others() -> None:
    """Whoever adds a page for everybody, signed in or not, says so here."""
    open_to_all = {route.path for route in ROUTES if not route.who}  # type: ignore[attr-defined]
    assert open_to_all == {
        "/brand.css",
        "/calendar/{key}.ics",
        "/notices/answer/{token}",
        "/notices/{number}",
        "/how-deadlines-are-worked-out",
        "/accessibility",
        "/sign-in",
        "/sign-in/second-factor",
        "/sign-in/second-factor/qr.svg",
        "/sign-in/link/{key}",
        "/sign-in/council",
        "/sign-in/council/back",
        "/sign-out",
        "/signed-out",
    }


def test_no_method_but_get_and_post_is_answered() -> None:
    assert {method for _, method in ASKED} <= {"GET", "POST"}
