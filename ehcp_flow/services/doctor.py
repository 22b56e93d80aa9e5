"""Examines a database: verifies every chain, derives every index afresh, and says or mends what differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date

from ehcp_flow.db import index, ledger, upkeep
from ehcp_flow.db.index import CaseIndex, Held
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.indexing import case_index, next_rungs, rung_is_right
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.case import fold
from workflows.clocks import Deadline, deadlines
from workflows.days import Calendar
from workflows.ledger import verify
from workflows.parameters import Law
from workflows.words import day_words


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose index is not what its ledger gives: what differs, for people."""

    case: str
    what: str


@dataclass(slots=True)
class Report:
    """What was found. `broken`: ledgers whose chain does not hold; nothing is ever mended in those."""

    cases: int = 0
    entries: int = 0
    broken: list[Difference] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)
    repaired: int = 0
    foreign_keys: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong now."""
        return not self.broken and not self.foreign_keys and self.repaired == len(self.differing)


AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _By:
    """What every case of an examination is held against."""

    law: Law
    calendar: Calendar
    today: date
    users: dict[str, int]


def examine(office: Office, repair: bool) -> Report:
    """Every ledger of the authority: its chain, and its index as the ledger and today's law give it.

    `repair` writes the indexes that differ. A broken chain is reported and left as it is: it is evidence.
    """
    report = Report()
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        report.foreign_keys = upkeep.foreign_key_faults(connection)
        users = {user.email: user.user_id for user in uow.users.all(office.authority)}
        by = _By(law_here(office, uow), office.calendar(uow), office.clock.today(), users)
    after = -1
    while True:
        with _opened(office, repair) as uow:
            batch = list(ledger.some(uow.connection, office.authority, after, AT_ONCE, for_change=repair))
            if not batch:
                return report
            span = (uow.connection, office.authority, batch[0].case_id, batch[-1].case_id)
            stored, misnoted = upkeep.indexes(*span), upkeep.misnoted(*span)
            rungs: dict[int, list[Held]] = {}
            for held in index.held_deadlines(*span):
                rungs.setdefault(held.case_id, []).append(held)
            for case in batch:
                report.cases += 1
                report.entries += len(case.entries)
                if (wrong := _broken(case, misnoted.get(case.case_id))) is not None:
                    report.broken.append(Difference(case.reference, wrong))
                else:
                    _examine(report, uow, case, stored[case.case_id], rungs.get(case.case_id, []), by, repair)
            after = batch[-1].case_id
            if repair:
                uow.commit()


@contextmanager
def _opened(office: Office, repair: bool) -> Iterator[UnitOfWork]:
    """Whoever only looks takes no lock, so that work goes on beside it."""
    if repair:
        with unit_of_work(office.database) as uow:
            yield uow
    else:
        with office.database.reading() as connection:
            yield UnitOfWork(connection)


def _examine(
    report: Report,
    uow: UnitOfWork,
    case: StoredCase,
    stored: tuple[CaseIndex, list[Deadline]],
    rungs: list[Held],
    by: _By,
    repair: bool,
) -> None:
    view = fold(case.entries)
    due = deadlines(view.entries, by.law, by.calendar)
    right = case_index(view, due, by.users)
    held_index, held_due = stored
    what = _differs(held_index, right, held_due, due)
    amiss = _amiss(rungs, due, by)
    if what or amiss:
        words = [what, *(_rung_words(held, day) for held, day in amiss)]
        report.differing.append(Difference(case.reference, "; ".join(filter(None, words))))
        if repair:
            index.save_warnings(
                uow.connection, case.authority, [replace(held, next_rung_on=day) for held, day in amiss]
            )
            uow.cases.save_index(case, right, due, next_rungs(by.law, by.today, by.calendar))
            report.repaired += 1


def _amiss(rungs: list[Held], due: list[Deadline], by: _By) -> list[tuple[Held, date | None]]:
    """The deadlines that are as they should be, but for the day of their next rung; each with the day that is right."""
    now, next_rung = {each.key: each for each in due}, next_rungs(by.law, by.today, by.calendar)
    return [
        (held, next_rung(held.deadline, None))
        for held in rungs
        if now.get(held.deadline.key) == held.deadline and not rung_is_right(held, by.law, by.today, by.calendar)
    ]


def _rung_words(held: Held, day: date | None) -> str:
    was, now = (day_words(each) if each else "never" for each in (held.next_rung_on, day))
    return f"{held.deadline.duty}: the next warning is {was}, should be {now}"


def _broken(case: StoredCase, misnoted: int | None) -> str | None:
    """What is wrong with a ledger, in words. `misnoted`: the entry that notes another hash before it than is there."""
    found = verify(case.authority, case.reference, case.person_id, zip(case.entries, case.hashes, strict=True))
    if found is not None:
        return f"entry {found.number}: {found.why}"
    if misnoted is not None:
        return f"entry {misnoted}: it notes another hash before it than is there"
    return case.at_odds or None


def _differs(held: CaseIndex, right: CaseIndex, held_due: list[Deadline], due: list[Deadline]) -> str:
    """What differs, in words; "" where nothing does."""
    names = [name for name, value in right.values().items() if held.values()[name] != value]
    was, now = {each.key: each for each in held_due}, {each.key: each for each in due}
    moved = [
        _moved(key[0], was.get(key), now.get(key))
        for key in sorted(was.keys() | now.keys())
        if was.get(key) != now.get(key)
    ]
    return "; ".join(
        [*(f"{name} is {held.values()[name]}, should be {right.values()[name]}" for name in names), *moved]
    )


def _moved(duty: str, was: Deadline | None, now: Deadline | None) -> str:
    """What differs of one deadline: its date, or else the parts that do."""
    if was is None or now is None or was.due != now.due:
        return f"{duty}: {was.due.isoformat() if was else 'none'} to {now.due.isoformat() if now else 'none'}"
    names = [
        each.name for each in fields(Deadline) if each.compare and getattr(was, each.name) != getattr(now, each.name)
    ]
    return f"{duty}: " + ", ".join(
        f"{name} {getattr(was, name) or 'none'} to {getattr(now, name) or 'none'}" for name in names
    )
