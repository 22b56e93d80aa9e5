"""Who a child may be, before they are registered: those already held with the same name, UPN or NHS number."""

from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import unseen
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson
from workflows.case import fold


@dataclass(frozen=True, slots=True)
class LikelyChild:
    """Somebody who is held and may be the child. `agrees` says in what, `cases` are references with how they stand."""

    person: Person
    agrees: str
    cases: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.person.forename} {self.person.surname}".strip()

    @property
    def born(self) -> date | None:
        return self.person.born

    def as_new(self, typed: NewPerson) -> NewPerson:
        """This child as `open_case` finds them again, with the numbers that were typed and not known."""
        held = self.person
        name = f"{held.surname}, {held.forename}"
        return NewPerson(name, held.born or typed.born, held.upn or typed.upn, held.nhs_number or typed.nhs_number)


def likely(office: Office, user: User, new: NewPerson) -> list[LikelyChild]:
    """Those who may be meant, by number first. A child all of whose cases are hidden from the user is not shown."""
    forename, surname = new.parts
    upn, nhs_number = new.numbers
    found: dict[int, LikelyChild] = {}
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        for agrees, people in (
            ("the same UPN", uow.people.matching(office.authority, upn=upn)),
            ("the same NHS number", uow.people.matching(office.authority, nhs_number=nhs_number)),
            ("the same name", uow.people.matching(office.authority, name=f"{surname} {forename}")),
        ):
            for person in people:
                child = None if person.person_id in found else _seen(uow, office, user, person, agrees)
                if child is not None:
                    found[person.person_id] = child
    return list(found.values())


def _seen(uow: UnitOfWork, office: Office, user: User, person: Person, agrees: str) -> LikelyChild | None:
    held = uow.cases.of_people(office.authority, [person.person_id]).get(person.person_id, [])
    seen = [case for case in held if unseen(uow, office, user, case.reference) is None]
    if held and not seen:
        return None
    return LikelyChild(person, agrees, tuple((case.reference, fold(case.entries).words) for case in seen))
