"""Signing in with an e-mail address and a password, and what happens after too many wrong ones.

Whoever is turned away is told the same, after one hash, whether the address is unknown, the password wrong or the account
waiting: a stranger learns from it neither who works here nor that a guess was right.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ehcp_flow.db.accounts import Account, Accounts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access import passwords
from ehcp_flow.services.access.tries import MOST, WITHIN, Outcome, note, too_many
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

MOST_FAILURES = 10
"""Wrong passwords or codes in a row, after which an account waits."""
WAITS = timedelta(minutes=15)

NOT_RIGHT = Refusal(
    "Sign in",
    "the e-mail address and the password do not belong together",
    "Who gets in (docs/security.md)",
    f"Check both. After {MOST_FAILURES} wrong passwords in a row an account waits {WAITS.seconds // 60} minutes. If you do "
    "not know your password, ask an administrator for a link to set a new one.",
)
TOO_MANY = Refusal(
    "Sign in",
    f"more than {MOST} tries from where you are have failed within {WITHIN.seconds // 60} minutes",
    "Who gets in (docs/security.md)",
    f"Wait {WITHIN.seconds // 60} minutes and try again. If somebody else there cannot sign in either, tell an administrator.",
)


def by_password(office: Office, email: str, password: str, place: str) -> User | Refusal:
    """The user with this address and password. `place` is where the request comes from. NOT_RIGHT or TOO_MANY."""
    if too_many(office, email, place):
        return TOO_MANY
    with office.database.reading() as connection:
        user = UnitOfWork(connection).users.by_email(office.authority, email)
        if user is not None and not user.active:
            user = None
        held = Accounts(connection).get(office.authority, user.user_id) if user else None
    right = passwords.fits(held.password_hash if held else "", password)
    newer = passwords.hashed(password) if right and held and passwords.is_outdated(held.password_hash) else ""
    with unit_of_work(office.database) as uow:
        outcome = _settled(uow, office, user, right, newer) if user else Outcome.UNKNOWN
        if outcome is not Outcome.CODE_NEXT:
            note(uow, office, email, place, outcome)
        uow.commit()
    return user if user is not None and outcome is Outcome.CODE_NEXT else NOT_RIGHT


def _settled(uow: UnitOfWork, office: Office, user: User, right: bool, newer: str) -> Outcome:
    """What comes of a password for a user whom there is. CODE_NEXT: it is right, and kept by what follows."""
    accounts, now = Accounts(uow.connection), office.clock.now()
    account = accounts.held(office.authority, user.user_id)
    if waits(account, now):
        return Outcome.LOCKED
    if not right:
        accounts.save(failed(account, now))
        return Outcome.WRONG
    if newer:
        accounts.save(replace(account, password_hash=newer))
    return Outcome.CODE_NEXT


def waits(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and now < account.locked_until


def failed(account: Account, now: datetime) -> Account:
    """The account after one more failure; the last one that is allowed makes it wait."""
    if account.failures + 1 < MOST_FAILURES:
        return replace(account, failures=account.failures + 1)
    return replace(account, failures=0, locked_until=now + WAITS)


def entered(office: Office, user: User, place: str) -> datetime | None:
    """Signing in is complete: failures are forgotten. Gives back when they were last in."""
    with unit_of_work(office.database) as uow:
        accounts, now = Accounts(uow.connection), office.clock.now()
        account = accounts.held(office.authority, user.user_id)
        accounts.save(replace(account, failures=0, locked_until=None, last_in_at=now))
        note(uow, office, user.email, place, Outcome.IN)
        uow.commit()
    return account.last_in_at


def halfway(office: Office, user: User, place: str) -> None:
    """Keeps that the password was right and the second factor is still asked for."""
    with unit_of_work(office.database) as uow:
        note(uow, office, user.email, place, Outcome.CODE_NEXT)
        uow.commit()


def account_of(office: Office, user: User) -> Account:
    with office.database.reading() as connection:
        return Accounts(connection).get(office.authority, user.user_id)
