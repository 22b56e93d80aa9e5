"""Messages that were decided together with a change and are sent after it: claim with a lease, send, mark.

Sending happens outside any transaction. A claim that was not marked before its lease ended can be claimed again; the
message's id is the same each time, so that a mail server can tell.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, tuple_, update

from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.tables import outbox


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell someone. Two messages with one `dedupe_key` are the same message: the first is kept."""

    authority: str
    kind: str
    recipient: str
    dedupe_key: str
    facts: Mapping[str, Any]
    created_at: datetime
    case_id: int | None = None

    @property
    def message_id(self) -> str:
        """32 hex digits that follow from the key: the same message has the same id wherever it is made."""
        return hashlib.sha256(f"{self.authority}\n{self.dedupe_key}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it stands. `state` is ready, sending, sent, failed or uncertain (a person must decide)."""

    authority: str
    message_id: str
    kind: str
    recipient: str
    facts: Mapping[str, Any]
    case_id: int | None
    created_at: datetime
    state: str
    attempts: int
    lease_until: datetime | None
    sent_at: datetime | None
    error: str


_COLUMNS = tuple(outbox.c[field.name] for field in fields(StoredMessage))
_KEY = tuple_(outbox.c.authority, outbox.c.message_id)
_ADD = insert_unless_there(outbox)
_WAITING = (
    select(outbox.c.authority, outbox.c.message_id)
    .where(
        or_(
            outbox.c.state == "ready",
            and_(outbox.c.state == "sending", outbox.c.lease_until < bindparam("now", type_=outbox.c.lease_until.type)),
        )
    )
    .order_by(outbox.c.created_at, outbox.c.authority, outbox.c.message_id)
    .limit(bindparam("how_many"))
    .with_for_update(skip_locked=True)  # PostgreSQL: without it two workers claim one row. SQLite has one writer anyway
)
_CLAIM = (
    update(outbox)
    .where(_KEY.in_(_WAITING))
    .values(
        state="sending",
        lease_until=bindparam("until", type_=outbox.c.lease_until.type),
        attempts=outbox.c.attempts + 1,
    )
    .returning(*_COLUMNS)
)
_MARK = update(outbox).where(
    outbox.c.authority == bindparam("of"),
    outbox.c.message_id == bindparam("message"),
    outbox.c.state == "sending",
    outbox.c.lease_until == bindparam("lease", type_=outbox.c.lease_until.type),
)
_COUNTS = select(outbox.c.state, func.count()).where(outbox.c.authority == bindparam("of")).group_by(outbox.c.state)


class Outbox:
    """The messages of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *messages: Message) -> int:
        """Puts messages in to be sent and gives how many were new."""
        return sum(execute(self._connection, _ADD, _row(message)) for message in messages)

    def claim(self, how_many: int, now: datetime, until: datetime) -> list[StoredMessage]:
        """Takes the oldest messages that wait, or whose lease ended before `now`; they are ours until `until`."""
        rows = self._connection.execute(_CLAIM, {"how_many": how_many, "now": now, "until": until})
        return sorted(
            (StoredMessage(*row) for row in rows), key=lambda message: (message.created_at, message.message_id)
        )

    def mark_sent(self, message: StoredMessage, sent_at: datetime) -> bool:
        """True if the message was still ours to mark."""
        return self._mark(message, state="sent", sent_at=sent_at, lease_until=None, error="")

    def mark_waiting(self, message: StoredMessage, error: str) -> bool:
        """To be tried again: the failure may pass. True if the message was still ours to mark."""
        return self._mark(message, state="ready", lease_until=None, error=error)

    def mark_failed(self, message: StoredMessage, error: str) -> bool:
        """Not to be tried again. True if the message was still ours to mark."""
        return self._mark(message, state="failed", lease_until=None, error=error)

    def mark_uncertain(self, message: StoredMessage, error: str) -> bool:
        """It may have gone and may not: for a person to decide. True if the message was still ours to mark."""
        return self._mark(message, state="uncertain", lease_until=None, error=error)

    def counts(self, authority: str) -> dict[str, int]:
        """How many messages are in each state."""
        return {row[0]: row[1] for row in self._connection.execute(_COUNTS, {"of": authority})}

    def of_state(self, authority: str, states: Sequence[str], limit: int = 100) -> list[StoredMessage]:
        """The oldest messages in these states."""
        found = select(*_COLUMNS).where(outbox.c.authority == authority, outbox.c.state.in_(states))
        rows = self._connection.execute(found.order_by(outbox.c.created_at, outbox.c.message_id).limit(limit))
        return [StoredMessage(*row) for row in rows]

    def _mark(self, message: StoredMessage, **values: object) -> bool:
        this = {"of": message.authority, "message": message.message_id, "lease": message.lease_until}
        return self._connection.execute(_MARK.values(values), this).rowcount == 1


def _row(message: Message) -> dict[str, object]:
    return {
        "authority": message.authority, "message_id": message.message_id, "kind": message.kind,
        "recipient": message.recipient, "facts": dict(message.facts), "case_id": message.case_id,
        "created_at": message.created_at, "state": "ready", "attempts": 0, "lease_until": None, "sent_at": None,
        "error": "", "dedupe_key": message.dedupe_key,
    }  # fmt: skip
