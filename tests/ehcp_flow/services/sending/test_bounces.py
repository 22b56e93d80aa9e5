"""A mail server's report that a message did not arrive, as such reports look."""

from collections.abc import Iterator

import pytest

from ehcp_flow.db.addresses import Addresses
from ehcp_flow.services.sending.bounces import Bounced, Report, note_report, read_report
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.sending.posting import Sender, by_smtp, message
from tests.mail_server import MailServer, serving
from workflows.refusals import Refusal

REPORT = """\
From: MAILER-DAEMON@mx.provider.example
To: flow@council.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I could not deliver your message about NHS 943 476 5919.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.provider.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <flags@provider.example>: User unknown, 943 476 5919

--B
Content-Type: {returned}

From: EHCP Flow <flow@council.example>
Message-ID: <{id}@council.example>
Subject: Health notice

--B--
"""


def report(message_id: str, action: str = "failed", returned: str = "message/rfc822") -> bytes:
    filled = REPORT.format(id=message_id, action=action, returned=returned, recipient="flags@provider.example")
    return filled.replace("\n", "\r\n").encode()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def sender(desk: Desk, server: MailServer) -> Sender:
    return Sender(desk, by_smtp(server))


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_of_which_message_and_why(returned: str) -> None:
    found = read_report(report("a" * 32, returned=returned))
    assert found == Report(
        "a" * 32, "failed", "flags@provider.example", "550 5.1.1 <flags@provider.example>: User unknown, …"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"From: someone@provider.example\r\nSubject: Away\r\n\r\nI am away until Monday.\r\n",
        b"\xff\xfe\x00not a mail",
        report("not-one-of-ours"),
        report("a" * 32).replace(b"Action: failed\r\n", b""),
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n",
    ],
)
def test_what_is_no_report_is_refused_in_words(content: bytes) -> None:
    refused = read_report(content)
    assert isinstance(refused, Refusal)
    assert refused.why
    assert refused.do


def test_a_message_that_came_back_is_marked_its_address_doubted_and_somebody_told(
    sender: Sender, server: MailServer
) -> None:
    (lost,) = sender.put(message("one", recipient="flags@provider.example", kind="health_set"))
    sender.deliver()
    found = note_report(sender.office, sender.settings, report(lost))
    assert isinstance(found, Bounced)
    assert (found.outcome, found.doubted) == ("bounced", "flags@provider.example")
    assert sender.get(lost).state == "bounced"
    assert "5919" not in sender.get(lost).error
    with sender.desk.database.reading() as connection:
        assert Addresses(connection).get(HERE, "flags@provider.example") is not None
    (told,) = sender.told()
    assert told.facts["state"] == "Came back"
    assert isinstance(note_report(sender.office, sender.settings, report(lost)), Refusal)
    assert len(sender.told()) == 1


def test_a_report_from_a_redirected_message_doubts_nobody(desk: Desk, server: MailServer) -> None:
    sender = Sender(desk, by_smtp(server, production=False, redirect_all_to="trial@council.example"))
    (lost,) = sender.put(message("one"))
    sender.deliver()
    found = note_report(sender.office, sender.settings, report(lost))
    assert isinstance(found, Bounced)
    assert found.doubted == ""


@pytest.mark.parametrize(
    "action, state, outcome", [("delayed", "sent", "nothing"), ("delivered", "delivered", "delivered")]
)
def test_a_report_of_something_else_is_taken_for_what_it_is(
    sender: Sender, action: str, state: str, outcome: str
) -> None:
    (one,) = sender.put(message("one"))
    sender.deliver()
    found = note_report(sender.office, sender.settings, report(one, action))
    assert isinstance(found, Bounced)
    assert found.outcome == outcome
    assert sender.get(one).state == state
    assert sender.told() == []


def test_a_report_of_a_message_that_is_not_ours_or_was_not_sent_is_refused(sender: Sender) -> None:
    (waiting,) = sender.put(message("one"))
    for message_id in ("b" * 32, waiting):
        assert isinstance(note_report(sender.office, sender.settings, report(message_id)), Refusal)
    assert sender.get(waiting).state == "ready"
