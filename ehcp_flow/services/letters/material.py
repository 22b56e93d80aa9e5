"""What a letter is made from: the case with the event that it tells of, its deadlines, and the words of each placeholder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Contact, Person
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.letters.parts import Told, Writing, cannot
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from notifications.letters.kinds import LetterKind, owed_words
from notifications.letters.model import PrintedDate
from workflows import days
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.days import Calendar
from workflows.ledger import Entry
from workflows.parameters import Law
from workflows.refusals import Refusal
from workflows.standing import Outcome
from workflows.vocabulary import Event
from workflows.words import day_words

APPEAL_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Material:
    """A case as a letter sees it: with the event that it tells of, whether it is recorded yet or not."""

    case: str
    person: Person
    contacts: tuple[Contact, ...]
    authority: str
    officer: str
    view: CaseView
    deadlines: tuple[Deadline, ...]
    calendar: Calendar
    told: Told | None
    told_entry: Entry | None
    dated: date
    today: date


def told_of(view: CaseView, kind: LetterKind, number: int | None = None) -> Entry | None:
    """The latest entry of which a letter of this kind tells, or the one of this number."""
    fitting = [each for each in view.entries if kind.tells(each.event, each.facts)]
    if number is not None:
        fitting = [each for each in fitting if each.number == number]
    return fitting[-1] if fitting else None


def gather(
    uow: UnitOfWork,
    office: Office,
    stored: StoredCase,
    kind: LetterKind,
    writing: Writing,
    by: str,
    about_to: Told | None = None,
) -> Material | Refusal:
    """Everything for a letter of this kind. `about_to` is an event that is going to be recorded; `by` signs."""
    what = f"Write “{kind.title}” for {stored.reference}"
    person = uow.people.get(office.authority, stored.person_id)
    if person is None:
        raise LookupError(f"{stored.reference} has no person: the database is not whole. Run “ehcp-flow doctor”.")
    today = office.clock.today()
    view = fold(stored.entries)
    entry = told_of(view, kind, writing.entry) if about_to is None else None
    if writing.entry is not None and entry is None:
        return cannot(what, f"entry {writing.entry} is not one that this letter tells of", "Leave the entry out.")
    coming = about_to or (None if entry is not None or not kind.tells_of else _coming(kind, writing, today))
    if coming is not None:
        entry = Entry(len(stored.entries) + 1, coming.event, coming.on, office.clock.now(), by, coming.facts)
        view = fold((*stored.entries, entry))
        misfit = next((each for each in view.misfits if each.entry.number == entry.number), None)
        if misfit is not None:
            return cannot(what, misfit.why, "Record what comes first, or choose another letter.")
    law, calendar = law_here(office, uow), office.calendar(uow)
    authority = uow.authorities.get(office.authority)
    told = (
        Told(entry.event, entry.occurred_on, entry.facts, None if coming else entry.number, entry.dated)
        if entry
        else None
    )
    return Material(
        case=stored.reference,
        person=person,
        contacts=tuple(
            each for each in uow.people.contacts(office.authority, stored.person_id) if each.ended_on is None
        ),
        authority=authority.name if authority and authority.name else office.authority,
        officer=by,
        view=view,
        deadlines=_deadlines(view, law, calendar),
        calendar=calendar,
        told=told,
        told_entry=entry,
        dated=writing.dated or (told.on if told and told.dated else today),
        today=today,
    )


def _deadlines(view: CaseView, law: Law, calendar: Calendar) -> tuple[Deadline, ...]:
    return tuple(deadlines(view.entries, law, calendar))


def _coming(kind: LetterKind, writing: Writing, today: date) -> Told:
    """The event as it will be recorded when the letter goes: on the letter's date, with what is known of it."""
    first = kind.tells_of[0]
    facts = {
        each.fact: writing.given[name]
        for name, each in kind.placeholders.items()
        if each.fact and writing.given.get(name)
    }
    return Told(first.event, writing.dated or today, {**facts, **first.facts}, None)


def deadline_of(material: Material, duties: Sequence[str]) -> Deadline | None:
    """The deadline that a letter prints: one that the event itself starts, else one that is still owed and binds."""
    own = material.told_entry.number if material.told_entry else None
    wanted = [each for each in material.deadlines if each.duty in duties]

    def preference(each: Deadline) -> tuple[bool, bool, bool, date]:
        started = each.start is not None and each.start.number == own
        return started, each.live, each.binding, each.started_on

    return max(wanted, key=preference, default=None)


def limits_of(material: Material) -> list[Deadline]:
    """The deadlines of which a family can be told that they are or will be late."""
    return [
        each
        for each in material.deadlines
        if each.live and each.binding and not each.floor and each.duty in owed_words()
    ]


def key_of(deadline: Deadline) -> str:
    """A deadline of a case as a form names it."""
    return f"{deadline.duty} {deadline.started_on.isoformat()}"


def late_words(material: Material, duties: Sequence[str]) -> str:
    """That the step is later than the law gives, in words to the family; "" where it is in time or was excused."""
    own = material.told_entry
    for each in material.deadlines:
        closed = each.closed_by is not None and own is not None and each.closed_by.number == own.number
        if each.duty in duties and closed and each.binding and each.outcome is Outcome.MET_LATE:
            return f"We should have done this by {day_words(each.due)}. We did not, and we are sorry."
    return ""


def counted_dates(material: Material) -> Mapping[str, date]:
    """The days that are counted from the date of the letter itself."""
    return {
        "appeal_by": days.appeal_window_ends(material.dated, APPEAL_MONTHS, material.calendar),
        "mediation_by": days.corresponding_date(material.dated, APPEAL_MONTHS),
    }


def printed(kind: LetterKind, name: str, deadline: Deadline, material: Material) -> PrintedDate:
    """A deadline as the letter prints it. What the sending itself starts is right only if the letter goes on its day."""
    own, start = material.told_entry, deadline.start
    counted = not kind.answers and own is not None and start is not None and start.number == own.number
    return PrintedDate(name, deadline.duty, kind.placeholders[name].words, deadline.due, counted)


def last_day_of(material: Material, event: Event | None) -> date | None:
    """The last day on which an event happened, not after what the letter tells of."""
    until = material.told.on if material.told else material.dated
    found = [each.occurred_on for each in material.view.entries if each.event is event and each.dated]
    return max((day for day in found if day <= until), default=None)
