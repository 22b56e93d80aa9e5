"""When nobody is reminded of a notice any more: after a death, and once a later notice has taken its place."""

from collections.abc import Iterable, Sequence
from datetime import date

from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.facts import notice_number
from notifications.catalogue import HEALTH_CHASER, HEALTH_ESCALATION
from notifications.health.chasing import awaits
from notifications.health.kinds import AWAITING, NoticeKind, NoticeState

REMINDERS = (HEALTH_CHASER.name, HEALTH_ESCALATION.name)
"""The kinds of message that ask for an answer to a notice."""

DEATH = "The child or young person has died: nobody is asked for an answer any more"


def stop_all(uow: UnitOfWork, authority: str, case_id: int, notices: Iterable[Notice]) -> None:
    """After a death: no step is due about any notice, and no reminder that waits is sent."""
    for notice in notices:
        if notice.chase_on is not None:
            uow.notices.change(notice, chase_on=None)
    uow.notices.call_back(authority, case_id, REMINDERS, DEATH)


def go_on(uow: UnitOfWork, notices: Sequence[Notice], today: date) -> None:
    """What was recorded as a death was none: what is still unanswered is looked at again."""
    for notice in notices:
        stands = NoticeState(notice.stands)
        if stands not in AWAITING or notice.chase_on is not None or notice.overtaken_by is not None:
            continue
        if notice.left_at is not None and awaits(NoticeKind(notice.kind), stands):
            uow.notices.change(notice, chase_on=today)


def stop_reminders(uow: UnitOfWork, notice: Notice, why: str) -> None:
    """No reminder of this notice that waits is sent."""
    uow.notices.call_back(notice.authority, notice.case_id, REMINDERS, why, notice_number(notice))


def overtaken(notice: Notice) -> bool:
    """Whether an answer is still awaited to what a later notice to the same contact has made out of date."""
    return notice.overtaken_by is not None and NoticeState(notice.stands) in AWAITING
