"""What is done to a user's means of signing in: a password set or changed, a lock opened, signed out, a factor forgotten.

Every change by somebody else than the user is written down (services/access/changes.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ehcp_flow.db.access_links import AccessLink, AccessLinks
from ehcp_flow.db.accounts import Account, Accounts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.db.web_sessions import WebSession, WebSessions
from ehcp_flow.services.access import passwords
from ehcp_flow.services.access.changes import SOURCE, asked_of, noted
from ehcp_flow.services.access.keys import hash_of, new_key
from ehcp_flow.services.access.sign_in import failed, waits
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

LINK_LASTS = timedelta(days=3)
LINK_PATH = "/sign-in/link/"
SERVICE = "EHCP Flow"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link to set a password: shown once. `address` is whole where the setting public_url is, else it begins with /."""

    user: User
    address: str
    ends_at: datetime


def make_link(office: Office, email: str, as_user: str | None = None) -> MadeLink | Refusal:
    """A one-time link by which a user sets a password. Links that were made for them before no longer open.

    It is not sent: what is sent is kept in the outbox, and the link must be kept nowhere.
    """
    what = f"Make a link for {email}"
    with unit_of_work(office.database) as uow:
        asked = asked_of(uow, office, as_user, email, what)
        if isinstance(asked, Refusal):
            return asked
        actor, user = asked
        key, now, links = new_key(), office.clock.now(), AccessLinks(uow.connection)
        links.void_of_user(office.authority, user.user_id, now)
        link = AccessLink(office.authority, hash_of(key), user.user_id, "set_password", now, now + LINK_LASTS)
        links.add(link)
        noted(uow, office, actor.name, "link to set a password made", user.email, became={"until": f"{link.ends_at}"})
        uow.commit()
    return MadeLink(user, f"{office.public_url.rstrip('/')}{LINK_PATH}{key}", link.ends_at)


def of_link(office: Office, key: str) -> User | None:
    """For whom a link sets a password; None where it opens no more, or never did."""
    with office.database.reading() as connection:
        link = AccessLinks(connection).get(office.authority, hash_of(key))
        if link is None or not link.opens(office.clock.now()):
            return None
        user = UnitOfWork(connection).users.get(office.authority, link.user_id)
    return user if user is not None and user.active else None


def set_by_link(office: Office, key: str, password: str) -> User | Refusal:
    """Uses a link up and sets the password. A password that is too easy to guess leaves the link as it is."""
    what = "Set your password"
    user = of_link(office, key)
    if user is None:
        return Refusal(
            what,
            f"the link was used already, a newer one was made, or it is older than {LINK_LASTS.days} days",
            SOURCE,
            "Ask an administrator for a new link.",
        )
    if (refusal := too_weak(office, user, password, what)) is not None:
        return refusal
    made = passwords.hashed(password)
    with unit_of_work(office.database) as uow:
        links, now = AccessLinks(uow.connection), office.clock.now()
        link = links.get(office.authority, hash_of(key))
        if link is None or not links.use(link, now):
            return Refusal(what, "the link was used at this moment", SOURCE, "Sign in with the password that was set.")
        _set(uow, office, user, made)
        noted(uow, office, user.email, "password set by link", user.email)
        uow.commit()
    return user


def set_password(office: Office, email: str, password: str, as_user: str | None = None) -> User | Refusal:
    """An administrator sets a password. Whoever is signed in with the old one is signed out."""
    what = f"Set the password of {email}"
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        asked = asked_of(uow, office, as_user, email, what)
    if isinstance(asked, Refusal):
        return asked
    actor, user = asked
    if (refusal := too_weak(office, user, password, what)) is not None:
        return refusal
    made = passwords.hashed(password)
    with unit_of_work(office.database) as uow:
        _set(uow, office, user, made)
        noted(uow, office, actor.name, "password set", user.email)
        uow.commit()
    return user


def change_password(office: Office, user: User, session: WebSession, old: str, new: str) -> Refusal | None:
    """A user changes their own. They stay signed in here, and nowhere else."""
    what = "Change your password"
    with office.database.reading() as connection:
        account = Accounts(connection).get(office.authority, user.user_id)
    right = passwords.fits(account.password_hash, old)
    if not right or waits(account, office.clock.now()):
        with unit_of_work(office.database) as uow:
            account = Accounts(uow.connection).held(office.authority, user.user_id)
            if not waits(account, office.clock.now()):
                Accounts(uow.connection).save(failed(account, office.clock.now()))
            uow.commit()
        return OLD_WRONG
    if (refusal := too_weak(office, user, new, what)) is not None:
        return refusal
    made = passwords.hashed(new)
    with unit_of_work(office.database) as uow:
        _set(uow, office, user, made, session)
        uow.commit()
    return None


OLD_WRONG = Refusal(
    "Change your password",
    "the password that you gave as yours is not right",
    SOURCE,
    "Type it as you do to sign in. After too many wrong ones it waits 15 minutes.",
)


def too_weak(office: Office, user: User, password: str, what: str) -> Refusal | None:
    """Why a user may not have this password."""
    with office.database.reading() as connection:
        held = UnitOfWork(connection).authorities.get(office.authority)
    names = (user.name, user.email, held.name if held else "", SERVICE)
    why = passwords.weakness(password, names)
    if why is None:
        return None
    return Refusal(what, why, "Passwords as the National Cyber Security Centre advises", "Choose another one.")


def unlock(office: Office, email: str, as_user: str | None = None) -> User | Refusal:
    """An account that waits need not wait longer."""

    def change(account: Account) -> Account:
        return replace(account, failures=0, locked_until=None)

    return _changed(office, email, as_user, "Unlock", "account unlocked", change)


def forget_second_factor(office: Office, email: str, as_user: str | None = None) -> User | Refusal:
    """For somebody who lost the telephone and the recovery codes. They are signed out, and set it up again."""

    def change(account: Account) -> Account:
        return replace(account, totp_secret="", totp_step=0, recovery=())

    return _changed(office, email, as_user, "Forget the second factor of", "second factor forgotten", change, out=True)


def forget_directory(office: Office, email: str, as_user: str | None = None) -> User | Refusal:
    """Their account at the council's own sign-in is another one now: the next one with their address is bound anew."""

    def change(account: Account) -> Account:
        return replace(account, subject=None)

    return _changed(office, email, as_user, "Unbind", "no longer bound to the council's sign-in", change, out=True)


def sign_out(office: Office, email: str, as_user: str | None = None) -> User | Refusal:
    """Signs a user out everywhere."""
    return _changed(office, email, as_user, "Sign out", "signed out everywhere", lambda account: account, out=True)


def _changed(
    office: Office,
    email: str,
    as_user: str | None,
    asked: str,
    noted_as: str,
    change: Callable[[Account], Account],
    *,
    out: bool = False,
) -> User | Refusal:
    what = f"{asked} {email}"
    with unit_of_work(office.database) as uow:
        done = asked_of(uow, office, as_user, email, what)
        if isinstance(done, Refusal):
            return done
        actor, user = done
        accounts = Accounts(uow.connection)
        accounts.save(change(accounts.held(office.authority, user.user_id)))
        if out:
            WebSessions(uow.connection).end_of_user(office.authority, user.user_id)
        noted(uow, office, actor.name, noted_as, user.email)
        uow.commit()
    return user


def _set(uow: UnitOfWork, office: Office, user: User, made: str, but: WebSession | None = None) -> None:
    """Sets the hash, opens a lock, uses up every link, and ends every session but one."""
    accounts, now = Accounts(uow.connection), office.clock.now()
    account = accounts.held(office.authority, user.user_id)
    accounts.save(replace(account, password_hash=made, password_set_at=now, failures=0, locked_until=None))
    AccessLinks(uow.connection).void_of_user(office.authority, user.user_id, now)
    sessions = WebSessions(uow.connection)
    for each in sessions.of_user(office.authority, user.user_id):
        if but is None or each.session_hash != but.session_hash:
            sessions.end(office.authority, each.session_hash)
