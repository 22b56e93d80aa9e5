"""Opens the database: one address in, a `Database` with a door for reading and a door for writing out.

The settings of SQLite and PostgreSQL are here and nowhere else. Why each is set is beside it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy import Connection as Connection
from sqlalchemy.exc import ArgumentError, DatabaseError

SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",  # readers go on while one writes
    "PRAGMA synchronous=NORMAL",  # a power cut can lose the last commits; it cannot corrupt
    "PRAGMA foreign_keys=ON",  # off by default, on every connection
    "PRAGMA recursive_triggers=ON",  # without it INSERT OR REPLACE walks past the ledger's trigger
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-16000",  # kB, a connection: the default of 2 MB reads most pages again
)

# What a database says, what that means, and what to do. The first that fits is used.
_SAYINGS = (
    ("database is locked", "Another program is writing to the database.", "Wait a moment and try again."),
    ("database table is locked", "Another program is writing to the database.", "Wait a moment and try again."),
    ("lock timeout", "Another program is holding the database.", "Wait a moment and try again."),
    ("deadlock detected", "Two changes were made to the same records at once.", "Try again."),
    ("could not serialize", "Two changes were made to the same records at once.", "Try again."),
    (
        "unable to open database file",
        "The database file cannot be opened.",
        "Check that its folder exists and that you may write there.",
    ),
    ("file is not a database", "The file is not a database of EHCP Flow.", "Check the name of the file."),
    (
        "readonly database",
        "The database file may only be read.",
        "Ask for the right to write to the file and to its folder, or give another one with --database.",
    ),
    ("disk is full", "There is no room left for the database.", "Make room on the disk and try again."),
    (
        "authentication failed",
        "The database server did not accept the user name or the password.",
        "Check the user name and the password in the address of the database.",
    ),
    ("no such table", "The database has not been set up, or not by this version.", "Run: ehcp-flow migrate"),
    ("no such column", "The database was set up by another version.", "Run: ehcp-flow migrate"),
    ("undefinedtable", "The database has not been set up, or not by this version.", "Run: ehcp-flow migrate"),
    ("undefinedcolumn", "The database was set up by another version.", "Run: ehcp-flow migrate"),
    (
        "does not exist",
        "The database server has no database or user of that name.",
        "Check the address of the database, or ask for the database to be made.",
    ),
    ("read-only transaction", "", ""),  # a fault of ours: reading code that writes
    (
        "connection",
        "The database server cannot be reached.",
        "Check that it is running and that the address of the database is right.",
    ),
    ("resolve", "The database server cannot be found.", "Check the host name in the address of the database."),
)


class DatabaseUnavailable(Exception):
    """The database cannot be used just now. `what` says what is wrong and `do` what to do, in words for a user."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do


@dataclass(frozen=True, slots=True)
class Database:
    """One database. Code that reads goes in by `reading`, code that writes by `writing` (or a unit of work)."""

    url: URL
    writer: Engine
    reader: Engine

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for a server."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the database, in which any write is refused.

        Raises DatabaseUnavailable.
        """
        with in_words(reading=True), self.reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, rolled back if an exception leaves it.

        Raises DatabaseUnavailable.
        """
        with in_words(), self.writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Lets go of every connection."""
        self.writer.dispose()
        self.reader.dispose()


def connect(url: str) -> Database:
    """The database at an address: a file name, `sqlite:///FILE`, or `postgresql://USER@HOST/NAME`.

    Nothing is opened until the first use. Raises DatabaseUnavailable for an address that cannot be one.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return Database(address, _sqlite(address, begin="BEGIN IMMEDIATE"), _sqlite(address, query_only=True))
    writer = create_engine(
        address,
        pool_pre_ping=True,  # a server may have been restarted since the connection was last used
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
        use_native_hstore=False,
    )
    reader = writer.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return Database(address, writer, reader)


def _address(url: str) -> URL:
    """The address as SQLAlchemy wants it, with the driver that we use."""
    do = "Give the name of a file, or an address such as postgresql://user@host/name."
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnavailable("The address of the database cannot be read.", do) from error
    scheme = address.drivername
    if scheme in ("sqlite", "sqlite+pysqlite"):
        if address.database in (None, "", ":memory:"):
            raise DatabaseUnavailable("The address of the database names no file.", do)
        return address
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    raise DatabaseUnavailable(f"“{scheme}” is not a kind of database that EHCP Flow can use.", do)


def _sqlite(address: URL, *, begin: str = "BEGIN", query_only: bool = False) -> Engine:
    """An engine on a file. We begin transactions ourselves: the driver's own way loses updates without a word."""
    engine = create_engine(address)

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for setting in SQLITE_SETTINGS:
            connection.execute(setting)
        if query_only:
            connection.execute("PRAGMA query_only=ON")

    def _begin(connection: Any) -> None:
        # IMMEDIATE for writers: a read lock cannot be turned into a write lock later.
        connection.execute(begin)

    # In place of the dialect's own, which does nothing. A listener to "begin" would slow down every statement.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    return engine


@contextmanager
def in_words(reading: bool = False) -> Iterator[None]:
    """Turns what a database says about itself into DatabaseUnavailable; lets faults of ours through as they are.

    `reading`: the connection refuses any write itself, so a write that is refused is a fault of ours.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        said = f"{type(cause).__name__} {cause}".lower()
        for fragment, what, do in _SAYINGS:
            if reading and fragment == "readonly database":
                continue
            if fragment in said and what:
                raise DatabaseUnavailable(what, do) from error
            if fragment in said:
                raise
        raise
