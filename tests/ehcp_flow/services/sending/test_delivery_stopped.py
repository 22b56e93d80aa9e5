"""Whoever sends is stopped between any two steps, on both databases: what arrived at a real mail server is counted."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.sending.delivery import deliver
from ehcp_flow.services.sending.outgoing import Preparing
from ehcp_flow.services.sending.post import Post
from notifications.channels.smtp import Smtp
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.sending.posting import NOW, Sender, by_smtp, message
from tests.mail_server import MailServer, serving

STEPS = {
    "claim": (Post, "claim"),
    "prepare": (Preparing, "__call__"),
    "hand over": (Post, "hand_over"),
    "send": (Smtp, "send"),
    "mark": (Post, "mark_sent"),
}
ROOT = Path(__file__).resolve().parents[4]
LATER = [NOW + timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 600)]


class Stopped(BaseException):
    """The program is killed here: nothing that it would still have done is done."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def sender(desk: Desk, server: MailServer) -> Sender:
    return Sender(desk, by_smtp(server))


def stop_at(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, *, after: bool, nth: int = 1) -> None:
    """Has the nth call of a method be the last thing that the program does, once."""
    real = getattr(owner, name)
    calls = 0

    def stopping(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not after:
            raise Stopped
        answer = real(*given, **named)
        if calls == nth:
            raise Stopped
        return answer

    monkeypatch.setattr(owner, name, stopping)


def stopped_and_gone_on_with(sender: Sender, server: MailServer) -> tuple[Counter[str], str, str]:
    """Sends until it is stopped; then time passes and others send. Gives what arrived, and the ids of the two messages."""
    statutory, other = sender.put(message("statutory", kind="health_set"), message("other"))
    with pytest.raises(Stopped):
        sender.deliver()
    for moment in LATER:
        sender.deliver(moment)
    return Counter(server.message_ids), statutory, other


def check(sender: Sender, arrived: Counter[str], statutory: str, other: str) -> None:
    assert arrived[statutory] <= 1, "a statutory message came twice"
    assert 1 <= arrived[other] <= 2, "another message was lost, or came more than once more"
    state = sender.get(statutory).state
    assert state in ("sent", "uncertain")
    if state == "sent":
        assert arrived[statutory] == 1, "a statutory message was lost"
        assert sender.told() == []
    else:
        (told,) = sender.told()
        assert told.recipient == "office@council.example"
        assert told.state == "sent"
        assert arrived[told.message_id] == 1
    assert sender.get(other).state == "sent"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_stopped_between_two_steps_nothing_is_lost_and_nothing_statutory_comes_twice(
    sender: Sender, server: MailServer, monkeypatch: pytest.MonkeyPatch, step: str, after: bool, nth: int
) -> None:
    stop_at(monkeypatch, *STEPS[step], after=after, nth=nth)
    check(sender, *stopped_and_gone_on_with(sender, server))


COMMITS = 7
"""Of a round with two messages: claim; the gate is asked of the notice; each is handed over and marked; nothing is left."""


def test_a_round_of_two_messages_commits_so_often(
    sender: Sender, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.put(message("statutory", kind="health_set"), message("other"))
    real, commits = UnitOfWork.commit, []
    monkeypatch.setattr(UnitOfWork, "commit", lambda uow: (commits.append(1), real(uow)))
    assert sender.deliver().sent == 2
    assert len(commits) == COMMITS


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("nth", range(1, COMMITS + 1))
def test_stopped_at_any_commit_nothing_is_lost_and_nothing_statutory_comes_twice(
    sender: Sender, server: MailServer, monkeypatch: pytest.MonkeyPatch, after: bool, nth: int
) -> None:
    statutory, other = sender.put(message("statutory", kind="health_set"), message("other"))
    with monkeypatch.context() as stopping:
        stop_at(stopping, UnitOfWork, "commit", after=after, nth=nth)
        with pytest.raises(Stopped):
            sender.deliver()
    for moment in LATER:
        sender.deliver(moment)
    check(sender, Counter(server.message_ids), statutory, other)


@pytest.mark.parametrize("when", ["hang_up_before_taking", "hang_up_after_taking"])
def test_a_server_that_hangs_up_leaves_a_statutory_message_to_a_person(
    sender: Sender, server: MailServer, when: str
) -> None:
    statutory, other = sender.put(message("statutory", kind="health_set"), message("other"))
    setattr(server, when, 2)
    for moment in (NOW, *LATER):
        sender.deliver(moment)
    check(sender, Counter(server.message_ids), statutory, other)
    assert sender.get(statutory).state == "uncertain"


KILLED = """
import os, sys
from ehcp_flow.bootstrap import Installation
from ehcp_flow.clock import SystemClock
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import connect
from ehcp_flow.services.sending import delivery
from ehcp_flow.services.sending import post
from notifications.channels.smtp import Smtp
from tests.ehcp_flow.services.sending.posting import NOW

url, port, owner, name = sys.argv[1:]
owner = {"Smtp": Smtp, "Post": post.Post}[owner]
real = getattr(owner, name)

def killing(*given, **named):
    real(*given, **named)
    os._exit(9)

setattr(owner, name, killing)
settings = Settings(
    mail_by="smtp", smtp_host="127.0.0.1", smtp_port=int(port), smtp_starttls="off", production=True,
    mail_from="flow@council.example", office_email="office@council.example",
)
delivery.deliver(Installation(settings, connect(url), SystemClock()), NOW)
"""


@pytest.mark.parametrize("where", [("Post", "claim"), ("Post", "hand_over"), ("Smtp", "send"), ("Post", "mark_sent")])
def test_a_process_that_is_killed_loses_nothing_and_sends_nothing_statutory_twice(
    sender: Sender, server: MailServer, where: tuple[str, str]
) -> None:
    statutory, other = sender.put(message("statutory", kind="health_set"), message("other"))
    url = sender.desk.database.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(server.port), *where], cwd=ROOT, timeout=60, check=False
    )
    assert killed.returncode == 9
    for moment in LATER:
        sender.deliver(moment)
    check(sender, Counter(server.message_ids), statutory, other)


def test_what_is_left_unknown_after_a_change_of_channel_is_asked_of_the_channel_that_had_it(
    sender: Sender, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (statutory,) = sender.put(message("statutory", kind="health_set"))
    with monkeypatch.context() as stopping:
        stop_at(stopping, *STEPS["mark"], after=False)
        with pytest.raises(Stopped):
            sender.deliver()
    folder = str(sender.desk.folder / "outbox")
    by_file = Sender(sender.desk, sender.settings.model_copy(update={"mail_by": "file", "mail_folder": folder}))
    by_file.deliver(LATER[-1])
    assert by_file.get(statutory).state == "uncertain"
    assert server.message_ids == [statutory]


def test_several_at_once_send_each_message_once(sender: Sender, server: MailServer) -> None:
    ids = sender.put(*(message(str(number), statutory=number % 2 == 0) for number in range(60)))
    faults: list[BaseException] = []

    def work() -> None:
        try:
            deliver(sender.installation, NOW)
        except BaseException as fault:
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    assert Counter(server.message_ids) == Counter(ids)
    assert {sender.get(each).state for each in ids} == {"sent"}


def test_several_at_once_keep_the_order_of_a_child_s_messages(sender: Sender, server: MailServer) -> None:
    ids = sender.put(
        *(message(str(number), order_key="HEALTH 1", order_number=number, statutory=True) for number in range(12))
    )
    for _ in range(3):
        workers = [threading.Thread(target=deliver, args=(sender.installation, NOW)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
    assert server.message_ids == ids
