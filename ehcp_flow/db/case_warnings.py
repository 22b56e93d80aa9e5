"""Warnings about a child, such as a protected address or the need of an interpreter."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.file_tables import warning as warnings


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """A warning about a person. `warning_id` is 0 until numbered; it stands until `ended_on`."""

    authority: str
    warning_id: int
    person_id: int
    kind: str
    words: str
    since: date
    review_on: date
    written_at: datetime
    written_by: str
    ended_on: date | None = None


_OF_PERSON = (
    select(*(warnings.c[field.name] for field in fields(CaseWarning)))
    .where(warnings.c.authority == bindparam("of"), warnings.c.person_id == bindparam("person"))
    .order_by(warnings.c.warning_id)
)


class CaseWarnings:
    """The warnings of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, warning: CaseWarning) -> CaseWarning:
        """Stores a new warning and gives it back with its number."""
        warning = replace(warning, warning_id=next_number(self._connection, warning.authority, "warning"))
        self._connection.execute(insert(warnings), asdict(warning))
        return warning

    def of_person(self, authority: str, person_id: int) -> list[CaseWarning]:
        """Every warning about a person, the ended ones among them, in the order in which they were written."""
        rows = self._connection.execute(_OF_PERSON, {"of": authority, "person": person_id})
        return [CaseWarning(*row) for row in rows]

    def end(self, warning: CaseWarning, on: date) -> bool:
        """Ends a warning. False where it had been ended before."""
        this = (warnings.c.authority == warning.authority, warnings.c.warning_id == warning.warning_id)
        ended = update(warnings).where(*this, warnings.c.ended_on.is_(None)).values(ended_on=on)
        return self._connection.execute(ended).rowcount == 1
