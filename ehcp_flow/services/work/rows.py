"""A case as a row of a list of work: initials and age, the one thing that is next with its date, and what a list adds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ehcp_flow.db import work_beside
from ehcp_flow.db.engine import Connection
from ehcp_flow.db.queues import initials
from ehcp_flow.db.work_beside import AwaitedNotice, OpenDeadline
from ehcp_flow.db.work_conditions import SOON
from ehcp_flow.db.work_rows import WorkRow
from ehcp_flow.phrases import age, due_sentence, full_day, how_many
from ehcp_flow.services.work.family import is_of_others
from notifications.health.kinds import KIND_WORDS, NoticeKind
from workflows.case import headline_words
from workflows.clocks import Deadline
from workflows.days import Calendar
from workflows.events import EVENTS
from workflows.ledger import Entry, effective
from workflows.standing import Outcome
from workflows.vocabulary import Event, Standing
from workflows.words import day_words, sentence


class Tag(StrEnum):
    """How what is next stands, in a word or two. When it is due, and by how much it is late, the sentence beside it says."""

    OVERDUE = "Overdue"
    DUE_TODAY = "Due today"
    AT_RISK = "At risk"
    THIS_WEEK = "Due this week"
    IN_TIME = "In time"
    EXCUSED = "Excused"
    MET = "Met"
    MET_LATE = "Met late"
    NOT_REQUIRED = "Not required"


_OF_STANDING = {
    Standing.OVERDUE: Tag.OVERDUE,
    Standing.DUE_TODAY: Tag.DUE_TODAY,
    Standing.EXCUSED: Tag.EXCUSED,
    Standing.MET: Tag.MET,
    Standing.MET_LATE: Tag.MET_LATE,
    Standing.NOT_REQUIRED: Tag.NOT_REQUIRED,
}


def tag_of(deadline: Deadline, today: date) -> Tag:
    """The tag of a deadline. At risk: a step that must come first must come within a week, or is too late already."""
    if tag := _OF_STANDING.get(deadline.standing(today)):
        return tag
    if deadline.fit_by is not None and deadline.fit_by <= today + SOON:
        return Tag.AT_RISK
    return Tag.THIS_WEEK if deadline.due <= today + timedelta(days=6 - today.weekday()) else Tag.IN_TIME


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody else owes: who, since when, when it is due, when they were last asked, when they are next.

    `verb` says what was done on `since`: asked, or told. `due` and `next_on` are words, "" where there is no such day.
    """

    who: str
    verb: str
    since: date
    due: str
    chased_on: date | None
    next_on: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `next` is the earliest date that no exception excuses, else the earliest that one does; None without any.

    `title` says what is next, `when` when it is due as a sentence, `tag` how it stands; None where nothing is next.
    `step` says which step must come first, and by when. `told` and `unallocated` say since when there has been nothing.
    """

    case: str
    initials: str
    age: int | None
    state: str
    team: str
    owner: str
    received_on: date | None
    next: Deadline | None
    title: str
    when: str
    tag: Tag | None
    guidance: bool
    waiting: tuple[Waiting, ...] = ()
    step: str = ""
    told: str = ""
    unallocated: str = ""

    @property
    def child(self) -> str:
        """J.B., 7"""
        letters = ".".join(self.initials) + "." if self.initials else "No name"
        return letters if self.age is None else f"{letters}, {self.age}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a page of cases beside their own rows, by the number of the case."""

    deadlines: dict[int, list[OpenDeadline]]
    chasers: dict[int, list[Entry]]
    notices: dict[int, list[AwaitedNotice]]
    told: dict[int, date]


def beside(connection: Connection, authority: str, found: Iterable[tuple[Sequence[str], Sequence[WorkRow]]]) -> Beside:
    """Asks for it: of several lists, each with its columns, at once, and only for what the columns show."""

    def of(*shown: str) -> list[int]:
        return sorted({row.case_id for columns, held in lists for row in held if not set(shown).isdisjoint(columns)})

    lists = list(found)
    return Beside(
        work_beside.open_deadlines(connection, authority, of("waiting", "step")),
        work_beside.chasers(connection, authority, of("waiting")),
        work_beside.awaited_notices(connection, authority, of("waiting")),
        work_beside.told_beside(connection, authority, of("told")),
    )


def rows(found: Sequence[WorkRow], known: Beside, columns: Sequence[str], today: date, calendar: Calendar) -> list[Row]:
    """The rows of a list with these columns."""
    return [_row(each, known, columns, today, calendar) for each in found]


def _row(found: WorkRow, known: Beside, columns: Sequence[str], today: date, calendar: Calendar) -> Row:
    following = found.next
    return Row(
        case=found.case,
        initials=initials(found.forename, found.surname),
        age=age(found.born, today) if found.born else None,
        state=headline_words(found.state),
        team=found.team,
        owner=found.owner,
        received_on=found.received_on,
        next=following,
        title=_title(following),
        when=sentence(due_sentence(following, today, calendar)) if following else "No legal date is open",
        tag=tag_of(following, today) if following else None,
        guidance=following is not None and following.basis != "statute",
        waiting=_waiting(found, known, today, calendar) if "waiting" in columns else (),
        step=_step(known.deadlines.get(found.case_id, ()), today) if "step" in columns else "",
        told=_told(found, known, today) if "told" in columns else "",
        unallocated=_unallocated(found, today) if "unallocated" in columns else "",
    )


def _title(following: Deadline | None) -> str:
    if following is None:
        return "Nothing is due"
    subject = following.subject.replace("_", " ")
    return f"{following.title}: {subject}" if subject else following.title


def _step(held: Sequence[OpenDeadline], today: date) -> str:
    """The step that must come first, of the deadline for which it must come soonest."""
    ahead = [(each.deadline.fit_by, each.deadline) for each in held if each.deadline.due >= today]
    fits = [(by, each) for by, each in ahead if by is not None and each.binding and each.outcome is Outcome.OPEN]
    if not fits:
        return ""
    by, first = min(fits, key=lambda each: (each[0], each[1].key))
    step = EVENTS[Event(first.fit_step)].title
    if by < today:
        return f"{step}: too late since {full_day(by)} for {full_day(first.due)} to be kept"
    return f"{step}: no later than {full_day(by)}, or {full_day(first.due)} cannot be kept"


def _told(found: WorkRow, known: Beside, today: date) -> str:
    by_ledger = found.family_told_on
    last = max((day for day in (by_ledger, known.told.get(found.case_id)) if day), default=None)
    if last is None:
        return ""
    return f"{day_words(last)}, {how_many((today - last).days, 'day')} ago"


def _unallocated(found: WorkRow, today: date) -> str:
    since = found.received_on or found.opened_at.date()
    days = (today - since).days
    return f"Nobody has had it for {how_many(days, 'day')}" if days > 0 else "Received today"


def _waiting(found: WorkRow, known: Beside, today: date, calendar: Calendar) -> tuple[Waiting, ...]:
    asked: dict[str, date] = {}
    for entry in effective(known.chasers.get(found.case_id, ())):
        who = " ".join(value for value in (entry.fact("body"), entry.fact("service")) if value)
        asked[who] = max(entry.occurred_on, asked.get(who, entry.occurred_on))
    owed = [
        _owed(each, asked.get(each.deadline.subject), today, calendar)
        for each in known.deadlines.get(found.case_id, ())
        if is_of_others(each.deadline)
    ]
    return (*owed, *(_noticed(each, today) for each in known.notices.get(found.case_id, ())))


def _owed(held: OpenDeadline, chased_on: date | None, today: date, calendar: Calendar) -> Waiting:
    deadline = held.deadline
    subject = deadline.subject.replace("_", " ")
    if deadline.duty == "advice":
        who = f"{subject} advice"
    else:
        who = f"{deadline.title}: {subject}" if subject else deadline.title
    return Waiting(
        who=f"{who[:1].upper()}{who[1:]}",
        verb="asked" if deadline.subject else "since",
        since=deadline.started_on,
        due=due_sentence(deadline, today, calendar),
        chased_on=chased_on,
        next_on=_next(held.next_rung_on, today),
    )


def _noticed(notice: AwaitedNotice, today: date) -> Waiting:
    kind = KIND_WORDS[NoticeKind(notice.kind)]
    return Waiting(
        who=f"{notice.contact}: {kind[:1].lower()}{kind[1:]}",
        verb="told",
        since=notice.sent_on,
        due="" if notice.chase_on else "given up: no answer came",
        chased_on=None,
        next_on=_next(notice.chase_on, today),
    )


def _next(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return "today" if day <= today else day_words(day)
