"""The webhook: signed, without anything about a child, and careful whom it tells."""

import hashlib
import hmac
import http.client
import json
import socket
import time
from functools import partial
from typing import Any

import pytest

from notifications.channels import webhook
from notifications.channels.base import DeliveryError
from notifications.channels.webhook import is_local
from tests.notifications.channels.listening import Asked, listening
from tests.notifications.channels.made_up import ID, NOW, outgoing

Webhook = partial(webhook.Webhook, local_too=True)
"""As it is for trials: it tells a system on this machine."""


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
    assert (caught.value.permanent, caught.value.lost) == (False, True)
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


# Nobody reaches through us what only we can reach


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254", "10.1.2.3", "192.168.0.9", "172.16.5.4", "127.0.0.1", "localhost", "0.0.0.0", "100.64.0.1",
        "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "[2002:0a00:0001::]", "224.0.0.1", "2130706433",
    ],
)  # fmt: skip
def test_an_address_inside_our_own_network_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.client.HTTPConnection, "connect", lambda _line: pytest.fail("it was connected to"))
    with pytest.raises(DeliveryError, match="our own network") as caught:
        webhook.Webhook("key").send(outgoing(recipient=f"https://{host}/latest/meta-data"))
    assert caught.value.permanent


@pytest.mark.parametrize("allowed", [True, False])
def test_a_name_that_leads_inside_is_refused_even_where_this_machine_may_be_told(
    allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: inside)
    with pytest.raises(DeliveryError, match="our own network"):
        webhook.Webhook("key", local_too=allowed).send(outgoing(recipient="https://provider.example/in"))


def test_a_name_that_leads_elsewhere_the_second_time_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(200) as system:
        port = int(system.url.rpartition(":")[2])
        outside: list[tuple[Any, ...]] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]
        connected = lambda line: setattr(line, "sock", socket.create_connection(("127.0.0.1", port)))  # noqa: E731
        monkeypatch.setattr(http.client.HTTPSConnection, "connect", connected)
        monkeypatch.setattr(socket, "getaddrinfo", rebound(outside))
        with pytest.raises(DeliveryError, match="our own network"):
            webhook.Webhook("key").send(outgoing(recipient=f"https://provider.example:{port}/in"))
        assert system.asked == []


def rebound(outside: list[tuple[Any, ...]]):  # type: ignore[no-untyped-def]
    """Looks a name up outside, and a number as it is."""
    real = socket.getaddrinfo
    return lambda host, *given, **named: outside if host == "provider.example" else real(host, *given, **named)
