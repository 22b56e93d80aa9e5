"""The webhook: signed, without anything about a child, and careful whom it tells."""

import hashlib
import hmac
import json
import time

import pytest

from notifications.channels.base import DeliveryError
from notifications.channels.webhook import Webhook, is_local
from tests.notifications.channels.listening import Asked, listening
from tests.notifications.channels.made_up import ID, NOW, outgoing


def answering(status: int, **headers: str):  # type: ignore[no-untyped-def]
    return listening(lambda _asked: (status, headers, b""))


def test_it_posts_an_id_a_kind_a_version_and_a_reference_and_no_more() -> None:
    with answering(202) as system:
        assert Webhook("key").send(outgoing(recipient=f"{system.url}/in?from=us")) == "202"
    (asked,) = system.asked
    assert (asked.method, asked.path) == ("POST", "/in?from=us")
    assert json.loads(asked.body) == {"id": ID, "kind": "case_assigned", "version": 1, "case": "EHC-2026-00412"}
    assert asked.headers["x-ehcp-flow-id"] == ID
    assert asked.headers["x-ehcp-flow-version"] == "1"


def test_the_receiver_can_check_who_sent_it_and_when() -> None:
    with answering(200) as system:
        Webhook("key").send(outgoing(recipient=system.url))
    (asked,) = system.asked
    stamp = asked.headers["x-ehcp-flow-timestamp"]
    assert int(stamp) == int(NOW.timestamp())
    right = hmac.new(b"key", stamp.encode() + b"." + asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["x-ehcp-flow-signature"] == f"sha256={right}"


@pytest.mark.parametrize(
    "status, permanent",
    [(408, False), (429, False), (500, False), (503, False), (400, True), (401, True), (404, True), (410, True)],
)
def test_an_answer_that_may_change_is_waited_for(status: int, permanent: bool) -> None:
    with answering(status) as system, pytest.raises(DeliveryError, match=str(status)) as caught:
        Webhook("key").send(outgoing(recipient=system.url))
    assert caught.value.permanent is permanent


def test_a_redirect_is_not_followed() -> None:
    with answering(200) as elsewhere, answering(302, Location=elsewhere.url) as system:
        with pytest.raises(DeliveryError) as caught:
            Webhook("key").send(outgoing(recipient=system.url))
        assert caught.value.permanent
        assert elsewhere.asked == []


def test_a_system_that_hangs_up_or_does_not_answer_is_tried_again() -> None:
    def slowly(_asked: Asked) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.5)
        return 200, {}, b""

    with answering(0) as system, pytest.raises(DeliveryError) as caught:
        Webhook("key").send(outgoing(recipient=system.url))
    assert not caught.value.permanent
    with listening(slowly) as system, pytest.raises(DeliveryError) as caught:
        Webhook("key", timeout=0.1).send(outgoing(recipient=system.url))
    assert not caught.value.permanent
    assert Webhook("key").timeout == 5


@pytest.mark.parametrize(
    "address",
    [
        "http://provider.example/in",
        "ftp://provider.example",
        "nowhere",
        "https://name:word@provider.example/",
        "https://",
    ],
)
def test_another_system_is_only_told_over_https(address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        Webhook("key").send(outgoing(recipient=address))
    assert caught.value.permanent


def test_nothing_goes_unsigned() -> None:
    with answering(200) as system, pytest.raises(DeliveryError, match="webhook_secret") as caught:
        Webhook("").send(outgoing(recipient=system.url))
    assert caught.value.unreachable
    assert system.asked == []
    assert "top-secret" not in repr(Webhook("top-secret"))


@pytest.mark.parametrize("address", ["http://localhost:80/", "http://127.0.0.1", "http://[::1]:9/in"])
def test_this_machine_is_known_by_its_names(address: str) -> None:
    assert is_local(address)
    assert not is_local("http://localhost.elsewhere.example")
