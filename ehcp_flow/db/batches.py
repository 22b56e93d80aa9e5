"""Batches of cases that were given to an officer together: who did it, when, why, and on which ledgers to look."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.batch_tables import batch as batches


@dataclass(frozen=True, slots=True)
class Batch:
    """`batch` is its number, `goes_to` the address of an officer; `cases` were to change, and need not have."""

    authority: str
    batch: int
    goes_to: str
    reason: str
    cases: Sequence[str]
    made_at: datetime
    made_by: str


_COLUMNS = tuple(batches.c[field.name] for field in fields(Batch))
_GET = select(*_COLUMNS).where(batches.c.authority == bindparam("of"), batches.c.batch == bindparam("number"))
_LAST = (
    select(*_COLUMNS)
    .where(batches.c.authority == bindparam("of"))
    .order_by(batches.c.batch.desc())
    .limit(bindparam("how_many"))
)


class Batches:
    """The batches of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_number(self, authority: str) -> int:
        return next_number(self._connection, authority, "batch")

    def add(self, batch: Batch) -> None:
        self._connection.execute(insert(batches), {**asdict(batch), "cases": list(batch.cases)})

    def get(self, authority: str, number: int) -> Batch | None:
        row = self._connection.execute(_GET, {"of": authority, "number": number}).one_or_none()
        return None if row is None else Batch(*row)

    def last(self, authority: str, how_many: int) -> list[Batch]:
        """The latest ones, the newest first."""
        return [Batch(*row) for row in self._connection.execute(_LAST, {"of": authority, "how_many": how_many})]
