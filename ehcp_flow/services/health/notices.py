"""Health notices at a step of a case: raised in its transaction, from what health should know and what it was told.

An authority that has set up no health contact sees nothing of this. What a step does not need is loaded only when asked.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from ehcp_flow.db.engine import DatabaseUnavailable, in_words
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from workflows.advance import Outcome

if TYPE_CHECKING:
    from ehcp_flow.services.health.follow_up import Followed
    from ehcp_flow.services.health.reconciliation import MadeList


def raise_notices(uow: UnitOfWork, office: Office, stored: StoredCase, outcome: Outcome, now: datetime) -> None:
    """What follows from a step for health, to be committed with it. Call it after the index of the case is saved.

    `stored` is the case as `save_index` gave it. No step is refused because of a notice: what may not go is held, and
    after a fault the step is recorded without its notices, with a task (`arrears`). Raises DatabaseUnavailable.
    """
    if not uow.health.in_use(stored.authority):
        return
    try:
        with in_words(), uow.connection.begin_nested():  # undone by itself: the step must not be
            _raise(uow, office, stored, outcome, now)
    except DatabaseUnavailable:
        raise
    except Exception as fault:
        from ehcp_flow.services.health.arrears import owe

        owe(uow, stored, fault, now)


def _raise(uow: UnitOfWork, office: Office, stored: StoredCase, outcome: Outcome, now: datetime) -> None:
    from ehcp_flow.services.health.case import health_case
    from ehcp_flow.services.health.raising import Raising

    at = health_case(uow, stored, outcome.view, outcome.deadlines, stored.owner_id, stored.team)
    Raising(uow, office, at, now, office.calendar(uow)).bring_up_to_date()


def follow_up(office: Office, now: datetime, dry_run: bool = False) -> "Followed":
    """Reminders, escalation, expiry, the end of the time to comment, birthdays: what is due at `now`."""
    from ehcp_flow.services.health import follow_up as health_follow_up

    return health_follow_up.follow_up(office, now, dry_run)


def reconcile(office: Office, month: str, now: datetime) -> "list[MadeList]":
    """The list of a month ("2026-11") for every provider that has none yet."""
    from ehcp_flow.services.health import reconciliation

    return reconciliation.reconcile(office, month, now)
