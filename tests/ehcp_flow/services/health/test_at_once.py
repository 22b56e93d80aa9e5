"""Several who do something about one notice at once: nothing that was recorded is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from ehcp_flow.db.notices import Notices
from ehcp_flow.services.health import answers, follow_up
from ehcp_flow.services.health.answers import comment, confirm
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.health.health_desk import REQUEST_TO_AGREED, TO_DRAFT, HealthDesk
from workflows.refusals import Refusal


@pytest.fixture
def health(desk: Desk) -> HealthDesk:
    here = HealthDesk(desk.of(HERE))
    contacts = here.contacts()
    here.child()
    here.known(contacts)
    here.happens(*REQUEST_TO_AGREED, *TO_DRAFT)
    here.sent()
    return here


def test_two_comments_at_once_are_both_kept_and_both_asked_about(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = next(each.notice_id for each in health.notices() if each.kind == "share_draft")
    together, whole = threading.Barrier(2), answers._comment

    def at_once(*given: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            together.wait(1)  # whoever has read the notice waits for the other to have read it
        return whole(*given)

    monkeypatch.setattr(answers, "_comment", at_once)
    with ThreadPoolExecutor(2) as threads:
        found = list(
            threads.map(lambda words: comment(health.office, draft, words, "Dr Penn"), ("Section G", "Section C"))
        )
    assert not any(isinstance(each, Refusal) for each in found)
    kept = next(each for each in health.notices() if each.notice_id == draft)
    assert sorted(kept.comment.splitlines()) == ["Dr Penn: Section C", "Dr Penn: Section G"]
    assert len(health.tasks("plan_change")) == 2


def test_a_confirmation_is_not_overwritten_by_giving_up_at_the_same_moment(
    health: HealthDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = next(each for each in health.notices() if each.kind == "set")
    with health.desk.database.writing() as connection:
        Notices(connection).change(notice, chases=3, chase_on=date(2026, 12, 1))
    health.on(date(2026, 12, 1))
    whole = Notices.get
    threads: list[threading.Thread] = []

    def read_and_confirmed(self: Notices, authority: str, notice_id: int) -> Any:
        """The confirmation comes when the notice has just been read, and may have to wait."""
        found = whole(self, authority, notice_id)
        if not threads:
            threads.append(threading.Thread(target=confirm, args=(health.office, notice.notice_id, "Ida Penn")))
            threads[0].start()
            threads[0].join(1)
        return found

    monkeypatch.setattr(Notices, "get", read_and_confirmed)
    follow_up._one(health.office, notice.notice_id, health.desk.clock.now())
    threads[0].join(30)
    now = next(each for each in health.notices() if each.notice_id == notice.notice_id)
    assert (now.state, now.confirmed_by) == ("confirmed", "Ida Penn")


def test_what_was_answered_since_it_was_found_due_is_left_alone(health: HealthDesk) -> None:
    notice = next(each for each in health.notices() if each.kind == "set")
    health.on(date(2026, 12, 1))
    assert not isinstance(confirm(health.office, notice.notice_id, "Ida Penn"), Refusal)
    assert follow_up._one(health.office, notice.notice_id, health.desk.clock.now()) == 0
    follow_up._put_off(health.office, notice.notice_id, date(2026, 12, 1))
    now = next(each for each in health.notices() if each.notice_id == notice.notice_id)
    assert (now.state, now.chase_on) == ("confirmed", None)
