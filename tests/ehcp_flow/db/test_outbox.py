"""Claiming: in order, one at a time of a key, not before its time, and never by two."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.engine import Database
from ehcp_flow.db.outbox import Message, StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from tests.ehcp_flow.db.made_up import HERE, NOW, THERE

LATER = NOW + timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(database: Database) -> Database:
    with unit_of_work(database) as uow:
        for code in (HERE, THERE):
            uow.authorities.add(code, "", NOW)
        uow.commit()
    return database


def put(database: Database, *keys: str, **given: Any) -> list[str]:
    values = {"authority": HERE, "kind": "kind", "recipient": "a@b.example", "facts": {}, "created_at": NOW} | given
    messages = [Message(dedupe_key=key, **values) for key in keys]
    with unit_of_work(database) as uow:
        uow.outbox.add(*messages)
        uow.commit()
    return [each.message_id for each in messages]


def claim(database: Database, how_many: int = 9, now: datetime = NOW, **given: Any) -> list[StoredMessage]:
    with unit_of_work(database) as uow:
        claimed = uow.outbox.claim(how_many, now, now + timedelta(minutes=10), **given)
        uow.commit()
    return claimed


def ids(messages: Sequence[StoredMessage]) -> list[str]:
    return [each.message_id for each in messages]


def mark(database: Database, name: str, *given: Any, **named: Any) -> Any:
    with unit_of_work(database) as uow:
        answer = getattr(uow.outbox, name)(*given, **named)
        uow.commit()
    return answer


def test_the_oldest_go_first_and_each_once(held: Database) -> None:
    (new,), (old,) = put(held, "new", created_at=LATER), put(held, "old")
    assert ids(claim(held, 1)) == [old]
    assert ids(claim(held)) == [new]
    assert claim(held) == []


def test_what_is_put_off_is_not_claimed_before_its_time(held: Database) -> None:
    put(held, "one")
    (one,) = claim(held)
    assert mark(held, "mark_waiting", one, "451", NOW + MINUTE)
    assert claim(held, now=NOW + MINUTE - timedelta(seconds=1)) == []
    (again,) = claim(held, now=NOW + MINUTE)
    assert (again.attempts, again.error, again.next_try_at) == (0, "451", None)


def test_an_attempt_is_counted_as_it_is_handed_over_and_one_that_was_not_its_own_is_taken_off(held: Database) -> None:
    put(held, "one")
    (one,) = claim(held)
    handed = mark(held, "hand_over", one, "smtp", NOW, LATER)
    assert (one.attempts, handed.attempts) == (0, 1)
    mark(held, "mark_waiting", handed, "no server", NOW, attempts=0)
    assert claim(held)[0].attempts == 0


def test_what_was_claimed_and_left_comes_alone_and_what_was_left_first_comes_first(held: Database) -> None:
    old, new = put(held, "old") + put(held, "new", created_at=NOW + MINUTE)
    put(held, "due")
    assert len(claim(held)) == 3
    put(held, "later")
    (left,) = claim(held, now=LATER + MINUTE)
    (other,) = claim(held, now=LATER + 2 * MINUTE)
    (third,) = claim(held, now=LATER + 2 * MINUTE)
    assert {left.attempts, other.attempts, third.attempts} == {1}
    assert {old, new} < {left.message_id, other.message_id, third.message_id}
    (fresh,) = claim(held, now=LATER + 2 * MINUTE)
    assert fresh.attempts == 0
    assert ids(claim(held, now=2 * (LATER - NOW) + NOW + 90 * timedelta(seconds=1))) == [left.message_id]


def test_what_was_only_put_off_is_still_known_to_have_been_handed_over_before(held: Database) -> None:
    put(held, "one")
    moment = NOW
    one = None
    for _ in range(2):
        (one,) = claim(held, now=moment)
        one = mark(held, "hand_over", one, "smtp", moment, moment + MINUTE)
        mark(held, "mark_waiting", one, "hung up", moment, unknown=True)
    assert one is not None
    assert one.resent
    (again,) = claim(held)
    again = mark(held, "hand_over", again, "smtp", NOW, LATER)
    mark(held, "mark_waiting", again, "451", NOW, only_earlier=True)
    (kept,) = claim(held)
    assert (kept.handed_to, kept.resent, kept.handed_at) == ("smtp", False, NOW)


def test_what_messages_wait_for_is_known_until_it_is_there_again(held: Database) -> None:
    put(held, "one", "two")
    put(held, "there", authority=THERE)
    for each, waits in zip(claim(held), ("smtp 2", "webhook a.example 1", "smtp 2"), strict=True):
        mark(held, "mark_waiting", each, f"{waits} is gone", NOW + MINUTE, waits_for=waits)
    with held.reading() as connection:
        found = UnitOfWork(connection).outbox.waited_for()
    assert found == [
        ("smtp", 2, NOW + MINUTE, "smtp 2 is gone"),
        ("webhook a.example", 1, NOW + MINUTE, "webhook a.example 1 is gone"),
    ]
    for each in claim(held, now=NOW + MINUTE):
        assert (each.handed_to, each.resent) == ("", False)
    with held.reading() as connection:
        assert UnitOfWork(connection).outbox.waited_for() == []


def test_the_message_that_has_waited_longest_is_known(held: Database) -> None:
    with held.reading() as connection:
        assert UnitOfWork(connection).outbox.oldest_waiting(HERE) is None
    old, _new = put(held, "old") + put(held, "new", created_at=LATER)
    put(held, "elsewhere", authority=THERE, created_at=NOW - MINUTE)
    with held.reading() as connection:
        oldest = UnitOfWork(connection).outbox.oldest_waiting(HERE)
    assert oldest is not None
    assert (oldest.message_id, oldest.created_at) == (old, NOW)


@pytest.mark.parametrize("state", ["ready", "sending", "uncertain"])
def test_a_later_message_of_a_key_waits_for_an_earlier_one(held: Database, state: str) -> None:
    (first,) = put(held, "first", order_key="K", order_number=1, created_at=LATER)  # decided last, and yet first
    (second,) = put(held, "second", order_key="K", order_number=2)
    (other,) = put(held, "other", order_key="L", order_number=2)
    (elsewhere,) = put(held, "elsewhere", order_key="K", order_number=2, authority=THERE)
    claimed = claim(held)
    assert set(ids(claimed)) == {first, other, elsewhere}
    mine = next(each for each in claimed if each.message_id == first)
    if state == "ready":
        mark(held, "mark_waiting", mine, "", LATER)
    if state == "uncertain":
        mark(held, "mark_uncertain", mine, "")
    assert claim(held) == []
    if state == "sending":
        assert mark(held, "mark_sent", mine, NOW)
        assert ids(claim(held)) == [second]


@pytest.mark.parametrize("ended", ["mark_failed", "mark_cancelled"])
def test_what_will_never_be_sent_holds_nothing_up(held: Database, ended: str) -> None:
    put(held, "first", order_key="K", order_number=1)
    (second,) = put(held, "second", order_key="K", order_number=2)
    (first,) = claim(held)
    mark(held, ended, first, "no")
    assert ids(claim(held)) == [second]


def test_that_it_was_handed_over_stays_noted_until_it_is_known_not_to_have_gone(held: Database) -> None:
    put(held, "one")
    (one,) = claim(held)
    handed = mark(held, "hand_over", one, "smtp", NOW, LATER, {"new": "facts"})
    assert (handed.handed_to, handed.resent, handed.facts) == ("smtp", False, {"new": "facts"})
    (found,) = claim(held, now=LATER + MINUTE)
    assert (found.handed_at, found.handed_to, found.facts) == (NOW, "smtp", {"new": "facts"})
    again = mark(held, "hand_over", found, "smtp", LATER + MINUTE, LATER + 2 * MINUTE)
    assert (again.handed_to, again.resent) == ("smtp", True)
    assert mark(held, "hand_over", found, "smtp", LATER, LATER) is None
    mark(held, "mark_waiting", again, "hung up", LATER, unknown=True)
    (unknown,) = claim(held, now=LATER + MINUTE)
    assert unknown.resent
    mark(held, "mark_waiting", unknown, "451", LATER)
    (known,) = claim(held, now=LATER + MINUTE)
    assert (known.handed_at, known.handed_to, known.resent) == (None, "", False)


def test_only_those_of_an_authority_and_decided_by_then_are_claimed(held: Database) -> None:
    (old,), (_new,) = put(held, "old"), put(held, "new", created_at=LATER)
    (told,) = put(held, "told", created_at=LATER, kind="sending_stopped")
    put(held, "old", authority=THERE)
    with held.reading() as connection:
        outbox = UnitOfWork(connection).outbox
        assert (outbox.waiting(HERE), outbox.waiting(HERE, NOW), outbox.waiting(THERE, NOW)) == (2, 1, 0)
    assert set(ids(claim(held, authority=HERE, made_by=NOW))) == {old, told}


def test_a_message_that_waits_can_be_called_back_and_one_on_its_way_cannot(held: Database) -> None:
    waiting, going = put(held, "waiting", created_at=LATER) + put(held, "going")
    claim(held, 1)
    assert mark(held, "cancel", HERE, waiting, "a later one takes its place")
    assert not mark(held, "cancel", HERE, going, "a later one takes its place")
    with held.reading() as connection:
        listed = OutboxDesk(connection).get(HERE, waiting)
    assert listed is not None
    assert (listed.message.state, listed.message.error) == ("cancelled", "a later one takes its place")


def test_many_claim_at_once_and_each_message_is_claimed_once_and_in_turn(held: Database) -> None:
    put(held, *(str(number) for number in range(80)))
    keyed = [put(held, f"k{number}", order_key="K", order_number=number)[0] for number in range(6)]
    taken: list[str] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            while claimed := claim(held, 5):
                taken.extend(ids(claimed))
                for each in claimed:
                    assert mark(held, "mark_sent", each, NOW)
        except BaseException as fault:
            faults.append(fault)

    workers = [Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    while claimed := claim(held, 5):  # what was not in turn when the others ended
        taken += ids(claimed)
        for each in claimed:
            mark(held, "mark_sent", each, NOW)
    assert len(taken) == len(set(taken)) == 86
    assert [each for each in taken if each in keyed] == keyed


def test_an_address_is_in_doubt_until_it_is_trusted(held: Database) -> None:
    with unit_of_work(held) as uow:
        addresses = Addresses(uow.connection)
        assert addresses.doubt(HERE, "A@B.example ", "550", NOW)
        assert not addresses.doubt(HERE, "a@b.example", "551", LATER)
        doubt = addresses.get(HERE, "a@B.example")
        assert doubt is not None
        assert (doubt.doubtful_since, doubt.why) == (NOW, "550")
        assert addresses.get(THERE, "a@b.example") is None
        assert addresses.trust(HERE, "a@b.EXAMPLE")
        assert not addresses.trust(HERE, "a@b.example")
        assert addresses.all(HERE) == []
