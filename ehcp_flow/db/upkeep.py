"""Reads for the examination of a database: stored indexes many at a time, and rows that point at nothing."""

from collections import defaultdict
from dataclasses import fields

from sqlalchemy import Connection, bindparam, select, text

from ehcp_flow.db.index import DEADLINE_COLUMNS, CaseIndex, deadline_of
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from workflows.clocks import Deadline

_INDEXES = select(cases.c.case_id, *(cases.c[field.name] for field in fields(CaseIndex))).where(
    cases.c.authority == bindparam("of"), cases.c.case_id.between(bindparam("first"), bindparam("last"))
)
_DEADLINES = (
    select(deadlines.c.case_id, *DEADLINE_COLUMNS)
    .where(deadlines.c.authority == bindparam("of"), deadlines.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(deadlines.c.case_id, deadlines.c.due, deadlines.c.duty, deadlines.c.subject)
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


def foreign_key_faults(connection: Connection) -> list[str]:
    """Rows that point at nothing, as SQLite finds them. PostgreSQL never lets one in, so there is nothing to ask."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    return [f"a row of {row[0]} points at nothing in {row[2]}" for row in rows]
