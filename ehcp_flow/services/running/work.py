"""What each task of the schedule does: one function a task, found by its name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ehcp_flow.db.retries import WAITING
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.waiting import cases_unheard
from ehcp_flow.services.faults import Unfinished
from ehcp_flow.services.running.schedule import EACH_MINUTE, LONG, SCHEDULER, TASKS

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation
    from ehcp_flow.services.office import Office

Counts = Mapping[str, Any]
"""How many of what (warnings, unheard, notices, digests, sent, waiting, failed, uncertain, set_aside, held …), and under
`aside` what was set aside and why. It is kept in the run's row, so it holds no name, number or address."""

KEPT = timedelta(days=7)
"""How long a record of a run that is made each minute is kept."""

LEFT = "The program ended before this was done. What it left was done by a later run."


@dataclass(frozen=True, slots=True)
class Turn:
    """One piece of work to be done now: for an authority's `office`, or for the whole installation.

    `since` is the moment at which its run was started, by which it is known to be still ours (`Runs.end`).
    `all_of_it`: also what is held because there is too much of it.
    """

    installation: "Installation"
    office: "Office | None"
    task: str
    period: str
    now: datetime
    since: datetime
    dry_run: bool = False
    all_of_it: bool = False

    @property
    def at_office(self) -> "Office":
        """The office of the authority. A fault of ours where the task is for the whole installation."""
        if self.office is None:
            raise TypeError(f"{self.task} is done for an authority")
        return self.office


Work = Callable[[Turn], Counts]
LISTED = 20


def _aside(faults: Iterable[Any], called: str = "") -> Counts:
    """How many were set aside; of the first, what and why. `called` is said in place of what holds an address."""
    several = list(faults)
    listed = [{"what": called or each.what, "why": each.why} for each in several[:LISTED]]
    return {"set_aside": len(several)} | ({"aside": listed} if listed else {})


# What each task calls is loaded when it is first done: the command line must start quickly.


def _sweep(turn: Turn) -> Counts:
    from ehcp_flow.services.telling.warnings import sweep

    found = sweep(turn.at_office, turn.now, dry_run=turn.dry_run)
    counts = {"warnings": found.warnings, **_aside(found.faults)}
    if found.warnings and not turn.dry_run:
        with turn.at_office.database.reading() as connection:
            counts["unheard"] = cases_unheard(connection, turn.at_office.authority)
    return counts


def _follow_up(turn: Turn) -> Counts:
    from ehcp_flow.services.health.notices import follow_up

    found = follow_up(turn.at_office, turn.now, dry_run=turn.dry_run)
    return {"notices": found.notices, **_aside(found.faults)}


def _reconciliation(turn: Turn) -> Counts:
    from ehcp_flow.services.health.notices import reconcile

    if not turn.dry_run:
        reconcile(turn.at_office, turn.period, turn.now)
    return {}


def _digest(turn: Turn) -> Counts:
    from ehcp_flow.services.telling.digests import send_digests

    found = send_digests(turn.at_office, turn.now, dry_run=turn.dry_run)
    counts = {"digests": found.digests, **_aside(found.faults, "a person's digest")}
    if found.faults and not turn.dry_run:
        # Done again, it makes those that are missing: who has one gets no other.
        many = "1 digest" if found.set_aside == 1 else f"{found.set_aside:,} digests"
        raise Unfinished(f"{many} could not be made. {found.faults[0].why}", counts)
    return counts


def _board(turn: Turn) -> Counts:
    """Closes the month before the one whose first working day this is, unless somebody has."""
    from ehcp_flow.services.board.at_month_end import close_last_month

    return {} if turn.dry_run else close_last_month(turn.at_office, turn.period, turn.now)


def _delivery(turn: Turn) -> Counts:
    from ehcp_flow.services.sending.delivery import deliver

    found = deliver(turn.installation, turn.now, dry_run=turn.dry_run, all_of_it=turn.all_of_it)
    names = ("sent", "failed", "uncertain", "held", "waiting")
    return {name: getattr(found, name) for name in names}


def _nightly(turn: Turn) -> Counts:
    from ehcp_flow.services.nightly import check_by_night

    return {} if turn.dry_run else check_by_night(turn.at_office, turn.now)


def _clearing(turn: Turn) -> Counts:
    if turn.dry_run:
        return {}
    with unit_of_work(turn.installation.database) as uow:
        uow.runs.close_left([task.name for task in TASKS], turn.now - LONG, turn.now, LEFT)
        cleared = uow.runs.forget([*EACH_MINUTE, SCHEDULER, WAITING], turn.now - KEPT)
        uow.heartbeats.forget(turn.now - KEPT)
        uow.commit()
    return {"cleared": cleared}


WORK: Mapping[str, Work] = {
    "sweep": _sweep,
    "follow_up": _follow_up,
    "reconciliation": _reconciliation,
    "digest": _digest,
    "board": _board,
    "delivery": _delivery,
    "nightly": _nightly,
    "clearing": _clearing,
}
