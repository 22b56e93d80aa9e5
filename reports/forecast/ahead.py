"""The plans to be expected in the months after a day, and how many of them on time, if the work goes on as it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from reports.board.months import back
from reports.forecast.chances import Range, of_cases, of_new, range_of, range_of_share, together
from reports.forecast.life_table import Ahead, Left, LifeTable, carried, life_table
from reports.periods import Period
from reports.rows.assessments import TWENTY_WEEKS
from reports.rows.cases import CaseRow, Stage

MONTHS = 5
DAYS = 7


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """One month. `plans` and `on_time` are means; `rate` is on time of all, 0 to 1, None where no plan is expected, or
    it was not asked for.

    `from_new`: how many of `plans` are from requests still to come.
    """

    month: Period
    plans: float
    plans_range: Range
    on_time: float
    rate: float | None
    rate_range: Range | None
    from_new: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """`open_cases`: how many were carried forward from the end of `as_at`; `table` is what they were carried by."""

    as_at: date
    months: tuple[MonthAhead, ...]
    open_cases: int
    table: LifeTable

    @property
    def possible(self) -> bool:
        """Whether a whole week of any stage has been seen; without one every number would be an empty 0."""
        return any(self.table.bands.values())


def forecast(cases: Sequence[CaseRow], as_at: date, months: int = MONTHS, rates: bool = True) -> Forecast:
    """The forecast made at the end of a month's last day. What happened later is not looked at, so it can be made for the past.

    Each open case goes on week by week from its stage and its weeks in it. A plan of a week is as likely on each of its
    seven days. New work comes at the mean rate, each piece received in the week in which it came in. Without `rates` no
    rate and no range of it is worked out.
    """
    table = life_table(cases, as_at)
    this = Period(as_at.replace(day=1), as_at)
    ahead = tuple(back(this, -number) for number in range(1, months + 1))
    weeks = -(-(ahead[-1].last - as_at).days // DAYS)
    chances = Ahead(table, weeks)
    stretches = _stretches(ahead, as_at, weeks)
    going = [(case, spell) for case in cases if (spell := carried(case, as_at)) is not None]
    parts = [
        _by_month(case, chances.plan(spell.stage, (as_at - spell.since).days // DAYS), as_at, stretches, months)
        for case, spell in going
    ]
    new = _new_by_month(table, chances, weeks, stretches, months)
    return Forecast(
        as_at,
        tuple(_month(ahead[number], [part[number] for part in parts], new[number], rates) for number in range(months)),
        len(going),
        table,
    )


Parts = tuple[float, float]
"""On time, and late."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one week ahead that fall in one month. `first`: days after the forecast's; `month`: its place among those ahead."""

    week: int
    month: int
    first: int
    days: int


def _stretches(ahead: Sequence[Period], as_at: date, weeks: int) -> list[Stretch]:
    found = []
    for week in range(weeks):
        days = range(week * DAYS + 1, (week + 1) * DAYS + 1)
        for place, month in enumerate(ahead):
            inside = [number for number in days if as_at + timedelta(number) in month]
            if inside:
                found.append(Stretch(week, place, inside[0], len(inside)))
    return found


def _by_month(
    case: CaseRow, plan: Sequence[float], as_at: date, stretches: Sequence[Stretch], months: int
) -> list[Parts]:
    """The chance that the plan of a case is sent in each month, on time and late."""
    on_time, late = [0.0] * months, [0.0] * months
    known = case.received_on is not None and case.received_on <= as_at
    left = (case.received_on + TWENTY_WEEKS - as_at).days if known and case.received_on else 0
    for stretch in stretches:
        chance = plan[stretch.week] / DAYS
        in_time = min(stretch.days, max(0, left - stretch.first + 1))
        on_time[stretch.month] += chance * in_time
        late[stretch.month] += chance * (stretch.days - in_time)
    return list(zip(on_time, late, strict=True))


def _new_by_month(
    table: LifeTable, chances: Ahead, weeks: int, stretches: Sequence[Stretch], months: int
) -> list[Parts]:
    """The plans to be expected of work still to come."""
    per_week = _plans_of_new(table, chances, weeks)
    on_time, late = [0.0] * months, [0.0] * months
    for stretch in stretches:
        for after in range(stretch.week + 1):
            plans = per_week[after] / DAYS
            for day in range(stretch.first - 1, stretch.first - 1 + stretch.days):
                share = _on_time_share(after, day % DAYS)
                on_time[stretch.month] += plans * share
                late[stretch.month] += plans * (1 - share)
    return list(zip(on_time, late, strict=True))


def _plans_of_new(table: LifeTable, chances: Ahead, weeks: int) -> list[float]:
    """Of the work of one week, the plans sent in that week, in the next, and so on."""
    found = [0.0] * weeks
    for where, number in table.entries.items():
        if where is Left.PLAN:
            found[0] += number
        elif isinstance(where, Stage):
            for after, chance in enumerate(chances.plan(where, 0)[: weeks - 1], start=1):
                found[after] += number * chance
    return found


@cache
def _on_time_share(weeks_after: int, day_of_week: int) -> float:
    """How many of the seven days of receipt leave a plan on that day of a later week on time."""
    took = (weeks_after * DAYS + day_of_week - received for received in range(DAYS))
    return sum(days <= TWENTY_WEEKS.days for days in took) / DAYS


def _month(month: Period, cases: Sequence[Parts], new: Parts, rates: bool) -> MonthAhead:
    on_time = sum(part for part, _ in cases) + new[0]
    plans = sum(on + late for on, late in cases) + sum(new)
    counted = together(of_cases(on + late for on, late in cases), of_new(sum(new)))
    rate = rate_range = None
    if rates and plans > 0:
        rate = on_time / plans
        # A case whose week 20 falls inside the month may be either; taken as two cases here, which widens the range a little.
        parts = [together(of_cases(case[part] for case in cases), of_new(new[part])) for part in (0, 1)]
        rate_range = range_of_share(parts[0], parts[1], rate)
    return MonthAhead(month, plans, range_of(counted, plans), on_time, rate, rate_range, sum(new))
