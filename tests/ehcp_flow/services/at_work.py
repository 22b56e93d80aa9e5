"""An office at work for the tests of the services: a clock that is told the time, a database, made-up returns and people."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ehcp_flow.bootstrap import Installation
from ehcp_flow.clock import london_date
from ehcp_flow.config import Settings
from ehcp_flow.db import ledger
from ehcp_flow.db.engine import Connection, Database
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person as HeldPerson
from ehcp_flow.db.tables import metadata
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from ehcp_flow.services.office import Office
from reports.sen2.model import (
    ActivePlan,
    Assessment,
    Header,
    NamedPlan,
    Need,
    Person,
    Place,
    Request,
)
from reports.sen2.writer import write_return
from workflows.facts import NOT_IN_RETURN
from workflows.ledger import Entry
from workflows.refusals import Refusal

HERE = "831"
NOW = datetime(2026, 2, 10, 9, 30, tzinfo=UTC)
PLACES = (Place(urn="990001", rank="1"),)
NEEDS = (Need("ASD", "1"),)


@dataclass(slots=True)
class SetClock:
    """Tells the time that it was set to."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return london_date(self.moment)

    def set_to(self, day: date) -> None:
        self.moment = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """A database with its clock, and a folder for the files that are read in."""

    database: Database
    clock: SetClock
    folder: Path
    authority: str = HERE

    @property
    def installation(self) -> Installation:
        return Installation(Settings(), self.database, self.clock)

    @property
    def office(self) -> Office:
        return Office(self.database, self.clock, self.authority)

    def of(self, authority: str) -> "Desk":
        """The same desk for another authority's work, which is added."""
        self.installation.add_authority(authority, "")
        return replace(self, authority=authority)

    def written(self, people: Iterable[Person], name: str = "return.xml", year: int = 2026, **header: object) -> Path:
        path = self.folder / name
        write_return(path, header_of(year, **header), people)
        return path

    def read_in(self, *people: Person, name: str = "return.xml", year: int = 2026, dry_run: bool = False) -> Imported:
        """A return of these people, written and read in."""
        return self.read_file(self.written(people, name, year, authority=self.authority), dry_run=dry_run)

    def read_file(self, path: Path, *, dry_run: bool = False) -> Imported:
        known = self.authority in [each.code for each in self.installation.authorities()]
        found = import_return(self.installation, path, authority=self.authority if known else "", dry_run=dry_run)
        assert not isinstance(found, Refusal), found
        return found

    def cases(self) -> list[StoredCase]:
        with self.database.reading() as connection:
            return list(ledger.stream(connection, self.authority))

    def people(self) -> list[HeldPerson]:
        with self.database.reading() as connection:
            found = [UnitOfWork(connection).people.get(self.authority, case.person_id) for case in self.cases()]
        return list({person.person_id: person for person in found if person is not None}.values())

    def case(self) -> StoredCase:
        (only,) = self.cases()
        return only

    def lines(self) -> list[str]:
        """The ledger of the only case, one line an entry."""
        return [line_of(entry) for entry in self.case().entries]

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        with self.database.reading() as connection:
            return contents(connection)

    def sound(self) -> bool:
        return examine(self.office, repair=False).sound


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
        for table in metadata.sorted_tables
    }


def header_of(year: int = 2026, **other: object) -> Header:
    """The header of a return made on the third of February of its year."""
    days = {2024: date(2024, 1, 18), 2025: date(2025, 1, 16), 2026: date(2026, 1, 15)}
    values: dict[str, object] = {
        "year": year, "reference_date": days[year], "authority": HERE, "collection": "SEN2",
        "source_level": "L",
        "made_at": datetime(year, 2, 3, 9),  # noqa: DTZ001 - the return has no zone
    }  # fmt: skip
    return Header(**(values | other))  # type: ignore[arg-type]


def child(
    *requests: Request, upn: str | None = "K831200014001", surname: str = "Marrow", forename: str = "Ada"
) -> Person:
    unknown = None if upn else "UN1"
    born = date(2012, 5, 11)
    return Person(surname, forename, born, "F", "WBRI", "ZZ0 9ZZ", upn=upn, upn_unknown=unknown, requests=requests)


def plan(start: date | None, **more: object) -> NamedPlan:
    return NamedPlan(start, PLACES, **more)  # type: ignore[arg-type]


def active(**more: object) -> ActivePlan:
    return ActivePlan(placements=PLACES, needs=NEEDS, **more)  # type: ignore[arg-type]


def agreed(received: date, decided: date, *assessments: Assessment, **more: object) -> Request:
    """A request that was agreed to."""
    values: dict[str, object] = {"mediation": False, "tribunal": False} | more
    return Request(received, "1", False, decided, "Y", assessments=assessments, **values)  # type: ignore[arg-type]


def issued(on: date, week20: bool = False, **more: object) -> Assessment:
    """A plan issued on a day."""
    values: dict[str, object] = {"mediation": False, "tribunal": False, "plan": plan(on)} | more
    return Assessment("Y", on, week20=week20, **values)  # type: ignore[arg-type]


def line_of(entry: Entry) -> str:
    """An entry as one line: its day ("by" where only known to have happened), its event and its facts.

    Left out are the details, and what only says that the return does not give something.
    """
    facts = " ".join(
        f"{name}={value}"
        for name, value in sorted(entry.facts.items())
        if name not in ("dated", "details", "reasons") and value != NOT_IN_RETURN
    )
    by = "" if entry.dated else "by "
    return f"{by}{entry.occurred_on.isoformat()} {entry.event.value} {facts}".rstrip()


def problems_of(path: Path | None) -> Sequence[dict[str, str]]:
    """The lines of a file of problems."""
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
