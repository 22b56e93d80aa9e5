"""A site at work for the tests of the pages: an authority with users of each role, a plain client, and a real browser."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext

from ehcp_flow.db.users import User
from ehcp_flow.services.access import sessions
from ehcp_flow.services.cases import open_case
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from ehcp_flow.web.app import make_app
from ehcp_flow.web.visit import cookie_name
from tests.browser import HEIGHT
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal
from workflows.vocabulary import Role

ROLES = tuple(role for role in Role if role is not Role.IMPORTER)
HOST = "127.0.0.1"


@dataclass
class Town:
    """A made-up authority with its pages. `users` has one of each role, by role: caseworker@example.gov.uk and so on."""

    desk: Desk
    app: FastAPI
    users: dict[Role, User] = field(default_factory=dict)

    def user(self, name: str, *roles: Role, team: str = "") -> User:
        """One more user."""
        email = f"{name.lower().replace(' ', '.')}@example.gov.uk"
        added = add_user(self.desk.office, name, email, [role.value for role in roles], team)
        assert isinstance(added, User), added
        return added

    def open(self, forename: str = "Ada", surname: str = "Marrow", day: str = "2026-01-05", **facts: Any) -> str:
        """A case with a request of that day; its reference."""
        from datetime import date

        person = NewPerson(f"{forename} {surname}", date(2017, 5, 1), **facts)
        done = open_case(self.desk.office, person, date.fromisoformat(day), "parent")
        assert not isinstance(done, Refusal), done
        return done.case

    def as_(self, who: Role | User | None) -> "Visitor":
        """A plain client, signed in as the user of this role, as this user, or as nobody."""
        user = self.users[who] if isinstance(who, Role) else who
        client = TestClient(self.app, base_url=f"http://{HOST}", follow_redirects=False)
        client.headers["sec-fetch-site"] = "same-origin"
        csrf = ""
        if user is not None:
            key, session = sessions.begin(self.desk.office, user, HOST)
            client.cookies.set(cookie_name(self.app.state.site), key)
            csrf = session.csrf
        return Visitor(client, csrf)


@dataclass
class Visitor:
    """Opens pages and sends forms without a browser. `csrf` goes with every form unless the test gives another."""

    client: TestClient
    csrf: str

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, files: Any = None, **fields: Any) -> httpx.Response:
        return self.client.post(path, data={"csrf": self.csrf, **fields}, files=files)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """The page to which an answer leads."""
        assert answer.status_code == 303, f"{answer.status_code}: {words(answer)[:2000]}"
        return self.get(answer.headers["location"])


def words(answer: httpx.Response) -> str:
    """The words of a page, without tags, on one line."""
    without = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def make_town(desk: Desk) -> Town:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    town = Town(desk, make_app(desk.installation, desk.office))
    for role in ROLES:
        town.users[role] = town.user(role.value.replace("_", " ").title().replace(" ", ""), role)
    return town


@contextlib.contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The pages on a port of this machine, as a real server gives them."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.01)
        yield f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@contextlib.contextmanager
def browsing(
    browser: Browser, town: Town, address: str, who: Role | User | None, width: int = 1280, script: bool = True
) -> Iterator[BrowserContext]:
    """A browser window, signed in as this user."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": HEIGHT}, java_script_enabled=script,
        locale="en-GB", timezone_id="Europe/London",
    )  # fmt: skip
    user = town.users[who] if isinstance(who, Role) else who
    if user is not None:
        key, _ = sessions.begin(town.desk.office, user, HOST)
        context.add_cookies([{"name": cookie_name(town.app.state.site), "value": key, "url": address}])
    try:
        yield context
    finally:
        context.close()


def folder_of_pictures() -> Path:
    """Where the tests leave pictures of the pages."""
    folder = Path("pictures")
    folder.mkdir(exist_ok=True)
    return folder
