"""Sessions: begun when somebody signs in, ended by them, by idleness, at the end of the day, or for all of a user at once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.db.web_sessions import WebSession, WebSessions
from ehcp_flow.services.access.keys import hash_of, new_key
from ehcp_flow.services.office import Office

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)
"""For the second factor, after the password."""
WARN_BEFORE = timedelta(minutes=5)
NOTED_EVERY = timedelta(minutes=1)
"""Being seen is written down at most so often: a page that is only read should not write."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is signed in, as the session tells."""

    user: User
    session: WebSession


def begin(office: Office, user: User, address: str, stage: str = "in") -> tuple[str, WebSession]:
    """A new session and the key that goes into the browser. `stage` "second_factor" opens no page but that one."""
    key, now = new_key(), office.clock.now()
    ends = now + (LONGEST if stage == "in" else HALFWAY)
    session = WebSession(office.authority, hash_of(key), user.user_id, new_key(), stage, now, now, ends, address)
    with unit_of_work(office.database) as uow:
        sessions = WebSessions(uow.connection)
        sessions.end_old(office.authority, now)
        sessions.add(session)
        uow.commit()
    return key, session


def present(office: Office, key: str) -> Present | None:
    """Who holds this key. None where the session is over, or the user has been deactivated."""
    now = office.clock.now()
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        session = WebSessions(connection).get(office.authority, hash_of(key))
        if session is None or not _holds(session, now):
            return None
        user = uow.users.get(office.authority, session.user_id)
    if user is None or not user.active:
        return None
    if now - session.seen_at >= NOTED_EVERY:
        session = _noted(office, session, now)
    return Present(user, session)


def _noted(office: Office, session: WebSession, now: datetime) -> WebSession:
    with unit_of_work(office.database) as uow:
        WebSessions(uow.connection).seen(session, now)
        uow.commit()
    return replace(session, seen_at=now)


def ends_at(session: WebSession) -> datetime:
    """When the session ends if nothing more is asked of it."""
    return min(session.ends_at, session.seen_at + IDLE)


def keep(office: Office, session: WebSession, **values: object) -> None:
    """Keeps something for the next page; a value of None takes it away."""
    kept = {name: value for name, value in {**session.kept, **values}.items() if value is not None}
    with unit_of_work(office.database) as uow:
        WebSessions(uow.connection).keep(session, kept)
        uow.commit()


def end(office: Office, session: WebSession) -> None:
    with unit_of_work(office.database) as uow:
        WebSessions(uow.connection).end(session.authority, session.session_hash)
        uow.commit()


def end_elsewhere(office: Office, session: WebSession) -> int:
    """Signs the holder of a session out of every other browser; in how many they were signed in."""
    with unit_of_work(office.database) as uow:
        sessions = WebSessions(uow.connection)
        others = [
            each
            for each in sessions.of_user(office.authority, session.user_id)
            if each.session_hash != session.session_hash
        ]
        for each in others:
            sessions.end(office.authority, each.session_hash)
        uow.commit()
    return len([each for each in others if _holds(each, office.clock.now())])


def open_sessions(office: Office, user_id: int) -> list[WebSession]:
    """Where a user is signed in, the last begun first."""
    with office.database.reading() as connection:
        found = WebSessions(connection).of_user(office.authority, user_id)
    return [each for each in reversed(found) if _holds(each, office.clock.now())]


def _holds(session: WebSession, now: datetime) -> bool:
    return now < session.ends_at and now - session.seen_at < IDLE


def end_everywhere(office: Office, user_id: int) -> None:
    """Signs a user out of every browser."""
    with unit_of_work(office.database) as uow:
        WebSessions(uow.connection).end_of_user(office.authority, user_id)
        uow.commit()
