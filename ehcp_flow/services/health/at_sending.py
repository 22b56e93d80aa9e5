"""The gate asked once more as a health notice is about to leave: what let it go may no longer be so."""

from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.clock import london_date
from ehcp_flow.db.health import PersonHealth
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.case import health_case, subject_of
from ehcp_flow.services.health.contacts import contact_of
from ehcp_flow.services.health.facts import message_kind, notice_id_of
from ehcp_flow.services.health.sending import asked_at_gate, hold
from ehcp_flow.services.health.stopping import DEATH, REMINDERS, overtaken
from notifications.health.chasing import awaits
from notifications.health.gate import Answer, Verdict
from notifications.health.kinds import NoticeKind, NoticeState
from notifications.health.wanted import wanted
from workflows.case import CaseView, fold

KINDS = frozenset(message_kind(kind) for kind in NoticeKind)
"""The kinds of message that carry a notice. A reminder tells nothing new: only whether it is still needed is asked."""

GONE = Verdict(
    Answer.HELD,
    "Whom it is for has left",
    "Record who took over, or the role mailbox: ehcp-flow notices contact add. It then goes to them by itself.",
)

TAKEN_BACK = (NoticeState.HELD, NoticeState.SUPERSEDED, NoticeState.CANCELLED)


@dataclass(frozen=True, slots=True)
class _Sender:
    """What sends, as `asking.Place` reads it."""

    authority: str
    public_url: str
    office_email: str
    production: bool


def still_may_go(
    uow: UnitOfWork,
    message: StoredMessage,
    now: datetime,
    *,
    production: bool = False,
    public_url: str = "",
    office_email: str = "",
) -> str | None:
    """None where the message may leave; else why not, without a name, and the message is to be cancelled.

    Where an objection was recorded, or the basis ran out, since it was decided, the notice is held and a person is asked:
    `uow` is one that writes, and is to be committed whatever the answer. The keywords are those of the settings.
    """
    if message.kind in REMINDERS:
        return _no_longer_asked(uow, message)
    if message.kind not in KINDS:
        return None
    notice = uow.notices.of_message(message.authority, message.message_id)
    if notice is None:
        # What is sent for a notice has its number. A message that another took the place of does not go beside it.
        other = uow.notices.get(message.authority, message.order_number) if message.order_number else None
        return "Another message carries this notice now." if other is not None else None
    if notice.state in TAKEN_BACK:
        return "The notice was taken back before it left."
    place = _Sender(message.authority, public_url, office_email, production)
    if _verdict(uow, place, notice, now).answer is Answer.GO:
        return None
    held = uow.notices.get_for_change(notice.authority, notice.notice_id)  # in the meantime it may have been put right
    if held is None or held.message_id != message.message_id or held.state in TAKEN_BACK:
        return "The notice was taken back before it left."
    verdict = _verdict(uow, place, held, now)
    if verdict.answer is Answer.GO:
        return None
    if held.state == NoticeState.QUEUED:
        _hold(uow, place, held, verdict, now)
    return f"{verdict.why}."


def _no_longer_asked(uow: UnitOfWork, message: StoredMessage) -> str | None:
    """Why a reminder says nothing any more: there was an answer, a later notice, or a death."""
    notice_id = notice_id_of(str(message.facts.get("notice", "")))
    notice = uow.notices.get(message.authority, notice_id) if notice_id is not None else None
    if notice is None:
        return None
    if overtaken(notice):
        return "A later notice to the same contact has left."
    stands = NoticeState(notice.stands)
    if stands is not NoticeState.EXPIRED and not awaits(NoticeKind(notice.kind), stands):
        return "The notice was answered, or was taken back."
    stored = uow.cases.load(notice.authority, notice.case)
    if stored is not None and wanted(fold(stored.entries), None).over:
        return f"{DEATH}."
    return None


def _verdict(uow: UnitOfWork, place: _Sender, notice: Notice, now: datetime) -> Verdict:
    person = uow.people.get(notice.authority, notice.person_id)
    if person is None:
        raise LookupError(
            f"notice {notice.notice_id} has no person: the database is not whole. Run “ehcp-flow doctor”."
        )
    contact = uow.health.contact(notice.authority, notice.contact_id)
    if contact is None or not contact_of(contact).there_on(london_date(now)):
        return GONE
    health = uow.health.person(notice.authority, notice.person_id) or PersonHealth(notice.authority, notice.person_id)
    subject = subject_of(person, health, uow.health.decisions(notice.authority, notice.person_id))
    return asked_at_gate(place, subject, notice, now)


def _hold(uow: UnitOfWork, place: _Sender, notice: Notice, verdict: Verdict, now: datetime) -> None:
    stored = uow.cases.load(notice.authority, notice.case)
    contact = uow.health.contact(notice.authority, notice.contact_id)
    if stored is None or contact is None:
        raise LookupError(f"notice {notice.notice_id} has no case or contact. Run “ehcp-flow doctor”.")
    at = health_case(uow, stored, CaseView(), (), stored.owner_id, stored.team)
    hold(uow, place, at, notice, contact_of(contact), verdict, now)
