"""A person lets a notice go against an objection, or cancels it: with a reason, which is kept and shown."""

from datetime import date

import pytest

from ehcp_flow.cli.notice_words import notice_lines
from ehcp_flow.db.notices import Notice
from ehcp_flow.services.health.lookups import ShownNotice, show_notice
from ehcp_flow.services.health.people import decide, set_person
from ehcp_flow.services.health.release import cancel, release
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import CASE, FORENAME, REQUEST_TO_AGREED, SAM, TO_DRAFT, HealthDesk
from workflows.refusals import Refusal
from workflows.vocabulary import Event


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    return here


def objected(health: HealthDesk) -> Notice:
    health.happens(*REQUEST_TO_AGREED)
    assert not isinstance(decide(health.office, CASE, "objection", "Nothing to health", "her mother"), Refusal)
    return health.notices()[0]


def lines(health: HealthDesk, number: int) -> str:
    shown = show_notice(health.office, number)
    assert isinstance(shown, ShownNotice)
    return "\n".join(notice_lines(shown))


def test_an_objection_is_not_overridden_without_a_reason(health: HealthDesk) -> None:
    held = objected(health)
    refusal = release(health.office, held.notice_id, as_user=SAM)
    assert isinstance(refusal, Refusal)
    assert "--reason" in refusal.do
    named = release(health.office, held.notice_id, as_user=SAM, reason=f"{FORENAME} agrees")
    assert isinstance(named, Refusal)
    assert not isinstance(release(health.office, held.notice_id, as_user=SAM, reason="Her mother was heard"), Refusal)
    assert f"Released by {SAM}: Her mother was heard" in lines(health, held.notice_id)


def test_a_restriction_is_not_overridden_without_a_reason(health: HealthDesk) -> None:
    assert not isinstance(set_person(health.office, CASE, restricted="A court order"), Refusal)
    health.happens(*REQUEST_TO_AGREED)
    assert isinstance(release(health.office, 1, as_user=SAM), Refusal)
    assert any("release HN-2026-00001 --reason" in each.task.do for each in health.tasks("health_held"))
    assert not isinstance(release(health.office, 1, as_user=SAM, reason="The social worker agrees"), Refusal)


def test_a_release_that_overrode_nothing_does_not_stand_against_a_later_objection(health: HealthDesk) -> None:
    assert not isinstance(set_person(health.office, CASE, verified_by=""), Refusal)
    health.happens(*REQUEST_TO_AGREED)
    health.sent("failed")
    assert not isinstance(release(health.office, 1, as_user=SAM), Refusal)
    decide(health.office, CASE, "objection", "Nothing to health", "her mother")
    assert health.notices()[0].stands == "held"


def test_a_notice_that_waits_is_cancelled_with_a_reason_and_not_raised_again(health: HealthDesk) -> None:
    held = objected(health)
    assert isinstance(cancel(health.office, held.notice_id, " ", SAM), Refusal)
    assert isinstance(cancel(health.office, held.notice_id, f"{FORENAME} objects", SAM), Refusal)
    done = cancel(health.office, held.notice_id, "The family was heard", SAM)
    assert not isinstance(done, Refusal)
    assert done.stands == "cancelled"
    assert f"Cancelled by {SAM}: The family was heard" in lines(health, held.notice_id)
    before = len(health.notices())
    assert not isinstance(set_person(health.office, CASE, restricted=""), Refusal)
    assert len(health.notices()) == before
    assert health.tasks("health_check") == []
    assert not any(each.task.dedupe_key.startswith("health_held 1") for each in health.tasks("health_held"))
    assert isinstance(cancel(health.office, held.notice_id, "Again", SAM), Refusal)
    anew = release(health.office, held.notice_id, as_user=SAM)
    assert not isinstance(anew, Refusal)
    assert (anew.notice_id > held.notice_id, anew.contact_id, anew.stands) == (True, held.contact_id, "held")


def test_a_queued_notice_is_cancelled_with_its_message(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    draft = next(each for each in health.notices() if each.kind == "share_draft")
    assert not isinstance(cancel(health.office, draft.notice_id, "The wrong version", SAM), Refusal)
    assert health.notices()[draft.notice_id - 1].message_state == "cancelled"
    health.happens((date(2026, 4, 14), Event.SETTING_CONSULTED, {"setting": "Made-up School"}))
    assert health.notices()[draft.notice_id - 1].stands == "cancelled"


def test_what_has_left_is_not_cancelled(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    refusal = cancel(health.office, 1, "Too late", SAM)
    assert isinstance(refusal, Refusal)
    assert "cannot be taken back" in refusal.do


def test_what_to_do_about_an_unverified_number_names_the_command(desk: Desk) -> None:
    health = HealthDesk(desk.of(HERE))
    contacts = health.contacts()
    health.child()
    set_person(health.office, CASE, contacts["gp"], "Exampleshire Community Health")
    decide(health.office, CASE, "basis", "CFA 2014, section 26", "Sam Rowan")
    health.happens(*REQUEST_TO_AGREED)
    dos = {each.task.do for each in health.tasks("health_held")}
    assert dos
    assert all(f"ehcp-flow notices person {CASE} --verified-by WHO" in each for each in dos)


def test_an_objection_after_a_flag_has_left_is_for_a_person(health: HealthDesk) -> None:
    health.happens(*REQUEST_TO_AGREED)
    health.sent()
    assert health.tasks("health_check") == []
    decide(health.office, CASE, "objection", "Nothing to health", "her mother")
    (task,) = health.tasks("health_check")
    assert task.task.what.startswith("Somebody objects to what health has been told already: 3 notices left")


def test_an_objection_before_anything_has_left_asks_nobody_about_it(health: HealthDesk) -> None:
    objected(health)
    assert health.tasks("health_check") == []
