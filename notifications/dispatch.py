"""Claim, prepare, hand over, send, mark: every message once, whatever breaks between two of these. Knows no database.

Each step of the `Outbox` is a transaction of its own, and none is open while a channel is at work. What is found
claimed and left is sent again if it had not been handed over. If it had, the channel is asked; where it cannot tell,
a message that may arrive twice is sent once more with the same id, and a statutory one is left to a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from notifications.channels.base import Channel, DeliveryError, Outgoing

LEASE = timedelta(minutes=10)
"""Longer than one message can take: a dozen answers of a mail server at up to 30 seconds each. Renewed with each."""

AT_ONCE = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 12
"""The waits between them add up to about sixteen hours."""

WAIT_FOR_CHANNEL = timedelta(minutes=5)
"""For the messages that found their channel out of order. The one that found it so is tried again sooner."""

NO_ANSWER = "none, whoever sent it was stopped"
GAVE_UP = "Given up after {attempts} attempts. The last answer: {words}"
UNKNOWN = "It was handed over and nobody knows whether it went."


class Claimed(Protocol):
    """A message that is ours until its lease ends. `attempts` counts this one."""

    @property
    def message_id(self) -> str: ...

    @property
    def statutory(self) -> bool: ...

    @property
    def attempts(self) -> int: ...

    @property
    def error(self) -> str: ...

    @property
    def handed_at(self) -> datetime | None:
        """When it was handed over, if it is not known to have failed since."""

    @property
    def resent(self) -> bool:
        """Whether it was sent a second time already because nobody knew of the first."""


T = TypeVar("T")
M = TypeVar("M", bound=Claimed)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message with its text. `facts`: those it was made from, where they are no longer those that were decided."""

    outgoing: Outgoing
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """The message says nothing any more: what it tells of has been done or has moved."""

    why: str


class Outbox(Protocol[M]):
    """The messages. Each call is whole and kept when it returns; a mark is False where the message is no longer ours."""

    def claim(self, how_many: int, now: datetime, until: datetime) -> Sequence[M]: ...

    def hand_over(self, message: M, channel: str, prepared: Prepared, now: datetime, until: datetime) -> M | None:
        """Notes that it goes out now, by which channel, and renews the lease.

        None if it is no longer ours: then it must not be sent.
        """

    def mark_sent(self, message: M, channel: str, receipt: str, now: datetime) -> bool: ...

    def mark_waiting(self, message: M, why: str, next_try_at: datetime, *, unknown: bool, counted: bool) -> bool:
        """`unknown`: it may have gone, so the handing over stays noted. `counted`: the attempt was the message's own."""

    def mark_failed(self, message: M, why: str, now: datetime, *, bad_address: bool) -> bool: ...

    def mark_uncertain(self, message: M, why: str, now: datetime) -> bool: ...

    def mark_cancelled(self, message: M, why: str, now: datetime) -> bool: ...


ChannelOf = Callable[[M], Channel]
"""The channel of a message: the one that it was handed to, where that is so. Raises DeliveryError where there is none."""

Prepare = Callable[[M, Channel, datetime], Prepared | NotNeeded]
"""The text of a message. Raises DeliveryError: permanent where it can never be made."""


@dataclass(slots=True)
class Dispatched:
    """How many messages ended how in one round. `waiting` are to be tried again later."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    waiting: int = 0
    cancelled: int = 0


@dataclass(slots=True)
class Dispatcher(Generic[M]):
    """One round of one worker. `stopwatch` gives the seconds since `now`, by a clock that never goes back."""

    outbox: Outbox[M]
    channel_of: ChannelOf[M]
    prepare: Prepare[M]
    now: datetime
    stopwatch: Callable[[], float] = lambda: 0.0
    at_once: int = AT_ONCE
    done: Dispatched = field(default_factory=Dispatched)
    _down: dict[str, str] = field(default_factory=dict)

    def run(self, at_most: int | None = None) -> Dispatched:
        """Sends what waits, the oldest first, until nothing more does or `at_most` have been taken."""
        taken = 0
        while at_most is None or taken < at_most:
            few = self.at_once if at_most is None else min(self.at_once, at_most - taken)
            moment = self._moment()
            claimed = self.outbox.claim(few, moment, moment + LEASE)
            if not claimed:
                break
            taken += len(claimed)
            for message in claimed:
                self._deliver(message)
        return self.done

    def _deliver(self, message: M) -> None:
        unknown = message.handed_at is not None
        name = ""
        try:
            channel = _in_words(self.channel_of, message)
            name = channel.name
            if name in self._down:
                self._wait_for_channel(message, self._down[name], unknown=unknown)
                return
            if unknown and not self._may_go_again(message, channel):
                return
            prepared = _in_words(self._prepared, message, channel)
        except DeliveryError as error:  # nothing was handed over in this round
            if error.unreachable and name:
                self._down[name] = error.words
            self._not_sent(message, error, unknown=unknown)
        else:
            self._send(message, channel, prepared)

    def _prepared(self, message: M, channel: Channel) -> Prepared | NotNeeded:
        if message.attempts > MOST_ATTEMPTS:  # whoever tried it never came back to say how it went
            raise DeliveryError(
                GAVE_UP.format(attempts=MOST_ATTEMPTS, words=message.error or NO_ANSWER), permanent=True
            )
        return self.prepare(message, channel, self._moment())

    def _may_go_again(self, message: M, channel: Channel) -> bool:
        """Settles a message that was handed over and then left. True where it is to be sent now."""
        went = _in_words(channel.was_sent, message.message_id)
        if went:
            self._count(self.outbox.mark_sent(message, channel.name, "", self._moment()), "sent")
            return False
        if went is False or channel.repeatable or not (message.statutory or message.resent):
            return True
        self._leave_to_a_person(message, message.error)
        return False

    def _send(self, message: M, channel: Channel, prepared: Prepared | NotNeeded) -> None:
        moment = self._moment()
        if isinstance(prepared, NotNeeded):
            self._count(self.outbox.mark_cancelled(message, prepared.why, moment), "cancelled")
            return
        held = self.outbox.hand_over(message, channel.name, prepared, moment, moment + LEASE)
        if held is None:
            return  # somebody else has it now
        try:
            receipt = channel.send(prepared.outgoing)
        except DeliveryError as error:
            self._after_handing_over(held, channel, error)
        except Exception as fault:
            self._after_handing_over(held, channel, DeliveryError(_fault_words(fault), uncertain=True))
        else:
            self._count(self.outbox.mark_sent(held, channel.name, receipt, self._moment()), "sent")

    def _after_handing_over(self, message: M, channel: Channel, error: DeliveryError) -> None:
        if error.unreachable:
            self._down[channel.name] = error.words
        if not error.uncertain:
            self._not_sent(message, error, unknown=False)
            return
        try:
            can_tell = channel.was_sent(message.message_id) is not None
        except Exception:
            can_tell = True  # it could not just now; it is asked again before the message is sent again
        if can_tell or channel.repeatable or not (message.statutory or message.resent):
            self._not_sent(message, error, unknown=True)
        else:
            self._leave_to_a_person(message, error.words)

    def _not_sent(self, message: M, error: DeliveryError, *, unknown: bool) -> None:
        """It failed, for now or for good. What may have gone is not called failed."""
        if error.permanent and not unknown:
            failed = self.outbox.mark_failed(message, error.words, self._moment(), bad_address=error.bad_address)
            self._count(failed, "failed")
        elif message.attempts >= MOST_ATTEMPTS and not error.unreachable:
            self._give_up(message, error, unknown=unknown)
        else:
            self._wait(message, error.words, unknown=unknown, counted=not error.unreachable)

    def _give_up(self, message: M, error: DeliveryError, *, unknown: bool = False) -> None:
        words = GAVE_UP.format(attempts=min(message.attempts, MOST_ATTEMPTS), words=error.words)
        if unknown:
            self._leave_to_a_person(message, words)
        else:
            self._count(self.outbox.mark_failed(message, words, self._moment(), bad_address=False), "failed")

    def _wait(self, message: M, why: str, *, unknown: bool, counted: bool) -> None:
        again = self._moment() + wait_after(message.attempts)
        self._count(self.outbox.mark_waiting(message, why, again, unknown=unknown, counted=counted), "waiting")

    def _wait_for_channel(self, message: M, why: str, *, unknown: bool) -> None:
        again = self._moment() + WAIT_FOR_CHANNEL
        self._count(self.outbox.mark_waiting(message, why, again, unknown=unknown, counted=False), "waiting")

    def _leave_to_a_person(self, message: M, words: str) -> None:
        why = words or UNKNOWN
        self._count(self.outbox.mark_uncertain(message, why, self._moment()), "uncertain")

    def _count(self, ours: bool, what: str) -> None:
        if ours:
            setattr(self.done, what, getattr(self.done, what) + 1)

    def _moment(self) -> datetime:
        return self.now + timedelta(seconds=self.stopwatch())


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: a minute, then twice as long each time, up to four hours."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 10)
    return min(doubled, LONGEST_WAIT)


def _in_words(call: Callable[..., T], *given: object) -> T:
    """The answer of a call. Raises DeliveryError for any fault: one message must not stop the rest."""
    try:
        return call(*given)
    except DeliveryError:
        raise
    except Exception as fault:
        raise DeliveryError(_fault_words(fault)) from fault


def _fault_words(fault: Exception) -> str:
    """Only what kind of fault: its own words may hold what a message must not."""
    return f"A fault of the program ({type(fault).__name__})."
