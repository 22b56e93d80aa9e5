"""The messages as people see and decide them: lists, one message, and what is done about one that did not arrive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, func, select, update

from ehcp_flow.db.outbox import MESSAGE_COLUMNS, StoredMessage
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import outbox

_CASE = and_(cases.c.authority == outbox.c.authority, cases.c.case_id == outbox.c.case_id)
_LISTED: Select[Any] = select(*MESSAGE_COLUMNS, cases.c.reference).select_from(outbox.outerjoin(cases, _CASE))
_OF = outbox.c.authority == bindparam("of")
_CHANGE = update(outbox).where(
    _OF, outbox.c.message_id == bindparam("message"), outbox.c.state.in_(bindparam("was", expanding=True))
)
_LATER_GONE = select(func.count()).where(
    _OF,
    outbox.c.order_key == bindparam("key"),
    outbox.c.order_number > bindparam("number"),
    outbox.c.state.in_(["sending", "sent", "delivered", "uncertain", "bounced"]),
)
_CASE_OF = select(cases.c.reference, cases.c.owner_id, cases.c.team).where(
    cases.c.authority == bindparam("of"), cases.c.case_id == bindparam("case")
)


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A message with the reference of its case; "" where it is of none."""

    message: StoredMessage
    case: str


class CaseOf(NamedTuple):
    """The case that a message is about."""

    reference: str
    owner_id: int | None
    team: str


class OutboxDesk:
    """The messages of this database, inside one transaction, for those who look after them."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def listed(
        self, authority: str, *, state: str = "", kind: str = "", case: str = "", limit: int | None = None
    ) -> list[ListedMessage]:
        """The messages that fit, the newest first."""
        found = _LISTED.where(_OF)
        for column, wanted in ((outbox.c.state, state), (outbox.c.kind, kind), (cases.c.reference, case)):
            if wanted:
                found = found.where(column == wanted)
        rows = self._connection.execute(
            found.order_by(outbox.c.created_at.desc(), outbox.c.message_id).limit(limit), {"of": authority}
        )
        return [ListedMessage(StoredMessage(*row[:-1]), row[-1] or "") for row in rows]

    def beginning(self, authority: str, prefix: str, limit: int = 5) -> list[ListedMessage]:
        """The messages whose id begins so."""
        found = _LISTED.where(_OF, outbox.c.message_id.startswith(prefix, autoescape=True))
        rows = self._connection.execute(found.order_by(outbox.c.message_id).limit(limit), {"of": authority})
        return [ListedMessage(StoredMessage(*row[:-1]), row[-1] or "") for row in rows]

    def get(self, authority: str, message_id: str) -> ListedMessage | None:
        row = self._connection.execute(
            _LISTED.where(_OF, outbox.c.message_id == message_id), {"of": authority}
        ).one_or_none()
        return None if row is None else ListedMessage(StoredMessage(*row[:-1]), row[-1] or "")

    def case_of(self, message: StoredMessage) -> CaseOf | None:
        """The case of a message; None where it is of none."""
        if message.case_id is None:
            return None
        row = self._connection.execute(_CASE_OF, {"of": message.authority, "case": message.case_id}).one_or_none()
        return None if row is None else CaseOf(*row)

    def send_again(self, message: StoredMessage) -> bool:
        """Puts a message that failed, bounced or is uncertain back with those that wait. False if it has moved on."""
        # A message that was sent notes the channel that took it; what sends mail now may be another.
        channel = "email" if message.state == "bounced" else message.channel
        values = {
            "state": "ready", "attempts": 0, "next_try_at": None, "handed_at": None, "receipt": "", "sent_at": None,
            "channel": channel,
        }  # fmt: skip
        return self._change(message, ("failed", "bounced", "uncertain"), values)

    def settle(self, message: StoredMessage, sent_at: datetime | None, why: str) -> bool:
        """Decides what became of an uncertain message: sent then, or not at all. False if it has moved on."""
        if sent_at is None:
            values: dict[str, object] = {"state": "failed", "error": why, "handed_at": None, "receipt": ""}
        else:
            channel = message.handed_to or message.channel
            values = {"state": "sent", "sent_at": sent_at, "error": why, "channel": channel, "receipt": ""}
        return self._change(message, ("uncertain",), values)

    def came_back(self, message: StoredMessage, why: str) -> bool:
        """Marks as bounced what was sent, or may have been. False if it was not sent at all."""
        values = {"state": "bounced", "error": why, "next_try_at": None}
        return self._change(message, ("sent", "delivered", "uncertain"), values)

    def not_delivered(self, message: StoredMessage, why: str) -> bool:
        """Marks as failed what a channel took and then gave up on."""
        return self._change(message, ("sent",), {"state": "failed", "error": why, "next_try_at": None})

    def arrived(self, message: StoredMessage) -> bool:
        """Marks as delivered what was sent, or may have been."""
        return self._change(message, ("sent", "uncertain"), {"state": "delivered", "error": "", "next_try_at": None})

    def ask_later(self, message: StoredMessage, ask_at: datetime | None) -> bool:
        """When to ask next what became of it; None: not any more."""
        return self._change(message, ("sent",), {"next_try_at": ask_at})

    def later_gone(self, message: StoredMessage) -> bool:
        """Whether a later message of the same order has gone already."""
        if not message.order_key:
            return False
        this = {"of": message.authority, "key": message.order_key, "number": message.order_number}
        return bool(self._connection.execute(_LATER_GONE, this).scalar_one())

    def _change(self, message: StoredMessage, was: Sequence[str], values: Mapping[str, object]) -> bool:
        this = {"of": message.authority, "message": message.message_id, "was": list(was)}
        return self._connection.execute(_CHANGE.values(values), this).rowcount == 1
