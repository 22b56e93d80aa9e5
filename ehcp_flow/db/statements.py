"""The one kind of statement that SQLAlchemy spells differently for each database: insert, unless the row is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

ByDatabase = Mapping[str, Executable]
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_unless_there(table: Table, *key: str) -> ByDatabase:
    """Insert a row; do nothing if one with this key is there. The row count says which it was."""
    return {name: insert(table).on_conflict_do_nothing(index_elements=list(key)) for name, insert in _INSERTS.items()}


def insert_or_update(table: Table) -> ByDatabase:
    """Insert a row, or give the row with its primary key the new values."""
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in key]
    statements = {}
    for name, insert in _INSERTS.items():
        statement = insert(table)
        new = {column: statement.excluded[column] for column in rest}
        statements[name] = statement.on_conflict_do_update(index_elements=key, set_=new)
    return statements


def execute(connection: Connection, statements: ByDatabase, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Runs the statement meant for this database and gives the number of rows that it changed."""
    return int(connection.execute(statements[connection.dialect.name], values).rowcount)
