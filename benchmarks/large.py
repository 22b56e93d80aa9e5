"""A large authority against a small one: importing is linear and flat in memory, and so is listing what is due."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.alone import Told, alone
from benchmarks.material import folder, made_up_return
from benchmarks.measure import Benchmark, Compared, Goal, Kind, Row, Unit

NAME = "large"
TIME = "time for a person in an import of {:,}"
HELD = "most memory held in an import of {:,}"
LISTS = "most memory held by a process that lists what is overdue or due in 14 days, {:,} people in the database"
FLOOR = "the same with {:,} people, each run in a process of its own"
WHY_TIME = "the indexes grow deeper, and pages of a large database are read and written more than once."
WHY_HELD = "something is kept of every person until the end."
WHY_LISTS = "the list itself is held: every line of it, for every officer at once."
TIME_GOAL, HELD_GOAL, LISTS_GOAL = Goal(Kind.TIMES, 1.3), Goal(Kind.TIMES, 1.3), Goal(Kind.AMOUNT, 200e6)


def rows(quick: bool) -> Iterator[Row]:
    """A small import before the large one and another after it: the large one takes minutes, so there is one of it."""
    few, many = (200, 1000) if quick else (8_000, 100_000)
    with folder() as place:
        small, large = made_up_return(place, few), made_up_return(place, many)
        before, much, after = (_import(file, place / f"{n}.db") for n, file in enumerate((small, large, small)))
        lists = Compared([], [])
        for _ in range(3):
            lists.ours.append(float(alone("due", place / "1.db").peak))
            lists.floor.append(float(alone("due", place / "0.db").peak))
    time = Compared([much.seconds / much.found] * 2, [told.seconds / told.found for told in (before, after)])
    held = Compared([float(much.peak)] * 2, [float(told.peak) for told in (before, after)])
    floor = FLOOR.format(few)
    yield time.row(f"{NAME} (time)", TIME.format(many), floor, TIME_GOAL, WHY_TIME)
    yield held.row(f"{NAME} (memory)", HELD.format(many), floor, HELD_GOAL, WHY_HELD, Unit.BYTES)
    yield lists.row(f"{NAME} (due list)", LISTS.format(many), floor, LISTS_GOAL, WHY_LISTS, Unit.BYTES)


def _import(file: Path, database: Path) -> Told:
    return alone("import", file, database)


BENCHMARK = Benchmark(NAME, rows)
