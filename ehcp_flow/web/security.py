"""What every answer carries, and what is turned away before any page looks at it: a strange host, a body that is too long."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere, and no page of ours in anybody's frame."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
SECURE = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
LONGEST_FORM = 1_000_000
"""Bytes of a form without files."""
LONGEST_UPLOAD = 50_000_000
"""Bytes of a form with files."""


class TooLong(Exception):
    """The body of a request is longer than allowed."""


class Guard:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], secure: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = HEADERS | (SECURE if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        own = self._with_headers(scope, send)
        host = headers.get("host", "").rpartition("]")[2] if "]" in headers.get("host", "") else headers.get("host", "")
        if self._hosts and host.partition(":")[0].lower() not in self._hosts:
            await PlainTextResponse("This address is not one of this service.", 400)(scope, receive, own)
            return
        most = LONGEST_UPLOAD if headers.get("content-type", "").startswith("multipart/") else LONGEST_FORM
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            await PlainTextResponse(too_long(most), 413)(scope, receive, own)
            return
        try:
            await self._app(scope, _measured(receive, most), own)
        except TooLong:
            await PlainTextResponse(too_long(most), 413)(scope, receive, own)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return told


def too_long(most: int) -> str:
    return f"This is too long: at most {most // 1_000_000} MB can be sent at once. Send less, or in parts."


def _measured(receive: Receive, most: int) -> Receive:
    """Counts what comes in, for senders who do not say how long it is."""
    so_far = 0

    async def measured() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > most:
            raise TooLong
        return message

    return measured
