"""How work went on week by week: from each stage, and the weeks spent in it, what had become of a case a week later.

A semi-Markov life table. It counts the weeks that cases were at a stage, so a case that is still there counts as much as
one that has left; a mean of finished stages would leave out just the slow ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reports.rows.cases import CaseRow, Ending, Spell, Stage

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKS_BACK = 52
"""The time that the table is made from: the last 52 weeks before the day of the forecast."""
LEAST = 50
"""Weeks of a stage that one chance rests on at the least, as far as there are so many."""


class Left(StrEnum):
    """Where a case goes that leaves a stage, other than to another stage."""

    PLAN = "plan"
    OUT = "out"


Next = Stage | Left
Chances = Mapping[Next | None, float]
"""Where a case is a week later; None: where it was. They add up to 1."""


@dataclass(frozen=True, slots=True)
class Band:
    """Completed weeks in a stage from `first` on, up to the next band, and what happened in a week of them.

    `exposed`: how many weeks of cases were seen.
    """

    first: int
    exposed: int
    chances: Chances


@dataclass(frozen=True, slots=True)
class LifeTable:
    """`entries`: new work in a week, by where it was at the week's end, as a mean of the `weeks` seen (0 to 52)."""

    bands: Mapping[Stage, tuple[Band, ...]]
    entries: Mapping[Next, float]
    weeks: int

    def band(self, stage: Stage, weeks: int) -> Band | None:
        """The band of so many completed weeks; None where no case was seen at that stage."""
        found = None
        for band in self.bands.get(stage, ()):
            if band.first > weeks:
                break
            found = band
        return found


def life_table(cases: Iterable[CaseRow], as_at: date, least: int = LEAST) -> LifeTable:
    """The table as it could have been made at the end of a day: nothing that happened later is looked at.

    Weeks are pooled from the first on until `least` weeks of cases are behind a chance; what is left over at the end goes
    with the last. A decision not to issue ends a case for good here: a plan after it counts in no KP8b.
    """
    gone: dict[Stage, dict[int, Counter[Next | None]]] = {stage: defaultdict(Counter) for stage in Stage}
    entries: Counter[Next] = Counter()
    first = None
    for case in cases:
        for spell in case.spells:
            if spell.since <= as_at:
                first = spell.since if first is None else min(first, spell.since)
            if spell.since < as_at and (spell.until is None or spell.until > as_at - WEEKS_BACK * WEEK):
                _count_weeks(case, spell, as_at, gone[spell.stage])
        entries.update(_entries(case, as_at))
    weeks = 0 if first is None else min(WEEKS_BACK, (as_at - first).days // 7)
    return LifeTable(
        {stage: tuple(_pooled(by_week, least)) for stage, by_week in gone.items()},
        {where: number / weeks for where, number in entries.items()} if weeks else {},
        weeks,
    )


def carried(case: CaseRow, day: date) -> Spell | None:
    """The spell in which a case was at the end of a day; None where it was not open, or no plan of it would count."""
    refused = refused_on(case)
    if refused is not None and refused <= day:
        return None
    return next((spell for spell in case.spells if spell.on(day)), None)


def refused_on(case: CaseRow) -> date | None:
    """The first day on which it was decided not to issue a plan."""
    return next((end.on for end in case.ends if end.how is Ending.NOT_ISSUED), None)


def _count_weeks(case: CaseRow, spell: Spell, as_at: date, gone: Mapping[int, Counter[Next | None]]) -> None:
    """Each week from one counting day to the next at whose beginning the case was in this spell."""
    since = max(spell.since, as_at - WEEKS_BACK * WEEK)
    weeks_before = (as_at - since).days // 7
    begins = as_at - weeks_before * WEEK
    if not weeks_before or not spell.on(begins):
        return
    refused = refused_on(case)
    if refused is not None and refused <= begins:
        return
    # A decision not to issue ends the spell, so within it the case stays one that counts.
    first = (begins - spell.since).days // 7
    whole = (min(as_at, spell.until - DAY if spell.until else as_at) - begins).days // 7
    for week in range(first, first + whole):
        gone[week][None] += 1
    begins += whole * WEEK
    if begins < as_at:
        gone[first + whole][_after(case, begins, begins + WEEK)] += 1


def _after(case: CaseRow, begins: date, ends: date) -> Next:
    """Where a case is at the end of a week in which it left where it was."""
    spell = carried(case, ends)
    if spell is not None:
        return spell.stage
    return Left.PLAN if case.issued_on is not None and begins < case.issued_on <= ends else Left.OUT


def _entries(case: CaseRow, as_at: date) -> list[Next]:
    """Where the case was on the counting day after it came in, once for each time that it did."""
    if not case.spells or (case.spells[-1].until or as_at) <= as_at - WEEKS_BACK * WEEK:
        return []
    refused = refused_on(case)
    found: list[Next] = []
    for day in case.opened_on:
        if not as_at - WEEKS_BACK * WEEK < day <= as_at or (refused is not None and refused <= day):
            continue
        ends = as_at - ((as_at - day).days // 7) * WEEK
        if not case.open_on(ends - WEEK):
            found.append(_after(case, ends - WEEK, ends))
    return found


def _pooled(by_week: Mapping[int, Counter[Next | None]], least: int) -> list[Band]:
    pooled: list[tuple[int, Counter[Next | None]]] = []
    for week in sorted(by_week):
        if pooled and pooled[-1][1].total() < least:
            pooled[-1][1].update(by_week[week])
        else:
            pooled.append((week if pooled else 0, Counter(by_week[week])))
    if len(pooled) > 1 and pooled[-1][1].total() < least:
        _, last = pooled.pop()
        pooled[-1][1].update(last)
    return [_band(first, counted) for first, counted in pooled]


def _band(first: int, counted: Counter[Next | None]) -> Band:
    exposed = counted.total()
    order = sorted(counted, key=lambda where: where or "")
    return Band(first, exposed, {where: counted[where] / exposed for where in order})


class Ahead:
    """The chance that a case gets its plan in each of the weeks to come."""

    def __init__(self, table: LifeTable, weeks: int) -> None:
        self._table = table
        self._weeks = weeks
        self._known: dict[tuple[Stage, int, int], float] = {}

    def plan(self, stage: Stage, weeks_in_it: int) -> list[float]:
        """For each week ahead the chance that the plan is sent in it; 1 less their sum that it is not, or not yet."""
        return [self._in_week(stage, weeks_in_it, ahead) for ahead in range(1, self._weeks + 1)]

    def _in_week(self, stage: Stage, weeks_in_it: int, ahead: int) -> float:
        band = self._table.band(stage, weeks_in_it)
        if band is None:
            return 0.0
        if ahead == 1:
            return band.chances.get(Left.PLAN, 0.0)
        key = (stage, weeks_in_it, ahead)
        if key not in self._known:
            chance = 0.0
            for where, share in band.chances.items():
                if where is None:
                    chance += share * self._in_week(stage, weeks_in_it + 1, ahead - 1)
                elif isinstance(where, Stage):
                    chance += share * self._in_week(where, 0, ahead - 1)
            self._known[key] = chance
        return self._known[key]
