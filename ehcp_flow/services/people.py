"""Registering a person: checked, and never twice."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from nhs_number.validate import is_valid

from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.importing.registry import person_key
from reports.sen2.identifiers import upn_letter_right, upn_well_formed
from workflows.refusals import Refusal
from workflows.words import day_words

OLDEST = 26
"""A plan may run to the end of the academic year in which a young person turns 25 (CFA 2014, section 46)."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of a person when a request arrives. `another`: there is one of this name and birth date; this is not them."""

    name: str
    born: date
    upn: str = ""
    nhs_number: str = ""
    another: bool = False

    @property
    def parts(self) -> tuple[str, str]:
        """Forename and surname: “Jamie Brown”, or “Brown, Jamie”."""
        if "," in self.name:
            surname, forename = self.name.split(",", 1)
            return forename.strip(), surname.strip()
        *forenames, surname = self.name.split() or [""]
        return " ".join(forenames), surname

    @property
    def numbers(self) -> tuple[str, str]:
        """UPN and NHS number as they are kept."""
        return self.upn.upper().strip(), self.nhs_number.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Held:
    """A person to go with a case; `known` where they are in the database, `changed` where a number is to be added."""

    person: Person
    known: bool
    changed: bool = False


def find_or_add(uow: UnitOfWork, authority: str, new: NewPerson, received_on: date, now: datetime) -> Held | Refusal:
    """The person already held under the same UPN, NHS number, or name and birth date; otherwise a new one."""
    found = identify(uow, authority, new, received_on, now)
    return found if isinstance(found, Refusal) else store(uow, found)


def store(uow: UnitOfWork, held: Held) -> Held:
    """The person, numbered and saved where that is needed."""
    if not held.known:
        return replace(held, person=uow.people.add(held.person))
    if held.changed:
        uow.people.save(held.person)
    return held


def identify(uow: UnitOfWork, authority: str, new: NewPerson, received_on: date, now: datetime) -> Held | Refusal:
    """Who is meant, checked; nothing is saved. Two of one name and birth date whose numbers differ are two people."""
    refusal = _refusal(new, received_on)
    if refusal is not None:
        return refusal
    forename, surname = new.parts
    upn, nhs_number = new.numbers
    for identifier in ({"upn": upn}, {"nhs_number": nhs_number}):
        found = uow.people.matching(authority, **identifier)  # type: ignore[arg-type]
        if found:
            return _same(found[0], new)
    named = [] if new.another else uow.people.matching(authority, name=f"{surname} {forename}", born=new.born)
    found = [person for person in named if not _numbered_otherwise(person, upn, nhs_number)]
    if len(found) == 1:
        return _with_numbers(found[0], new)
    if found:
        return Refusal(
            f"Register {new.name}",
            f"{len(found)} people of this name and birth date are held",
            "People of this authority",
            "Give the UPN or the NHS number, or say that this is another person with --another-person.",
        )
    person = Person(
        authority=authority,
        person_id=0,
        forename=forename,
        surname=surname,
        created_at=now,
        born=new.born,
        upn=upn,
        nhs_number=nhs_number,
    )
    return Held(replace(person, source_key=person_key(person)), known=False)


def _numbered_otherwise(person: Person, upn: str, nhs_number: str) -> bool:
    """Whether a number that is given is not the one that this person has."""
    pairs = ((person.upn, upn), (person.nhs_number, nhs_number))
    return any(held and given and held != given for held, given in pairs)


def _with_numbers(person: Person, new: NewPerson) -> Held:
    """The person with the numbers that were not known before."""
    upn, nhs_number = new.numbers
    numbered = replace(person, upn=person.upn or upn, nhs_number=person.nhs_number or nhs_number)
    if numbered == person:
        return Held(person, known=True)
    if numbered.upn != person.upn:
        numbered = replace(numbered, upn_unknown="", source_key=person_key(numbered))
    return Held(numbered, known=True, changed=True)


def _same(person: Person, new: NewPerson) -> Held | Refusal:
    if person.born == new.born and not _numbered_otherwise(person, *new.numbers):
        return _with_numbers(person, new)
    if person.born == new.born:
        return Refusal(
            f"Register {new.name}",
            "the UPN and the NHS number are held for two different people, or with another number",
            "People of this authority",
            "Check the UPN and the NHS number.",
        )
    born = day_words(person.born) if person.born else "an unknown day"
    return Refusal(
        f"Register {new.name}",
        f"this number is held for a person born on {born}, not {day_words(new.born)}",
        "People of this authority",
        "Check the UPN, the NHS number and the birth date.",
    )


def _refusal(new: NewPerson, received_on: date) -> Refusal | None:
    what = f"Register {new.name or 'a person'}"
    upn, nhs_number = new.numbers
    if not new.name.strip():
        return Refusal(what, "there is no name", "People of this authority", "Give --name “Forename Surname”.")
    if new.born > received_on:
        return Refusal(
            what,
            f"the birth date, {day_words(new.born)}, is after the request, {day_words(received_on)}",
            "People of this authority",
            "Check both dates.",
        )
    if _age(new.born, received_on) >= OLDEST:
        return Refusal(
            what,
            f"born on {day_words(new.born)}, they were {_age(new.born, received_on)} when the request was received",
            "Children and Families Act 2014, sections 36 and 46: up to the age of 25",
            "Check the birth date.",
        )
    if upn and not (upn_well_formed(upn) and upn_letter_right(upn)):
        return Refusal(
            what,
            f"“{new.upn}” is not a unique pupil number: the form or its check letter is wrong",
            "DfE, unique pupil numbers",
            "Check it with the school, or leave it out.",
        )
    if nhs_number and not is_valid(nhs_number):
        return Refusal(
            what,
            "the NHS number does not pass its check digit",
            "NHS number, modulus 11",
            "Check it with the health provider, or leave it out.",
        )
    return None


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
