"""Sending what waits, on both databases, to a real mail server that is read afterwards."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ehcp_flow.config import Settings
from ehcp_flow.db.addresses import Addresses
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services import cases
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.sending.delivery import Delivered
from ehcp_flow.services.sending.desk import list_messages, release_held, retry_message, settle_message, trust_address
from notifications.catalogue import CATALOGUE
from notifications.channels.base import Attachment, Channel
from notifications.channels.memory import Memory
from notifications.channels.notify import Notify
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.sending.posting import NOW, Sender, by_smtp, message
from tests.mail_server import MailServer, serving
from tests.notifications.channels.listening import listening
from tests.notifications.channels.test_notify import KEY, TEMPLATE, Fake
from workflows.refusals import Refusal
from workflows.vocabulary import Event

HOUR = timedelta(hours=1)


def opened_case(sender: Sender) -> cases.Done:
    done = cases.open_case(sender.office, NewPerson("Jamie Example", date(2019, 5, 3)), date(2026, 1, 5), "parent")
    assert not isinstance(done, Refusal), done
    return done


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def sender(desk: Desk, server: MailServer) -> Sender:
    return Sender(desk, by_smtp(server))


def doubt(sender: Sender, address: str) -> None:
    with unit_of_work(sender.desk.database) as uow:
        Addresses(uow.connection).doubt(HERE, address, "550 No such user", NOW)
        uow.commit()


# What a step decides is sent


def test_a_message_that_a_step_decided_arrives_by_mail(sender: Sender, server: MailServer) -> None:
    priya = sender.user("priya", "caseworker")
    done = opened_case(sender)
    assert not isinstance(cases.assign(sender.office, done.case, priya), Refusal)
    assert sender.deliver() == Delivered(sent=1)
    (mail,) = server.arrived
    assert str(mail["To"]) == priya
    assert done.case in str(mail["Subject"])
    assert "Example" not in mail.as_string()
    (shown,) = list_messages(sender.office)
    assert (shown.message.state, shown.message.channel, shown.listed.case) == ("sent", "smtp", done.case)
    assert shown.message.sent_at == NOW


# Nothing leaves by accident


def test_as_shipped_messages_are_written_to_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    sender = Sender(desk, Settings())
    sender.put(message("one"), message("two", kind="health_set"))
    assert sender.deliver().sent == 2
    assert len(list(Path("outbox").glob("mail/*.txt"))) == 2


@pytest.mark.parametrize("by", ["smtp", "notify"])
def test_outside_production_mail_needs_somewhere_to_be_redirected_to(by: str) -> None:
    with pytest.raises(ValidationError, match="redirect_all_to"):
        Settings(mail_by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"smtp_host": ""}, "smtp_host"),
        ({"mail_from": ""}, "mail_from"),
        ({"smtp_host": "mail.council.example"}, "on this machine"),
        ({"smtp_user": "sender"}, "plain text"),
        ({"mail_by": "notify"}, "notify_api_key and notify_template_id"),
        ({"office_email": "nobody"}, "office_email is not"),
        ({"notify_base_url": "http://notify.example"}, "https"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused_in_words(
    server: MailServer, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        by_smtp(server, **changed)


def test_redirected_mail_says_for_whom_it_was(desk: Desk, server: MailServer) -> None:
    sender = Sender(desk, by_smtp(server, production=False, redirect_all_to="trial@council.example"))
    sender.put(message("one"))
    sender.deliver()
    assert server.envelopes == [("flow@council.example", ["trial@council.example"])]
    text, html = server.arrived[0].iter_parts()
    for part in (text, html):
        assert "This message was for priya@council.example." in part.get_content()
    assert text.get_content().startswith("This message was for")


def test_outside_production_other_systems_are_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    sender = Sender(desk, Settings())
    (there,) = sender.put(message("one", channel="webhook", recipient="https://provider.example/in"))
    assert sender.deliver().sent == 1
    assert sender.get(there).channel == "file"


def test_a_message_for_a_channel_that_there_is_not_fails_in_words(sender: Sender) -> None:
    (lost,) = sender.put(message("one", channel="pigeon"))
    assert sender.deliver() == Delivered(sent=1, failed=1)
    assert "no channel “pigeon”" in sender.get(lost).error


def test_only_a_channel_that_carries_personal_data_is_given_attachments(sender: Sender) -> None:
    sender.put(message("one", kind="health_set"))
    attach = {"health_set": lambda *_given: (Attachment("flag.json", "application/json", b"{}"),)}
    for carries in (False, True):
        channel = Memory(carries_personal_data=carries)
        sender.put(message(f"to {carries}", kind="health_set"))
        sender.deliver(channel_named=lambda _name, channel=channel: channel, attach=attach)
        assert {len(each.attachments) for each in channel.sent} == {int(carries)}


# More than may leave at once


def test_more_than_may_leave_at_once_is_held_and_a_person_is_asked(desk: Desk, server: MailServer) -> None:
    sender = Sender(desk, by_smtp(server, send_at_most=3))
    manager = sender.user("morag")
    sender.put(*(message(str(number)) for number in range(4)))
    assert sender.deliver(dry_run=True) == Delivered(held=4)
    assert sender.deliver() == Delivered(sent=1, held=4)
    assert [str(mail["To"]) for mail in server.arrived] == [manager]
    assert "4" in server.arrived[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert sender.deliver(NOW + timedelta(minutes=1)) == Delivered(held=4)
    assert len(server.arrived) == 1


def test_what_a_person_lets_out_goes_and_what_comes_after_is_counted_anew(desk: Desk, server: MailServer) -> None:
    sender = Sender(desk, by_smtp(server, send_at_most=3, office_email=""))
    sender.put(*(message(str(number), created_at=NOW - HOUR) for number in range(4)))
    desk.clock.moment = NOW
    assert isinstance(release_held(sender.office, " "), Refusal)
    assert release_held(sender.office, "They are right") == 4
    sender.put(*(message(f"later {number}", created_at=NOW + HOUR) for number in range(5)))
    assert sender.deliver(NOW + HOUR) == Delivered(sent=4, held=5)
    assert sender.deliver(NOW + HOUR) == Delivered(held=5)
    with desk.database.reading() as connection:
        from ehcp_flow.db.unit_of_work import UnitOfWork

        kept = UnitOfWork(connection).preferences.last(HERE, "outbox_release")
    assert kept is not None
    assert (kept.reason, kept.value["how_many"], kept.changed_by) == ("They are right", 4, "operator")


def test_all_of_it_can_be_asked_for_and_a_dry_run_sends_nothing(desk: Desk, server: MailServer) -> None:
    sender = Sender(desk, by_smtp(server, send_at_most=3))
    sender.put(*(message(str(number)) for number in range(4)))
    before = desk.contents()
    assert sender.deliver(dry_run=True, all_of_it=True) == Delivered(sent=4)
    assert desk.contents() == before
    assert sender.deliver(all_of_it=True) == Delivered(sent=4)


def test_with_nothing_to_send_nothing_is_written(sender: Sender) -> None:
    sender.put()
    before = sender.desk.contents()
    assert sender.deliver() == Delivered()
    assert sender.desk.contents() == before


# What does not arrive


def test_a_recipient_that_is_put_off_gets_it_later(sender: Sender, server: MailServer) -> None:
    (one,) = sender.put(message("one"))
    server.to_recipient["priya@council.example"] = ["451 4.7.1 Later"]
    assert sender.deliver() == Delivered(waiting=1)
    assert sender.deliver(NOW + timedelta(seconds=59)) == Delivered()
    assert sender.deliver(NOW + timedelta(seconds=60)) == Delivered(sent=1)
    assert server.message_ids == [one]


def test_an_address_where_nobody_is_is_doubted_and_the_officer_of_the_case_is_told(
    sender: Sender, server: MailServer
) -> None:
    priya = sender.user("priya", "caseworker")
    opened = opened_case(sender)
    assert not isinstance(cases.assign(sender.office, opened.case, priya), Refusal)
    (lost,) = sender.put(message("one", recipient="Flags@Provider.example", case_id=1))
    server.to_recipient["Flags@Provider.example"] = ["550 5.1.1 No such user"]
    assert sender.deliver() == Delivered(sent=2, failed=1)
    (told,) = sender.told()
    assert told.recipient == priya
    assert told.facts["case"] == opened.case
    assert "550 5.1.1" in told.facts["why"]
    assert sender.get(lost).state == "failed"

    (again,) = sender.put(message("two", recipient="flags@provider.example"))
    assert sender.deliver().failed == 1
    assert "in doubt" in sender.get(again).error
    assert isinstance(retry_message(sender.office, again[:8]), Refusal)
    assert not isinstance(trust_address(sender.office, "FLAGS@provider.example", "Rang them"), Refusal)
    assert not isinstance(retry_message(sender.office, again[:8]), Refusal)
    assert sender.deliver(NOW + HOUR).sent == 1


def test_a_rule_of_the_server_does_not_make_an_address_doubtful(sender: Sender, server: MailServer) -> None:
    sender.put(message("one"), message("two"))
    server.to_recipient["priya@council.example"] = ["550 5.7.1 Not from you"]
    assert sender.deliver() == Delivered(sent=2, failed=1)


def test_nobody_is_told_about_a_message_that_tells_of_another(sender: Sender, server: MailServer) -> None:
    sender.put(message("one"))
    server.to_recipient["priya@council.example"] = ["550 No"]
    server.to_recipient["office@council.example"] = ["550 No"]
    assert sender.deliver() == Delivered(failed=2)
    assert len(sender.told()) == 1


def test_whoever_cannot_be_reached_is_not_told_so_at_that_address(sender: Sender, server: MailServer) -> None:
    morag = sender.user("morag")
    sender.put(message("one", recipient=morag))
    server.to_recipient[morag] = ["550 No"]
    sender.deliver()
    assert [each.recipient for each in sender.told()] == ["office@council.example"]


def test_a_text_that_cannot_be_made_fails_for_good_and_says_no_fact(sender: Sender) -> None:
    (wrong,) = sender.put(message("one", facts={"name": "Jamie Example"}))
    (unknown,) = sender.put(message("two", facts={}, kind="case_assigned", recipient="x@council.example"))
    assert sender.deliver().failed == 2
    for each in (wrong, unknown):
        assert "could not be made" in sender.get(each).error
        assert "Jamie" not in sender.get(each).error


def test_an_uncertain_message_is_settled_by_a_person(sender: Sender, server: MailServer) -> None:
    ids = []
    for each in ("one", "two", "three"):  # one by one: after two without an answer a server is left alone for a while
        ids += sender.put(message(each, kind="health_set"))
        server.hang_up_before_taking = 1
        assert sender.deliver().uncertain == 1
    arrived, lost, again = ids
    assert isinstance(settle_message(sender.office, arrived, sent=True, reason=""), Refusal)
    assert not isinstance(settle_message(sender.office, arrived, sent=True, reason="They have it"), Refusal)
    assert not isinstance(settle_message(sender.office, lost, sent=False, reason="They do not"), Refusal)
    assert not isinstance(retry_message(sender.office, again), Refusal)
    assert isinstance(settle_message(sender.office, arrived, sent=True, reason="Again"), Refusal)
    assert [sender.get(each).state for each in (arrived, lost, again)] == ["sent", "failed", "ready"]
    assert sender.get(arrived).sent_at == NOW
    assert "They have it" in sender.get(arrived).error
    sender.deliver(NOW + HOUR)
    assert again in server.message_ids
    assert arrived not in server.message_ids


def test_a_later_message_waits_for_an_uncertain_one_and_an_overtaken_one_is_not_sent_again(
    sender: Sender, server: MailServer
) -> None:
    first, second = sender.put(
        *(message(str(n), kind="health_set", order_key="HEALTH 1", order_number=n) for n in (1, 2))
    )
    server.hang_up_before_taking = 1
    sender.deliver()
    sender.deliver(NOW + HOUR)
    assert [sender.get(each).state for each in (first, second)] == ["uncertain", "ready"]
    settle_message(sender.office, first, sent=False, reason="They do not have it")
    sender.deliver(NOW + HOUR)
    assert sender.get(second).state == "sent"
    refusal = retry_message(sender.office, first)
    assert isinstance(refusal, Refusal)
    assert "later" in refusal.why


def test_no_log_and_no_error_holds_a_name_or_a_number_of_a_child(
    sender: Sender, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    facts = {**CATALOGUE["case_moved_on"].facts, "initials": "Jamie Example 943 476 5919"}
    ids = sender.put(*(message(str(number), facts=facts, statutory=True) for number in range(3)))
    ids += sender.put(message("wrong", facts={"Jamie": "Jamie Example"}, recipient="tom@council.example"))
    server.to_recipient["priya@council.example"] = ["550 5.7.1 Not about 943 476 5919"]
    server.to_data = ["451 4.3.0 Not now, 9434765919"]
    server.hang_up_before_taking = 0
    sender.deliver()
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the server's own
    said = "".join(ours) + "".join(sender.get(each).error for each in ids)
    assert "Jamie Example" not in said
    assert "5919" not in said


# What no longer stands


def alert(reference: str, due: str) -> dict[str, Any]:
    line = {
        "case": reference, "initials": "JE", "stage": "Deciding", "what": "Decide", "due": due, "how": "Overdue",
        "do": "Decide", "officer": "Priya", "where": f"ehcp-flow case show {reference}",
        "key": f"{reference}|assess_decision||{due}",
    }  # fmt: skip
    return {"heading": "1 deadline needs action now", "day": "Tuesday 3 March 2026", "lines": [line], "more": ""}


def test_a_warning_of_what_has_been_done_meanwhile_is_not_sent(sender: Sender, server: MailServer) -> None:
    sender.put()
    opened = opened_case(sender)
    reference = opened.case
    due = next(each.due for each in opened.outcome.deadlines if each.duty == "assess_decision").isoformat()
    stands, moved = sender.put(
        message("stands", kind="deadline_alert", facts=alert(reference, due)),
        message("moved", kind="deadline_alert", facts=alert(reference, "2026-01-01")),
    )
    assert sender.deliver() == Delivered(sent=1, cancelled=1)
    assert [sender.get(each).state for each in (stands, moved)] == ["sent", "cancelled"]
    (late,) = sender.put(message("late", kind="deadline_alert", facts=alert(reference, due)))
    done = cases.record(sender.office, reference, Event.REQUEST_WITHDRAWN, date(2026, 2, 9), {})
    assert not isinstance(done, Refusal), done
    assert sender.deliver() == Delivered(cancelled=1)
    assert sender.get(late).state == "cancelled"


# GOV.UK Notify


def test_notify_is_asked_what_became_of_a_message(desk: Desk) -> None:
    fake = Fake()
    with listening(fake.answer) as api:
        given = {"mail_by": "notify", "production": True, "office_email": "office@council.example"}
        key = {"notify_api_key": KEY, "notify_template_id": TEMPLATE, "notify_base_url": api.url}
        sender = Sender(desk, Settings(**(given | key)))  # type: ignore[arg-type]
        fake.hang_up = 1
        (one,) = sender.put(message("one", kind="health_set"))
        assert sender.deliver() == Delivered(waiting=1)
        assert sender.deliver(NOW + HOUR) == Delivered(sent=1)
        assert len(fake.taken) == 1
        assert sender.get(one).channel == "notify"
        sender.deliver(NOW + 2 * HOUR)
        assert sender.get(one).state == "sent"
        fake.status = "permanent-failure"
        assert sender.deliver(NOW + 9 * HOUR).failed == 1
        assert sender.get(one).state == "bounced"
        assert len(sender.told()) == 1
        fake.status = "delivered"
        for hour in range(10, 40):
            sender.deliver(NOW + hour * HOUR)
        assert sender.told()[0].state == "delivered"


def test_the_key_of_notify_is_never_shown() -> None:
    settings = Settings(notify_api_key=KEY)  # type: ignore[arg-type]
    assert KEY not in repr(settings)
    channel: Channel = Notify(KEY, TEMPLATE)
    assert KEY not in repr(channel)
