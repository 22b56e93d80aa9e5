"""Claim, prepare, hand over, send, mark: every message once, whatever breaks between two of these. Knows no database.

Each step of the `Outbox` is a transaction of its own, and none is open while a channel is at work. What is found
claimed and left is sent again if it had not been handed over. If it had, the channel is asked; where it cannot tell,
a message that may arrive twice is sent once more with the same id, and a statutory one is left to a person. That it may
have gone is remembered until it is known: what a later try answers says nothing of the earlier one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from notifications.channels.base import Channel, DeliveryError, Outgoing

LEASE = timedelta(minutes=10)
"""Longer than one message can take: a dozen answers of a mail server at up to 30 seconds each. Renewed with each."""

AT_ONCE = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 12
"""The waits between them add up to about sixteen hours."""

ROUND = 50.0
"""Seconds that one round may take: the next begins a minute after it did. What is left waits for that."""

LONGEST_WAIT_FOR_LINE = timedelta(hours=1)
"""A decision must not lie for half a day when the mail server has been back for hours."""

WAIT_UNKNOWN = timedelta(minutes=30)
"""For what may have gone and found its line out of order: there is no room to note how often that was so."""

SILENT = 2
"""So many messages in a row without an answer, and the line is left alone for the rest of the round."""

NO_ANSWER = "none, whoever sent it was stopped"
GAVE_UP = "Given up after {attempts} attempts. The last answer: {words}"
UNKNOWN = "It was handed over and nobody knows whether it went."
EARLIER_TRY = "An earlier try may have arrived. {words}"


class Went(Enum):
    """What is known of a message that waits for another try."""

    NOT = "not"
    PERHAPS = "perhaps"
    """It may have gone: what is noted of its handing over stays."""
    EARLIER = "earlier"
    """This try has not gone, and an earlier one may have."""


@dataclass(frozen=True, slots=True)
class Down:
    """A line that is out of order: why, until when it is left alone, and how often in a row that was found."""

    words: str
    until: datetime
    times: int = 1


class Claimed(Protocol):
    """A message that is ours until its lease ends. `attempts`: how often it was tried before; handing over adds one."""

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

    def claim(self, how_many: int, now: datetime, until: datetime) -> Sequence[M]:
        """What somebody claimed and left comes first, one at a time, with that attempt counted.

        It may be what stopped them, and then its neighbours must not be stopped with it.
        """

    def hand_over(self, message: M, channel: str, prepared: Prepared, now: datetime, until: datetime) -> M | None:
        """Notes that it goes out now, by which channel, counts the attempt, and renews the lease.

        None if it is no longer ours: then it must not be sent.
        """

    def mark_sent(self, message: M, channel: str, receipt: str, now: datetime) -> bool: ...

    def mark_waiting(
        self, message: M, why: str, next_try_at: datetime, *, went: Went, attempts: int, line: str = "", times: int = 0
    ) -> bool:
        """`attempts`: of its own so far. `line`: what it waits for, and how often in a row that was out of order."""

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


def _by_channel(_message: object, channel: Channel) -> str:
    return channel.name


@dataclass(slots=True)
class Dispatcher(Generic[M]):
    """One round of one worker. `stopwatch` gives the seconds since `now`, by a clock that never goes back.

    `line_of`: what is out of order together, as a rule the channel. `down`: the lines that were, which this changes.
    """

    outbox: Outbox[M]
    channel_of: ChannelOf[M]
    prepare: Prepare[M]
    now: datetime
    stopwatch: Callable[[], float] = lambda: 0.0
    at_once: int = AT_ONCE
    line_of: Callable[[M, Channel], str] = _by_channel
    down: dict[str, Down] = field(default_factory=dict)
    done: Dispatched = field(default_factory=Dispatched)
    _silent: dict[str, int] = field(default_factory=dict)

    def run(self, at_most: int | None = None) -> Dispatched:
        """Sends what waits, the oldest first, until nothing more does, `at_most` have been taken or the round is over."""
        taken = 0
        while not self._over() and (at_most is None or taken < at_most):
            few = self.at_once if at_most is None else min(self.at_once, at_most - taken)
            moment = self._moment()
            claimed = self.outbox.claim(few, moment, moment + LEASE)
            if not claimed:
                break
            taken += len(claimed)
            for message in claimed:
                if self._over():
                    self._put_back(message)
                else:
                    self._deliver(message)
        return self.done

    def _deliver(self, message: M) -> None:
        unknown, line = message.handed_at is not None, ""
        try:
            channel = _in_words(self.channel_of, message)
            line = self.line_of(message, channel)
            down = self.down.get(line)
            if down is not None and self._moment() < down.until:
                self._wait_for_line(message, line, down, Went.PERHAPS if unknown else Went.NOT, message.attempts)
                return
            if unknown:
                gone = _in_words(channel.was_sent, message.message_id)
                if gone:
                    self._count(self.outbox.mark_sent(message, channel.name, "", self._moment()), "sent")
                    return
                unknown = gone is None
                if unknown and not _may_go_twice(message, channel):
                    self._leave_to_a_person(message, message.error)
                    return
            prepared = _in_words(self._prepared, message, channel)
        except DeliveryError as error:  # nothing was handed over in this round
            if error.unreachable:
                self._is_down(line, error)
            went = Went.PERHAPS if unknown else Went.NOT
            self._not_sent(message, error, line, went, message.attempts + 1)
        else:
            self._send(message, channel, line, prepared, unknown=unknown)

    def _prepared(self, message: M, channel: Channel) -> Prepared | NotNeeded:
        if message.attempts >= MOST_ATTEMPTS:  # whoever tried it never came back to say how it went
            raise DeliveryError(
                GAVE_UP.format(attempts=MOST_ATTEMPTS, words=message.error or NO_ANSWER), permanent=True
            )
        return self.prepare(message, channel, self._moment())

    def _send(self, message: M, channel: Channel, line: str, prepared: Prepared | NotNeeded, *, unknown: bool) -> None:
        moment = self._moment()
        if isinstance(prepared, NotNeeded):
            if unknown and message.statutory:
                self._leave_to_a_person(message, f"{UNKNOWN} It was not sent again: {prepared.why}")
            else:
                self._count(self.outbox.mark_cancelled(message, prepared.why, moment), "cancelled")
            return
        held = self.outbox.hand_over(message, channel.name, prepared, moment, moment + LEASE)
        if held is None:
            return  # somebody else has it now
        try:
            receipt = channel.send(prepared.outgoing)
        except DeliveryError as error:
            self._listen(line, error)
            self._after_handing_over(held, channel, line, error, unknown=unknown)
        except Exception as fault:
            words = DeliveryError(_fault_words(fault), uncertain=True)
            self._after_handing_over(held, channel, line, words, unknown=unknown)
        else:
            self._answers(line)
            self._count(self.outbox.mark_sent(held, channel.name, receipt, self._moment()), "sent")

    def _after_handing_over(
        self, message: M, channel: Channel, line: str, error: DeliveryError, *, unknown: bool
    ) -> None:
        """`unknown`: a try before this one may have gone."""
        if not error.uncertain:
            self._not_sent(message, error, line, Went.EARLIER if unknown else Went.NOT, message.attempts)
            return
        try:
            can_tell = channel.was_sent(message.message_id) is not None
        except Exception:
            can_tell = True  # it could not just now; it is asked again before the message is sent again
        if can_tell or _may_go_twice(message, channel):
            self._not_sent(message, error, line, Went.PERHAPS, message.attempts)
        else:
            self._leave_to_a_person(message, error.words)

    def _not_sent(self, message: M, error: DeliveryError, line: str, went: Went, attempts: int) -> None:
        """It failed, for now or for good. What may have gone is not called failed. `attempts`: this one too."""
        if error.unreachable and line in self.down:
            self._wait_for_line(message, line, self.down[line], went, attempts - 1)
        elif error.permanent or (attempts >= MOST_ATTEMPTS and not error.unreachable):
            words = error.words if error.permanent else GAVE_UP.format(attempts=attempts, words=error.words)
            if went is not Went.NOT:
                self._leave_to_a_person(message, EARLIER_TRY.format(words=words))
                return
            failed = self.outbox.mark_failed(message, words, self._moment(), bad_address=error.bad_address)
            self._count(failed, "failed")
        else:
            again = self._moment() + wait_after(attempts)
            counted = attempts - int(error.unreachable)
            waits = self.outbox.mark_waiting(message, error.words, again, went=went, attempts=counted)
            self._count(waits, "waiting")

    def _wait_for_line(self, message: M, line: str, down: Down, went: Went, attempts: int) -> None:
        """Nobody's attempt is counted, and all who wait for a line try it again together."""
        again = down.until if went is Went.NOT else max(down.until, self._moment() + WAIT_UNKNOWN)
        waits = self.outbox.mark_waiting(
            message, down.words, again, went=went, attempts=attempts, line=line, times=down.times
        )
        self._count(waits, "waiting")

    def _put_back(self, message: M) -> None:
        """There was no time for it: it is as it was, and the next round takes it."""
        why, attempts = message.error, message.attempts
        waits = self.outbox.mark_waiting(message, why, self._moment(), went=Went.PERHAPS, attempts=attempts)
        self._count(waits, "waiting")

    def _listen(self, line: str, error: DeliveryError) -> None:
        """Whether the line still answers."""
        if error.unreachable:
            self._is_down(line, error)
        elif error.uncertain or error.lost:
            self._silent[line] = self._silent.get(line, 0) + 1
            if self._silent[line] >= SILENT:
                self._is_down(line, error)
        else:
            self._answers(line)

    def _answers(self, line: str) -> None:
        self._silent.pop(line, None)
        self.down.pop(line, None)

    def _is_down(self, line: str, error: DeliveryError) -> None:
        if not line:
            return
        before = self.down.get(line)
        times = before.times + 1 if before is not None else 1
        until = self._moment() + min(wait_after(times), LONGEST_WAIT_FOR_LINE)
        self.down[line] = Down(error.words, until, times)

    def _leave_to_a_person(self, message: M, words: str) -> None:
        why = words or UNKNOWN
        self._count(self.outbox.mark_uncertain(message, why, self._moment()), "uncertain")

    def _count(self, ours: bool, what: str) -> None:
        if ours:
            setattr(self.done, what, getattr(self.done, what) + 1)

    def _over(self) -> bool:
        return self.stopwatch() >= ROUND

    def _moment(self) -> datetime:
        return self.now + timedelta(seconds=self.stopwatch())


def _may_go_twice(message: Claimed, channel: Channel) -> bool:
    """Whether a message may be sent once more where nobody knows of the first time."""
    return channel.repeatable or not (message.statutory or message.resent)


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
