"""What follows from a change beyond the case itself: what goes to whom, what had gone, which closed months it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.letters_of import letters_of
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.facts import notice_number
from notifications.catalogue import CATALOGUE
from notifications.health.kinds import KIND_WORDS, NoticeKind
from reports.periods import Period, month
from workflows.ledger import Entry, effective
from workflows.vocabulary import Event

TAKEN_BACK = ("superseded", "cancelled")
GONE = ("sent", "delivered", "uncertain", "sending")
UNCOUNTED = frozenset({Event.CASE_ASSIGNED})
"""Events that no figure of a month counts."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A message, notice or letter: what it is, to whom, and how it stands ("" where it simply goes)."""

    what: str
    to: str
    stands: str = ""


class Look:
    """What a change would lead to, looked at before it is undone. Made before its notices are raised."""

    def __init__(self, uow: UnitOfWork, stored: StoredCase) -> None:
        self._uow, self._stored = uow, stored
        self._before = {each.notice_id: each.state for each in _notices(uow, stored)}

    def telling(self, told: Sequence[Message]) -> tuple[Telling, ...]:
        """The e-mails, and the health notices that were raised or taken back."""
        mails = [Telling(f"E-mail: {kind_words(each.kind)}", each.recipient) for each in told]
        return (*mails, *filter(None, map(self._of_notice, _notices(self._uow, self._stored))))

    def _of_notice(self, notice: Notice) -> Telling | None:
        if notice.notice_id not in self._before:
            held = f"held back: {notice.why}" if notice.state == "held" else ""
            return Telling(f"Health notice: {_words(notice)}", _contact(self._uow, notice), held)
        if notice.state in TAKEN_BACK and self._before[notice.notice_id] not in TAKEN_BACK:
            what = f"Health notice {notice_number(notice)}: {_words(notice)}"
            return Telling(what, _contact(self._uow, notice), "taken back: it will not be sent")
        return None


def _notices(uow: UnitOfWork, stored: StoredCase) -> list[Notice]:
    if not uow.health.in_use(stored.authority):
        return []
    return uow.notices.of_case(stored.authority, stored.case_id)


def kind_words(kind: str) -> str:
    """When a message of this kind is sent, which is what it says: a case is assigned by somebody else."""
    return CATALOGUE[kind].when if kind in CATALOGUE else kind.replace("_", " ")


def told_already(uow: UnitOfWork, stored: StoredCase, number: int) -> list[Telling]:
    """What has been told of an entry: its letters, and the messages and notices that its recording led to."""
    entry = stored.entries[number - 1]
    letters = letters_of(uow.connection, stored.authority, stored.case_id, number)
    found = [
        Telling(
            f"Letter: {each.kind.replace('_', ' ')}",
            each.addressed_to,
            "sent" if each.sent_on else "made, not yet sent",
        )
        for each in letters
    ]
    for listed in OutboxDesk(uow.connection).listed(stored.authority, case=stored.reference):
        message = listed.message
        if message.created_at == entry.recorded_at and message.state in GONE and not message.kind.startswith("health"):
            found.append(Telling(f"E-mail: {kind_words(message.kind)}", message.recipient, "sent"))
    return found + _notices_gone(uow, stored, entry.recorded_at)


def _notices_gone(uow: UnitOfWork, stored: StoredCase, at: datetime) -> list[Telling]:
    return [
        Telling(f"Health notice {notice_number(each)}: {_words(each)}", _contact(uow, each), "sent")
        for each in _notices(uow, stored)
        if each.created_at == at and each.left_at is not None
    ]


def _words(notice: Notice) -> str:
    return KIND_WORDS[NoticeKind(notice.kind)]


def _contact(uow: UnitOfWork, notice: Notice) -> str:
    held = uow.health.contact(notice.authority, notice.contact_id)
    return (held.name or held.organisation or held.provider) if held else "a contact who is no longer held"


def closed_since(uow: UnitOfWork, authority: str, day: date) -> list[Period]:
    """The closed months that count what happened on a day: each was taken as at its own last day."""
    names = {issue.month for issue in uow.board.issues(authority) if issue.as_at >= day}
    return [month(int(name[:4]), int(name[5:])) for name in sorted(names)]


def closed_by_correction(uow: UnitOfWork, authority: str, ledger: Sequence[Entry], number: int) -> list[Period]:
    """The closed months that count an entry as it was recorded, as it stood, or as it stands after a correction.

    `ledger` ends with that correction; `number` is of the entry that it puts right in the end.
    """
    recorded = ledger[number - 1]
    if recorded.event in UNCOUNTED:
        return []
    days = [each.occurred_on for upto in (ledger[:-1], ledger) for each in effective(upto) if each.number == number]
    return closed_since(uow, authority, min(recorded.occurred_on, *days) if days else recorded.occurred_on)
