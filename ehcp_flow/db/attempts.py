"""Every try to sign in: who was named, from where, and what came of it. Nothing of what was typed as password."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from ehcp_flow.db.access_tables import sign_in_attempt as attempts


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `address` is where it came from; `outcome` a word of services/access/outcomes.py."""

    authority: str
    attempt_id: str
    tried_at: datetime
    email: str
    address: str
    outcome: str


_COLUMNS = tuple(attempts.c[field.name] for field in fields(Attempt))
_COUNT = (
    select(func.count())
    .select_from(attempts)
    .where(
        attempts.c.authority == bindparam("of"),
        attempts.c.address == bindparam("from_address"),
        attempts.c.tried_at > bindparam("since"),
        attempts.c.outcome.in_(bindparam("outcomes", expanding=True)),
    )
)
_OF_EMAIL = (
    select(*_COLUMNS)
    .where(attempts.c.authority == bindparam("of"), attempts.c.email == bindparam("named"))
    .order_by(attempts.c.tried_at.desc(), attempts.c.attempt_id)
    .limit(bindparam("how_many"))
)


class Attempts:
    """The tries of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, attempt: Attempt) -> None:
        self._connection.execute(insert(attempts), asdict(attempt))

    def count(self, authority: str, address: str, since: datetime, outcomes: frozenset[str]) -> int:
        """How many tries came from an address after a moment, with one of these outcomes."""
        values = {"of": authority, "from_address": address, "since": since, "outcomes": sorted(outcomes)}
        return int(self._connection.execute(_COUNT, values).scalar_one())

    def of_email(self, authority: str, email: str, how_many: int = 50) -> list[Attempt]:
        """The latest tries with an e-mail address, the newest first."""
        values = {"of": authority, "named": email, "how_many": how_many}
        return [Attempt(*row) for row in self._connection.execute(_OF_EMAIL, values)]
