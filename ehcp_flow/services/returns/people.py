"""The people of the return, one at a time in the order in which they were registered: memory does not grow with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.db.people import Person as HeldPerson
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.returns.cases import request_of
from ehcp_flow.services.returns.collection import Collection
from reports.sen2.model import Person, Request

AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Returned:
    """A person of the return with the case of each request, in their order. `person` is None without a birth date."""

    person: Person | None
    person_id: int
    cases: tuple[str, ...]


def returned(
    uow: UnitOfWork, authority: str, collection: Collection, known_at: datetime | None = None
) -> Iterator[Returned]:
    """Everybody with a case that belongs in the return. Details of people are as they are now: they have no history."""
    after = -1
    while people := uow.people.some(authority, after, AT_ONCE):
        after = people[-1].person_id
        cases = uow.cases.of_people(authority, [person.person_id for person in people])
        for person in people:
            told = [
                (case.reference, request)
                for case in cases.get(person.person_id, ())
                if (request := request_of(case.entries, collection, known_at)) is not None
            ]
            if told:
                requests = tuple(request for _, request in told)
                yield Returned(_person(person, requests), person.person_id, tuple(case for case, _ in told))


def _person(held: HeldPerson, requests: tuple[Request, ...]) -> Person | None:
    if held.born is None:
        return None
    return Person(
        surname=held.surname or None,
        forename=held.forename or None,
        born=held.born,
        sex=held.sex or None,
        ethnicity=held.ethnicity or None,
        postcode=held.postcode or None,
        upn=held.upn or None,
        uln=held.uln or None,
        upn_unknown=held.upn_unknown or None,
        requests=requests,
    )
