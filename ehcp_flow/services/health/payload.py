"""What goes with a health message by file alone, made at the moment of sending: the minimum data, as text and as FHIR.

An e-mail and a webhook carry none of it (docs/decisions/0016). Nothing of it is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from pydantic import ValidationError

from ehcp_flow.clock import london_date
from ehcp_flow.config import Settings
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.facts import authority_words, message_kind, notice_number
from ehcp_flow.services.health.provider_lists import list_as_csv
from ehcp_flow.services.health.raising import told_details
from notifications.catalogue import RECONCILIATION_READY
from notifications.channels.base import Attachment, DeliveryError
from notifications.health.fhir import Codes, flag_bundle
from notifications.health.gate import plain_number
from notifications.health.kinds import FLAG_KINDS, NoticeKind
from notifications.health.mesh import message_pair
from notifications.health.payload import Child, NoticeFacts, as_text
from workflows.words import MONTHS

KINDS = (*(message_kind(kind) for kind in NoticeKind), RECONCILIATION_READY.name)
"""The kinds of message with which something goes."""


@dataclass(frozen=True, slots=True)
class Sender:
    """As what and from where the authority writes to the NHS; all of it from the settings, "" for what is not set up.

    `mesh_to` is a mailbox by provider. MESH files are made only where there is a mailbox to send from and one to send to.
    """

    codes: Codes = field(default_factory=Codes)
    ods_code: str = ""
    mesh_from: str = ""
    mesh_workflow: str = ""
    mesh_to: Mapping[str, str] = field(default_factory=dict)


def sender_of(settings: Settings) -> Sender:
    """The sender that these settings name."""
    base = {"base": settings.fhir_base.rstrip("/")} if settings.fhir_base else {}
    codes = Codes(snomed=settings.snomed_code, **base)
    return Sender(codes, settings.ods_code, settings.mesh_from, settings.mesh_workflow, settings.mesh_to)


def attached_by(settings: Settings) -> Mapping[str, Callable[..., tuple[Attachment, ...]]]:
    """By kind of message what makes its files, as an installation with these settings makes them."""
    return dict.fromkeys(KINDS, partial(attachments, sender=sender_of(settings)))


def attachments(
    uow: UnitOfWork, message: StoredMessage, now: datetime, sender: Sender | None = None
) -> tuple[Attachment, ...]:
    """The files that go with a message to a health contact; none unless its contact is reached by file.

    Raises DeliveryError, permanent, where what a provider needs to find the child is not held.
    """
    if message.channel != "file":
        return ()
    if message.kind == RECONCILIATION_READY.name:
        return _list(uow, message)
    notice = uow.notices.of_message(message.authority, message.message_id)
    return () if notice is None else _notice(uow, notice, message, now, sender or Sender())


def _notice(
    uow: UnitOfWork, notice: Notice, message: StoredMessage, now: datetime, sender: Sender
) -> tuple[Attachment, ...]:
    person = uow.people.get(notice.authority, notice.person_id)
    if person is None or person.born is None:
        raise DeliveryError(
            "The birth date is not held, and no provider can find the child without it.", permanent=True
        )
    facts = _facts(notice, person, person.born, message, now, sender)
    made = [Attachment(f"{facts.notice}.txt", "text/plain; charset=utf-8", as_text(facts).encode())]
    payload = made[0].content
    if facts.kind in FLAG_KINDS and plain_number(person.nhs_number):
        payload = flag_bundle(facts, sender.codes).as_json().encode()
        made.append(Attachment(f"{facts.notice}.fhir.json", "application/fhir+json", payload))
    return (*made, *_mesh(uow, notice, facts.notice, payload, sender))


def _facts(
    notice: Notice, person: Person, born: date, message: StoredMessage, now: datetime, sender: Sender
) -> NoticeFacts:
    return NoticeFacts(
        notice=notice_number(notice),
        case=notice.case,
        kind=NoticeKind(notice.kind),
        child=Child(person.person_id, person.nhs_number, f"{person.forename} {person.surname}", born, person.sex),
        details=told_details(notice.details),
        authority=authority_words(notice.authority, str(message.facts.get("authority", ""))),
        authority_code=sender.ods_code,
        contact=str(message.facts.get("contact", "")),
        written_on=london_date(now),
        reason=notice.reason,
        basis=notice.basis,
        comment_until=notice.comment_until,
        effective_on=notice.effective_on,
    )


def _mesh(uow: UnitOfWork, notice: Notice, number: str, payload: bytes, sender: Sender) -> tuple[Attachment, ...]:
    """The pair for the MESH client, where the authority has set it up and the provider has a mailbox."""
    contact = uow.health.contact(notice.authority, notice.contact_id)
    to = sender.mesh_to.get(contact.provider, "") if contact is not None else ""
    if not sender.mesh_from or not to:
        return ()
    try:
        pair = message_pair(number, payload, sender.mesh_from, to, sender.mesh_workflow)
    except ValidationError:
        words = "The MESH mailboxes or the workflow id cannot be such. Correct mesh_from, mesh_to and mesh_workflow."
        raise DeliveryError(words, permanent=True) from None
    return (
        Attachment(pair.data_name, "application/octet-stream", pair.data),
        Attachment(pair.control_name, "application/xml", pair.control),
    )


def _list(uow: UnitOfWork, message: StoredMessage) -> tuple[Attachment, ...]:
    key = str(message.facts.get("month", ""))
    made = next(
        (
            each
            for each in uow.reconciliations.all(message.authority)
            if each.provider == message.facts.get("provider") and month_words(each.month) == key
        ),
        None,
    )
    if made is None:
        return ()
    return (
        Attachment(f"flags {made.month}.csv", "text/csv; charset=utf-8", list_as_csv(uow, made).encode("utf-8-sig")),
    )


def month_words(month: str) -> str:
    """November 2026, of 2026-11."""
    year, _, number = month.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}"
