"""The report of a month, made from the ledgers as they are known now."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.gather import gather
from ehcp_flow.services.board.rules import rules_version
from ehcp_flow.services.office import Office
from ehcp_flow.services.returns.check import Check
from ehcp_flow.services.returns.export import collection_here
from reports.board.about import About
from reports.board.build import build
from reports.board.held_back import hold_back
from reports.board.model import Report
from reports.figures import Figures
from reports.periods import Period, month
from reports.rows.quality import Fault, FaultRow
from reports.uncollected import uncollected
from workflows.refusals import Refusal

MONTH = re.compile(r"((?:19|20)\d\d)-(0?[1-9]|1[0-2])", re.ASCII)
SOURCE = "The months of the Board report (docs/decisions/0021)"


@dataclass(frozen=True, slots=True)
class Made:
    """A report, exact and as it may leave the service, with every figure in it."""

    exact: Report
    figures: Figures

    def for_release(self) -> Report:
        """The report with small numbers held back. It takes about half a second: ask once."""
        with uncollected():
            return hold_back(self.exact, list(self.figures.asked.values()), the_limit())

    def edition(self, exact: bool) -> Report:
        return self.exact if exact else self.for_release()


def the_limit() -> int:
    """Counts from 1 to under this number are held back."""
    return About("", "").choices.small_numbers_under


def read_month(typed: str) -> Period | Refusal:
    """The month that was typed as 2026-10."""
    if (written := MONTH.fullmatch(typed.strip())) is not None:
        return month(int(written[1]), int(written[2]))
    return Refusal("Read the month", f"“{typed}” is not a month", SOURCE, "Write it as 2026-10.")


def figures_of(office: Office, of: Period, known_at: datetime | None = None) -> Figures:
    """The figures of a month from the ledgers: as it stood on the month's last day; of a month that lasts, up to today.

    `known_at` None: with everything that is recorded.
    """
    as_at = min(of.last, office.clock.today())
    rows = gather(office, as_at, known_at, blocking=_blocking(office, as_at, known_at))
    with office.database.reading() as connection:
        calendar = office.calendar(UnitOfWork(connection))
    return Figures(rows, Period(of.first, as_at), calendar.working_days_between)


@dataclass(frozen=True, slots=True)
class _Blocking:
    """What the return that covers a day could not be sent with."""

    check: Check
    as_at: date

    def add(self, case: StoredCase) -> None:
        self.check.add(case)

    def faults(self, uow: UnitOfWork) -> list[FaultRow]:
        return [
            FaultRow(each.case, Fault.BLOCKS_RETURN, self.as_at, f"{each.field} ({each.rule})")
            for each in self.check.blocking(uow)
        ]


def _blocking(office: Office, as_at: date, known_at: datetime | None) -> _Blocking | None:
    """None where no census date is held yet: what blocks that return is not known."""
    collection = collection_here(office, as_at.year + 1)
    return None if isinstance(collection, Refusal) else _Blocking(Check(office, collection, known_at), as_at)


def make(office: Office, of: Period, now: datetime, issue: int = 0, reason: str = "") -> Made | Refusal:
    """The report of a month. Refuses a month that has not begun.

    An `issue` holds what was recorded up to `now`, the moment with which it is stamped; without one, all that is recorded.
    """
    if of.first > office.clock.today():
        return Refusal(
            f"Report on {of.words}", "the month has not begun", SOURCE, "Ask for this month or an earlier one."
        )
    with uncollected():
        figures = figures_of(office, of, now if issue else None)
        return Made(build(figures, about(office), rules_version(), now, issue, reason), figures)


def about(office: Office) -> About:
    """Whose report it is."""
    with office.database.reading() as connection:
        held = UnitOfWork(connection).authorities.get(office.authority)
    return About(office.authority, held.name if held else office.authority)
