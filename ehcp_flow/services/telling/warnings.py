"""The sweep of warnings: every deadline whose rung has come is told to those whom the ladder names, once.

Each batch is one transaction: alerts, messages and the day of the next rung commit together or not at all. The key of
an alert decides who is told, so a sweep may be run by several, killed at any point, and run again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ehcp_flow.clock import civil_date
from ehcp_flow.db import retries
from ehcp_flow.db.alerts import Alert, AlertKey
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.snoozes import Snooze
from ehcp_flow.db.sweeps import DeadlineKey, RungRow
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import SetAside, fault_words
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import policy_of
from ehcp_flow.services.telling.lines import line_of, whole_list
from ehcp_flow.services.telling.snooze_ends import wake
from ehcp_flow.services.telling.staff import Staff, staff_of
from notifications.catalogue import DEADLINE_ALERT
from notifications.digest import alert as alert_facts
from notifications.ladder import Reached, following, next_rung_on, reached
from workflows.days import Calendar
from workflows.policy import Audience, Policy

BATCH = 500
A_DAY = timedelta(days=1)
_OFFICER = (Audience.OWNER, Audience.STAND_IN)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many alerts were raised (or, on a dry run, would be), and the cases that were set aside."""

    warnings: int = 0
    faults: tuple[SetAside, ...] = ()

    @property
    def set_aside(self) -> int:
        return len(self.faults)


def sweep(office: Office, now: datetime, dry_run: bool = False) -> Swept:
    """Tells of every rung that has come by `now` (aware; a day begins at 07:00). What somebody else holds now is left.

    A dry run does the same in one transaction and undoes it, so it holds up others meanwhile. Raises DatabaseUnavailable.
    """
    today = civil_date(now)
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        if not uow.sweeps.anything(office.authority, today):
            return Swept()
        rounds = _Round.begun(office, uow, now)
    if dry_run:
        with unit_of_work(office.database) as uow:
            return _swept(rounds, lambda: _undone(uow))
    return _swept(rounds, lambda: _kept(office))


Transaction = Callable[[], AbstractContextManager[UnitOfWork]]
"""What one batch, one case or one snooze is done in: whole or not at all."""


@contextmanager
def _kept(office: Office) -> Iterator[UnitOfWork]:
    with unit_of_work(office.database) as uow:
        yield uow
        uow.commit()


@contextmanager
def _undone(whole: UnitOfWork) -> Iterator[UnitOfWork]:
    """A part of one transaction that nobody commits. What fails in it is undone at once, and the next part goes on."""
    with whole.connection.begin_nested():
        yield whole


def _swept(rounds: "_Round", transaction: Transaction) -> Swept:
    """Batch after batch until nothing is left that has come, is free, and does not wait to be tried again."""
    warnings, faults = 0, list(_woken(rounds, transaction))
    some_wait = rounds.some_wait
    while True:
        try:
            with transaction() as uow:
                rows = uow.sweeps.take(rounds.office.authority, rounds.today, BATCH, rounds.now if some_wait else None)
                raised = _tell(rounds, uow, rows)
        except DatabaseUnavailable:
            raise
        except Exception:
            raised, aside = _one_by_one(rounds, transaction)
            faults += aside
            some_wait = some_wait or bool(aside)
        else:
            if not rows:
                return Swept(warnings, tuple(faults))
        warnings += raised


@dataclass(frozen=True, slots=True)
class _Round:
    """What every row of one sweep is judged by. `_found` remembers: thousands of rows have the same dates.

    `some_wait`: before it began, cases had failed and not gone well since.
    """

    office: Office
    now: datetime
    today: date
    calendar: Calendar
    policy: Policy
    staff: Staff
    some_wait: bool
    _found: dict[tuple[object, ...], tuple[Reached | None, date | None]] = field(default_factory=dict)

    @classmethod
    def begun(cls, office: Office, uow: UnitOfWork, now: datetime) -> "_Round":
        today = civil_date(now)
        staff = staff_of(uow, office.authority, today)
        some_wait = retries.any_of(uow.connection, office.authority)
        return cls(office, now, today, office.calendar(uow), policy_of(office, uow), staff, some_wait)

    def reached(self, row: RungRow) -> tuple[Reached | None, date | None]:
        """What is to be said of a deadline, and when there is more to say. What is settled says nothing any more."""
        if not row.tells:
            return None, None
        key = row.duty, row.due, row.due_cautious, row.warn_on, row.fit_by, row.since
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._work_out(row)
        return found

    def _work_out(self, row: RungRow) -> tuple[Reached | None, date | None]:
        deadline, ladder = row.deadline, self.policy.ladder_of(row.duty)
        severe = self.policy.severe(row.duty)
        now = reached(deadline, ladder, severe, row.since, self.today, self.calendar)
        if now is None:
            # No rung stands on the day any more: it was put off, or a holiday moved it. The last one reached is said.
            last = next_rung_on(deadline, ladder, self.today, self.calendar)
            if last is not None and last <= self.today:
                now = reached(deadline, ladder, severe, last, self.today, self.calendar)
        return now, following(deadline, ladder, self.today + A_DAY, self.calendar)

    def people(self, row: RungRow, tell: tuple[Audience, ...], snoozes: Sequence[Snooze]) -> tuple[str, ...]:
        """Who is told, "" for nobody. Whoever has snoozed the deadline is not told as its officer."""
        everybody = self.staff.told(tell, row.owner_id, row.team)
        quiet = {each.person for each in snoozes if each.holds(row.due, self.today)}
        if not quiet:
            return everybody or ("",)
        above = tuple(audience for audience in tell if audience not in _OFFICER)
        others = self.staff.told(above, row.owner_id, row.team) if above else ()
        return tuple(each for each in everybody if each not in quiet or each in others)


def _tell(rounds: _Round, uow: UnitOfWork, rows: Sequence[RungRow]) -> int:
    """Raises the alerts of these rows, makes the messages that go at once, and moves each row on."""
    if not rows:
        return 0
    authority, today = rounds.office.authority, rounds.today
    snoozes = uow.snoozes.not_over(authority, today)
    alerts: list[Alert] = []
    at_once: list[tuple[AlertKey, RungRow]] = []
    moves: list[tuple[DeadlineKey, date | None]] = []
    for row in rows:
        now, next_on = rounds.reached(row)
        moves.append((row.key, next_on))
        if now is None:
            continue
        way, severity = ("now" if now.now else "digest"), now.severity.value
        held = snoozes.get((row.case_id, row.duty, row.subject), ()) if snoozes else ()
        for person in rounds.people(row, now.tell, held):
            each = Alert(row.case_id, row.duty, row.subject, now.rung, row.due, person, severity, way)
            alerts.append(each)
            if now.now:
                at_once.append((each.key, row))
    new = uow.alerts.add(authority, alerts, rounds.now)
    told_now = [(key, row) for key, row in at_once if key in new]
    if told_now:
        names = uow.sweeps.initials(authority, (row.case_id for _, row in told_now))
        uow.outbox.add(*_messages(rounds, told_now, names))
    uow.sweeps.move(authority, moves)
    if rounds.some_wait:
        retries.went_well(uow.connection, authority, (row.case_id for row in rows))
    return len(new)


def _messages(rounds: _Round, at_once: Iterable[tuple[AlertKey, RungRow]], names: Mapping[int, str]) -> list[Message]:
    """One message a person for all that must be told at once."""
    by_person: dict[str, dict[AlertKey, RungRow]] = {}
    for key, row in at_once:
        by_person.setdefault(key[-1] or rounds.office.office_email, {})[key] = row
    return [_message(rounds, person, rows, names) for person, rows in by_person.items() if person]


def _message(rounds: _Round, person: str, rows: Mapping[AlertKey, RungRow], names: Mapping[int, str]) -> Message:
    office, staff = rounds.office, rounds.staff
    facts = alert_facts(
        [line_of(row.deadline, row, names[row.case_id], staff) for row in rows.values()],
        rounds.today,
        see=whole_list(office, person, overdue=True),
        public_url=office.public_url,
        calendar=rounds.calendar,
    )
    cases = {row.case_id for row in rows.values()}
    keys = "\n".join(sorted("|".join(map(str, key)) for key in rows))
    return Message(
        authority=office.authority,
        kind=DEADLINE_ALERT.name,
        recipient=person,
        dedupe_key=f"{DEADLINE_ALERT.name} {hashlib.sha256(keys.encode()).hexdigest()[:32]} {person}",
        facts=facts or {},
        created_at=rounds.now,
        case_id=next(iter(cases)) if len(cases) == 1 else None,
    )


def _one_by_one(rounds: _Round, transaction: Transaction) -> tuple[int, list[SetAside]]:
    """The cases of a batch that failed, each in a transaction of its own.

    One that fails again is passed over, for minutes and then for hours. The days of its rungs stay as they are: when it
    goes well, everybody is told whom a rung named meanwhile.
    """
    authority, today, raised, aside = rounds.office.authority, rounds.today, 0, []
    with transaction() as uow:
        cases = uow.sweeps.cases(authority, today, BATCH, rounds.now)
    for case_id, reference in cases.items():
        try:
            with transaction() as uow:
                told = _tell(rounds, uow, uow.sweeps.take_case(authority, case_id, today))
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            aside.append(SetAside(reference, fault_words(fault)))
            with transaction() as uow:
                retries.failed(uow.connection, authority, case_id, rounds.now, aside[-1].why)
        else:
            raised += told
    return raised, aside


def _woken(rounds: _Round, transaction: Transaction) -> Iterable[SetAside]:
    """Ends the snoozes whose day has come, so that the rung which was reached meanwhile is told."""
    with transaction() as uow:
        over = uow.snoozes.over(rounds.office.authority, rounds.today)
    for snooze in over:
        try:
            with transaction() as uow:
                wake(uow, snooze, rounds.policy, rounds.today, rounds.calendar)
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            yield SetAside(f"snooze on case number {snooze.case_id}", fault_words(fault))
