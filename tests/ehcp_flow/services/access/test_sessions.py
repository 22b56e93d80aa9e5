"""Sessions: how long they hold, and that only the hash of their key is kept."""

from datetime import timedelta

from ehcp_flow.services import leaving
from ehcp_flow.services.access import sessions
from ehcp_flow.services.office import Office
from tests.ehcp_flow.services.access.quick import a_user
from tests.ehcp_flow.services.at_work import Desk

HERE = "192.0.2.7"
SECOND = timedelta(seconds=1)


def test_a_session_ends_after_an_hour_in_which_nothing_is_asked(office: Office, desk: Desk) -> None:
    key, _ = sessions.begin(office, a_user(office), HERE)
    desk.clock.moment += sessions.IDLE - SECOND
    assert sessions.present(office, key) is not None
    desk.clock.moment += sessions.IDLE
    assert sessions.present(office, key) is None


def test_a_session_ends_after_twelve_hours_however_busy(office: Office, desk: Desk) -> None:
    key, begun = sessions.begin(office, a_user(office), HERE)
    for _ in range(23):
        desk.clock.moment += timedelta(minutes=30)
        assert sessions.present(office, key) is not None
    desk.clock.moment = begun.began_at + sessions.LONGEST - SECOND
    found = sessions.present(office, key)
    assert found is not None
    assert sessions.ends_at(found.session) == begun.began_at + sessions.LONGEST
    desk.clock.moment += SECOND
    assert sessions.present(office, key) is None


def test_half_a_sign_in_holds_for_ten_minutes(office: Office, desk: Desk) -> None:
    key, _ = sessions.begin(office, a_user(office), HERE, "second_factor")
    desk.clock.moment += sessions.HALFWAY - SECOND
    assert sessions.present(office, key) is not None
    desk.clock.moment += SECOND
    assert sessions.present(office, key) is None


def test_a_page_that_is_only_read_writes_at_most_once_a_minute(office: Office, desk: Desk) -> None:
    key, begun = sessions.begin(office, a_user(office), HERE)
    desk.clock.moment += timedelta(seconds=59)
    first = sessions.present(office, key)
    desk.clock.moment += SECOND
    second = sessions.present(office, key)
    assert first is not None
    assert second is not None
    assert first.session.seen_at == begun.began_at
    assert second.session.seen_at == desk.clock.moment


def test_whoever_is_deactivated_is_out_at_once(office: Office) -> None:
    user = a_user(office)
    key, _ = sessions.begin(office, user, HERE)
    leaving.deactivate(office, user.email)
    assert sessions.present(office, key) is None


def test_the_key_is_kept_nowhere_and_is_another_each_time(office: Office, desk: Desk) -> None:
    user = a_user(office)
    first, one = sessions.begin(office, user, HERE)
    second, other = sessions.begin(office, user, HERE)
    assert first != second
    assert one.csrf != other.csrf
    assert len(first) >= 43, "256 bits"
    assert first not in repr(desk.contents())


def test_a_key_of_one_authority_opens_nothing_in_another(office: Office, desk: Desk) -> None:
    key, _ = sessions.begin(office, a_user(office), HERE)
    assert sessions.present(desk.of("999").office, key) is None


def test_signing_out_elsewhere_leaves_this_session(office: Office, desk: Desk) -> None:
    user = a_user(office)
    old, _ = sessions.begin(office, user, "192.0.2.8")
    desk.clock.moment += timedelta(hours=2)
    here, session = sessions.begin(office, user, HERE)
    there, _ = sessions.begin(office, user, "192.0.2.9")
    assert {each.address for each in sessions.open_sessions(office, user.user_id)} == {HERE, "192.0.2.9"}
    assert sessions.end_elsewhere(office, session) == 1, "one whose time was over is none"
    assert sessions.present(office, here) is not None
    assert sessions.present(office, there) is None
    assert sessions.present(office, old) is None
