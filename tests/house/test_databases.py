"""The databases that the tests are given: fresh, apart from each other, and both there in CI."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests import databases


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = inspect(connection).get_table_names()
    engine.dispose()
    return found


def leave_a_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_over (a INTEGER)"))
    engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_an_empty_database_is_empty_whatever_the_test_before_left(database_url: str, turn: int) -> None:
    assert tables(database_url) == []
    leave_a_table(database_url)


@pytest.mark.parametrize("turn", [1, 2])
def test_a_migrated_database_is_a_copy_of_its_own(migrated_url: str, turn: int) -> None:
    found = tables(migrated_url)
    assert "event" in found
    assert "left_over" not in found
    leave_a_table(migrated_url)


def test_both_engines_are_there_in_ci(postgres_server: databases.Server) -> None:
    assert postgres_server.url or not databases.in_ci(), postgres_server.told


def test_no_server_is_said_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHCP_FLOW_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:1/test")
    monkeypatch.setattr(databases, "_programs", lambda: None)
    server = databases.find_or_start()
    assert server.url is None
    assert "POSTGRESQL HALF OF THE TESTS WAS NOT RUN" in server.told


def test_a_server_that_will_not_start_is_told_and_not_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EHCP_FLOW_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:1/test")
    monkeypatch.setattr(databases, "_programs", lambda: tmp_path)
    server = databases.find_or_start()
    assert server.url is None
    assert "would not start" in server.told
