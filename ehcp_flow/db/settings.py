"""Schools and other settings, when they are closed, and an authority's own bank holidays."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.statements import execute, insert_or_update
from ehcp_flow.db.tables import closure as closures
from ehcp_flow.db.tables import holiday as holidays
from ehcp_flow.db.tables import setting as settings


@dataclass(frozen=True, slots=True)
class Setting:
    """A school, college or early years provider. `setting_id` is 0 until numbered."""

    authority: str
    setting_id: int
    name: str
    kind: str = ""
    urn: str = ""
    ukprn: str = ""


@dataclass(frozen=True, slots=True)
class SettingClosure:
    """Closed from a day up to, not including, the day it reopens. Without a setting: every setting of the authority."""

    authority: str
    closure_id: int
    setting_id: int | None
    name: str
    closed_from: date
    reopens_on: date


_SETTINGS = tuple(settings.c[field.name] for field in fields(Setting))
_CLOSURES = tuple(closures.c[field.name] for field in fields(SettingClosure))
_GET = select(*_SETTINGS).where(settings.c.authority == bindparam("of"), settings.c.setting_id == bindparam("setting"))
_BY_URN = select(*_SETTINGS).where(settings.c.authority == bindparam("of"), settings.c.urn == bindparam("number"))
_ALL = (
    select(*_SETTINGS).where(settings.c.authority == bindparam("of")).order_by(settings.c.name, settings.c.setting_id)
)
_CLOSED = (
    select(*_CLOSURES)
    .where(
        closures.c.authority == bindparam("of"),
        or_(closures.c.setting_id.is_(None), closures.c.setting_id == bindparam("setting")),
    )
    .order_by(closures.c.closed_from, closures.c.closure_id)
)
_HOLIDAYS = (
    select(holidays.c.day, holidays.c.name).where(holidays.c.authority == bindparam("of")).order_by(holidays.c.day)
)
_EVERY_CLOSURE = select(*_CLOSURES).where(closures.c.authority == bindparam("of")).order_by(closures.c.closed_from)
_SAVE_HOLIDAY = insert_or_update(holidays)


class Settings:
    """The settings and calendars of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, setting: Setting) -> Setting:
        """Stores a new setting and gives it back with its number."""
        setting = replace(setting, setting_id=next_number(self._connection, setting.authority, "setting"))
        self._connection.execute(insert(settings), asdict(setting))
        return setting

    def get(self, authority: str, setting_id: int) -> Setting | None:
        row = self._connection.execute(_GET, {"of": authority, "setting": setting_id}).one_or_none()
        return None if row is None else Setting(*row)

    def by_urn(self, authority: str, urn: str) -> Setting | None:
        """The setting with a unique reference number; the first, where two were stored."""
        row = self._connection.execute(_BY_URN, {"of": authority, "number": urn}).first() if urn else None
        return None if row is None else Setting(*row)

    def all(self, authority: str) -> list[Setting]:
        return [Setting(*row) for row in self._connection.execute(_ALL, {"of": authority})]

    def save(self, setting: Setting) -> None:
        """Stores a changed name, kind or number of a setting that is there."""
        this = (settings.c.authority == setting.authority, settings.c.setting_id == setting.setting_id)
        values = {"name": setting.name, "kind": setting.kind, "urn": setting.urn, "ukprn": setting.ukprn}
        self._connection.execute(update(settings).where(*this).values(values))

    def every_closure(self, authority: str) -> list[SettingClosure]:
        """The closures of the authority and of each of its settings, the earliest first."""
        return [SettingClosure(*row) for row in self._connection.execute(_EVERY_CLOSURE, {"of": authority})]

    def remove_closure(self, closure: SettingClosure) -> None:
        this = (closures.c.authority == closure.authority, closures.c.closure_id == closure.closure_id)
        self._connection.execute(delete(closures).where(*this))

    def remove_holiday(self, authority: str, day: date) -> None:
        self._connection.execute(delete(holidays).where(holidays.c.authority == authority, holidays.c.day == day))

    def add_closure(self, closure: SettingClosure) -> SettingClosure:
        """Stores a closure and gives it back with its number."""
        closure = replace(closure, closure_id=next_number(self._connection, closure.authority, "closure"))
        self._connection.execute(insert(closures), asdict(closure))
        return closure

    def closures(self, authority: str, setting_id: int | None = None) -> list[SettingClosure]:
        """The closures of every setting, and those of one setting if it is named; earliest first."""
        rows = self._connection.execute(_CLOSED, {"of": authority, "setting": setting_id})
        return [SettingClosure(*row) for row in rows]

    def save_holidays(self, authority: str, days: Iterable[tuple[date, str]]) -> None:
        """Stores one-off bank holidays; a day that is there gets the new name."""
        rows = [{"authority": authority, "day": day, "name": name} for day, name in days]
        if rows:
            execute(self._connection, _SAVE_HOLIDAY, rows)

    def holidays(self, authority: str) -> list[tuple[date, str]]:
        return [(day, name) for day, name in self._connection.execute(_HOLIDAYS, {"of": authority})]
