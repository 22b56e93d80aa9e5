"""Databases for a measurement: copies of one that was filled once, on SQLite and on a PostgreSQL server that is there."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SERVER = "EHCP_FLOW_TEST_POSTGRES_URL"
DEFAULT = "postgresql://postgres@127.0.0.1:5432/test"


def plain(url: str) -> str:
    """The address as psycopg takes it, without the name of a driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def missing_server() -> str:
    """Why PostgreSQL cannot be measured here; "" where it can."""
    url = plain(os.environ.get(SERVER, DEFAULT))
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"NO POSTGRESQL SERVER ANSWERS (set {SERVER}): {str(error).splitlines()[0]}"
    return ""


class Files:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, name: str) -> str:
        return str(self._folder / f"{name}.db")

    def copy(self, of: str, name: str) -> str:
        """A copy of a file that nobody has open and whose write-ahead log is empty."""
        return str(shutil.copy(of, self.new(name)))


class Server:
    """Databases on the PostgreSQL server, dropped at the end."""

    def __init__(self) -> None:
        self._url = plain(os.environ.get(SERVER, DEFAULT))
        self._prefix = f"ehcp_flow_bench_{secrets.token_hex(3)}_"
        self._made: list[str] = []

    def new(self, name: str) -> str:
        return self._create(name, "template0")

    def copy(self, of: str, name: str) -> str:
        """A copy of a database that nobody is connected to."""
        return self._create(name, urlsplit(of).path.lstrip("/"))

    def _create(self, name: str, template: str) -> str:
        own = self._prefix + name
        self._run("CREATE DATABASE {} TEMPLATE {}", own, template)
        self._made.append(own)
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{own}"))

    def drop_all(self) -> None:
        for name in self._made:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def server() -> Iterator[Server]:
    """The server, for the length of one benchmark."""
    found = Server()
    try:
        yield found
    finally:
        found.drop_all()
