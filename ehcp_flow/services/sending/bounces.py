"""A mail server's report that a message did not arrive (RFC 3464), read from a file and noted on the message."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from ehcp_flow.config import Settings
from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.office import Office
from ehcp_flow.services.sending.not_sent import SHORT, tell_not_sent
from notifications.channels.base import without_numbers
from workflows.refusals import Refusal

_RULE = "Reports of mail servers (RFC 3464)"
_WHAT = "Read the report of a mail server"
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
_ANOTHER_WAY = "If a person wrote it, read it, and say what became of the message with “ehcp-flow outbox settle”."


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: of which message, what was done (failed, delayed, delivered…), to which address, and why."""

    message_id: str
    action: str
    recipient: str
    why: str


@dataclass(frozen=True, slots=True)
class Bounced:
    """What was noted. `outcome` is bounced, delivered or nothing; `doubted` is the address now in doubt, or ""."""

    message: StoredMessage
    outcome: str
    doubted: str
    why: str


def read_report(content: bytes) -> Report | Refusal:
    """The report in a mail. Refused where it is none, or where it does not say of which message."""
    mail = message_from_bytes(content, policy=policy.default)
    status = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return _refusal("it holds no delivery status: it may be an answer that a person or an absence notice wrote")
    fields = _fields(status)
    message_id = _original(mail)
    if "action" not in fields:
        return _refusal("its delivery status does not say what was done")
    if not message_id:
        return _refusal("it does not name the message that it is about")
    why = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("status", "")
    recipient = (fields.get("original-recipient") or fields.get("final-recipient") or "").rpartition(";")[2].strip()
    return Report(message_id, fields["action"].lower(), recipient, without_numbers(why))


def note_report(office: Office, settings: Settings, content: bytes) -> Bounced | Refusal:
    """Marks the message of a report, doubts its address, and tells the officer of the case: one transaction."""
    report = read_report(content)
    if isinstance(report, Refusal):
        return report
    now = office.clock.now()
    with unit_of_work(office.database) as uow:
        desk = OutboxDesk(uow.connection)
        listed = desk.get(office.authority, report.message_id)
        if listed is None:
            return _refusal(f"no message {report.message_id[:SHORT]} was sent from here")
        message = listed.message
        if report.action in ("delivered", "relayed", "expanded"):
            noted = desk.arrived(message) if report.action == "delivered" else False
            uow.commit()
            return Bounced(message, "delivered" if noted else "nothing", "", report.why)
        if report.action != "failed":
            return Bounced(message, "nothing", "", report.why)
        why = f"The mail server of the address sent it back: {report.why or 'no reason given'}"
        if not desk.came_back(message, why):
            return _refusal(f"the message is {message.state}, so it cannot have come back now")
        doubted = "" if settings.redirect_all_to else message.recipient
        if doubted:
            Addresses(uow.connection).doubt(message.authority, doubted, why, now)
        tell_not_sent(uow, message, "bounced", why, settings.office_email, now)
        uow.commit()
        return Bounced(message, "bounced", doubted, why)


def _fields(status: Message) -> dict[str, str]:
    """The fields of every block of a delivery status; of one that is given twice, the last."""
    blocks = status.get_payload()
    found: dict[str, str] = {}
    for block in [each for each in blocks if isinstance(each, Message)] if isinstance(blocks, list) else []:
        found |= {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
    return found


def _original(mail: Message) -> str:
    """The id of our message: from its returned headers, else from those of the report. "" where there is none."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            returned = part.get_payload()
            inside = returned[0] if isinstance(returned, list) and returned else None
            if isinstance(inside, Message) and (found := _OURS.search(str(inside.get("Message-ID", "")))):
                return found[1]
        if part.get_content_type() == "text/rfc822-headers":
            for line in str(part.get_payload()).splitlines():
                if line.lower().startswith("message-id:") and (found := _OURS.search(line)):
                    return found[1]
    for name in ("In-Reply-To", "References", "X-Failed-Message-Id"):
        if found := _OURS.search(str(mail.get(name, ""))):
            return found[1]
    return ""


def _refusal(why: str) -> Refusal:
    return Refusal(_WHAT, why, _RULE, _ANOTHER_WAY)
