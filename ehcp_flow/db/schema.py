"""Makes the database's tables and brings an old database up to date, in one transaction or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from ehcp_flow.db.engine import Database, in_words

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported only where it migrates: every command asks for the shape of the database, and it loads slowly.

_OURS_ALONE = 2014_1530  # an arbitrary number by which programs agree that only one migrates at a time


_VERSIONS = Path(__file__).parent / "migrations" / "versions"


class MigrationRefused(Exception):
    """A migration would have lost rows or left some without a parent. Nothing was changed."""


def migrate(database: Database) -> str:
    """Brings the tables to today's shape and gives the name of the last migration. Does nothing if they are.

    Raises DatabaseUnavailable; MigrationRefused if rows would have been lost.
    """
    if not is_empty(database) and current(database) == head():
        return head()
    from alembic import command

    with in_words(), _changing_tables(database) as connection:
        before = _counts(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _refuse_losses(connection, before)
    return head()


def current(database: Database) -> str | None:
    """The last migration that the database has had; None before the first."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def head() -> str:
    """The last migration that this version of the program knows."""
    return max(file.stem for file in _VERSIONS.glob("[0-9]*.py"))


def is_empty(database: Database) -> bool:
    """True of a database without tables."""
    with database.reading() as connection:
        return not inspect(connection).get_table_names()


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent).replace("%", "%%"))
    return config


@contextmanager
def _changing_tables(database: Database) -> Iterator[Connection]:
    """A transaction in which tables may be made anew.

    On SQLite foreign keys are off, set before the transaction begins (inside it the setting is ignored): a parent table
    that is made anew would otherwise take its children with it, and no check would notice.
    """
    with database.writer.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_OURS_ALONE})")
                yield connection
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar_one())  # noqa: S608
        for name in names
        if name != "alembic_version"
    }


def _refuse_losses(connection: Connection, before: dict[str, int]) -> None:
    """Compares the rows of each table before and after, and looks for children without a parent."""
    after = _counts(connection)
    for name, rows in before.items():
        if name in after and after[name] < rows:
            raise MigrationRefused(f"{name} had {rows} rows and would have {after[name]}")
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise MigrationRefused(f"{len(orphans)} rows would have no parent, the first in {orphans[0][0]}")
