"""A signed POST to another system: that there is something to fetch, and of which case. It carries nothing about a child."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
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
    second time has it already. An address inside this network is refused, and so is one on this machine unless
    `local_too`, which is for trials: whoever may name an address must not reach what only we can reach.
    """

    secret: str = field(repr=False)
    local_too: bool = False
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
        host = str(parts.hostname)
        if parts.scheme == "https":
            context = self.context()
            line = http.client.HTTPSConnection(host, parts.port or 443, timeout=self.timeout, context=context)
        else:
            line = http.client.HTTPConnection(host, parts.port or 80, timeout=self.timeout)
        local = self.local_too and is_local(parts.geturl())
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        try:
            if not local:
                for found in socket.getaddrinfo(line.host, line.port, type=socket.SOCK_STREAM):
                    _refuse_inside(str(found[4][0]))
            line.connect()
            if not local:
                _refuse_inside(str(line.sock.getpeername()[0]))  # a name may lead elsewhere when it is asked again
            line.request("POST", path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            words = f"The other system did not answer ({type(error).__name__})."
            raise DeliveryError(words, lost=True) from error
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


def _refuse_inside(address: str) -> None:
    """Raises DeliveryError, permanent, unless an address is one of the public network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    if not found.is_global or found.is_multicast:
        raise DeliveryError("This address leads into our own network, where no other system is told.", permanent=True)


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
