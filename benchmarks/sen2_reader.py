"""The SEN2 reader alone: a return parsed, validated and counted."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from benchmarks.material import folder, made_up_return
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from reports.sen2.counts import Counts
from reports.sen2.reader import read_return

NAME = "sen2-reader"
OF = "a return of {:,} people parsed, validated and counted"
FLOOR = "lxml's iterparse over the same file, each person thrown away"
GOAL = Goal(Kind.AMOUNT, 5)
WHY = "the machine is slower than the one the goal was set on, or something else was running."


def rows(quick: bool) -> Iterator[Row]:
    people = 300 if quick else 8000
    with folder() as place:
        file = made_up_return(place, people)
        compared = interleaved(lambda _: _ours(file, people), lambda _: _floor(file, people))
    yield compared.row(NAME, OF.format(people), FLOOR, GOAL, WHY)


def _ours(file: Path, people: int) -> float:
    counts = Counts()

    def read() -> None:
        for record in read_return(file).records:
            counts.add(record)

    taken = seconds(read)
    assert counts.people + counts.set_aside == people
    return taken


def _floor(file: Path, people: int) -> float:
    met = 0

    def read() -> None:
        nonlocal met
        for _, person in etree.iterparse(file, tag="Person"):
            met += 1
            person.clear()
            while person.getprevious() is not None:
                del person.getparent()[0]

    taken = seconds(read)
    assert met == people
    return taken


BENCHMARK = Benchmark(NAME, rows)
