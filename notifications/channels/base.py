"""What every channel takes and answers: a message, a receipt, or an error that says what is known of its fate."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# Nine digits or more with any signs between them but letters: however an NHS number is written, it is not kept.
_NUMBER = re.compile(r"\d(?:[\W_]{0,4}\d){8,}")
_REPLY_CODE = re.compile(r"(?:\d{3}[ -])?[245]\.\d{1,2}\.\d{1,2}(?=\s|$)")
"""How a mail server begins its answer. Too short to be such a number."""

MOST_WORDS = 300
"""Characters of a stranger's answer that are kept."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message. One that holds personal data is given only to a channel that carries such data."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message with its text, ready to go.

    `message_id` is 32 hex digits and the same at every try. `made_at` is when the message was decided, which never
    changes, and `sent_at` when this try was made (both aware). `reference` is the case's, "" where there is none.
    """

    message_id: str
    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    reference: str
    attachments: tuple[Attachment, ...] = ()
    made_at: datetime | None = None
    sent_at: datetime | None = None


class DeliveryError(Exception):
    """It was not sent, or nobody knows. `words` say why, in a sentence; they hold no name and no number of a child.

    `permanent`: it never will be. `uncertain`: it had been handed over, and may have gone. Neither: try again later.
    `bad_address`: there is nobody at the address. `unreachable`: the channel itself cannot be used just now, which is
    not the message's fault and would be the same for the next one. `lost`: no answer came, before it was handed over.
    """

    def __init__(
        self,
        words: str,
        permanent: bool = False,
        uncertain: bool = False,
        *,
        bad_address: bool = False,
        unreachable: bool = False,
        lost: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.permanent = permanent
        self.uncertain = uncertain
        self.bad_address = bad_address
        self.unreachable = unreachable
        self.lost = lost


class Channel(Protocol):
    """A way out.

    `repeatable`: the same message given twice arrives as one. `carries_personal_data`: files that hold such data
    may go this way.
    """

    @property
    def name(self) -> str: ...

    @property
    def repeatable(self) -> bool: ...

    @property
    def carries_personal_data(self) -> bool: ...

    def send(self, outgoing: Outgoing) -> str:
        """Hands it over and gives the receipt, which may be "". Raises DeliveryError."""

    def was_sent(self, message_id: str) -> bool | None:
        """Whether a message that was handed over went; None where this channel cannot tell. Raises DeliveryError."""

    def close(self) -> None:
        """Lets go of any connection. May be used again afterwards."""


def refuse_line_breaks(outgoing: Outgoing) -> None:
    """Raises DeliveryError for a subject or an address with a line break: it could write headers of its own."""
    for what, text in (("subject", outgoing.subject), ("address", outgoing.recipient), ("kind", outgoing.kind)):
        if any(character in text for character in "\r\n\0"):
            raise DeliveryError(f"The {what} holds a line break, so the message was refused.", permanent=True)


def without_numbers(words: str) -> str:
    """A stranger's answer, fit to be kept: on one line, cut short, and without anything that may be an NHS number."""
    plain = " ".join(words.split())[:MOST_WORDS]
    code = _REPLY_CODE.match(plain)
    kept = code.end() if code else 0
    return plain[:kept] + _NUMBER.sub("…", plain[kept:])
