"""Tells somebody that a message did not arrive, or that messages are held: in the transaction that finds it so."""

from datetime import datetime

from ehcp_flow.clock import london_date
from ehcp_flow.db.outbox import Message, StoredMessage
from ehcp_flow.db.outbox_desk import CaseOf, OutboxDesk
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.telling.staff import staff_of
from notifications.catalogue import CATALOGUE, MESSAGE_NOT_SENT, SENDING_STOPPED, checked
from notifications.render import render
from workflows.policy import Audience

SHORT = 12
"""Digits of a message's id that people are shown."""

STATES = {
    "failed": ("Not sent", "Put right what is said under why, then send it again: ehcp-flow outbox retry {id}"),
    "bounced": (
        "Came back",
        "Find the right address. If it is right as it is: ehcp-flow outbox trust ADDRESS, then outbox retry {id}",
    ),
    "uncertain": (
        "Nobody knows whether it arrived",
        "Ask whoever it was for. If they have it: ehcp-flow outbox settle {id} --sent. "
        "If they do not: ehcp-flow outbox retry {id}",
    ),
}


def tell_not_sent(
    uow: UnitOfWork, message: StoredMessage, state: str, why: str, office_email: str, now: datetime
) -> int:
    """Messages to the officer of the case or whoever stands in, else to the managers, else to the office.

    Gives how many are told.

    Never about one that itself tells of another; and never to the address that it is about.
    """
    if message.kind == MESSAGE_NOT_SENT.name:
        return 0
    case = OutboxDesk(uow.connection).case_of(message)
    words, do = STATES[state]
    short = message.message_id[:SHORT]
    facts = {
        "what": subject_of(message),
        "to": message.recipient,
        "case": case.reference if case else "",
        "state": words,
        "why": why,
        "do": do.format(id=short),
        "where": f"ehcp-flow outbox show {short}",
    }
    return uow.outbox.add(
        *(
            Message(
                authority=message.authority,
                kind=MESSAGE_NOT_SENT.name,
                recipient=recipient,
                dedupe_key=f"{MESSAGE_NOT_SENT.name} {message.message_id} {state} {now.isoformat()} {recipient}",
                facts=checked(MESSAGE_NOT_SENT, facts),
                created_at=now,
                case_id=message.case_id,
            )
            for recipient in _whom(uow, message.authority, case, message.recipient, office_email, now)
        )
    )


def tell_stopped(uow: UnitOfWork, authority: str, waiting: int, most: int, office_email: str, now: datetime) -> int:
    """Messages to the managers, else to the office, once a day, that messages are held. Gives how many were new."""
    facts = {
        "waiting": f"{waiting:,}",
        "most": f"{most:,}",
        "do": "Look at what waits with “ehcp-flow outbox list --state ready”. If it is right, let it out with "
        "“ehcp-flow outbox release --reason WHY”.",
    }
    day = london_date(now).isoformat()
    return uow.outbox.add(
        *(
            Message(
                authority=authority,
                kind=SENDING_STOPPED.name,
                recipient=recipient,
                dedupe_key=f"{SENDING_STOPPED.name} {day} {recipient}",
                facts=checked(SENDING_STOPPED, facts),
                created_at=now,
            )
            for recipient in _whom(uow, authority, None, "", office_email, now)
        )
    )


def subject_of(message: StoredMessage) -> str:
    """The subject of a message; the name of its kind where it has none any more."""
    try:
        return render(message.kind, message.facts).subject
    except Exception:  # whatever is wrong with it, people must still see that it is there
        return message.kind.replace("_", " ").capitalize() if message.kind in CATALOGUE else message.kind


def _whom(
    uow: UnitOfWork, authority: str, case: CaseOf | None, about: str, office_email: str, now: datetime
) -> list[str]:
    """Those who are there today: whoever does the officer's work, else the managers, else the office."""
    staff = staff_of(uow, authority, london_date(now))
    owner_id, team = (case.owner_id, case.team) if case else (None, "")
    for audience in (Audience.OWNER, Audience.MANAGER):
        found = [email for email in staff.told((audience,), owner_id, team) if email.lower() != about.lower()]
        if found:
            return found
    return [office_email] if office_email and office_email.lower() != about.lower() else []
