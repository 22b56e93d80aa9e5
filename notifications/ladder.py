"""Which rung of its ladder a deadline has reached on a day, and when the next one comes. Pure: no clock, no database.

A rung stands on a day of its own. What is to be said "on the day" is said on the last working day up to it, because
nobody reads a digest on a Saturday, and on the Monday it would be late.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflows.clocks import Deadline
from workflows.days import A_DAY, Calendar
from workflows.policy import Audience, Ladder, Rung, Severity, Way
from workflows.standing import Outcome

_SEVERITIES = tuple(Severity)
_WAYS = tuple(Way)


@dataclass(frozen=True, slots=True)
class Reached:
    """Every rung reached since a day, as one: the latest id, all audiences, the worst severity, the most urgent way.

    `now`: it goes out at once and does not wait for the digest. `next_on` is the day of the next rung, None at the end.
    """

    rung: str
    tell: tuple[Audience, ...]
    severity: Severity
    now: bool
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Stop:
    """A rung on its day, with its place in the ladder. `id` counts on where a rung repeats: late_5, late_10, late_15."""

    on: date
    place: int
    id: str
    rung: Rung


def stands(deadline: Deadline) -> bool:
    """Whether anything is said of it at all: it is open, and it is the clock that binds."""
    return deadline.binding and deadline.outcome is Outcome.OPEN and deadline.live


def next_rung_on(deadline: Deadline, ladder: Ladder, today: date, calendar: Calendar) -> date | None:
    """What a new or a moved deadline is indexed by: the day of the rung reached last, else of the first one to come.

    None where nothing is ever to be said of it.
    """
    if not stands(deadline):
        return None
    past = [stop.on for rung in _numbered(ladder) if (stop := _last_by(rung, deadline, today, calendar))]
    return max(past) if past else following(deadline, ladder, today + A_DAY, calendar)


def following(deadline: Deadline, ladder: Ladder, since: date, calendar: Calendar) -> date | None:
    """The day of the first rung on or after a day; None where none comes."""
    if not stands(deadline):
        return None
    ahead = (_first_from(rung, deadline, since, calendar) for rung in _numbered(ladder))
    return min((day for day in ahead if day is not None), default=None)


def reached(
    deadline: Deadline, ladder: Ladder, severe: bool, since: date, today: date, calendar: Calendar
) -> Reached | None:
    """Every rung with since <= its day <= today, as one; None where there is none."""
    if not stands(deadline):
        return None
    stops = [
        stop
        for rung in _numbered(ladder)
        if (stop := _last_by(rung, deadline, today, calendar)) is not None and stop.on >= since
    ]
    if not stops:
        return None
    way = max((stop.rung.way for stop in stops), key=_WAYS.index)
    return Reached(
        rung=max(stops, key=lambda stop: (stop.on, stop.place)).id,
        tell=_in_order(stops),
        severity=max((stop.rung.severity for stop in stops), key=_SEVERITIES.index),
        now=way is Way.NOW or (severe and way is Way.NOW_IF_SEVERE),
        next_on=following(deadline, ladder, today + A_DAY, calendar),
    )


def _numbered(ladder: Ladder) -> Iterator[tuple[int, Rung]]:
    return enumerate(ladder.rungs)


def _in_order(stops: Iterable[Stop]) -> tuple[Audience, ...]:
    told = {audience for stop in stops for audience in stop.rung.tell}
    return tuple(audience for audience in Audience if audience in told)


def _day_of(rung: Rung, deadline: Deadline, calendar: Calendar) -> date | None:
    """The day on which a rung stands (of one that repeats: the first time)."""
    if rung.first:
        return deadline.warn_on
    if rung.fit and deadline.fit_by is None:
        return None
    last = deadline.fit_by if rung.fit and deadline.fit_by else deadline.due
    if rung.days == 0:
        return last if calendar.is_working_day(last) else calendar.add_working_days(last, -1)
    if rung.days < 0 and not rung.fit:
        last = deadline.due_cautious
    return calendar.add_working_days(last, rung.days)


def _last_by(numbered: tuple[int, Rung], deadline: Deadline, today: date, calendar: Calendar) -> Stop | None:
    """The rung on its day, where that has come; of one that repeats the last time that it has."""
    place, rung = numbered
    first = _day_of(rung, deadline, calendar)
    if first is None or first > today:
        return None
    if not rung.every:
        return Stop(first, place, rung.id, rung)
    late = calendar.working_days_between(deadline.due, today)
    days = rung.days + (late - rung.days) // rung.every * rung.every
    return Stop(calendar.add_working_days(deadline.due, days), place, f"late_{days}", rung)


def _first_from(numbered: tuple[int, Rung], deadline: Deadline, since: date, calendar: Calendar) -> date | None:
    """The first day from `since` on which the rung stands."""
    _, rung = numbered
    first = _day_of(rung, deadline, calendar)
    if first is None or first >= since:
        return first
    if not rung.every:
        return None
    passed = calendar.working_days_between(deadline.due, since - A_DAY)
    times = (passed - rung.days) // rung.every + 1
    return calendar.add_working_days(deadline.due, rung.days + times * rung.every)
