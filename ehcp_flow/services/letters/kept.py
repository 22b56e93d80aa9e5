"""The letters that a case has: listed, shown, marked as sent, and given out as Word and PDF."""

from dataclasses import dataclass, replace
from datetime import date

from ehcp_flow.db.letters import KeptLetter, Letters
from ehcp_flow.db.notes import Note, Notes
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import allowed
from ehcp_flow.services.letters.parts import cannot
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import OFFICER_ROLES, Office
from notifications.letters import pdf, word_file
from notifications.letters.kinds import kinds
from notifications.letters.model import LetterWords, from_json
from workflows.events import EVENTS
from workflows.refusals import Refusal
from workflows.words import day_words

HOW = {
    "post": "by post",
    "email": "by e-mail",
    "secure_email": "by secure e-mail",
    "portal": "through the council's portal",
    "by_hand": "by hand",
}
_AS_NOTED = {"post": "letter", "email": "email", "secure_email": "email", "portal": "message", "by_hand": "letter"}
"""How a note says that the family was told (services/notes.py)."""


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter with what has become of it. `tells_of` is the entry in words; `put_right` says when that was corrected.

    `late_by` days lie between its date, from which days in it were counted, and the day on which it went.
    """

    letter: KeptLetter
    words: LetterWords
    title: str
    by: str
    tells_of: str
    put_right: date | None
    replaced_by: int | None
    late_by: int

    @property
    def name(self) -> str:
        """The name of its files, without their ending."""
        return f"letter-{self.letter.letter_id}-{self.letter.kind.replace('_', '-')}"


def letters_of_case(office: Office, reference: str, as_user: str | None = None) -> list[ShownLetter] | Refusal:
    """The letters of a case, the newest first, for whoever may see the case."""
    shown = show_case(office, reference, as_user=as_user)
    if isinstance(shown, Refusal):
        return shown
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = uow.cases.load(office.authority, reference)
        if stored is None:
            return no_such_case(reference)
        held = Letters(connection).of_case(office.authority, stored.case_id)
        names = {each.email: each.name for each in uow.users.all(office.authority)}
    replaced = {each.takes_place_of: each.letter_id for each in held if each.takes_place_of is not None}
    return [_shown(each, shown, names.get(each.made_by, each.made_by), replaced.get(each.letter_id)) for each in held]


def shown_letter(office: Office, reference: str, number: int, as_user: str | None = None) -> ShownLetter | Refusal:
    """One letter of a case."""
    held = letters_of_case(office, reference, as_user)
    if isinstance(held, Refusal):
        return held
    return next((each for each in held if each.letter.letter_id == number), None) or cannot(
        f"Open letter {number}", f"there is no letter of this number on {reference}", "Choose it from the list."
    )


def _shown(letter: KeptLetter, case: ShownCase, by: str, replaced_by: int | None) -> ShownLetter:
    words = from_json(letter.words, list(letter.dates))
    entry = next((each for each in case.entries if each.number == letter.entry), None)
    correction = case.corrected_by.get(letter.entry) if letter.entry is not None else None
    put_right = next((each.occurred_on for each in case.entries if each.number == correction), None)
    counted = any(each.counted for each in words.dates)
    late = (letter.sent_on - words.written_on).days if letter.sent_on and counted else 0
    return ShownLetter(
        letter=letter,
        words=words,
        title=kinds()[letter.kind].title if letter.kind in kinds() else words.title,
        by=by,
        tells_of=f"entry {entry.number}, {EVENTS[entry.event].title}, {day_words(entry.occurred_on)}" if entry else "",
        put_right=put_right,
        replaced_by=replaced_by,
        late_by=max(late, 0),
    )


def mark_sent(
    office: Office, reference: str, number: int, on: date, how: str, as_user: str | None = None
) -> ShownLetter | Refusal:
    """Notes that a letter went. One to the family counts as the family having been told on that day."""
    what = f"Mark letter {number} of {reference} as sent"
    held = shown_letter(office, reference, number, as_user)
    if isinstance(held, Refusal):
        return held
    with unit_of_work(office.database) as uow:
        actor = allowed(uow, office, as_user, what, OFFICER_ROLES)
        if isinstance(actor, Refusal):
            return actor
        refusal = _not_sent(held, on, how, office.clock.today(), what)
        if refusal is not None:
            return refusal
        sent = replace(held.letter, sent_on=on, sent_how=how, sent_by=actor.name)
        if not Letters(uow.connection).mark_sent(sent):
            return cannot(what, "somebody marked it at the same moment", "Look at the letter again.")
        if kinds()[sent.kind].audience == "family":
            Notes(uow.connection).add(_told(office, sent, held, on, actor.name))
        uow.commit()
    return shown_letter(office, reference, number, as_user)


def _not_sent(held: ShownLetter, on: date, how: str, today: date, what: str) -> Refusal | None:
    letter = held.letter
    if letter.sent_on is not None:
        return cannot(what, f"it was sent on {day_words(letter.sent_on)}", "A letter is sent once: write a new one.")
    if held.replaced_by is not None:
        return cannot(what, f"letter {held.replaced_by} has taken its place", f"Send letter {held.replaced_by}.")
    if how not in HOW:
        return cannot(what, f"“{how}” is not a way of sending", f"Give one of: {', '.join(HOW)}.")
    if on > today:
        return cannot(what, f"{day_words(on)} has not come yet", f"Give {day_words(today)} or an earlier day.")
    if on < held.words.written_on:
        return cannot(
            what,
            f"it is dated {day_words(held.words.written_on)}, which is later",
            "Check the day. A letter with another date is a new letter.",
        )
    return None


def _told(office: Office, letter: KeptLetter, held: ShownLetter, on: date, by: str) -> Note:
    return Note(
        authority=office.authority,
        note_id=0,
        case_id=letter.case_id,
        kind="contact_with_family",
        about=f"entry {letter.entry}" if letter.entry is not None else "",
        words=f"Letter {letter.letter_id}, “{held.title}”, was sent to {letter.addressed_to} {HOW[letter.sent_how]}.",
        how=_AS_NOTED[letter.sent_how],
        on_day=on,
        written_at=office.clock.now(),
        written_by=by,
    )


def as_word(shown: ShownLetter) -> bytes:
    """The Word file, from the words that were kept: the same bytes each time."""
    return word_file.write(shown.words, shown.letter.made_at)


def as_pdf(shown: ShownLetter) -> bytes:
    """The PDF, from the words that were kept: the same bytes each time."""
    return pdf.write(shown.words, shown.letter.made_at)
