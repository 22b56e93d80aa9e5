"""Children whose cases only named people may open."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select

from ehcp_flow.db.access_tables import restriction as restrictions
from ehcp_flow.db.access_tables import restriction_reader as readers
from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import ehc_case as cases


@dataclass(frozen=True, slots=True)
class Restriction:
    """Of one child: why, since when, and when somebody looks again whether it still has to be."""

    authority: str
    person_id: int
    kind: str
    reason: str
    since: date
    review_on: date
    set_by: str


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restriction with the references of the child's cases and the users who are named for the child."""

    restriction: Restriction
    cases: tuple[str, ...]
    readers: tuple[int, ...]


_COLUMNS = tuple(restrictions.c[field.name] for field in fields(Restriction))
_HERE = restrictions.c.authority == bindparam("of")
_GET = select(*_COLUMNS).where(_HERE, restrictions.c.person_id == bindparam("person"))
_ALL = select(*_COLUMNS).where(_HERE).order_by(restrictions.c.review_on, restrictions.c.person_id)
_SAVE = insert_or_update(restrictions)
_READERS = select(readers.c.person_id, readers.c.user_id).where(readers.c.authority == bindparam("of"))
_CASES = (
    select(restrictions.c.person_id, cases.c.reference)
    .join(cases, (cases.c.authority == restrictions.c.authority) & (cases.c.person_id == restrictions.c.person_id))
    .where(_HERE)
    .order_by(cases.c.reference)
)
_PERSON_OF = select(cases.c.person_id).where(
    cases.c.authority == bindparam("of"), cases.c.reference == bindparam("case")
)
_OF_PERSON = (restrictions.c.authority == bindparam("of"), restrictions.c.person_id == bindparam("person"))
_READERS_OF_PERSON = (readers.c.authority == bindparam("of"), readers.c.person_id == bindparam("person"))


class Restrictions:
    """The restrictions of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def person_of(self, authority: str, reference: str) -> int | None:
        """The child of a case, whoever asks: nothing but the number is read."""
        return self._connection.execute(_PERSON_OF, {"of": authority, "case": reference}).scalar_one_or_none()

    def get(self, authority: str, person_id: int) -> Restriction | None:
        row = self._connection.execute(_GET, {"of": authority, "person": person_id}).one_or_none()
        return None if row is None else Restriction(*row)

    def readers(self, authority: str, person_id: int) -> tuple[int, ...]:
        """The users who are named for a child."""
        rows = self._connection.execute(
            _READERS.where(readers.c.person_id == bindparam("person")), {"of": authority, "person": person_id}
        )
        return tuple(sorted(row.user_id for row in rows))

    def save(self, restriction: Restriction, named: Iterable[int]) -> None:
        """Stores a restriction, new or changed, and who is named from now on."""
        execute(self._connection, _SAVE, [asdict(restriction)])
        this = {"of": restriction.authority, "person": restriction.person_id}
        self._connection.execute(delete(readers).where(*_READERS_OF_PERSON), this)
        rows = [
            {"authority": restriction.authority, "person_id": restriction.person_id, "user_id": user_id}
            for user_id in sorted(set(named))
        ]
        if rows:
            self._connection.execute(insert(readers), rows)

    def lift(self, authority: str, person_id: int) -> None:
        this = {"of": authority, "person": person_id}
        self._connection.execute(delete(readers).where(*_READERS_OF_PERSON), this)
        self._connection.execute(delete(restrictions).where(*_OF_PERSON), this)

    def all(self, authority: str) -> list[Restricted]:
        """Every restriction, the one to review first first."""
        named: dict[int, list[int]] = {}
        for row in self._connection.execute(_READERS, {"of": authority}):
            named.setdefault(row.person_id, []).append(row.user_id)
        held: dict[int, list[str]] = {}
        for row in self._connection.execute(_CASES, {"of": authority}):
            held.setdefault(row.person_id, []).append(row.reference)
        return [
            Restricted(each, tuple(held.get(each.person_id, ())), tuple(sorted(named.get(each.person_id, ()))))
            for each in (Restriction(*row) for row in self._connection.execute(_ALL, {"of": authority}))
        ]

    def of_user(self, authority: str, user_id: int) -> int:
        """For how many children a user is named."""
        rows = self._connection.execute(
            _READERS.where(readers.c.user_id == bindparam("user")), {"of": authority, "user": user_id}
        )
        return len(rows.all())
