"""Late before late: the last day on which a step that is still missing would let a deadline be kept.

The window that has to follow the step is a duty of the law, and its length is read there. The day is found by stepping
back from the deadline one day at a time and asking the law each time, so it is right in whatever way the window is
counted, and on both sides of a change of the law.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from workflows.days import A_DAY, Calendar
from workflows.ledger import Entry
from workflows.limits import last_day
from workflows.parameters import Duty, Law, the_law
from workflows.policy import Fit
from workflows.vocabulary import Event

_NOTICE = "clear_notice"
_A_YEAR_BACK = 366
"""No window of the law is longer: a window without a rule that far back is one that the law does not ask for."""


def first_missing(
    fits: Iterable[Fit], happened: Collection[Event], due: date, law: Law, calendar: Calendar
) -> tuple[date | None, str]:
    """The earliest day by which a missing step is needed, and that step; (None, "") where nothing is missing."""
    found: tuple[date | None, str] = (None, "")
    for fit in fits:
        if any(step in happened for step in fit.steps):
            continue
        day = fit_by(fit, due, law, calendar)
        if day is not None and (found[0] is None or day < found[0]):
            found = day, fit.steps[0].value
    return found


def fit_by(fit: Fit, due: date, law: Law, calendar: Calendar) -> date | None:
    """The last day on which the step still lets the duty be met on `due`; None where the law asks for no window then.

    A window that must be given has to be over before the duty is met; an answer that is awaited may come on that day, and
    so may a meeting of which notice has to be given.
    """
    if law.duties is the_law().duties:
        return _by_shipped_law(fit.steps[0], fit.window, due, calendar)
    return _step_back(fit.steps[0], law.duties[fit.window], due, calendar)


@lru_cache(maxsize=4096)
def _by_shipped_law(step: Event, window: str, due: date, calendar: Calendar) -> date | None:
    return _step_back(step, the_law().duties[window], due, calendar)


def _step_back(step: Event, window: Duty, due: date, calendar: Calendar) -> date | None:
    day = due
    for _ in range(_A_YEAR_BACK):
        rule = window.rule_for(Entry(0, step, day, datetime(1, 1, 1, tzinfo=UTC), "", {}))
        if rule is None:
            return None
        if all(limit.counted == _NOTICE for limit in rule.limits):
            # Counted back from a meeting already, and the last day on which that can be held is the limit itself.
            return min(last_day(limit, due, calendar)[0] for limit in rule.limits)
        ends = max(last_day(limit, day, calendar)[0] for limit in rule.limits)
        if ends < due or (ends == due and not window.floor):
            return day
        day -= A_DAY
    return None
