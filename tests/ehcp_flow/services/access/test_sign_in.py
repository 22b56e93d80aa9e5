"""Signing in with a password: what is told, what is kept, and when an account or a place has to wait."""

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from ehcp_flow.db.accounts import Accounts
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services import leaving
from ehcp_flow.services.access import passwords
from ehcp_flow.services.access.sign_in import (
    MOST_FAILURES,
    NOT_RIGHT,
    TOO_MANY,
    WAITS,
    account_of,
    by_password,
    entered,
)
from ehcp_flow.services.access.tries import MOST, WITHIN, latest_of
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import GOOD, a_user
from tests.ehcp_flow.services.at_work import Desk

HERE = "192.0.2.7"


def test_the_right_password_lets_in_whatever_the_case_of_the_address(office: Office) -> None:
    user = a_user(office)
    assert by_password(office, f"  {user.email.upper()} ", GOOD, HERE) == user


def test_an_unknown_address_a_wrong_password_and_a_waiting_account_are_told_the_same(office: Office) -> None:
    user = a_user(office)
    assert by_password(office, "nobody@example.gov.uk", GOOD, HERE) is NOT_RIGHT
    for _ in range(MOST_FAILURES):
        assert by_password(office, user.email, "wrong password", HERE) is NOT_RIGHT
    assert by_password(office, user.email, GOOD, HERE) is NOT_RIGHT


def test_as_many_hashes_are_compared_for_each_of_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    user, unset = a_user(office), a_user(office, "Sam Oyelaran", password="")
    compared: list[str] = []

    def counted(kept: str, password: str) -> bool:
        compared.append(kept)
        return original(kept, password)

    original = passwords.fits
    monkeypatch.setattr(passwords, "fits", counted)
    for email in ("nobody@example.gov.uk", user.email, unset.email):
        compared.clear()
        by_password(office, email, "wrong password", HERE)
        assert len(compared) == 1, email


def test_a_password_is_compared_with_a_real_hash_where_there_is_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - argon2's own name
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    by_password(office, "nobody@example.gov.uk", GOOD, HERE)
    assert [each.startswith("$argon2id$") for each in verified] == [True]


def test_ten_wrong_passwords_in_a_row_make_an_account_wait_fifteen_minutes(office: Office, desk: Desk) -> None:
    user = a_user(office)
    for _ in range(MOST_FAILURES):
        by_password(office, user.email, "wrong password", HERE)
    assert by_password(office, user.email, GOOD, HERE) is NOT_RIGHT
    desk.clock.moment += WAITS - timedelta(seconds=1)
    assert by_password(office, user.email, GOOD, HERE) is NOT_RIGHT
    desk.clock.moment += timedelta(seconds=1)
    assert by_password(office, user.email, GOOD, HERE) == user


def test_tries_while_it_waits_do_not_make_it_wait_longer(office: Office, desk: Desk) -> None:
    user = a_user(office)
    for _ in range(MOST_FAILURES + 5):
        by_password(office, user.email, "wrong password", HERE)
    desk.clock.moment += WAITS
    assert by_password(office, user.email, GOOD, HERE) == user


def test_signing_in_forgets_the_failures_before_it(office: Office) -> None:
    user = a_user(office)
    for _ in range(3):
        for _ in range(MOST_FAILURES - 1):
            by_password(office, user.email, "wrong password", "")
        assert by_password(office, user.email, GOOD, "") == user
        entered(office, user, HERE)
        assert account_of(office, user).failures == 0


def test_thirty_failures_from_one_place_turn_it_away_and_no_other(office: Office, desk: Desk) -> None:
    user = a_user(office)
    for number in range(MOST):
        assert by_password(office, f"nobody{number}@example.gov.uk", "guess", HERE) is NOT_RIGHT
    assert by_password(office, user.email, GOOD, HERE) is TOO_MANY
    assert by_password(office, user.email, GOOD, "192.0.2.8") == user
    desk.clock.moment += WITHIN
    assert by_password(office, user.email, GOOD, HERE) == user


def test_people_who_sign_in_do_not_count_against_their_office(office: Office) -> None:
    user = a_user(office)
    for _ in range(MOST + 5):
        assert by_password(office, user.email, GOOD, HERE) == user
        entered(office, user, HERE)
    assert by_password(office, user.email, GOOD, HERE) == user


def test_every_try_is_kept_without_the_password(office: Office) -> None:
    user = a_user(office)
    by_password(office, user.email, "wrong password", HERE)
    by_password(office, user.email, GOOD, HERE)
    entered(office, user, HERE)
    kept = latest_of(office, user.email)
    assert sorted(each.outcome for each in kept) == ["in", "wrong"]
    assert all(each.address == HERE and each.tried_at == office.clock.now() for each in kept)
    assert "wrong password" not in repr(kept)


def test_what_is_no_address_is_not_kept_because_it_may_be_a_password(office: Office) -> None:
    by_password(office, GOOD, "", HERE)
    assert latest_of(office, GOOD) == []
    assert [each.outcome for each in latest_of(office, "")] == ["unknown"]


def test_whoever_left_cannot_sign_in(office: Office) -> None:
    user = a_user(office)
    assert not hasattr(leaving.deactivate(office, user.email), "why")
    assert by_password(office, user.email, GOOD, HERE) is NOT_RIGHT


def test_a_hash_of_old_parameters_is_made_anew_at_signing_in(office: Office, quick_hashes: PasswordHasher) -> None:
    user = a_user(office)
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(GOOD)
    with unit_of_work(office.database) as uow:
        accounts = Accounts(uow.connection)
        accounts.save(replace(accounts.get(office.authority, user.user_id), password_hash=old))
        uow.commit()
    assert isinstance(by_password(office, user.email, GOOD, HERE), User)
    assert not quick_hashes.check_needs_rehash(account_of(office, user).password_hash)
    assert by_password(office, user.email, GOOD, HERE) == user


def test_a_user_of_another_authority_is_unknown_here(office: Office, desk: Desk) -> None:
    user = a_user(office)
    assert by_password(desk.of("999").office, user.email, GOOD, HERE) is NOT_RIGHT
