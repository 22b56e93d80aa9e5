"""Rows for the figures: assessments counted by how they ended, and the assessments themselves.

The counts read only the covering indexes of the case table, grouped as those are sorted (by day), so that the
database neither sorts nor works out a month; days are added up to months here.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.types import Day
from reports.rows import AssessmentRow, Kind, OutcomeCount

_FIRST, _LAST = bindparam("first", type_=Day), bindparam("last", type_=Day)


def _count_by(day: str) -> Select[Any]:
    ended_on = cases.c[day]
    how = (ended_on, cases.c.on_time, cases.c.exception, cases.c.disputed)
    within = (cases.c.authority == bindparam("of"), ended_on >= _FIRST, ended_on <= _LAST)
    return select(*how, func.count()).where(*within).group_by(*how)


_COUNTS = {Kind.ISSUED: _count_by("issued_on"), Kind.NOT_ISSUED: _count_by("refused_on")}
_COLUMNS = (
    cases.c.reference, cases.c.received_on, cases.c.refused_on, cases.c.issued_on, cases.c.exception, cases.c.disputed,
)  # fmt: skip
_ENDED = union_all(
    *(
        select(*_COLUMNS).where(
            cases.c.authority == bindparam("of"), cases.c[day] >= _FIRST, cases.c[day] <= _LAST
        )
        for day in ("issued_on", "refused_on")
    )
).execution_options(yield_per=1000)
_OPEN = (
    select(*_COLUMNS)
    .where(
        cases.c.authority == bindparam("of"),
        cases.c.received_on.is_not(None),
        cases.c.issued_on.is_(None),
        cases.c.refused_on.is_(None),
    )
    .execution_options(yield_per=1000)
)


def outcome_counts(connection: Connection, authority: str, first: date, last: date) -> list[OutcomeCount]:
    """How many assessments ended alike in each month, from the first day to the last (both count), in month order."""
    days = {"of": authority, "first": first, "last": last}
    counted: Counter[tuple[int, int, Kind, bool, bool, bool]] = Counter()
    for kind, counts in _COUNTS.items():
        for day, on_time, exception, disputed, count in connection.execute(counts, days):
            counted[day.year, day.month, kind, bool(on_time), exception, disputed] += count
    return [OutcomeCount(*how, count) for how, count in sorted(counted.items())]


def assessment_rows(connection: Connection, authority: str, first: date, last: date) -> Iterator[AssessmentRow]:
    """The assessments that ended in these days (both count), read as they are asked for."""
    for row in connection.execute(_ENDED, {"of": authority, "first": first, "last": last}):
        yield AssessmentRow(*row)


def open_assessments(connection: Connection, authority: str) -> Iterator[AssessmentRow]:
    """The requests that were received and have no outcome yet, read as they are asked for."""
    for row in connection.execute(_OPEN, {"of": authority}):
        yield AssessmentRow(*row)
