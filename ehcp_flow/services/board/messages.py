"""Sending the closed month to its list: one message a reader and issue, and the files that go with it."""

from datetime import datetime

from ehcp_flow.db.board import digest_of
from ehcp_flow.db.outbox import Message, StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from notifications.catalogue import BOARD_REPORT, checked
from notifications.channels.base import Attachment, DeliveryError
from reports.board.model import Paragraph, Report, read_json
from reports.forms.registry import FORMS, names_of
from workflows.words import day_words

SENT = ("pdf", "html", "xlsx")
SENTENCES = ("what_moved", "why", "what_next")


def tell_readers(uow: UnitOfWork, office: Office, report: Report, now: datetime) -> int:
    """Puts a message for each reader into the outbox. `report` is the one with small numbers held back. How many."""
    key = _key(report.month, report.issue)
    facts = {
        "authority": report.name,
        "month": report.period,
        "issue": f"Issue {report.issue}",
        "reason": report.reason.rstrip("."),
        "as_at": day_words(report.as_at),
        "sentences": [{"text": each.text} for each in sentences(report)],
        "report": key,
    }
    readers = uow.board.readers(office.authority)
    for reader in readers:
        uow.outbox.add(
            Message(
                authority=office.authority,
                kind=BOARD_REPORT.name,
                recipient=reader.email,
                dedupe_key=f"{BOARD_REPORT.name} {key} {reader.email}",
                facts=checked(BOARD_REPORT, facts),
                created_at=now,
            )
        )
    return len(readers)


def sentences(report: Report) -> list[Paragraph]:
    """The generated sentences of the report: what moved, why, what next."""
    parts = [part for block in report.blocks for part in block.parts]
    return [part for part in parts if isinstance(part, Paragraph) and part.id in SENTENCES]


def _key(month: str, issue: int) -> str:
    return f"{month} issue {issue}"


def attachments(uow: UnitOfWork, message: StoredMessage, _now: datetime) -> tuple[Attachment, ...]:
    """The files of the issue that a message is about, as they were made when the month was closed.

    Raises DeliveryError, permanent, where they are not there or not what was sealed.
    """
    key = str(message.facts.get("report", ""))
    month = key.partition(" ")[0]
    for issue in uow.board.of_month(message.authority, month):
        if _key(issue.month, issue.issue) == key:
            kept = uow.board.contents(issue)
            released = read_json(dict(kept.released))
            types = {name: FORMS[form].media_type for form in SENT for name in names_of(released, form)}
            files = uow.board.files(issue, types)
            if set(files) != set(types) or any(digest_of(files[name]) != kept.files.get(name) for name in files):
                break
            return tuple(Attachment(name, types[name], files[name]) for name in types)
    words = "The files of the report are not there as they were made. Look into it, then make a new issue of the month."
    raise DeliveryError(words, permanent=True)
