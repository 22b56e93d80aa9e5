"""The people of the return, one at a time in the order in which they were registered: memory does not grow with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.db.people import Person as HeldPerson
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.returns.cases import request_of
from ehcp_flow.services.returns.collection import Collection
from reports.sen2.model import Person, Request

AT_ONCE = 400

Told = tuple[str, Request]
"""The reference of a case, and the request that it is in the return."""


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
    for people in _some(uow, authority):
        cases = uow.cases.of_people(authority, [person.person_id for person in people])
        for person in people:
            told = [
                (case.reference, request)
                for case in cases.get(person.person_id, ())
                if (request := request_of(case.entries, collection, known_at)) is not None
            ]
            if told:
                yield _returned(person, told)


def returned_with(uow: UnitOfWork, authority: str, told: Mapping[int, Sequence[Told]]) -> Iterator[Returned]:
    """The same of requests that were told before, by person and in order of case."""
    for people in _some(uow, authority):
        for person in people:
            if person.person_id in told:
                yield _returned(person, told[person.person_id])


def _some(uow: UnitOfWork, authority: str) -> Iterator[list[HeldPerson]]:
    after = -1
    while people := uow.people.some(authority, after, AT_ONCE):
        after = people[-1].person_id
        yield people


def _returned(person: HeldPerson, told: Sequence[Told]) -> Returned:
    requests = tuple(request for _, request in told)
    return Returned(_person(person, requests), person.person_id, tuple(case for case, _ in told))


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
