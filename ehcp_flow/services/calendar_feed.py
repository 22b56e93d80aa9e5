"""One's own deadlines as a calendar that a program follows (RFC 5545): reference and initials, never a name."""

import hashlib
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from ehcp_flow.db import queues
from ehcp_flow.db.case_changes import last_changes
from ehcp_flow.db.queues import DueRow
from ehcp_flow.db.users import User
from ehcp_flow.phrases import full_day, what
from ehcp_flow.services.access.scope import READERS, scope_of
from ehcp_flow.services.access.tokens import TokenScope, bearer
from ehcp_flow.services.office import Office

MOST = 1000
"""Deadlines in a feed, the earliest first. Nobody works on so many; it bounds what one request can cost."""
REFRESH = timedelta(hours=6)
NAME = "EHC plan deadlines"


def feed_of(office: Office, key: str) -> bytes | None:
    """The calendar of whoever made this token; None where the token is unknown, has ended, or is not for a calendar."""
    found = bearer(office, key)
    if found is None or TokenScope.CALENDAR not in found.scopes:
        return None
    feed: bytes = calendar_of(office, found.user).to_ical()
    return feed


def calendar_of(office: Office, user: User) -> Calendar:
    """Every open deadline that binds on the cases that a user has and may see; windows that must be given are left out."""
    today, rows = office.clock.today(), []
    with office.database.reading() as connection:
        changed = last_changes(connection, office.authority, user.user_id)
        if user.roles & READERS:
            rows = queues.due(connection, office.authority, today, owner_id=user.user_id, scope=scope_of(user))
    made = Calendar()
    made.add("prodid", "-//EHCP Flow//Deadlines//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", NAME)
    made.add("x-wr-timezone", "Europe/London")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    owed = [row for row in rows if row.deadline.binding and not row.deadline.floor]
    for row in owed[:MOST]:
        made.add_component(_event(office, row, *changed[row.case]))
    return made


def _event(office: Office, row: DueRow, version: int, changed_at: datetime) -> Event:
    """The sequence is how many entries the case has: it rises with whatever is recorded and may move the day."""
    deadline, words, link = row.deadline, _words(row), f"{office.public_url.rstrip('/')}/cases/{row.case}"
    event = Event()
    event.add("uid", uid_of(office, row))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", version)
    event.add("dtstart", deadline.due)
    event.add("dtend", _day_after(deadline.due))
    event.add("summary", f"{row.case} {initials_of(row)}: {deadline.title}")
    event.add("description", f"{words}\n\n{link}" if office.public_url else words)
    if office.public_url:
        event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _words(row: DueRow) -> str:
    """What must be done by when. Nothing that is another thing tomorrow: the copy in a calendar is not made anew daily."""
    excused = " An exception stands: do it as soon as practicable." if row.deadline.excused_by else ""
    return f"{what(row.deadline)}. Due {full_day(row.deadline.due)}.{excused}"


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def uid_of(office: Office, row: DueRow) -> str:
    """The same for as long as the deadline runs, wherever its day moves: of authority, case, duty, subject and start."""
    named = (office.authority, row.case, row.deadline.duty, row.deadline.subject, row.deadline.started_on.isoformat())
    return f"{hashlib.sha256(chr(0).join(named).encode()).hexdigest()[:32]}@ehcp-flow"


def initials_of(row: DueRow) -> str:
    return "".join(f"{letter}." for letter in row.initials)
