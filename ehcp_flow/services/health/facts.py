"""What the message of a health notice says: a reference and initials, what to do and by when, and no more of a child."""

import re
from datetime import date
from typing import Any

from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.case import HealthCase
from ehcp_flow.services.office import Office
from notifications.catalogue import CATALOGUE, checked
from notifications.health.chasing import the_policy
from notifications.health.kinds import STATUS_WORDS, NoticeKind, Status
from notifications.health.payload import reason_words
from notifications.words import weekday_words
from workflows.days import Calendar
from workflows.words import day_words

_STATUS = {
    NoticeKind.CLEAR: "No EHC plan with this council",
    NoticeKind.SHARE_DRAFT: "Draft plan with the family",
    NoticeKind.SHARE_FINAL: STATUS_WORDS[Status.PLAN],
    NoticeKind.INVITE: STATUS_WORDS[Status.PLAN],
}


def notice_number(notice: Notice) -> str:
    """HN-2026-00087: by which people name a notice."""
    return f"HN-{notice.created_at.year}-{notice.notice_id:05d}"


def notice_id_of(text: str) -> int | None:
    """The number in what was typed: 87, HN-2026-00087; None where there is none."""
    found = re.fullmatch(r"(?:HN-\d{4}-)?0*(\d{1,12})", text.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def message_kind(kind: NoticeKind) -> str:
    """The kind of message that carries a notice."""
    return f"health_{kind.value}"


def facts_of(notice: Notice, at: HealthCase, office: Office, uow: UnitOfWork, today: date, calendar: Calendar) -> Any:
    """The facts of the message, exactly those that its kind has. Holds no name, birth date or NHS number."""
    kind = NoticeKind(notice.kind)
    found = CATALOGUE[message_kind(kind)]
    authority = uow.authorities.get(notice.authority)
    whom = contact_words(uow, office, at.owner_id)
    told: dict[str, Any] = {
        "notice": notice_number(notice),
        "case": at.reference,
        "initials": at.initials,
        "status": _STATUS.get(kind) or STATUS_WORDS[Status(notice.status)],
        "effective": weekday_words(notice.effective_on),
        "next_review": weekday_words(notice.next_review_on) if notice.next_review_on else "",
        "answer_by": weekday_words(calendar.add_working_days(today, the_policy().acknowledge.chase[0])),
        "reason": reason_words(kind, notice.reason),
        "comment_until": weekday_words(notice.comment_until) if notice.comment_until else "",
        "meeting": _meeting(notice),
        "authority": authority_words(notice.authority, authority.name if authority else ""),
        "contact": whom,
        "basis": notice.basis,
        "where": where_to_answer(notice, office, whom),
    }
    if "effective_by" in notice.details and kind is not NoticeKind.CLEAR:
        told["effective"] = f"by {day_words(notice.effective_on)}, the exact day is not known"
    return checked(found, {name: told[name] for name in found.facts})


def authority_words(code: str, name: str) -> str:
    """The authority by its name; without one by its code: never nothing."""
    return name.strip() or f"Local authority {code}"


def where_to_answer(notice: Notice, office: Office, whom: str) -> str:
    """The place of the notice on the web, where one-time links are to be had; without it, whom to answer."""
    if office.public_url and office.secret_key:
        return f"{office.public_url.rstrip('/')}/notices/{notice_number(notice)}"
    return f"write to {whom}"


def contact_words(uow: UnitOfWork, office: Office, owner_id: int | None) -> str:
    """Whom a provider asks: the officer of the case, else the office, else the authority by name."""
    user = uow.users.get(office.authority, owner_id) if owner_id is not None else None
    if user is not None and user.active:
        return f"{user.name}, {user.email}"
    authority = uow.authorities.get(office.authority)
    words = f"SEND team of {authority_words(office.authority, authority.name if authority else '')}"
    address = office.office_email
    return f"{words}, {address}" if address else words


def _meeting(notice: Notice) -> str:
    day = notice.details.get("meeting_on", "")
    return weekday_words(date.fromisoformat(day)) if day else ""
