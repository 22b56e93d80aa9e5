"""The second factor: each code once, recovery codes once, kept encrypted, and guesses counted."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services.access import accounts, second_factor
from ehcp_flow.services.access.second_factor import WRONG, Offer
from ehcp_flow.services.access.sign_in import MOST_FAILURES, NOT_RIGHT, account_of, by_password
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import GOOD, a_user
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal

HERE = "192.0.2.7"


def code(office: Office, typed: str, later: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    return pyotp.TOTP(typed.replace(" ", "")).at(int(office.clock.now().timestamp()) + 30 * later)


def set_up(office: Office, user: User) -> tuple[str, tuple[str, ...]]:
    """The key as it was typed into the app, and the recovery codes."""
    offer = second_factor.offer(office, user, "Madeupshire EHC plans")
    assert isinstance(offer, Offer)
    codes = second_factor.begin(office, user, offer.kept, code(office, offer.typed))
    assert not isinstance(codes, Refusal)
    return offer.typed, codes


def test_the_offer_is_what_apps_read(office: Office) -> None:
    offer = second_factor.offer(office, a_user(office), "Madeupshire EHC plans")
    assert isinstance(offer, Offer)
    read = pyotp.parse_uri(offer.address)
    assert (read.name, read.issuer) == ("priya.nair@example.gov.uk", "Madeupshire EHC plans")
    assert read.secret == offer.typed.replace(" ", "")


def test_it_is_not_in_use_before_a_code_of_it_was_given(office: Office) -> None:
    user = a_user(office)
    offer = second_factor.offer(office, user, "Madeupshire")
    assert isinstance(offer, Offer)
    assert isinstance(second_factor.begin(office, user, offer.kept, "000000"), Refusal)
    assert account_of(office, user).totp_secret == ""


def test_each_code_opens_once(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    assert second_factor.enter(office, user, code(office, key), HERE) is WRONG, "the code of setting up opened again"
    desk.clock.moment += timedelta(seconds=30)
    now = code(office, key)
    assert second_factor.enter(office, user, f" {now[:3]} {now[3:]} ", HERE) is None
    assert second_factor.enter(office, user, now, HERE) is WRONG


@pytest.mark.parametrize("later, opens", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(office: Office, desk: Desk, later: int, opens: bool) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    desk.clock.moment += timedelta(minutes=5)
    assert (second_factor.enter(office, user, code(office, key, later), HERE) is None) is opens


def test_an_earlier_code_does_not_open_after_a_later_one(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    desk.clock.moment += timedelta(minutes=5)
    assert second_factor.enter(office, user, code(office, key, 1), HERE) is None
    assert second_factor.enter(office, user, code(office, key, 0), HERE) is WRONG


def test_there_are_ten_recovery_codes_and_each_opens_once(office: Office) -> None:
    user = a_user(office)
    _, codes = set_up(office, user)
    assert len(set(codes)) == 10
    for each in codes:
        assert second_factor.enter(office, user, each.upper().replace("-", " "), HERE) is None
        assert second_factor.enter(office, user, each, HERE) is WRONG
    assert account_of(office, user).recovery == ()


def test_new_recovery_codes_end_the_old(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, old = set_up(office, user)
    desk.clock.moment += timedelta(minutes=1)
    new = second_factor.renew_codes(office, user, code(office, key))
    assert not isinstance(new, Refusal)
    assert second_factor.enter(office, user, old[0], HERE) is WRONG
    assert second_factor.enter(office, user, new[0], HERE) is None


def test_neither_the_key_nor_a_code_is_kept_as_it_is(office: Office, desk: Desk) -> None:
    key, codes = set_up(office, a_user(office))
    kept = repr(desk.contents())
    assert key.replace(" ", "") not in kept
    assert not [each for each in codes if each in kept]


def test_another_secret_of_the_installation_reads_no_key(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    desk.clock.moment += timedelta(minutes=1)
    elsewhere = replace(office, secret_key="another secret of thirty-two characters or more")
    assert second_factor.enter(elsewhere, user, code(office, key), HERE) is WRONG


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_it_is_refused_with_what_to_set(office: Office, secret: str) -> None:
    refusal = second_factor.offer(replace(office, secret_key=secret), a_user(office), "Madeupshire")
    assert isinstance(refusal, Refusal)
    assert "EHCP_FLOW_SECRET_KEY" in refusal.do


def test_guessed_codes_count_like_wrong_passwords(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    desk.clock.moment += timedelta(minutes=1)
    for _ in range(MOST_FAILURES):
        second_factor.enter(office, user, "abcdef", HERE)
    assert second_factor.enter(office, user, code(office, key), HERE) is WRONG
    assert by_password(office, user.email, GOOD, HERE) is NOT_RIGHT


def test_it_is_ended_with_a_code_and_not_without(office: Office, desk: Desk) -> None:
    user = a_user(office)
    key, _ = set_up(office, user)
    desk.clock.moment += timedelta(minutes=1)
    assert second_factor.end(office, user, "123") is WRONG
    assert account_of(office, user).totp_secret
    assert second_factor.end(office, user, code(office, key)) is None
    assert account_of(office, user).totp_secret == ""


def test_an_administrator_forgets_it_for_whoever_lost_the_telephone(office: Office) -> None:
    user = a_user(office)
    set_up(office, user)
    assert accounts.forget_second_factor(office, user.email) == user
    held = account_of(office, user)
    assert (held.totp_secret, held.recovery) == ("", ())
