"""Which notices follow from what is wanted and what was told: one recipient, in the order in which things happen."""

from datetime import date

import pytest

from notifications.health.due_notices import differences
from notifications.health.kinds import NoticeKind, NoticeState
from notifications.health.notices import Told
from notifications.health.wanted import wanted
from tests.notifications.health.cases import (
    ASSESSING,
    DRAFTED,
    NEXT_REVIEW,
    PLANNED,
    TODAY,
    Provider,
    imported,
    ledger,
    told_of,
    want,
)
from tests.workflows.cases import correction, entry
from workflows.case import fold


@pytest.fixture
def here() -> Provider:
    return Provider()


def test_the_same_twice_gives_nothing(here: Provider) -> None:
    assert told_of(here.compare(want(*ASSESSING))) == ["set"]
    assert told_of(here.compare(want(*ASSESSING))) == []
    here.send()
    assert here.compare(want(*ASSESSING)).raise_ == ()


def test_an_unsent_set_takes_in_what_happens_next(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    found = here.compare(want(*PLANNED))
    assert told_of(found) == ["set", "share_final"]
    assert found.raise_[0].supersedes == (1,)
    assert [notice.number for notice in found.raise_] == [2, 3]
    here.send()
    assert here.flag == {"status": "plan", "effective_on": "2025-05-12"}
    assert [notice.kind for notice in here.received] == [NoticeKind.SET, NoticeKind.SHARE_FINAL]


def test_a_sent_set_is_updated_with_what_changed(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    here.send()
    found = here.compare(want(*PLANNED, next_review_on=NEXT_REVIEW))
    assert told_of(found) == ["update effective_on,next_review_on,status", "share_final"]


def test_an_unsent_set_that_is_no_longer_true_is_gone_without_a_word(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    found = here.compare(want(*ASSESSING, "request_withdrawn=2025-03-01"))
    assert (found.raise_, found.cancel, found.tasks) == ((), (1,), ())
    assert here.received == []


def test_a_sent_set_is_cleared_with_the_reason(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.send()
    found = here.compare(want(*PLANNED, "plan_ceased=2025-12-01,reason=maximum_age"))
    assert told_of(found) == ["clear maximum_age"]
    assert found.raise_[0].details["effective_on"] == "2025-05-12"


def test_a_sent_set_that_is_corrected_away_is_cleared_as_recorded_in_error(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    here.send()
    found = here.compare(want(*ASSESSING, more=[correction(3, 2, never_happened=True)]))
    assert told_of(found) == ["clear recorded_in_error"]


def test_an_update_that_is_taken_back_before_it_left_is_cancelled(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.send()
    here.compare(want(*PLANNED, "plan_amended=2025-10-01,cause=order"))
    found = here.compare(want(*PLANNED))
    assert found.raise_ == ()
    assert found.cancel == (3, 4)


def test_a_sent_share_that_is_corrected_away_is_a_task_for_a_person(here: Provider) -> None:
    here.compare(want(*DRAFTED))
    here.send()
    found = here.compare(want(*DRAFTED, more=[correction(5, 4, never_happened=True)]))
    assert found.raise_ == ()
    assert [task.key for task in found.tasks] == ["recall:2"]


def test_a_newer_draft_takes_the_place_of_one_that_waits_and_is_sent_beside_one_that_left(here: Provider) -> None:
    newer = (*DRAFTED, "draft_sent=2025-04-28,version=2")
    here.compare(want(*DRAFTED))
    assert here.compare(want(*newer)).raise_[0].supersedes == (2,)
    other = Provider()
    other.compare(want(*DRAFTED))
    other.send()
    found = other.compare(want(*newer))
    assert told_of(found) == ["share_draft"]
    assert found.tasks == ()


def test_a_draft_does_not_take_the_place_of_a_final_plan_that_waits(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.compare(want(*PLANNED, "reassessment_agreed=2025-08-01", "draft_sent=2025-09-01"))
    assert [notice.kind.value for notice in here.waiting()] == ["set", "share_final", "share_draft"]


def test_a_final_plan_ends_the_wait_of_a_draft(here: Provider) -> None:
    here.compare(want(*DRAFTED))
    assert 2 in here.compare(want(*PLANNED)).cancel


def test_after_a_death_nothing_is_raised_what_waits_is_cancelled_and_a_person_is_told(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.send(1)
    found = here.compare(want(*PLANNED, "plan_ceased=2025-12-01,reason=deceased"))
    assert (found.raise_, found.cancel) == ((), (2,))
    assert [task.key for task in found.tasks] == ["over:deceased"]


def test_an_invitation_is_for_a_meeting_to_come(here: Provider) -> None:
    called = want(*PLANNED, "review_invited=2026-03-01,meeting_on=2026-03-20")
    assert "invite" in told_of(here.compare(called, date(2026, 3, 3)))
    assert here.compare(called, date(2026, 3, 20)).cancel == (3,)


def test_a_moved_meeting_is_invited_to_again_and_a_repeated_one_is_not(here: Provider) -> None:
    called = (*PLANNED, "review_invited=2026-03-01,meeting_on=2026-03-20")
    here.compare(want(*called))
    here.send()
    assert told_of(here.compare(want(*called, "review_invited=2026-03-02,meeting_on=2026-03-20"))) == []
    assert told_of(here.compare(want(*called, "review_invited=2026-03-02,meeting_on=2026-03-27"))) == ["invite"]


def test_an_invitation_that_is_put_right_after_it_left_is_a_task(here: Provider) -> None:
    called = (*PLANNED, "review_invited=2026-03-01,meeting_on=2026-03-20")
    here.compare(want(*called))
    here.send()
    found = here.compare(want(*called, more=[correction(7, 6, never_happened=True)]))
    assert [task.key for task in found.tasks] == ["recall:3"]
    assert "20 March 2026" in found.tasks[0].what


def test_imported_history_raises_nothing_and_a_live_change_of_it_does(here: Provider) -> None:
    history = imported("final_plan_sent=2023-05-12")
    assert told_of(here.compare(wanted(fold(history), NEXT_REVIEW))) == []
    amended = [*history, entry("plan_amended=2025-10-01,cause=order", 2)]
    assert told_of(here.compare(wanted(fold(amended), NEXT_REVIEW))) == ["update amended_on", "share_final"]
    ceased = [*history, entry("plan_ceased=2025-12-01,reason=maximum_age", 2)]
    assert told_of(Provider().compare(wanted(fold(ceased), None))) == ["clear maximum_age"]


def test_what_a_return_adds_to_a_case_of_our_own_is_told(here: Provider) -> None:
    ours = ledger(*ASSESSING)
    here.compare(wanted(fold(ours), None))
    added = [*ours, entry("final_plan_sent=2025-05-12", 3, source="return of 2025")]
    assert told_of(here.compare(wanted(fold(added), None))) == ["set"]


def test_a_rejected_notice_is_not_sent_again_by_itself(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    here.send()
    here.mark(1, NoticeState.REJECTED)
    found = here.compare(want(*ASSESSING))
    assert found.raise_ == ()
    assert [task.key for task in found.tasks] == ["rejected:1"]
    here.mark(1, NoticeState.CANCELLED)
    assert told_of(here.compare(want(*ASSESSING))) == ["set"]


def test_after_a_rejected_set_a_change_is_set_and_an_end_needs_no_word(here: Provider) -> None:
    here.compare(want(*ASSESSING))
    here.send()
    here.mark(1, NoticeState.REJECTED)
    assert differences(want(*ASSESSING, "moved_away=2025-03-03"), here.told, TODAY).raise_ == ()
    assert told_of(here.compare(want(*PLANNED)))[0] == "set"


def test_a_rejected_share_is_a_task_and_not_a_second_share(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.send()
    here.mark(2, NoticeState.REJECTED)
    found = here.compare(want(*PLANNED))
    assert (told_of(found), [task.key for task in found.tasks]) == ([], ["rejected:2"])


def test_a_provider_that_lost_the_flag_is_told_afresh_once(here: Provider) -> None:
    here.compare(want(*PLANNED))
    here.send()
    found = differences(want(*PLANNED), here.told, TODAY, afresh=True)
    assert told_of(found) == ["set"]
    again = Told(3, NoticeKind.SET, 3, NoticeState.QUEUED, "set", found.raise_[0].details, afresh=True)
    here.told.append(again)
    assert (here.compare(want(*PLANNED)).raise_, here.compare(want(*PLANNED)).cancel) == ((), ())
    here.send()
    assert told_of(here.compare(want(*PLANNED))) == []


def test_a_provider_that_kept_a_cleared_flag_is_told_afresh_to_clear_it(here: Provider) -> None:
    ended = want(*PLANNED, "plan_transferred_out=2025-12-01")
    here.compare(want(*PLANNED))
    here.send()
    here.compare(ended)
    here.send()
    assert told_of(differences(ended, here.told, TODAY, afresh=True)) == ["clear transferred"]
    assert told_of(differences(ended, [], TODAY, afresh=True)) == []
