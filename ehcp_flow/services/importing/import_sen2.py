"""Reads an authority's SEN2 return into ledgers: streaming, all or nothing, and never twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from ehcp_flow.bootstrap import UNNAMED, Installation
from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.engine import connect
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.cases import reference_of
from ehcp_flow.services.importing.adding import add_to, new_case
from ehcp_flow.services.importing.merging import cases_of
from ehcp_flow.services.importing.problem_file import ProblemFile
from ehcp_flow.services.importing.registry import Registry, new_person, updated
from ehcp_flow.services.importing.sen2_events import RequestEvents
from ehcp_flow.services.importing.sen2_problems import cannot_date, differs, missing, not_added, set_aside
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here, rungs_here
from reports.sen2.counts import Counts
from reports.sen2.model import Header
from reports.sen2.model import Person as SentPerson
from reports.sen2.problems import PersonRecord, Problem, ReturnUnreadable
from reports.sen2.reader import read_return
from workflows.advance import IMPORTER, Begun, Proposal, begin
from workflows.clocks import undated
from workflows.days import Calendar
from workflows.refusals import Refusal

AT_ONCE = 400
"""People read, compared and stored together: memory does not grow with the file."""

TASK = "import sen2"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `already`: this very file had been read in before, and nothing was changed.

    `differing`: facts that the ledgers hold otherwise, and that were kept as they are held. `tells_to`: the last day of
    which the return tells, the end of its year or the last day that it gives, whichever is later.
    """

    authority: str
    people: int
    requests: int
    assessments: int
    plans: int
    set_aside: int
    problems: int
    new_people: int
    new_cases: int
    new_entries: int
    by_rule: dict[str, int]
    problems_file: Path | None
    differing: int = 0
    tells_to: date | None = None
    already: bool = False
    dry_run: bool = False


def import_return(
    installation: Installation,
    path: Path,
    *,
    authority: str = "",
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Imported | Refusal:
    """Read a return in. Everything or nothing is saved; a record that cannot be used is set aside whole, and counted.

    Raises ReturnUnreadable for a file that is no return or breaks off.
    """
    with TemporaryDirectory() as folder:
        target = installation
        if dry_run and installation.is_empty():
            target = replace(installation, database=connect(str(Path(folder) / "dry-run.db")))
        target.prepare()
        office = _office(target, path, authority)
        if isinstance(office, Refusal):
            return office
        try:
            return _Import(office, path, dry_run, on_progress).run()
        finally:
            if target is not installation:
                target.database.close()


def _office(installation: Installation, path: Path, authority: str) -> Office | Refusal:
    """The authority to read into: the one asked for; the only one held; or, in a new database, the return's own."""
    sent = read_return(path).header.authority
    held = [each.code for each in installation.authorities()]
    if not held:
        code = authority or installation.settings.authority or sent or UNNAMED
        installation.add_authority(code, f"Authority {code}")
    office = installation.office(authority)
    if isinstance(office, Refusal):
        return office
    if sent and sent != office.authority and office.authority != UNNAMED and not authority:
        return Refusal(
            f"Import {path.name}",
            f"the return is of authority {sent}; the database is of {office.authority}",
            "Rule S24",
            f"If it is to be read in all the same, say --authority {office.authority}. For another authority's work in "
            f"this database, add it first: ehcp-flow init --authority {sent} --name NAME.",
        )
    return office


class _Import:
    """One file on its way into one authority's ledgers."""

    def __init__(
        self, office: Office, path: Path, dry_run: bool, on_progress: Callable[[int, int], None] | None
    ) -> None:
        self._office = office
        self._path = path
        self._dry_run = dry_run
        self._on_progress = on_progress
        self._today: date = office.clock.today()
        self._now: datetime = office.clock.now()
        self._counts = Counts()
        self._by_rule: Counter[str] = Counter()
        self._new_people = self._new_cases = self._new_entries = self._differing = 0
        self._tells_to: date | None = None

    def run(self) -> Imported:
        digest = _digest(self._path)
        with unit_of_work(self._office.database) as uow, ProblemFile(self._path) as problems:
            uow.alone_in(self._office.authority)
            self._now = self._office.clock.now()  # once we are alone: others may have recorded while we waited
            before = uow.runs.get(TASK, digest, self._office.authority)
            already = before is not None and before.outcome == "done"
            own = None if self._office.authority == UNNAMED else self._office.authority
            sent = read_return(self._path, own, self._on_progress)
            self._note(problems, sent.problems)
            self._counts.problems += len(sent.problems)
            self._tells_to = min(date(sent.header.year - 1, 12, 31), self._today) if sent.header.year else None
            source = f"SEN2 {sent.header.year or ''} {self._path.name}".replace("  ", " ")
            calendar = self._office.calendar(uow)
            self._law = law_here(self._office, uow)
            self._next_rung = rungs_here(self._office, uow, calendar)
            registry = Registry(uow, self._office.authority)
            for records in _some_at_a_time(sent.records):
                usable = self._usable(records, sent.header, source, problems, calendar)
                if not already:
                    self._store(uow, registry, usable, problems, calendar)
            done = self._imported(problems.path, already)
            if not self._dry_run and not already:
                uow.runs.start(TASK, digest, self._now, self._office.authority)
                detail = {"file": self._path.name, "people": done.people, "set_aside": done.set_aside}
                uow.runs.finish(TASK, digest, self._now, detail, authority=self._office.authority)
                uow.commit()
        return done

    def _imported(self, problems_file: Path | None, already: bool) -> Imported:
        counts = self._counts
        return Imported(
            authority=self._office.authority,
            people=counts.people,
            requests=counts.requests,
            assessments=counts.assessments,
            plans=counts.plans,
            set_aside=counts.set_aside,
            problems=counts.problems,
            new_people=self._new_people,
            new_cases=self._new_cases,
            new_entries=self._new_entries,
            by_rule=dict(sorted(self._by_rule.items())),
            problems_file=problems_file,
            differing=self._differing,
            tells_to=self._tells_to,
            already=already,
            dry_run=self._dry_run,
        )

    def _note(self, file: ProblemFile, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._by_rule[problem.rule] += 1
            file.add(problem)

    def _usable(
        self, records: list[PersonRecord], header: Header, source: str, file: ProblemFile, calendar: Calendar
    ) -> list["_Sent"]:
        """The records that make ledgers; a record whose events the law of the ledger refuses is set aside whole."""
        usable = []
        for record in records:
            checked = self._checked(record, header, source, calendar)
            self._counts.add(PersonRecord(checked.person if checked else None, (), record.label, record.line))
            problems = (*record.problems, *(checked.problems if checked else ()))
            self._counts.problems += len(problems)
            self._note(file, problems)
            if checked is not None and checked.person is not None:
                usable.append(checked)
        days = [e.occurred_on for each in usable for r in each.requests for e in r.begun.entries if e.dated]
        if self._tells_to is not None:
            self._tells_to = max([self._tells_to, *days])
        return usable

    def _checked(self, record: PersonRecord, header: Header, source: str, calendar: Calendar) -> "_Sent | None":
        if record.person is None:
            return None
        sent = _Sent(record.person, record.label, [], [])
        for number, request in enumerate(record.person.requests, start=1):
            events = RequestEvents(request, header, source, record.label, number, self._today)
            proposals = events.events()
            begun = begin(proposals, by=IMPORTER, now=self._now, today=self._today, law=self._law, calendar=calendar)
            sent.problems.extend(events.problems)
            if isinstance(begun, Refusal):
                refused = set_aside(record.label, number, begun)
                return _Sent(None, record.label, [], [*sent.problems, refused])
            sent.requests.append(_SentRequest(number, proposals, begun))
            sent.problems.extend(cannot_date(record.label, number, found) for found in undated(begun.entries))
        return sent

    def _store(
        self, uow: UnitOfWork, registry: Registry, sent: list["_Sent"], file: ProblemFile, calendar: Calendar
    ) -> None:
        people = [_person(self._office.authority, each.person, self._now) for each in sent if each.person is not None]
        known = registry.known(people)
        ids = [held.person_id for _, held in known if held is not None]
        cases = uow.cases.of_people(self._office.authority, ids, for_change=True)
        fresh = [position for position, (_, held) in enumerate(known) if held is None]
        first = uow.authorities.next_number(self._office.authority, "person", len(fresh)) if fresh else 0
        new_people, new_cases = [], []
        for offset, position in enumerate(fresh):
            new_people.append(replace(known[position][0], person_id=first + offset))
            new_cases += [(first + offset, request) for request in sent[position].requests]
        changed = []
        for each, (now, held) in zip(sent, known, strict=True):
            if held is None:
                continue
            if (better := updated(held, now)) is not None:
                changed.append(better)
            new_cases += [
                (held.person_id, request)
                for request in self._not_held(uow, each, cases.get(held.person_id, []), file, calendar)
            ]
        uow.people.save_many(changed)
        uow.cases.bulk_add(new_people, self._numbered(uow, new_cases), self._next_rung)
        self._new_people += len(new_people)

    def _numbered(self, uow: UnitOfWork, cases: list[tuple[int, "_SentRequest"]]) -> list[NewCase]:
        """New cases with their numbers and references, by the year of the request (or of the first entry)."""
        years = Counter(request.year for _, request in cases)
        following = {
            year: uow.authorities.next_number(self._office.authority, f"case-{year}", count)
            for year, count in sorted(years.items())
        }
        first = uow.authorities.next_number(self._office.authority, "case", len(cases)) if cases else 0
        made = []
        for offset, (person_id, request) in enumerate(cases):
            reference = reference_of(request.year, following[request.year])
            following[request.year] += 1
            made.append(
                new_case(self._office.authority, first + offset, reference, person_id, self._now, request.begun)
            )
            self._new_entries += len(request.begun.entries)
        self._new_cases += len(made)
        return made

    def _not_held(
        self, uow: UnitOfWork, sent: "_Sent", held: list[StoredCase], file: ProblemFile, calendar: Calendar
    ) -> list["_SentRequest"]:
        """The requests that are new cases; what the others add to cases that are held is added here."""
        matched = cases_of([each.begun.entries for each in sent.requests], held)
        for request, stored in zip(sent.requests, matched, strict=True):
            if stored is not None:
                self._add_to(uow, stored, request, sent.label, file, calendar)
        return [request for request, stored in zip(sent.requests, matched, strict=True) if stored is None]

    def _add_to(
        self,
        uow: UnitOfWork,
        stored: StoredCase,
        request: "_SentRequest",
        label: str,
        file: ProblemFile,
        calendar: Calendar,
    ) -> None:
        added = add_to(self._office, uow, stored, request.proposals, self._today, self._now, calendar)
        for entry, proposal in added.differing:
            self._problem(file, differs(label, request.number, stored.reference, entry, proposal))
        for entry in added.missing:
            self._problem(file, missing(label, request.number, stored.reference, entry))
        if added.refused is not None:
            proposal, refusal = added.refused
            self._problem(file, not_added(label, request.number, stored.reference, proposal, refusal))
        self._new_entries += added.entries
        self._differing += len(added.differing) + len(added.missing) + (added.refused is not None)

    def _problem(self, file: ProblemFile, problem: Problem) -> None:
        self._counts.problems += 1
        self._note(file, [problem])


@dataclass(frozen=True, slots=True)
class _SentRequest:
    """One request of the return as events, and the ledger that they make by themselves."""

    number: int
    proposals: list[Proposal]
    begun: Begun

    @property
    def year(self) -> int:
        return self.begun.entries[0].occurred_on.year


@dataclass(frozen=True, slots=True)
class _Sent:
    """One person of the return; `person` is None where the record was set aside."""

    person: SentPerson | None
    label: str
    requests: list[_SentRequest]
    problems: list[Problem]


def _person(authority: str, sent: SentPerson, now: datetime) -> Person:
    return new_person(
        authority,
        now,
        forename=sent.forename,
        surname=sent.surname,
        born=sent.born,
        sex=sent.sex,
        ethnicity=sent.ethnicity,
        upn=sent.upn,
        uln=sent.uln,
        upn_unknown=sent.upn_unknown,
        postcode=sent.postcode,
    )


def _some_at_a_time(records: Iterator[PersonRecord]) -> Iterator[list[PersonRecord]]:
    while some := list(islice(records, AT_ONCE)):
        yield some


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReturnUnreadable(f"The file {path.name} cannot be opened: {error.strerror}.") from error
