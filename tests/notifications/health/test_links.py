"""Signed links: what a token says, and in words why one does not hold."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.health.links import Link, Purpose, digest, make, read
from workflows.refusals import Refusal

SECRET = "a made-up secret of more than thirty-two characters"
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def token(secret: str = SECRET) -> str:
    return make(secret, 12, 5, Purpose.CONFIRM, NOW)


def why(text: str, now: datetime = NOW, secret: str = SECRET) -> str:
    answer = read(secret, text, now, WEEK)
    assert isinstance(answer, Refusal)
    assert answer.do
    return answer.why


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_says_what_it_was_made_for(purpose: Purpose) -> None:
    assert read(SECRET, make(SECRET, 12, 5, purpose, NOW), NOW + WEEK, WEEK) == Link(12, 5, purpose, NOW)


def test_a_token_runs_out() -> None:
    assert why(token(), NOW + WEEK + timedelta(seconds=1)) == "it has run out"


def test_a_token_that_was_changed_or_made_elsewhere_does_not_hold() -> None:
    good = token()
    for bad in (
        "",
        "x",
        good[:-1],
        good[1:],
        good.replace(".", ""),
        good + "a",
        token("another secret, as long as the first one is"),
    ):
        assert why(bad) == "it is not whole, or was not made here"


def test_a_token_of_another_use_of_the_secret_does_not_hold() -> None:
    from itsdangerous import URLSafeSerializer

    assert "not made here" in why(str(URLSafeSerializer(SECRET).dumps([12, 5, "confirm", int(NOW.timestamp()), "x"])))


def test_a_token_from_the_future_does_not_hold_and_a_clock_a_little_ahead_does() -> None:
    assert why(token(), NOW - timedelta(hours=1)) == "it is from the future"
    assert isinstance(read(SECRET, token(), NOW - timedelta(minutes=1), WEEK), Link)


def test_each_token_is_another_and_fits_into_an_address() -> None:
    one, two = token(), token()
    assert one != two
    assert digest(one) != digest(two)
    assert len(digest(one)) == 64
    assert set(one) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@pytest.mark.parametrize("secret", ["", "short", " " * 40, "x" * 31])
def test_a_short_secret_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        token(secret)
    with pytest.raises(ValueError, match="at least 32 characters"):
        read(secret, "x", NOW, WEEK)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        make(SECRET, 1, 1, Purpose.CONFIRM, NOW.replace(tzinfo=None))
