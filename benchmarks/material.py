"""Made-up material that several benchmarks share: a clock that stands still, ledgers half-way, offices, returns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from ehcp_flow.bootstrap import Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.engine import Database, connect
from ehcp_flow.db.people import Person
from ehcp_flow.db.schema import migrate
from ehcp_flow.db.unit_of_work import unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.demo import made_up_authority, made_up_header
from ehcp_flow.services.cases import reference_of
from ehcp_flow.services.indexing import case_index
from ehcp_flow.services.office import Office
from reports.sen2.writer import write_return
from workflows.advance import Actor, Begun, Proposal, begin
from workflows.ledger import GENESIS, seal
from workflows.vocabulary import Event, Role

TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
AUTHORITY = "997"
OFFICER = "casey@example.test"
DECIDES = "dee@example.test"
ROLES = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER})

HALF_WAY: tuple[tuple[Event, date, dict[str, str]], ...] = (
    (Event.REQUEST_RECEIVED, date(2025, 11, 3), {"source": "parent"}),
    (Event.CASE_ASSIGNED, date(2025, 11, 3), {"to": OFFICER}),
    (Event.VIEWS_SOUGHT, date(2025, 11, 5), {}),
    (Event.ASSESSMENT_AGREED, date(2025, 12, 1), {}),
    (Event.ADVICE_REQUESTED, date(2025, 12, 2), {"body": "education"}),
    (Event.ADVICE_REQUESTED, date(2025, 12, 2), {"body": "health"}),
    (Event.ADVICE_REQUESTED, date(2025, 12, 2), {"body": "educational_psychology"}),
    (Event.ADVICE_RECEIVED, date(2026, 1, 7), {"body": "education"}),
    (Event.ADVICE_RECEIVED, date(2026, 1, 12), {"body": "health"}),
)
"""A middling ledger: nine entries, an assessment with its advice nearly in."""

NEXT = (Event.PLAN_AGREED, date(2026, 2, 9))
"""What is recorded on it: a decision, by another person than the one who ran the assessment."""


@dataclass(frozen=True, slots=True)
class StillClock:
    """Always nine o'clock on 3 March 2026."""

    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return TODAY


def half_way(later: timedelta = timedelta()) -> Begun:
    """The middling ledger with its case and deadlines; `later`: all of it by so much."""
    proposals = [Proposal(event, on + later, dict(facts)) for event, on, facts in HALF_WAY]
    begun = begin(proposals, by=Actor(OFFICER, ROLES, may_decide_alone=True), now=NOW, today=TODAY)
    assert isinstance(begun, Begun), begun
    return begun


def office_at(url: str) -> Office:
    """The office of a database that is there."""
    return Office(connect(url), StillClock(), AUTHORITY)


def fill(url: str, cases: int) -> list[str]:
    """A new database with two users and so many cases half-way. Gives the references."""
    database = connect(url)
    migrate(database)
    with unit_of_work(database) as uow:
        uow.authorities.add(AUTHORITY, "Madeupshire", NOW)
        officer = uow.users.add(User(AUTHORITY, 0, "Casey", OFFICER, ROLES, NOW))
        uow.users.add(User(AUTHORITY, 0, "Dee", DECIDES, ROLES, NOW))
        begun = half_way()
        people, made = [], []
        for number in range(1, cases + 1):
            people.append(Person(AUTHORITY, number, "Wren", f"Fernsby{number}", NOW, born=date(2015, 6, 1)))
            made.append(_case(number, begun, officer))
        uow.cases.bulk_add(people, made)
        uow.commit()
    settle(database)
    database.close()
    return [case.reference for case in made]


def _case(number: int, begun: Begun, officer: User) -> NewCase:
    reference, hashes, previous = reference_of(2025, number), [], GENESIS
    for entry in begun.entries:
        previous = seal(previous, AUTHORITY, reference, number, entry)
        hashes.append(previous)
    index = case_index(begun.view, begun.deadlines, {officer.email: officer.user_id})
    return NewCase(AUTHORITY, number, reference, number, NOW, index, begun.entries, hashes, begun.deadlines)


def settle(database: Database) -> None:
    """Writes what SQLite still has beside its file into the file, so that it can be copied."""
    if database.is_sqlite:
        with database.writer.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the length of one benchmark."""
    with TemporaryDirectory(prefix="ehcp-flow-bench-") as name:
        yield Path(name)


def made_up_return(place: Path, people: int) -> Path:
    """A SEN2 return of so many made-up people."""
    file = place / f"return_of_{people}.xml"
    write_return(file, made_up_header(TODAY), made_up_authority(2026, TODAY, people))
    return file


def new_installation(file: Path) -> Installation:
    """A new SQLite database, set up and empty."""
    made = Installation(Settings(database_url=str(file)), connect(str(file)), StillClock())
    made.prepare()
    return made
