"""The databases that the tests run on: a fresh SQLite file, and a PostgreSQL server that is found or started for the run.

The server is looked for once, by the process that the person started; the workers of pytest-xdist are told its address.
Each worker makes databases of its own on it, named `ehcp_flow_test_<run>_<worker>_<n>`, and drops them at the end.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

DEFAULT_URL = "postgresql+psycopg://postgres@127.0.0.1:5432/test"
NOT_RUN = "THE POSTGRESQL HALF OF THE TESTS WAS NOT RUN"
HOW_TO = (
    "set EHCP_FLOW_TEST_POSTGRES_URL to a server, or install PostgreSQL's server programs (initdb, pg_ctl, postgres)"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where PostgreSQL answers, and how we came by it. `url` is None when there is none."""

    url: str | None
    told: str


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def connect(url: URL | str) -> psycopg.Connection[tuple[object, ...]]:
    """A plain connection, one statement a transaction, that gives up after three seconds."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=3)


def find_or_start() -> Server:
    """The server of the environment or the usual address; else one of our own, stopped when this process ends."""
    url = os.environ.get("EHCP_FLOW_TEST_POSTGRES_URL", DEFAULT_URL)
    shown = make_url(url).render_as_string(hide_password=True)
    try:
        with connect(url) as connection:
            version = connection.info.server_version // 10000
        return Server(url, f"PostgreSQL {version} at {shown}")
    except psycopg.OperationalError:
        pass
    programs = _programs()
    if programs is None:
        return Server(None, f"{NOT_RUN}: nothing answers at {shown}; {HOW_TO}")
    try:
        return Server(_start(programs), f"PostgreSQL started for this run from {programs}")
    except (OSError, subprocess.SubprocessError) as fault:
        words = getattr(fault, "stderr", None) or str(fault)
        return Server(None, f"{NOT_RUN}: nothing answers at {shown} and {programs} would not start: {words.strip()}")


def _programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: on the path, else Debian's newest."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    for folder in [*([Path(found).resolve().parent] if found else []), *debian]:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def _start(programs: Path) -> str:
    """Start a server in a temporary folder and return its URL. PostgreSQL refuses to run as root, so root steps down."""
    folder = Path(tempfile.mkdtemp(prefix="ehcp-flow-pg-"))
    account = _unprivileged() if os.geteuid() == 0 else None
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(*command: str) -> None:
        who: dict[str, Any] = (
            {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        )
        subprocess.run(
            [str(programs / command[0]), *command[1:]],
            check=True, cwd=folder, env={**os.environ, "HOME": str(folder)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, **who,
        )  # fmt: skip

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")

    def stop() -> None:
        with suppress(OSError, subprocess.SubprocessError):
            run("pg_ctl", "stop", "-D", data, "-m", "immediate", "-w")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
    run("pg_ctl", "start", "-D", data, "-w", "-l", str(folder / "log"), "-o", options)
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise OSError("no account 'postgres' or 'nobody' to run it under")


# Everything that a migration makes: two databases with one fingerprint have the same tables, triggers and indexes.
FINGERPRINT = """
    SELECT md5(string_agg(what, ';' ORDER BY what)) FROM (
        SELECT c.relname || ' ' || a.attname || ' ' || a.atttypid::text || ' ' || a.attnotnull::text AS what
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE n.nspname = 'public' AND NOT a.attisdropped AND a.attnum > 0
        UNION ALL SELECT tgname || ' ' || tgenabled::text || ' ' || tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace <> 11
    ) everything
"""
# Triggers and foreign keys are set aside for this connection: the ledger itself would refuse.
FORGET_EVERYTHING = """
    SET session_replication_role = replica;
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    END $$
"""


class Postgres:
    """One worker's databases on the server: one that is emptied again and again, and a migrated one, emptied of its rows."""

    def __init__(self, server: str, prefix: str) -> None:
        self._server = make_url(server)
        self._prefix = prefix
        self._made = 0
        self._empty: URL | None = None
        self._template: URL | None = None
        self._fingerprint = ""
        self._free: list[URL] = []

    def empty(self) -> str:
        """A database with nothing in it. Emptying takes milliseconds where making one takes tens of them."""
        if self._empty is None:
            self._empty = self._create()
        name = self._empty.database
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", sql.Literal(name))
        with connect(self._empty) as connection:
            schemas = connection.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
            ).fetchall()
            for (schema,) in schemas:
                connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(str(schema))))
            connection.execute("CREATE SCHEMA public")
        return as_text(self._empty)

    def migrated(self, migrate: Callable[[str], None]) -> str:
        """A migrated database without rows. Give it back with `give_back`: making and dropping one takes far longer."""
        if self._template is None:
            template = self._create()
            migrate(as_text(template))
            self._template, self._fingerprint = template, self._fingerprint_of(template)
        if self._free:
            return as_text(self._free.pop())
        return as_text(self._create(template=self._template.database))

    def give_back(self, url: str) -> None:
        """Empties it of its rows for the next test; one whose tables a test has changed is dropped."""
        name = make_url(url).database
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", sql.Literal(name))
        if self._fingerprint_of(url) != self._fingerprint:
            self.drop(url)
            return
        with connect(url) as connection:
            connection.execute(FORGET_EVERYTHING)
        self._free.append(make_url(url))

    def drop(self, url: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(str(make_url(url).database)))

    def drop_all(self) -> None:
        for url in (self._empty, self._template, *self._free):
            if url is not None:
                self.drop(as_text(url))

    @staticmethod
    def _fingerprint_of(url: URL | str) -> str:
        with connect(url) as connection:
            found = connection.execute(FINGERPRINT).fetchall()
            if connection.execute("SELECT to_regclass('alembic_version')").fetchone() != (None,):
                found += connection.execute("SELECT version_num FROM alembic_version").fetchall()
            return str(found)

    def _create(self, template: str | None = None) -> URL:
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._run("CREATE DATABASE {} TEMPLATE {}", sql.Identifier(name), sql.Identifier(template or "template0"))
        return self._server.set(database=name)

    def _run(self, statement: LiteralString, *names: sql.Composable) -> None:
        with connect(self._server) as connection:
            connection.execute(sql.SQL(statement).format(*names))


def as_text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
