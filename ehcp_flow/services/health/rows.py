"""What health was told and answered, as the frozen rows of the figures: pure functions of a case and its notices.

`until` is the last moment that counts: what left, was answered or was raised later is not in the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from ehcp_flow.clock import london_date
from ehcp_flow.db.notice_links import Reconciliation
from ehcp_flow.db.notices import Notice
from notifications.health.kinds import FLAG_KINDS, TO_CONFIRM, NoticeKind, NoticeState, Status
from notifications.health.wanted import wanted
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell
from workflows.case import CaseView
from workflows.vocabulary import Event

ENDED = (Event.PLAN_CEASED, Event.PLAN_TRANSFERRED_OUT)
TOLD_OF = (Event.FINAL_PLAN_SENT, *ENDED, Event.DRAFT_SENT)
"""The events of which health must be told."""

_FAILED = ("failed", "bounced")
_TAKEN_BACK = (NoticeState.CANCELLED, NoticeState.SUPERSEDED)


def to_tell(case: str, view: CaseView, notices: Sequence[Notice], until: datetime) -> Iterator[ToTell]:
    """What happened on a case of which health must be told, and when the last of its notices left.

    `notices` are those of the case. Nothing is told for what was read in from a return.
    """
    if not any(event in view.latest for event in TOLD_OF):
        return
    for entry in view.entries:
        if entry.source or entry.event not in TOLD_OF:
            continue
        on = entry.occurred_on
        of_day = [each for each in notices if each.effective_on == on]
        if entry.event is Event.FINAL_PLAN_SENT:
            yield ToTell(case, Happening.FINAL, on, _all_left([each for each in of_day if _of_plan(each)], until))
            yield ToTell(case, Happening.SHARED, on, _all_left(_of_kind(of_day, NoticeKind.SHARE_FINAL), until))
        elif entry.event is Event.DRAFT_SENT:
            yield ToTell(case, Happening.DRAFT, on, _all_left(_of_kind(of_day, NoticeKind.SHARE_DRAFT), until))
        elif any(map(_told_of_plan, notices)) and not wanted(view, None).over:
            yield ToTell(case, Happening.CEASED, on, _all_left(_of_kind(of_day, NoticeKind.CLEAR), until))


def sent_notices(notices: Iterable[Notice], until: datetime) -> list[SentNotice]:
    """The notices that had left, each with what was answered by then."""
    return [_sent(each, each.left_at, until) for each in notices if each.left_at is not None and _left(each, until)]


def raised_notices(notices: Iterable[Notice], until: datetime) -> list[Raised]:
    """The notices that were raised and not taken back."""
    return [_raised(each, until) for each in notices if _was_raised(each, until)]


def monthly_lists(made: Iterable[Reconciliation], until: datetime) -> list[MonthlyList]:
    """The lists that had been made, each with its answer where there was one by then."""
    return [_list(each, until) for each in made if _by(each.made_at, until)]


def _by(moment: datetime | None, until: datetime) -> bool:
    return moment is not None and moment <= until


def _left(notice: Notice, until: datetime) -> bool:
    stands = NoticeState(notice.stands)
    gone = stands not in (NoticeState.QUEUED, NoticeState.HELD, NoticeState.SUPERSEDED)
    return gone and _by(notice.left_at, until)


def _sent(notice: Notice, left_at: datetime, until: datetime) -> SentNotice:
    answers = [notice.acknowledged_at, notice.confirmed_at, notice.rejected_at]
    confirmed = notice.confirmed_at
    return SentNotice(
        case=notice.case,
        sent_on=london_date(left_at),
        to_confirm=NoticeKind(notice.kind) in TO_CONFIRM,
        answered_on=min((london_date(each) for each in answers if each is not None and each <= until), default=None),
        confirmed_on=london_date(confirmed) if confirmed is not None and confirmed <= until else None,
    )


def _was_raised(notice: Notice, until: datetime) -> bool:
    """Not one that was taken back before it left. One that was rejected and told anew is cancelled, and was raised."""
    return _by(notice.created_at, until) and (
        notice.rejected_at is not None or NoticeState(notice.stands) not in _TAKEN_BACK
    )


def _raised(notice: Notice, until: datetime) -> Raised:
    failed = _by(notice.rejected_at, until) or notice.message_state in _FAILED
    return Raised(london_date(notice.created_at), failed, notice.case)


def _list(made: Reconciliation, until: datetime) -> MonthlyList:
    month = date.fromisoformat(f"{made.month}-01")
    if not _by(made.answered_at, until):
        return MonthlyList(month, made.expected)
    return MonthlyList(month, made.expected, made.agreed, made.differences)


def _of_kind(notices: Iterable[Notice], kind: NoticeKind) -> list[Notice]:
    return [each for each in notices if each.kind == kind]


def _of_plan(notice: Notice) -> bool:
    flag = NoticeKind(notice.kind) in FLAG_KINDS and notice.kind != NoticeKind.CLEAR
    return flag and notice.status == Status.PLAN and NoticeState(notice.stands) not in _TAKEN_BACK


def _told_of_plan(notice: Notice) -> bool:
    return _of_plan(notice) and notice.left_at is not None


def _all_left(about: Sequence[Notice], until: datetime) -> date | None:
    """The day on which the last of them left; None where there is none, or one has not left."""
    standing = [each for each in about if NoticeState(each.stands) not in _TAKEN_BACK]
    if not standing or not all(_left(each, until) for each in standing):
        return None
    return max(london_date(each.left_at) for each in standing if each.left_at is not None)
