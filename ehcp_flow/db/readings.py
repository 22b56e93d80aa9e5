"""Who read which case, when, and which page of it. Nothing here is changed or deleted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.access_tables import reading as readings


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of one case, read by one user (their e-mail address)."""

    authority: str
    reading_id: str
    case_id: int
    read_at: datetime
    read_by: str
    page: str


_COLUMNS = tuple(readings.c[field.name] for field in fields(Reading))
_OF_CASE = (
    select(*_COLUMNS)
    .where(readings.c.authority == bindparam("of"), readings.c.case_id == bindparam("case"))
    .order_by(readings.c.read_at.desc(), readings.c.reading_id)
    .limit(bindparam("how_many"))
)


class Readings:
    """The readings of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reading: Reading) -> None:
        self._connection.execute(insert(readings), asdict(reading))

    def add_many(self, several: Sequence[Reading]) -> None:
        if several:
            self._connection.execute(insert(readings), [asdict(each) for each in several])

    def of_case(self, authority: str, case_id: int, how_many: int = 200) -> list[Reading]:
        """The latest readings of a case, the newest first."""
        rows = self._connection.execute(_OF_CASE, {"of": authority, "case": case_id, "how_many": how_many})
        return [Reading(*row) for row in rows]
