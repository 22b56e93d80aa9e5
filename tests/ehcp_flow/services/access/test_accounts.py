"""Links to set a password, and what an administrator does to somebody's means of signing in."""

from datetime import timedelta

import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services.access import accounts, changes, sessions
from ehcp_flow.services.access.sign_in import MOST_FAILURES, NOT_RIGHT, account_of, by_password
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import GOOD, OTHER, a_user
from tests.ehcp_flow.services.at_work import Desk
from workflows.refusals import Refusal

HERE = "192.0.2.7"


def made(office: Office, user: User) -> str:
    """The key of a new link."""
    link = accounts.make_link(office, user.email)
    assert isinstance(link, accounts.MadeLink), link
    return link.address.removeprefix(accounts.LINK_PATH)


def test_a_link_sets_a_password_once(office: Office) -> None:
    user = a_user(office, password="")
    key = made(office, user)
    assert accounts.of_link(office, key) == user
    assert accounts.set_by_link(office, key, GOOD) == user
    assert by_password(office, user.email, GOOD, HERE) == user
    assert accounts.of_link(office, key) is None
    again = accounts.set_by_link(office, key, OTHER)
    assert isinstance(again, Refusal)
    assert by_password(office, user.email, OTHER, HERE) is NOT_RIGHT


def test_a_link_opens_for_three_days(office: Office, desk: Desk) -> None:
    key = made(office, a_user(office))
    desk.clock.moment += timedelta(days=3) - timedelta(seconds=1)
    assert accounts.of_link(office, key) is not None
    desk.clock.moment += timedelta(seconds=1)
    assert accounts.of_link(office, key) is None
    assert isinstance(accounts.set_by_link(office, key, OTHER), Refusal)


def test_a_newer_link_takes_the_place_of_an_older(office: Office) -> None:
    user = a_user(office)
    first, second = made(office, user), made(office, user)
    assert accounts.of_link(office, first) is None
    assert accounts.of_link(office, second) == user


def test_a_weak_password_leaves_the_link_as_it_was(office: Office) -> None:
    user = a_user(office, password="")
    key = made(office, user)
    refusal = accounts.set_by_link(office, key, "Password2026!")
    assert isinstance(refusal, Refusal)
    assert "guessed first" in refusal.why
    assert accounts.set_by_link(office, key, GOOD) == user


def test_a_link_for_somebody_who_left_opens_nothing(office: Office) -> None:
    from ehcp_flow.services import leaving

    user = a_user(office)
    key = made(office, user)
    leaving.deactivate(office, user.email)
    assert accounts.of_link(office, key) is None
    assert isinstance(accounts.make_link(office, user.email), Refusal)


def test_the_key_of_a_link_is_kept_nowhere(office: Office, desk: Desk) -> None:
    key = made(office, a_user(office))
    assert key not in repr(desk.contents())


def test_setting_a_password_signs_out_everywhere_and_opens_a_lock(office: Office) -> None:
    user = a_user(office)
    browser, _ = sessions.begin(office, user, HERE)
    for _ in range(MOST_FAILURES):
        by_password(office, user.email, "wrong password", HERE)
    assert accounts.set_password(office, user.email, OTHER) == user
    assert sessions.present(office, browser) is None
    assert by_password(office, user.email, OTHER, HERE) == user


def test_changing_ones_own_keeps_this_session_alone(office: Office) -> None:
    user = a_user(office)
    here, session = sessions.begin(office, user, HERE)
    there, _ = sessions.begin(office, user, "192.0.2.8")
    assert accounts.change_password(office, user, session, GOOD, OTHER) is None
    assert sessions.present(office, here) is not None
    assert sessions.present(office, there) is None
    assert by_password(office, user.email, OTHER, HERE) == user


def test_changing_ones_own_takes_the_old_one_and_counts_guesses(office: Office) -> None:
    user = a_user(office)
    _, session = sessions.begin(office, user, HERE)
    for _ in range(MOST_FAILURES):
        assert accounts.change_password(office, user, session, "a guess of it", OTHER) is accounts.OLD_WRONG
    assert accounts.change_password(office, user, session, GOOD, OTHER) is accounts.OLD_WRONG
    assert account_of(office, user).locked_until is not None


def test_an_account_that_waits_is_unlocked(office: Office) -> None:
    user = a_user(office)
    for _ in range(MOST_FAILURES):
        by_password(office, user.email, "wrong password", HERE)
    assert accounts.unlock(office, user.email) == user
    assert by_password(office, user.email, GOOD, HERE) == user


@pytest.mark.parametrize("act", ["make_link", "unlock", "sign_out", "forget_second_factor", "forget_directory"])
def test_only_an_administrator_may_and_it_is_written_down(office: Office, act: str) -> None:
    user = a_user(office)
    manager, admin = a_user(office, "Ola Manager", "manager"), a_user(office, "Ada Admin", "admin")
    before = len(changes.latest(office))
    refusal = getattr(accounts, act)(office, user.email, manager.email)
    assert isinstance(refusal, Refusal)
    assert "is not admin" in refusal.why
    assert len(changes.latest(office)) == before
    assert not isinstance(getattr(accounts, act)(office, user.email, admin.email), Refusal)
    change = changes.latest(office)[0]
    assert (change.changed_by, change.of, change.changed_at) == (admin.email, user.email, office.clock.now())
    assert changes.of(office, user.email)[0] == change


def test_a_password_is_set_by_an_administrator_alone_and_never_written_down(office: Office, desk: Desk) -> None:
    user, manager = a_user(office), a_user(office, "Ola Manager", "manager")
    assert isinstance(accounts.set_password(office, user.email, OTHER, manager.email), Refusal)
    assert by_password(office, user.email, GOOD, HERE) == user
    assert GOOD not in repr(desk.contents())


def test_nobody_is_told_apart_from_an_address_that_there_is_not(office: Office) -> None:
    refusal = accounts.unlock(office, "nobody@example.gov.uk")
    assert isinstance(refusal, Refusal)
    assert "no user has this e-mail address" in refusal.why


def test_the_record_of_changes_is_append_only(office: Office, desk: Desk) -> None:
    from sqlalchemy import text

    made(office, a_user(office))
    for order in ("UPDATE admin_change SET reason = 'x'", "DELETE FROM admin_change"):
        with desk.database.writer.connect() as connection, pytest.raises(Exception, match="append-only"):
            connection.execute(text(order))
