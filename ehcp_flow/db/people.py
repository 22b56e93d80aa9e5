"""Children, young people, and those to be told about them. A person can have several cases."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.tables import contact as contacts
from ehcp_flow.db.tables import person as people

_AT_ONCE = 500  # keys in one question: well under what either database takes


@dataclass(frozen=True, slots=True)
class Person:
    """A child or young person. `person_id` is 0 until the database has numbered it; unknown text is empty."""

    authority: str
    person_id: int
    forename: str
    surname: str
    created_at: datetime
    born: date | None = None
    sex: str = ""
    ethnicity: str = ""
    upn: str = ""
    uln: str = ""
    upn_unknown: str = ""  # SEN2's code for why there is no UPN
    nhs_number: str = ""
    postcode: str = ""
    source_key: str | None = None  # by which an importer knows the person again


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to be told about a person: a parent, a school, a social worker. `contact_id` is 0 until numbered."""

    authority: str
    contact_id: int
    person_id: int
    kind: str
    name: str
    email: str = ""
    phone: str = ""
    postal: str = ""
    language: str = ""
    note: str = ""
    writes_to: bool = False
    ended_on: date | None = None


_COLUMNS = tuple(people.c[field.name] for field in fields(Person))
_GET = select(*_COLUMNS).where(people.c.authority == bindparam("of"), people.c.person_id == bindparam("person"))
_SOME = (
    select(*_COLUMNS)
    .where(people.c.authority == bindparam("of"), people.c.person_id > bindparam("after"))
    .order_by(people.c.person_id)
    .limit(bindparam("how_many"))
)
_BY_KEYS = select(*_COLUMNS).where(
    people.c.authority == bindparam("of"), people.c.source_key.in_(bindparam("keys", expanding=True))
)
_BORN_WHERE = (
    select(people.c.person_id, people.c.born, people.c.postcode)
    .where(people.c.authority == bindparam("of"))
    .execution_options(yield_per=1000)
)
_INSERT = insert(people)
_UPDATE = update(people).where(people.c.authority == bindparam("of"), people.c.person_id == bindparam("person"))
_CONTACTS = (
    select(*(contacts.c[field.name] for field in fields(Contact)))
    .where(contacts.c.authority == bindparam("of"), contacts.c.person_id == bindparam("person"))
    .order_by(contacts.c.contact_id)
)


def search_name(text: str) -> str:
    """A name as it is looked for: case and repeated spaces do not matter, on either database."""
    return " ".join(text.casefold().split())


def row_of(person: Person) -> dict[str, object]:
    """The person as a row to insert."""
    values: dict[str, object] = {name: getattr(person, name) for name in person.__slots__}
    return {**values, "search_name": search_name(f"{person.surname} {person.forename}")}


class People:
    """The people of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Person) -> Person:
        """Stores a new person and gives it back with its number."""
        number = next_number(self._connection, person.authority, "person")
        person = replace(person, person_id=number)
        self._connection.execute(_INSERT, row_of(person))
        return person

    def save(self, person: Person) -> None:
        """Stores changed details of a person who is there."""
        values = {name: value for name, value in row_of(person).items() if name not in ("authority", "person_id")}
        self._connection.execute(_UPDATE.values(values), {"of": person.authority, "person": person.person_id})

    def save_many(self, changed: Sequence[Person]) -> None:
        for person in changed:
            self.save(person)

    def get(self, authority: str, person_id: int) -> Person | None:
        row = self._connection.execute(_GET, {"of": authority, "person": person_id}).one_or_none()
        return None if row is None else Person(*row)

    def born_where(self, authority: str) -> dict[int, tuple[date | None, str]]:
        """When each person of the authority was born and their postcode ("" unknown), by their number."""
        found = self._connection.execute(_BORN_WHERE, {"of": authority})
        return {number: (born, postcode) for number, born, postcode in found}

    def some(self, authority: str, after: int, how_many: int) -> list[Person]:
        """The next people of an authority, in the order in which they were registered, from those numbered above `after`."""
        rows = self._connection.execute(_SOME, {"of": authority, "after": after, "how_many": how_many})
        return [Person(*row) for row in rows]

    def by_source_keys(self, authority: str, keys: Iterable[str]) -> dict[str, list[Person]]:
        """The people who came with these keys. A key that two people share gives both."""
        found: dict[str, list[Person]] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _AT_ONCE):
            some = {"of": authority, "keys": wanted[start : start + _AT_ONCE]}
            for row in self._connection.execute(_BY_KEYS, some):
                person = Person(*row)
                found.setdefault(str(person.source_key), []).append(person)
        return found

    def matching(
        self,
        authority: str,
        *,
        upn: str = "",
        uln: str = "",
        nhs_number: str = "",
        name: str = "",
        born: date | None = None,
    ) -> list[Person]:
        """The people who agree with every detail that is given (name as "surname forename"); none if none is given."""
        tests = [
            column == value
            for column, value in (
                (people.c.upn, upn),
                (people.c.uln, uln),
                (people.c.nhs_number, nhs_number),
                (people.c.search_name, search_name(name)),
                (people.c.born, born),
            )
            if value
        ]
        if not tests:
            return []
        found = select(*_COLUMNS).where(people.c.authority == authority, *tests).order_by(people.c.person_id)
        return [Person(*row) for row in self._connection.execute(found)]

    def add_contact(self, contact: Contact) -> Contact:
        """Stores a new contact and gives it back with its number."""
        number = next_number(self._connection, contact.authority, "contact")
        contact = replace(contact, contact_id=number)
        self._connection.execute(insert(contacts), asdict(contact))
        return contact

    def contacts(self, authority: str, person_id: int) -> list[Contact]:
        return [Contact(*row) for row in self._connection.execute(_CONTACTS, {"of": authority, "person": person_id})]
