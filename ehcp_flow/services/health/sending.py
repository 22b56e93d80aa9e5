"""A notice at the gate: let go as a message of the outbox, or held with why, a task and a message to the officer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from ehcp_flow.clock import london_date
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.asking import Place, ask
from ehcp_flow.services.health.case import HealthCase
from ehcp_flow.services.health.facts import facts_of, message_kind, notice_number
from ehcp_flow.services.office import Office
from notifications.health.chasing import Waiting, comment_window, next_step_on, the_policy
from notifications.health.contacts import Contact
from notifications.health.gate import Answer, Subject, Verdict, may_go
from notifications.health.kinds import KIND_WORDS, NoticeKind, NoticeState
from workflows.days import Calendar

BY_ITSELF = "EHCP Flow"
"""Who finishes a task that what was recorded has answered."""

TASK = "health_held"
RELEASED_BY = "released_by"
"""The name in a notice's details under which it is kept who let it go against an objection or a restriction, and why.

It is of no payload and of no comparison.
"""


def asked_at_gate(office: Place, subject: Subject, notice: Notice, now: datetime, released: bool = False) -> Verdict:
    """Whether the notice may go now, and if not, why. `released`: a person lets it go now; else, whether one did before."""
    let = released or RELEASED_BY in notice.details
    return may_go(subject, NoticeKind(notice.kind), london_date(now), production=office.production, released=let)


def pass_gate(
    uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, contact: Contact, now: datetime, calendar: Calendar
) -> bool:
    """A new notice goes, or is held and a person is asked. True where it goes."""
    if let_go(uow, office, at, notice, contact, now, calendar):
        return True
    verdict = asked_at_gate(office, at.subject, notice, now)
    ask_person(uow, office, at, notice, contact, verdict, now)
    return False


def hold_again(uow: UnitOfWork, office: Place, at: HealthCase, notice: Notice, contact: Contact, now: datetime) -> None:
    """A notice that waits to be sent, or whose message failed, is held where it may no longer go; not if it is leaving.

    That a person let it go answers what `may_go` says, and no objection to a plan that came later.
    """
    verdict = asked_at_gate(office, at.subject, notice, now)
    if verdict.answer is not Answer.GO and uow.notices.take_back(notice):
        hold(uow, office, at, notice, contact, verdict, now)


def hold(
    uow: UnitOfWork, office: Place, at: HealthCase, notice: Notice, contact: Contact, verdict: Verdict, now: datetime
) -> None:
    """A notice that was to go waits for a person after all, and the person is asked."""
    uow.notices.change(notice, state=NoticeState.HELD.value, why=verdict.why, chase_on=None)
    ask_person(uow, office, at, notice, contact, verdict, now)


def ask_person(
    uow: UnitOfWork, office: Place, at: HealthCase, notice: Notice, contact: Contact, verdict: Verdict, now: datetime
) -> None:
    """A task and a message: why the notice waits, and what to do. Again each time that a message of it is taken back."""
    number = notice_number(notice)
    ask(
        uow,
        office,
        at,
        TASK,
        _held_key(notice),
        f"Notice {number} “{KIND_WORDS[NoticeKind(notice.kind)]}” to {contact.role.words} waits",
        verdict.why,
        _what_to_do(office, at, notice, verdict, now),
        now,
    )


def _what_to_do(office: Place, at: HealthCase, notice: Notice, verdict: Verdict, now: datetime) -> str:
    number, do = notice_number(notice), do_words(verdict, notice)
    if "ehcp-flow" in do:
        return do
    if asked_at_gate(office, at.subject, notice, now, released=True).answer is Answer.GO:
        return (
            f"{do} Then: ehcp-flow notices release {number} --reason “why”, "
            f"or: ehcp-flow notices cancel {number} --reason “why”"
        )
    return f"{do} Then: ehcp-flow notices release {number}"


def do_words(verdict: Verdict, notice: Notice) -> str:
    """What to do about a verdict, with the case and the notice in the commands."""
    return verdict.do.replace("CASE", notice.case).replace("NOTICE", notice_number(notice))


def let_go(
    uow: UnitOfWork,
    office: Office,
    at: HealthCase,
    notice: Notice,
    contact: Contact,
    now: datetime,
    calendar: Calendar,
    released_by: str = "",
    reason: str = "",
) -> bool:
    """Queues a held notice if it may go now; otherwise keeps why it may not. `released_by`: a person let this one go.

    `reason`: why, where an objection or a restriction holds it. Without one it goes only if nothing holds it.
    """
    verdict = asked_at_gate(office, at.subject, notice, now, bool(released_by and reason))
    if verdict.answer is not Answer.GO:
        if verdict.why != notice.why:
            uow.notices.change(notice, why=verdict.why)
        return False
    today = london_date(now)
    going = replace(notice, basis=verdict.basis, comment_until=_comment_until(notice, at, today, calendar))
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
        why=_released_words(released_by, reason),
        details={**notice.details, RELEASED_BY: f"{released_by}: {reason}"} if reason else notice.details,
        basis=verdict.basis,
        message_id=message.message_id,
        comment_until=going.comment_until,
        chase_on=chase_day(going, today, calendar),
    )
    no_longer_waits(uow, notice, now, "Put right: the notice goes")
    return True


def _comment_until(notice: Notice, at: HealthCase, today: date, calendar: Calendar) -> date | None:
    """The last day to comment of a draft that leaves today: it may have been held since it was raised."""
    if notice.comment_until is None:
        return None
    if at.family_until is None:
        return max(notice.comment_until, today)
    return comment_window(today, at.family_until, the_policy(), calendar).until


def _released_words(by: str, reason: str) -> str:
    return "" if not by else f"Released by {by}: {reason}" if reason else f"Released by {by}"


def no_longer_waits(uow: UnitOfWork, notice: Notice, now: datetime, outcome: str) -> None:
    """Takes off the list what asked a person about this notice."""
    for key in {_held_key(notice), _held_key(replace(notice, message_id=""))}:
        uow.tasks.finish_key(notice.authority, f"{TASK} {key}", now, BY_ITSELF, outcome)


def _held_key(notice: Notice) -> str:
    return f"{notice.notice_id} {notice.message_id}".strip()


def chase_day(notice: Notice, left_on: date, calendar: Calendar) -> date | None:
    """When it is next to be looked at, if it leaves on this day: for a chaser, or as the time to comment is over."""
    kind = NoticeKind(notice.kind)
    waiting = Waiting(notice.notice_id, kind, NoticeState.SENT, left_on)
    chase = next_step_on(waiting, the_policy(), calendar)
    over = notice.comment_until + timedelta(days=1) if notice.comment_until and not notice.comment else None
    return min((each for each in (chase, over) if each is not None), default=None)
