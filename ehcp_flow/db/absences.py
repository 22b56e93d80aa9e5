"""Who is away, from when until when, and who stands in for them."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ehcp_flow.db.telling_tables import absence as absences


@dataclass(frozen=True, slots=True)
class Absence:
    """A user is away from `away_from` to the day before `back_on`. `stand_in` is an address; empty: the manager is told."""

    authority: str
    user_id: int
    away_from: date
    back_on: date
    stand_in: str
    made_by: str
    made_at: datetime

    def covers(self, day: date) -> bool:
        return self.away_from <= day < self.back_on

    def overlaps(self, away_from: date, back_on: date) -> bool:
        return self.away_from < back_on and away_from < self.back_on


_COLUMNS = tuple(absences.c[field.name] for field in fields(Absence))
_ALL = (
    select(*_COLUMNS)
    .where(
        absences.c.authority == bindparam("of"), absences.c.back_on > bindparam("day", type_=absences.c.back_on.type)
    )
    .order_by(absences.c.away_from, absences.c.user_id)
)
_THIS = (
    absences.c.authority == bindparam("of"),
    absences.c.user_id == bindparam("user"),
    absences.c.away_from == bindparam("since", type_=absences.c.away_from.type),
)
_END = update(absences).where(*_THIS).values(back_on=bindparam("back", type_=absences.c.back_on.type))
_CANCEL = delete(absences).where(*_THIS)


class Absences:
    """The absences of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, absence: Absence) -> None:
        self._connection.execute(insert(absences), asdict(absence))

    def end(self, absence: Absence, back_on: date) -> None:
        """The user is back on another day than was said; on its first day or before it, they were never away."""
        this = {"of": absence.authority, "user": absence.user_id, "since": absence.away_from}
        if back_on <= absence.away_from:
            self._connection.execute(_CANCEL, this)
        else:
            self._connection.execute(_END, {**this, "back": back_on})

    def not_over(self, authority: str, day: date) -> list[Absence]:
        """The absences that run on a day or begin after it, the earliest first."""
        return [Absence(*row) for row in self._connection.execute(_ALL, {"of": authority, "day": day})]
