"""Reads for the examination of a database: stored indexes many at a time, and rows that point at nothing."""

from collections import defaultdict
from dataclasses import fields

from sqlalchemy import Connection, and_, bindparam, func, select, text

from ehcp_flow.db.index import DEADLINE_COLUMNS, CaseIndex, deadline_of
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from workflows.clocks import Deadline
from workflows.ledger import GENESIS

_INDEXES = select(cases.c.case_id, *(cases.c[field.name] for field in fields(CaseIndex))).where(
    cases.c.authority == bindparam("of"), cases.c.case_id.between(bindparam("first"), bindparam("last"))
)
_DEADLINES = (
    select(deadlines.c.case_id, *DEADLINE_COLUMNS)
    .where(deadlines.c.authority == bindparam("of"), deadlines.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(deadlines.c.case_id, deadlines.c.due, deadlines.c.duty, deadlines.c.subject)
)
_before = events.alias("before")
_MISNOTED = (
    select(events.c.case_id, func.min(events.c.number))
    .outerjoin(
        _before,
        and_(
            _before.c.authority == events.c.authority,
            _before.c.case_id == events.c.case_id,
            _before.c.number == events.c.number - 1,
        ),
    )
    .where(
        events.c.authority == bindparam("of"),
        events.c.case_id.between(bindparam("first"), bindparam("last")),
        events.c.previous_hash != func.coalesce(_before.c.hash, GENESIS),
    )
    .group_by(events.c.case_id)
)


def indexes(
    connection: Connection, authority: str, first: int, last: int
) -> dict[int, tuple[CaseIndex, list[Deadline]]]:
    """The stored index and deadlines of the cases numbered from first to last."""
    span = {"of": authority, "first": first, "last": last}
    found: dict[int, list[Deadline]] = defaultdict(list)
    for row in connection.execute(_DEADLINES, span):
        found[row[0]].append(deadline_of(row[1:]))
    return {row[0]: (CaseIndex(*row[1:]), found[row[0]]) for row in connection.execute(_INDEXES, span)}


def misnoted(connection: Connection, authority: str, first: int, last: int) -> dict[int, int]:
    """Of the cases numbered from first to last: the first entry that notes another hash before it than is there."""
    return {row[0]: row[1] for row in connection.execute(_MISNOTED, {"of": authority, "first": first, "last": last})}


def foreign_key_faults(connection: Connection) -> list[str]:
    """Rows that point at nothing, as SQLite finds them. PostgreSQL never lets one in, so there is nothing to ask."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    return [f"a row of {row[0]} points at nothing in {row[2]}" for row in rows]
