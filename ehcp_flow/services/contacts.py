"""Those who belong to a child or young person: added, changed, and ended when they are it no longer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ehcp_flow.db.contacts import Contacts
from ehcp_flow.db.people import Contact
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import case_to_write, seen_case
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import day_words

KINDS: Mapping[str, str] = {
    "parent": "Parent",
    "young_person": "Young person",
    "carer": "Carer",
    "school": "School or college",
    "social_worker": "Social worker",
    "health": "Health",
    "other": "Other",
}
_SOURCE = "Contacts of a case (docs/case-file.md)"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is known of a contact. `language`: the one in which they are spoken to, where it takes an interpreter."""

    kind: str
    name: str
    email: str = ""
    phone: str = ""
    postal: str = ""
    language: str = ""
    note: str = ""
    writes_to: bool = False


@dataclass(frozen=True, slots=True)
class CaseContacts:
    """The contacts of a case: those who are, and those who were."""

    current: tuple[Contact, ...]
    ended: tuple[Contact, ...]


def contacts_of_case(office: Office, user: User, reference: str) -> CaseContacts | Refusal:
    """The contacts of the child of a case, for whoever may see the case."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, reference)
        if isinstance(stored, Refusal):
            return stored
        found = uow.people.contacts(office.authority, stored.person_id)
    return CaseContacts(
        tuple(each for each in found if each.ended_on is None),
        tuple(each for each in found if each.ended_on is not None),
    )


def add_contact(office: Office, user: User, reference: str, details: ContactDetails) -> Contact | Refusal:
    """Adds somebody to those who belong to the child."""
    what = f"Add a contact to {reference}"
    with unit_of_work(office.database) as uow:
        stored = case_to_write(uow, office, user, reference, what)
        if isinstance(stored, Refusal):
            return stored
        if (refusal := _fault(details, what)) is not None:
            return refusal
        empty = Contact(office.authority, 0, stored.person_id, details.kind, details.name)
        added = uow.people.add_contact(_with(empty, details))
        uow.commit()
        return added


def change_contact(
    office: Office, user: User, reference: str, contact_id: int, details: ContactDetails
) -> Contact | Refusal:
    """Gives a contact other details. Refused for one who is a contact no longer."""
    what = f"Change contact {contact_id} of {reference}"
    with unit_of_work(office.database) as uow:
        held = _contact(uow, office, user, reference, contact_id, what)
        if isinstance(held, Refusal):
            return held
        if (refusal := _fault(details, what)) is not None:
            return refusal
        changed = _with(held, details)
        Contacts(uow.connection).save(changed)
        uow.commit()
        return changed


def end_contact(office: Office, user: User, reference: str, contact_id: int, on: date) -> Contact | Refusal:
    """From this day they are a contact no longer, and nothing is written to them. They stay in the list of those who were."""
    what = f"End contact {contact_id} of {reference}"
    with unit_of_work(office.database) as uow:
        held = _contact(uow, office, user, reference, contact_id, what)
        if isinstance(held, Refusal):
            return held
        if on > office.clock.today():
            return Refusal(what, f"{day_words(on)} has not come yet", _SOURCE, "Give today or an earlier day.")
        ended = replace(held, ended_on=on, writes_to=False)
        Contacts(uow.connection).save(ended)
        uow.commit()
        return ended


def _contact(
    uow: UnitOfWork, office: Office, user: User, reference: str, contact_id: int, what: str
) -> Contact | Refusal:
    stored = case_to_write(uow, office, user, reference, what)
    if isinstance(stored, Refusal):
        return stored
    every = uow.people.contacts(office.authority, stored.person_id)
    held = next((each for each in every if each.contact_id == contact_id), None)
    if held is None:
        return Refusal(what, "there is no such contact on this case", _SOURCE, "Choose one from the list of contacts.")
    if held.ended_on is not None:
        ended = f"they were ended on {day_words(held.ended_on)}"
        return Refusal(what, ended, _SOURCE, "Add them again if they are a contact after all.")
    return held


def _with(contact: Contact, details: ContactDetails) -> Contact:
    return replace(
        contact,
        kind=details.kind,
        name=details.name,
        email=details.email.lower(),
        phone=details.phone,
        postal=details.postal,
        language=details.language,
        note=details.note,
        writes_to=details.writes_to,
    )


def _fault(details: ContactDetails, what: str) -> Refusal | None:
    why = do = ""
    if not details.name.strip():
        why, do = "there is no name", "Give the name."
    elif details.kind not in KINDS:
        why, do = f"“{details.kind}” is not a kind of contact", "Choose one of the kinds."
    elif details.email and not may_be_an_address(details.email):
        why, do = f"“{details.email}” is not an e-mail address", "Write it as name@example.com."
    elif details.writes_to and not (details.email or details.postal):
        why, do = "letters are to go there, and there is no address", "Give an e-mail or a postal address."
    return Refusal(what, why, _SOURCE, do) if why else None


def may_be_an_address(text: str) -> bool:
    """Whether a text has the shape of an e-mail address. Whether anybody reads it is another question."""
    local, at, domain = text.partition("@")
    return bool(local and at and "." in domain.strip(".") and "@" not in domain) and len(text.split()) == 1
