"""A random authority twice: its rows as the report makes them from ledgers, and the same ledgers on a clerk's desk."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from ehcp_flow.services.board.cases_of import case_row
from ehcp_flow.services.board.disputes_of import appeal_rows, mediation_rows
from ehcp_flow.services.board.exceptions_of import evidenced, exception_rows, excuses
from ehcp_flow.services.board.faults_of import fault_rows
from ehcp_flow.services.board.plans_of import plan_row
from ehcp_flow.services.board.reviews_of import review_rows
from ehcp_flow.services.board.steps_of import step_rows
from ehcp_flow.services.board.told import Against, told
from ehcp_flow.services.indexing import assessment_row
from reports.board.about import the_choices
from reports.figures import Figure, Figures
from reports.periods import month
from reports.registry import MEASURES
from reports.rows.every import Rows
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell
from reports.rows.quality import Fault, FaultRow
from tests.ehcp_flow.services.board.slow import (
    assessments_twin,
    backlog_twin,
    demand_twin,
    health_twin,
    plans_twin,
    steps_twin,
)
from tests.ehcp_flow.services.board.slow.desk import Desk, Twin
from tests.ehcp_flow.services.board.slow.ledgers import Folder, folder
from tests.ehcp_flow.services.board.slow.paper import Answer, Case, last_of_month

FILES = (assessments_twin, backlog_twin, demand_twin, health_twin, plans_twin, steps_twin)
TWINS: dict[str, Twin] = {measure_id: twin for file in FILES for measure_id, twin in file.TWINS.items()}
REPORTED = month(2026, 3)
PERIODS = {
    "month": (date(2026, 3, 1), date(2026, 3, 31)),
    "rolling_12": (date(2025, 4, 1), date(2026, 3, 31)),
}
EARLIER = (date(2024, 12, 1), date(2025, 3, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 2, 1))
"""Months that are over: one is counted too, as it stood at its end, from what is known on the day of the report."""


@dataclass(frozen=True)
class Authority:
    """Everything that is held, and the moment at which it is known (None: whatever was recorded since)."""

    folders: tuple[Folder, ...]
    known_at: datetime | None
    rows: Rows
    earlier: date

    @cached_property
    def cases(self) -> list[Case]:
        """The cases on which something had happened by the day of the report, as a clerk reads them."""
        read = [Case(each, REPORTED.last, self.known_at) for each in self.folders]
        return [case for case in read if not case.nothing_yet]

    @property
    def periods(self) -> dict[str, tuple[date, date]]:
        return {**PERIODS, f"{self.earlier:%Y-%m}": (self.earlier, last_of_month(self.earlier))}


def authority(random: Random, cases: int) -> Authority:
    folders = tuple(folder(random, number) for number in range(1, cases + 1))
    known_at = random.choice((None, None, datetime(2026, 4, 20, 12, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)))
    return Authority(folders, known_at, _rows(random, folders, known_at), random.choice(EARLIER))


def _rows(random: Random, folders: Sequence[Folder], known_at: datetime | None) -> Rows:
    """As `gather` does it, without a database."""
    found: dict[str, list[Any]] = {
        name: []
        for name in [
            "assessments",
            "cases",
            "steps",
            "exceptions",
            "plans",
            "reviews",
            "mediations",
            "appeals",
            "faults",
        ]
    }
    for each in folders:
        case = told(each.case, each.entries, Against(REPORTED.last, known_at), each.born, each.postcode)
        if case is None:
            continue
        assessment, excused = assessment_row(case.case, case.view), excuses(case)
        found["assessments"].append(assessment)
        found["cases"].append(case_row(case, assessment, evidenced(excused)))
        found["steps"] += step_rows(case)
        found["exceptions"] += exception_rows(case, excused)
        if (plan := plan_row(case)) is not None:
            found["plans"].append(plan)
            found["reviews"] += review_rows(case)
        found["mediations"] += mediation_rows(case)
        found["appeals"] += appeal_rows(case)
        found["faults"] += fault_rows(case, the_choices().backdated_after)
        if random.random() < 0.1:
            found["faults"].append(FaultRow(each.case, Fault.BLOCKS_RETURN, _day(random), "a field"))
    found |= _health(random, [each.case for each in folders])
    rows = {name: tuple(each) for name, each in found.items()}
    return Rows(REPORTED.last, datetime(2026, 4, 1, tzinfo=UTC), **rows)


def _day(random: Random) -> date:
    return REPORTED.last - timedelta(days=int(400 * random.random() ** 3))


def _later(random: Random, day: date) -> date | None:
    return random.choice(
        (None, day + timedelta(days=random.randint(0, 9)), day + timedelta(days=random.randint(0, 40)))
    )


def _health(random: Random, cases: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"to_tell": [], "sent_notices": [], "raised_notices": [], "monthly_lists": []}
    for case in cases:
        day = _day(random)
        found["to_tell"].append(ToTell(case, random.choice(tuple(Happening)), day, _later(random, day)))
        answers = _later(random, day), _later(random, day)
        found["sent_notices"].append(SentNotice(case, day, random.random() < 0.5, *answers))
        found["raised_notices"].append(Raised(_day(random), random.random() < 0.3, random.choice((case, ""))))
        agreed = random.choice((None, random.randint(0, 20)))
        found["monthly_lists"].append(MonthlyList(_day(random).replace(day=1), 20, agreed, agreed))
    return found


def disagreements(of: Authority, measures: Iterable[str] = tuple(MEASURES)) -> list[str]:
    """Where the report and the clerk do not say the same, in words; none where they agree on everything."""
    figures = Figures(of.rows, REPORTED)
    found = []
    for basis, (first, last) in of.periods.items():
        desk = Desk(of.cases, of.rows, first, last)
        for measure_id in measures:
            found += _compared(figures, desk, measure_id, basis)
    return found


def _compared(figures: Figures, desk: Desk, measure_id: str, basis: str) -> list[str]:
    listing, add_up = TWINS[measure_id]
    lines = list(listing(desk))
    whole = figures.figure(measure_id, basis)
    found = _differs(whole, add_up(lines)) + _unsound(whole)
    if MEASURES[measure_id].split is None:
        return found
    parts = figures.split(measure_id, basis)
    for part in parts:
        found += _differs(part, add_up([line for line in lines if line.category == part.category]))
        found += _unsound(part)
    nowhere = {line.category for line in lines} - {part.category for part in parts}
    if nowhere:
        found.append(f"{whole.id}: no such category as {sorted(nowhere)}")
    if (sum(each.numerator for each in parts), sum(each.denominator for each in parts)) != (
        whole.numerator,
        whole.denominator,
    ):
        found.append(f"{whole.id}: the categories do not add up to the whole")
    return found


def _differs(figure: Figure, by_hand: Answer) -> list[str]:
    ours = Answer(figure.numerator, figure.denominator, figure.value, figure.cases, figure.meeting)
    return [] if ours == by_hand else [f"{figure.id}: the report says {ours}, the clerk {by_hand}"]


def _unsound(figure: Figure) -> list[str]:
    """A number opens to as many cases as it counts, and those of its numerator are among them. Some rows have no case."""
    found = []
    if MEASURES[figure.measure].reads not in ("monthly_lists", "raised_notices"):
        counted = len(figure.meeting) if MEASURES[figure.measure].meets else len(figure.cases)
        if (counted, len(figure.cases)) != (figure.numerator, figure.denominator):
            found.append(f"{figure.id}: it does not open to as many cases as it counts")
    if Counter(figure.meeting) - Counter(figure.cases):
        found.append(f"{figure.id}: cases of the numerator are not in the denominator")
    return found
