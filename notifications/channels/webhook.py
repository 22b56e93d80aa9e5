"""A signed POST to another system: that there is something to fetch, and of which case. It carries nothing about a child."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from notifications.channels.base import DeliveryError, Outgoing, refuse_line_breaks

VERSION = 1
TIMEOUT = 5.0
MAY_PASS = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts to the address that is the message's recipient.

    The signature is the HMAC-SHA256, in hex, of the timestamp, a dot and the body. A receiver that sees an id for the
    second time has it already.
    """

    secret: str = field(repr=False)
    timeout: float = TIMEOUT
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    name: str = "webhook"
    repeatable: bool = True  # the receiver knows a message by its id
    carries_personal_data: bool = False

    def send(self, outgoing: Outgoing) -> str:
        refuse_line_breaks(outgoing)
        if not self.secret:
            raise DeliveryError("There is no webhook_secret to sign with.", unreachable=True)
        parts = _address(outgoing.recipient)
        body = json.dumps(
            {"id": outgoing.message_id, "kind": outgoing.kind, "version": VERSION, "case": outgoing.reference or None}
        ).encode()
        stamp = str(int((outgoing.sent_at or datetime(1970, 1, 1, tzinfo=UTC)).timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "EHCP-Flow",
            "X-EHCP-Flow-Id": outgoing.message_id,
            "X-EHCP-Flow-Version": str(VERSION),
            "X-EHCP-Flow-Timestamp": stamp,
            "X-EHCP-Flow-Signature": f"sha256={signature(self.secret, stamp, body)}",
        }
        return _judged(self._post(parts, body, headers))

    def was_sent(self, message_id: str) -> bool | None:
        """Not known here; but the receiver knows a message by its id."""
        return None

    def close(self) -> None:
        """There is nothing to let go of."""

    def _post(self, parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        """The status that the receiver answered with. A redirect is not followed: it is an answer like any other."""
        line: http.client.HTTPConnection
        if parts.scheme == "https":
            context = self.context()
            line = http.client.HTTPSConnection(str(parts.hostname), parts.port, timeout=self.timeout, context=context)
        else:
            line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=self.timeout)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        try:
            line.request("POST", path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            words = f"The other system did not answer ({type(error).__name__})."
            raise DeliveryError(words) from error
        finally:
            line.close()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The HMAC-SHA256 of timestamp, dot and body, in hex."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_local(address: str) -> bool:
    """Whether an address is of this machine."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(text: str) -> SplitResult:
    """The address to post to. Raises DeliveryError, permanent, unless it is https or on this machine."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if not parts.hostname or parts.scheme not in ("http", "https") or parts.username or not text.isascii():
        raise DeliveryError("This is not the address of another system.", permanent=True, bad_address=True)
    if parts.scheme == "http" and not is_local(text):
        raise DeliveryError("Another system is only told over https.", permanent=True)
    return parts


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return str(status)
    raise DeliveryError(
        f"The other system answered {status}.", permanent=not (status in MAY_PASS or 500 <= status < 600)
    )
