"""The sweep of warnings over 1,000,000 open cases: with nothing to say, as cases grow, for each alert, and the digests."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from benchmarks.databases import Files, missing_server, plain, server
from benchmarks.material import AUTHORITY, NOW, TODAY, folder, office_at
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from benchmarks.open_cases import OFFICERS, Key, open_cases
from ehcp_flow.db.engine import SQLITE_SETTINGS
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.digests import send_digests
from ehcp_flow.services.telling.warnings import sweep

IDLE = "a sweep that finds nothing to say, {:,} open cases"
IDLE_GOAL, FLAT_GOAL, ALERTS_GOAL = Goal(Kind.TIMES, 5), Goal(Kind.TIMES, 2), Goal(Kind.SHARE, 0.30)
BARE = "the bare indexed count of the rungs that have come (there are none), by {}"
LATE = "the indexed count of what is open and late, by sqlite3: the least that a sweep without rungs in an index reads"
WHY_IDLE = (
    "the floor is one question on a connection that is open; ours takes a connection from the pool, begins and ends a "
    "transaction, and asks its question through SQLAlchemy. It does so once a minute."
)
WHY_FLAT = "something is read for each open case."
ALERT = "an alert raised: alert, message where it goes at once, next rung moved; {:,} alerts, {:,} open cases"
ROWS = "executemany of the same rows by sqlite3, same tables and settings, one transaction"
WHY_ALERT = (
    "ours also reads each deadline with its case and its child, finds the rung and whom to tell, writes the messages, "
    "and commits every 500 deadlines; the floor has its rows ready as text."
)
DIGESTS = "a digest made, {} officers with {:,} open cases each"

_COUNT = "SELECT count(*) FROM deadline WHERE authority = {0} AND next_rung_on <= {0}"
_LATE = "SELECT count(*) FROM deadline WHERE authority = ? AND outcome = 'open' AND due < ?"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many open cases, how many of them have something to say, and how often what is quick is done in a pair."""

    few: int
    many: int
    server: int
    digested: int
    come: int
    times: int


FULL = Sizes(few=10_000, many=1_000_000, server=100_000, digested=10_000, come=2000, times=500)
SMALL = Sizes(few=200, many=1000, server=200, digested=200, come=50, times=20)


def rows(quick: bool) -> Iterator[Row]:
    sizes = SMALL if quick else FULL
    with folder() as place:
        files = Files(place)
        few, many = files.new("few"), files.new("many")
        open_cases(few, sizes.few)
        come = open_cases(many, sizes.many, sizes.come)
        alerts = _alerts(many, come, sizes)  # afterwards nothing is left to say there
        yield from _idle(few, many, sizes)
        yield alerts
        yield _digests(files.new("digests"), sizes)
    yield from _on_server(sizes)


def _again(times: int, work: Callable[[], object]) -> Callable[[int], float]:
    """The seconds for so many times, for a pair."""

    def all_of_them() -> None:
        for _ in range(times):
            work()

    return lambda _pair: seconds(all_of_them)


def _idle_sweep(office: Office) -> Callable[[], object]:
    assert sweep(office, NOW).warnings == 0
    return lambda: sweep(office, NOW)


def _idle(few: str, many: str, sizes: Sizes) -> Iterator[Row]:
    small, large, times = office_at(few), office_at(many), sizes.times
    ours = _again(times, _idle_sweep(large))
    days = AUTHORITY, TODAY.isoformat()
    of = IDLE.format(sizes.many)
    with closing(_sqlite(many)) as floor:
        bare = _again(times, lambda: floor.execute(_COUNT.format("?"), days).fetchone())
        yield interleaved(ours, bare, times).row("sweep (idle)", of, BARE.format("sqlite3"), IDLE_GOAL, WHY_IDLE)
        late = interleaved(_again(1, _idle_sweep(large)), _again(1, lambda: floor.execute(_LATE, days).fetchone()))
        yield late.row("sweep (idle, what is late)", of, LATE, IDLE_GOAL, WHY_IDLE)
    flat = interleaved(ours, _again(times, _idle_sweep(small)), times)
    yield flat.row("sweep (flat)", of, f"the same with {sizes.few:,}", FLAT_GOAL, WHY_FLAT)
    small.database.close()
    large.database.close()


def _on_server(sizes: Sizes) -> Iterator[Row]:
    name, of, floor_is = "sweep (idle, PostgreSQL)", IDLE.format(sizes.server), BARE.format("psycopg")
    if why_not := missing_server():
        yield Row(name, of, floor_is, goal=IDLE_GOAL, skipped=why_not)
        return
    with server() as databases:
        url = databases.new("open_cases")
        open_cases(url, sizes.server)
        office, times = office_at(url), max(sizes.times // 5, 1)
        with psycopg.connect(plain(url), autocommit=True) as floor:
            bare = _again(times, lambda: floor.execute(_COUNT.format("%s"), (AUTHORITY, TODAY)).fetchone())
            yield interleaved(_again(times, _idle_sweep(office)), bare, times).row(
                name, of, floor_is, IDLE_GOAL, WHY_IDLE
            )
        office.database.close()


def _alerts(file: str, come: Sequence[Key], sizes: Sizes) -> Row:
    """Ours and the floor on one file in turn; what they wrote is taken back before the next, outside the time."""
    office = office_at(file)
    raised = sweep(office, NOW).warnings  # the first one only warms up, and gives the floor its rows
    assert raised >= len(come), (raised, len(come))
    with closing(_sqlite(file)) as floor:
        play = _player(floor, come)

        def ours(_pair: int) -> float:
            _take_back(floor, come)
            return seconds(lambda: sweep(office, NOW))

        def bare(_pair: int) -> float:
            _take_back(floor, come)
            return seconds(play)

        compared = interleaved(ours, bare, raised)
    office.database.close()
    return compared.row("sweep (alerts)", ALERT.format(raised, sizes.many), ROWS, ALERTS_GOAL, WHY_ALERT)


def _player(connection: sqlite3.Connection, come: Sequence[Key]) -> Callable[[], None]:
    """Writes again, in one transaction, what ours left in the database: the rows of two tables and the moved rungs."""
    written = [(table, connection.execute(f"SELECT * FROM {table}").fetchall()) for table in ("alert", "outbox")]
    moved = _rungs(connection, come)

    def play() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for table, lines in written:
            if lines:
                marks = ", ".join("?" * len(lines[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)
        connection.executemany(_MOVE, moved)
        connection.execute("COMMIT")

    return play


_THIS = "authority = ? AND case_id = ? AND duty = ? AND subject = ? AND started_on = ?"
_MOVE = f"UPDATE deadline SET next_rung_on = ? WHERE {_THIS}"


def _rungs(connection: sqlite3.Connection, come: Sequence[Key]) -> list[tuple[Any, ...]]:
    found = f"SELECT next_rung_on FROM deadline WHERE {_THIS}"
    keys = [(AUTHORITY, key.case_id, key.duty, key.subject, key.started_on.isoformat()) for key in come]
    return [(*connection.execute(found, key).fetchone(), *key) for key in keys]


def _take_back(connection: sqlite3.Connection, come: Sequence[Key]) -> None:
    """The database as it was before the sweep."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM alert")
    connection.execute("DELETE FROM outbox")
    back = [
        (key.next_rung_on.isoformat(), AUTHORITY, key.case_id, key.duty, key.subject, key.started_on.isoformat())
        for key in come
    ]
    connection.executemany(_MOVE, back)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _digests(file: str, sizes: Sizes) -> Row:
    """One morning. The next day's digests carry nothing that is new, and take as long: the lists are as long."""
    open_cases(file, sizes.digested, come=sizes.digested // 10)
    office = office_at(file)
    sweep(office, NOW)
    taken = []
    for later in range(3):  # three working days
        done = []
        took = seconds(lambda: done.append(send_digests(office, NOW + timedelta(days=later))))  # noqa: B023
        taken.append(took / max(done[0].digests, 1))
    office.database.close()
    return Row("sweep (digests)", DIGESTS.format(OFFICERS, sizes.digested // OFFICERS), "", ours=sorted(taken)[1])


def _sqlite(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)
    return connection


BENCHMARK = Benchmark("sweep", rows)
