"""KP8a and KP8b of 1,000,000 plans, worked out again from the cases: on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg

from benchmarks.databases import Files, missing_server, plain, server
from benchmarks.material import AUTHORITY, NOW, fill, folder, office_at
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from ehcp_flow.services.figures import figures
from reports.periods import Period

OF = "all figures with their months over {:,} plans"
FLOOR = "one scan of SQLite's covering index with conditional sums, by month"
WHY = "the floor counts one measure on one basis; ours counts every combination, from which all figures follow."
GOAL = Goal(Kind.TIMES, 2)
PERIOD = Period(date(2021, 1, 1), date(2025, 12, 31))

_COLUMNS = (
    "authority", "case_id", "reference", "person_id", "opened_at", "version", "last_hash", "state", "assessment_state",
    "plan_state", "owner_id", "team", "received_on", "issued_on", "refused_on", "exception", "disputed", "on_time",
    "next_due", "next_duty",
)  # fmt: skip
_SCAN = """
SELECT substr(issued_on, 1, 7), count(*), sum(on_time), sum(NOT exception), sum(on_time AND NOT exception),
       sum(NOT disputed), sum(on_time AND NOT disputed)
  FROM ehc_case INDEXED BY ix_ehc_case_issued
 WHERE authority = ? AND issued_on BETWEEN ? AND ? GROUP BY 1
"""


def rows(quick: bool) -> Iterator[Row]:
    plans = 20_000 if quick else 1_000_000
    with folder() as place:
        file = Files(place).new("plans")
        fill(file, 1)
        _load_sqlite(file, plans)
        yield _row("kp8 (SQLite)", file, file, plans)
        why_not = missing_server()
        if why_not:
            yield Row("kp8 (PostgreSQL)", OF.format(plans), FLOOR, goal=GOAL, skipped=why_not)
            return
        with server() as databases:
            url = databases.new("plans")
            fill(url, 1)
            _load_postgresql(url, plans)
            yield _row("kp8 (PostgreSQL)", url, file, plans)


def _row(name: str, url: str, file: str, plans: int) -> Row:
    office = office_at(url)
    issued = figures(office, PERIOD)["kp8a"]["issued"]
    assert issued == plans, issued

    floor = sqlite3.connect(file)
    floor.execute("PRAGMA cache_size=-16000")
    days = (AUTHORITY, PERIOD.first.isoformat(), PERIOD.last.isoformat())
    compared = interleaved(
        lambda _: seconds(lambda: figures(office, PERIOD)),
        lambda _: seconds(lambda: floor.execute(_SCAN, days).fetchall()),
    )
    floor.close()
    office.database.close()
    return compared.row(name, OF.format(plans), FLOOR, GOAL, WHY)


def _plans(how_many: int) -> Iterator[tuple[Any, ...]]:
    """Plans issued over five years: half in time, one in ten with an exception, one in twenty disputed."""
    dice = Random(2026)
    for number in range(2, how_many + 2):
        issued = PERIOD.first + timedelta(days=dice.randrange(1826))
        weeks = dice.randrange(12, 29)
        yield (
            AUTHORITY, number, f"EHC-2021-{number:07}", 1, NOW, 0, "0" * 64, "plan_in_force", "plan_issued", "in_force",
            None, "", issued - timedelta(weeks=weeks), issued, None, dice.random() < 0.1, dice.random() < 0.05,
            weeks <= 20, None, "",
        )  # fmt: skip


def _load_sqlite(file: str, plans: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous=OFF")
    text = (
        tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in row) for row in _plans(plans)
    )
    marks = ", ".join("?" * len(_COLUMNS))
    with connection:
        connection.executemany(f"INSERT INTO ehc_case ({', '.join(_COLUMNS)}) VALUES ({marks})", text)
    connection.execute("ANALYZE")
    connection.close()


def _load_postgresql(url: str, plans: int) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        with connection.transaction():
            connection.execute("ALTER TABLE ehc_case DISABLE TRIGGER ALL")  # a look-up of the person for every row
            with connection.cursor().copy(f"COPY ehc_case ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
                for row in _plans(plans):
                    copy.write_row(row)
            connection.execute("ALTER TABLE ehc_case ENABLE TRIGGER ALL")
        connection.execute("VACUUM ANALYZE ehc_case")


BENCHMARK = Benchmark("kp8", rows)
