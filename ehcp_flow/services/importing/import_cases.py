"""Reads cases from a simple CSV, one line a case: every line checked like a return's, all or nothing, and never twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.cases import next_reference
from ehcp_flow.services.importing.adding import Added, add_to, new_case
from ehcp_flow.services.importing.case_rows import BEGINS, CaseFile, CaseRow, NotRead, Wrong
from ehcp_flow.services.importing.merging import cases_of
from ehcp_flow.services.importing.problem_file import ProblemFile
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import Held, identify, store
from ehcp_flow.services.telling.ladders import law_here, rungs_here
from workflows.advance import IMPORTER, Begun, Proposal, begin
from workflows.days import Calendar
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event

TASK = "import cases"
COLUMNS = ("line", "column", "value", "effect", "what is wrong", "what to do")
AT_ONCE = 200
"""New cases stored together."""

SET_ASIDE, LEFT_OUT = "set aside", "value left out"


@dataclass(frozen=True, slots=True)
class ImportedCases:
    """What an import did: `people` and `cases` are those of the lines that could be used.

    `already`: this very file had been read in before, and nothing was changed.
    """

    people: int
    cases: int
    set_aside: int
    problems: int
    new_people: int
    new_cases: int
    new_entries: int
    problems_file: Path | None
    already: bool = False
    dry_run: bool = False


def import_cases(
    office: Office,
    path: Path,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> ImportedCases | Refusal:
    """Read cases in. Everything or nothing is saved; a line that cannot be used is set aside whole, and counted.

    `on_progress` is told the lines read and how many there are. Refused: a file that is no such CSV.
    """
    try:
        return _Import(office, path, CaseFile(path), dry_run, on_progress).run()
    except NotRead as fault:
        return fault.refusal


class _Import:
    """One file on its way into one authority's ledgers."""

    def __init__(
        self,
        office: Office,
        path: Path,
        file: CaseFile,
        dry_run: bool,
        on_progress: Callable[[int, int], None] | None,
    ) -> None:
        self._office = office
        self._path = path
        self._file = file
        self._dry_run = dry_run
        self._on_progress = on_progress
        self._today: date = office.clock.today()
        self._now: datetime = office.clock.now()
        self._people: set[int] = set()
        self._waiting: list[tuple[int, NewCase]] = []
        self._count: Counter[str] = Counter()

    def run(self) -> ImportedCases:
        digest = hashlib.sha256(self._path.read_bytes()).hexdigest()
        with unit_of_work(self._office.database) as uow, ProblemFile(self._path, COLUMNS) as problems:
            uow.alone_in(self._office.authority)
            self._now = self._office.clock.now()  # once we are alone: others may have recorded while we waited
            before = uow.runs.get(TASK, digest, self._office.authority)
            already = before is not None and before.outcome == "done"
            calendar = self._office.calendar(uow)
            self._law = law_here(self._office, uow)
            self._next_rung = rungs_here(self._office, uow, calendar)
            users = {user.email: user.user_id for user in uow.users.all(self._office.authority) if user.active}
            for row in self._file.rows():
                self._read(uow, row, problems, calendar, users)
            self._store_waiting(uow)
            done = self._imported(problems.path, already)
            if not self._dry_run and not already:
                uow.runs.start(TASK, digest, self._now, self._office.authority)
                detail = {"file": self._path.name, "cases": done.cases, "set_aside": done.set_aside}
                uow.runs.finish(TASK, digest, self._now, detail, authority=self._office.authority)
                uow.commit()
        return done

    def _imported(self, problems_file: Path | None, already: bool) -> ImportedCases:
        """A file that was read in before is read again for its counts and problems, and none of it is saved."""
        counted = self._count
        return ImportedCases(
            people=len(self._people),
            cases=counted["cases"],
            set_aside=counted["set_aside"],
            problems=counted["problems"],
            new_people=0 if already else counted["new_people"],
            new_cases=0 if already else counted["new_cases"],
            new_entries=0 if already else counted["new_entries"],
            problems_file=problems_file,
            already=already,
            dry_run=self._dry_run,
        )

    def _read(
        self,
        uow: UnitOfWork,
        row: CaseRow | list[Wrong],
        problems: ProblemFile,
        calendar: Calendar,
        users: dict[str, int],
    ) -> None:
        wrong = row if isinstance(row, list) else self._use(uow, row, calendar, users)
        for each in wrong:
            self._count["problems"] += 1
            effect = SET_ASIDE if each.aside else LEFT_OUT
            problems.write(each.line, each.column, each.value, effect, each.why, each.do)
        self._count["set_aside" if any(each.aside for each in wrong) else "cases"] += 1
        if self._on_progress is not None and (line := row[0].line if isinstance(row, list) else row.line) % 50 == 0:
            self._on_progress(line, self._file.lines)

    def _use(self, uow: UnitOfWork, row: CaseRow, calendar: Calendar, users: dict[str, int]) -> list[Wrong]:
        """Save the line, or say why not; nothing of a line that is set aside is saved."""
        proposals = [_assigned_to_a_user(proposal, users) for proposal in row.proposals]
        begun = self._begun(proposals, calendar)
        if isinstance(begun, Refusal):
            return [self._refused(row, proposals, begun, calendar)]
        unknown = _unknown_officer(row, proposals, users)
        if unknown is not None:
            return [unknown]
        began_on = next(each.occurred_on for each in proposals if each.event in BEGINS)
        held = identify(uow, self._office.authority, row.person, began_on, self._now)
        if isinstance(held, Refusal):
            return [_about_person(row, held)]
        return self._save(uow, row, held, proposals, begun, calendar, users)

    def _begun(self, proposals: Sequence[Proposal], calendar: Calendar) -> Begun | Refusal:
        return begin(proposals, by=IMPORTER, now=self._now, today=self._today, law=self._law, calendar=calendar)

    def _save(
        self,
        uow: UnitOfWork,
        row: CaseRow,
        held: Held,
        proposals: Sequence[Proposal],
        begun: Begun,
        calendar: Calendar,
        users: dict[str, int],
    ) -> list[Wrong]:
        person_id = held.person.person_id
        if held.known:
            if any(waiting == person_id for waiting, _ in self._waiting):
                self._store_waiting(uow)
            held_cases = uow.cases.of_people(self._office.authority, [person_id], for_change=True)
            cases = held_cases.get(person_id, [])
            (stored,) = cases_of([begun.entries], cases, only_plan=False)
            if stored is not None:
                added = add_to(self._office, uow, stored, proposals, self._today, self._now, calendar, users)
                if added.refused is not None:
                    return [_not_added(row, stored.reference, *added.refused)]
                self._keep(uow, held)
                self._count["new_entries"] += added.entries
                return _differing(row, stored.reference, added)
        person_id = self._keep(uow, held)
        number = uow.authorities.next_number(self._office.authority, "case")
        reference = next_reference(uow, self._office.authority, begun.entries[0].occurred_on.year)
        case = new_case(self._office.authority, number, reference, person_id, self._now, begun, users)
        self._waiting.append((person_id, case))
        self._count["new_cases"] += 1
        self._count["new_entries"] += len(begun.entries)
        if len(self._waiting) >= AT_ONCE:
            self._store_waiting(uow)
        return []

    def _keep(self, uow: UnitOfWork, held: Held) -> int:
        kept = store(uow, held).person.person_id
        self._people.add(kept)
        self._count["new_people"] += not held.known
        return kept

    def _store_waiting(self, uow: UnitOfWork) -> None:
        uow.cases.bulk_add([], [case for _, case in self._waiting], self._next_rung)
        self._waiting.clear()

    def _refused(self, row: CaseRow, proposals: Sequence[Proposal], refusal: Refusal, calendar: Calendar) -> Wrong:
        """The refusal, at the first event that it is about."""
        some = next(
            n for n in range(1, len(proposals) + 1) if isinstance(self._begun(proposals[:n], calendar), Refusal)
        )
        event = proposals[some - 1].event
        return Wrong(row.line, event.value, row.cells[event.value], f"{refusal.what}: {refusal.why}.", refusal.do)


def _assigned_to_a_user(proposal: Proposal, users: dict[str, int]) -> Proposal:
    """An officer's address as the users have it, in small letters."""
    to = str(proposal.facts.get("to", "")).lower()
    if proposal.event is not Event.CASE_ASSIGNED or to not in users:
        return proposal
    return replace(proposal, facts={**proposal.facts, "to": to})


def _unknown_officer(row: CaseRow, proposals: Sequence[Proposal], users: dict[str, int]) -> Wrong | None:
    for proposal in proposals:
        if proposal.event is Event.CASE_ASSIGNED and proposal.facts.get("to") not in users:
            to = str(proposal.facts.get("to", ""))
            why = "No active user has this e-mail address."
            return Wrong(row.line, "case_assigned.to", to, why, "Add the user with “ehcp-flow user add”.")
    return None


def _about_person(row: CaseRow, refusal: Refusal) -> Wrong:
    """A refusal of the person, at the column that it speaks of."""
    why = refusal.why.lower()
    column = "name" if "name" in row.cells else "surname"
    if "unique pupil number" in why or ("this number" in why and row.person.upn):
        column = "upn"
    elif "nhs number" in why or "this number" in why:
        column = "nhs_number"
    elif "born" in why or "birth date," in why:
        column = "born"
    return Wrong(row.line, column, row.cells.get(column, ""), f"{_sentence(refusal.why)}.", refusal.do)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _not_added(row: CaseRow, case: str, proposal: Proposal, refusal: Refusal) -> Wrong:
    column = proposal.event.value
    why = f"It cannot be added to {case}: {refusal.why}."
    return Wrong(row.line, column, row.cells.get(column, proposal.occurred_on.isoformat()), why, refusal.do)


def _differing(row: CaseRow, case: str, added: Added) -> list[Wrong]:
    return [_differs(row, case, entry, proposal) for entry, proposal in added.differing]


def _differs(row: CaseRow, case: str, entry: Entry, proposal: Proposal) -> Wrong:
    column = proposal.event.value
    day, held = proposal.occurred_on.isoformat(), entry.occurred_on.isoformat()
    return Wrong(
        row.line,
        column,
        row.cells[column],
        f"{case} holds {held} for “{EVENTS[entry.event].title}” (entry {entry.number}); it was kept.",
        f"If the file is right: ehcp-flow case correct {case} {entry.number} --on {day}",
        aside=False,
    )
