"""The ledger is append-only, and it is the database itself that refuses."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from ehcp_flow.db.engine import Database
from tests.ehcp_flow.db import made_up

COLUMNS = "authority, case_id, number, event, occurred_on, recorded_at, recorded_by, source, facts, corrects, previous_hash, hash, schema"
SAME_AGAIN = f"SELECT {COLUMNS.replace('recorded_by', repr('someone else'))} FROM event"

ON_BOTH = [
    "UPDATE event SET recorded_by = 'someone else'",
    "UPDATE event SET facts = '{}' WHERE number = 1",
    "DELETE FROM event",
    "DELETE FROM event WHERE number = 1",
    f"INSERT INTO event ({COLUMNS}) {SAME_AGAIN}",
]
UPSERT = " ON CONFLICT (authority, case_id, number) DO UPDATE SET recorded_by = 'someone else'"
TRIES = [
    *((engine, statement) for engine in ("sqlite", "postgresql") for statement in ON_BOTH),
    ("sqlite", f"INSERT OR REPLACE INTO event ({COLUMNS}) {SAME_AGAIN}"),
    ("sqlite", f"REPLACE INTO event ({COLUMNS}) {SAME_AGAIN}"),
    ("sqlite", "UPDATE OR REPLACE event SET number = 2"),
    ("sqlite", f"INSERT INTO event ({COLUMNS}) {SAME_AGAIN} WHERE true{UPSERT}"),
    ("postgresql", f"INSERT INTO event ({COLUMNS}) {SAME_AGAIN}{UPSERT}"),
    ("postgresql", "TRUNCATE event"),
    ("postgresql", "TRUNCATE ehc_case CASCADE"),
]


@pytest.mark.parametrize("engine_name, statement", TRIES)
def test_what_was_recorded_cannot_be_changed(database: Database, engine_name: str, statement: str) -> None:
    made_up.settle(database)
    stored = made_up.open_case(database)
    with pytest.raises(DatabaseError, match=r"append-only|unique"), database.writing() as connection:
        connection.execute(text(statement))
    with database.reading() as connection:
        kept = connection.execute(text("SELECT number, recorded_by, hash FROM event")).all()
    assert kept == [(1, "pat@example.test", stored.last_hash)]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_connection_that_set_nothing_cannot_replace_an_entry_either(database: Database) -> None:
    made_up.settle(database)
    made_up.open_case(database)
    stranger = sqlite3.connect(str(database.file))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        stranger.execute(f"INSERT OR REPLACE INTO event ({COLUMNS}) {SAME_AGAIN}")
    stranger.close()


@pytest.mark.parametrize(
    "number, corrects, digest",
    [(0, None, "a" * 64), (2, 2, "a" * 64), (2, 0, "a" * 64), (2, None, "short")],
)
def test_an_entry_that_cannot_be_right_is_refused(
    database: Database, number: int, corrects: int | None, digest: str
) -> None:
    made_up.settle(database)
    stored = made_up.open_case(database)
    values = {"number": number, "corrects": corrects, "hash": digest, "before": stored.last_hash}
    statement = f"""INSERT INTO event ({COLUMNS})
        SELECT authority, case_id, CAST(:number AS INTEGER), event, occurred_on, recorded_at, recorded_by, source, facts,
               CAST(:corrects AS INTEGER), :before, :hash, schema FROM event"""
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text(statement), values)
