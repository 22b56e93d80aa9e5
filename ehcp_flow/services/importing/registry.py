"""Who is who when many are read in: people known again by UPN, ULN, or name and birth date, and their cases by the request."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from ehcp_flow.db.people import Person, search_name
from ehcp_flow.db.unit_of_work import UnitOfWork


def name_key(surname: str, forename: str, born: date | None, sex: str) -> str:
    """The key of a person without a number."""
    return f"name:{search_name(f'{surname} {forename}')}|{born.isoformat() if born else ''}|{sex}"


def person_key(person: Person) -> str:
    """The key by which a person is known again: the UPN, the ULN, or the name with birth date and sex."""
    if person.upn:
        return f"upn:{person.upn}"
    if person.uln:
        return f"uln:{person.uln}"
    return name_key(person.surname, person.forename, person.born, person.sex)


class Registry:
    """Finds the people of a file in the database, some hundreds at a time.

    Two people of one name, birth date and sex without a number (twins can be) are told apart by their order in the file.
    """

    def __init__(self, uow: UnitOfWork, authority: str) -> None:
        self._uow = uow
        self._authority = authority
        self._seen: Counter[str] = Counter()
        self._taken: set[int] = set()

    def known(self, people: Iterable[Person]) -> list[tuple[Person, Person | None]]:
        """Each person with the key to keep, and the one who is held already, if any. Nobody is found twice."""
        asked = [self._with_key(person) for person in people]
        keys = {key for person in asked for key in (person.source_key or "", *_keys_by_name(person))}
        held = self._uow.people.by_source_keys(self._authority, keys)
        by_key = [self._take(held.get(person.source_key or "", ())) for person in asked]
        return [
            (person, found or self._take(_without_number(person, held)))
            for person, found in zip(asked, by_key, strict=True)
        ]

    def _take(self, candidates: Iterable[Person]) -> Person | None:
        found = next((each for each in candidates if each.person_id not in self._taken), None)
        if found is not None:
            self._taken.add(found.person_id)
        return found

    def _with_key(self, person: Person) -> Person:
        key = person_key(person)
        self._seen[key] += 1
        if key.startswith("name:") and self._seen[key] > 1:
            key = f"{key}#{self._seen[key]}"
        return replace(person, source_key=key)


MOST_NAMESAKES = 4


def _keys_by_name(person: Person) -> list[str]:
    """The keys that the person may be held under without a number: by the sex that the file gives, or by none.

    One who has no number in the file either is the first or second of the name as the file says (`#2`), and no other.
    """
    own = name_key(person.surname, person.forename, person.born, person.sex)
    unsexed = name_key(person.surname, person.forename, person.born, "")
    if person.upn or person.uln:
        return [own, *(f"{own}#{number}" for number in range(2, MOST_NAMESAKES + 1)), unsexed]
    return [unsexed]


def _without_number(person: Person, held: dict[str, list[Person]]) -> list[Person]:
    """Those held by name whom no number tells from this person."""
    return [each for key in _keys_by_name(person) for each in held.get(key, ()) if not (each.upn or each.uln)]


def updated(held: Person, now: Person) -> Person | None:
    """The person with what the file says that is new; None where it says nothing new. What it leaves out is kept."""
    changed = replace(
        held,
        forename=now.forename or held.forename,
        surname=now.surname or held.surname,
        born=now.born or held.born,
        sex=now.sex or held.sex,
        ethnicity=now.ethnicity or held.ethnicity,
        upn=now.upn or held.upn,
        uln=now.uln or held.uln,
        upn_unknown="" if now.upn or now.uln else now.upn_unknown or held.upn_unknown,
        nhs_number=now.nhs_number or held.nhs_number,
        postcode=now.postcode or held.postcode,
        source_key=now.source_key,
    )
    return None if changed == held else changed


def new_person(authority: str, now: datetime, **details: object) -> Person:
    """A person not yet numbered; None details become the empty text that the database keeps."""
    given = {name: value if value is not None else "" for name, value in details.items() if name != "born"}
    born = details.get("born")
    return Person(
        authority=authority,
        person_id=0,
        created_at=now,
        born=born if isinstance(born, date) else None,
        **given,  # type: ignore[arg-type]
    )
