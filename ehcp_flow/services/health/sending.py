"""A notice at the gate: let go as a message of the outbox, or held with why, a task and a message to the officer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from ehcp_flow.clock import london_date
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.asking import ask
from ehcp_flow.services.health.case import HealthCase
from ehcp_flow.services.health.facts import facts_of, message_kind, notice_number
from ehcp_flow.services.office import Office
from notifications.health.chasing import Waiting, next_step_on, the_policy
from notifications.health.contacts import Contact
from notifications.health.gate import Answer, Verdict, may_go
from notifications.health.kinds import KIND_WORDS, NoticeKind, NoticeState
from workflows.days import Calendar

BY_ITSELF = "EHCP Flow"
"""Who finishes a task that what was recorded has answered."""

TASK = "health_held"
RELEASED = "Released by"


def asked_at_gate(office: Office, at: HealthCase, notice: Notice, now: datetime, released: bool = False) -> Verdict:
    """Whether the notice may go now, and if not, why."""
    production = office.production
    return may_go(at.subject, NoticeKind(notice.kind), london_date(now), production=production, released=released)


def pass_gate(
    uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, contact: Contact, now: datetime, calendar: Calendar
) -> bool:
    """A new notice goes, or is held and a person is asked. True where it goes."""
    if let_go(uow, office, at, notice, contact, now, calendar):
        return True
    verdict = asked_at_gate(office, at, notice, now)
    ask_person(uow, office, at, notice, contact, verdict, now)
    return False


def hold_again(
    uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, contact: Contact, now: datetime
) -> None:
    """A notice that waits to be sent is held where it may no longer go, unless a person let it go or it is just leaving."""
    if notice.why.startswith(RELEASED):
        return
    verdict = asked_at_gate(office, at, notice, now)
    if verdict.answer is not Answer.GO and uow.notices.take_back(notice):
        uow.notices.change(notice, state=NoticeState.HELD.value, why=verdict.why, chase_on=None)
        ask_person(uow, office, at, notice, contact, verdict, now)


def ask_person(
    uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, contact: Contact, verdict: Verdict, now: datetime
) -> None:
    """A task and a message: why the notice waits, and what to do."""
    number = notice_number(notice)
    ask(
        uow,
        office,
        at,
        TASK,
        str(notice.notice_id),
        f"Notice {number} “{KIND_WORDS[NoticeKind(notice.kind)]}” to {contact.role.words} waits",
        verdict.why,
        f"{verdict.do} Then: ehcp-flow notices release {number}",
        now,
    )


def let_go(
    uow: UnitOfWork,
    office: Office,
    at: HealthCase,
    notice: Notice,
    contact: Contact,
    now: datetime,
    calendar: Calendar,
    released_by: str = "",
) -> bool:
    """Queues a held notice if it may go now; otherwise keeps why it may not. `released_by`: a person let this one go."""
    verdict = asked_at_gate(office, at, notice, now, bool(released_by))
    if verdict.answer is not Answer.GO:
        if verdict.why != notice.why:
            uow.notices.change(notice, why=verdict.why)
        return False
    today = london_date(now)
    going = replace(notice, basis=verdict.basis)
    message = Message(
        authority=notice.authority,
        kind=message_kind(NoticeKind(notice.kind)),
        recipient=contact.address,
        dedupe_key=f"health {at.reference} {notice.contact_id} {notice.key} {notice.notice_id}"
        + (f" again {now.isoformat()}" if notice.message_id else ""),  # its first message was taken back or failed
        facts=facts_of(going, at, office, uow, today, calendar),
        created_at=now,
        case_id=at.case_id,
        channel=contact.channel,
        statutory=True,
        order_key=f"health {at.person.person_id} {notice.contact_id}",
        order_number=notice.notice_id,
    )
    uow.outbox.add(message)
    uow.notices.change(
        notice,
        state=NoticeState.QUEUED.value,
        why=f"{RELEASED} {released_by}" if released_by else "",
        basis=verdict.basis,
        message_id=message.message_id,
        chase_on=chase_day(notice, today, calendar),
    )
    uow.tasks.finish_key(notice.authority, f"{TASK} {notice.notice_id}", now, BY_ITSELF, "Put right: the notice goes")
    return True


def chase_day(notice: Notice, left_on: date, calendar: Calendar) -> date | None:
    """When it is next to be looked at, if it leaves on this day: for a chaser, or as the time to comment is over."""
    kind = NoticeKind(notice.kind)
    waiting = Waiting(notice.notice_id, kind, NoticeState.SENT, left_on)
    chase = next_step_on(waiting, the_policy(), calendar)
    over = notice.comment_until + timedelta(days=1) if notice.comment_until and not notice.comment else None
    return min((each for each in (chase, over) if each is not None), default=None)
