"""The index of a case: its state, dates and deadlines as its ledger last gave them. It can be made again at any time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import deadline as deadlines
from workflows.clocks import Deadline
from workflows.standing import Outcome
from workflows.vocabulary import Event, Ground


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """What is kept of a case beside its ledger, so that lists and figures need not read ledgers. All of it is derived.

    `issued_on` and `refused_on` are of the assessment's first outcome, so at most one of them is given; `on_time` is
    given with `issued_on`. `next_due` is the earliest date of what is still to be done, `open_due` of what no exception
    excuses; `fit_by` is the earliest of theirs. `waits_until` is the earliest date of what somebody else owes.
    `family_told_on` is given while something is under way (services/work/family.py).
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
    open_due: date | None = None
    fit_by: date | None = None
    waits_until: date | None = None
    family_told_on: date | None = None

    def values(self) -> dict[str, Any]:
        """The columns of the case's row."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Held:
    """A deadline as it is stored, with the day on which its ladder next has something to say."""

    case_id: int
    deadline: Deadline
    next_rung_on: date | None


NextRung: TypeAlias = Callable[[Deadline, Held | None], date | None]
"""The day by which a deadline is to be indexed, given what is stored of it so far (`services/indexing.py`)."""

_KEY = ("duty", "subject", "started_on")
_FIELDS = (
    *_KEY, "title", "owed_by", "starts", "due", "due_cautious", "warn_on", "floor", "binding", "basis", "outcome",
    "excused_by", "met_on", "stood_down_on", "aim", "fit_by", "fit_step",
)  # fmt: skip
DEADLINE_COLUMNS = tuple(deadlines.c[name] for name in _FIELDS)

_HELD = select(deadlines.c.case_id, deadlines.c.next_rung_on, *DEADLINE_COLUMNS)
_OF_CASE = (
    select(deadlines.c.next_rung_on, *DEADLINE_COLUMNS)
    .where(deadlines.c.authority == bindparam("of"), deadlines.c.case_id == bindparam("case"))
    .order_by(deadlines.c.due, deadlines.c.duty, deadlines.c.subject, deadlines.c.started_on)
)
_OF_SPAN = _HELD.where(
    deadlines.c.authority == bindparam("of"), deadlines.c.case_id.between(bindparam("first"), bindparam("last"))
)
_OF_SPAN_FOR_CHANGE = _OF_SPAN.with_for_update()  # PostgreSQL only: on SQLite whoever writes is alone already
_LAST = select(func.max(deadlines.c.case_id)).where(deadlines.c.authority == bindparam("of"))
_SAVE = insert_or_update(deadlines)
_THIS = (
    deadlines.c.authority == bindparam("of"),
    deadlines.c.case_id == bindparam("case"),
    deadlines.c.duty == bindparam("the_duty"),
    deadlines.c.subject == bindparam("the_subject"),
    deadlines.c.started_on == bindparam("the_start"),
)
_DELETE = delete(deadlines).where(*_THIS)
_WARN = (
    update(deadlines)
    .where(*_THIS)
    .values({"warn_on": bindparam("first_warning"), "next_rung_on": bindparam("next_rung")})
)


def deadline_rows(connection: Connection, authority: str, case_id: int) -> list[Deadline]:
    """The stored deadlines of a case, by date due. They equal the derived ones but carry no rule and no start event."""
    return [deadline_of(row[1:]) for row in connection.execute(_OF_CASE, {"of": authority, "case": case_id})]


def held_deadlines(
    connection: Connection, authority: str, first: int, last: int, *, for_change: bool = False
) -> Iterator[Held]:
    """The stored deadlines of the cases numbered from first to last, each with the day of its next rung.

    `for_change`: nobody else changes them until this transaction ends.
    """
    statement = _OF_SPAN_FOR_CHANGE if for_change else _OF_SPAN
    found = connection.execute(statement, {"of": authority, "first": first, "last": last}).fetchall()
    return (Held(row[0], deadline_of(row[2:]), row[1]) for row in found)


def last_case_with_deadlines(connection: Connection, authority: str) -> int:
    """The highest number of a case that has deadlines; 0 where none has."""
    return connection.execute(_LAST, {"of": authority}).scalar_one() or 0


def save_warnings(connection: Connection, authority: str, changed: Iterable[Held]) -> None:
    """Stores the first warning and the day of the next rung of deadlines that are held; nothing else of them."""
    rows = [
        _parameters(authority, held.case_id, held.deadline.key)
        | {"first_warning": held.deadline.warn_on, "next_rung": held.next_rung_on}
        for held in changed
    ]
    if rows:
        connection.execute(_WARN, rows)


def save_deadlines(
    connection: Connection,
    authority: str,
    case_id: int,
    now: Iterable[Deadline],
    *,
    new: bool,
    next_rung: NextRung | None = None,
) -> None:
    """Makes the stored deadlines of a case those that are given, writing only what differs.

    `new`: the case has none yet, so none need be read. `next_rung` says by which day one that is new or has changed is
    indexed; one that is as it was keeps its day, so that what does not concern it says nothing twice.
    """
    wanted = {each.key: each for each in now}
    there: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    if not new:
        found = connection.execute(_OF_CASE, {"of": authority, "case": case_id})
        there = {(row[1], row[2], row[3]): tuple(row) for row in found}
    gone = [key for key in there if key not in wanted]
    changed = []
    for key, each in wanted.items():
        row, was = as_row(each), there.get(key)
        if was is None or was[1:] != row:
            held = None if was is None else Held(case_id, deadline_of(was[1:]), was[0])
            changed.append(as_values(authority, case_id, row, next_rung(each, held) if next_rung else None))
    if gone:
        connection.execute(_DELETE, [_parameters(authority, case_id, key) for key in gone])
    if changed:
        execute(connection, _SAVE, changed)


def _parameters(authority: str, case_id: int, key: tuple[Any, ...]) -> dict[str, Any]:
    return {"of": authority, "case": case_id, "the_duty": key[0], "the_subject": key[1], "the_start": key[2]}


def as_row(deadline: Deadline) -> tuple[Any, ...]:
    """A deadline as stored, in the order of the columns."""
    return (
        deadline.duty, deadline.subject, deadline.started_on, deadline.title, deadline.owed_by, deadline.starts.value,
        deadline.due, deadline.due_cautious, deadline.warn_on, deadline.floor, deadline.binding, deadline.basis,
        deadline.outcome.value, " ".join(deadline.excused_by), deadline.met_on, deadline.stood_down_on, deadline.aim,
        deadline.fit_by, deadline.fit_step or None,
    )  # fmt: skip


def as_values(authority: str, case_id: int, row: tuple[Any, ...], next_rung_on: date | None = None) -> dict[str, Any]:
    """A stored deadline's row as parameters of a statement."""
    return dict(zip(_FIELDS, row, strict=True), authority=authority, case_id=case_id, next_rung_on=next_rung_on)


def deadline_of(row: Row[Any] | Sequence[Any]) -> Deadline:
    """A deadline from the values of DEADLINE_COLUMNS."""
    values = dict(zip(_FIELDS, row, strict=True))
    values["starts"] = Event(values["starts"])
    values["outcome"] = Outcome(values["outcome"])
    values["fit_step"] = values["fit_step"] or ""
    values["excused_by"] = tuple(Ground(ground) for ground in values["excused_by"].split())
    return Deadline(**values)
