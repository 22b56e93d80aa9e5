"""Asks a person: a task on the work list, and a message to the officer of the case, in the transaction that needs it."""

from datetime import date, datetime
from typing import Protocol

from ehcp_flow.clock import london_date
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.tasks import Task
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.case import HealthCase
from ehcp_flow.services.telling.staff import staff_of
from notifications.catalogue import HEALTH_REVIEW, checked
from notifications.words import where
from workflows.policy import Audience


class Place(Protocol):
    """What is asked of an office here: what sends messages has these settings and no office."""

    @property
    def authority(self) -> str: ...

    @property
    def public_url(self) -> str: ...

    @property
    def office_email(self) -> str: ...

    @property
    def production(self) -> bool: ...


def put_on_list(
    uow: UnitOfWork,
    authority: str,
    kind: str,
    key: str,
    what: str,
    do: str,
    now: datetime,
    case_id: int | None = None,
    person_id: int | None = None,
    due_on: date | None = None,
) -> bool:
    """A task, once for its key. False where it is on the list, or was done. `what` and `do` hold no name and no number."""
    return uow.tasks.add(
        Task(authority, 0, kind, case_id, person_id, what, do, f"{kind} {key}", now, due_on)
    )  # the key is of its kind, so that two kinds never meet


def ask(
    uow: UnitOfWork,
    office: Place,
    at: HealthCase,
    kind: str,
    key: str,
    what: str,
    why: str,
    do: str,
    now: datetime,
    due_on: date | None = None,
) -> bool:
    """A task and a message, once for the kind and key. False where it was asked before. Names no child."""
    new = put_on_list(uow, at.authority, kind, key, f"{what}: {why}", do, now, at.case_id, at.person.person_id, due_on)
    if new:
        facts = {
            "case": at.reference,
            "initials": at.initials,
            "what": what,
            "why": why,
            "do": do,
            "where": where(at.reference, office.public_url),
        }
        uow.outbox.add(
            *(
                Message(
                    authority=at.authority,
                    kind=HEALTH_REVIEW.name,
                    recipient=recipient,
                    dedupe_key=f"{HEALTH_REVIEW.name} {kind} {key} {recipient}",
                    facts=checked(HEALTH_REVIEW, facts),
                    created_at=now,
                    case_id=at.case_id,
                )
                for recipient in whom_to_ask(uow, office, at.owner_id, at.team, london_date(now))
            )
        )
    return new


def whom_to_ask(uow: UnitOfWork, office: Place, owner_id: int | None, team: str, today: date) -> list[str]:
    """The officer of the case or whoever stands in, else whoever is above; the office where there is nobody."""
    told = staff_of(uow, office.authority, today).told((Audience.OWNER,), owner_id, team)
    address = office.office_email
    return list(told) or ([address] if address else [])
