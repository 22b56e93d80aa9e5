"""A made-up authority whose API is asked with tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import httpx
import pytest

from ehcp_flow.db.engine import connect
from ehcp_flow.db.users import User
from ehcp_flow.services.access.tokens import NewToken, TokenScope, make_token
from tests.ehcp_flow.services.at_work import Desk, SetClock
from tests.ehcp_flow.web.a_site import Town, make_town
from workflows.vocabulary import Role

READ, WRITE = TokenScope.READ, TokenScope.WRITE


@dataclass
class Program:
    """Something that asks with a token, or without one."""

    town: Town
    key: str = ""

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.key}"} if self.key else {}
        client = self.town.as_(None).client
        client.headers.pop("sec-fetch-site")
        return client.request(method, f"/api/v1{path}", headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.ask("POST", path, json=body)


def token_of(town: Town, who: Role | User, *scopes: TokenScope) -> NewToken:
    user = town.users[who] if isinstance(who, Role) else who
    ends_on = town.desk.clock.today() + timedelta(days=30)
    made = make_token(town.desk.office, user, "A program", frozenset(scopes or (READ, WRITE)), ends_on)
    assert isinstance(made, NewToken), made
    return made


def program(town: Town, who: Role | User = Role.CASEWORKER, *scopes: TokenScope) -> Program:
    return Program(town, token_of(town, who, *scopes).key)


@pytest.fixture
def town(_migrated_file: Path, tmp_path: Path) -> Iterator[Town]:
    database = connect(str(copy(_migrated_file, tmp_path / "town.db")))
    yield make_town(Desk(database, SetClock(), tmp_path))
    database.close()
