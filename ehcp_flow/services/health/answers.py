"""What a recipient answers to a notice: acknowledged, confirmed, rejected, a comment; by command or by a one-time link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ehcp_flow.clock import london_date
from ehcp_flow.db.notice_links import NoticeLink
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.asking import ask
from ehcp_flow.services.health.by_link import LINK_LASTS as LINK_LASTS
from ehcp_flow.services.health.by_link import LINKS, USE, held_link, no_secret
from ehcp_flow.services.health.case import of_stored
from ehcp_flow.services.health.facts import notice_number
from ehcp_flow.services.office import Office
from notifications.health import links
from notifications.health.chasing import Waiting, next_step_on, the_policy
from notifications.health.kinds import FLAG_KINDS, KIND_WORDS, STATE_WORDS, NoticeKind, NoticeState, may_move
from notifications.health.links import Purpose
from workflows.refusals import Refusal

ANSWERS = "Answers of health providers (requirement HF-07)"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link: the address where the web pages are known, else "", and the token for the command line."""

    notice: str
    purpose: Purpose
    token: str
    address: str
    expires_at: datetime


def acknowledge(office: Office, notice_id: int, by: str, as_user: str | None = None) -> Notice | Refusal:
    """Somebody at the provider has read it."""
    return _by_command(office, notice_id, as_user, lambda uow, notice: _acknowledge(uow, office, notice, by))


def confirm(office: Office, notice_id: int, by: str, as_user: str | None = None) -> Notice | Refusal:
    """The provider has set, updated or cleared the flag in its own record."""
    return _by_command(office, notice_id, as_user, lambda uow, notice: _confirm(uow, office, notice, by))


def reject(office: Office, notice_id: int, reason: str, by: str, as_user: str | None = None) -> Notice | Refusal:
    """The provider will not do as the notice asks. An officer is asked to find out why."""
    return _by_command(office, notice_id, as_user, lambda uow, notice: _reject(uow, office, notice, reason, by))


def comment(office: Office, notice_id: int, words: str, by: str, as_user: str | None = None) -> Notice | Refusal:
    """Health comments on a draft: somebody must decide what changes in the plan."""
    return _by_command(office, notice_id, as_user, lambda uow, notice: _comment(uow, office, notice, words, by))


def make_link(office: Office, notice_id: int, secret: str, purpose: Purpose | None = None) -> MadeLink | Refusal:
    """A one-time link to answer a notice. Nothing of it is kept but a digest: it cannot be shown again."""
    with unit_of_work(office.database) as uow:
        notice = uow.notices.get(office.authority, notice_id)
        if notice is None:
            return no_such_notice(notice_id)
        what = f"Make a link for {notice_number(notice)}"
        if (refusal := no_secret(what, secret)) is not None:
            return refusal
        wanted = purpose or _next_purpose(notice)
        if (refusal := _purpose_refusal(what, notice, wanted)) is not None:
            return refusal
        now = office.clock.now()
        token = links.make(secret, notice_id, notice.contact_id, wanted, now)
        made = NoticeLink(office.authority, links.digest(token), notice_id, wanted.value, now, now + LINK_LASTS)
        uow.notice_links.add(made)
        uow.commit()
    address = f"{office.public_url.rstrip('/')}/notices/answer/{token}" if office.public_url else ""
    return MadeLink(notice_number(notice), wanted, token, address, made.expires_at)


def answer(
    office: Office, token: str, secret: str, purpose: Purpose, words: str = "", by: str = ""
) -> Notice | Refusal:
    """Answers a notice by its link: signature, age, single use and purpose are looked at, and nothing else is needed."""
    with unit_of_work(office.database) as uow:
        found = held_link(uow, office, token, secret)
        if isinstance(found, Refusal):
            return found
        held, said = found
        what, now = USE, office.clock.now()
        if purpose is not said.purpose and purpose is not Purpose.REJECT:
            return Refusal(
                what, f"it is to {said.purpose.value}, not to {purpose.value}", LINKS, "Ask for a link for that."
            )
        notice = uow.notices.get_for_change(office.authority, said.notice)
        if notice is None or notice.contact_id != said.contact:
            return Refusal(what, "its notice is no longer there", LINKS, "Ask the council.")
        contact = uow.health.contact(office.authority, said.contact)
        who = by.strip() or f"{contact.name if contact else 'the recipient'}, by link"
        if not uow.notice_links.use(held, now):
            return Refusal(what, "somebody used it at the same moment", LINKS, "There is nothing to do.")
        answered = _answer(uow, office, notice, purpose, words, who)
        if isinstance(answered, Refusal):
            return answered
        uow.commit()
        return answered


def no_such_notice(notice_id: int) -> Refusal:
    return Refusal(
        f"Open notice {notice_id}",
        "there is no notice of this number",
        "Health notices of this authority",
        "Look for it with “ehcp-flow notices list”.",
    )


def _answer(uow: UnitOfWork, office: Office, notice: Notice, purpose: Purpose, words: str, by: str) -> Notice | Refusal:
    match purpose:
        case Purpose.ACKNOWLEDGE:
            return _acknowledge(uow, office, notice, by)
        case Purpose.CONFIRM:
            return _confirm(uow, office, notice, by)
        case Purpose.REJECT:
            return _reject(uow, office, notice, words, by)
        case Purpose.COMMENT:
            return _comment(uow, office, notice, words, by)


def _by_command(
    office: Office, notice_id: int, as_user: str | None, change: Callable[[UnitOfWork, Notice], Notice | Refusal]
) -> Notice | Refusal:
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        notice = uow.notices.get_for_change(office.authority, notice_id)
        if notice is None:
            return no_such_notice(notice_id)
        answered = change(uow, notice)
        if not isinstance(answered, Refusal):
            uow.commit()
        return answered


def _acknowledge(uow: UnitOfWork, office: Office, notice: Notice, by: str) -> Notice | Refusal:
    refusal = _who_refusal("Acknowledge", notice, by) or _move_refusal("Acknowledge", notice, NoticeState.ACKNOWLEDGED)
    if refusal is not None:
        return refusal
    now = office.clock.now()
    return _moved(uow, office, notice, NoticeState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by.strip())


def _confirm(uow: UnitOfWork, office: Office, notice: Notice, by: str) -> Notice | Refusal:
    what = f"Confirm {notice_number(notice)}"
    if NoticeKind(notice.kind) not in FLAG_KINDS:
        return Refusal(
            what, "it asks for no flag to be set or cleared", ANSWERS, "Record that it was read: notices acknowledge."
        )
    refusal = _who_refusal("Confirm", notice, by) or _move_refusal("Confirm", notice, NoticeState.CONFIRMED)
    if refusal is not None:
        return refusal
    now = office.clock.now()
    first = {} if notice.acknowledged_at else {"acknowledged_at": now, "acknowledged_by": by.strip()}
    return _moved(uow, office, notice, NoticeState.CONFIRMED, confirmed_at=now, confirmed_by=by.strip(), **first)


def _reject(uow: UnitOfWork, office: Office, notice: Notice, reason: str, by: str) -> Notice | Refusal:
    number = notice_number(notice)
    if not reason.strip():
        return Refusal(f"Reject {number}", "there is no reason", ANSWERS, "Say why with --reason “why”.")
    refusal = _who_refusal("Reject", notice, by) or _move_refusal("Reject", notice, NoticeState.REJECTED)
    if refusal is not None:
        return refusal
    because = f"{' '.join(reason.split())} ({by.strip()})"
    now = office.clock.now()
    done = _moved(uow, office, notice, NoticeState.REJECTED, rejected_at=now, rejected_because=because)
    _ask(
        uow,
        office,
        notice,
        "health_check",
        f"{notice.case_id} {notice.contact_id} rejected:{notice.notice_id}",
        f"A recipient rejected notice {number} “{KIND_WORDS[NoticeKind(notice.kind)]}”",
        "the same notice is not sent again by itself; the reason is with the notice",
        f"Read it with “ehcp-flow notices show {number}”. To have it sent anew: ehcp-flow notices release {number}. "
        "Otherwise leave the recipient out, with the reason.",
        now,
    )
    return done


def _comment(uow: UnitOfWork, office: Office, notice: Notice, words: str, by: str) -> Notice | Refusal:
    number = notice_number(notice)
    what = f"Comment on {number}"
    if notice.kind != NoticeKind.SHARE_DRAFT:
        return Refusal(what, "it shares no draft plan", ANSWERS, "Answer it otherwise: notices acknowledge.")
    if not words.strip():
        return Refusal(what, "there is no comment", ANSWERS, "Give the comment with --words.")
    refusal = _who_refusal("Comment on", notice, by)
    if refusal is None and NoticeState(notice.stands) not in _LEFT:
        refusal = _not_left(what, notice)
    if refusal is not None:
        return refusal
    now = office.clock.now()
    told = f"{by.strip()}: {' '.join(words.split())}"
    earlier = f"{notice.comment}\n" if notice.commented_at else ""
    values: dict[str, object] = {"comment": earlier + told, "commented_at": now}
    if may_move(NoticeState(notice.stands), NoticeState.ACKNOWLEDGED):
        values |= {"state": NoticeState.ACKNOWLEDGED.value, "acknowledged_at": now, "acknowledged_by": by.strip()}
    uow.notices.change(notice, **values, chase_on=None)
    _ask(
        uow,
        office,
        notice,
        "plan_change",
        f"{notice.notice_id} {len(earlier.splitlines()) + 1}",
        f"Health commented on the draft plan (notice {number})",
        "it must be decided what changes in the health part",
        f"Read the comment with “ehcp-flow notices show {number}”, and record what was done about it.",
        now,
    )
    return uow.notices.get(notice.authority, notice.notice_id) or notice


_LEFT = (
    NoticeState.SENT,
    NoticeState.DELIVERED,
    NoticeState.ACKNOWLEDGED,
    NoticeState.EXPIRED,
)


def _moved(uow: UnitOfWork, office: Office, notice: Notice, state: NoticeState, **values: object) -> Notice:
    """The notice with its answer; the next wait, if there is one, begins now."""
    chase_on = None
    if state is NoticeState.ACKNOWLEDGED:
        today = office.clock.today()
        left = london_date(notice.left_at) if notice.left_at else today
        waiting = Waiting(notice.notice_id, NoticeKind(notice.kind), state, left, acknowledged_on=today)
        chase_on = next_step_on(waiting, the_policy(), office.calendar(uow))
        if notice.kind == NoticeKind.SHARE_DRAFT and notice.comment_until and not notice.comment:
            chase_on = notice.comment_until + timedelta(days=1)
    uow.notices.change(notice, state=state.value, chase_on=chase_on, chases=0, escalated_at=None, **values)
    return uow.notices.get(notice.authority, notice.notice_id) or replace(notice, state=state.value)


def _move_refusal(verb: str, notice: Notice, after: NoticeState) -> Refusal | None:
    stands = NoticeState(notice.stands)
    if may_move(stands, after):
        return None
    what = f"{verb} {notice_number(notice)}"
    if stands is after:
        return Refusal(what, "it is recorded already", ANSWERS, "There is nothing to do.")
    if stands in (NoticeState.QUEUED, NoticeState.HELD):
        return _not_left(what, notice)
    return Refusal(what, f"it stands at “{STATE_WORDS[stands]}”", ANSWERS, "Look at it with “ehcp-flow notices show”.")


def _not_left(what: str, notice: Notice) -> Refusal:
    words = STATE_WORDS[NoticeState(notice.stands)]
    return Refusal(what, f"it has not been sent: “{words}”", ANSWERS, "Nobody can have read it yet. Check the number.")


def _who_refusal(verb: str, notice: Notice, by: str) -> Refusal | None:
    if by.strip():
        return None
    what = f"{verb} {notice_number(notice)}"
    return Refusal(what, "it is not said who at the provider did so", ANSWERS, "Give --by “name, role”.")


def _next_purpose(notice: Notice) -> Purpose:
    if notice.kind == NoticeKind.SHARE_DRAFT:
        return Purpose.COMMENT
    if notice.stands == NoticeState.ACKNOWLEDGED and NoticeKind(notice.kind) in FLAG_KINDS:
        return Purpose.CONFIRM
    return Purpose.ACKNOWLEDGE


def _purpose_refusal(what: str, notice: Notice, purpose: Purpose) -> Refusal | None:
    kind = NoticeKind(notice.kind)
    if (purpose is Purpose.CONFIRM and kind not in FLAG_KINDS) or (
        purpose is Purpose.COMMENT and kind is not NoticeKind.SHARE_DRAFT
    ):
        return Refusal(what, f"“{KIND_WORDS[kind]}” is not answered so", LINKS, "Make one to acknowledge it.")
    if NoticeState(notice.stands) not in _LEFT:
        return (
            _not_left(what, notice)
            if notice.stands in ("queued", "held")
            else Refusal(
                what, f"it stands at “{STATE_WORDS[NoticeState(notice.stands)]}”", LINKS, "There is nothing to answer."
            )
        )
    return None


def _ask(
    uow: UnitOfWork, office: Office, notice: Notice, kind: str, key: str, what: str, why: str, do: str, now: datetime
) -> None:
    stored = uow.cases.load(notice.authority, notice.case)
    if stored is not None:
        at = of_stored(uow, office, stored, office.calendar(uow))
        ask(uow, office, at, kind, key, what, why, do, now)
