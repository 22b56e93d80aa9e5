"""Messages that were decided together with a change and are sent after it: claim with a lease, send, mark.

Sending happens outside any transaction. A claim that was not marked before its lease ended can be claimed again; the
message's id is the same each time, so that a mail server can tell. What people do with messages is in `outbox_desk.py`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Update, and_, bindparam, exists, func, or_, select, tuple_, update

from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.telling_tables import outbox

AGAIN = " again"
"""Until there is a receipt, the channel that has the message is in its place; with this, if it was given it twice."""

WAITS = "waits for "
"""Then what it waits for, which is out of order, and how often in a row that was found: of a message that has not gone."""

UNHELD = "sending_stopped"
"""The kind that says that the others are held."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell someone. Two messages with one `dedupe_key` are the same message: the first is kept.

    Messages of one `order_key` go in the order of their `order_number`; a later one waits for the earlier.
    """

    authority: str
    kind: str
    recipient: str
    dedupe_key: str
    facts: Mapping[str, Any]
    created_at: datetime
    case_id: int | None = None
    channel: str = "email"
    statutory: bool = False
    order_key: str = ""
    order_number: int = 0

    @property
    def message_id(self) -> str:
        """32 hex digits that follow from the key: the same message has the same id wherever it is made."""
        return hashlib.sha256(f"{self.authority}\n{self.dedupe_key}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as it stands.

    `attempts`: how often it was handed over, or failed before that, but for what was its channel's fault. `state` is ready, sending, sent, delivered, failed, bounced, uncertain (a person must decide) or cancelled.
    `handed_at`: when it was handed to its channel, unless that is known to have failed. `next_try_at`: not before then;
    of a sent message, when to ask what became of it.
    """

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
    channel: str = "email"
    statutory: bool = False
    order_key: str = ""
    order_number: int = 0
    next_try_at: datetime | None = None
    handed_at: datetime | None = None
    receipt: str = ""

    @property
    def resent(self) -> bool:
        """Whether it was handed over twice already because nobody knew of the first time."""
        return self.handed_at is not None and self.receipt.endswith(AGAIN)

    @property
    def answer(self) -> str:
        """What the channel answered as it took the message; "" where none has taken it, or nobody knows."""
        return self.receipt if self.state not in ("ready", "sending", "uncertain", "cancelled") else ""

    @property
    def handed_to(self) -> str:
        """The name of the channel that may have sent it; "" where it was not handed over, or is known not to have gone."""
        return "" if self.handed_at is None else self.receipt.removesuffix(AGAIN)


MESSAGE_COLUMNS = tuple(outbox.c[field.name] for field in fields(StoredMessage))
_MOMENT = outbox.c.created_at.type
_KEY = (outbox.c.authority, outbox.c.message_id)
_ADD = insert_unless_there(outbox)
_EARLIER = outbox.alias("earlier")
_IN_TURN = or_(
    outbox.c.order_key == "",
    ~exists().where(
        _EARLIER.c.authority == outbox.c.authority,
        _EARLIER.c.order_key == outbox.c.order_key,
        _EARLIER.c.order_number < outbox.c.order_number,
        _EARLIER.c.state.in_(["ready", "sending", "uncertain"]),
    ),
)
_LAPSED = and_(outbox.c.state == "sending", outbox.c.lease_until < bindparam("now", type_=_MOMENT))
_DUE = and_(
    outbox.c.state == "ready",
    or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= bindparam("now", type_=_MOMENT)),
    _IN_TURN,
)
_LET_OUT = or_(outbox.c.created_at <= bindparam("made_by", type_=_MOMENT), outbox.c.kind == UNHELD)
_OF = outbox.c.authority == bindparam("of")


def _claim(left: bool, one: bool, held: bool) -> Any:
    """What somebody left, that which was left first; or what is due, that which was decided first."""
    few = (
        select(*_KEY)
        .where(_LAPSED if left else _DUE, *([_OF] if one else []), *([_LET_OUT] if held else []))
        # By the moment alone: a digest gives thousands the same one, and sorting them each time is slow.
        .order_by(outbox.c.lease_until if left else outbox.c.created_at)
        .limit(bindparam("how_many"))
        .with_for_update(skip_locked=True)  # PostgreSQL: without it two workers claim one row. SQLite has one writer
        .cte("few")
        .prefix_with("MATERIALIZED", dialect="postgresql")  # found once, or the limit could count anew for each row
    )
    return (
        update(outbox)
        .where(tuple_(*_KEY).in_(select(few.c.authority, few.c.message_id)))
        .values(
            state="sending",
            lease_until=bindparam("until", type_=_MOMENT),
            attempts=outbox.c.attempts + int(left),
            next_try_at=None,
        )
        .returning(*MESSAGE_COLUMNS)
    )


_CLAIMS = {
    (left, one, held): _claim(left, one, held)
    for left in (False, True)
    for one in (False, True)
    for held in (False, True)
}
_MARK = update(outbox).where(
    outbox.c.authority == bindparam("of"),
    outbox.c.message_id == bindparam("message"),
    outbox.c.state == "sending",
    outbox.c.lease_until == bindparam("lease", type_=_MOMENT),
    outbox.c.attempts == bindparam("attempt"),
)
_COUNTS = select(outbox.c.state, func.count()).where(_OF).group_by(outbox.c.state)
_NEWEST = select(func.max(outbox.c.created_at)).where(_OF, outbox.c.state == "ready")
_WAITING = select(func.count()).where(_OF, outbox.c.state == "ready", outbox.c.kind != UNHELD)
_WAITING_SINCE = _WAITING.where(outbox.c.created_at > bindparam("made_by", type_=_MOMENT))
_ANY = select(outbox.c.message_id).where(_OF, outbox.c.state.in_(["ready", "sending"])).limit(1)
_OLDEST = (
    select(*MESSAGE_COLUMNS)
    .where(_OF, outbox.c.state.in_(["ready", "sending"]))
    .order_by(outbox.c.created_at, outbox.c.message_id)
    .limit(1)
)
_LINES = (
    select(outbox.c.receipt, func.max(outbox.c.next_try_at), func.max(outbox.c.error))
    .where(outbox.c.state == "ready", outbox.c.handed_at.is_(None), outbox.c.receipt.startswith(WAITS))
    .group_by(outbox.c.receipt)
)
_CANCEL = update(outbox).where(_OF, outbox.c.message_id == bindparam("message"), outbox.c.state == "ready")


class Outbox:
    """The messages of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *messages: Message) -> int:
        """Puts messages in to be sent and gives how many were new."""
        return sum(execute(self._connection, _ADD, _row(message)) for message in messages)

    def claim(
        self, how_many: int, now: datetime, until: datetime, authority: str = "", made_by: datetime | None = None
    ) -> list[StoredMessage]:
        """Takes the oldest messages that are due; they are ours until `until`. Before them, one whose lease has ended.

        That one comes alone and counts as tried: it may be what stopped whoever had it, and then others beside it would
        be stopped as well, untried.

        `authority`: only of this one. `made_by`: only those decided by then, because the later ones are held.
        """
        given: dict[str, Any] = {"now": now, "until": until}
        if authority:
            given["of"] = authority
        if made_by is not None:
            given["made_by"] = made_by
        taken: list[StoredMessage] = []
        for left, few in ((True, 1), (False, how_many)):
            if not taken:
                statement = _CLAIMS[left, bool(authority), made_by is not None]
                taken = [StoredMessage(*row) for row in self._connection.execute(statement, given | {"how_many": few})]
        return sorted(taken, key=lambda message: (message.created_at, message.message_id))

    def hand_over(
        self,
        message: StoredMessage,
        channel: str,
        now: datetime,
        until: datetime,
        facts: Mapping[str, Any] | None = None,
    ) -> StoredMessage | None:
        """The message, handed over to a channel now, with these facts if they are others than those that were decided.

        The attempt is counted from here on.
        None if it is no longer ours: then it must not be sent.
        """
        receipt = f"{channel}{AGAIN}" if message.handed_at is not None else channel
        values: dict[str, Any] = {
            "lease_until": until, "handed_at": now, "receipt": receipt, "attempts": message.attempts + 1,
        }  # fmt: skip
        if facts is not None:
            values["facts"] = dict(facts)
        return replace(message, **values) if self._mark(message, **values) else None

    def mark_sent(
        self,
        message: StoredMessage,
        sent_at: datetime,
        channel: str = "",
        receipt: str = "",
        ask_at: datetime | None = None,
    ) -> bool:
        """True if the message was still ours to mark. `ask_at`: when to ask the channel what became of it."""
        return self._mark(
            message, state="sent", sent_at=sent_at, lease_until=None, error="", channel=channel or message.channel,
            receipt=receipt, next_try_at=ask_at,
        )  # fmt: skip

    def mark_waiting(
        self,
        message: StoredMessage,
        error: str,
        next_try_at: datetime | None = None,
        *,
        attempts: int | None = None,
        unknown: bool = False,
        only_earlier: bool = False,
        waits_for: str = "",
    ) -> bool:
        """To be tried again: the failure may pass. True if the message was still ours to mark.

        `attempts`: of its own, where that is another number now. `unknown`: it may have gone, so that it was handed over
        stays noted. `only_earlier`: this try has not gone, and an earlier one may have. `waits_for`: what is out of
        order, and how often in a row.
        """
        values: dict[str, object] = {"attempts": message.attempts if attempts is None else attempts}
        if only_earlier:
            values |= {"receipt": message.handed_to}
        elif not unknown:
            values |= {"handed_at": None, "receipt": f"{WAITS}{waits_for}" if waits_for else ""}
        return self._mark(
            message, state="ready", lease_until=None, error=error, next_try_at=next_try_at, **values
        )  # fmt: skip

    def mark_failed(self, message: StoredMessage, error: str) -> bool:
        """Not to be tried again. True if the message was still ours to mark."""
        return self._mark(message, state="failed", lease_until=None, error=error, handed_at=None, receipt="")

    def mark_uncertain(self, message: StoredMessage, error: str) -> bool:
        """It may have gone and may not: for a person to decide. True if the message was still ours to mark."""
        return self._mark(message, state="uncertain", lease_until=None, error=error)

    def mark_cancelled(self, message: StoredMessage, why: str) -> bool:
        """It says nothing any more. True if the message was still ours to mark."""
        return self._mark(message, state="cancelled", lease_until=None, error=why)

    def cancel(self, authority: str, message_id: str, why: str) -> bool:
        """Calls back a message that waits, because another takes its place. False if it is on its way or gone."""
        values = {"state": "cancelled", "error": why, "next_try_at": None}
        this = {"of": authority, "message": message_id}
        return self._connection.execute(_CANCEL.values(values), this).rowcount == 1

    def counts(self, authority: str) -> dict[str, int]:
        """How many messages are in each state."""
        return {row[0]: row[1] for row in self._connection.execute(_COUNTS, {"of": authority})}

    def newest(self, authority: str) -> datetime | None:
        """When the last of the messages that wait was decided; None where none waits."""
        found: datetime | None = self._connection.execute(_NEWEST, {"of": authority}).scalar_one()
        return found

    def waiting(self, authority: str, since: datetime | None = None) -> int:
        """How many messages wait to be sent, of those decided after `since`. What says that they wait is not counted."""
        if since is None:
            return int(self._connection.execute(_WAITING, {"of": authority}).scalar_one())
        return int(self._connection.execute(_WAITING_SINCE, {"of": authority, "made_by": since}).scalar_one())

    def has_work(self, authority: str) -> bool:
        """Whether any message waits or is on its way."""
        return self._connection.execute(_ANY, {"of": authority}).first() is not None

    def oldest_waiting(self, authority: str) -> StoredMessage | None:
        """The message that has waited longest of those that wait or are on their way."""
        row = self._connection.execute(_OLDEST, {"of": authority}).one_or_none()
        return None if row is None else StoredMessage(*row)

    def waited_for(self) -> list[tuple[str, int, datetime, str]]:
        """What messages of any authority wait for because it is out of order; how often in a row, until when, and why."""
        found = []
        for receipt, until, why in self._connection.execute(_LINES):
            line, _, times = receipt.removeprefix(WAITS).rpartition(" ")
            found.append((line, int(times), until, why))
        return sorted(found)

    def to_ask_about(
        self, authority: str, channel: str, now: datetime, since: datetime, limit: int = 50
    ) -> list[StoredMessage]:
        """Sent messages, decided after `since`, whose fate is to be asked for by `now`."""
        found = select(*MESSAGE_COLUMNS).where(
            outbox.c.authority == authority,
            outbox.c.state == "sent",
            outbox.c.channel == channel,
            outbox.c.created_at > since,
            outbox.c.next_try_at <= now,
        )
        rows = self._connection.execute(found.order_by(outbox.c.next_try_at, outbox.c.message_id).limit(limit))
        return [StoredMessage(*row) for row in rows]

    def _mark(self, message: StoredMessage, **values: object) -> bool:
        this = {
            "of": message.authority, "message": message.message_id, "lease": message.lease_until,
            "attempt": message.attempts,
        }  # fmt: skip
        new = {f"new_{name}": value for name, value in values.items()}
        return self._connection.execute(_marking(tuple(values)), this | new).rowcount == 1


@cache
def _marking(names: tuple[str, ...]) -> Update:
    """The statement that marks these columns: made once for each of the few ways in which a message is marked."""
    return _MARK.values({name: bindparam(f"new_{name}", type_=outbox.c[name].type) for name in names})


def _row(message: Message) -> dict[str, object]:
    return {
        "authority": message.authority, "message_id": message.message_id, "kind": message.kind,
        "recipient": message.recipient, "facts": dict(message.facts), "case_id": message.case_id,
        "created_at": message.created_at, "state": "ready", "attempts": 0, "lease_until": None, "sent_at": None,
        "error": "", "dedupe_key": message.dedupe_key, "channel": message.channel, "statutory": message.statutory,
        "order_key": message.order_key, "order_number": message.order_number, "next_try_at": None, "handed_at": None,
        "receipt": "",
    }  # fmt: skip
