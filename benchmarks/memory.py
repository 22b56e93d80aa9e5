"""The memory of a process that lists what is due in the next fortnight, with few and with many cases in the database."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.alone import alone
from benchmarks.material import folder, made_up_return, new_installation
from benchmarks.measure import Benchmark, Compared, Goal, Kind, Row, Unit
from ehcp_flow.services.import_sen2 import import_return

NAME = "memory"
OF = "a process that lists what is overdue or due in 14 days, {:,} people in the database"
FLOOR = "the same process with {:,} people"
WHY = "the list itself is in memory: every line of it, for every officer at once."
GOAL = Goal(Kind.AMOUNT, 200e6)


def rows(quick: bool) -> Iterator[Row]:
    few, many = (200, 1000) if quick else (8_000, 100_000)
    with folder() as place:
        small, large = _database(place, few), _database(place, many)
        found = Compared([], [])
        for _ in range(3):
            found.ours.append(float(alone("due", large).peak))
            found.floor.append(float(alone("due", small).peak))
    yield found.row(NAME, OF.format(many), FLOOR.format(few), GOAL, WHY, Unit.BYTES)


def _database(place: Path, people: int) -> Path:
    file = place / f"due_{people}.db"
    installation = new_installation(file)
    import_return(installation, made_up_return(place, people))
    installation.database.close()
    return file


BENCHMARK = Benchmark(NAME, rows)
