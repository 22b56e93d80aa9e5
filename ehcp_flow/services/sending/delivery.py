"""Sends what waits: chooses the channel of each message, holds back more than may leave at once, asks what became of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health import payload as notice_payload
from ehcp_flow.services.sending.fates import follow_fates
from ehcp_flow.services.sending.not_sent import tell_stopped
from ehcp_flow.services.sending.outgoing import Attach, Gate, Preparing, gate_of_health
from ehcp_flow.services.sending.post import Post
from notifications.catalogue import BOARD_REPORT
from notifications.channels.base import Attachment, Channel
from notifications.channels.webhook import is_local
from notifications.dispatch import LONGEST_WAIT_FOR_LINE, ROUND, Dispatcher, Down

if TYPE_CHECKING:
    from ehcp_flow.bootstrap import Installation
    from ehcp_flow.config import Settings

RELEASE = "outbox_release"
"""The preference by which a person lets out what is held: what had been decided by its moment may go."""

FORGOTTEN = 2 * LONGEST_WAIT_FOR_LINE
"""What waited for a channel and was then held for a person says nothing of the channel now."""

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages ended how. `held`: more wait than may leave at once, and a person must let them out.

    `uncertain`: somebody must find out whether they arrived. `waiting`: to be tried again. `cancelled`: no longer true.
    On a dry run `sent` is how many would be tried.
    """

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    held: int = 0
    waiting: int = 0
    cancelled: int = 0

    def and_(self, other: "Delivered") -> "Delivered":
        return Delivered(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(slots=True)
class Channels:
    """The channels of one round, each made when it is first needed and kept until the round is over.

    `down`: what is out of order, for every authority alike.
    """

    installation: "Installation"
    make: Callable[[str], Channel]
    down: dict[str, Down] = field(default_factory=dict)
    _made: dict[str, Channel] = field(default_factory=dict)

    def of(self, message: StoredMessage) -> Channel:
        """The channel of a message: the one that it was handed to, if it was. Raises DeliveryError."""
        name = message.handed_to or self._wanted(message)
        if name not in self._made:
            self._made[name] = self.make(name)
        return self._made[name]

    def know_what_is_down(self, now: datetime) -> None:
        """Reads what earlier rounds found out of order, unless that was so long ago that it says nothing."""
        with self.installation.database.reading() as connection:
            for line, times, until, why in UnitOfWork(connection).outbox.waited_for():
                if until > now - FORGOTTEN:
                    self.down[line] = Down(why, until, times)

    def close(self) -> None:
        for channel in self._made.values():
            channel.close()

    def _wanted(self, message: StoredMessage) -> str:
        settings = self.installation.settings
        if message.channel == "webhook" and not settings.production and not is_local(message.recipient):
            return "file"  # outside production other people's systems are not told
        return settings.mail_by if message.channel == "email" else message.channel


def deliver(
    installation: "Installation",
    now: datetime,
    dry_run: bool = False,
    all_of_it: bool = False,
    *,
    channel_named: Callable[[str], Channel] | None = None,
    stopwatch: Callable[[], float] | None = None,
    attach: Mapping[str, Attach] | None = None,
    gate: Gate = gate_of_health,
) -> Delivered:
    """Sends what waits at `now` (aware), for every authority. `all_of_it`: also what would be held back.

    Several may do so at once, and any of them may be stopped at any point. `stopwatch` gives the seconds since `now`:
    after `ROUND` of them the rest is left to the next call, which begins with another authority.
    Raises DatabaseUnavailable.
    """
    began = time.monotonic()
    files = attach if attach is not None else _attached_by(installation.settings)
    elapsed = stopwatch or (lambda: time.monotonic() - began)
    channels = Channels(installation, channel_named or installation.channel)
    found = Delivered()
    try:
        codes = [each.code for each in installation.authorities()]
        if not dry_run and codes:
            first = int(now.timestamp()) // 60 % len(codes)
            codes = codes[first:] + codes[:first]
            channels.know_what_is_down(now)
        for code in codes:
            round_ = _Round(installation, code, now, all_of_it)
            if dry_run:
                found = found.and_(round_.would())
            elif elapsed() < ROUND:
                found = found.and_(round_.sent(channels, elapsed, files, gate))
                if elapsed() < ROUND:
                    found = found.and_(Delivered(failed=follow_fates(installation, channels.make, code, now)))
    finally:
        channels.close()
    return found


def _attached_by(settings: "Settings") -> Mapping[str, Attach]:
    """By kind of message what makes its files."""
    return {**notice_payload.attached_by(settings), BOARD_REPORT.name: _files_of_report}


def _files_of_report(uow: UnitOfWork, message: StoredMessage, now: datetime) -> tuple[Attachment, ...]:
    from ehcp_flow.services.board.messages import attachments  # only now: the forms of the report take long to load

    return attachments(uow, message, now)


@dataclass(frozen=True, slots=True)
class _Round:
    """One authority's messages, once."""

    installation: "Installation"
    authority: str
    now: datetime
    all_of_it: bool

    def would(self) -> Delivered:
        with self.installation.database.reading() as connection:
            uow = UnitOfWork(connection)
            _made_by, held = self._held(uow)
            return Delivered(sent=uow.outbox.waiting(self.authority) - held, held=held)

    def sent(
        self, channels: Channels, stopwatch: Callable[[], float], attach: Mapping[str, Attach], gate: Gate
    ) -> Delivered:
        settings, database = self.installation.settings, self.installation.database
        with database.reading() as connection:
            uow = UnitOfWork(connection)
            if not uow.outbox.has_work(self.authority):
                return Delivered()
            made_by, held = self._held(uow)
        if held:
            with unit_of_work(database) as uow:
                tell_stopped(uow, self.authority, held, settings.send_at_most, settings.office_email, self.now)
                uow.commit()
        post = Post(database, settings, self.authority, made_by)
        prepare = Preparing(database, settings, attach, gate)
        done = Dispatcher(
            post, channels.of, prepare, self.now, stopwatch, line_of=line_of, down=channels.down
        ).run()  # fmt: skip
        return Delivered(done.sent, done.failed, done.uncertain, held, done.waiting, done.cancelled)

    def _held(self, uow: UnitOfWork) -> tuple[datetime, int]:
        """By when a message must have been decided to leave now, and how many are held.

        What is decided while the round lasts was not counted, so it does not leave with it.
        """
        counted = max(self.now, uow.outbox.newest(self.authority) or self.now)
        if self.all_of_it:
            return counted, 0
        released = released_at(uow, self.authority)
        waiting = uow.outbox.waiting(self.authority, released)
        if waiting <= self.installation.settings.send_at_most:
            return counted, 0
        return released or _NOTHING_YET, waiting


def line_of(message: StoredMessage, channel: Channel) -> str:
    """What is out of order together: a channel, but of other systems each by itself."""
    return f"webhook {urlsplit(message.recipient).hostname}" if channel.name == "webhook" else channel.name


def released_at(uow: UnitOfWork, authority: str) -> datetime | None:
    """When a person last let out what was held. Used up by what had been decided by then: nothing newer is let out."""
    value = uow.preferences.get(authority, RELEASE)
    return datetime.fromisoformat(value["decided_by"]) if value else None
