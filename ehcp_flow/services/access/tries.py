"""Tries to sign in: each is kept, and too many that fail from one place are turned away before anything is compared."""

from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from ehcp_flow.db.attempts import Attempt, Attempts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.office import Office
from notifications.channels.mail_text import is_address


class Outcome(StrEnum):
    """What came of a try."""

    IN = "in"
    CODE_NEXT = "code_next"  # the password was right, the second factor is asked next
    UNKNOWN = "unknown"
    WRONG = "wrong"
    LOCKED = "locked"
    WRONG_CODE = "wrong_code"
    TOO_MANY = "too_many"
    COUNCIL_REFUSED = "council_refused"  # the council's own sign-in knows them, and we do not


FAILED = frozenset({Outcome.UNKNOWN, Outcome.WRONG, Outcome.LOCKED, Outcome.WRONG_CODE})
MOST = 30
"""Failed tries from one place within `WITHIN`. A whole office may share one place, so it is more than a person mistypes."""
WITHIN = timedelta(minutes=15)
LONGEST_ADDRESS = 254


def note(uow: UnitOfWork, office: Office, email: str, place: str, outcome: Outcome) -> None:
    """Keeps a try. What is no e-mail address is not kept: it may be a password that was typed into the wrong field."""
    named = email.strip().lower()
    known = named if is_address(named) and len(named) <= LONGEST_ADDRESS else ""
    Attempts(uow.connection).add(
        Attempt(office.authority, uuid4().hex, office.clock.now(), known, place, outcome.value)
    )


def too_many(office: Office, email: str, place: str) -> bool:
    """Whether so many tries from this place have failed that no more is looked at; that is kept too."""
    since = office.clock.now() - WITHIN
    with office.database.reading() as connection:
        failed = Attempts(connection).count(office.authority, place, since, FAILED)
    if failed < MOST:
        return False
    with unit_of_work(office.database) as uow:
        note(uow, office, email, place, Outcome.TOO_MANY)
        uow.commit()
    return True


def latest_of(office: Office, email: str, how_many: int = 20) -> list[Attempt]:
    """The latest tries with a user's address, the newest first."""
    with office.database.reading() as connection:
        return Attempts(connection).of_email(office.authority, email, how_many)
