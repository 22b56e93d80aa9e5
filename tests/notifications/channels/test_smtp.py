"""Mail by SMTP, against a real server that is read afterwards."""

import shutil
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notifications.channels import smtp
from notifications.channels.base import Attachment, DeliveryError
from notifications.channels.smtp import Smtp
from tests.mail_server import MailServer, server_context, serving
from tests.notifications.channels.made_up import ID, outgoing

SENDER = "EHCP Flow <flow@council.example>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


def channel_to(server: MailServer, **how: Any) -> Smtp:
    return Smtp(server.host, server.port, SENDER, **({"starttls": "off"} | how))


@pytest.fixture
def channel(server: MailServer) -> Iterator[Smtp]:
    made = channel_to(server)
    yield made
    made.close()


def test_a_message_arrives_with_its_headers_and_both_its_parts(server: MailServer, channel: Smtp) -> None:
    receipt = channel.send(outgoing())
    (mail,) = server.arrived
    assert server.envelopes == [("flow@council.example", ["priya@council.example"])]
    assert mail["From"] == "EHCP Flow <flow@council.example>"
    assert mail["To"] == "priya@council.example"
    assert mail["Subject"] == "Case EHC-2026-00412 (JB) is yours"
    assert mail["Message-ID"] == f"<{ID}@council.example>"
    assert mail["Date"] == "Tue, 03 Mar 2026 09:30:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "<ehcp-flow.council.example>" in mail["List-Id"]
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert text.get_content().splitlines() == outgoing().text.splitlines()
    assert "<p>Hello.</p>" in html.get_content()
    assert "queued as 1" in receipt


def test_the_connection_is_kept_for_the_messages_of_a_round(server: MailServer, channel: Smtp) -> None:
    for number in range(5):
        channel.send(outgoing(message_id=f"{number:032x}"))
    assert len(server.arrived) == 5
    assert server.connections == 1


def test_a_kept_connection_that_has_died_is_made_anew(server: MailServer, channel: Smtp) -> None:
    channel.send(outgoing())
    assert channel._server is not None
    assert channel._server.sock is not None
    channel._server.sock.shutdown(socket.SHUT_RDWR)
    channel.send(outgoing(message_id="f" * 32))
    assert len(server.arrived) == 2


def test_no_line_is_too_long_for_a_server(server: MailServer, channel: Smtp) -> None:
    channel.send(outgoing(subject="Case " + "x" * 110, text="word " * 1000 + "é", html="<p>" + "y" * 5000 + "</p>"))
    assert max(len(line) for line in server.raw[0].split(b"\r\n")) < 998
    assert server.raw[0].isascii()
    assert b"\n" not in server.raw[0].replace(b"\r\n", b"")


def test_an_attachment_arrives_whole(server: MailServer, channel: Smtp) -> None:
    channel.send(outgoing(attachments=(Attachment("flag.json", "application/json", b"{}"),)))
    (attached,) = server.arrived[0].iter_attachments()
    assert attached.get_filename() == "flag.json"
    assert attached.get_payload(decode=True) == b"{}"


@pytest.mark.parametrize(
    "answers, permanent, bad_address",
    [
        ("451 4.7.1 Try again later", False, False),
        ("452 Too many", False, False),
        ("421 4.3.2 Closing", False, False),
        ("550 5.1.1 No such user", True, True),
        ("550 No such user", True, True),
        ("550 5.7.1 Relaying denied", True, False),
        ("552 5.2.2 Mailbox full", True, False),
    ],
)
def test_a_refused_recipient_is_put_off_or_given_up(
    server: MailServer, channel: Smtp, answers: str, permanent: bool, bad_address: bool
) -> None:
    server.to_recipient["priya@council.example"] = [answers]
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    error = caught.value
    assert (error.permanent, error.bad_address, error.uncertain, error.unreachable) == (
        permanent, bad_address, False, False,
    )  # fmt: skip
    assert answers[:3] in error.words
    channel.send(outgoing(recipient="tom@council.example"))
    assert [str(mail["To"]) for mail in server.arrived] == ["tom@council.example"]


@pytest.mark.parametrize("answer, permanent", [("451 4.3.0 Busy", False), ("554 5.6.0 Not this", True)])
def test_a_refused_text_is_put_off_or_given_up(server: MailServer, channel: Smtp, answer: str, permanent: bool) -> None:
    server.to_data = [answer]
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    assert (caught.value.permanent, caught.value.uncertain) == (permanent, False)
    channel.send(outgoing())
    assert len(server.arrived) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_a_server_that_hangs_up_in_the_text_leaves_it_uncertain(server: MailServer, channel: Smtp, taken: bool) -> None:
    server.hang_up_after_taking, server.hang_up_before_taking = int(taken), int(not taken)
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    assert (caught.value.permanent, caught.value.uncertain) == (False, True)
    assert len(server.arrived) == int(taken)
    assert channel.was_sent(ID) is None


def test_a_server_that_does_not_answer_is_waited_for_no_longer_than_the_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        channel = Smtp("127.0.0.1", silent.getsockname()[1], SENDER, starttls="off", timeout=0.2)
        with pytest.raises(DeliveryError) as caught:
            channel.send(outgoing())
    assert caught.value.unreachable
    assert not caught.value.uncertain


def test_every_connection_has_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def refuse(*_where: Any, timeout: float) -> smtplib.SMTP:
        given.append(timeout)
        raise ConnectionRefusedError

    monkeypatch.setattr(smtp.smtplib, "SMTP", refuse)
    with pytest.raises(DeliveryError):
        Smtp("mail.council.example", 587, SENDER).send(outgoing())
    assert given == [30]


def test_a_server_that_is_not_there_is_not_the_message_s_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(DeliveryError) as caught:
        Smtp("127.0.0.1", port, SENDER, starttls="off").send(outgoing())
    assert (caught.value.unreachable, caught.value.permanent) == (True, False)


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Yours\r\nBcc: everybody@elsewhere.example"},
        {"recipient": "priya@council.example\r\nRCPT TO:<x@elsewhere.example>"},
        {"recipient": "nobody"},
        {"recipient": "a@b.example, c@d.example"},
        {"recipient": "priya@cöuncil.example"},
    ],
)
def test_what_could_write_headers_of_its_own_is_refused(
    server: MailServer, channel: Smtp, changed: dict[str, str]
) -> None:
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing(**changed))
    assert caught.value.permanent
    assert server.arrived == []


def test_nobody_logs_in_over_plain_text(server: MailServer) -> None:
    channel = channel_to(server, user="sender", password="right")
    with pytest.raises(DeliveryError, match="plain text"):
        channel.send(outgoing())
    assert server.connections == 0


def test_a_server_without_encryption_gets_neither_password_nor_message(server: MailServer) -> None:
    channel = channel_to(server, starttls="required", user="sender", password="right")
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    assert caught.value.unreachable
    assert server.logged_in == []
    assert server.arrived == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
class TestWithEncryption:
    """A server that offers STARTTLS with a certificate of its own making."""

    @pytest.fixture
    def secure(self, tmp_path: Path) -> Iterator[MailServer]:
        keeper = MailServer()
        with serving(
            tls_context=server_context(tmp_path / "tls"),
            require_starttls=True,
            auth_required=True,
            authenticator=lambda *given: keeper.authenticate(*given),
        ) as server:
            server.logged_in = keeper.logged_in
            yield server

    @pytest.fixture
    def trusting(self, tmp_path: Path) -> Any:
        return lambda: ssl.create_default_context(cafile=str(tmp_path / "tls" / "cert.pem"))

    def test_a_certificate_that_is_not_trusted_is_refused(self, secure: MailServer) -> None:
        channel = channel_to(secure, starttls="required", user="sender", password="right")
        with pytest.raises(DeliveryError, match="certificate") as caught:
            channel.send(outgoing())
        assert caught.value.unreachable
        assert secure.logged_in == []

    def test_with_a_trusted_one_it_logs_in_and_sends(self, secure: MailServer, trusting: Any) -> None:
        channel = channel_to(secure, starttls="required", user="sender", password="right", context=trusting)
        channel.send(outgoing())
        channel.close()
        assert secure.logged_in == ["sender"]
        assert len(secure.arrived) == 1

    def test_a_wrong_password_is_not_the_message_s_fault_and_is_not_repeated(
        self, secure: MailServer, trusting: Any
    ) -> None:
        channel = channel_to(secure, starttls="required", user="sender", password="wrong-secret", context=trusting)
        with pytest.raises(DeliveryError) as caught:
            channel.send(outgoing())
        assert caught.value.unreachable
        assert "wrong-secret" not in f"{caught.value.words} {channel!r}"
