"""How a database is opened, what it refuses, and how it says that it cannot be used."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from ehcp_flow.db import engine
from ehcp_flow.db.engine import Database, DatabaseUnavailable, connect
from ehcp_flow.db.settings import Setting, SettingClosure
from ehcp_flow.db.tables import authority, holiday
from ehcp_flow.db.telling_tables import run
from ehcp_flow.db.unit_of_work import unit_of_work
from tests.ehcp_flow.db import made_up


def run_started(moment: Any) -> dict[str, Any]:
    return {"authority": "", "task": "tick", "period": "1", "started_at": moment, "outcome": "started", "detail": {}}


def test_a_reader_cannot_write(database: Database) -> None:
    made_up.settle(database)
    with pytest.raises(DatabaseError, match=r"readonly|read-only"), database.reading() as connection:
        connection.execute(text("UPDATE authority SET name = 'x'"))


def test_a_row_without_its_parent_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(insert(holiday), {"authority": "999", "day": date(2026, 5, 8), "name": "One-off"})


def test_a_closure_belongs_to_a_setting_of_its_own_authority(database: Database) -> None:
    made_up.settle(database, made_up.HERE, made_up.THERE)
    with unit_of_work(database) as uow:
        theirs = uow.settings.add(Setting(made_up.THERE, 0, "Hill School"))
        shut = SettingClosure(made_up.HERE, 0, theirs.setting_id, "Summer", date(2026, 7, 20), date(2026, 9, 2))
        with pytest.raises(IntegrityError):
            uow.settings.add_closure(shut)


def test_half_past_midnight_on_a_summer_morning_comes_back_as_the_same_moment(database: Database) -> None:
    moment = datetime(2026, 7, 1, 0, 30, 0, 250000, tzinfo=ZoneInfo("Europe/London"))
    with database.writing() as connection:
        connection.execute(insert(run), run_started(moment))
    with database.reading() as connection:
        back = connection.execute(select(run.c.started_at)).scalar_one()
        found = connection.execute(select(run.c.task).where(run.c.started_at <= moment)).scalars().all()
    assert back == moment
    assert back.isoformat() == "2026-06-30T23:30:00.250000+00:00"
    assert found == ["tick"]


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 7, 1, 0, 30)  # noqa: DTZ001 (that is the point)
    with pytest.raises(StatementError, match="time zone"), database.writing() as connection:
        connection.execute(insert(run), run_started(naive))


def test_a_moment_is_not_taken_for_a_day(database: Database) -> None:
    made_up.settle(database)
    values = {"authority": made_up.HERE, "day": datetime(2026, 5, 8, tzinfo=UTC), "name": "One-off"}
    with pytest.raises((TypeError, StatementError), match="day was expected"), database.writing() as connection:
        connection.execute(insert(holiday), values)


def test_json_is_stored_in_one_spelling(database: Database) -> None:
    with unit_of_work(database) as uow:
        uow.runs.start("tick", "1", made_up.NOW)
        uow.runs.finish("tick", "1", made_up.NOW, {"b": [1, {"z": None, "a": "é"}], "a": True})
        uow.commit()
    with database.reading() as connection:
        stored = connection.execute(text("SELECT detail FROM run")).scalar_one()
    assert stored == '{"a":true,"b":[1,{"a":"é","z":null}]}'


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_sqlite_is_settled_on_every_connection(database: Database) -> None:
    for door in (database.reading, database.writing):
        with door() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout", "synchronous")
            }
        assert found == {
            "journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 5000, "synchronous": 1,
        }  # fmt: skip


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_text_in_a_column_of_numbers_is_refused(database: Database) -> None:
    made_up.settle(database)
    with pytest.raises(IntegrityError, match="cannot store TEXT"), database.writing() as connection:
        connection.execute(text("INSERT INTO counter VALUES ('999', 'case', 'many')"))


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_postgresql_speaks_utc(database: Database) -> None:
    with database.reading() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_reading_goes_on_while_another_writes(database: Database) -> None:
    made_up.settle(database)
    with database.writing() as writer:
        writer.execute(insert(authority), {"authority": "998", "name": "New", "created_at": made_up.NOW})
        with database.reading() as reader:
            assert reader.execute(select(authority.c.authority)).scalars().all() == ["999"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_locked_database_says_what_to_do(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SQLITE_SETTINGS", (*engine.SQLITE_SETTINGS, "PRAGMA busy_timeout=50"))
    impatient = connect(str(database.file))
    with database.writing(), pytest.raises(DatabaseUnavailable) as refused, impatient.writing():
        pass
    impatient.close()
    assert refused.value.what == "Another program is writing to the database."
    assert refused.value.do == "Wait a moment and try again."


@pytest.mark.parametrize(
    "address, says",
    [
        ("oracle://server/name", "“oracle” is not a kind of database"),
        ("mysql+pymysql://server/name", "“mysql+pymysql” is not a kind of database"),
        ("sqlite://", "names no file"),
        ("", "names no file"),
        ("://", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_a_database_is_refused_in_words(address: str, says: str) -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        connect(address)
    assert says in refused.value.what
    assert refused.value.do


def test_a_server_that_does_not_answer_is_told_in_words() -> None:
    nobody = connect("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable) as refused, nobody.reading():
        pass
    assert refused.value.what == "The database server cannot be reached."


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as refused, connect(str(tmp_path / "none" / "a.db")).reading():
        pass
    assert "cannot be opened" in refused.value.what


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Sir or Madam, " * 500)
    with pytest.raises(DatabaseUnavailable) as refused, connect(str(file)).reading():
        pass
    assert refused.value.what == "The file is not a database of EHCP Flow."


def test_a_database_without_tables_says_how_to_make_them(database_url: str) -> None:
    empty = connect(database_url)
    with pytest.raises(DatabaseUnavailable) as refused, unit_of_work(empty) as uow:
        uow.cases.load("999", "EHC-2026-00001")
    empty.close()
    assert refused.value.do == "Run: ehcp-flow migrate"


def test_a_file_name_is_an_address(tmp_path: Path) -> None:
    database = connect(str(tmp_path / "a.db"))
    assert database.file == tmp_path / "a.db"
    assert connect("postgres://user@server/name").file is None
    assert sqlite3.sqlite_version_info >= (3, 37)  # strict tables
