"""Who in the health service is told about whom: contacts, what is known of a person, decisions on sharing, overrides."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, Text, bindparam, cast, exists, func, insert, literal, or_, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as persons
from ehcp_flow.db.telling_tables import health_contact as contacts
from ehcp_flow.db.telling_tables import health_notice as notices
from ehcp_flow.db.telling_tables import health_override as overrides
from ehcp_flow.db.telling_tables import person_health as people
from ehcp_flow.db.telling_tables import sharing_decision as decisions
from ehcp_flow.db.telling_tables import task as tasks


@dataclass(frozen=True, slots=True)
class HealthContact:
    """A mailbox or a person in the health service. `contact_id` is 0 until numbered; `provider` is whose records it serves."""

    authority: str
    contact_id: int
    role: str
    name: str
    organisation: str
    provider: str
    service: str
    address: str
    channel: str
    role_mailbox: bool
    active: bool
    left_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PersonHealth:
    """What is known of a person for the health service. `restricted` says why nobody is told without a person's say."""

    authority: str
    person_id: int
    gp_contact_id: int | None = None
    provider: str = ""
    nhs_status: str = "missing"
    nhs_checked_by: str = ""
    nhs_checked_on: date | None = None
    identified_by: str = ""
    restricted: str = ""


@dataclass(frozen=True, slots=True)
class SharingDecision:
    """A lawful basis, a consent, an objection or its withdrawal, as somebody decided it. `number` is 0 until numbered.

    `streams` are the streams of notices for which a basis holds, with commas; "" for all of them.
    """

    authority: str
    person_id: int
    number: int
    kind: str
    words: str
    decided_by: str
    decided_on: date
    expires_on: date | None
    recorded_by: str
    recorded_at: datetime
    streams: str = ""


@dataclass(frozen=True, slots=True)
class HealthOverride:
    """A contact added to, or left out of, those who are told of one case. The last for a contact counts."""

    authority: str
    case_id: int
    number: int
    contact_id: int
    include: bool
    reason: str
    made_by: str
    made_at: datetime


_CONTACT = tuple(contacts.c[field.name] for field in fields(HealthContact))
_PERSON = tuple(people.c[field.name] for field in fields(PersonHealth))
_DECISION = tuple(decisions.c[field.name] for field in fields(SharingDecision))
_OVERRIDE = tuple(overrides.c[field.name] for field in fields(HealthOverride))

_ANY = select(contacts.c.contact_id).where(contacts.c.authority == bindparam("of")).limit(1)
_CONTACTS = select(*_CONTACT).where(contacts.c.authority == bindparam("of")).order_by(contacts.c.contact_id)
_ONE_CONTACT = select(*_CONTACT).where(
    contacts.c.authority == bindparam("of"), contacts.c.contact_id == bindparam("contact")
)
_PERSON_OF = select(*_PERSON).where(people.c.authority == bindparam("of"), people.c.person_id == bindparam("person"))
_SAVE_PERSON = insert_or_update(people)
_DECISIONS = (
    select(*_DECISION)
    .where(decisions.c.authority == bindparam("of"), decisions.c.person_id == bindparam("person"))
    .order_by(decisions.c.number)
)
_LAST_DECISION = select(func.max(decisions.c.number)).where(
    decisions.c.authority == bindparam("of"), decisions.c.person_id == bindparam("person")
)
_OVERRIDES = (
    select(*_OVERRIDE)
    .where(overrides.c.authority == bindparam("of"), overrides.c.case_id == bindparam("case"))
    .order_by(overrides.c.number)
)
_LAST_OVERRIDE = select(func.max(overrides.c.number)).where(
    overrides.c.authority == bindparam("of"), overrides.c.case_id == bindparam("case")
)


class Health:
    """The health contacts of this database and what is known for them, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_use(self, authority: str) -> bool:
        """Whether the authority has set up any health contact at all."""
        return self._connection.execute(_ANY, {"of": authority}).first() is not None

    def contacts(self, authority: str) -> list[HealthContact]:
        """Every contact, those who have left among them, in the order in which they were added."""
        return [HealthContact(*row) for row in self._connection.execute(_CONTACTS, {"of": authority})]

    def contact(self, authority: str, contact_id: int) -> HealthContact | None:
        row = self._connection.execute(_ONE_CONTACT, {"of": authority, "contact": contact_id}).one_or_none()
        return None if row is None else HealthContact(*row)

    def add_contact(self, contact: HealthContact) -> HealthContact:
        """Stores a new contact and gives it back with its number."""
        number = next_number(self._connection, contact.authority, "health_contact")
        contact = replace(contact, contact_id=number)
        self._connection.execute(insert(contacts), asdict(contact))
        return contact

    def save_contact(self, contact: HealthContact) -> None:
        """Stores what changed of a contact who is there."""
        this = (contacts.c.authority == contact.authority, contacts.c.contact_id == contact.contact_id)
        values = {name: value for name, value in asdict(contact).items() if name not in ("authority", "contact_id")}
        self._connection.execute(update(contacts).where(*this).values(values))

    def person(self, authority: str, person_id: int) -> PersonHealth | None:
        """What was recorded of a person; None where nothing was."""
        row = self._connection.execute(_PERSON_OF, {"of": authority, "person": person_id}).one_or_none()
        return None if row is None else PersonHealth(*row)

    def save_person(self, person: PersonHealth) -> None:
        execute(self._connection, _SAVE_PERSON, asdict(person))

    def decisions(self, authority: str, person_id: int) -> list[SharingDecision]:
        """Every decision on sharing about a person, the oldest first."""
        rows = self._connection.execute(_DECISIONS, {"of": authority, "person": person_id})
        return [SharingDecision(*row) for row in rows]

    def add_decision(self, decision: SharingDecision) -> SharingDecision:
        """Stores a decision and gives it back with its number among those about the person."""
        this = {"of": decision.authority, "person": decision.person_id}
        last = self._connection.execute(_LAST_DECISION, this).scalar_one() or 0
        decision = replace(decision, number=last + 1)
        self._connection.execute(insert(decisions), asdict(decision))
        return decision

    def overrides(self, authority: str, case_id: int) -> list[HealthOverride]:
        """What was decided about the recipients of a case, the oldest first."""
        rows = self._connection.execute(_OVERRIDES, {"of": authority, "case": case_id})
        return [HealthOverride(*row) for row in rows]

    def add_override(self, override: HealthOverride) -> HealthOverride:
        """Stores an override and gives it back with its number in the case."""
        this = {"of": override.authority, "case": override.case_id}
        last = self._connection.execute(_LAST_OVERRIDE, this).scalar_one() or 0
        override = replace(override, number=last + 1)
        self._connection.execute(insert(overrides), asdict(override))
        return override

    def providers(self, authority: str) -> list[str]:
        """Every provider whose records mailbox is there, by name: those with whom lists are compared."""
        found = [each for each in self.contacts(authority) if each.active and each.role == "provider"]
        return sorted({each.provider for each in found if each.provider})

    def directory(self, authority: str, also: Iterable[int] = ()) -> list[HealthContact]:
        """The contacts among whom the rules choose: all but the practices, of which there are many, and those named."""
        wanted = or_(contacts.c.role != "gp", contacts.c.contact_id.in_(list(also)))
        rows = self._connection.execute(_CONTACTS.where(wanted), {"of": authority})
        return [HealthContact(*row) for row in rows]

    def turned(self, authority: str, first: date, last: date, before: str, after: str) -> list[int]:
        """The numbers of those born in a span of days of whom health was told something, and who are not looked at yet.

        They are where a task is there, done or not, whose key is the number of the case between `before` and `after`.
        """
        key = literal(before) + cast(cases.c.case_id, Text) + literal(after)
        looked_at = exists().where(tasks.c.authority == cases.c.authority, tasks.c.dedupe_key == key)
        found = (
            select(persons.c.person_id)
            .where(persons.c.authority == authority, persons.c.born >= first, persons.c.born <= last)
            .where(
                exists().where(
                    cases.c.authority == persons.c.authority,
                    cases.c.person_id == persons.c.person_id,
                    notices.c.authority == cases.c.authority,
                    notices.c.case_id == cases.c.case_id,
                    ~looked_at.correlate(cases),
                )
            )
            .order_by(persons.c.person_id)
        )
        return list(self._connection.execute(found).scalars())

    def cared_for_by(self, authority: str, provider: str) -> list[int]:
        """The numbers of those for whom this provider is recorded."""
        found = select(people.c.person_id).where(people.c.authority == authority, people.c.provider == provider)
        return list(self._connection.execute(found).scalars())
