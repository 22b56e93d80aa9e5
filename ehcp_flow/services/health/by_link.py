"""The one-time link of a notice: whether it holds, and what its bearer may know before they answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.clock import london_date
from ehcp_flow.db.notice_links import NoticeLink
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.case import of_stored
from ehcp_flow.services.health.facts import authority_words, contact_words, notice_number
from ehcp_flow.services.office import Office
from notifications.health import links
from notifications.health.kinds import KIND_WORDS, STATUS_WORDS, NoticeKind, Status
from notifications.health.links import Purpose
from notifications.health.payload import reason_words
from workflows.refusals import Refusal
from workflows.words import day_words

LINK_LASTS = timedelta(days=30)
"""How long a link holds: as long as a notice waits for an answer."""

LINKS = "How links of health notices work (notifications/health/README.md)"
USE = "Use this link"


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What the bearer of a link sees of its notice: what an e-mail may carry, and no more (docs/decisions/0016)."""

    notice: str
    case: str
    initials: str
    kind: str
    status: str
    reason: str
    effective_on: date
    comment_until: date | None
    recipient: str
    authority: str
    contact: str
    purpose: Purpose
    until: date


def held_link(uow: UnitOfWork, office: Office, token: str, secret: str) -> tuple[NoticeLink, links.Link] | Refusal:
    """The link that a token opens, where it is whole, of this authority, in time and unused. `token` may be the address."""
    if (refusal := no_secret(USE, secret)) is not None:
        return refusal
    now, own = office.clock.now(), token.strip().rsplit("/", 1)[-1]
    said = links.read(secret, own, now, LINK_LASTS)
    if isinstance(said, Refusal):
        return said
    held = uow.notice_links.get(office.authority, links.digest(own))
    if held is None or held.notice_id != said.notice:
        return Refusal(USE, "it was not made for this council, or was taken back", LINKS, "Ask for a new one.")
    if held.expires_at < now:
        return Refusal(USE, "it has run out", LINKS, "Ask for a new one, or answer the message.")
    if held.used_at is not None:
        used = day_words(london_date(held.used_at))
        return Refusal(USE, f"it was used on {used}, and works once", LINKS, "To add something, ask for a new one.")
    return held, said


def look(office: Office, token: str, secret: str) -> LookedAt | Refusal:
    """What a link is about. Looking uses nothing up: mail programs open links too."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        found = held_link(uow, office, token, secret)
        if isinstance(found, Refusal):
            return found
        held, said = found
        notice = uow.notices.get(office.authority, said.notice)
        stored = uow.cases.load(office.authority, notice.case) if notice is not None else None
        if notice is None or stored is None or notice.contact_id != said.contact:
            return Refusal(USE, "its notice is no longer there", LINKS, "Ask the council.")
        at = of_stored(uow, office, stored, office.calendar(uow))
        contact = uow.health.contact(office.authority, said.contact)
        authority = uow.authorities.get(office.authority)
        kind = NoticeKind(notice.kind)
        return LookedAt(
            notice=notice_number(notice),
            case=notice.case,
            initials=at.initials,
            kind=KIND_WORDS[kind],
            status=STATUS_WORDS[Status(notice.status)] if notice.status else "",
            reason=reason_words(kind, notice.reason),
            effective_on=notice.effective_on,
            comment_until=notice.comment_until,
            recipient=contact.name if contact else "",
            authority=authority_words(office.authority, authority.name if authority else ""),
            contact=contact_words(uow, office, at.owner_id),
            purpose=said.purpose,
            until=london_date(held.expires_at),
        )


def no_secret(what: str, secret: str) -> Refusal | None:
    """Why no link can be made or used: nothing, or too little, is set up to sign it with."""
    if len(secret.strip()) >= links.SHORTEST_SECRET:
        return None
    why = "no secret_key is set" if not secret else f"secret_key is shorter than {links.SHORTEST_SECRET} characters"
    return Refusal(
        what,
        why,
        LINKS,
        "Set EHCP_FLOW_SECRET_KEY to a long random text that you keep: "
        "python -c “import secrets; print(secrets.token_urlsafe(48))”",
    )
