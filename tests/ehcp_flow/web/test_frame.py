"""The frame of every page: who may open it, what every answer carries, and forms that are not ours."""

import pytest
from fastapi.routing import APIRoute

from ehcp_flow.web.views import FAMILIES
from tests.ehcp_flow.web.a_site import ROLES, Town, words
from workflows.vocabulary import Role


def test_every_page_says_who_may_open_it() -> None:
    routes = [route for family in FAMILIES for route in family.routes if isinstance(route, APIRoute)]
    assert routes
    assert [route.path for route in routes if getattr(route, "who", None) is None] == []


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(small_town: Town) -> None:
    answer = small_town.as_(None).get("/work?late=yes")
    assert answer.status_code in (303, 404)
    assert small_town.as_(None).get("/").headers["location"] == "/sign-in"


def test_an_address_that_there_is_not_is_answered_in_words(small_town: Town) -> None:
    answer = small_town.as_(Role.CASEWORKER).get("/no-such-page")
    assert answer.status_code == 404
    assert "If you typed the address, check that it is correct" in words(answer)


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/brand.css"])
def test_every_answer_forbids_frames_and_anything_within_the_page_or_from_elsewhere(
    small_town: Town, path: str
) -> None:
    headers = small_town.as_(Role.CASEWORKER).get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_leads_every_role_somewhere(small_town: Town, role: Role) -> None:
    assert small_town.as_(role).get("/").status_code in (200, 303)
