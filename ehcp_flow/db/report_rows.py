"""Rows for the figures: assessments counted by how they ended, and the assessments themselves.

The counts read only the covering indexes of the case table, grouped first as those are sorted (by day), so that the
database sorts no cases and works out months of some thousand days, not of a million plans.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, extract, func, select, union_all

from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.types import Day
from reports.rows.assessments import AssessmentRow, Kind, OutcomeCount

_FIRST, _LAST = bindparam("first", type_=Day), bindparam("last", type_=Day)


def _count_by(column: str) -> Select[Any]:
    ended_on = cases.c[column]
    within = (cases.c.authority == bindparam("of"), ended_on >= _FIRST, ended_on <= _LAST)
    how = (ended_on, cases.c.on_time, cases.c.exception, cases.c.disputed)
    days = select(*how, func.count().label("ended")).where(*within).group_by(*how).subquery("days")
    day = days.c[column]
    month = (extract("year", day), extract("month", day), days.c.on_time, days.c.exception, days.c.disputed)
    return select(*month, func.sum(days.c.ended)).group_by(*month)


_COUNTS = {Kind.ISSUED: _count_by("issued_on"), Kind.NOT_ISSUED: _count_by("refused_on")}
_COLUMNS = (
    cases.c.reference, cases.c.received_on, cases.c.refused_on, cases.c.issued_on, cases.c.exception, cases.c.disputed,
)  # fmt: skip
_ENDED = union_all(
    *(
        select(*_COLUMNS).where(cases.c.authority == bindparam("of"), cases.c[day] >= _FIRST, cases.c[day] <= _LAST)
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
        for year, month, on_time, exception, disputed, count in connection.execute(counts, days):
            counted[int(year), int(month), kind, bool(on_time), exception, disputed] += int(count)
    return [OutcomeCount(*how, count) for how, count in sorted(counted.items())]


def assessment_rows(connection: Connection, authority: str, first: date, last: date) -> Iterator[AssessmentRow]:
    """The assessments that ended in these days (both count), read as they are asked for."""
    for row in connection.execute(_ENDED, {"of": authority, "first": first, "last": last}):
        yield AssessmentRow(*row)


def open_assessments(connection: Connection, authority: str) -> Iterator[AssessmentRow]:
    """The requests that were received and have no outcome yet, read as they are asked for."""
    for row in connection.execute(_OPEN, {"of": authority}):
        yield AssessmentRow(*row)
