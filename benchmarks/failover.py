"""The leader of two schedulers is killed: how long until the other leads and has done a tick.

python -m benchmarks.failover DATABASE FOLDER POLL LASTING (one scheduler; it tells each tick it has done)
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Thread
from time import monotonic, sleep

from benchmarks.databases import Files, missing_server, server
from benchmarks.material import fill, folder
from benchmarks.measure import Benchmark, Compared, Goal, Kind, Row
from ehcp_flow.bootstrap import Installation
from ehcp_flow.clock import SystemClock
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import connect
from ehcp_flow.scheduler import Pace, Scheduler, stopped_by_signals
from ehcp_flow.services.running.run_due import Done, run_due

OF = "from the leader's end by SIGKILL until the other has done a tick; asked every {:g} s{}, median of {}"
LEASE, POLL = (
    "the lease of a leader that is not heard of, {:g} s",
    "the time between two questions for the lead, {:g} s",
)
GOAL = Goal(Kind.TIMES, 2)
WHY = "the other has to notice, load what a tick needs, and do it."
PATIENCE = 60.0
TICK, WAITS = "tick", "Waits"


@dataclass(frozen=True, slots=True)
class Paces:
    """How often the lead is asked for and how long a lease lasts, in seconds, and how often the leader is killed."""

    poll: float
    lasting: float
    kills: int


FULL = Paces(poll=1.0, lasting=3.0, kills=5)
SMALL = Paces(poll=0.3, lasting=1.5, kills=1)


def rows(quick: bool) -> Iterator[Row]:
    paces = SMALL if quick else FULL
    with folder() as place:
        of = OF.format(paces.poll, f", lease of {paces.lasting:g} s", paces.kills)
        yield _row("failover (SQLite)", Files(place).new("led"), place, paces, of, LEASE, paces.lasting)
        name, of = "failover (PostgreSQL)", OF.format(paces.poll, "", paces.kills)
        if why_not := missing_server():
            yield Row(name, of, POLL.format(paces.poll), goal=GOAL, skipped=why_not)
            return
        with server() as databases:
            yield _row(name, databases.new("led"), place, paces, of, POLL, paces.poll)


def _row(name: str, url: str, place: Path, paces: Paces, of: str, floor_is: str, floor: float) -> Row:
    fill(url, 1)
    taken = _kills(url, place, paces)
    return Compared(taken, [floor] * len(taken)).row(name, of, floor_is.format(floor), GOAL, WHY)


def _kills(url: str, place: Path, paces: Paces) -> list[float]:
    """Seconds from each kill to the first tick of the next leader. The kills come at any moment between two questions."""
    dice, taken = Random(2026), []
    with ExitStack() as stack:

        def another() -> _Process:
            return stack.enter_context(_Process(url, place, paces))

        leader = another()
        leader.wait_for(TICK)
        for _ in range(paces.kills):
            other = another()
            other.wait_for(WAITS)
            sleep(paces.lasting + dice.random() * paces.poll)
            killed = leader.kill()
            taken.append(other.wait_for(TICK) - killed)
            leader = other
    return taken


class _Process:
    """One scheduler, and what it tells."""

    def __init__(self, url: str, place: Path, paces: Paces) -> None:
        command = [sys.executable, "-m", "benchmarks.failover", url, place, paces.poll, paces.lasting]
        self._process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
        self._told: Queue[tuple[float, str]] = Queue()
        self._listener = Thread(target=self._listen, daemon=True)

    def __enter__(self) -> "_Process":
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._listener.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def kill(self) -> float:
        """Ends it without a word. Gives the moment."""
        moment = monotonic()
        self._process.kill()
        self._process.wait()
        return moment

    def wait_for(self, word: str) -> float:
        """The moment at which it told a line that begins with this word."""
        while True:
            try:
                moment, line = self._told.get(timeout=PATIENCE)
            except Empty:
                raise TimeoutError(f"a scheduler did not tell “{word}” within {PATIENCE:g} seconds") from None
            if line.startswith(word):
                return moment

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put((monotonic(), line))


def _tell(words: str) -> None:
    print(words, flush=True)


def main() -> None:
    url, place, poll, lasting = sys.argv[1:]
    settings = Settings(database_url=url, mail_by="file", mail_folder=f"{place}/outbox")
    pace = Pace(timedelta(seconds=float(poll)), timedelta(seconds=float(lasting)))

    def work(installation: Installation, now: datetime) -> Done:
        done = run_due(installation, now)
        _tell(TICK)
        return done

    scheduler = Scheduler(Installation(settings, connect(url), SystemClock()), pace=pace, work=work, tell=_tell)
    with stopped_by_signals() as stop:
        scheduler.run(stop)


BENCHMARK = Benchmark("failover", rows)

if __name__ == "__main__":
    main()
