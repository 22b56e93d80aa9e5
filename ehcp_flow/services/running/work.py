"""What each task of the schedule does: one function a task, found by its name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.running.schedule import EACH_MINUTE, LONG, SCHEDULER, TASKS

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation
    from ehcp_flow.services.office import Office

Counts = Mapping[str, Any]
"""How many of what (warnings, notices, digests, sent, failed, uncertain, set_aside, held, repaired, broken), and under
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
    return {"warnings": found.warnings, **_aside(found.faults)}


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
    return {"digests": found.digests, **_aside(found.faults, "a person's digest")}


def _delivery(turn: Turn) -> Counts:
    from ehcp_flow.services.sending.delivery import deliver

    found = deliver(turn.installation, turn.now, dry_run=turn.dry_run, all_of_it=turn.all_of_it)
    return {"sent": found.sent, "failed": found.failed, "uncertain": found.uncertain, "held": found.held}


def _nightly(turn: Turn) -> Counts:
    from ehcp_flow.services.doctor import examine

    if turn.dry_run:
        return {}
    report = examine(turn.at_office, repair=True)
    return {"cases": report.cases, "repaired": report.repaired, "broken": len(report.broken)}


def _clearing(turn: Turn) -> Counts:
    if turn.dry_run:
        return {}
    with unit_of_work(turn.installation.database) as uow:
        uow.runs.close_left([task.name for task in TASKS], turn.now - LONG, turn.now, LEFT)
        cleared = uow.runs.forget([*EACH_MINUTE, SCHEDULER], turn.now - KEPT)
        uow.heartbeats.forget(turn.now - KEPT)
        uow.commit()
    return {"cleared": cleared}


WORK: Mapping[str, Work] = {
    "sweep": _sweep,
    "follow_up": _follow_up,
    "reconciliation": _reconciliation,
    "digest": _digest,
    "delivery": _delivery,
    "nightly": _nightly,
    "clearing": _clearing,
}
