"""Working out every index afresh from the ledgers, as `ehcp-flow doctor` does after a change of the law."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.material import TODAY, folder, made_up_return, new_installation
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.importing.import_sen2 import import_return
from ehcp_flow.services.office import Office

NAME = "rebuild"
OF = "a case: chain verified, ledger replayed, index and deadlines derived and compared"
FLOOR = "a plain Python loop: a case's three dates read, three limits added, compared with today"
WHY = (
    "the floor reads three stored dates a case and adds three numbers. Ours reads the entries of a case (five, on average), checks the "
    "hash of each, replays them through the step tables, derives each deadline with its working days, and compares it "
    "with what is stored."
)
GOAL = Goal(Kind.SHARE, 0.25)


def rows(quick: bool) -> Iterator[Row]:
    people = 200 if quick else 3000
    with folder() as place:
        installation = new_installation(place / "rebuild.db")
        import_return(installation, made_up_return(place, people))
        office = installation.office()
        assert isinstance(office, Office)
        cases = examine(office, repair=False).cases
        compared = interleaved(lambda _: _ours(office), lambda _: _floor(place / "rebuild.db"), cases)
        installation.database.close()
    yield compared.row(NAME, OF, FLOOR, GOAL, WHY)


def _ours(office: Office) -> float:
    return seconds(lambda: examine(office, repair=False))


@dataclass(slots=True)
class _Case:
    received: date | None
    issued: date | None
    refused: date | None


_DATES = "SELECT received_on, issued_on, refused_on FROM ehc_case"
_LIMITS = tuple(timedelta(weeks=weeks) for weeks in (6, 16, 20))


def _floor(file: object) -> float:
    connection = sqlite3.connect(str(file))
    taken = seconds(lambda: _overdue(connection))
    connection.close()
    return taken


def _overdue(connection: sqlite3.Connection) -> int:
    overdue = 0
    for row in connection.execute(_DATES):
        case = _Case(*(date.fromisoformat(day) if day else None for day in row))
        if case.received is None:
            continue
        for limit in _LIMITS:
            overdue += case.received + limit < (case.issued or case.refused or TODAY)
    return overdue


BENCHMARK = Benchmark(NAME, rows)
