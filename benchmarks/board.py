"""The Board report of a Derby-sized authority, whole and in every form; and of each of 150 authorities in one database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks.material import AUTHORITY, NOW, StillClock, folder, made_up_return, new_installation
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from ehcp_flow.db.engine import connect
from ehcp_flow.services.board.monthly import Made, make
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from ehcp_flow.services.office import Office
from reports.forms.registry import FORMS, made_files
from reports.periods import month

NAME = "board"
OF = "the report of a month for an authority of {:,} people: counted, small numbers held back, every form made"
FLOOR = "every line of the ledgers read from SQLite, and thrown away"
WHOLE = Goal(Kind.AMOUNT, 10)
OF_MANY = "the report of one of {:,} authorities in one database, {:,} people each"
ALONE = "the report of the same authority alone in a database"
GROWTH = Goal(Kind.TIMES, 1.3)
WHY = "the indexes of the larger database are deeper and no longer fit in the cache of one connection."
FEBRUARY = month(2026, 2)
_EVENTS = "SELECT number, event, occurred_on, recorded_at, recorded_by, source, facts, corrects FROM event WHERE authority = ?"


def rows(quick: bool) -> Iterator[Row]:
    with folder() as place:
        people = 200 if quick else 5000
        office = _office(place, people, "derby")
        with closing(sqlite3.connect(str(office.database.file))) as floor:
            compared = interleaved(
                lambda _: seconds(lambda: _whole(office)),
                lambda _: seconds(lambda: floor.execute(_EVENTS, (AUTHORITY,)).fetchall()),
                pairs=3,
            )
        office.database.close()
        yield compared.row(NAME, OF.format(people), FLOOR, WHOLE)
        yield _one_of_many(place, *((5, 100) if quick else (150, 500)))


def _whole(office: Office) -> None:
    made = make(office, FEBRUARY, NOW)
    assert isinstance(made, Made), made
    made_files(made.for_release(), FORMS)


def _one_of_many(place: Path, authorities: int, people: int) -> Row:
    alone = _office(place, people, "alone")
    file = str(alone.database.file)
    many = place / "many.db"
    with closing(sqlite3.connect(file)) as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        one.execute("VACUUM INTO ?", (str(many),))
    codes = [f"{number:03}" for number in range(1, authorities)]
    _copied(many, codes)
    database = connect(str(many))
    among = [replace(alone, database=database, authority=code) for code in codes]
    compared = interleaved(
        lambda pair: seconds(lambda: make(among[pair * len(among) // 7], FEBRUARY, NOW)),
        lambda _: seconds(lambda: make(alone, FEBRUARY, NOW)),
    )
    database.close()
    alone.database.close()
    return compared.row(f"{NAME} (of many)", OF_MANY.format(authorities, people), ALONE, GROWTH, WHY)


def _copied(file: Path, codes: list[str]) -> None:
    """Copies every row of the authority under other codes: their seals do not hold, which no report asks."""
    with closing(sqlite3.connect(str(file))) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("PRAGMA synchronous=OFF")
        for table in [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]:
            columns = [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
            if "authority" not in columns:
                continue
            names = ", ".join(f'"{column}"' for column in columns)
            given = ", ".join("?" if column == "authority" else f'"{column}"' for column in columns)
            copy = f"INSERT INTO {table} ({names}) SELECT {given} FROM {table} WHERE authority = ?"
            for code in codes:
                database.execute(copy, (code, AUTHORITY))
        database.commit()
        database.execute("ANALYZE")


def _office(place: Path, people: int, name: str) -> Office:
    installation = new_installation(place / f"{name}.db")
    assert isinstance(import_return(installation, made_up_return(place, people)), Imported)
    return Office(installation.database, StillClock(), AUTHORITY)


BENCHMARK = Benchmark(NAME, rows)
