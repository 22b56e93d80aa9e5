"""The report of a month for pages: of a closed month what was kept, of another one made now and held for some minutes.

Making a report reads every ledger, which takes seconds. So one that was made is shown again, with the moment at which it
was known, until it is too old or somebody asks to count again; whether anything was recorded since is said beside it.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from ehcp_flow.db.team_rows import entries_so_far
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.cases_behind import as_figure
from ehcp_flow.services.board.closing import frozen
from ehcp_flow.services.board.monthly import SOURCE, Made, make
from ehcp_flow.services.board.rights import SEE_SMALL_NUMBERS, may_see_exact
from ehcp_flow.services.office import Office
from reports.board.model import Report
from reports.figures import Figure
from reports.periods import Period
from workflows.refusals import Refusal

AT_MOST = timedelta(minutes=10)
"""So long something that was counted is shown again."""

HELD = 8
"""So many things are held at once, in each process: a report of a large authority takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A month's report in both editions, and its figures by id, each with its cases.

    `recorded_since`: something was recorded on a ledger after this was counted.
    """

    exact: Report
    released: Report
    figures: Mapping[str, Figure] = field(default_factory=dict)
    recorded_since: bool = False

    def edition(self, exact: bool) -> Report:
        return self.exact if exact else self.released


Of = TypeVar("Of")


class Held:
    """What was counted lately, by key. Two who ask for the same at once wait for one counting."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making: dict[tuple[str, ...], Lock] = {}
        self._made: OrderedDict[tuple[str, ...], tuple[datetime, object]] = OrderedDict()

    def get(
        self, key: tuple[str, ...], now: datetime, count: Callable[[], Of | Refusal], anew: bool = False
    ) -> tuple[datetime, Of] | Refusal:
        """What is held, and since when; counted now where it is too old, or `anew`. A refusal is not held."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            since, found = self._made.get(key, (None, None))
            if since is not None and not anew and timedelta(0) <= now - since < AT_MOST:
                return since, found  # type: ignore[return-value]
            counted = count()
            if isinstance(counted, Refusal):
                return counted
            with self._lock:
                self._made[key] = (now, counted)
                self._made.move_to_end(key)
                while len(self._made) > HELD:
                    gone, _ = self._made.popitem(last=False)
                    self._making.pop(gone, None)
            return now, counted


held = Held()


@dataclass(frozen=True, slots=True)
class _Counted:
    exact: Report
    released: Report
    figures: Mapping[str, Figure]
    entries: int


def shown(office: Office, of: Period, issue: int | None = None, *, anew: bool = False) -> Shown | Refusal:
    """The report of a month. `issue` chooses one of a closed month; None: the latest. `anew`: count an open month again.

    Both editions are given: whoever shows the exact one asks `may_see_exact` first.
    """
    now = office.clock.now()
    closed = _closed(office, of, issue, now)
    if closed is not None:
        return closed

    def count() -> _Counted | Refusal:
        entries = _entries(office)
        made = make(office, of, now)
        if isinstance(made, Refusal):
            return made
        return _Counted(made.exact, made.for_release(), _figures(made), entries)

    key = (str(office.database.url), office.authority, "report", f"{of.first:%Y-%m}")
    found = held.get(key, now, count, anew)
    if isinstance(found, Refusal):
        return found
    _, counted = found
    return Shown(counted.exact, counted.released, counted.figures, counted.entries != _entries(office))


def _closed(office: Office, of: Period, issue: int | None, now: datetime) -> Shown | Refusal | None:
    """What was kept of a closed month; None where it is not closed."""
    name = f"{of.first:%Y-%m}"
    with office.database.reading() as connection:
        issues = UnitOfWork(connection).board.of_month(office.authority, name)
    wanted = next((each for each in reversed(issues) if issue in (None, each.issue)), None)
    if wanted is None:  # not closed; or not that issue, which is refused in words
        refused = frozen(office, of, issue) if issue is not None else None
        return refused if isinstance(refused, Refusal) else None

    def read() -> Shown | Refusal:
        kept = frozen(office, of, wanted.issue)
        if kept is None or isinstance(kept, Refusal):
            return kept or Refusal(f"Open {of.words}", "it is not closed", SOURCE, "Open it without an issue.")
        figures = {each.figure: as_figure(each, of) for each in kept.figures}
        return Shown(kept.edition(exact=True), kept.edition(exact=False), figures)

    found = held.get((str(office.database.url), office.authority, "closed", name, wanted.hash), now, read)
    return found if isinstance(found, Refusal) else found[1]


def may_be_exact(office: Office, by: str) -> bool:
    """Whether this user may see the numbers that are held back from others."""
    return not isinstance(may_see_exact(office, by, SEE_SMALL_NUMBERS), Refusal)


def _figures(made: Made) -> dict[str, Figure]:
    return dict(made.figures.asked)


def _entries(office: Office) -> int:
    """How many entries all ledgers have: a ledger is only ever added to, so anything recorded changes it."""
    with office.database.reading() as connection:
        return entries_so_far(connection, office.authority)
