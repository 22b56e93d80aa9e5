"""A long return against a short one: the import is linear in the number of people and flat in memory."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.alone import Told, alone
from benchmarks.material import folder, made_up_return
from benchmarks.measure import Benchmark, Compared, Goal, Kind, Row, Unit

NAME = "sen2-long"
SHORT, LONG = 8_000, 100_000
TIME = f"time for a person in an import of {LONG:,}"
MEMORY = f"most memory held in an import of {LONG:,}"
FLOOR = f"the same import of {SHORT:,}, in a process of its own"
WHY_TIME = "indexes grow deeper, and pages of a large database are read and written more than once."
WHY_MEMORY = "something is kept of every person until the end."
TIME_GOAL, MEMORY_GOAL = Goal(Kind.TIMES, 1.3), Goal(Kind.TIMES, 1.3)


def rows(quick: bool) -> Iterator[Row]:
    if quick:
        why_not = f"{LONG:,} people take minutes, and --quick was asked for"
        yield Row(NAME, TIME, FLOOR, goal=TIME_GOAL, skipped=why_not)
        yield Row(f"{NAME} (memory)", MEMORY, FLOOR, Unit.BYTES, goal=MEMORY_GOAL, skipped=why_not)
        return
    with folder() as place:
        short, long = made_up_return(place, SHORT), made_up_return(place, LONG)
        before, much, after = _import(short, place), _import(long, place), _import(short, place)
    each = [told.seconds / told.found for told in (before, after)]
    time = Compared([much.seconds / much.found] * 2, each)
    memory = Compared([float(much.peak)] * 2, [float(told.peak) for told in (before, after)])
    yield time.row(NAME, TIME, FLOOR, TIME_GOAL, WHY_TIME)
    yield memory.row(f"{NAME} (memory)", MEMORY, FLOOR, MEMORY_GOAL, WHY_MEMORY, Unit.BYTES)


def _import(file: Path, place: Path) -> Told:
    database = place / "long.db"
    told = alone("import", file, database)
    for part in place.glob("long.db*"):
        part.unlink()
    return told


BENCHMARK = Benchmark(NAME, rows)
