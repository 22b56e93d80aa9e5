"""Notes on a case: written whatever its state, never edited; a wrong one is put right by another, and stays, struck through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.notes import Note, Notes
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import case_to_write, seen_case
from ehcp_flow.services.office import Office
from workflows.events import EVENTS
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role
from workflows.words import day_words

GENERAL, WITH_FAMILY, QUALITY, RESTRICTED = "general", "contact_with_family", "quality", "restricted"

KINDS: Mapping[str, str] = {
    GENERAL: "General",
    WITH_FAMILY: "Contact with the family",
    QUALITY: "Quality",
    RESTRICTED: "Restricted: for managers and you alone",
}
HOW: Mapping[str, str] = {
    "telephone": "By telephone",
    "email": "By e-mail",
    "letter": "By letter",
    "meeting": "In a meeting",
    "visit": "On a visit",
    "message": "By text message",
}
LONGEST = 10_000
"""Characters of a note."""

_SOURCE = "How notes work (docs/case-file.md)"


@dataclass(frozen=True, slots=True)
class NewNote:
    """What is written. `about`: what it hangs on; `corrects`: the note that it puts right, whose kind and place it takes."""

    words: str
    kind: str = GENERAL
    about: str = ""
    how: str = ""
    on_day: date | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as it is read: who wrote it by name, what it hangs on in words, and which note put it right."""

    note: Note
    author: str
    about: str
    corrected_by: int | None


def write_note(office: Office, user: User, reference: str, new: NewNote) -> Note | Refusal:
    """Writes a note. Refused where what it hangs on or puts right is not there for this user."""
    what = f"Write a note on {reference}"
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        own = _completed(uow, stored, user, new, what)
        if isinstance(own, Refusal):
            return own
        today = office.clock.today()
        refusal = _fault(own, what, today) or _no_such_place(uow, stored, own.about, what)
        if refusal is not None:
            return refusal
        told = own.kind == WITH_FAMILY
        note = Notes(uow.connection).add(
            Note(
                authority=office.authority,
                note_id=0,
                case_id=stored.case_id,
                kind=own.kind,
                about=own.about,
                words=own.words.strip(),
                how=own.how if told else "",
                on_day=own.on_day if told and own.on_day else today,
                written_at=office.clock.now(),
                written_by=user.email,
                corrects=own.corrects,
            )
        )
        uow.commit()
        return note


def notes_of_case(office: Office, user: User, reference: str) -> tuple[ShownNote, ...] | Refusal:
    """The notes that a user may read, the newest first."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, reference)
        if isinstance(stored, Refusal):
            return stored
        notes = readable(Notes(connection).of_case(office.authority, stored.case_id), user)
        names = {each.email: each.name for each in uow.users.all(office.authority)}
        documents = _document_names(uow, stored)
    corrected = {each.corrects: each.note_id for each in reversed(notes) if each.corrects is not None}
    return tuple(
        ShownNote(
            each,
            names.get(each.written_by, each.written_by),
            place_words(stored, documents, each.about),
            corrected.get(each.note_id),
        )
        for each in notes
    )


def note_places(office: Office, user: User, reference: str) -> list[tuple[str, str]] | Refusal:
    """All that a note of this case may hang on, for whoever may see the case."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, reference)
        return stored if isinstance(stored, Refusal) else places(stored, _document_names(uow, stored))


def readable(notes: Iterable[Note], user: User) -> list[Note]:
    """Restricted notes are read by managers and by whoever wrote them."""
    manager = Role.MANAGER in user.roles
    return [each for each in notes if each.kind != RESTRICTED or manager or each.written_by == user.email]


def standing(notes: Iterable[Note]) -> list[Note]:
    """The notes that no other has put right."""
    every = list(notes)
    corrected = {each.corrects for each in every}
    return [each for each in every if each.note_id not in corrected]


def place_words(stored: StoredCase, documents: Mapping[int, str], about: str) -> str:
    """What a note hangs on, for people; "" for the case itself."""
    thing, _, name = about.partition(" ")
    if thing == "entry" and name.isdecimal() and 1 <= int(name) <= len(stored.entries):
        entry = stored.entries[int(name) - 1]
        return f"Entry {name}, {EVENTS[entry.event].title} of {day_words(entry.occurred_on)}"
    if thing == "document" and name.isdecimal():
        return f"Document “{documents.get(int(name), name)}”"
    if thing == "advice":
        return f"Advice: {name.replace('_', ' ')}"
    return ""


def places(stored: StoredCase, documents: Mapping[int, str]) -> list[tuple[str, str]]:
    """All that a note of this case may hang on, with its words: the case, advice, documents, entries."""
    advice = [f"advice {each}" for each in advice_asked(stored)]
    papers = [f"document {number}" for number in documents]
    entries = [f"entry {each.number}" for each in stored.entries]
    return [("", "The case"), *((each, place_words(stored, documents, each)) for each in (*advice, *papers, *entries))]


def advice_asked(stored: StoredCase) -> list[str]:
    """The advisers who were asked: the body, and its service where one is named."""
    asked = [each for each in stored.entries if each.event is Event.ADVICE_REQUESTED]
    return list(dict.fromkeys(f"{each.fact('body')} {each.fact('service')}".strip() for each in asked))


def _completed(uow: UnitOfWork, stored: StoredCase, user: User, new: NewNote, what: str) -> NewNote | Refusal:
    """A note that puts another right is of its kind and hangs where that one does."""
    if new.corrects is None:
        return new
    notes = readable(Notes(uow.connection).of_case(stored.authority, stored.case_id), user)
    wrong = next((each for each in notes if each.note_id == new.corrects), None)
    if wrong is None:
        return Refusal(what, f"there is no note {new.corrects} on this case", _SOURCE, "Choose it from the notes.")
    if later := next((each for each in notes if each.corrects == new.corrects), None):
        return Refusal(what, f"note {new.corrects} was put right by note {later.note_id}", _SOURCE,
                       f"Put note {later.note_id} right instead.")  # fmt: skip
    return NewNote(new.words, wrong.kind, wrong.about, new.how or wrong.how, new.on_day or wrong.on_day, new.corrects)


def _fault(new: NewNote, what: str, today: date) -> Refusal | None:
    why = do = ""
    if not new.words.strip():
        why, do = "it says nothing", "Write what is to be kept."
    elif len(new.words) > LONGEST:
        why, do = f"it is longer than {LONGEST:,} characters", "Write less, or add a document."
    elif new.kind not in KINDS:
        why, do = f"“{new.kind}” is not a kind of note", "Choose one of the kinds."
    elif new.kind == WITH_FAMILY and new.how not in HOW:
        why, do = "it does not say how the family was spoken to", "Choose how."
    elif new.kind == WITH_FAMILY and new.on_day is None:
        why, do = "it does not say on which day", "Give the day."
    elif new.on_day is not None and new.on_day > today:
        why, do = f"{day_words(new.on_day)} has not come yet", f"Give {day_words(today)} or an earlier day."
    return Refusal(what, why, _SOURCE, do) if why else None


def _no_such_place(uow: UnitOfWork, stored: StoredCase, about: str, what: str) -> Refusal | None:
    if about in [place for place, _ in places(stored, _document_names(uow, stored))]:
        return None
    return Refusal(what, "what it is to hang on is not of this case", _SOURCE, "Choose it from the list.")


def _document_names(uow: UnitOfWork, stored: StoredCase) -> dict[int, str]:
    return {each.document_id: each.name for each in uow.documents.of_case(stored.authority, stored.case_id)}
