"""A real SMTP server for the tests: it keeps what it accepts, and can be told to refuse, to put off or to hang up."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class MailServer:
    """What a mail server got, and how it answers. An answer that is used up is taken off its list."""

    arrived: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    to_recipient: dict[str, list[str]] = field(default_factory=dict)
    to_data: list[str] = field(default_factory=list)
    hang_up_before_taking: int = 0
    hang_up_after_taking: int = 0
    logged_in: list[str] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0

    @property
    def message_ids(self) -> list[str]:
        """The first part of the Message-ID of each mail that arrived."""
        return [str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in self.arrived]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answers = self.to_recipient.get(address, [])
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hang_up_before_taking:
            self.hang_up_before_taking -= 1
            self._hang_up(server)
            return "451 gone"
        if self.to_data:
            return self.to_data.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.arrived.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if self.hang_up_after_taking:
            self.hang_up_after_taking -= 1
            self._hang_up(server)
        return f"250 2.0.0 Ok: queued as {len(self.arrived)}"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        name, password = given.login.decode(), given.password.decode()
        self.logged_in.append(name)
        right = (name, password) == ("sender", "right")
        return AuthResult(success=right, handled=right)  # a refusal that is not handled is answered with 535

    @staticmethod
    def _hang_up(server: SMTP) -> None:
        transport = server.transport
        assert transport is not None
        transport.abort()


class _Controller(Controller):
    """One that counts connections, and takes the port that the system gives it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self) -> SMTP:
        handler: MailServer = self.handler
        handler.connections += 1
        return super().factory()


@contextmanager
def serving(**how: Any) -> Iterator[MailServer]:
    """A mail server on this machine, for as long as the block lasts. `how`: more for aiosmtpd."""
    server = MailServer()
    controller = _Controller(server, hostname=server.host, port=0, ready_timeout=10, **how)
    controller.start()
    try:
        server.port = controller.port
        server.connections = 0
        yield server
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that nobody has signed but itself, and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert),
         "-days", "3650", "-subj", "/CN=localhost", "-addext", names],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return cert, key


def server_context(folder: Path) -> ssl.SSLContext:
    """What a server needs to offer STARTTLS with such a certificate."""
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context
