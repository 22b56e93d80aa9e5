"""Work that must be done once a period, whoever does it: the row's key decides, so several schedulers are safe."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from ehcp_flow.db.statements import execute, insert_unless_there
from ehcp_flow.db.tables import run as runs


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
        row = self._connection.execute(_GET, {"of": authority, "what": task, "when": period}).one_or_none()
        return None if row is None else Run(*row)

    def last(self, task: str, authority: str = "") -> Run | None:
        """The run that was started last."""
        row = self._connection.execute(_LAST, {"of": authority, "what": task}).one_or_none()
        return None if row is None else Run(*row)
