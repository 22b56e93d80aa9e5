"""Migrations: an empty database built by them is the one that the tables describe, on both engines."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from ehcp_flow.db import schema
from ehcp_flow.db.engine import Database, connect
from ehcp_flow.db.tables import metadata
from tests import databases
from tests.ehcp_flow.db import made_up

PERSON_SCOPED = {table.name for table in metadata.sorted_tables} - {"run", "lease", "heartbeat"}


def described(connection: Connection) -> dict[str, Any]:
    """Everything about the tables that the engine can tell."""
    look = inspect(connection)
    found: dict[str, Any] = {}
    for name in sorted(set(look.get_table_names()) - {"alembic_version"}):
        found[name] = {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)],
            "key": look.get_pk_constraint(name),
            "foreign": sorted(map(str, look.get_foreign_keys(name))),
            "unique": sorted(map(str, look.get_unique_constraints(name))),
            "checks": sorted(map(str, look.get_check_constraints(name))),
            "indexes": sorted(re.sub("<[^>]*TextClause[^>]*>", "", str(each)) for each in look.get_indexes(name)),
            "conditions": sorted(
                str(each["dialect_options"].get(f"{connection.dialect.name}_where", ""))
                for each in look.get_indexes(name)
            ),
            "options": look.get_table_options(name),
        }
    return found


def test_the_migrations_build_what_the_tables_describe(database: Database, database_url: str) -> None:
    straight = create_engine(connect(database_url).url)
    with straight.begin() as connection:
        metadata.create_all(connection)
        wanted = described(connection)
    straight.dispose()
    with database.reading() as connection:
        assert described(connection) == wanted


def test_there_is_nothing_left_to_generate(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_new_database_is_empty_and_then_at_the_head(database_url: str) -> None:
    database = connect(database_url)
    assert schema.is_empty(database)
    assert schema.current(database) is None
    assert schema.migrate(database) == schema.head() == schema.current(database)
    assert not schema.is_empty(database)
    database.close()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    made_up.settle(database)
    made_up.open_case(database)
    assert schema.migrate(database) == schema.head()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 1


def test_foreign_keys_are_on_again_after_a_migration(database_url: str) -> None:
    database = connect(database_url)
    schema.migrate(database)
    if database.is_sqlite:
        with database.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    database.close()


def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection, before: dict[str, int]) -> None:
        raise schema.MigrationRefused("event had 2 rows and would have 1")

    monkeypatch.setattr(schema, "_refuse_losses", fail)
    database = connect(database_url)
    with pytest.raises(schema.MigrationRefused):
        schema.migrate(database)
    assert schema.is_empty(database)
    database.close()


def test_a_migration_that_loses_rows_is_refused(database: Database) -> None:
    made_up.settle(database)
    with database.reading() as connection, pytest.raises(schema.MigrationRefused, match="authority had 2 rows"):
        schema._refuse_losses(connection, {"authority": 2})


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_migration_that_orphans_rows_is_refused(database: Database) -> None:
    stranger = sqlite3.connect(str(database.file), isolation_level=None)
    stranger.execute("INSERT INTO counter VALUES ('999', 'case', 1)")
    stranger.close()
    with database.reading() as connection, pytest.raises(schema.MigrationRefused, match="counter"):
        schema._refuse_losses(connection, {})


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_parent_table_can_be_made_anew_without_losing_its_children(database: Database) -> None:
    """What SQLite's migrations must do to alter most things; with foreign keys on the children would go, or it fail."""
    made_up.settle(database)
    made_up.open_case(database)
    with schema._changing_tables(database) as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'person'")).scalar_one()
        connection.exec_driver_sql(made.replace("CREATE TABLE person", "CREATE TABLE person_new"))
        connection.exec_driver_sql("INSERT INTO person_new SELECT * FROM person")
        connection.exec_driver_sql("DROP TABLE person")
        connection.exec_driver_sql("ALTER TABLE person_new RENAME TO person")
        schema._refuse_losses(connection, {"person": 1, "ehc_case": 1, "event": 1})


def test_every_constraint_is_named_by_the_convention(database: Database) -> None:
    with database.reading() as connection:
        found = described(connection)
    for table, parts in found.items():
        assert parts["key"]["name"] == f"pk_{table}"
    with database.reading() as connection:
        look = inspect(connection)
        for table in found:
            for kind, read in (
                ("fk", look.get_foreign_keys), ("uq", look.get_unique_constraints), ("ck", look.get_check_constraints),
            ):  # fmt: skip
                assert [c["name"] for c in read(table) if not str(c["name"]).startswith(f"{kind}_{table}_")] == []


@pytest.mark.parametrize("table", sorted(PERSON_SCOPED))
def test_every_table_leads_with_its_authority(table: str) -> None:
    columns = metadata.tables[table]
    assert next(iter(columns.primary_key.columns)).name == "authority"
    for foreign in columns.foreign_key_constraints:
        assert foreign.column_keys[0] == "authority"


def test_there_is_one_head_and_no_way_back() -> None:
    folder = Path(str(schema.__file__)).parent / "migrations" / "versions"
    for file in folder.glob("0*.py"):
        assert "def downgrade" not in file.read_text(encoding="utf-8"), f"{file.name}: forward only"
    assert schema.head()


def test_two_programs_that_migrate_at_once_take_turns(postgres: databases.Postgres) -> None:
    url = postgres.empty()
    first, second = connect(url), connect(url)
    with second.writer.connect() as other:
        other.exec_driver_sql(f"SELECT pg_advisory_xact_lock({schema._OURS_ALONE})")
        with first.writer.connect() as connection, connection.begin():
            taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({schema._OURS_ALONE})").scalar_one()
        assert taken is False
        other.rollback()
    schema.migrate(first)
    assert schema.current(second) == schema.head()
    first.close()
    second.close()


def test_the_head_read_from_the_names_of_the_files_is_the_head_that_alembic_knows():
    known = ScriptDirectory.from_config(schema._config()).get_current_head()
    assert schema.head() == known


def test_messages_that_wait_come_over_the_migration_whole(database_url: str) -> None:
    """The second migration makes the outbox anew on SQLite and alters it on PostgreSQL."""
    from alembic import command

    database = connect(database_url)
    with schema._changing_tables(database) as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001_first")
    columns = (
        "authority, message_id, kind, recipient, facts, case_id, created_at, state, attempts, lease_until, sent_at, "
        "error, dedupe_key"
    )
    with database.writing() as connection:
        moment = "2026-03-03T09:30:00.000000+00:00"
        connection.execute(text(f"INSERT INTO authority VALUES ('999', 'Nine', '{moment}')"))
        connection.execute(
            text(
                f"INSERT INTO outbox ({columns}) VALUES ('999', 'abc', 'case_assigned', 'pat@example.test', :facts, "
                f"NULL, '{moment}', 'ready', 0, NULL, NULL, '', 'key')"
            ),
            {"facts": '{"case":"EHC-2026-00001"}'},
        )
    assert schema.migrate(database) == schema.head()
    with database.reading() as connection:
        row = connection.execute(
            text("SELECT message_id, state, channel, statutory, order_key, order_number, receipt FROM outbox")
        ).one()
        facts = connection.execute(text("SELECT facts FROM outbox")).scalar_one()
    assert tuple(row) == ("abc", "ready", "email", False, "", 0, "")
    assert "ehcp-flow case show EHC-2026-00001" in str(facts)
    database.close()
