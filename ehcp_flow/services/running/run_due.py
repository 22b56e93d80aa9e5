"""Does what is due now, for every authority: the one function that the scheduler, cron and the command line call.

Each piece of work (a task, a period, an authority) has a row that decides who does it; what the work itself does is kept
from happening twice by keys of its own. So it may be called by several at once, killed at any point, and called again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from ehcp_flow.clock import LONDON
from ehcp_flow.db.runs import Run
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import Unfinished, fault_words
from ehcp_flow.services.office import Office
from ehcp_flow.services.running.schedule import TASKS, Every, Task, due
from ehcp_flow.services.running.work import WORK, Counts, Turn, Work
from workflows.days import ENGLAND
from workflows.refusals import Refusal
from workflows.words import day_words

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
"""After a failure the next try waits a minute, then two, four and so on up to half an hour."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work that was done, failed, or (on a dry run) would be done. `words` say why it failed."""

    task: str
    authority: str
    period: str
    outcome: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, or on a dry run would be. `failed` counts messages and pieces of work; the latter are in `faults`.

    `set_aside` counts the cases and notices that could not be worked on; `held` the messages that wait for a person to
    say that so many may go; `waiting` those that could not be sent now and are tried again; `unheard` the cases whose
    warnings have nobody to go to.
    """

    warnings: int = 0
    notices: int = 0
    digests: int = 0
    sent: int = 0
    failed: int = 0
    set_aside: int = 0
    held: int = 0
    uncertain: int = 0
    waiting: int = 0
    unheard: int = 0
    pieces: tuple[Piece, ...] = ()

    @property
    def faults(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.outcome == "failed")

    def with_piece(self, piece: Piece, counts: Counts) -> "Done":
        """The same and one more piece of work, with what it counted."""
        names = (
            "warnings",
            "notices",
            "digests",
            "sent",
            "failed",
            "set_aside",
            "held",
            "uncertain",
            "waiting",
            "unheard",
        )
        sums = {name: getattr(self, name) + int(counts.get(name, 0)) for name in names}
        sums["failed"] += piece.outcome == "failed"
        return replace(self, **sums, pieces=(*self.pieces, piece))


def run_due(
    installation: "Installation",
    now: datetime,
    *,
    dry_run: bool = False,
    by_hand: bool = False,
    waits: bool = False,
    only: Collection[str] | None = None,
    all_of_it: bool = False,
    lease: timedelta | None = None,
    tasks: Sequence[Task] = TASKS,
    work: Mapping[str, Work] = WORK,
) -> Done:
    """Does what is due at `now` (aware) and nobody has done or is doing. What fails is recorded, and the rest goes on.

    `dry_run` writes nothing and says what would be done. `by_hand`: someone asks for it, so the tasks of each minute are
    done whether or not they were done in this minute, and nothing waits out its pause after a failure unless it `waits`
    (cron asks each minute, and is nobody who has just mended something). `only`: these tasks. `all_of_it`: messages that are held because they are many go as well. `lease`: for every task, in place of
    its own.

    Raises DatabaseUnavailable if not even the authorities can be read.
    """
    asked = _Asked(installation, now, dry_run, by_hand, waits or not by_hand, all_of_it, lease, monotonic())
    found = [installation.office(each.code) for each in installation.authorities()]
    offices = [office for office in found if isinstance(office, Office)]
    done = Done()
    for task in tasks:
        if only is not None and task.name not in only:
            continue
        for each in [None] if task.once else offices:
            piece, counts = _piece(asked, task, each, work[task.name])
            if piece is not None:
                done = done.with_piece(piece, counts)
    return done


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `run_due` was asked, and when it began."""

    installation: "Installation"
    now: datetime
    dry_run: bool
    by_hand: bool
    waits: bool
    all_of_it: bool
    lease: timedelta | None
    began: float

    def moment(self) -> datetime:
        """`now`, and the whole seconds that have passed since it was given."""
        return self.now + timedelta(seconds=int(monotonic() - self.began))


def _piece(asked: _Asked, task: Task, office: Office | None, work: Work) -> tuple[Piece | None, Counts]:
    """One piece of work, done if it is due and ours to do. Never raises: what goes wrong is in the piece."""
    authority = office.authority if office else ""
    at = asked.moment()
    period = ""
    try:
        period, failures = _may_start(asked, task, office, at)
        if not period:
            return None, {}
        turn = Turn(asked.installation, office, task.name, period, asked.now, at, asked.dry_run, asked.all_of_it)
        if asked.dry_run:
            return Piece(task.name, authority, period, "would"), work(turn)
        if not _started(asked, task, period, authority, at):
            return None, {}
        try:
            counts = work(turn)
        except Exception as error:
            counts = error.counts if isinstance(error, Unfinished) else {}
            words = fault_words(error)
            _ended(asked, turn, authority, {**counts, "words": words, "failures": failures + 1}, failed=True)
            return Piece(task.name, authority, period, "failed", words), counts
        _ended(asked, turn, authority, counts)
        return Piece(task.name, authority, period, "done"), counts
    except Exception as error:
        return Piece(task.name, authority, period, "failed", fault_words(error)), {}


def _may_start(asked: _Asked, task: Task, office: Office | None, at: datetime) -> tuple[str, int]:
    """The period to do, "" for none, and how often it has failed in a row. Reads only: most ticks find little to do."""
    authority = office.authority if office else ""
    with asked.installation.database.reading() as connection:
        uow = UnitOfWork(connection)
        period = due(task, asked.now, office.calendar(uow) if office else ENGLAND)
        if period is None:
            return "", 0
        if asked.by_hand and task.every is Every.MINUTE:
            period = f"{period} by hand"
        else:
            held = uow.runs.get(task.name, period, authority)
            if held is not None and (held.outcome == "done" or _at_work(held, at, asked.lease or task.lease)):
                return "", 0
        last = uow.runs.last(task.name, authority, by=at)
    failures = _failures(last)
    if failures and asked.waits and last is not None and at < _again(last, failures):
        return "", 0
    return period, failures


def _at_work(run: Run, at: datetime, lease: timedelta) -> bool:
    """Whether someone is doing it: it was started, and not so long ago that they must be gone."""
    return run.outcome == "started" and run.started_at >= at - lease


def _failures(run: Run | None) -> int:
    return int(run.detail.get("failures", 1)) if run is not None and run.outcome == "failed" else 0


def _again(run: Run, failures: int) -> datetime:
    """When a run that failed may be tried again."""
    pause = min(FIRST_PAUSE * (1 << min(failures - 1, 10)), LONGEST_PAUSE)
    return (run.finished_at or run.started_at) + pause


def _started(asked: _Asked, task: Task, period: str, authority: str, at: datetime) -> bool:
    """Takes the row: True for the one who may do the work."""
    abandoned = at - (asked.lease or task.lease)
    with unit_of_work(asked.installation.database) as uow:
        if asked.by_hand and task.every is Every.MINUTE:
            uow.runs.begin_again(task.name, period, at, authority)
            ours = True
        else:
            ours = uow.runs.take(task.name, period, at, abandoned, authority)
        uow.commit()
    return ours


def _ended(asked: _Asked, turn: Turn, authority: str, detail: Mapping[str, object], failed: bool = False) -> None:
    """Notes how it ended. Where someone took it over meanwhile, theirs is left as it is."""
    with unit_of_work(asked.installation.database) as uow:
        uow.runs.end(
            turn.task, turn.period, turn.since, asked.moment(), detail, failed=failed, authority=authority
        )  # fmt: skip
        uow.commit()


@dataclass(frozen=True, slots=True)
class Noon:
    """A clock that stands at noon, London time, of one day."""

    day: date

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), LONDON).astimezone(UTC)

    def today(self) -> date:
        return self.day


def at_noon_of(installation: "Installation", day: date) -> tuple["Installation", datetime]:
    """The installation with its clock at noon of a day, and that moment: to do what is due as if it were that day."""
    clock = Noon(day)
    return replace(installation, clock=clock), clock.now()


def not_ahead(installation: "Installation", day: date, dry_run: bool = False) -> Refusal | None:
    """Why what is due on a day may not be done now: in production nobody is told of a day that has not come.

    People would read of dates as overdue that are not, and on the day itself nothing would be said any more.
    """
    if dry_run or not installation.settings.production or day <= installation.clock.today():
        return None
    return Refusal(
        f"Do what is due on {day_words(day)}",
        "that day has not come: people would be told of dates as overdue that are not, and on the day nothing more",
        "EHCP Flow, in production",
        "Add --dry-run to see what would be done on that day.",
    )
