"""Claim, prepare, hand over, send, mark, on an outbox in memory: what happens to each message, whatever goes wrong."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from notifications.channels.base import Channel, DeliveryError, Outgoing
from notifications.channels.memory import Memory
from notifications.dispatch import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    ROUND,
    Dispatched,
    Dispatcher,
    Down,
    NotNeeded,
    Prepared,
    Went,
    wait_after,
)

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """A message of the outbox below."""

    message_id: str
    statutory: bool = False
    attempts: int = 0
    state: str = "ready"
    error: str = ""
    handed_at: datetime | None = None
    resent: bool = False
    lease_until: datetime | None = None
    next_try_at: datetime = NOW
    bad_address: bool = False
    line: str = ""


@dataclass
class Box:
    """An outbox in memory that keeps the rules of the real one."""

    letters: dict[str, Letter] = field(default_factory=dict)

    def put(self, *letters: Letter) -> "Box":
        self.letters |= {each.message_id: each for each in letters}
        return self

    def claim(self, how_many: int, now: datetime, until: datetime) -> Sequence[Letter]:
        every = self.letters.values()
        left = [each for each in every if each.state == "sending" and each.lease_until and each.lease_until < now]
        if left:
            first = min(left, key=lambda each: each.lease_until or now)
            return [self._keep(replace(first, lease_until=until, attempts=first.attempts + 1))]
        due = [each for each in every if each.state == "ready" and each.next_try_at <= now]
        return [self._keep(replace(each, state="sending", lease_until=until)) for each in due[:how_many]]

    def hand_over(
        self, message: Letter, channel: str, prepared: Prepared, now: datetime, until: datetime
    ) -> Letter | None:
        again = message.handed_at is not None
        if not self._ours(message):
            return None
        attempts = message.attempts + 1
        return self._keep(replace(message, handed_at=now, lease_until=until, resent=again, attempts=attempts))

    def mark_sent(self, message: Letter, channel: str, receipt: str, now: datetime) -> bool:
        return self._mark(message, state="sent")

    def mark_waiting(
        self,
        message: Letter,
        why: str,
        next_try_at: datetime,
        *,
        went: Went,
        attempts: int,
        line: str = "",
        times: int = 0,
    ) -> bool:
        values: dict[str, object] = {"error": why, "next_try_at": next_try_at, "attempts": attempts, "line": line}
        if went is not Went.PERHAPS:
            values["resent"] = False
        if went is Went.NOT:
            values["handed_at"] = None
        return self._mark(message, state="ready", **values)

    def mark_failed(self, message: Letter, why: str, now: datetime, *, bad_address: bool) -> bool:
        return self._mark(message, state="failed", error=why, bad_address=bad_address)

    def mark_uncertain(self, message: Letter, why: str, now: datetime) -> bool:
        return self._mark(message, state="uncertain", error=why)

    def mark_cancelled(self, message: Letter, why: str, now: datetime) -> bool:
        return self._mark(message, state="cancelled", error=why)

    def _ours(self, message: Letter) -> bool:
        held = self.letters[message.message_id]
        return held.state == "sending" and held.lease_until == message.lease_until

    def _mark(self, message: Letter, **values: object) -> bool:
        if not self._ours(message):
            return False
        self._keep(replace(message, **values))  # type: ignore[arg-type]
        return True

    def _keep(self, letter: Letter) -> Letter:
        self.letters[letter.message_id] = letter
        return letter


@dataclass
class Moody(Memory):
    """A channel that fails as it is told, before or after it has taken the message."""

    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> str:
        if self.before:
            raise self.before.pop(0)
        receipt = Memory.send(self, outgoing)
        if self.after:
            raise self.after.pop(0)
        return receipt

    @property
    def ids(self) -> list[str]:
        return [each.message_id for each in self.sent]


def prepare(message: Letter, _channel: Channel, now: datetime) -> Prepared | NotNeeded:
    return Prepared(Outgoing(message.message_id, "kind", "a@b.example", "s", "t", "", "", sent_at=now))


def run(
    box: Box,
    channel: Channel,
    now: datetime = NOW,
    prepare: Callable[[Letter, Channel, datetime], Prepared | NotNeeded] = prepare,
    at_most: int | None = None,
    stopwatch: Callable[[], float] = lambda: 0.0,
    down: dict[str, Down] | None = None,
) -> Dispatched:
    known = {} if down is None else down
    return Dispatcher(box, lambda _letter: channel, prepare, now, stopwatch, down=known).run(at_most)


def states(box: Box) -> list[str]:
    return [each.state for each in box.letters.values()]


def test_every_message_that_waits_is_sent_once() -> None:
    box, channel = Box().put(*(Letter(str(number)) for number in range(25))), Moody()
    assert run(box, channel) == Dispatched(sent=25)
    assert sorted(channel.ids, key=int) == [str(number) for number in range(25)]
    assert run(box, channel) == Dispatched()


def test_no_more_are_taken_than_was_asked() -> None:
    box, channel = Box().put(*(Letter(str(number)) for number in range(25))), Moody()
    assert run(box, channel, at_most=12).sent == 12
    assert len(channel.sent) == 12


def test_one_that_fails_never_stops_the_rest() -> None:
    def awkward(message: Letter, channel: Channel, now: datetime) -> Prepared | NotNeeded:
        match message.message_id:
            case "1":
                raise DeliveryError("The text could not be made.", permanent=True)
            case "2":
                raise RuntimeError("Jamie Example, 943 476 5919")
            case "3":
                return NotNeeded("It was done.")
        return prepare(message, channel, now)

    box, channel = Box().put(*(Letter(str(number)) for number in range(1, 6))), Moody()
    assert run(box, channel, prepare=awkward) == Dispatched(sent=2, failed=1, waiting=1, cancelled=1)
    assert channel.ids == ["4", "5"]
    assert "Jamie" not in box.letters["2"].error
    assert "RuntimeError" in box.letters["2"].error


def test_a_failure_that_may_pass_is_tried_again_later_and_later_and_then_given_up() -> None:
    box, now, moments = Box().put(Letter("1")), NOW, []
    for _ in range(MOST_ATTEMPTS):
        run(box, Moody(before=[DeliveryError("451 busy")]), now)
        moments.append(now)
        now = box.letters["1"].next_try_at
    waits = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert waits[:4] == [timedelta(minutes=each) for each in (1, 2, 4, 8)]
    assert max(waits) == LONGEST_WAIT
    assert box.letters["1"].state == "failed"
    assert "451 busy" in box.letters["1"].error


def test_a_wait_never_grows_past_four_hours() -> None:
    assert wait_after(0) == wait_after(1) == timedelta(minutes=1)
    assert wait_after(9) == wait_after(1000) == timedelta(hours=4)


def test_a_failure_for_good_is_not_tried_again() -> None:
    box, channel = Box().put(Letter("1")), Moody(before=[DeliveryError("550", permanent=True, bad_address=True)])
    assert run(box, channel) == Dispatched(failed=1)
    assert box.letters["1"].bad_address
    assert run(box, channel, NOW + timedelta(days=9)) == Dispatched()


def test_a_channel_out_of_order_is_asked_once_and_nothing_is_given_up_for_it() -> None:
    box, channel = Box().put(*(Letter(str(number)) for number in range(20))), Moody()
    now = NOW
    for _ in range(3 * MOST_ATTEMPTS):
        channel.before = [DeliveryError("No answer.", unreachable=True)]
        assert run(box, channel, now).waiting == 20
        assert channel.before == []
        now += timedelta(hours=5)
    assert run(box, channel, now).sent == 20


@pytest.mark.parametrize("statutory", [True, False])
def test_a_message_claimed_and_not_handed_over_is_simply_sent(statutory: bool) -> None:
    box, channel = Box().put(Letter("1", statutory=statutory)), Moody()
    box.claim(1, NOW, NOW + LEASE)
    assert run(box, channel, NOW + LEASE) == Dispatched()
    assert run(box, channel, NOW + LEASE + timedelta(seconds=1)) == Dispatched(sent=1)


def left_in_the_hands_of(box: Box, channel: Moody, taken: bool) -> datetime:
    """A worker hands the message over and is stopped; the channel has it or not. Gives a moment when others may."""
    (claimed,) = box.claim(1, NOW, NOW + LEASE)
    box.hand_over(claimed, channel.name, Prepared(Outgoing("1", "", "", "", "", "", "")), NOW, NOW + LEASE)
    if taken:
        channel.sent.append(Outgoing("1", "", "", "", "", "", ""))
    return NOW + 2 * LEASE


@pytest.mark.parametrize("taken", [True, False])
def test_a_statutory_message_of_which_nobody_knows_goes_to_a_person(taken: bool) -> None:
    box, channel = Box().put(Letter("1", statutory=True)), Moody()
    later = left_in_the_hands_of(box, channel, taken)
    assert run(box, channel, later) == Dispatched(uncertain=1)
    assert run(box, channel, later + timedelta(days=9)) == Dispatched()
    assert len(channel.sent) == int(taken)


@pytest.mark.parametrize("taken", [True, False])
def test_a_channel_that_can_tell_is_asked(taken: bool) -> None:
    box, channel = Box().put(Letter("1", statutory=True)), Moody(tells=True)
    later = left_in_the_hands_of(box, channel, taken)
    assert run(box, channel, later) == Dispatched(sent=1)
    assert len(channel.sent) == 1


def test_another_message_is_sent_once_more_and_never_a_third_time() -> None:
    box, channel = Box().put(Letter("1")), Moody()
    later = left_in_the_hands_of(box, channel, taken=True)
    channel.after = [DeliveryError("It hung up.", uncertain=True)]
    assert run(box, channel, later) == Dispatched(uncertain=1)
    assert channel.ids == ["1", "1"]
    assert run(box, channel, later + timedelta(days=9)) == Dispatched()


@pytest.mark.parametrize(
    "statutory, tells, repeatable, arrived, ended",
    [
        (True, False, False, 1, "uncertain"),
        (True, True, False, 1, "sent"),
        (True, False, True, 2, "sent"),
        (False, False, False, 2, "sent"),
    ],
)
def test_a_server_that_hangs_up_after_it_took_the_message(
    statutory: bool, tells: bool, repeatable: bool, arrived: int, ended: str
) -> None:
    channel = Moody(tells=tells, repeatable=repeatable, after=[DeliveryError("It hung up.", uncertain=True)])
    box = Box().put(Letter("1", statutory=statutory))
    run(box, channel)
    run(box, channel, NOW + timedelta(minutes=5))
    assert states(box) == [ended]
    assert len(channel.sent) == arrived


def test_a_fault_of_the_program_while_sending_leaves_a_statutory_message_to_a_person() -> None:
    box, channel = Box().put(Letter("1", statutory=True), Letter("2")), Moody(after=[RuntimeError("a name")])
    assert run(box, channel) == Dispatched(sent=1, uncertain=1)
    assert "a name" not in box.letters["1"].error


def test_whoever_lost_the_lease_does_not_send() -> None:
    box, channel = Box().put(Letter("1", statutory=True)), Moody()

    def slow(message: Letter, to: Channel, now: datetime) -> Prepared | NotNeeded:
        others = NOW + 2 * LEASE
        assert run(box, channel, others) == Dispatched(sent=1)
        return prepare(message, to, now)

    assert run(box, channel, prepare=slow) == Dispatched()
    assert channel.ids == ["1"]


def test_a_message_that_stops_whoever_sends_it_is_given_up_in_the_end() -> None:
    box, channel, now = Box().put(Letter("1")), Moody(), NOW
    for _ in range(MOST_ATTEMPTS):
        box.claim(1, now, now + LEASE)
        now += 2 * LEASE
    assert run(box, channel, now) == Dispatched(failed=1)
    assert channel.sent == []


class Killed(BaseException):
    """The program is killed here."""


def test_whoever_is_stopped_by_one_message_does_not_use_up_the_attempts_of_those_beside_it() -> None:
    class Deadly(Moody):
        def send(self, outgoing: Outgoing) -> str:
            if outgoing.message_id == "0":
                raise Killed
            return Moody.send(self, outgoing)

    box, channel, now = Box().put(*(Letter(str(number), statutory=number > 0) for number in range(5))), Deadly(), NOW
    channel.repeatable = True
    for _ in range(14):
        try:
            run(box, channel, now)
        except Killed:
            now += LEASE + timedelta(minutes=1)
    assert sorted(channel.ids) == ["1", "2", "3", "4"]
    assert states(box) == ["uncertain", "sent", "sent", "sent", "sent"]
    assert max(each.attempts for each in list(box.letters.values())[1:]) <= 2


def fated(box: Box, plan: str) -> Moody:
    """A server that cannot be asked: at each try it takes the message and hangs up (u), puts it off (l) or refuses (n)."""
    channel, now = Moody(), NOW
    for step in plan:
        channel.after = [DeliveryError("hung up", uncertain=True)] if step == "u" else []
        channel.before = [DeliveryError(step, permanent=step == "n")] if step in "ln" else []
        run(box, channel, now)
        now += timedelta(hours=5)
    return channel


def test_what_may_have_gone_is_sent_once_more_however_often_it_is_put_off_in_between() -> None:
    box = Box().put(Letter("1"))
    channel = fated(box, "ululululul")
    assert channel.ids == ["1", "1"]
    assert states(box) == ["uncertain"]


def test_what_was_only_put_off_since_it_may_have_gone_has_not_had_its_second_try() -> None:
    box = Box().put(Letter("1"))
    assert fated(box, "ulll").ids == ["1"]
    assert states(box) == ["ready"]
    assert run(box, Moody(), NOW + timedelta(days=9)) == Dispatched(sent=1)


@pytest.mark.parametrize("plan", ["un", "uln"])
def test_what_may_have_arrived_is_never_called_failed(plan: str) -> None:
    box = Box().put(Letter("1"))
    assert len(fated(box, plan).sent) == 1
    assert states(box) == ["uncertain"]
    assert box.letters["1"].error == "An earlier try may have arrived. n"


def test_what_may_have_gone_and_must_not_go_any_more_is_left_to_a_person() -> None:
    box, channel = Box().put(Letter("1", statutory=True)), Moody(repeatable=True)
    later = left_in_the_hands_of(box, channel, taken=True)
    assert run(box, channel, later, prepare=lambda *_given: NotNeeded("The family objects.")) == Dispatched(uncertain=1)
    assert "The family objects." in box.letters["1"].error


@dataclass
class Slow(Moody):
    """A channel that takes its time for each message."""

    seconds: float = 0.0
    passed: float = 0.0

    def send(self, outgoing: Outgoing) -> str:
        self.passed += self.seconds
        return Moody.send(self, outgoing)


def test_a_round_ends_in_time_and_what_is_left_is_as_it_was() -> None:
    box, channel = Box().put(*(Letter(str(number)) for number in range(30))), Slow(seconds=3.0)
    done = run(box, channel, stopwatch=lambda: channel.passed)
    assert (done.sent, done.waiting) == (17, 3)
    assert 50 <= channel.passed < ROUND + 3
    assert {each.attempts for each in box.letters.values() if each.state == "ready"} == {0}
    channel.seconds = 0.0
    assert run(box, channel, NOW + timedelta(minutes=1)).sent == 13


@pytest.mark.parametrize("how", [{"uncertain": True}, {"lost": True}])
def test_a_server_that_leaves_two_in_a_row_without_an_answer_is_left_alone_for_the_round(how: dict[str, bool]) -> None:
    box = Box().put(*(Letter(str(number)) for number in range(20)))
    channel = Slow(seconds=30.0, after=[DeliveryError("No answer.", **how) for _ in range(500)])
    assert run(box, channel, stopwatch=lambda: 0.0).waiting == 20
    assert len(channel.sent) == 2


def test_one_without_an_answer_and_then_one_with_stop_nothing() -> None:
    box, lost = Box().put(*(Letter(str(number)) for number in range(20))), DeliveryError("No answer.", lost=True)
    channel = Moody(before=[lost, DeliveryError("451"), lost, DeliveryError("550", permanent=True), lost])
    assert run(box, channel) == Dispatched(sent=15, failed=1, waiting=4)


def test_a_channel_out_of_order_is_asked_less_and_less_often_and_all_who_wait_go_when_it_is_back() -> None:
    box, channel = Box().put(*(Letter(str(number)) for number in range(9))), Moody()
    down: dict[str, Down] = {}
    asked: list[int] = []
    for minute in range(24 * 60):
        now = NOW + timedelta(minutes=minute)
        channel.before = [DeliveryError("No answer.", unreachable=True)]
        if minute == 600:
            box.put(Letter("new", next_try_at=now))
        run(box, channel, now, down=down)
        if not channel.before:
            asked.append(minute)
    assert asked[:7] == [0, 1, 3, 7, 15, 31, 63]
    assert {later - earlier for earlier, later in itertools.pairwise(asked[7:])} == {60}
    channel.before = []
    assert run(box, channel, NOW + timedelta(days=1, hours=1), down=down) == Dispatched(sent=10)
    assert down == {}
    assert {each.attempts for each in box.letters.values()} == {1}


def test_the_lease_is_longer_than_a_message_can_take() -> None:
    assert timedelta(seconds=30 * 12) < LEASE
