"""The outbox as `notifications.dispatch` wants it: each step a transaction of its own, kept when it returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from ehcp_flow.config import Settings
from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.engine import Database, DatabaseUnavailable
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.sending.not_sent import tell_not_sent
from notifications.dispatch import Prepared, Went

T = TypeVar("T")

TRIES = 3
"""How often a step is tried where the database is busy: a mark that is lost makes a message uncertain."""

FOLLOWED = frozenset({"notify"})
ASK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Post:
    """The messages of one authority. `made_by`: only those that were decided by then, because later ones are held."""

    database: Database
    settings: Settings
    authority: str
    made_by: datetime | None = None

    def claim(self, how_many: int, now: datetime, until: datetime) -> Sequence[StoredMessage]:
        return self._kept(lambda uow: uow.outbox.claim(how_many, now, until, self.authority, self.made_by))

    def hand_over(
        self, message: StoredMessage, channel: str, prepared: Prepared, now: datetime, until: datetime
    ) -> StoredMessage | None:
        return self._kept(lambda uow: uow.outbox.hand_over(message, channel, now, until, prepared.facts))

    def mark_sent(self, message: StoredMessage, channel: str, receipt: str, now: datetime) -> bool:
        ask_at = now + ASK_AFTER if channel in FOLLOWED else None
        return self._kept(lambda uow: uow.outbox.mark_sent(message, now, channel, receipt, ask_at))

    def mark_waiting(
        self,
        message: StoredMessage,
        why: str,
        next_try_at: datetime,
        *,
        went: Went,
        attempts: int,
        line: str = "",
        times: int = 0,
    ) -> bool:
        return self._kept(
            lambda uow: uow.outbox.mark_waiting(
                message,
                why,
                next_try_at,
                attempts=attempts,
                unknown=went is Went.PERHAPS,
                only_earlier=went is Went.EARLIER,
                waits_for=f"{line} {times}" if line else "",
            )
        )

    def mark_failed(self, message: StoredMessage, why: str, now: datetime, *, bad_address: bool) -> bool:
        def fail(uow: UnitOfWork) -> bool:
            if not uow.outbox.mark_failed(message, why):
                return False
            if bad_address and not self.settings.redirect_all_to:
                Addresses(uow.connection).doubt(message.authority, message.recipient, why, now)
            self._tell(uow, message, "failed", why, now)
            return True

        return self._kept(fail)

    def mark_uncertain(self, message: StoredMessage, why: str, now: datetime) -> bool:
        def leave(uow: UnitOfWork) -> bool:
            if not uow.outbox.mark_uncertain(message, why):
                return False
            self._tell(uow, message, "uncertain", why, now)
            return True

        return self._kept(leave)

    def mark_cancelled(self, message: StoredMessage, why: str, now: datetime) -> bool:
        return self._kept(lambda uow: uow.outbox.mark_cancelled(message, why))

    def _tell(self, uow: UnitOfWork, message: StoredMessage, state: str, why: str, now: datetime) -> None:
        tell_not_sent(uow, message, state, why, self.settings.office_email, now)

    def _kept(self, change: Callable[[UnitOfWork], T]) -> T:
        return kept(self.database, change)


def kept(database: Database, change: Callable[[UnitOfWork], T]) -> T:
    """Makes a change in a transaction of its own. Raises DatabaseUnavailable."""
    for left in reversed(range(TRIES)):
        try:
            with unit_of_work(database) as uow:
                answer = change(uow)
                uow.commit()
                return answer
        except DatabaseUnavailable:
            if not left:
                raise
    raise AssertionError("unreachable")
