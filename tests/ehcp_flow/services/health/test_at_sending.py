"""What was let go and may no longer go: an objection after a failure, after a release, or after the message was decided."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import StoredMessage
from ehcp_flow.db.outbox_desk import OutboxDesk
from ehcp_flow.db.telling_tables import outbox
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.answers import acknowledge
from ehcp_flow.services.health.at_sending import still_may_go
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.health.release import release
from ehcp_flow.services.sending.desk import retry_all_failed
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, REQUEST_TO_AGREED, TO_DRAFT, TRUST, HealthDesk
from workflows.refusals import Refusal


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    return HealthDesk(desk.of(HERE))


def with_draft(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)


def object_to_it(health: HealthDesk) -> None:
    assert not isinstance(decide(health.office, CASE, "objection", "No plan to health", "her mother"), Refusal)


def drafts(health: HealthDesk) -> list[Notice]:
    return [each for each in health.notices() if each.kind == "share_draft"]


def sending(health: HealthDesk) -> list[StoredMessage]:
    """The messages of notices, as they are while they are being sent."""
    with health.desk.database.writing() as connection:
        connection.execute(update(outbox).where(outbox.c.state == "ready").values(state="sending"))
        found = [each.message for each in OutboxDesk(connection).listed(HERE, state="sending")]
    return sorted((each for each in found if each.kind == "health_share_draft"), key=lambda each: each.order_number)


def asked(health: HealthDesk, message: StoredMessage) -> str | None:
    with unit_of_work(health.desk.database) as uow:
        found = still_may_go(uow, message, health.desk.clock.now())
        uow.commit()
    return found


def test_a_plan_whose_message_failed_is_not_sent_again_past_an_objection(health: HealthDesk) -> None:
    with_draft(health)
    health.sent("failed")
    assert {each.stands for each in drafts(health)} == {"held"}
    object_to_it(health)
    assert {(each.state, each.message_state) for each in drafts(health)} == {("held", "cancelled")}
    assert len(health.tasks("health_held")) >= len(drafts(health))
    retry_all_failed(health.office)
    assert {each.message_state for each in drafts(health)} == {"cancelled"}


def test_a_failed_message_against_which_nothing_is_recorded_stays_to_be_sent_again(health: HealthDesk) -> None:
    with_draft(health)
    health.sent("failed")
    assert not isinstance(set_person(health.office, CASE, provider=TRUST), Refusal)
    assert {each.message_state for each in drafts(health)} == {"failed"}
    again = retry_all_failed(health.office)
    assert not isinstance(again, Refusal)
    assert {each.message_state for each in drafts(health)} == {"ready"}


def test_a_plan_that_a_person_let_go_is_held_by_a_later_objection(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    health.known(contacts)
    set_person(health.office, CASE, restricted="A court order")
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    draft = drafts(health)[0]
    assert draft.state == "held"
    assert not isinstance(release(health.office, draft.notice_id, reason="The court allows it"), Refusal)
    assert drafts(health)[0].stands == "queued"
    object_to_it(health)
    assert (drafts(health)[0].stands, drafts(health)[0].message_state) == ("held", "cancelled")
    assert any(str(draft.notice_id) in each.task.dedupe_key for each in health.tasks("health_held"))
    assert isinstance(release(health.office, draft.notice_id), Refusal)
    decide(health.office, CASE, "objection_withdrawn", "Talked", "her mother")
    assert drafts(health)[0].stands == "queued", "the release answered the restricted address, and still does"


def test_a_basis_that_has_run_out_holds_what_a_person_let_go(health: HealthDesk) -> None:
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, contacts["gp"], TRUST, verified_by="Pat Osier", restricted="A court order")
    decide(health.office, CASE, "consent", "Consent", "her mother", expires_on=date(2026, 4, 13))
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    release(health.office, drafts(health)[0].notice_id, reason="The court allows it")
    (message,) = sending(health)
    assert asked(health, message) is None
    health.on(date(2026, 4, 14))
    assert "ran out on 13 April 2026" in str(asked(health, message))


def test_what_may_still_go_goes_and_nothing_is_written(health: HealthDesk) -> None:
    with_draft(health)
    messages = sending(health)
    before = health.desk.contents()
    assert {asked(health, each) for each in messages} == {None}
    assert health.desk.contents() == before


def test_an_objection_while_the_message_leaves_holds_it_at_the_last_moment(health: HealthDesk) -> None:
    with_draft(health)
    first, *_ = sending(health)
    object_to_it(health)
    notice = drafts(health)[0]
    assert notice.state == "queued", "it is just leaving, so recording the objection left it alone"
    why = asked(health, first)
    assert why is not None
    assert "objection" in why
    notice = drafts(health)[0]
    assert (notice.state, notice.chase_on) == ("held", None)
    (task,) = [each for each in health.tasks("health_held") if str(notice.notice_id) in each.task.dedupe_key]
    assert task.case == CASE
    assert asked(health, first) == "The notice was taken back before it left."
    assert len([each for each in health.tasks("health_held") if str(notice.notice_id) in each.task.dedupe_key]) == 1


def test_a_message_that_another_took_the_place_of_does_not_go_beside_it(health: HealthDesk) -> None:
    with_draft(health)
    first, *_ = sending(health)
    object_to_it(health)
    asked(health, first)
    decide(health.office, CASE, "objection_withdrawn", "Talked", "her mother")
    assert drafts(health)[0].message_id not in ("", first.message_id)
    assert asked(health, first) == "Another message carries this notice now."


def test_only_notices_are_asked_about_at_sending(health: HealthDesk) -> None:
    with_draft(health)
    first, *_ = sending(health)
    object_to_it(health)
    assert asked(health, replace(first, kind="health_review")) is None
    with health.desk.database.reading() as connection:
        found = still_may_go(
            UnitOfWork(connection), replace(first, message_id="0" * 32, order_number=0), first.created_at
        )
    assert found is None


def test_a_reminder_of_what_was_answered_is_not_sent(health: HealthDesk) -> None:
    with_draft(health)
    health.sent()
    answered, unanswered = drafts(health)[:2]
    assert not isinstance(acknowledge(health.office, answered.notice_id, "Ida Penn"), Refusal)
    for notice, why in ((answered, "The notice was answered, or was taken back."), (unanswered, None)):
        with health.desk.database.reading() as connection:
            (message,) = [
                each.message
                for each in OutboxDesk(connection).listed(HERE)
                if each.message.message_id == notice.message_id
            ]
        number = {"notice": f"HN-2026-{notice.notice_id:05d}"}
        assert asked(health, replace(message, kind="health_chaser", facts=number)) == why
