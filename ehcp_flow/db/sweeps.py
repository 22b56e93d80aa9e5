"""What a sweep reads and moves: the deadlines whose next rung has come. Nothing else is read, however many are open."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from ehcp_flow.db.index import DEADLINE_COLUMNS, deadline_of
from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.queues import initials
from ehcp_flow.db.retries import waits
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import person as people
from ehcp_flow.db.telling_tables import snooze as snoozes
from workflows.clocks import Deadline
from workflows.standing import Outcome
from workflows.vocabulary import Event

DeadlineKey = tuple[int, str, str, date]
"""Case number, duty, subject and the day on which it started."""


class RungRow(NamedTuple):
    """A deadline whose rung has come, with its case: what a sweep needs of them. Read in thousands, so it is a tuple."""

    case_id: int
    duty: str
    subject: str
    started_on: date
    due: date
    due_cautious: date
    warn_on: date
    fit_by: date | None
    fit_step: str | None
    floor: bool
    binding: bool
    outcome: str
    since: date
    title: str
    owed_by: str
    starts: str
    basis: str
    aim: str
    case: str
    state: str
    owner_id: int | None
    team: str

    @property
    def key(self) -> DeadlineKey:
        return self[:4]

    @property
    def tells(self) -> bool:
        """Whether there is still something to warn of: it is open, and no other clock binds before it."""
        return self.binding and self.outcome == Outcome.OPEN

    @property
    def deadline(self) -> Deadline:
        """The deadline of a row that tells, so nothing has met it, stood it down or excused it."""
        return Deadline(
            duty=self.duty,
            subject=self.subject,
            title=self.title,
            owed_by=self.owed_by,
            starts=Event(self.starts),
            started_on=self.started_on,
            due=self.due,
            due_cautious=self.due_cautious,
            warn_on=self.warn_on,
            floor=self.floor,
            binding=self.binding,
            basis=self.basis,
            outcome=Outcome(self.outcome),
            aim=self.aim,
            fit_by=self.fit_by,
            fit_step=self.fit_step or "",
        )


_CASE = and_(cases.c.authority == deadlines.c.authority, cases.c.case_id == deadlines.c.case_id)
_PERSON = and_(people.c.authority == cases.c.authority, people.c.person_id == cases.c.person_id)
_COME = (
    deadlines.c.authority == bindparam("of"),
    deadlines.c.next_rung_on <= bindparam("today", type_=deadlines.c.next_rung_on.type),
)
# In the order of the index: without it PostgreSQL may read the table until it finds one, and there is none.
_ANY = select(deadlines.c.case_id).where(*_COME).order_by(deadlines.c.next_rung_on).limit(1)
_OVER = select(snoozes.c.case_id).where(
    snoozes.c.authority == bindparam("of"), snoozes.c.until <= bindparam("today", type_=snoozes.c.until.type)
)
_ANYTHING = select(or_(_ANY.exists(), _OVER.exists()))
_OF_DEADLINE = (
    "case_id", "duty", "subject", "started_on", "due", "due_cautious", "warn_on", "fit_by", "fit_step", "floor",
    "binding", "outcome", "next_rung_on", "title", "owed_by", "starts", "basis", "aim",
)  # fmt: skip
_ROWS: Select[Any] = (
    select(
        *(deadlines.c[name] for name in _OF_DEADLINE),
        cases.c.reference,
        cases.c.state,
        cases.c.owner_id,
        cases.c.team,
    )
    .join_from(deadlines, cases, _CASE)
    .where(*_COME)
)
# PostgreSQL: the case is held too, and before anything of it is written. Whoever records a step holds the case and then
# writes its deadlines; held in the other order, the two would wait for each other. What is held elsewhere is left for
# the next sweep. On SQLite whoever writes is alone.
_HOLD = {"of": (deadlines, cases), "skip_locked": True, "key_share": True}
_IN_ORDER = _ROWS.order_by(deadlines.c.next_rung_on).limit(bindparam("how_many"))
_TAKE = _IN_ORDER.with_for_update(**_HOLD)  # type: ignore[arg-type]
_TAKE_BUT = _IN_ORDER.where(~waits()).with_for_update(**_HOLD)  # type: ignore[arg-type]
_TAKE_CASE = _ROWS.where(deadlines.c.case_id == bindparam("case")).with_for_update(**_HOLD)  # type: ignore[arg-type]
_NAMES = (
    select(cases.c.case_id, people.c.forename, people.c.surname)
    .join_from(cases, people, _PERSON)
    .where(cases.c.authority == bindparam("of"), cases.c.case_id.in_(bindparam("cases", expanding=True)))
)
_CASES_COME = (
    select(deadlines.c.case_id, cases.c.reference)
    .join_from(deadlines, cases, _CASE)
    .where(*_COME)
    .order_by(deadlines.c.next_rung_on)
    .limit(bindparam("how_many"))
)
_CASES_COME_BUT = _CASES_COME.where(~waits())
# A row at a time is what SQLite does best, and all at once what PostgreSQL does best. Both go straight to the driver:
# a sweep moves every row that it reads.
_MOVE_EACH = (
    "UPDATE deadline SET next_rung_on = ? "
    "WHERE authority = ? AND case_id = ? AND duty = ? AND subject = ? AND started_on = ?"
)
_MOVE_ALL = (
    "UPDATE deadline SET next_rung_on = moved.next_on FROM unnest("
    "%s::date[], %s::bigint[], %s::text[], %s::text[], %s::date[]) "
    "AS moved (next_on, case_id, duty, subject, started_on) "
    "WHERE deadline.authority = %s AND deadline.case_id = moved.case_id AND deadline.duty = moved.duty "
    "AND deadline.subject = moved.subject AND deadline.started_on = moved.started_on"
)
_OPEN = and_(deadlines.c.outcome == Outcome.OPEN.value, deadlines.c.binding == True)  # noqa: E712
_THE_CASE = (
    select(cases.c.case_id)
    .where(cases.c.authority == bindparam("of"), cases.c.case_id == bindparam("case"))
    .with_for_update(key_share=True)
)
_OPEN_OF_CASE = (
    select(deadlines.c.duty, deadlines.c.subject, deadlines.c.started_on, *DEADLINE_COLUMNS)
    .where(deadlines.c.authority == bindparam("of"), deadlines.c.case_id == bindparam("case"), _OPEN)
    .order_by(deadlines.c.due, deadlines.c.duty, deadlines.c.subject)
    .with_for_update()
)
_STANDING = (
    select(cases.c.reference, deadlines.c.duty, deadlines.c.subject, deadlines.c.due)
    .join_from(deadlines, cases, _CASE)
    .where(cases.c.authority == bindparam("of"), cases.c.reference.in_(bindparam("cases", expanding=True)), _OPEN)
)


class Sweeps:
    """The deadlines of this database whose rungs have come, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def anything(self, authority: str, today: date) -> bool:
        """Whether any rung has come, or any snooze is over, by today: one question, which reads one entry of an index."""
        return bool(self._connection.execute(_ANYTHING, {"of": authority, "today": today}).scalar_one())

    def take(self, authority: str, today: date, how_many: int, at: datetime | None = None) -> list[RungRow]:
        """Those whose rung came first; nobody else takes them, or changes their cases, until this transaction ends.

        With `at`, cases that failed and at that moment wait to be tried again are passed over.
        """
        given = {"of": authority, "today": today, "how_many": how_many, "at": at}
        found = self._connection.execute(_TAKE if at is None else _TAKE_BUT, given)
        return [RungRow._make(row) for row in found.all()]

    def take_case(self, authority: str, case_id: int, today: date) -> list[RungRow]:
        """Those of one case, held in the same way."""
        given = {"of": authority, "today": today, "case": case_id}
        return [RungRow._make(row) for row in self._connection.execute(_TAKE_CASE, given).all()]

    def initials(self, authority: str, case_ids: Iterable[int]) -> dict[int, str]:
        """The initials of whom each of these cases is about: what a message may say of a name."""
        found: dict[int, str] = {}
        for some in in_parts(case_ids):
            for row in self._connection.execute(_NAMES, {"of": authority, "cases": some}):
                found[row.case_id] = initials(row.forename, row.surname)
        return found

    def cases(self, authority: str, today: date, how_many: int, at: datetime | None = None) -> dict[int, str]:
        """The numbers and references of the cases that `take` would give, without reading anything that could be wrong."""
        given = {"of": authority, "today": today, "how_many": how_many, "at": at}
        found = self._connection.execute(_CASES_COME if at is None else _CASES_COME_BUT, given)
        return {row[0]: row[1] for row in found}

    def move(self, authority: str, moves: Sequence[tuple[DeadlineKey, date | None]]) -> None:
        """Sets the day of the next rung of each of these deadlines; None: there is none to come."""
        if not moves:
            return
        if self._connection.dialect.name == "sqlite":
            rows = [
                (on and on.isoformat(), authority, case_id, duty, subject, started_on.isoformat())
                for (case_id, duty, subject, started_on), on in moves
            ]
            self._connection.exec_driver_sql(_MOVE_EACH, rows)
        else:
            columns = [list(column) for column in zip(*(key for key, _ in moves), strict=True)]
            self._connection.exec_driver_sql(_MOVE_ALL, ([on for _, on in moves], *columns, authority))

    def open_of_case(self, authority: str, case_id: int) -> list[tuple[DeadlineKey, Deadline]]:
        """The open, binding deadlines of a case, by date; nobody else changes them until this transaction ends."""
        self._connection.execute(_THE_CASE, {"of": authority, "case": case_id})  # first, as whoever records a step does
        rows = self._connection.execute(_OPEN_OF_CASE, {"of": authority, "case": case_id})
        return [((case_id, row[0], row[1], row[2]), deadline_of(row[3:])) for row in rows]

    def still_open(self, authority: str, references: Iterable[str]) -> set[tuple[str, str, str, date]]:
        """Reference, duty, subject and date of every deadline of these cases that is open and binds."""
        found: set[tuple[str, str, str, date]] = set()
        for some in in_parts(references):
            rows = self._connection.execute(_STANDING, {"of": authority, "cases": some})
            found |= {(row[0], row[1], row[2], row[3]) for row in rows}
        return found
