"""Exceptions: which recorded grounds excuse which deadline, and in words why one does not.

They are not a stop-clock (SEND Regulations 2014, regs 5(4), 8(2), 10(4), 13(3), 44(3)). The tests that the law sets for
each ground are in `workflows/law/exceptions.toml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.ledger import Entry
from workflows.parameters import Duty, GroundRule
from workflows.vocabulary import Event, Ground
from workflows.words import amount_words, day_words, list_words


@dataclass(frozen=True, slots=True)
class RecordedException:
    """A recorded exception. `duty` and `body` narrow what it excuses; "" is everything that has this ground."""

    ground: Ground
    recorded_for: date
    first: date | None
    last: date | None
    duty: str = ""
    body: str = ""
    service: str = ""


class Exceptions:
    """The exceptions of a case, ended where they were ended. A missed appointment is one by itself (reg 8(2)(c))."""

    def __init__(self) -> None:
        self.all: list[RecordedException] = []

    def read(self, entry: Entry) -> bool:
        """Read one more entry. True where it changes the exceptions."""
        match entry.event:
            case Event.EXCEPTION_RECORDED:
                self.all.append(_recorded(entry))
            case Event.APPOINTMENT_MISSED:
                day = entry.occurred_on
                by = {"body": entry.fact("body"), "service": entry.fact("service")}
                self.all.append(RecordedException(Ground.MISSED_APPOINTMENT, day, day, day, **by))
            case Event.EXCEPTION_ENDED:
                self._end(entry)
            case _:
                return False
        return True

    def _end(self, ending: Entry) -> None:
        for position in reversed(range(len(self.all))):
            if self.all[position].ground.value == ending.fact("ground") and self.all[position].last is None:
                self.all[position] = replace(self.all[position], last=ending.occurred_on)
                return


def _recorded(entry: Entry) -> RecordedException:
    return RecordedException(
        ground=Ground(entry.fact("ground")) if entry.fact("ground") else Ground.NOT_STATED,
        recorded_for=entry.occurred_on,
        first=entry.date_fact("from"),
        last=entry.date_fact("to"),
        duty=entry.fact("duty"),
        body=entry.fact("body"),
        service=entry.fact("service"),
    )


def is_advice_of_a_setting(entry: Entry) -> bool:
    """Whether a school, college or early years provider was asked for advice (reg 10(4)); also where no body is named."""
    return entry.event is Event.ADVICE_REQUESTED and entry.fact("body") in ("education", "")


def excusing(
    exceptions: Sequence[RecordedException],
    duty: Duty,
    subject: str,
    started_on: date,
    due: date,
    grounds: Mapping[Ground, GroundRule],
    advice_asked: Sequence[date],
) -> tuple[tuple[Ground, ...], tuple[tuple[Ground, str], ...]]:
    """The grounds that excuse one deadline, and why each recorded ground that was meant to does not.

    `advice_asked` are the days on which a school or early years provider received a request for advice.
    """
    stand: list[Ground] = []
    fail: list[tuple[Ground, str]] = []
    for exception in exceptions:
        if not _meant_for(exception, duty, subject, due):
            continue
        why_not = _why_not(exception, grounds[exception.ground], started_on, due, advice_asked)
        if why_not is None:
            if exception.ground not in stand:
                stand.append(exception.ground)
        else:
            fail.append((exception.ground, why_not))
    return tuple(stand), tuple(fail)


def _meant_for(exception: RecordedException, duty: Duty, subject: str, due: date) -> bool:
    if exception.duty and exception.duty != duty.id:
        return False
    if exception.body and ("body" not in duty.per or not _is_of(exception, subject)):
        return False
    if exception.ground is Ground.NOT_STATED:
        return exception.duty == duty.id
    if exception.ground in duty.exceptions:
        return True
    return any(window.ground is exception.ground and window.since <= due <= window.until for window in duty.windows)


def _is_of(exception: RecordedException, subject: str) -> bool:
    """Whether it concerns this adviser. Where a body has several services and none is named, it concerns them all."""
    body, _, service = subject.partition(" ")
    return exception.body == body and exception.service in ("", service)


def _why_not(
    exception: RecordedException, rule: GroundRule, started_on: date, due: date, advice_asked: Sequence[date]
) -> str | None:
    first = exception.first or exception.recorded_for
    last = exception.last
    if rule.lasting and not rule.window_around and last is None and exception.first is None:
        return None  # the officer has recorded the ground and no dates to hold it against
    if rule.window_around:
        return _closure_why_not(rule, first, last, started_on, due, advice_asked)
    if rule.during_period:
        if first > due or (last is not None and last < started_on):
            return f"it does not fall between {day_words(started_on)} and {day_words(due)}, the period of this duty"
        first = max(first, started_on)
        last = due if last is None else min(last, due)
    if rule.lasting and last is not None and (last - first).days + 1 < rule.lasting:
        return (
            f"within the period it lasted {amount_words((last - first).days + 1, 'days')}, "
            f"and the law asks for at least {amount_words(rule.lasting, 'days')} running"
        )
    return None


def _closure_why_not(
    rule: GroundRule, first: date, last: date | None, started_on: date, due: date, advice_asked: Sequence[date]
) -> str | None:
    """Reg 10(4)(a) and (b): a long closure, and advice asked from a week before it to a week before it ends.

    What came after the last day in time cannot have made it impractical to meet.
    """
    if first > due:
        return f"the closure began on {day_words(first)}, after the last day in time, {day_words(due)}"
    if last is None:
        return "the day on which the setting opened again is not recorded, so nobody can say how long it was closed"
    if last < started_on:
        return f"the closure was over on {day_words(last)}, before this duty began on {day_words(started_on)}"
    reopens = last + timedelta(days=1)
    if (reopens - first).days < rule.lasting:
        return (
            f"the closure lasted {amount_words((reopens - first).days, 'days')}, "
            f"and the law asks for at least {amount_words(rule.lasting, 'days')} running"
        )
    opens, closes = first - timedelta(days=rule.window_around), reopens - timedelta(days=rule.window_around)
    if advice_asked and not any(opens <= day <= min(closes, due) for day in advice_asked):
        asked = list_words(day_words(day) for day in advice_asked)
        return (
            f"advice was asked on {asked}, and the law looks to requests from {day_words(opens)} "
            f"to {day_words(closes)}, made before the last day in time"
        )
    return None
