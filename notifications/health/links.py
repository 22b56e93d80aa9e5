"""Signed links by which a recipient acknowledges, confirms or answers a notice without an account.

A token says which notice, which contact and what for, and when it was made; it names no child. Nothing is kept of it but a
digest, so that what is stored opens nothing. That a token is used once is for who keeps the digests.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

from workflows.refusals import Refusal

SHORTEST_SECRET = 32
"""Characters. A shorter secret could be guessed from one token."""

_SALT = "ehcp-flow health notice link"


class Purpose(StrEnum):
    """What a link is for."""

    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"
    REJECT = "reject"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Link:
    """What a token that holds says. `made_at` is a UTC moment in whole seconds."""

    notice: int
    contact: int
    purpose: Purpose
    made_at: datetime


def make(secret: str, notice: int, contact: int, purpose: Purpose, now: datetime) -> str:
    """A new token, fit for a web address; another one each time. Raises ValueError for a short secret or a naive moment."""
    if now.tzinfo is None:
        raise ValueError("the moment has no time zone")
    said = [notice, contact, purpose.value, int(now.timestamp()), secrets.token_urlsafe(12)]
    return str(_serializer(secret).dumps(said))


def read(secret: str, token: str, now: datetime, max_age: timedelta) -> Link | Refusal:
    """What the token says, or why it does not hold. Raises ValueError for a short secret."""
    serializer = _serializer(secret)
    try:
        notice, contact, purpose, at, _ = serializer.loads(token)
        link = Link(int(notice), int(contact), Purpose(purpose), datetime.fromtimestamp(at, UTC))
    except (BadData, ValueError, TypeError, OverflowError, OSError):
        return _refuse(
            "it is not whole, or was not made here", "Copy the whole link from the message, or ask for a new one."
        )
    if link.made_at > now + timedelta(minutes=5):  # clocks of two machines differ a little
        return _refuse("it is from the future", "Ask for a new one.")
    if now - link.made_at > max_age:
        return _refuse("it has run out", "Ask for a new one, or answer the message.")
    return link


def digest(token: str) -> str:
    """What is kept of a token: hex SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse(why: str, do: str) -> Refusal:
    return Refusal("Use this link", why, "How links of health notices work (notifications/health/README.md)", do)


def _serializer(secret: str) -> URLSafeSerializer:
    if len(secret.strip()) < SHORTEST_SECRET:
        raise ValueError(f"the secret for links needs at least {SHORTEST_SECRET} characters")
    return URLSafeSerializer(
        secret, salt=_SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )
