"""Health notices as they stand. Whether one has left is read from its message in the outbox, and kept nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, insert, or_, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.telling_tables import health_contact as contacts
from ehcp_flow.db.telling_tables import health_notice as notices
from ehcp_flow.db.telling_tables import outbox


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to one contact about one case. `notice_id` is 0 until numbered; numbers of an authority go up.

    `state` is what was decided about it or answered to it; `stands` is the same with what its message tells: a queued
    one whose message left is sent. `message_state` is "" without a message. `left_at` is when the message left.
    `overtaken_by` is the notice that left later for the same contact and says what counts now.
    """

    authority: str
    notice_id: int
    case_id: int
    person_id: int
    contact_id: int
    kind: str
    stream: str
    status: str
    reason: str
    key: str
    details: Mapping[str, Any]
    effective_on: date
    next_review_on: date | None
    comment_until: date | None
    basis: str
    state: str
    why: str
    created_at: datetime
    message_id: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    rejected_at: datetime | None = None
    rejected_because: str = ""
    chase_on: date | None = None
    chases: int = 0
    escalated_at: datetime | None = None
    superseded_by: int | None = None
    comment: str = ""
    commented_at: datetime | None = None
    # From here on: read, never written
    stands: str = ""
    message_state: str = ""
    message_error: str = ""
    left_at: datetime | None = None
    case: str = ""
    overtaken_by: int | None = None


_READ_ONLY = ("stands", "message_state", "message_error", "left_at", "case", "overtaken_by")
_WRITTEN = tuple(field.name for field in fields(Notice) if field.name not in _READ_ONLY)
_STANDS = case(
    (notices.c.state != "queued", notices.c.state),
    (outbox.c.state.in_(("failed", "bounced")), "held"),
    (outbox.c.state == "cancelled", "cancelled"),
    (or_(outbox.c.state == "delivered", and_(outbox.c.state == "sent", outbox.c.channel == "file")), "delivered"),
    (outbox.c.state.in_(("sent", "uncertain")), "sent"),
    else_="queued",
)
_LATER, _ITS = notices.alias("later"), outbox.alias("its")
_OVERTAKEN_BY = (
    select(func.min(_LATER.c.notice_id))
    .select_from(
        _LATER.join(_ITS, and_(_ITS.c.authority == _LATER.c.authority, _ITS.c.message_id == _LATER.c.message_id))
    )
    .where(
        _LATER.c.authority == notices.c.authority,
        _LATER.c.case_id == notices.c.case_id,
        _LATER.c.contact_id == notices.c.contact_id,
        _LATER.c.stream == notices.c.stream,
        _LATER.c.notice_id > notices.c.notice_id,
        _ITS.c.state.in_(("sent", "delivered")),
        or_(_LATER.c.kind != "share_draft", notices.c.kind == "share_draft"),  # no draft overtakes a final plan
    )
    .correlate(notices)
    .scalar_subquery()
)
_FROM = notices.outerjoin(
    outbox, and_(outbox.c.authority == notices.c.authority, outbox.c.message_id == notices.c.message_id)
).join(cases, and_(cases.c.authority == notices.c.authority, cases.c.case_id == notices.c.case_id))
_ALL = (
    select(
        *(notices.c[name] for name in _WRITTEN),
        _STANDS,
        func.coalesce(outbox.c.state, ""),
        func.coalesce(outbox.c.error, ""),
        func.coalesce(outbox.c.sent_at, outbox.c.handed_at),
        cases.c.reference,
        _OVERTAKEN_BY,
    )
    .select_from(_FROM)
    .where(notices.c.authority == bindparam("of"))
)
_IN_ORDER = _ALL.order_by(notices.c.notice_id)
_GET = _ALL.where(notices.c.notice_id == bindparam("notice"))
_OF_CASE = _IN_ORDER.where(notices.c.case_id == bindparam("case"))
_OF_MESSAGE = _ALL.where(notices.c.message_id == bindparam("message"), notices.c.message_id != "")
_TO_CHASE = (
    select(notices.c.notice_id)
    .where(notices.c.authority == bindparam("of"), notices.c.chase_on <= bindparam("by", type_=notices.c.chase_on.type))
    .order_by(notices.c.chase_on, notices.c.notice_id)
)
_TO_PROVIDER = (
    _IN_ORDER.with_only_columns(*_ALL.selected_columns, contacts.c.provider)
    .join_from(
        _FROM,
        contacts,
        and_(contacts.c.authority == notices.c.authority, contacts.c.contact_id == notices.c.contact_id),
    )
    .where(contacts.c.provider == bindparam("provider"))
)
_WAITING = select(notices.c.message_id).where(
    notices.c.authority == bindparam("of"), notices.c.case_id == bindparam("case"), notices.c.state == "queued"
)
# PostgreSQL: the case first, as each step of a case does it. The other way round, two would wait for each other.
_LOCK_CASE = (
    select(cases.c.case_id)
    .where(
        cases.c.authority == bindparam("of"),
        cases.c.case_id.in_(
            select(notices.c.case_id).where(
                notices.c.authority == bindparam("of"), notices.c.notice_id == bindparam("notice")
            )
        ),
    )
    .with_for_update()
)
_LOCK_ONE_CASE = (
    select(cases.c.case_id)
    .where(cases.c.authority == bindparam("of"), cases.c.case_id == bindparam("case"))
    .with_for_update()
)
_LOCK = (
    select(notices.c.notice_id)
    .where(notices.c.authority == bindparam("of"), notices.c.notice_id == bindparam("notice"))
    .with_for_update()
)
# PostgreSQL: whoever sends skips these until this transaction ends. On SQLite whoever writes is alone already.
_HOLD = (
    select(outbox.c.message_id)
    .where(outbox.c.authority == bindparam("of"), outbox.c.message_id.in_(_WAITING), outbox.c.state == "ready")
    .with_for_update()
)
_UNSENT_ABOUT = (
    select(outbox.c.message_id, outbox.c.facts)
    .where(
        outbox.c.authority == bindparam("of"),
        outbox.c.case_id == bindparam("case"),
        outbox.c.kind.in_(bindparam("kinds", expanding=True)),
        outbox.c.state.in_(("ready", "failed", "bounced")),
    )
    .order_by(outbox.c.message_id)
    .with_for_update()
)
_CALL_BACK = update(outbox).where(
    outbox.c.authority == bindparam("of"),
    outbox.c.message_id.in_(bindparam("messages", expanding=True)),
    outbox.c.state.in_(("ready", "failed", "bounced")),
)
_TAKE_BACK = (
    update(outbox)
    .where(
        outbox.c.authority == bindparam("of"),
        outbox.c.message_id == bindparam("message"),
        outbox.c.state.in_(("ready", "failed", "bounced", "cancelled")),
    )
    .values(state="cancelled")
)


class Notices:
    """The health notices of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_id(self, authority: str) -> int:
        """The number of the next notice: it is also its place in the order of messages, so it is taken first."""
        return next_number(self._connection, authority, "health_notice")

    def add(self, notice: Notice) -> None:
        """Stores a new notice under its number."""
        self._connection.execute(insert(notices), {name: getattr(notice, name) for name in _WRITTEN})

    def change(self, notice: Notice, **values: object) -> None:
        """Stores new values of a notice that is there."""
        this = (notices.c.authority == notice.authority, notices.c.notice_id == notice.notice_id)
        self._connection.execute(update(notices).where(*this).values(values))

    def get(self, authority: str, notice_id: int) -> Notice | None:
        row = self._connection.execute(_GET, {"of": authority, "notice": notice_id}).one_or_none()
        return None if row is None else _notice(row)

    def get_for_change(self, authority: str, notice_id: int) -> Notice | None:
        """The notice as it stands; nobody else changes it, or its case, until this transaction ends."""
        this = {"of": authority, "notice": notice_id}
        for lock in (_LOCK_CASE, _LOCK):
            self._connection.execute(lock, this).all()
        return self.get(authority, notice_id)

    def hold_cases(self, authority: str, case_ids: Iterable[int]) -> None:
        """Nobody else changes these cases until this transaction ends. In one order, so that no two wait for each other."""
        for case_id in sorted(set(case_ids)):
            self._connection.execute(_LOCK_ONE_CASE, {"of": authority, "case": case_id}).all()

    def of_case(self, authority: str, case_id: int) -> list[Notice]:
        """Every notice about a case, in the order in which they were raised."""
        return [_notice(row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})]

    def of_case_for_change(self, authority: str, case_id: int) -> list[Notice]:
        """The same; those that wait to be sent are not sent until this transaction ends."""
        self._connection.execute(_HOLD, {"of": authority, "case": case_id}).all()
        return self.of_case(authority, case_id)

    def of_message(self, authority: str, message_id: str) -> Notice | None:
        """The notice that a message of the outbox carries."""
        row = self._connection.execute(_OF_MESSAGE, {"of": authority, "message": message_id}).one_or_none()
        return None if row is None else _notice(row)

    def take_back(self, notice: Notice) -> bool:
        """Cancels the message of a notice, or finds it cancelled. True unless it has left, or is just leaving."""
        if not notice.message_id:
            return True
        this = {"of": notice.authority, "message": notice.message_id}
        return self._connection.execute(_TAKE_BACK, this).rowcount == 1

    def call_back(self, authority: str, case_id: int, kinds: Sequence[str], why: str, number: str = "") -> int:
        """Cancels messages of these kinds about a case, or about one notice of it, that have not left; gives how many."""
        this = {"of": authority, "case": case_id, "kinds": list(kinds)}
        rows = self._connection.execute(_UNSENT_ABOUT, this).all()
        found = [message for message, facts in rows if not number or facts.get("notice") == number]
        if not found:
            return 0
        values = {"state": "cancelled", "error": why, "next_try_at": None}
        return self._connection.execute(_CALL_BACK.values(values), {"of": authority, "messages": found}).rowcount

    def listed(
        self, authority: str, states: Sequence[str] = (), case_id: int | None = None, limit: int | None = None
    ) -> list[Notice]:
        """Notices, the latest first, those that stand so now."""
        found = _ALL.order_by(notices.c.notice_id.desc()).limit(limit)
        if states:
            found = found.where(_STANDS.in_(states))
        if case_id is not None:
            found = found.where(notices.c.case_id == case_id)
        return [_notice(row) for row in self._connection.execute(found, {"of": authority})]

    def to_chase(self, authority: str, by: date) -> list[int]:
        """The numbers of notices about which something is due by a day. Reads only those (ix_health_notice_chase)."""
        return list(self._connection.execute(_TO_CHASE, {"of": authority, "by": by}).scalars())

    def unsent_to(self, authority: str, contact_id: int) -> list[str]:
        """The references of the cases that have a notice to a contact which has not left."""
        found = _ALL.where(notices.c.contact_id == contact_id, _STANDS.in_(("queued", "held")))
        rows = self._connection.execute(found, {"of": authority})
        return sorted({_notice(row).case for row in rows})

    def unsent_to_gone(self, authority: str, first: date, last: date) -> list[str]:
        """The references of the cases that have a notice which has not left, to a contact who left in a span of days."""
        gone = select(contacts.c.contact_id).where(
            contacts.c.authority == authority, contacts.c.left_on >= first, contacts.c.left_on <= last
        )
        numbers = list(self._connection.execute(gone).scalars())
        if not numbers:
            return []
        found = _ALL.where(notices.c.contact_id.in_(numbers), _STANDS.in_(("queued", "held")))
        return sorted({_notice(row).case for row in self._connection.execute(found, {"of": authority})})

    def to_provider(self, authority: str, provider: str) -> list[Notice]:
        """Every notice to the contacts of a provider, in the order in which they were raised."""
        rows = self._connection.execute(_TO_PROVIDER, {"of": authority, "provider": provider})
        return [_notice(row[:-1]) for row in rows]

    def cases_where(self, authority: str, events_named: Sequence[str], first: date, last: date) -> list[str]:
        """The references of the cases on which one of these events may have happened in a span of days.

        A case with a correction is among them whatever its days: what counts is for its ledger to say.
        """
        in_span = select(events.c.case_id).where(
            events.c.authority == authority,
            events.c.event.in_(events_named),
            events.c.occurred_on >= first,
            events.c.occurred_on <= last,
        )
        corrected = select(events.c.case_id).where(events.c.authority == authority, events.c.corrects.is_not(None))
        found = select(cases.c.reference).where(
            cases.c.authority == authority, or_(cases.c.case_id.in_(in_span), cases.c.case_id.in_(corrected))
        )
        return list(self._connection.execute(found.order_by(cases.c.case_id)).scalars())


def _notice(row: Sequence[Any]) -> Notice:
    return Notice(*row)
