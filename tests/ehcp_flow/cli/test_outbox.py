"""`ehcp-flow outbox …`: the messages at the command line, and bad input answered in words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ehcp_flow.cli.outbox import app
from ehcp_flow.db.engine import connect
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.services.sending.delivery import deliver
from notifications.catalogue import CATALOGUE
from notifications.channels.base import DeliveryError
from notifications.channels.memory import Memory
from tests.ehcp_flow.cli.at_the_line import Line
from tests.ehcp_flow.services.sending.test_bounces import report

HERE = "997"


class Failing(Memory):
    """A channel that always fails in one way."""

    error = DeliveryError("550 5.1.1 No such user", permanent=True)

    def send(self, outgoing: Any) -> str:
        raise self.error


class Box:
    """The commands on one database, with messages in it."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [words[0], "--database", self.line.database, *words[1:]])

    def asks(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def put(self, key: str, kind: str = "health_set", **changed: Any) -> str:
        from ehcp_flow.demo.clock import FixedDay
        from tests.ehcp_flow.cli.conftest import TODAY

        given: dict[str, Any] = {
            "authority": HERE, "kind": kind, "recipient": "flags@provider.example", "dedupe_key": key,
            "facts": CATALOGUE[kind].facts, "created_at": FixedDay(TODAY).now(), "statutory": True,
        }  # fmt: skip
        message = Message(**(given | changed))
        database = connect(self.line.database)
        with unit_of_work(database) as uow:
            uow.outbox.add(message)
            uow.commit()
        database.close()
        return message.message_id

    def deliver(self, channel: Memory) -> None:
        from ehcp_flow.bootstrap import installation

        found = installation(self.line.database)
        deliver(found, found.clock.now(), channel_named=lambda _name: channel)
        found.database.close()


@pytest.fixture
def box(office: Line) -> Box:
    return Box(office)


def test_the_list_gives_what_programs_rely_on(box: Box) -> None:
    sent = box.put("one")
    box.deliver(Memory())
    (row,) = box.asks("list")
    assert set(row) == {
        "id", "kind", "to", "case", "subject", "state", "channel", "sent_at", "attempts", "error",
    }  # fmt: skip
    assert (row["id"], row["kind"], row["state"], row["channel"]) == (sent, "health_set", "sent", "memory")
    assert row["sent_at"].startswith("2026-03-03T")
    assert box.asks("list", "--state", "failed") == []
    assert len(box.asks("list", "--kind", "health-set")) == 1
    assert "flags@provider.example" in box.run("list").output


def test_an_empty_list_says_so(box: Box) -> None:
    assert "There is no message yet." in box.run("list").output
    assert "No message fits." in box.run("list", "--state", "failed").output


def test_a_message_is_shown_by_the_beginning_of_its_id(box: Box) -> None:
    shown = box.put("one")
    assert "Subject: " in box.run("show", shown[:8]).output
    found = box.asks("show", shown[:8].upper())
    assert found["id"] == shown
    assert found["text"]
    assert found["statutory"] is True


@pytest.mark.parametrize(
    "words, code, says",
    [
        (("show", "xyz"), 3, "not the id of a message"),
        (("show", "0" * 12), 3, "no message whose id begins so"),
        (("show", "%"), 3, "not the id of a message"),
        (("list", "--state", "lost"), 2, "not a state"),
        (("list", "--kind", "helth_set"), 2, "health_set"),
        (("list", "--case", "EHC-x"), 3, "reference"),
        (("retry",), 2, "--all-failed"),
        (("retry", "ab", "--all-failed"), 2, "--all-failed"),
        (("settle", "ab", "--reason", "x"), 2, "--not-sent"),
        (("settle", "ab", "--sent"), 2, "reason"),
        (("release", "--reason", " "), 3, "--reason"),
        (("release", "--reason", "why"), 3, "No message waits"),
        (("bounce", "nowhere.eml"), 2, "not a file"),
        (("trust", "a@b.example", "--reason", "why"), 3, "not in doubt"),
        (("trust", "a@b.example", "--reason", "why", "--as", "x@y.example"), 3, "x@y.example"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(box: Box, words: tuple[str, ...], code: int, says: str) -> None:
    result = box.run(*words)
    assert result.exit_code == code, result.output
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_failed_message_is_sent_again(box: Box) -> None:
    lost = box.put("one")
    box.deliver(Failing())
    assert box.asks("list", "--state", "failed")[0]["error"].startswith("550")
    assert box.asks("retry", lost[:6]) == {"id": lost, "state": "ready"}
    assert box.run("retry", lost[:6]).exit_code == 3
    box.deliver(Failing())
    assert box.asks("retry", "--all-failed") == {"again": 1, "left": 0}
    box.deliver(Memory())
    assert box.asks("list")[0]["state"] == "sent"


def test_an_uncertain_message_is_settled(box: Box) -> None:
    lost = box.put("one")
    failing = Failing()
    failing.error = DeliveryError("It hung up.", uncertain=True)
    box.deliver(failing)
    assert box.asks("settle", lost, "--not-sent", "--reason", "They do not have it")["state"] == "failed"
    assert box.asks("show", lost)["error"].endswith("They do not have it")


def test_a_report_of_a_mail_server_is_read(box: Box, at_work: Path) -> None:
    lost = box.put("one")
    box.deliver(Memory())
    file = at_work / "report.eml"
    file.write_bytes(report(lost))
    found = box.asks("bounce", str(file))
    assert (found["id"], found["outcome"], found["doubted"]) == (lost, "bounced", "flags@provider.example")
    refused = box.run("retry", lost)
    assert refused.exit_code == 3
    assert "in doubt" in refused.output
    assert box.asks("trust", "flags@provider.example", "--reason", "Rang them")["address"] == "flags@provider.example"
    assert box.run("retry", lost).exit_code == 0
    file.write_text("Hello", encoding="utf-8")
    assert box.run("bounce", str(file)).exit_code == 3


def test_what_is_held_is_let_out(box: Box) -> None:
    box.put("one")
    assert box.asks("release", "--reason", "It is right") == {"released": 1}


def test_status_names_the_message_that_has_waited_longest_and_says_when_that_is_too_long(box: Box) -> None:
    box.put("new")
    assert "That is too long" not in box.line.run("status").stdout
    old = box.put("old", created_at=datetime(2026, 1, 1, 9, 30, tzinfo=UTC))
    said = " ".join(box.line.run("status").stdout.split())
    assert f"Waiting longest: {old[:12]}, since 1 January 2026 at 09:30" in said
    assert f"That is too long. Look why: ehcp-flow outbox show {old[:12]}" in said
    (authority,) = json.loads(box.line.run("status", "--json").stdout)["authorities"]
    oldest = authority["oldest_waiting"]
    assert (oldest["id"], oldest["since"][:16], oldest["too_long"]) == (old, "2026-01-01T09:30", True)
