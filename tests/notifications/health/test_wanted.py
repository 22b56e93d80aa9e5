"""What health providers should know of a case, for each event that HF-01 names."""

from datetime import date

import pytest

from notifications.health.kinds import ClearReason, NoticeKind, Status
from notifications.health.notices import FlagWanted
from notifications.health.wanted import wanted
from tests.notifications.health.cases import ASSESSING, DRAFTED, NEXT_REVIEW, PLANNED, imported, ledger, want
from tests.workflows.cases import REQUESTED, correction
from workflows.case import fold


def flag(*texts: str) -> FlagWanted:
    found = want(*texts).flag
    assert found is not None
    return found


def test_a_request_alone_is_no_flag() -> None:
    found = want(*REQUESTED)
    assert found.flag is None
    assert found.no_flag is None


def test_an_assessment_agreed_is_a_flag() -> None:
    assert flag(*ASSESSING) == FlagWanted(Status.ASSESSMENT, date(2025, 2, 10))


def test_a_final_plan_is_a_flag_with_its_day_and_its_next_review() -> None:
    found = want(*PLANNED, next_review_on=NEXT_REVIEW).flag
    assert found == FlagWanted(Status.PLAN, date(2025, 5, 12), next_review_on=NEXT_REVIEW)


def test_a_plan_transferred_in_is_a_flag_from_the_day_of_the_transfer() -> None:
    assert flag("plan_transferred_in=2025-06-02,authority=Elmshire") == FlagWanted(Status.PLAN, date(2025, 6, 2))


@pytest.mark.parametrize(
    "event, reason",
    [
        ("plan_refused=2025-04-01,reasons=none", ClearReason.PLAN_REFUSED),
        ("request_withdrawn=2025-04-01", ClearReason.REQUEST_WITHDRAWN),
        ("moved_away=2025-04-01", ClearReason.MOVED_AWAY),
        ("case_closed=2025-04-01,reason=duplicate", ClearReason.CASE_CLOSED),
    ],
)
def test_an_assessment_that_ends_without_a_plan_ends_the_flag_with_a_reason(event: str, reason: ClearReason) -> None:
    found = want(*ASSESSING, event)
    assert (found.flag, found.no_flag, found.over) == (None, reason, "")


def test_a_plan_that_is_ceasing_is_still_a_plan() -> None:
    assert flag(*PLANNED, "cease_notified=2025-09-01,reasons=met").status is Status.PLAN


@pytest.mark.parametrize(
    "reason", [reason for reason in ClearReason if reason in ("maximum_age", "moved_outside_england")]
)
def test_a_plan_that_ceased_ends_the_flag_with_its_reason(reason: ClearReason) -> None:
    found = want(*PLANNED, f"plan_ceased=2025-12-01,reason={reason.value}")
    assert (found.flag, found.no_flag, found.over) == (None, reason, "")


def test_a_plan_transferred_out_ends_the_flag() -> None:
    assert want(*PLANNED, "plan_transferred_out=2025-12-01").no_flag is ClearReason.TRANSFERRED


def test_after_a_death_all_is_over() -> None:
    found = want(*PLANNED, "plan_ceased=2025-12-01,reason=deceased")
    assert (found.flag, found.shares, found.invite, found.over) == (None, (), None, "deceased")


@pytest.mark.parametrize("event", ["request_withdrawn", "case_closed"])
def test_a_withdrawal_or_closure_by_death_is_over_too(event: str) -> None:
    assert want(*ASSESSING, f"{event}=2025-04-01,reason=The child died").over == "deceased"


@pytest.mark.parametrize("reason", ["studied elsewhere", "the need was remedied", ""])
def test_other_words_are_no_death(reason: str) -> None:
    assert want(*ASSESSING, f"request_withdrawn=2025-04-01,reason={reason}").over == ""


def test_a_refusal_that_is_reversed_is_a_flag_again_from_that_day() -> None:
    found = flag(
        *ASSESSING,
        "plan_refused=2025-04-01,reasons=none",
        "refusal_reversed=2025-06-02,ground=conceded,of=plan",
    )
    assert found == FlagWanted(Status.ASSESSMENT, date(2025, 6, 2))


@pytest.mark.parametrize(
    "events",
    [
        ("plan_amended=2025-10-01,cause=order",),
        ("amendment_notice_sent=2025-09-01", "amended_plan_sent=2025-10-01"),
        (
            "transfer_planned=2025-09-01,kind=primary_to_secondary,transfer_on=2026-09-01",
            "transfer_plan_sent=2025-10-01",
        ),
        ("reassessment_agreed=2025-08-01", "draft_sent=2025-09-01", "reassessed_plan_sent=2025-10-01"),
    ],
)
def test_an_amended_plan_changes_the_flag_and_is_shared(events: tuple[str, ...]) -> None:
    found = want(*PLANNED, *events)
    assert found.flag is not None
    assert found.flag.amended_on == date(2025, 10, 1)
    assert found.flag.effective_on == date(2025, 5, 12)
    assert [(share.kind, share.shared_on) for share in found.shares] == [(NoticeKind.SHARE_FINAL, date(2025, 10, 1))]


def test_a_review_decided_changes_the_flag() -> None:
    found = flag(*PLANNED, "review_met=2026-01-12", "review_decided=2026-02-02,outcome=maintain")
    assert found.reviewed_on == date(2026, 2, 2)


def test_a_change_of_placement_is_known_with_its_day() -> None:
    first = (*DRAFTED, "final_plan_sent=2025-05-12,setting=Elm School")
    assert (flag(*first).setting, flag(*first).placed_on) == ("Elm School", None)
    moved = flag(*first, "plan_amended=2025-10-01,cause=review,setting=Oak School")
    assert (moved.setting, moved.placed_on) == ("Oak School", date(2025, 10, 1))


def test_details_that_tell_of_a_setting_are_a_placement_and_a_consultation_is_not() -> None:
    entries = ledger(*PLANNED, "setting_consulted=2025-06-01,setting=Ash School", "details_recorded=2025-07-01")
    entries[-1] = type(entries[-1])(
        **{name: getattr(entries[-1], name) for name in entries[-1].__slots__}
        | {"facts": {"details": {"setting": "Oak"}}}
    )
    found = wanted(fold(entries), None).flag
    assert found is not None
    assert found.setting == "Oak"


def test_the_newest_draft_is_shared_until_there_is_a_plan() -> None:
    one = want(*DRAFTED).shares
    two = want(*DRAFTED, "draft_sent=2025-04-28,version=2").shares
    assert [(share.kind, share.version) for share in (*one, *two)] == [
        (NoticeKind.SHARE_DRAFT, ""),
        (NoticeKind.SHARE_DRAFT, "2"),
    ]
    assert [share.kind for share in want(*PLANNED).shares] == [NoticeKind.SHARE_FINAL]


def test_a_draft_after_reassessment_is_shared_beside_the_plan_in_force() -> None:
    found = want(*PLANNED, "reassessment_agreed=2025-08-01", "draft_sent=2025-09-01").shares
    assert [share.kind for share in found] == [NoticeKind.SHARE_DRAFT, NoticeKind.SHARE_FINAL]


def test_no_plan_in_force_is_no_plan_to_share() -> None:
    assert want(*DRAFTED, "plan_refused=2025-05-01,reasons=none").shares == ()
    assert want(*PLANNED, "plan_transferred_out=2025-12-01").shares == ()


def test_a_review_meeting_is_to_be_invited_to_until_it_is_held() -> None:
    invited = (*PLANNED, "review_invited=2026-03-01,meeting_on=2026-03-20")
    found = want(*invited).invite
    assert found is not None
    assert found.meeting_on == date(2026, 3, 20)
    assert want(*invited, "review_met=2026-03-20").invite is None
    assert want(*invited, "plan_transferred_out=2026-03-02").invite is None


def test_what_never_happened_is_not_wanted_and_does_not_stand() -> None:
    before, after = want(*PLANNED), want(*PLANNED, more=[correction(6, 5, never_happened=True)])
    assert before.flag is not None
    assert after.flag is not None
    assert after.flag.status is Status.ASSESSMENT
    assert before.standing - after.standing == {"final_plan_sent:5"}


def test_a_corrected_date_is_the_same_share_of_another_day() -> None:
    before, after = want(*PLANNED), want(*PLANNED, more=[correction(6, 5, right_date="2025-05-14")])
    assert before.shares[0].key == after.shares[0].key
    assert after.shares[0].shared_on == date(2025, 5, 14)


def test_imported_entries_are_true_and_known_and_nothing_of_them_is_shared() -> None:
    found = wanted(fold(imported("final_plan_sent=2023-05-12,setting=Elm School")), NEXT_REVIEW)
    assert found.flag is not None
    assert found.flag == found.known
    assert found.shares == ()


def test_a_plan_of_which_only_a_last_day_is_known_does_not_claim_a_first_day() -> None:
    found = wanted(fold(imported("plan_made=2023-05-12,dated=not_later_than")), None).flag
    assert found is not None
    assert found.details() == {"status": "plan", "effective_by": "2023-05-12"}
