"""A town whose pages people sign in to by themselves: a secret to encrypt with, settings as a test wants them, passwords."""

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx
from fastapi.testclient import TestClient

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.users import User
from ehcp_flow.services.access import accounts
from ehcp_flow.services.office import Office
from ehcp_flow.web.app import make_app
from tests.ehcp_flow.services.access.quick import GOOD, SECRET
from tests.ehcp_flow.web.a_site import HOST, Town, Visitor
from workflows.vocabulary import Role


@dataclass
class Door:
    """The pages of a town with these settings, and the user of a role who has a password."""

    town: Town
    office: Office

    @property
    def user(self) -> User:
        return self.town.users[Role.CASEWORKER]

    def stranger(self) -> Visitor:
        """A browser in which nobody is signed in."""
        return self.town.as_(None)

    def signs_in(self, browser: Visitor, password: str = GOOD, email: str = "", **more: str) -> httpx.Response:
        """Sends the sign-in form."""
        return browser.post("/sign-in", email=email or self.user.email, password=password, **more)


def door(town: Town, secret: str = SECRET, public_url: str = "", **settings: Any) -> Door:
    """The town's pages made again with these settings. The caseworker has a password."""
    made = Settings(secret_key=secret, public_url=public_url, **settings)
    office = replace(town.desk.office, secret_key=secret, public_url=public_url)
    town.app = make_app(Installation(made, town.desk.database, town.desk.clock), office)
    done = accounts.set_password(office, town.users[Role.CASEWORKER].email, GOOD)
    assert isinstance(done, User), done
    return Door(town, office)


def token(answer: httpx.Response) -> str:
    """The token in the forms of a page."""
    found = re.findall(r'name="csrf" value="([^"]*)"', answer.text)
    assert found, answer.text[:500]
    return unescape(found[-1])


def field(answer: httpx.Response, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, f"no field {name}"
    return unescape(found[1])


def key_in(browser: Visitor) -> str:
    """The key of the session, as the browser keeps it."""
    (cookie,) = [each for each in browser.client.cookies.jar if each.name.endswith("ehcp-flow")]
    return str(cookie.value)


def planted(door: Door, key: str) -> Visitor:
    """A browser in which somebody has put the key of a session, as if this site had."""
    browser = door.stranger()
    browser.client.cookies.set("ehcp-flow", key, domain=HOST, path="/")
    return browser


def with_token(browser: Visitor, path: str = "/account") -> Visitor:
    """The same browser, whose forms carry the token that a page of its session has."""
    browser.csrf = token(browser.get(path))
    return browser


def over_https(town: Town) -> TestClient:
    client = TestClient(town.app, base_url=f"https://{HOST}", follow_redirects=False)
    client.headers["sec-fetch-site"] = "same-origin"
    return client
