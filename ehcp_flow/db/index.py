"""The index of a case: its state, dates and deadlines as its ledger last gave them. It can be made again at any time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import deadline as deadlines
from workflows.clocks import Deadline
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """What is kept of a case beside its ledger, so that lists and figures need not read ledgers. All of it is derived.

    `issued_on` and `refused_on` are of the assessment's first outcome, so at most one of them is given; `on_time` is
    given with `issued_on`. `next_due` is the earliest date of its open deadlines.
    """

    state: str
    assessment_state: str = ""
    plan_state: str = ""
    owner_id: int | None = None
    team: str = ""
    received_on: date | None = None
    issued_on: date | None = None
    refused_on: date | None = None
    exception: bool = False
    disputed: bool = False
    on_time: bool | None = None
    next_due: date | None = None
    next_duty: str = ""

    def values(self) -> dict[str, Any]:
        """The columns of the case's row."""
        return {name: getattr(self, name) for name in self.__slots__}


_KEY = ("duty", "subject", "started_on")
_FIELDS = (
    *_KEY, "title", "owed_by", "starts", "due", "due_cautious", "warn_on", "floor", "binding", "basis", "outcome",
    "excused_by", "met_on", "stood_down_on", "aim",
)  # fmt: skip
DEADLINE_COLUMNS = tuple(deadlines.c[name] for name in _FIELDS)

_OF_CASE = (
    select(*DEADLINE_COLUMNS)
    .where(deadlines.c.authority == bindparam("of"), deadlines.c.case_id == bindparam("case"))
    .order_by(deadlines.c.due, deadlines.c.duty, deadlines.c.subject, deadlines.c.started_on)
)
_SAVE = insert_or_update(deadlines)
_DELETE = delete(deadlines).where(
    deadlines.c.authority == bindparam("of"),
    deadlines.c.case_id == bindparam("case"),
    deadlines.c.duty == bindparam("the_duty"),
    deadlines.c.subject == bindparam("the_subject"),
    deadlines.c.started_on == bindparam("the_start"),
)


def deadline_rows(connection: Connection, authority: str, case_id: int) -> list[Deadline]:
    """The stored deadlines of a case, by date due. They equal the derived ones but carry no rule and no start event."""
    return [deadline_of(row) for row in connection.execute(_OF_CASE, {"of": authority, "case": case_id})]


def save_deadlines(connection: Connection, authority: str, case_id: int, now: Iterable[Deadline], *, new: bool) -> None:
    """Makes the stored deadlines of a case those that are given, writing only what differs.

    `new`: the case has none yet, so none need be read.
    """
    wanted = {(row[0], row[1], row[2]): row for row in map(as_row, now)}
    there: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    if not new:
        found = connection.execute(_OF_CASE, {"of": authority, "case": case_id})
        there = {(row[0], row[1], row[2]): tuple(row) for row in found}
    gone = [key for key in there if key not in wanted]
    changed = [row for key, row in wanted.items() if there.get(key) != row]
    if gone:
        keys = [{"of": authority, "case": case_id, "the_duty": a, "the_subject": b, "the_start": c} for a, b, c in gone]
        connection.execute(_DELETE, keys)
    if changed:
        execute(connection, _SAVE, [as_values(authority, case_id, row) for row in changed])


def as_row(deadline: Deadline) -> tuple[Any, ...]:
    """A deadline as stored, in the order of the columns."""
    return (
        deadline.duty, deadline.subject, deadline.started_on, deadline.title, deadline.owed_by, deadline.starts.value,
        deadline.due, deadline.due_cautious, deadline.warn_on, deadline.floor, deadline.binding, deadline.basis,
        deadline.outcome.value, " ".join(deadline.excused_by), deadline.met_on, deadline.stood_down_on, deadline.aim,
    )  # fmt: skip


def as_values(authority: str, case_id: int, row: tuple[Any, ...]) -> dict[str, Any]:
    """A stored deadline's row as parameters of a statement."""
    return dict(zip(_FIELDS, row, strict=True), authority=authority, case_id=case_id)


def deadline_of(row: Row[Any] | Sequence[Any]) -> Deadline:
    """A deadline from the values of DEADLINE_COLUMNS."""
    values = dict(zip(_FIELDS, row, strict=True))
    values["starts"] = Event(values["starts"])
    values["outcome"] = Outcome(values["outcome"])
    values["excused_by"] = tuple(Ground(ground) for ground in values["excused_by"].split())
    return Deadline(**values)
