"""Registering a person: checked, and never twice."""

from dataclasses import dataclass
from datetime import date, datetime

from nhs_number import is_valid

from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork
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


@dataclass(frozen=True, slots=True)
class Held:
    """A person in the database; `known` where they were there before."""

    person: Person
    known: bool


def find_or_add(
    uow: UnitOfWork, authority: str, new: NewPerson, received_on: date, today: date, now: datetime
) -> Held | Refusal:
    """The person already held under the same UPN, NHS number, or name and birth date; otherwise a new one."""
    refusal = _refusal(new, received_on, today)
    if refusal is not None:
        return refusal
    forename, surname = new.parts
    upn, nhs_number = new.upn.upper().strip(), new.nhs_number.replace(" ", "")
    for identifier in ({"upn": upn}, {"nhs_number": nhs_number}):
        found = uow.people.matching(authority, **identifier)  # type: ignore[arg-type]
        if found:
            return _same(found[0], new)
    found = [] if new.another else uow.people.matching(authority, name=f"{surname} {forename}", born=new.born)
    if len(found) == 1:
        return Held(found[0], known=True)
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
    return Held(uow.people.add(person), known=False)


def _same(person: Person, new: NewPerson) -> Held | Refusal:
    if person.born == new.born:
        return Held(person, known=True)
    born = day_words(person.born) if person.born else "an unknown day"
    return Refusal(
        f"Register {new.name}",
        f"this number is held for a person born on {born}, not {day_words(new.born)}",
        "People of this authority",
        "Check the UPN, the NHS number and the birth date.",
    )


def _refusal(new: NewPerson, received_on: date, today: date) -> Refusal | None:
    what = f"Register {new.name or 'a person'}"
    upn, nhs_number = new.upn.upper().strip(), new.nhs_number.replace(" ", "")
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
