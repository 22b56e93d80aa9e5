"""A stored message made ready to go: its text, without what no longer stands, to whom it really goes, and what is attached."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from ehcp_flow.clock import london_date
from ehcp_flow.config import Settings
from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.engine import Database
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.facts import message_kind
from ehcp_flow.services.sending.post import kept
from ehcp_flow.services.telling.standing_lines import still_standing
from notifications.catalogue import BOARD_REPORT, DAILY_DIGEST, WrongFacts
from notifications.channels.base import Attachment, Channel, DeliveryError, Outgoing
from notifications.dispatch import NotNeeded, Prepared
from notifications.health.kinds import NoticeKind
from notifications.render import Text, render

Attach = Callable[[UnitOfWork, StoredMessage, datetime], tuple[Attachment, ...]]
"""What goes with a message. It only reads. Raises DeliveryError."""

FOR_ANYONE = frozenset({BOARD_REPORT.name})
"""The kinds whose files hold no personal data, and so go by any channel; all others by one that carries such data."""

Gate = Callable[[UnitOfWork, StoredMessage, datetime, Settings], str | None]
"""Why a message must not go after all, or None. It may write: what it notes of a refusal is kept."""

ASKED_AGAIN = frozenset(message_kind(kind) for kind in NoticeKind) | {"health_chaser", "health_escalation"}
"""The kinds for which the gate is asked once more as they leave: an objection may have come since they were decided."""

REDIRECTED = frozenset({"smtp", "notify"})
"""The channels that reach people."""


def gate_of_health(uow: UnitOfWork, message: StoredMessage, now: datetime, settings: Settings) -> str | None:
    """The gate of health notices, which holds what may not go and asks a person."""
    from ehcp_flow.services.health.at_sending import still_may_go  # only now: most messages are no notices

    return still_may_go(
        uow,
        message,
        now,
        production=settings.production,
        public_url=settings.public_url,
        office_email=settings.office_email,
    )


@dataclass(frozen=True, slots=True)
class Preparing:
    """Prepares messages for `notifications.dispatch`. `attach`: by kind."""

    database: Database
    settings: Settings
    attach: Mapping[str, Attach]
    gate: Gate = gate_of_health

    def __call__(self, message: StoredMessage, channel: Channel, now: datetime) -> Prepared | NotNeeded:
        """Raises DeliveryError, permanent, where it cannot be made or nobody is at its address."""
        if message.kind == DAILY_DIGEST.name and london_date(message.created_at) < london_date(now):
            return NotNeeded("It was the digest of an earlier day: the one of today says what still stands.")
        if message.kind in ASKED_AGAIN:
            why_not = kept(self.database, lambda uow: self.gate(uow, message, now, self.settings))
            if why_not is not None:
                return NotNeeded(why_not)
        with self.database.reading() as connection:
            uow = UnitOfWork(connection)
            if doubt := Addresses(connection).get(message.authority, message.recipient):
                words = f"The address is in doubt since {doubt.doubtful_since.date().isoformat()}: {doubt.why}"
                raise DeliveryError(words, permanent=True)
            facts = still_standing(uow, message)
            case = OutboxDesk(connection).case_of(message)
            attach = self._files_of(message, channel)
            attachments = attach(uow, message, now) if attach else ()
        if facts is None:
            return NotNeeded("Everything in it had been done, or had moved, before it was sent.")
        text = text_of(message.kind, facts)
        redirect = self.settings.redirect_all_to if channel.name in REDIRECTED else ""
        outgoing = Outgoing(
            message_id=message.message_id,
            kind=message.kind,
            recipient=redirect or message.recipient,
            subject=text.subject,
            text=f"{_for_whom(message.recipient)}\n\n{text.body}" if redirect else text.body,
            html=_html_for_whom(text.html, message.recipient) if redirect else text.html,
            reference=case.reference if case else "",
            attachments=attachments,
            made_at=message.created_at,
            sent_at=now,
        )
        return Prepared(outgoing, facts if facts != message.facts else None)

    def _files_of(self, message: StoredMessage, channel: Channel) -> Attach | None:
        may = channel.carries_personal_data or message.kind in FOR_ANYONE
        return self.attach.get(message.kind) if may else None


def text_of(kind: str, facts: Mapping[str, Any]) -> Text:
    """The text of a message. Raises DeliveryError, permanent: what cannot be made now cannot be made later."""
    try:
        return render(kind, facts)
    except WrongFacts as error:  # says which facts, never what they say
        raise DeliveryError(f"The text could not be made: {error}", permanent=True) from error
    except Exception as error:
        words = f"The text of a message of kind {kind} could not be made ({type(error).__name__})."
        raise DeliveryError(words, permanent=True) from None  # its own words may hold facts


def _for_whom(recipient: str) -> str:
    return f"This message was for {recipient}. It came to you because this installation redirects every message."


def _html_for_whom(html: str, recipient: str) -> str:
    """The page with the same words at its top."""
    if not html:
        return ""
    words = f"<p><strong>{escape(_for_whom(recipient))}</strong></p>"
    body = re.search(r"<body[^>]*>", html)
    return f"{html[: body.end()]}{words}{html[body.end() :]}" if body else words + html
