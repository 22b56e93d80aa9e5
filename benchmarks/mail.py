"""10,000 messages from the outbox to a mail server that only counts them, against smtplib with the same messages ready."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.databases import Files
from benchmarks.material import AUTHORITY, NOW, StillClock, fill, folder, settle
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from benchmarks.open_cases import OFFICERS
from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import connect
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.sending.delivery import deliver
from notifications.catalogue import CASE_MOVED_ON
from notifications.channels.base import Outgoing
from notifications.channels.mail_text import mail_of
from notifications.channels.smtp import Smtp

HERE, SENDER = "127.0.0.1", "ehc@example.org"
END = b".\r\n"
PAIRS = 3  # fewer than elsewhere: one takes half a minute
OF = "a message from the outbox: claimed, text made, handed over, sent by SMTP, marked; {:,} of them"
FLOOR = "smtplib sending the same texts, made beforehand, on one connection"
GOAL = Goal(Kind.SHARE, 0.30)
WHY = (
    "the floor only sends. Ours makes each text from its templates, builds the mail from it, and commits twice for each "
    "message, before and after it is handed over: by that it is known, after a crash, which messages may have gone."
)


def rows(quick: bool) -> Iterator[Row]:
    messages = 60 if quick else 10_000
    with folder() as place, _counting_server() as server:
        files = Files(place)
        waiting = _waiting(files.new("waiting"), messages)
        texts = _texts(files.copy(waiting, "texts"), messages)
        own = [files.copy(waiting, f"ours{pair}") for pair in range(PAIRS)]

        def ours(pair: int) -> float:
            installation = _installation(own[pair])
            took = seconds(lambda: _deliver(installation, Smtp(HERE, server.port, SENDER, starttls="off"), messages))
            installation.database.close()
            return took

        compared = interleaved(ours, lambda _: seconds(lambda: _send(server.port, texts)), messages, PAIRS)
        arrived = server.arrived()
        assert arrived == 2 * PAIRS * messages, arrived
    yield compared.row("mail", OF.format(messages), FLOOR, GOAL, WHY)


def _waiting(file: str, messages: int) -> str:
    """A database with so many messages to send."""
    fill(file, 1)
    database = connect(file)
    with unit_of_work(database) as uow:
        uow.outbox.add(*(_message(number) for number in range(messages)))
        uow.commit()
    settle(database)
    database.close()
    return file


def _message(number: int) -> Message:
    recipient = f"officer{number % OFFICERS + 1}@example.org"
    key = f"{CASE_MOVED_ON.name} {number}"
    return Message(AUTHORITY, CASE_MOVED_ON.name, recipient, key, CASE_MOVED_ON.facts, NOW, case_id=1)


def _installation(file: str) -> Installation:
    return Installation(
        Settings(database_url=file, production=True, public_url="https://ehc.example.org"), connect(file), StillClock()
    )


def _deliver(installation: Installation, channel: "Smtp | _Kept", messages: int) -> None:
    done = deliver(installation, NOW, all_of_it=True, channel_named=lambda _name: channel, stopwatch=lambda: 0.0)
    assert done.sent == messages, done


def _texts(file: str, messages: int) -> list[tuple[str, bytes]]:
    """What ours would send: recipient and text of each message."""
    kept = _Kept()
    installation = _installation(file)
    _deliver(installation, kept, messages)
    installation.database.close()
    return kept.texts


@dataclass(slots=True)
class _Kept:
    """A channel that sends nothing and keeps what it would have sent."""

    name: str = "smtp"
    repeatable: bool = False
    carries_personal_data: bool = False
    texts: list[tuple[str, bytes]] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> str:
        self.texts.append((outgoing.recipient, mail_of(outgoing, SENDER).removesuffix(END)))
        return ""

    def was_sent(self, message_id: str) -> bool | None:
        return None

    def close(self) -> None:
        pass


def _send(port: int, texts: Sequence[tuple[str, bytes]]) -> None:
    with smtplib.SMTP(HERE, port) as server:
        for recipient, text in texts:
            server.sendmail(SENDER, [recipient], text)


@dataclass(slots=True)
class _Counts:
    """Takes every message and keeps none."""

    count: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.count += 1
        return "250 OK"


@dataclass(frozen=True, slots=True)
class _Server:
    """A mail server in a process of its own."""

    port: int
    _pipe: Connection

    def arrived(self) -> int:
        self._pipe.send("count")
        return int(self._pipe.recv())


@contextmanager
def _counting_server() -> Iterator[_Server]:
    spawning = get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()  # so that a server which cannot start is noticed here
    try:
        yield _Server(here.recv(), here)
    finally:
        here.close()
        process.join()


def _serve(pipe: Connection) -> None:
    counts = _Counts()
    controller = _OnAnyPort(counts, hostname=HERE, port=0)
    controller.start()
    pipe.send(controller.port)
    with suppress(EOFError):  # the other end has gone: that is all
        while pipe.recv():
            pipe.send(counts.count)
    controller.stop()


class _OnAnyPort(Controller):
    """One that takes the port that the system gives it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


BENCHMARK = Benchmark("mail", rows)
