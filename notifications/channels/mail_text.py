"""A message as the bytes of an e-mail: headers, plain text and HTML, in lines that every server takes."""

import re
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr

from notifications.channels.base import DeliveryError, Outgoing

# 7-bit bodies: quoted-printable or base64 where needed, so no line is long and no server has to know 8BITMIME.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_LINE_THAT_BEGINS_WITH_A_DOT = re.compile(rb"(?m)^\.")


def address_of(text: str) -> str:
    """The bare address in “Name <name@place>” or “name@place”. Raises DeliveryError, permanent, for anything else."""
    found = getaddresses([text])
    address = found[0][1] if len(found) == 1 else ""
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or re.search(r"[\s<>,;\x00-\x1f]", address) or not _fits_a_header(address):
        raise DeliveryError("This is not an e-mail address.", permanent=True, bad_address=True)
    return address


def _fits_a_header(address: str) -> bool:
    try:
        Address(addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):  # the parser of the standard library runs off the end of some
        return False
    return address.isascii()


def is_address(text: str) -> bool:
    """Whether this is one bare address, without a name, that mail can be sent to: what is typed is refused by it."""
    try:
        return address_of(text) == text
    except DeliveryError:
        return False


def domain_of(sender: str) -> str:
    """The domain of an address, by which message ids are made."""
    return address_of(sender).rpartition("@")[2].lower()


def mail_of(outgoing: Outgoing, sender: str) -> bytes:
    """The message as it goes over the line after DATA, with the final dot.

    Its Message-ID follows from the message's own id, so a server or a reader can tell a second copy from a second message.
    """
    domain = domain_of(sender)
    mail = EmailMessage(policy=_POLICY)
    name = parseaddr(sender)[0]
    mail["From"] = Address(name, addr_spec=address_of(sender))
    mail["To"] = Address(addr_spec=address_of(outgoing.recipient))
    mail["Subject"] = outgoing.subject
    if outgoing.sent_at is not None:
        mail["Date"] = format_datetime(outgoing.sent_at)
    mail["Message-ID"] = f"<{outgoing.message_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence notice answers it (RFC 3834)
    mail["List-Id"] = f"EHCP Flow <ehcp-flow.{domain}>"
    mail["X-EHCP-Flow-Kind"] = outgoing.kind
    mail.set_content(outgoing.text)
    if outgoing.html:
        mail.add_alternative(outgoing.html, subtype="html")
    for attachment in outgoing.attachments:
        kind, _, subtype = attachment.media_type.partition(";")[0].partition("/")
        mail.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=attachment.name)
    text = mail.as_bytes()
    return _LINE_THAT_BEGINS_WITH_A_DOT.sub(b"..", text) + b".\r\n"
