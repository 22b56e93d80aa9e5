"""What recipients answer, by command and by one-time link; and that every refusal says what to do."""

from datetime import date, timedelta
from typing import Any

import pytest

from ehcp_flow.db.telling_tables import notice_link
from ehcp_flow.services.health.answers import acknowledge, answer, comment, confirm, make_link, reject
from ehcp_flow.services.health.lookups import list_notices, show_notice
from ehcp_flow.services.health.people import decide
from ehcp_flow.services.health.release import release, tell_again
from notifications.health.links import Purpose
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, REQUEST_TO_AGREED, TO_DRAFT, HealthDesk
from workflows.refusals import Refusal
from workflows.vocabulary import Event

SECRET = "a made-up secret that is long enough to sign links"
IDA = "Ida Penn, records team"


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    """A case whose SET notices have left."""
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    here.happens(*REQUEST_TO_AGREED)
    here.sent()
    return here


def why(answered: Any) -> str:
    assert isinstance(answered, Refusal), answered
    assert answered.do.strip()
    return answered.why


def stands(answered: Any) -> str:
    assert not isinstance(answered, Refusal), answered
    return str(answered.stands)


def test_a_notice_is_acknowledged_then_confirmed_and_who_did_so_is_kept(health: HealthDesk) -> None:
    assert stands(acknowledge(health.office, 1, IDA)) == "acknowledged"
    assert why(acknowledge(health.office, 1, IDA)) == "it is recorded already"
    assert stands(confirm(health.office, 1, "Ann Lee")) == "confirmed"
    notice = health.notices()[0]
    assert (notice.acknowledged_by, notice.confirmed_by, notice.chase_on) == (IDA, "Ann Lee", None)
    assert stands(confirm(health.office, 2, IDA)) == "confirmed"
    assert health.notices()[1].acknowledged_by == IDA
    assert "there is no notice" in why(confirm(health.office, 99, IDA))
    assert "not said who" in why(confirm(health.office, 3, " "))


def test_what_has_not_left_cannot_be_answered(health: HealthDesk) -> None:
    health.happens(*TO_DRAFT)
    draft = health.notices()[-1].notice_id
    assert "it has not been sent" in why(acknowledge(health.office, draft, IDA))
    assert "it has not been sent" in why(comment(health.office, draft, "Section G", IDA))
    health.sent()
    assert "no flag" in why(confirm(health.office, draft, IDA))


def test_a_rejected_notice_is_a_task_and_is_sent_again_only_by_a_person(health: HealthDesk) -> None:
    assert why(reject(health.office, 1, " ", IDA)) == "there is no reason"
    assert stands(reject(health.office, 1, "Not our patient", IDA)) == "rejected"
    (task,) = health.tasks("health_check")
    assert task.case == CASE
    assert "Not our patient" not in task.task.what
    health.happens((date(2026, 2, 10), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert len(health.notices()) == 3
    assert len(health.tasks("health_check")) == 1
    done = release(health.office, 1)
    assert stands(done) == "queued"
    assert [each.stands for each in health.notices()] == ["cancelled", "delivered", "delivered", "queued"]


def test_a_comment_on_a_draft_becomes_a_task_to_change_the_plan(health: HealthDesk) -> None:
    assert "no draft" in why(comment(health.office, 1, "Section G", IDA))
    health.happens(*TO_DRAFT)
    health.sent()
    draft = next(each for each in health.notices() if each.kind == "share_draft")
    assert stands(comment(health.office, draft.notice_id, "Section G names no service", "Dr Penn")) == "acknowledged"
    assert stands(comment(health.office, draft.notice_id, "Nor does C", "Dr Penn")) == "acknowledged"
    kept = health.notices()[draft.notice_id - 1]
    assert kept.comment == "Dr Penn: Section G names no service\nDr Penn: Nor does C"
    tasks = health.tasks("plan_change")
    assert len(tasks) == 2
    assert not any("Section G" in each.task.what for each in tasks)


def test_a_link_answers_its_notice_once(health: HealthDesk) -> None:
    made = make_link(health.office, 1, SECRET)
    assert not isinstance(made, Refusal)
    assert (made.notice, made.purpose, made.address) == ("HN-2026-00001", Purpose.ACKNOWLEDGE, "")
    with health.desk.database.reading() as connection:
        (row,) = connection.execute(notice_link.select()).all()
    assert made.token not in str(row)
    assert "not to confirm" in why(answer(health.office, made.token, SECRET, Purpose.CONFIRM))
    assert stands(answer(health.office, made.token, SECRET, Purpose.ACKNOWLEDGE)) == "acknowledged"
    assert "it was used on 4 February 2026" in why(answer(health.office, made.token, SECRET, Purpose.ACKNOWLEDGE))
    later = make_link(health.office, 1, SECRET)
    assert not isinstance(later, Refusal)
    assert later.purpose is Purpose.CONFIRM
    assert stands(
        answer(health.office, f"https://x.example/notices/answer/{later.token}", SECRET, Purpose.CONFIRM)
    ) == ("confirmed")
    assert health.notices()[0].confirmed_by == "High Street Surgery, by link"


def test_a_link_that_is_old_torn_or_of_another_secret_does_nothing(health: HealthDesk) -> None:
    made = make_link(health.office, 2, SECRET, Purpose.REJECT)
    assert not isinstance(made, Refusal)
    for token, secret in ((made.token[:-2], SECRET), (made.token, SECRET[::-1]), ("", SECRET)):
        assert "not whole" in why(answer(health.office, token, secret, Purpose.REJECT, "No"))
    assert why(answer(health.office, made.token, SECRET, Purpose.REJECT)) == "there is no reason"
    health.on(date(2026, 2, 4) + timedelta(days=31))
    assert "has run out" in why(answer(health.office, made.token, SECRET, Purpose.REJECT, "No"))
    assert {each.stands for each in health.notices()} == {"delivered"}


def test_a_link_does_not_outlast_the_day_that_was_kept_with_it(health: HealthDesk) -> None:
    made = make_link(health.office, 1, SECRET)
    assert not isinstance(made, Refusal)
    with health.desk.database.writing() as connection:
        connection.execute(notice_link.update().values(expires_at=health.desk.clock.now() - timedelta(minutes=1)))
    assert why(answer(health.office, made.token, SECRET, Purpose.ACKNOWLEDGE)) == "it has run out"
    assert health.notices()[0].stands == "delivered"


def test_a_link_needs_a_secret_and_says_how_to_set_one(health: HealthDesk) -> None:
    refused = make_link(health.office, 1, "")
    assert why(refused) == "no secret_key is set"
    assert isinstance(refused, Refusal)
    assert "EHCP_FLOW_SECRET_KEY" in refused.do
    assert "shorter than 32" in why(make_link(health.office, 1, "short"))
    assert "not answered so" in why(make_link(health.office, 1, SECRET, Purpose.COMMENT))
    assert "there is no notice" in why(make_link(health.office, 77, SECRET))


def test_a_link_of_another_council_is_not_known(health: HealthDesk) -> None:
    made = make_link(health.office, 1, SECRET)
    assert not isinstance(made, Refusal)
    elsewhere = health.desk.of("830").office
    assert "not made for this council" in why(answer(elsewhere, made.token, SECRET, Purpose.ACKNOWLEDGE))


def test_a_contact_is_told_again_by_a_persons_decision(health: HealthDesk) -> None:
    confirm(health.office, 1, IDA)
    contact = health.notices()[0].contact_id
    assert tell_again(health.office, CASE, contact) == 1
    assert [each.kind for each in health.notices() if each.contact_id == contact] == ["set", "set"]
    assert "waits already" in why(tell_again(health.office, CASE, contact))
    assert "no contact" in why(tell_again(health.office, CASE, 99))


def test_notices_are_listed_and_shown(health: HealthDesk) -> None:
    found = list_notices(health.office, ["delivered"], CASE)
    assert not isinstance(found, Refusal)
    assert [each.notice.notice_id for each in found.notices] == [3, 2, 1]
    assert "is not a state" in why(list_notices(health.office, ["lost"]))
    shown = show_notice(health.office, 1)
    assert not isinstance(shown, Refusal)
    assert shown.contact.name == "High Street Surgery"
    assert "there is no notice" in why(show_notice(health.office, 9))
    assert not isinstance(decide(health.office, CASE, "consent", "Her mother agreed", "Sam Rowan"), Refusal)
