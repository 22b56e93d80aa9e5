"""A letter is made: from the case, the template and what was typed to its whole words; and kept as it is."""

import hashlib
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.letters import KeptLetter, Letters
from ehcp_flow.db.people import Contact
from ehcp_flow.db.types import canonical_json
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.access.changes import allowed
from ehcp_flow.services.access.scope import unseen_by
from ehcp_flow.services.letters.material import Material, gather
from ehcp_flow.services.letters.own_templates import Template, kind_named, template_of
from ehcp_flow.services.letters.parts import Draft, Told, Writing, cannot
from ehcp_flow.services.letters.values import Values, values_of
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import OFFICER_ROLES, Office
from notifications.letters.check import problems
from notifications.letters.compose import compose, hash_of
from notifications.letters.kinds import LetterKind
from notifications.letters.model import LetterWords
from workflows.refusals import Refusal
from workflows.words import day_words

TEAM = "our special educational needs and disabilities team"
"""Signs where nobody is named: the operator at the command line."""


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str
    lines: tuple[str, ...]
    kind: str


def draft(office: Office, reference: str, writing: Writing, as_user: str | None = None) -> Draft | Refusal:
    """The letter as it would be kept. Nothing is saved."""
    with office.database.reading() as connection:
        return drafted(UnitOfWork(connection), office, reference, writing, as_user)


def keep(
    office: Office, reference: str, writing: Writing, as_user: str | None = None, seen: str = ""
) -> KeptLetter | Refusal:
    """Makes the letter and keeps it. `seen` is the mark of the draft that was looked at: refused where it has changed."""
    what = f"Keep the letter for {reference}"
    with unit_of_work(office.database) as uow:
        made = drafted(uow, office, reference, writing, as_user)
        if isinstance(made, Refusal):
            return made
        if seen and seen != mark_of(made):
            return cannot(
                what, "the case or the template has changed since you looked at it", "Look at the letter again."
            )
        stored = uow.cases.load(office.authority, reference)
        actor = office.actor(uow, as_user)
        if stored is None or isinstance(actor, Refusal):
            return no_such_case(reference)
        letter = Letters(uow.connection).add(
            KeptLetter(
                authority=office.authority,
                letter_id=0,
                case_id=stored.case_id,
                kind=made.words.kind,
                template_version=made.template_version,
                template_hash=made.template_hash,
                addressed_to=made.words.to[0],
                words=made.words.as_json(),
                dates=made.words.dates_as_json(),
                entry=made.told.number if made.told else None,
                takes_place_of=writing.takes_place_of,
                made_at=office.clock.now(),
                made_by=actor.name,
            )
        )
        uow.commit()
        return letter


def mark_of(made: Draft) -> str:
    """By this a draft is known again: hex SHA-256 of its words and dates."""
    whole = canonical_json({"words": made.words.as_json(), "dates": made.words.dates_as_json()})
    return hashlib.sha256(whole.encode()).hexdigest()


def drafted(
    uow: UnitOfWork,
    office: Office,
    reference: str,
    writing: Writing,
    as_user: str | None = None,
    about_to: Told | None = None,
    gaps: bool = False,
) -> Draft | Refusal:
    """The draft within a transaction. `gaps`: what is not known yet stands in it as a gap, for a look before the time."""
    found = prepared(uow, office, reference, writing, as_user, about_to)
    if isinstance(found, Refusal):
        return found
    kind, template, stored, material = found
    what = f"Write “{kind.title}” for {reference}"
    to = _addressee(kind, material, writing, what, gaps)
    if isinstance(to, Refusal):
        return to
    corrected = _corrected(uow, stored, writing, what)
    if isinstance(corrected, Refusal):
        return corrected
    values = values_of(office, kind, template.words, material, writing, to.kind == "young_person", what, gaps)
    if isinstance(values, Refusal):
        return values
    words = _words(office, kind, template, material, to, values, corrected)
    return Draft(words, material.told, template.version, hash_of(template.words), _cautions(material))


def prepared(
    uow: UnitOfWork,
    office: Office,
    reference: str,
    writing: Writing,
    as_user: str | None,
    about_to: Told | None = None,
) -> tuple[LetterKind, Template, StoredCase, Material] | Refusal:
    """The kind, its template, the case and what is known, for whoever may write letters and see the case."""
    kind = kind_named(writing.kind)
    if isinstance(kind, Refusal):
        return kind
    actor = allowed(uow, office, as_user, f"Write “{kind.title}” for {reference}", OFFICER_ROLES)
    if isinstance(actor, Refusal):
        return actor
    stored = uow.cases.load(office.authority, reference)
    if stored is None or unseen_by(uow, office, as_user, reference):
        return no_such_case(reference)
    template = template_of(uow, office.authority, kind)
    if found := problems(kind, template.words):
        return cannot(
            f"Write “{kind.title}” for {reference}",
            f"the council's own version of the letter no longer fits: line {found[0].line}: {found[0].what}",
            "An administrator puts it right, or back to as shipped, under “Letters”.",
        )
    user = uow.users.by_email(office.authority, as_user) if as_user else None
    material = gather(uow, office, stored, kind, writing, user.name if user else TEAM, about_to)
    return material if isinstance(material, Refusal) else (kind, template, stored, material)


def _addressee(kind: LetterKind, material: Material, writing: Writing, what: str, gaps: bool) -> Addressee | Refusal:
    if writing.contact is not None:
        held = next((each for each in material.contacts if each.contact_id == writing.contact), None)
        if held is None:
            return cannot(what, "whom it is to go to is not a contact of this case", "Choose one from the list.")
        return _of(held)
    if writing.name.strip():
        return Addressee(" ".join(writing.name.split()), address_lines(writing.address), "")
    likely = likely_contacts(kind, material.contacts)
    if likely and likely[0].kind in kind.to:
        return _of(likely[0])
    if gaps:
        return Addressee("The family" if kind.audience == "family" else "Sir or Madam", (), "")
    return cannot(what, "it does not say whom it is to go to", "Choose a contact, or give a name and an address.")


def likely_contacts(kind: LetterKind, contacts: tuple[Contact, ...]) -> list[Contact]:
    """The contacts of a case, the likeliest for a letter of this kind first: of the right kind, and to be written to."""
    return sorted(
        contacts,
        key=lambda each: (each.kind not in kind.to, not each.writes_to, each.contact_id),
    )


def _of(contact: Contact) -> Addressee:
    return Addressee(
        contact.name, address_lines(contact.postal) or (contact.email,) * bool(contact.email), contact.kind
    )


def address_lines(text: str) -> tuple[str, ...]:
    """An address as lines: as it was typed, or at the commas where it is one line."""
    lines = text.replace("\r\n", "\n").split("\n") if "\n" in text.strip() else text.split(",")
    return tuple(line.strip().rstrip(",") for line in lines if line.strip())


def _corrected(uow: UnitOfWork, stored: StoredCase, writing: Writing, what: str) -> KeptLetter | Refusal | None:
    """The letter that this one puts right. One of another case, or one that was put right already, is refused."""
    if writing.takes_place_of is None:
        return None
    held = Letters(uow.connection)
    wrong = held.get(stored.authority, stored.case_id, writing.takes_place_of)
    if wrong is None:
        return cannot(what, f"there is no letter {writing.takes_place_of} on this case", "Choose it from the list.")
    later = [each for each in held.of_case(stored.authority, stored.case_id) if each.takes_place_of == wrong.letter_id]
    if later:
        return cannot(
            what,
            f"letter {later[0].letter_id} has taken the place of letter {wrong.letter_id}",
            f"Put letter {later[0].letter_id} right instead.",
        )
    return wrong


def _words(
    office: Office,
    kind: LetterKind,
    template: Template,
    material: Material,
    to: Addressee,
    values: Values,
    corrected: KeptLetter | None,
) -> LetterWords:
    title, blocks = compose(kind, template.words, values.words)
    born = f", born {day_words(material.person.born)}" if material.person.born else ""
    facts: list[tuple[str, str]] = [
        ("Our reference", material.case),
        ("About", f"{material.person.forename} {material.person.surname}{born}"),
    ]
    if corrected is not None:
        then = day_words(date.fromisoformat(corrected.words["written_on"]))
        facts.append(("This letter takes the place of", f"our letter of {then} (letter {corrected.letter_id})"))
    return LetterWords(
        kind=kind.name,
        title=title,
        head=(material.authority, *office.letterhead.lines),
        to=(to.name, *to.lines),
        written_on=material.dated,
        facts=tuple(facts),
        greeting=f"Dear {to.name},",
        blocks=blocks,
        closing=("Yours sincerely,", _signed(material.officer), material.authority),
        dates=values.dates,
    )


def _signed(officer: str) -> str:
    return TEAM.removeprefix("our ").capitalize() if officer == TEAM else officer


def _cautions(material: Material) -> tuple[str, ...]:
    told = material.told
    if told is None:
        return ()
    if told.number is None:
        return (f"The step of which it tells is not recorded yet: its dates are counted from {day_words(told.on)}.",)
    if told.dated and told.on != material.dated:
        return (
            f"The ledger says that this happened on {day_words(told.on)}; the letter is dated {day_words(material.dated)}.",
        )
    return ()
