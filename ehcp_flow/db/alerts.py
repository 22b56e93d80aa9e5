"""Warnings that were raised: the key of an alert decides that nobody is told twice, whoever sweeps and however often."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from ehcp_flow.db.keys import in_parts
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.telling_tables import alert as alerts

AlertKey = tuple[int, str, str, str, date, str]
"""Case number, duty, subject, rung, date due and person."""


class Alert(NamedTuple):
    """That a rung was reached, for one person (an e-mail address; empty where there was nobody to tell)."""

    case_id: int
    duty: str
    subject: str
    rung: str
    due: date
    person: str
    severity: str
    way: str

    @property
    def key(self) -> AlertKey:
        return self[:6]


class Told(NamedTuple):
    """An alert as a list shows it, with the reference of its case."""

    case_id: int
    duty: str
    subject: str
    rung: str
    due: date
    person: str
    case: str
    severity: str
    way: str
    raised_at: datetime
    digest_on: date | None

    @property
    def line_key(self) -> tuple[str, str, str, date]:
        """Case, duty, subject and date: the line of a digest that it belongs to."""
        return self.case, self.duty, self.subject, self.due


_KEY = (alerts.c.case_id, alerts.c.duty, alerts.c.subject, alerts.c.rung, alerts.c.due, alerts.c.person)
# Straight to the driver, because a sweep writes thousands: all at once on PostgreSQL, a row at a time on SQLite. Either
# way a row that is there stays as it is, and only the keys of new ones come back.
_COLUMNS = "authority, case_id, duty, subject, rung, due, person, severity, way, raised_at, digest_on"
_RAISE_EACH = f"INSERT INTO alert ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING"  # noqa: S608
_RAISE_ALL = (
    f"INSERT INTO alert ({_COLUMNS}) "  # noqa: S608
    "SELECT %s, new.case_id, new.duty, new.subject, new.rung, new.due, new.person, new.severity, new.way, %s, NULL "
    "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[]) "
    "AS new (case_id, duty, subject, rung, due, person, severity, way) "
    "ON CONFLICT DO NOTHING RETURNING case_id, duty, subject, rung, due, person"
)
_THERE = select(*_KEY).where(
    alerts.c.authority == bindparam("of"), alerts.c.case_id.in_(bindparam("cases", expanding=True))
)
_TOLD = (
    select(
        *_KEY, cases.c.reference, alerts.c.severity, alerts.c.way, alerts.c.raised_at, alerts.c.digest_on,
    )
    .join_from(alerts, cases, (cases.c.authority == alerts.c.authority) & (cases.c.case_id == alerts.c.case_id))
    .where(alerts.c.authority == bindparam("of"))
    .order_by(alerts.c.raised_at, cases.c.reference, alerts.c.duty, alerts.c.subject, alerts.c.person)
)  # fmt: skip
_NEW = _TOLD.where(alerts.c.person.in_(bindparam("people", expanding=True)), alerts.c.digest_on.is_(None))
_OF_CASE = _TOLD.where(cases.c.reference == bindparam("case"))
_CARRIED = (
    update(alerts)
    .where(
        alerts.c.authority == bindparam("of"),
        alerts.c.case_id == bindparam("case"),
        alerts.c.duty == bindparam("the_duty"),
        alerts.c.subject == bindparam("the_subject"),
        alerts.c.rung == bindparam("the_rung"),
        alerts.c.due == bindparam("the_due", type_=alerts.c.due.type),
        alerts.c.person == bindparam("who"),
    )
    .values(digest_on=bindparam("on", type_=alerts.c.digest_on.type))
)
_NAMES = ("of", "case", "the_duty", "the_subject", "the_rung", "the_due", "who", "on")


class Alerts:
    """The alerts of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, authority: str, new: Sequence[Alert], raised_at: datetime) -> set[AlertKey]:
        """Raises alerts, and gives the keys of those that nobody had raised before."""
        if not new:
            return set()
        if self._connection.dialect.name == "sqlite":
            return self._add_each(authority, new, raised_at)
        columns = [list(column) for column in zip(*new, strict=True)]
        added = self._connection.exec_driver_sql(_RAISE_ALL, (authority, raised_at, *columns))
        return {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in added.all()}

    def _add_each(self, authority: str, new: Sequence[Alert], raised_at: datetime) -> set[AlertKey]:
        """On SQLite whoever writes is alone, so what is there is known before. Mostly nothing is, and it is not asked."""
        text = str(alerts.c.raised_at.type.bind_processor(self._connection.dialect)(raised_at))  # type: ignore[misc]
        rows = [(authority, *each[:4], each[4].isoformat(), *each[5:], text) for each in new]
        trial = self._connection.begin_nested()
        added = self._connection.exec_driver_sql(_RAISE_EACH, rows).rowcount
        keys = {each[:6] for each in new}
        if added == len(keys):
            trial.commit()
            return keys
        trial.rollback()
        there: set[AlertKey] = set()
        for some in in_parts({each.case_id for each in new}):
            found = self._connection.execute(_THERE, {"of": authority, "cases": some})
            there |= {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found.all()}
        self._connection.exec_driver_sql(_RAISE_EACH, rows)
        return keys - there

    def new_to(self, authority: str, people: Iterable[str]) -> dict[str, list[Told]]:
        """The alerts that no digest has carried yet, by person, the oldest first."""
        found: dict[str, list[Told]] = {}
        for some in in_parts(people):
            for row in self._connection.execute(_NEW, {"of": authority, "people": some}).all():
                found.setdefault(row.person, []).append(Told(*row))
        return found

    def carried(self, authority: str, alerts_told: Iterable[Told], on: date) -> None:
        """The digest of a day has carried these."""
        rows = [dict(zip(_NAMES, (authority, *each[:6], on), strict=True)) for each in alerts_told]
        if rows:
            self._connection.execute(_CARRIED, rows)

    def of_case(self, authority: str, reference: str) -> list[Told]:
        """Every alert of a case, the oldest first."""
        return [Told(*row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": reference})]
