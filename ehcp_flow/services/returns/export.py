"""Writes the return of a collection from the ledgers: the XML for COLLECT and, if wanted, its modules as CSV."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from ehcp_flow.bootstrap import UNNAMED
from ehcp_flow.clock import LONDON
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from ehcp_flow.services.returns.collection import Collection, collection_of
from ehcp_flow.services.returns.people import Returned, returned
from reports.sen2.counts import Counts
from reports.sen2.model import Header, Person
from reports.sen2.modules import OWNER_ONLY, ModuleFiles
from reports.sen2.problems import PersonRecord
from reports.sen2.proof import Proof, is_error
from reports.sen2.writer import write_return
from workflows.refusals import Refusal

SOFTWARE = "EHCP Flow"


@dataclass(frozen=True, slots=True)
class Posts:
    """What the header says of the three designated officers: Y, N or R (being recruited); None is not said."""

    dmo: str | None = None
    dco: str | None = None
    dsco: str | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `blocked`: people with at least one breach that must be mended; `left_out`: cases of people
    without a birth date, who cannot be in a return. `census_to_come`: the day up to which it tells had not come yet."""

    year: int
    census: date
    file: Path
    people: int
    requests: int
    assessments: int
    plans: int
    active_plans: int
    blocked: int
    left_out: tuple[str, ...] = ()
    modules: tuple[Path, ...] = field(default=())
    census_to_come: bool = False


def header_of(office: Office, collection: Collection, serial: str = "001", posts: Posts | None = None) -> Header:
    """The header of a return made now, London time."""
    posts = posts or Posts()
    return Header(
        year=collection.year,
        reference_date=collection.census,
        authority=office.authority,
        collection="SEN2",
        source_level="L",
        software_code=SOFTWARE,
        release=version("ehcp-flow"),
        serial_no=serial,
        made_at=office.clock.now().astimezone(LONDON).replace(microsecond=0, tzinfo=None),
        dmo=posts.dmo,
        dco=posts.dco,
        dsco=posts.dsco,
    )


def collection_here(office: Office, year: int) -> Collection | Refusal:
    """The collection, for an authority that a return can name."""
    if office.authority == UNNAMED:
        return Refusal(
            f"Make the return of {year}",
            f"the work is kept under {UNNAMED}, and a return names its authority",
            "DfE's guide to the SEN2 survey, module 0",
            "Begin a database under the authority's own code: ehcp-flow --database NEW.db init --authority CODE",
        )
    return collection_of(year)


def export_return(
    office: Office,
    year: int,
    file: Path,
    *,
    folder: Path | None = None,
    serial: str = "001",
    posts: Posts | None = None,
    known_at: datetime | None = None,
) -> Exported | Refusal:
    """Write the return of a collection year, whole or not at all; `folder` gets its modules as CSV.

    Raises OSError where a file cannot be written.
    """
    collection = collection_here(office, year)
    if isinstance(collection, Refusal):
        return collection
    header = header_of(office, collection, serial, posts)
    unfinished = file.with_name(f".{file.name}.part")
    run = _Run(header)
    try:
        with ExitStack() as stack:
            connection = stack.enter_context(office.database.reading())
            modules = stack.enter_context(ModuleFiles(folder, year)) if folder is not None else None
            people = returned(UnitOfWork(connection), office.authority, collection, known_at)
            unfinished.touch(mode=OWNER_ONLY)
            target = stack.enter_context(unfinished.open("wb"))
            write_return(target, header, run.each(people, modules))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    counts = run.counts
    return Exported(
        year=year,
        census=collection.census,
        file=file,
        people=counts.people,
        requests=counts.requests,
        assessments=counts.assessments,
        plans=counts.plans,
        active_plans=run.active_plans,
        blocked=run.blocked,
        left_out=tuple(run.left_out),
        modules=tuple(modules.paths) if modules is not None else (),
        census_to_come=office.clock.today() < collection.census,
    )


class _Run:
    """Counts and proves each person on the way into the file."""

    def __init__(self, header: Header) -> None:
        self._proof = Proof(header)
        self.counts = Counts()
        self.active_plans = 0
        self.blocked = 0
        self.left_out: list[str] = []

    def each(self, people: Iterator[Returned], modules: ModuleFiles | None) -> Iterator[Person]:
        for found in people:
            if found.person is None:
                self.left_out.extend(found.cases)
                continue
            problems = self._proof.of(found.person).problems
            self.counts.add(PersonRecord(found.person, problems, "", 0))
            self.active_plans += sum(request.active_plan is not None for request in found.person.requests)
            self.blocked += any(is_error(problem) for problem in problems)
            if modules is not None:
                modules.add(found.person)
            yield found.person
