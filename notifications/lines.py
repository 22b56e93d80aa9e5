"""One deadline in a message: its group, the sentence that says how it stands, and what to do. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from notifications.advisers import subject_words
from notifications.what_to_do import step_words, time_after, to_do
from notifications.words import count_words, weekday_words, where
from workflows.days import A_DAY, ENGLAND, Calendar
from workflows.words import day_words

# Working days ahead that a digest looks: a working week.
NEAR = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A deadline of something still to be done, with its case.

    `due` is the last day in time; for a `floor`, the last day of a window that must be given. `fit_by` and `fit_step`
    are the deadline's own (`workflows.clocks.Deadline`). `officer` is an e-mail address, empty where nobody has the
    case. `new`: this reader has not been told of it before, or is to be told again today.
    """

    case: str
    initials: str
    stage: str
    what: str
    duty: str
    due: date
    subject: str = ""
    owed_by_authority: bool = True
    floor: bool = False
    excused: bool = False
    fit_by: date | None = None
    fit_step: str = ""
    officer: str = ""
    officer_name: str = ""
    new: bool = False

    @property
    def key(self) -> str:
        """By this the line is found again just before the message leaves."""
        return "|".join((self.case, self.duty, self.subject, self.due.isoformat()))


class Group(StrEnum):
    """The groups of a digest, worst first. `LATER` is not shown: its day has not come, and its reader knows of it."""

    OVERDUE = "Overdue"
    TODAY = "Due today"
    WEEK = "Due within a working week"
    FIT = "No slack left"
    NEW = "Coming up"
    WAITING = "Waiting on others"
    LATER = "Later"


# How many of each, in a sentence.
COUNTED = {
    Group.OVERDUE: "overdue",
    Group.TODAY: "due today",
    Group.WEEK: "due within a working week",
    Group.FIT: "with no slack left",
    Group.NEW: "coming up",
    Group.WAITING: "waiting on others",
    Group.LATER: "due later",
}


def soon(today: date, calendar: Calendar = ENGLAND) -> date:
    """The last day of the working week that begins tomorrow."""
    return calendar.add_working_days(today, NEAR)


def overdue_days(line: Line, today: date) -> int:
    """Days after the last day in time; 0 for what is not late, is excused, or is a window that must be given."""
    return 0 if line.floor or line.excused else max(0, (today - line.due).days)


def group_of(line: Line, today: date, calendar: Calendar = ENGLAND) -> Group:
    """The one group of a line on a day."""
    near = line.due <= soon(today, calendar)
    if line.excused or line.floor:
        return Group.WAITING if line.new or (near and not line.excused and today <= line.due) else Group.LATER
    if not line.owed_by_authority:
        return Group.WAITING if near or line.new else Group.LATER
    if line.due < today:
        return Group.OVERDUE
    if line.due == today:
        return Group.TODAY
    if near:
        return Group.WEEK
    if _fit_matters(line, today, calendar):
        return Group.FIT
    return Group.NEW if line.new else Group.LATER


def grouped(lines: Iterable[Line], today: date, calendar: Calendar = ENGLAND) -> dict[Group, list[Line]]:
    """Every line in its group; the groups in order, and the worst first in each."""
    found: dict[Group, list[Line]] = {group: [] for group in Group}
    for line in lines:
        found[group_of(line, today, calendar)].append(line)
    for group, held in found.items():
        held.sort(key=lambda line: _worst_first(line, group, today))
    return found


def _worst_first(line: Line, group: Group, today: date) -> tuple[int, date, date, str]:
    first = line.fit_by if group is Group.FIT and line.fit_by else line.due
    return -overdue_days(line, today), first, line.due, line.key


def _fit_matters(line: Line, today: date, calendar: Calendar) -> bool:
    """Whether the step that must come first is late, or has to come within the working week."""
    open_still = line.owed_by_authority and not line.excused and not line.floor and today <= line.due
    return open_still and line.fit_by is not None and line.fit_by <= soon(today, calendar)


def how(line: Line, today: date, calendar: Calendar = ENGLAND) -> str:
    """How the line stands, in a sentence with its date and without a full stop: one for every line and day."""
    if line.excused:
        return f"An exception is recorded: the limit of {weekday_words(line.due)} does not apply"
    if line.floor:
        return _window(line, today, calendar)
    if line.due < today:
        return f"Overdue by {count_words(overdue_days(line, today), 'day')} (was due {weekday_words(line.due)})"
    if not _fit_matters(line, today, calendar):
        return _coming("Due", line.due, today, calendar)
    if line.due <= soon(today, calendar):
        return f"{_coming('Due', line.due, today, calendar)}. {_fit(line, today)}"
    return _fit(line, today)


def _coming(due: str, day: date, today: date, calendar: Calendar) -> str:
    if day == today:
        return f"{due} today"
    if day == today + A_DAY:
        return f"{due} tomorrow, {weekday_words(day)}"
    left = calendar.working_days_between(today, day)
    return f"{due} {weekday_words(day)}, {count_words(left, 'working day') if left else 'no working days'} left"


def _window(line: Line, today: date, calendar: Calendar) -> str:
    if today > line.due:
        return f"The time ended on {weekday_words(line.due)}"
    return _coming("Ends", line.due, today, calendar)


def _fit(line: Line, today: date) -> str:
    if line.fit_by is None:
        return ""
    step = step_words(line.fit_step)
    amount = time_after(line.duty, line.fit_step, line.fit_by)
    aim = f"for {step.room} {amount} to fit before the limit" if amount else "to keep the limit"
    day = f"today, {day_words(line.fit_by)}," if line.fit_by == today else f"by {day_words(line.fit_by)}"
    verb = "No longer fits: {} had to be sent {} {}" if line.fit_by < today else "No slack: {} must be sent {} {}"
    return verb.format(step.what, day, aim)


def do(line: Line, today: date, calendar: Calendar = ENGLAND) -> str:
    """What to do: the step that must come first, where that is what is late; else what the duty asks for."""
    if line.excused:
        return "Check that the exception still holds"
    if line.floor and today > line.due:
        return "Take the next step: the time that had to be given is over"
    if _fit_matters(line, today, calendar):
        return step_words(line.fit_step).do
    return to_do(line.duty)


def shown(line: Line, today: date, public_url: str = "", calendar: Calendar = ENGLAND) -> dict[str, Any]:
    """The facts of a line that every message with lines has. Of the subject only words of closed lists are shown."""
    about = subject_words(line.duty, line.subject)
    return {
        "case": line.case,
        "initials": line.initials,
        "stage": line.stage,
        "what": f"{line.what}: {about}" if about else line.what,
        "due": day_words(line.due),
        "how": how(line, today, calendar),
        "do": do(line, today, calendar),
        "where": where(line.case, public_url),
        "key": line.key,
    }
