"""A row for each process of the scheduler, renewed while it lives: who is at work, since when, and which one leads."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.telling_tables import heartbeat as heartbeats


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A process of the scheduler as it was last heard of, `at`. `detail` holds its host and process number."""

    process: str
    started_at: datetime
    at: datetime
    leads: bool
    detail: Mapping[str, Any]


_SAVE = insert_or_update(heartbeats)
_ALL = select(*(heartbeats.c[field.name] for field in fields(Heartbeat))).order_by(
    heartbeats.c.leads.desc(), heartbeats.c.at.desc(), heartbeats.c.process
)


class Heartbeats:
    """The processes that were heard of, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self, heartbeat: Heartbeat) -> None:
        """Notes that the process lives."""
        execute(self._connection, _SAVE, asdict(heartbeat))

    def all(self) -> list[Heartbeat]:
        """Those that did not end as they should, and those at work: the leader first, then the last heard of."""
        return [Heartbeat(*row) for row in self._connection.execute(_ALL)]

    def gone(self, process: str) -> None:
        """The process has ended."""
        self._connection.execute(delete(heartbeats).where(heartbeats.c.process == process))

    def forget(self, before: datetime) -> None:
        """Deletes those that were not heard of since."""
        self._connection.execute(delete(heartbeats).where(heartbeats.c.at < before))
