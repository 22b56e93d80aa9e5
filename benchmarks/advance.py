"""The whole use case of recording an event, saved: on SQLite, and on PostgreSQL with one client and with four."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol

from benchmarks.databases import Files, Server, missing_server, server
from benchmarks.material import DECIDES, NEXT, fill, folder, office_at
from benchmarks.measure import PAIRS, Benchmark, Compared, Goal, Kind, Row, interleaved, seconds
from benchmarks.tape import Statement, player, recording
from ehcp_flow.services.cases import Done, record

OF = "an event recorded: user, rules, deadlines, hashed entry, index, message, commit"
FLOOR = "the same statements with the same parameters and settings, sent by {} alone"
WHY = (
    "the floor sends statements and does nothing else; ours also replays the ledger, asks every guard, works out the "
    "deadlines (the row “event”) and hashes the entry, and SQLAlchemy makes rows of what it reads."
)
WARM = 10
SQLITE_GOAL = Goal(Kind.SHARE, 0.30)
POSTGRESQL_GOALS = {1: Goal(Kind.SHARE, 0.55), 4: Goal(Kind.SHARE, 0.45)}


def sqlite(quick: bool) -> Iterator[Row]:
    calls = 20 if quick else 150
    with folder() as place:
        compared = _compare(Files(place), calls, clients=1)
    yield compared.row("advance-sqlite", OF, FLOOR.format("sqlite3"), SQLITE_GOAL, WHY)


def postgresql(quick: bool) -> Iterator[Row]:
    calls = 12 if quick else 160
    why_not = missing_server()
    for clients, goal in POSTGRESQL_GOALS.items():
        name = f"advance-postgresql ({clients} client{'s' if clients > 1 else ''})"
        floor = FLOOR.format("psycopg")
        if why_not:
            yield Row(name, OF, floor, goal=goal, skipped=why_not)
            continue
        with server() as found:
            yield _compare(found, calls // clients, clients).row(name, OF, floor, goal, WHY)


SQLITE = Benchmark("advance-sqlite", sqlite)
POSTGRESQL = Benchmark("advance-postgresql", postgresql)


class _Ours:
    """Records the next event on cases that are half-way."""

    def __init__(self, url: str, cases: Sequence[str]) -> None:
        self._office, self._cases = office_at(url), cases

    def __call__(self, first: int, last: int) -> None:
        for case in self._cases[first:last]:
            assert isinstance(record(self._office, case, *NEXT, {}, as_user=DECIDES), Done)


class _Floor:
    """Plays what ours sent for the same cases."""

    def __init__(self, url: str, tape: Sequence[Sequence[Statement]]) -> None:
        self._play, self._tape = player(url), tape

    def __call__(self, first: int, last: int) -> None:
        for transaction in self._tape[first:last]:
            self._play(transaction)


def _compare(databases: Files | Server, calls: int, clients: int) -> Compared:
    """Each client has cases of its own; each pair takes the next of them; the first few only warm up."""
    each = WARM + PAIRS * calls
    filled = databases.new("filled")
    cases = fill(filled, each * clients)
    tape = _tape(databases.copy(filled, "taped"), cases)
    ours, floor = databases.copy(filled, "ours"), databases.copy(filled, "floor")
    parts = [slice(client * each, (client + 1) * each) for client in range(clients)]
    with ExitStack() as stack:
        both = [
            [stack.enter_context(_Client(kind, url, what[part])) for part in parts]
            for kind, url, what in ((_Ours, ours, cases), (_Floor, floor, tape))
        ]
        for those in both:
            _together(those, 0, WARM)

        def pair(those: "list[_Client]", number: int) -> float:
            first = WARM + number * calls
            return seconds(lambda: _together(those, first, first + calls))

        return interleaved(lambda n: pair(both[0], n), lambda n: pair(both[1], n), calls * clients)


def _tape(url: str, cases: Sequence[str]) -> list[list[Statement]]:
    """What ours sends for every case, written down on a database of its own."""
    office = office_at(url)
    with recording(office.database.writer) as tape:
        for case in cases:
            tape.next()
            assert isinstance(record(office, case, *NEXT, {}, as_user=DECIDES), Done)
    office.database.close()
    return tape.transactions


class _Work(Protocol):
    def __init__(self, url: str, what: Sequence[object]) -> None: ...
    def __call__(self, first: int, last: int) -> None: ...


class _Client:
    """A process of its own that does its part when told to."""

    def __init__(self, kind: "type[_Work]", url: str, what: Sequence[object]) -> None:
        spawning = get_context("spawn")
        self._here, there = spawning.Pipe()
        self._process = spawning.Process(target=_work, args=(there, kind, url, what), daemon=True)

    def __enter__(self) -> "_Client":
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._here.send(None)
        self._process.join()

    def tell(self, first: int, last: int) -> None:
        self._here.send((first, last))

    def wait(self) -> None:
        self._here.recv()


def _together(clients: "Sequence[_Client]", first: int, last: int) -> None:
    for client in clients:
        client.tell(first, last)
    for client in clients:
        client.wait()


def _work(there: Connection, kind: "type[_Work]", url: str, what: Sequence[object]) -> None:
    work = kind(url, what)
    while (told := there.recv()) is not None:
        work(*told)
        there.send("done")
