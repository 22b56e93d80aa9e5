"""What whoever writes a letter is asked: whom it goes to, its date, and what the ledger does not know."""

from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.people import Contact
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.letters.making import likely_contacts, prepared
from ehcp_flow.services.letters.material import key_of, limits_of
from ehcp_flow.services.letters.parts import Told, Writing
from ehcp_flow.services.letters.values import Question, questions
from ehcp_flow.services.office import Office
from notifications.letters.kinds import LetterKind
from workflows.refusals import Refusal
from workflows.words import day_words


@dataclass(frozen=True, slots=True)
class Limit:
    """A deadline of which a letter can tell that it is or will be late."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one letter. `contacts` are in the order of how likely they are; `likely` is the first that fits."""

    kind: LetterKind
    child: str
    questions: tuple[Question, ...]
    contacts: tuple[Contact, ...]
    likely: int | None
    limits: tuple[Limit, ...]
    dated: date
    told: Told | None

    @property
    def of_a_limit(self) -> bool:
        """Whether it is about a deadline that has to be chosen."""
        return any(each.source == "limit" for each in self.kind.placeholders.values())


def asked(office: Office, reference: str, writing: Writing, as_user: str | None = None) -> Asked | Refusal:
    """What has to be asked for a letter of this kind; refused where it cannot be written now."""
    with office.database.reading() as connection:
        found = prepared(UnitOfWork(connection), office, reference, writing, as_user)
    if isinstance(found, Refusal):
        return found
    kind, template, _, material = found
    contacts = likely_contacts(kind, material.contacts)
    return Asked(
        kind=kind,
        child=f"{material.person.forename} {material.person.surname}".strip(),
        questions=tuple(questions(kind, template.words, material)),
        contacts=tuple(contacts),
        likely=contacts[0].contact_id if contacts and contacts[0].kind in kind.to else None,
        limits=tuple(
            Limit(key_of(each), f"{each.title}: {day_words(each.due)}")
            for each in sorted(limits_of(material), key=lambda each: each.due)
        ),
        dated=material.dated,
        told=material.told,
    )
