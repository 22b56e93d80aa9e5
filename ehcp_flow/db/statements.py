"""The statements that are not the same on both databases: insert unless the row is there, and insert many."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

ByDatabase = Mapping[str, Executable]
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_unless_there(table: Table) -> ByDatabase:
    """Insert a row; do nothing if one with the same key is there, be it any of the table's keys."""
    return {name: insert_of(table).on_conflict_do_nothing() for name, insert_of in _INSERTS.items()}


def insert_or_update(table: Table) -> ByDatabase:
    """Insert a row, or give the row with its primary key the new values."""
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in key]
    statements = {}
    for name, insert_of in _INSERTS.items():
        statement = insert_of(table)
        new = {column: statement.excluded[column] for column in rest}
        statements[name] = statement.on_conflict_do_update(index_elements=key, set_=new)
    return statements


def execute(
    connection: Connection, statements: ByDatabase, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> int:
    """Runs the statement meant for this database and gives the number of rows that it changed."""
    options = {"preserve_rowcount": True}
    return int(connection.execute(statements[connection.dialect.name], values, execution_options=options).rowcount)


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts many whole rows, as fast as the database takes them: COPY on PostgreSQL. Every row gives every column."""
    if not rows:
        return
    columns = [(column.name, column.type.bind_processor(connection.dialect)) for column in table.columns]
    names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name, _ in columns)
    lines = (tuple([row[name] if make is None else make(row[name]) for name, make in columns]) for row in rows)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(lines))  # noqa: S608
        return
    if not connection.in_transaction():
        connection.begin()  # COPY goes past SQLAlchemy, which would otherwise think that there is nothing to commit
    driver: Any = connection.connection.cursor()
    with driver.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
    driver.close()


_FEW = 2000
_KNOWN_ROWS = text("SELECT reltuples FROM pg_class WHERE oid = CAST(:name AS regclass)")


def count_anew_while_few(connection: Connection, *tables: Table) -> None:
    """Has PostgreSQL take the statistics of tables that were all but empty when it last did.

    It keeps its plans for checking foreign keys. One that was made when the parent was empty reads every row of the
    authority for each child, so that an import would take time with the square of its length. New statistics end it.
    """
    if connection.dialect.name == "sqlite":
        return
    for table in tables:
        if connection.execute(_KNOWN_ROWS, {"name": table.name}).scalar_one() < _FEW:
            connection.exec_driver_sql(f"ANALYZE {table.name}")
