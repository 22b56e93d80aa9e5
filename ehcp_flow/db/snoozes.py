"""Snoozes: a person does not want to be warned of one deadline until a day, for a reason that is kept."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import snooze as snoozes
from workflows.standing import Outcome


@dataclass(frozen=True, slots=True)
class Snooze:
    """Until `until`, `person` is not warned of the deadline that is due on `due`. If the date moves, it has ended."""

    authority: str
    case_id: int
    duty: str
    subject: str
    person: str
    due: date
    until: date
    reason: str
    made_by: str
    made_at: datetime

    def holds(self, due: date, today: date) -> bool:
        """Whether it still holds for the deadline as it is due now. It never reaches past the legal date."""
        return self.due == due and today < min(self.until, self.due)


_COLUMNS = tuple(snoozes.c[field.name] for field in fields(Snooze))
_PUT = insert_or_update(snoozes)
_UNTIL = bindparam("today", type_=snoozes.c.until.type)
_ALL = select(*_COLUMNS).where(snoozes.c.authority == bindparam("of"))
_NOT_OVER = _ALL.where(snoozes.c.until > _UNTIL)
_OVER = _ALL.where(snoozes.c.until <= _UNTIL).order_by(snoozes.c.case_id, snoozes.c.duty, snoozes.c.subject)
# With its deadline as it is now: where that is settled or its date has moved, the snooze has ended by itself.
_HOLDING = (
    select(cases.c.reference, deadlines.c.title, *_COLUMNS)
    .join_from(snoozes, cases, (cases.c.authority == snoozes.c.authority) & (cases.c.case_id == snoozes.c.case_id))
    .join(
        deadlines,
        (deadlines.c.authority == snoozes.c.authority)
        & (deadlines.c.case_id == snoozes.c.case_id)
        & (deadlines.c.duty == snoozes.c.duty)
        & (deadlines.c.subject == snoozes.c.subject)
        & (deadlines.c.due == snoozes.c.due),
    )
    .where(snoozes.c.authority == bindparam("of"), snoozes.c.until > _UNTIL, deadlines.c.outcome == Outcome.OPEN.value)
    .order_by(snoozes.c.until, cases.c.reference, snoozes.c.duty, snoozes.c.subject, snoozes.c.person)
)
_END = delete(snoozes).where(
    snoozes.c.authority == bindparam("of"),
    snoozes.c.case_id == bindparam("case"),
    snoozes.c.duty == bindparam("the_duty"),
    snoozes.c.subject == bindparam("the_subject"),
    snoozes.c.person == bindparam("who"),
)


class Snoozes:
    """The snoozes of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, snooze: Snooze) -> None:
        """Stores a snooze in place of an earlier one of the same person for the same deadline."""
        values: dict[str, Any] = asdict(snooze)
        execute(self._connection, _PUT, values)

    def end(self, snooze: Snooze) -> bool:
        """True where there was one to end."""
        given = {
            "of": snooze.authority, "case": snooze.case_id, "the_duty": snooze.duty, "the_subject": snooze.subject,
            "who": snooze.person,
        }  # fmt: skip
        return self._connection.execute(_END, given).rowcount == 1

    def not_over(self, authority: str, today: date) -> dict[tuple[int, str, str], list[Snooze]]:
        """Those whose day has not come, by case, duty and subject. Whether one holds, `Snooze.holds` says."""
        found: dict[tuple[int, str, str], list[Snooze]] = {}
        for row in self._connection.execute(_NOT_OVER, {"of": authority, "today": today}):
            snooze = Snooze(*row)
            found.setdefault((snooze.case_id, snooze.duty, snooze.subject), []).append(snooze)
        return found

    def over(self, authority: str, today: date) -> list[Snooze]:
        """Those whose day has come."""
        return [Snooze(*row) for row in self._connection.execute(_OVER, {"of": authority, "today": today})]

    def holding(self, authority: str, today: date) -> list[tuple[str, str, Snooze]]:
        """Those that hold: the reference of the case and the title of the deadline with each, the next to end first."""
        rows = self._connection.execute(_HOLDING, {"of": authority, "today": today})
        return [(row[0], row[1], Snooze(*row[2:])) for row in rows]
