"""Work that must be done once a period, whoever does it: the row's key decides, so several schedulers are safe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, bindparam, delete, or_, select, type_coerce, update

from ehcp_flow.db.retries import WAITING
from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.telling_tables import run as runs


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of work for one period ("2026-03-03"). `outcome` is started, done or failed."""

    authority: str
    task: str
    period: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    detail: Mapping[str, Any]


_START = insert_unless_there(runs)
_THIS = (
    runs.c.authority == bindparam("of"),
    runs.c.task == bindparam("what"),
    runs.c.period == bindparam("when"),
)
_COLUMNS = tuple(runs.c[field.name] for field in fields(Run))
_GET = select(*_COLUMNS).where(*_THIS)
_LAST = select(*_COLUMNS).where(_THIS[0], _THIS[1]).order_by(runs.c.started_at.desc()).limit(1)
_AT = bindparam("at", type_=runs.c.started_at.type)
_LAST_BY = _LAST.where(runs.c.started_at <= _AT)
_LAST_DONE = _LAST_BY.where(runs.c.outcome == "done")
_OLD = bindparam("old", type_=runs.c.started_at.type)
_TAKE = (
    update(runs)
    .where(*_THIS, or_(runs.c.outcome == "failed", and_(runs.c.outcome == "started", runs.c.started_at < _OLD)))
    .values(started_at=_AT, finished_at=None, outcome="started")
)
_AGAIN = update(runs).where(*_THIS).values(started_at=_AT, finished_at=None, outcome="started")
_END = update(runs).where(
    *_THIS, runs.c.outcome == "started", runs.c.started_at == bindparam("since", type_=runs.c.started_at.type)
)
_SINCE = runs.c.started_at.between(_OLD, _AT)
_ASIDE = (
    select(*_COLUMNS)
    .where(_THIS[0], _SINCE, type_coerce(runs.c.detail, Text).like('%"aside":%'))
    .order_by(runs.c.started_at.desc())
)
_FAILED = (
    select(*_COLUMNS)
    .where(runs.c.outcome == "failed", runs.c.task != WAITING, _SINCE)
    .order_by(runs.c.started_at.desc())
    .limit(bindparam("how_many"))
)


class Runs:
    """The runs of this database, inside one transaction. The authority is empty for work of the whole installation."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, task: str, period: str, started_at: datetime, authority: str = "") -> bool:
        """True for the one who may do the work; False for everyone after."""
        row = {
            "authority": authority, "task": task, "period": period, "started_at": started_at,
            "finished_at": None, "outcome": "started", "detail": {},
        }  # fmt: skip
        return execute(self._connection, _START, row) == 1

    def finish(
        self,
        task: str,
        period: str,
        finished_at: datetime,
        detail: Mapping[str, Any],
        *,
        failed: bool = False,
        authority: str = "",
    ) -> None:
        done = {"finished_at": finished_at, "outcome": "failed" if failed else "done", "detail": dict(detail)}
        self._connection.execute(
            update(runs).where(*_THIS).values(done), {"of": authority, "what": task, "when": period}
        )

    def get(self, task: str, period: str, authority: str = "") -> Run | None:
        return self._one(_GET, {"of": authority, "what": task, "when": period})

    def last(self, task: str, authority: str = "", by: datetime | None = None) -> Run | None:
        """The run that was started last; with `by`, the last that was started by that moment."""
        if by is None:
            return self._one(_LAST, {"of": authority, "what": task})
        return self._one(_LAST_BY, {"of": authority, "what": task, "at": by})

    def last_done(self, task: str, authority: str, by: datetime) -> Run | None:
        """The last run that went well, of those that were started by a moment."""
        return self._one(_LAST_DONE, {"of": authority, "what": task, "at": by})

    def take(self, task: str, period: str, at: datetime, abandoned: datetime, authority: str = "") -> bool:
        """The same as `start`, and also takes over a run that failed, or was started before `abandoned` and not ended.

        Of several who take over one run, one does: the row itself is compared and changed in one statement.
        """
        if self.start(task, period, at, authority):
            return True
        values = {"of": authority, "what": task, "when": period, "at": at, "old": abandoned}
        return self._connection.execute(_TAKE, values).rowcount == 1

    def begin_again(self, task: str, period: str, at: datetime, authority: str = "") -> None:
        """Starts it, be it done already or not: someone asked for it by hand."""
        if not self.start(task, period, at, authority):
            self._connection.execute(_AGAIN, {"of": authority, "what": task, "when": period, "at": at})

    def end(
        self,
        task: str,
        period: str,
        since: datetime,
        finished_at: datetime,
        detail: Mapping[str, Any],
        *,
        failed: bool = False,
        authority: str = "",
    ) -> bool:
        """Ends the run that was started at `since`. False where someone else has taken it over by now."""
        done = {"finished_at": finished_at, "outcome": "failed" if failed else "done", "detail": dict(detail)}
        values = {"of": authority, "what": task, "when": period, "since": since}
        return self._connection.execute(_END.values(done), values).rowcount == 1

    def close_left(self, tasks: Sequence[str], before: datetime, at: datetime, words: str) -> int:
        """Marks as failed the runs of these tasks that were started before a moment and never ended. Gives how many."""
        left = update(runs).where(runs.c.task.in_(tasks), runs.c.started_at < before, runs.c.outcome == "started")
        closed = left.values(finished_at=at, outcome="failed", detail={"words": words})
        return self._connection.execute(closed).rowcount

    def failed_since(self, since: datetime, by: datetime, how_many: int = 20) -> list[Run]:
        """The runs that failed between the two moments, the last first. A case that waits for another try is none."""
        values = {"old": since, "at": by, "how_many": how_many}
        return [Run(*row) for row in self._connection.execute(_FAILED, values)]

    def with_aside(self, authority: str, since: datetime, by: datetime) -> list[Run]:
        """The runs between the two moments that set something aside (`aside` in their detail), the last first."""
        values = {"of": authority, "old": since, "at": by}
        return [Run(*row) for row in self._connection.execute(_ASIDE, values)]

    def forget(self, tasks: Sequence[str], before: datetime) -> int:
        """Deletes what is kept of the runs of these tasks that were started before a moment. Gives how many."""
        old = delete(runs).where(runs.c.task.in_(tasks), runs.c.started_at < before)
        return self._connection.execute(old).rowcount

    def _one(self, query: Select[Any], values: Mapping[str, Any]) -> Run | None:
        row = self._connection.execute(query, values).one_or_none()
        return None if row is None else Run(*row)
