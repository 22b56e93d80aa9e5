"""A tape of the statements that a piece of work sends, and its replay by the bare driver: the floor of that work."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from benchmarks.databases import plain
from ehcp_flow.db.engine import SQLITE_SETTINGS

Statement = tuple[str, Any, bool]
"""The words, their parameters, and whether there are many sets of them."""


@dataclass(slots=True)
class Tape:
    """The statements of each transaction, in order."""

    transactions: list[list[Statement]] = field(default_factory=list)

    def next(self) -> None:
        """What comes from here on is another transaction."""
        self.transactions.append([])


@contextmanager
def recording(engine: Engine) -> Iterator[Tape]:
    """Everything that the engine sends while this is open."""
    tape = Tape()

    def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        tape.transactions[-1].append((statement, parameters, many))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield tape
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def player(url: str) -> Callable[[Sequence[Statement]], None]:
    """Plays one transaction with sqlite3 or psycopg: the same words and settings, rows fetched and thrown away."""
    return _psycopg(url) if url.startswith("postgresql") else _sqlite3(url)


def _sqlite3(file: str) -> Callable[[Sequence[Statement]], None]:
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)

    def play(transaction: Sequence[Statement]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in transaction:
            if many:
                connection.executemany(statement, parameters)
            else:
                connection.execute(statement, parameters).fetchall()
        connection.execute("COMMIT")

    return play


def _psycopg(url: str) -> Callable[[Sequence[Statement]], None]:
    connection = psycopg.connect(plain(url))

    def play(transaction: Sequence[Statement]) -> None:
        with connection.cursor() as cursor:
            for statement, parameters, many in transaction:
                if many:
                    cursor.executemany(statement, parameters)
                    continue
                cursor.execute(statement, parameters)
                if cursor.description is not None:
                    cursor.fetchall()
        connection.commit()

    return play
