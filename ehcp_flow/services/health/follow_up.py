"""What happens to a notice with time: reminders, escalation, expiry, the end of the time to comment; birthdays; arrears.

Reads only what is due (`chase_on`). Each notice is a transaction of its own: one that fails is set aside, the rest go on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from ehcp_flow.clock import london_date
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.outbox import Message
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.faults import SetAside, fault_words
from ehcp_flow.services.health.arrears import arrears, bring_up_to_date, catch_up, put_off
from ehcp_flow.services.health.asking import ask
from ehcp_flow.services.health.case import HealthCase, of_stored
from ehcp_flow.services.health.contacts import contact_of
from ehcp_flow.services.health.facts import contact_words, notice_number, where_to_answer
from ehcp_flow.services.health.stopping import overtaken, stop_all, stop_reminders
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.staff import staff_of
from notifications.catalogue import HEALTH_CHASER, HEALTH_ESCALATION, MessageKind, checked
from notifications.health.chasing import (
    Step,
    StepKind,
    Waiting,
    Window,
    awaits,
    next_step,
    next_step_on,
    silence,
    the_policy,
)
from notifications.health.contacts import Contact, ContactRole
from notifications.health.kinds import KIND_WORDS, NoticeKind, NoticeState
from notifications.health.milestones import birthday, birthdays, the_milestones
from notifications.health.wanted import wanted
from notifications.words import weekday_words, where
from workflows.days import Calendar
from workflows.policy import Audience

A_DAY = timedelta(days=1)
BIRTHDAY = "health_birthday"
LOOKED_BACK = timedelta(days=7)
"""How far back birthdays are looked for, so that a machine that slept misses none. A task is listed once all the same."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How many messages and tasks came of it, and what could not be worked on."""

    notices: int = 0
    faults: tuple[SetAside, ...] = ()

    @property
    def set_aside(self) -> int:
        return len(self.faults)


def follow_up(office: Office, now: datetime, dry_run: bool = False) -> Followed:
    """Does what is due about notices that were raised. On a dry run it says how many are due, and does nothing.

    Raises DatabaseUnavailable.
    """
    today = london_date(now)
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        if not uow.health.in_use(office.authority):
            return Followed()
        due = uow.notices.to_chase(office.authority, today)
        grown = [
            (age, each)
            for age in _ages()
            for each in uow.health.turned(office.authority, *_span(today, age), f"{BIRTHDAY} ", f" birthday:{age}")
        ]
        behind = arrears(uow, office.authority, today)
        gone = uow.notices.unsent_to_gone(office.authority, today - LOOKED_BACK, today)
    if dry_run:
        return Followed(notices=len(due) + len(behind) + len(gone))
    work = [_Work(f"health notices of {case}", partial(bring_up_to_date, office, case, now)) for case in gone]
    work += [
        _Work(f"health notice {each}", partial(_one, office, each, now), partial(_put_off, office, each, today))
        for each in due
    ]
    work += [
        _Work(
            f"health notices of {case}",
            partial(catch_up, office, case, now),
            partial(put_off, office, case, today + A_DAY),
        )
        for case in behind
    ]
    work += [
        _Work(f"birthday of person {person_id}", partial(_birthday, office, person_id, age, now))
        for age, person_id in grown
    ]
    return _each_by_itself(work)


@dataclass(frozen=True, slots=True)
class _Work:
    """One thing to do, in a transaction of its own, and what to do where it fails."""

    what: str
    do: Callable[[], int]
    after_fault: Callable[[], None] = lambda: None


def _each_by_itself(work: Iterable[_Work]) -> Followed:
    done = 0
    faults: list[SetAside] = []
    for each in work:
        try:
            done += each.do()
        except DatabaseUnavailable:
            raise
        except Exception as fault:
            faults.append(SetAside(each.what, fault_words(fault)))
            each.after_fault()
    return Followed(done, tuple(faults))


def _put_off(office: Office, notice_id: int, today: date) -> None:
    """Until tomorrow: a fault that stays would otherwise be met each minute."""
    with unit_of_work(office.database) as uow:
        notice = uow.notices.get_for_change(office.authority, notice_id)
        if notice is not None and notice.chase_on is not None:
            uow.notices.change(notice, chase_on=max(notice.chase_on, today + A_DAY))
            uow.commit()


def _one(office: Office, notice_id: int, now: datetime) -> int:
    with unit_of_work(office.database) as uow:
        notice = uow.notices.get_for_change(office.authority, notice_id)
        if notice is None or notice.chase_on is None or notice.chase_on > london_date(now):
            return 0  # it was answered, or looked at by another, since it was found
        stored = uow.cases.load_for_change(office.authority, notice.case)
        if stored is None:
            return 0
        calendar = office.calendar(uow)
        at = of_stored(uow, office, stored, calendar)
        if wanted(at.view, at.next_review_on).over:
            stop_all(uow, at.authority, at.case_id, uow.notices.of_case(at.authority, at.case_id))
            uow.commit()
            return 0
        following = _Following(uow, office, at, notice, now, calendar)
        done = following.comment_time() + following.step()
        uow.commit()
    return done


@dataclass(slots=True)
class _Following:
    """One notice, looked at on a day."""

    uow: UnitOfWork
    office: Office
    at: HealthCase
    notice: Notice
    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        return london_date(self.now)

    def comment_time(self) -> int:
        """Silence, once the time to comment is over: recorded as silence, and as no agreement."""
        until, left = self.notice.comment_until, self._left_on()
        if until is None or left is None or self.notice.comment or self.today <= until:
            return 0
        found = silence(Window(left, max(left, until)), None, self.today)
        if found is None or self._overtaken_by(until):
            return 0
        self.notice = replace(self.notice, comment=found.words)
        self.uow.notices.change(self.notice, comment=found.words)
        return 1

    def _overtaken_by(self, day: date) -> bool:
        """Whether the notice that took the place of this one had left by a day: until then health could have answered."""
        by = self.notice.overtaken_by
        later = self.uow.notices.get(self.notice.authority, by) if by is not None else None
        return later is not None and later.left_at is not None and london_date(later.left_at) <= day

    def step(self) -> int:
        """The step that is due: a reminder, the escalation, or the end; and when the notice is looked at next."""
        left = self._left_on()
        if left is None:  # it has not left: it is looked at again when it may have
            waits = self.notice.stands in (NoticeState.QUEUED, NoticeState.HELD) and self.notice.state == "queued"
            again = self.calendar.add_working_days(self.today, 1) if waits else None
            self.uow.notices.change(self.notice, chase_on=again)
            return 0
        if overtaken(self.notice):
            stop_reminders(self.uow, self.notice, "A later notice to the same contact has left")
            self.uow.notices.change(self.notice, chase_on=None)
            return 0
        waiting = self._waiting(left)
        step = next_step(waiting, the_policy(), self.today, self.calendar)
        if step is None:
            self.uow.notices.change(self.notice, chase_on=self._next(waiting))
            return 0
        self._take(step, left)
        return 1

    def _left_on(self) -> date | None:
        return london_date(self.notice.left_at) if self.notice.left_at and self.notice.stands not in _NOT_LEFT else None

    def _waiting(self, left: date) -> Waiting:
        acknowledged = self.notice.acknowledged_at
        return Waiting(
            self.notice.notice_id,
            NoticeKind(self.notice.kind),
            NoticeState(self.notice.stands),
            left,
            london_date(acknowledged) if acknowledged else None,
            self.notice.chases,
        )

    def _next(self, waiting: Waiting) -> date | None:
        """When to look next: at the next step, or after the time to comment; never twice on one day."""
        chase = next_step_on(waiting, the_policy(), self.calendar)
        until = self.notice.comment_until
        over = until + A_DAY if until and not self.notice.comment else None
        ahead = min((each for each in (chase, over) if each is not None), default=None)
        return None if ahead is None else max(ahead, self.today + A_DAY)

    def _take(self, step: Step, left: date) -> None:
        values: dict[str, object] = {"chases": step.number}
        match step.kind:
            case StepKind.CHASE:
                self._tell(HEALTH_CHASER, self._recipient(), step, left)
            case StepKind.ESCALATE:
                self._escalate(step, left)
                values["escalated_at"] = self.now
            case StepKind.EXPIRE:
                values |= {"state": NoticeState.EXPIRED.value, "why": step.why}
                self._ask_officer("is given up", step, "Telephone the recipient, and record the answer.")
        expired = step.kind is StepKind.EXPIRE
        after = None if expired else self._next(replace(self._waiting(left), done=step.number))
        self.uow.notices.change(self.notice, **values, chase_on=after)

    def _escalate(self, step: Step, left: date) -> None:
        row = self.uow.health.contact(self.at.authority, self.notice.contact_id)
        to_dco = row is not None and row.role == ContactRole.DCO
        officers = [] if to_dco else self._contacts(ContactRole.DCO)
        for contact in officers:
            self._tell(HEALTH_ESCALATION, contact, step, left)
        if to_dco:  # nobody is asked to chase themselves
            self._tell_managers(step, left)
        if officers or to_dco:
            self._tell_officer("a manager" if to_dco else "the designated clinical or medical officer")
        else:
            do = "Record the designated clinical or medical officer as a health contact, and telephone the recipient."
            self._ask_officer("is not answered, and there is nobody to escalate it to", step, do)

    def _tell_managers(self, step: Step, left: date) -> None:
        staff = staff_of(self.uow, self.at.authority, self.today)
        told = staff.told((Audience.MANAGER,), self.at.owner_id, self.at.team)
        address = self.office.office_email
        for recipient in told or ([address] if address else []):
            link = where(self.at.reference, self.office.public_url)
            self._send(HEALTH_ESCALATION, recipient, "email", recipient, step, left, link)

    def _tell_officer(self, whom: str) -> None:
        """Once a case and day, however many of its notices are unanswered."""
        ask(
            self.uow, self.office, self.at, "health_silence", f"{self.at.case_id} escalated {self.today.isoformat()}",
            "Notices that were sent to health are not answered", f"{whom} hears of it today",
            "Telephone the recipients, and record their answers. See: ehcp-flow notices list --case "
            f"{self.at.reference}", self.now,
        )  # fmt: skip

    def _tell(self, kind: MessageKind, contact: Contact | None, step: Step, left: date) -> None:
        if contact is None:
            self._ask_officer(
                "is not answered by somebody who has left", step, "Find out who took over, and tell them."
            )
            return
        whom = contact_words(self.uow, self.office, self.at.owner_id)
        link = where_to_answer(self.notice, self.office, whom)
        self._send(kind, contact.address, contact.channel, str(contact.id), step, left, link)

    def _send(
        self, kind: MessageKind, recipient: str, channel: str, whose: str, step: Step, left: date, link: str
    ) -> None:
        number = notice_number(self.notice)
        facts = {
            "notice": number,
            "case": self.at.reference,
            "initials": self.at.initials,
            "what": KIND_WORDS[NoticeKind(self.notice.kind)],
            "sent": weekday_words(left),
            "days": str(self.calendar.working_days_between(left, self.today)),
            "where": link,
        }
        wait = awaits(NoticeKind(self.notice.kind), NoticeState(self.notice.stands))
        self.uow.outbox.add(
            Message(
                authority=self.at.authority,
                kind=kind.name,
                recipient=recipient,
                dedupe_key=f"{kind.name} {self.notice.notice_id} {wait} {step.number} {whose}",
                facts=checked(kind, facts),
                created_at=self.now,
                case_id=self.at.case_id,
                channel=channel,
            )
        )

    def _recipient(self) -> Contact | None:
        """Whom the notice went to, or the role mailbox of somebody who has left."""
        row = self.uow.health.contact(self.at.authority, self.notice.contact_id)
        contact = contact_of(row) if row else None
        if contact is None or contact.there_on(self.today):
            return contact
        same = [
            each for each in self._contacts(contact.role) if each.provider == contact.provider and each.role_mailbox
        ]
        return same[0] if same else None

    def _contacts(self, role: ContactRole) -> Sequence[Contact]:
        found = [contact_of(row) for row in self.uow.health.directory(self.at.authority)]
        return [each for each in found if each.role is role and each.there_on(self.today)]

    def _ask_officer(self, words: str, step: Step, do: str) -> None:
        number = notice_number(self.notice)
        wait = awaits(NoticeKind(self.notice.kind), NoticeState(self.notice.stands))
        key = f"{self.notice.notice_id} {wait} {step.number}"
        ask(
            self.uow, self.office, self.at, "health_silence", key, f"Notice {number} {words}", step.why,
            f"{do} See: ehcp-flow notices show {number}", self.now,
        )  # fmt: skip


_NOT_LEFT = (NoticeState.QUEUED, NoticeState.HELD, NoticeState.CANCELLED, NoticeState.SUPERSEDED)


def _ages() -> list[int]:
    return [each.age for each in the_milestones()]


def _span(today: date, age: int) -> tuple[date, date]:
    """The birth dates of those who reached an age in the days looked back upon, that of today with it.

    Somebody born on 29 February reaches it on 1 March where the year has no such day, so the span is a day wider.
    """
    first, last = today - LOOKED_BACK, today
    return birthday(first, -age) - A_DAY, birthday(last, -age)


def _birthday(office: Office, person_id: int, age: int, now: datetime) -> int:
    """A task for each open case with notices, once."""
    today, done = london_date(now), 0
    with unit_of_work(office.database) as uow:
        calendar = office.calendar(uow)
        for stored in uow.cases.of_people(office.authority, [person_id], for_change=True).get(person_id, []):
            at = of_stored(uow, office, stored, calendar)
            over = wanted(at.view, at.next_review_on).over
            if at.person.born is None or over or not uow.notices.of_case(office.authority, stored.case_id):
                continue
            for each in birthdays(at.person.born, today - LOOKED_BACK - A_DAY, today):
                if each.key == f"birthday:{age}":
                    key = f"{at.case_id} {each.key}"
                    done += ask(uow, office, at, BIRTHDAY, key, each.what, each.why, each.do, now)
        uow.commit()
    return done
