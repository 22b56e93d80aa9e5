"""What an authority has set for itself, with who set it, when and why. Nothing is overwritten: the last of a name counts."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from ehcp_flow.db.telling_tables import preference as preferences


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting of a preference. `value` is JSON; None takes it back, so that what is shipped counts again."""

    authority: str
    name: str
    number: int
    value: Any
    reason: str
    changed_by: str
    changed_at: datetime


_COLUMNS = tuple(preferences.c[field.name] for field in fields(Preference))
_THIS = (preferences.c.authority == bindparam("of"), preferences.c.name == bindparam("what"))
_ALL = select(*_COLUMNS).where(*_THIS).order_by(preferences.c.number)
_LAST = select(*_COLUMNS).where(*_THIS).order_by(preferences.c.number.desc()).limit(1)
_HIGHEST = select(func.max(preferences.c.number)).where(*_THIS)


class Preferences:
    """The preferences of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, authority: str, name: str) -> Any | None:
        """The value that counts now; None where nothing was set, or it was taken back."""
        last = self.last(authority, name)
        return None if last is None else last.value

    def last(self, authority: str, name: str) -> Preference | None:
        """The last setting, with who made it and why."""
        row = self._connection.execute(_LAST, {"of": authority, "what": name}).one_or_none()
        return None if row is None else Preference(*row)

    def history(self, authority: str, name: str) -> list[Preference]:
        """Every setting of this name, the oldest first."""
        return [Preference(*row) for row in self._connection.execute(_ALL, {"of": authority, "what": name})]

    def put(self, authority: str, name: str, value: Any, reason: str, changed_by: str, changed_at: datetime) -> None:
        """Sets it from now on. Two who set the same at one moment: the second is refused by the key."""
        highest = self._connection.execute(_HIGHEST, {"of": authority, "what": name}).scalar_one() or 0
        row = {
            "authority": authority, "name": name, "number": highest + 1, "value": value, "reason": reason,
            "changed_by": changed_by, "changed_at": changed_at,
        }  # fmt: skip
        self._connection.execute(insert(preferences), row)
