"""GOV.UK Notify, against a fake of its API that knows messages by their reference."""

import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from notifications.channels.base import Attachment, DeliveryError
from notifications.channels.notify import Fate, Notify
from tests.notifications.channels.listening import Asked, listening
from tests.notifications.channels.made_up import ID, outgoing

KEY = f"made_up-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"
TEMPLATE = str(uuid.UUID(int=3))


@dataclass
class Fake:
    """Notify's API, as far as we use it."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    refuse: list[tuple[int, str]] = field(default_factory=list)
    hang_up: int = 0
    status: str = "sending"
    url: str = ""

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if self.refuse and asked.method == "POST":
            status, message = self.refuse.pop(0)
            errors = [{"error": "BadRequestError", "message": message}]
            return status, {}, json.dumps({"status_code": status, "errors": errors}).encode()
        assert asked.headers["authorization"].startswith("Bearer ")
        if asked.method == "POST":
            assert asked.path == "/v2/notifications/email"
            self.taken.append(json.loads(asked.body))
            if self.hang_up:
                self.hang_up -= 1
                return 0, {}, b""
            return 201, {}, json.dumps({"id": str(uuid.UUID(int=len(self.taken)))}).encode()
        reference = parse_qs(urlsplit(asked.path).query)["reference"][0]
        found = [
            {"reference": reference, "status": self.status, "created_at": f"2026-03-03T09:3{number}:00Z"}
            for number, each in enumerate(self.taken)
            if each["reference"] == reference
        ]
        return 200, {}, json.dumps({"notifications": found, "links": {}}).encode()


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    with listening(made.answer) as server:
        made.url = server.url
        yield made


@pytest.fixture
def channel(fake: Fake) -> Iterator[Notify]:
    made = Notify(KEY, TEMPLATE, fake.url)
    yield made
    made.close()


def test_it_gives_the_template_a_subject_and_a_body_and_our_id_as_reference(fake: Fake, channel: Notify) -> None:
    receipt = channel.send(outgoing())
    (taken,) = fake.taken
    assert taken == {
        "email_address": "priya@council.example",
        "template_id": TEMPLATE,
        "personalisation": {"subject": outgoing().subject, "body": outgoing().text},
        "reference": ID,
    }
    assert receipt == str(uuid.UUID(int=1))


def test_it_is_known_whether_a_message_was_taken(fake: Fake, channel: Notify) -> None:
    assert channel.was_sent(ID) is False
    channel.send(outgoing())
    assert channel.was_sent(ID) is True
    assert channel.was_sent("f" * 32) is False


def test_a_line_that_breaks_after_it_was_taken_leaves_it_uncertain_and_it_is_found(fake: Fake, channel: Notify) -> None:
    fake.hang_up = 1
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    assert caught.value.uncertain
    assert channel.was_sent(ID) is True


@pytest.mark.parametrize(
    "status, message, permanent, uncertain, unreachable",
    [
        (429, "Exceeded rate limit", False, False, True),
        (500, "Internal server error", False, True, False),
        (503, "Try later", False, True, False),
        (400, "email_address Not a valid email address", True, False, False),
        (403, "Can’t send to this recipient using a team-only API key", True, False, False),
        (403, "Invalid token: API key not found", False, False, True),
    ],
)
def test_an_error_says_whether_to_try_again(
    fake: Fake, channel: Notify, status: int, message: str, permanent: bool, uncertain: bool, unreachable: bool
) -> None:
    fake.refuse = [(status, message)]
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing())
    error = caught.value
    assert (error.permanent, error.uncertain, error.unreachable) == (permanent, uncertain, unreachable)
    assert "priya" not in error.words
    assert fake.taken == []


@pytest.mark.parametrize(
    "status, fate",
    [
        ("sending", Fate.WAITING),
        ("created", Fate.WAITING),
        ("delivered", Fate.DELIVERED),
        ("permanent-failure", Fate.BOUNCED),
        ("temporary-failure", Fate.FAILED),
        ("technical-failure", Fate.FAILED),
    ],
)
def test_what_became_of_a_message_can_be_asked(fake: Fake, channel: Notify, status: str, fate: Fate) -> None:
    channel.send(outgoing())
    fake.status = status
    assert channel.fate_of(ID) == (fate, status)
    assert channel.was_sent(ID) is not status.endswith("failure")


def test_without_its_client_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "notifications_python_client.notifications", None)
    with pytest.raises(DeliveryError, match=r"ehcp-flow\[notify\]") as caught:
        Notify(KEY, TEMPLATE).send(outgoing())
    assert caught.value.unreachable


def test_a_key_that_cannot_be_one_is_said_to_be_so_and_is_not_repeated() -> None:
    with pytest.raises(DeliveryError, match="notify_api_key") as caught:
        Notify("a-wrong-key", TEMPLATE).send(outgoing())
    assert caught.value.unreachable
    assert "a-wrong-key" not in f"{caught.value.words} {Notify('a-wrong-key', TEMPLATE)!r}"


def test_a_message_with_files_is_refused_for_good_with_what_to_do_and_nothing_is_sent(
    fake: Fake, channel: Notify
) -> None:
    """Notify would take the text and drop the files, and the reader would be told of a file that never came."""
    with pytest.raises(DeliveryError) as caught:
        channel.send(outgoing(attachments=(Attachment("send-board-2026-10.pdf", "application/pdf", b"%PDF-"),)))
    error = caught.value
    assert (error.permanent, error.uncertain, error.unreachable, error.bad_address) == (True, False, False, False)
    assert "carries no attached files" in error.words
    assert "mail_by to smtp" in error.words
    assert fake.taken == []
