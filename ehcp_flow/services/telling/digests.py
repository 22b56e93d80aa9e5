"""The digest of a day: one message for each person who has something to see, on working days, and none for the others."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ehcp_flow.clock import london_date
from ehcp_flow.db import digest_rows
from ehcp_flow.db.alerts import Told
from ehcp_flow.db.digest_rows import DigestRow
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.snoozes import Snooze
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.faults import SetAside, fault_words
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.lines import line_of, whole_list
from ehcp_flow.services.telling.staff import Staff, staff_of
from notifications.catalogue import DAILY_DIGEST
from notifications.digest import Carried, Reader, Unassigned, carried, digest
from notifications.lines import Line, soon
from workflows.days import Calendar
from workflows.policy import Audience
from workflows.vocabulary import Role
from workflows.words import day_words

NOBODY = ""
"""Whom an alert is kept for that had nobody to go to."""


@dataclass(frozen=True, slots=True)
class Digested:
    """How many digests were made (or, on a dry run, would be), and whose could not be."""

    digests: int = 0
    faults: tuple[SetAside, ...] = ()

    @property
    def set_aside(self) -> int:
        return len(self.faults)


def send_digests(office: Office, now: datetime, dry_run: bool = False) -> Digested:
    """Makes the digests of the day of `now` (aware): one a person, however often it is called.

    Raises DatabaseUnavailable.
    """
    today = london_date(now)
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        calendar = office.calendar(uow)
        if not calendar.is_working_day(today):
            return Digested()
        morning = _Morning.of(office, uow, now, calendar)
    digests, faults = 0, []
    for reader in morning.readers():
        try:
            with unit_of_work(office.database) as uow:
                digests += _write(morning, uow, reader)
                if not dry_run:
                    uow.commit()
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            faults.append(SetAside(f"digest of {reader.email}", fault_words(fault)))
    return Digested(digests, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one reader is told of: the lines, the days until which others are quiet, and the alerts that this settles.

    `whose`: what is said before a line of which somebody was warned who is not there, by the line's key.
    """

    lines: list[Line]
    quiet: list[date]
    alerts: list[Told]
    whose: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Morning:
    """Everything that the digests of a day are made from, read once. `own`: by the address of who does the work today.

    `new`: the alerts that no digest has carried, by the address of who is to read of them today.
    """

    office: Office
    now: datetime
    today: date
    calendar: Calendar
    staff: Staff
    own: Mapping[str, list[DigestRow]]
    by_owner: Mapping[int, list[DigestRow]]
    by_key: Mapping[tuple[str, str, str, date], DigestRow]
    new: Mapping[str, list[Told]]
    snoozes: Mapping[tuple[int, str, str], list[Snooze]]
    cases: Mapping[int, int]
    unassigned: Unassigned | None

    @classmethod
    def of(cls, office: Office, uow: UnitOfWork, now: datetime, calendar: Calendar) -> "_Morning":
        authority, today = office.authority, london_date(now)
        staff = staff_of(uow, authority, today)
        new = _by_reader(uow.alerts.new_to(authority, [*staff.members, NOBODY]), staff)
        rows = digest_rows.near(uow.connection, authority, soon(today, calendar))
        by_key = {row.key: row for row in rows}
        further = {told.case_id for each in new.values() for told in each if told.line_key not in by_key}
        for row in digest_rows.of_cases(uow.connection, authority, further):
            by_key.setdefault(row.key, row)
        nobodys = digest_rows.nobodys(uow.connection, authority)
        by_owner = _by_owner(by_key.values())
        return cls(
            office=office,
            now=now,
            today=today,
            calendar=calendar,
            staff=staff,
            own=_by_who_does_it(by_owner, staff),
            by_owner=by_owner,
            by_key=by_key,
            new=new,
            snoozes=uow.snoozes.not_over(authority, today),
            cases=digest_rows.carried(uow.connection, authority),
            unassigned=Unassigned(nobodys.cases, nobodys.oldest, nobodys.since) if nobodys else None,
        )

    def readers(self) -> Iterator[Reader]:
        """Everybody who is at work, and the office's own address where alerts had nobody to go to."""
        for user in self.staff.users.values():
            own = user.active and self.office.is_own(user.email)
            if own and not self.staff.members[user.email].away(self.today):
                yield self._reader(user.email, user.name)
        if self.office.office_email and self.new.get(NOBODY):
            yield self._reader(self.office.office_email, "")

    def _reader(self, email: str, name: str) -> Reader:
        user = self._user(email)
        of_all = user is None or Role.MANAGER in user.roles
        return Reader(email, name, whole_list(self.office, email, of_all=of_all), self.office.public_url)

    def sheet(self, email: str) -> _Sheet:
        """The lines of a reader: those of the cases whose work is theirs today, and what they, or those in whose place
        they are today, were newly warned of."""
        alerts = self.new.get(email if email in self.staff.members else NOBODY, [])
        new = {told.line_key for told in alerts}
        lines, quiet, hushed = [], [], set()
        own = self.own.get(email, [])
        for row in own:
            snooze = self._snoozed(row, email)
            if snooze is not None:
                quiet.append(snooze.until)
                hushed.add(row.key)
            else:
                lines.append(line_of(row.deadline, row, row.initials, self.staff, new=row.key in new))
        theirs = {row.key for row in own}
        for key in dict.fromkeys(told.line_key for told in alerts if told.way == "digest" or not told.person):
            other = self.by_key.get(key)
            if other is not None and key not in theirs:
                lines.append(line_of(other.deadline, other, other.initials, self.staff, new=True))
        whose = {} if email not in self.staff.members else self._whose(alerts, email, theirs)
        return _Sheet(lines, quiet, [told for told in alerts if told.line_key not in hushed], whose)

    def _whose(self, alerts: Iterable[Told], email: str, own: Container[tuple[str, str, str, date]]) -> dict[str, str]:
        """In whose place the reader is told of a line, by the line's key: of what is the reader's as well, in nobody's."""
        whose = {told.line_key: told.person for told in alerts if told.person}
        as_well = {told.line_key for told in alerts if told.person == email}
        return {
            "|".join((*key[:3], key[3].isoformat())): self._absent(person)
            for key, person in whose.items()
            if key not in as_well and key not in own
        }

    def _absent(self, email: str) -> str:
        """For whom a line is, and why somebody else reads it."""
        member = self.staff.members[email]
        return f"For {member.name}, who {'is away' if member.active else 'has left'}."

    def _snoozed(self, row: DigestRow, email: str) -> Snooze | None:
        held = self.snoozes.get((row.case_id, row.deadline.duty, row.deadline.subject), ())
        return next((each for each in held if each.person == email and each.holds(row.deadline.due, self.today)), None)

    def team(self, email: str) -> list[Carried]:
        """What each officer of a manager's team carries; of everybody, where the manager has no team."""
        manager = self._user(email)
        if manager is None or Role.MANAGER not in manager.roles:
            return []
        return [
            self._carried(user)
            for user in self.staff.users.values()
            if self.cases.get(user.user_id) and (not manager.team or user.team.casefold() == manager.team.casefold())
        ]

    def _carried(self, user: User) -> Carried:
        new = {told.line_key for several in self.new.values() for told in several if told.person == user.email}
        rows = self.by_owner.get(user.user_id, [])
        lines = [line_of(row.deadline, row, row.initials, self.staff, new=row.key in new) for row in rows]
        return carried(self._name(user), self.cases[user.user_id], lines, self.today, self.calendar)

    def _name(self, user: User) -> str:
        member = self.staff.members[user.email]
        if not user.active:
            return f"{user.name} (has left)"
        if member.away(self.today) and member.back_on:
            return f"{user.name} (away until {day_words(member.back_on)})"
        return user.name

    def nobodys(self, email: str) -> Unassigned | None:
        """The cases without an officer, for the managers to whom they fall."""
        falls_to = self.staff.told((Audience.MANAGER,), None, "")
        return self.unassigned if email in falls_to or self._user(email) is None else None

    def _user(self, email: str) -> User | None:
        return next((user for user in self.staff.users.values() if user.email == email), None)


def _by_reader(new: Mapping[str, Sequence[Told]], staff: Staff) -> dict[str, list[Told]]:
    """Alerts by whom they reach today: an alert is bound to a person, and the person may have gone away since."""
    found: dict[str, list[Told]] = {}
    for person, several in new.items():
        for reader in staff.in_the_place_of(person) or (NOBODY,):
            found.setdefault(reader, []).extend(several)
    return found


def _by_owner(rows: Iterable[DigestRow]) -> dict[int, list[DigestRow]]:
    found: dict[int, list[DigestRow]] = {}
    for row in rows:
        if row.owner_id is not None:
            found.setdefault(row.owner_id, []).append(row)
    return found


def _by_who_does_it(by_owner: Mapping[int, Sequence[DigestRow]], staff: Staff) -> dict[str, list[DigestRow]]:
    found: dict[str, list[DigestRow]] = {}
    for owner_id, rows in by_owner.items():
        found.setdefault(staff.in_place_of(owner_id), []).extend(rows)
    return found


def _write(morning: _Morning, uow: UnitOfWork, reader: Reader) -> int:
    """Puts the digest of a reader in the outbox and notes which alerts it carried: 1, or 0 where there is none.

    An alert whose deadline was settled meanwhile is noted too; one that is snoozed stays new until the snooze ends.
    """
    sheet = morning.sheet(reader.email)
    facts = digest(
        reader,
        sheet.lines,
        morning.today,
        team=morning.team(reader.email),
        unassigned=morning.nobodys(reader.email),
        snoozed=sheet.quiet,
        calendar=morning.calendar,
    )
    authority = morning.office.authority
    if facts is None:
        uow.alerts.carried(authority, sheet.alerts, morning.today)
        return 0
    message = Message(
        authority=authority,
        kind=DAILY_DIGEST.name,
        recipient=reader.email,
        dedupe_key=f"digest {morning.today.isoformat()} {reader.email}",
        facts=_saying_whose(facts, sheet.whose),
        created_at=morning.now,
    )
    added = uow.outbox.add(message)
    if added:
        uow.alerts.carried(authority, sheet.alerts, morning.today)
    return added


def _saying_whose(facts: Mapping[str, Any], whose: Mapping[str, str]) -> Mapping[str, Any]:
    """The facts of a digest, where the lines of somebody who is not there say so."""
    groups = [
        {**group, "lines": [_of_whom(line, whose.get(line["key"], "")) for line in group["lines"]]}
        for group in facts["groups"]
    ]
    return {**facts, "groups": groups}


def _of_whom(line: Mapping[str, Any], words: str) -> Mapping[str, Any]:
    return {**line, "do": f"{words} {line['do']}"} if words else line
