"""What holds a message back as it leaves, what a round may do, and what is remembered from one round to the next."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ehcp_flow.config import Settings
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.running.status import status
from ehcp_flow.services.sending.delivery import Delivered, deliver
from ehcp_flow.services.telling.absences import away
from notifications.channels.base import Attachment, DeliveryError, Outgoing
from notifications.channels.file import FileDrop
from notifications.channels.memory import Memory
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.sending.posting import NOW, Sender, by_smtp, message
from tests.mail_server import MailServer, serving
from workflows.refusals import Refusal

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def sender(desk: Desk) -> Sender:
    return Sender(desk, Settings(office_email="office@council.example"))


class Unwell(Memory):
    """A channel that refuses, or is out of order, for as long as it is told so."""

    wrong: DeliveryError | None = None
    asked: int = 0

    def send(self, outgoing: Outgoing) -> str:
        self.asked += 1
        if self.wrong is not None:
            raise self.wrong
        return Memory.send(self, outgoing)


# The gate


def test_a_notice_that_may_not_go_any_more_is_not_sent_and_what_the_gate_notes_is_kept(sender: Sender) -> None:
    stopped, goes, other = sender.put(
        message("stopped", kind="health_set", case_id=None),
        message("goes", kind="health_clear"),
        message("other"),
    )
    asked: list[str] = []

    def gate(uow: UnitOfWork, about: StoredMessage, _now: object, _settings: Settings) -> str | None:
        asked.append(about.message_id)
        if about.kind != "health_set":
            return None
        uow.preferences.put(HERE, "held", {"id": about.message_id}, "objection", "test", NOW)
        return "The family objects."

    channel = Memory(carries_personal_data=True)
    assert sender.deliver(channel_named=lambda _name: channel, gate=gate) == Delivered(sent=2, cancelled=1)
    assert sorted(asked) == sorted([stopped, goes])
    assert sorted(each.message_id for each in channel.sent) == sorted([goes, other])
    assert (sender.get(stopped).state, sender.get(stopped).error) == ("cancelled", "The family objects.")
    with sender.desk.database.reading() as connection:
        held = UnitOfWork(connection).preferences.last(HERE, "held")
    assert held is not None
    assert held.value == {"id": stopped}


# How much, and how long


def test_what_is_decided_while_a_round_lasts_was_not_counted_and_waits_for_the_next(desk: Desk) -> None:
    sender = Sender(desk, Settings(send_at_most=5))
    sender.put(*(message(str(number), created_at=NOW - HOUR) for number in range(3)))

    class Busy(Memory):
        def send(self, outgoing: Outgoing) -> str:
            if not self.sent:
                sender.put(*(message(f"late {number}", created_at=NOW + MINUTE) for number in range(40)))
            return Memory.send(self, outgoing)

    assert sender.deliver(channel_named=lambda _name: Busy()) == Delivered(sent=3)
    assert sender.deliver(NOW + HOUR, channel_named=lambda _name: Busy()).held == 40


def test_a_round_that_has_used_its_time_leaves_the_rest_untried_to_the_next(sender: Sender) -> None:
    ids = sender.put(*(message(str(number)) for number in range(30)))
    passed = 0.0

    class Slow(Memory):
        def send(self, outgoing: Outgoing) -> str:
            nonlocal passed
            passed += 10.0
            return Memory.send(self, outgoing)

    done = deliver(sender.installation, NOW, channel_named=lambda _name: Slow(), stopwatch=lambda: passed)
    assert (done.sent, done.waiting) == (5, 5)
    assert {sender.get(each).attempts for each in ids} == {0, 1}
    assert sender.deliver(NOW + MINUTE, channel_named=lambda _name: Memory()).sent == 25


def test_a_channel_out_of_order_is_asked_less_and_less_often_from_round_to_round(sender: Sender) -> None:
    first = sender.put(*(message(str(number)) for number in range(15)))
    channel = Unwell()
    channel.wrong = DeliveryError("The mail server cannot be reached.", unreachable=True)
    asked = []
    for minute in range(300):
        before, now = channel.asked, NOW + minute * MINUTE
        if minute == 100:
            first += sender.put(message("new", created_at=now))
        sender.deliver(now, channel_named=lambda _name: channel)
        if channel.asked > before:
            assert channel.asked == before + 1
            asked.append(minute)
    assert asked == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    assert {sender.get(each).attempts for each in first} == {0}
    channel.wrong = None
    assert sender.deliver(NOW + 303 * MINUTE, channel_named=lambda _name: channel).sent == 16


# What may have gone


def test_what_may_have_gone_is_sent_once_more_and_no_oftener_whatever_the_server_says_in_between(
    desk: Desk, server: MailServer
) -> None:
    sender = Sender(desk, by_smtp(server))
    (one,) = sender.put(message("one", recipient="tom@council.example"))
    for hour in range(12):
        server.hang_up_after_taking = 1 - hour % 2
        server.to_recipient["tom@council.example"] = ["451 4.7.1 Later"] * (hour % 2)
        sender.deliver(NOW + hour * HOUR)
    assert server.message_ids.count(one) == 2
    assert sender.get(one).state == "uncertain"


def test_what_may_have_arrived_and_is_then_refused_is_left_to_a_person_and_not_called_failed(
    desk: Desk, server: MailServer
) -> None:
    sender = Sender(desk, by_smtp(server))
    (one,) = sender.put(message("one", recipient="tom@council.example"))
    server.hang_up_after_taking = 1
    sender.deliver()
    server.to_recipient["tom@council.example"] = ["550 5.1.1 No such user"]
    assert sender.deliver(NOW + HOUR).uncertain == 1
    assert server.message_ids.count(one) == 1
    assert sender.get(one).state == "uncertain"
    assert len(sender.told()) == 1


class Stopped(BaseException):
    """The program is killed here."""


@pytest.mark.parametrize("kind", ["health_set", "case_moved_on"])
@pytest.mark.parametrize("step", ["_begin", "_settle", "after"])
def test_a_file_that_was_fetched_before_anybody_noted_that_it_was_sent_is_not_written_twice(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, kind: str, step: str
) -> None:
    outbox = sender.desk.folder / "outbox"
    sender = Sender(sender.desk, sender.settings.model_copy(update={"mail_folder": str(outbox)}))
    (one,) = sender.put(message("one", kind=kind, recipient="trust", channel="file"))
    attach = {kind: lambda *_given: (Attachment("flag.json", "application/json", b"{}"),)}
    real, fetched = FileDrop.send, []

    def fetch() -> None:
        fetched.extend(each.name for each in outbox.glob(f"trust/*{one}.txt"))
        for each in outbox.glob("trust/*"):
            each.unlink()

    def stopping(self: FileDrop, outgoing: Outgoing) -> str:
        real(self, outgoing)
        raise Stopped

    with monkeypatch.context() as killing:
        if step == "after":
            killing.setattr(FileDrop, "send", stopping)
        else:

            def last(path: Path) -> None:
                if step == "_begin" or path.name == "trust":
                    raise Stopped

            killing.setattr(f"notifications.channels.file.{step}", last)
        with pytest.raises(Stopped):
            sender.deliver(attach=attach, gate=lambda *_given: None)
    fetch()
    for minutes in (15, 60, 600):
        sender.deliver(NOW + minutes * MINUTE, attach=attach, gate=lambda *_given: None)
        fetch()
    if step in ("after", "_begin"):
        assert (len(fetched), sender.get(one).state) == (1, "sent")
    elif kind == "health_set":
        assert (len(fetched), sender.get(one).state) == (1, "uncertain")
        assert len(sender.told()) == 1
    else:
        assert (len(fetched), sender.get(one).state) == (2, "sent")


# Who hears of it


@pytest.mark.parametrize("stand_in", [True, False])
def test_while_an_officer_is_away_whoever_is_there_hears_that_a_message_did_not_arrive(
    sender: Sender, stand_in: bool
) -> None:
    priya, lee = sender.user("priya", "caseworker"), sender.user("lee", "caseworker")
    morag = sender.user("morag")
    sender.desk.clock.moment = NOW
    opened = cases.open_case(sender.office, NewPerson("Jamie Example", date(2019, 5, 3)), date(2026, 1, 5), "parent")
    assert not isinstance(opened, Refusal), opened
    assert not isinstance(cases.assign(sender.office, opened.case, priya), Refusal)
    gone = away(sender.office, priya, NOW.date() + timedelta(days=9), lee if stand_in else "")
    assert not isinstance(gone, Refusal), gone
    (lost,) = sender.put(message("one", recipient="flags@provider.example", case_id=1))
    channel = Unwell()
    channel.wrong = DeliveryError("550", permanent=True)
    sender.deliver(channel_named=lambda _name: channel)
    assert sender.get(lost).state == "failed"
    about = [each.recipient for each in sender.told() if each.facts["to"] == "flags@provider.example"]
    assert about == [lee if stand_in else morag]


def test_what_waits_longest_is_shown_and_after_four_hours_somebody_must_act(sender: Sender) -> None:
    sender.put(message("gone", created_at=NOW - HOUR, recipient="x@c.example"))
    channel = Unwell()
    assert sender.deliver(NOW - HOUR, channel_named=lambda _name: channel).sent == 1
    sender.put(message("new", created_at=NOW + HOUR))
    (old,) = sender.put(message("old", created_at=NOW))
    channel.wrong = DeliveryError("The mail server cannot be reached.", unreachable=True)
    sender.deliver(NOW + HOUR, channel_named=lambda _name: channel)
    soon, late = (status(sender.installation, NOW + 4 * HOUR + more) for more in (timedelta(), MINUTE))
    for each in (soon, late):
        oldest = each.authorities[0].oldest
        assert oldest is not None
        assert (oldest.message_id, oldest.created_at) == (old, NOW)
        assert "cannot be reached" in oldest.error
    assert (soon.stuck, late.stuck, late.amiss) == (False, True, True)


# Digests


def test_the_digest_of_an_earlier_day_is_not_sent_once_the_day_is_over(sender: Sender) -> None:
    sender.put(message("yesterday", kind="daily_digest", case_id=None))
    channel = Memory()
    later = NOW + timedelta(days=1)
    assert sender.deliver(now=later, channel_named=lambda _name: channel) == Delivered(cancelled=1)
    sender.put(message("today", kind="daily_digest", case_id=None))
    assert sender.deliver(channel_named=lambda _name: channel) == Delivered(sent=1)


def test_what_was_decided_later_on_the_day_than_it_is_asked_for_leaves_too(sender: Sender) -> None:
    """`run-due --as-at` acts at noon, also for whoever recorded a step in the afternoon."""
    sender.put(message("afternoon", created_at=NOW + 3 * HOUR))
    assert sender.deliver(channel_named=lambda _name: Memory()) == Delivered(sent=1)
