"""From deadlines to the facts of `daily_digest` and `deadline_alert`: worst first, counts true, nothing when there is nothing.

Pure: it is given the rows and the day, and asks nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from notifications.catalogue import DAILY_DIGEST, DEADLINE_ALERT, checked
from notifications.lines import COUNTED, Group, Line, grouped, overdue_days, shown
from notifications.words import count_words, weekday_words
from workflows.days import ENGLAND, Calendar
from workflows.words import amount_words, day_words

# A message with more lines than this is not read to its end.
MOST_LINES = 40
AT_LEAST = 5
"""So many of each group are shown, however long the groups before it are: what is due today is not lost below."""

NOBODY = "Nobody yet"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose digest it is. `see` is where the whole list is: a web address or a command."""

    email: str
    name: str
    see: str
    public_url: str = ""

    @property
    def greeting(self) -> str:
        """By the first name only."""
        first = self.name.split()[:1]
        return f"Hello {first[0]}." if first else "Hello."


@dataclass(frozen=True, slots=True)
class Carried:
    """What one officer of a team carries. `worst_days`: how long the worst is overdue, 0 for none."""

    officer: str
    open: int
    overdue: int
    worst_days: int
    this_week: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Unassigned:
    """The cases that nobody has: how many, and the one that has waited longest with the day since when."""

    cases: int
    oldest: str
    since: date


def carried(officer: str, open_cases: int, lines: Iterable[Line], today: date, calendar: Calendar = ENGLAND) -> Carried:
    """An officer's row from the officer's lines, counted as the officer's own digest counts them."""
    found = grouped(lines, today, calendar)
    return Carried(
        officer=officer,
        open=open_cases,
        overdue=len(found[Group.OVERDUE]),
        worst_days=max((overdue_days(line, today) for line in found[Group.OVERDUE]), default=0),
        this_week=len(found[Group.TODAY]) + len(found[Group.WEEK]),
        waiting=len(found[Group.WAITING]),
    )


def digest(
    reader: Reader,
    lines: Iterable[Line],
    today: date,
    *,
    team: Sequence[Carried] = (),
    unassigned: Unassigned | None = None,
    snoozed: Sequence[date] = (),
    most: int = MOST_LINES,
    calendar: Calendar = ENGLAND,
) -> dict[str, Any] | None:
    """The facts of one person's digest; None where there is nothing to say.

    `snoozed` are the days until which lines that were left out are quiet. What is quiet is no reason to write, and
    neither is a team in which nothing is overdue, due or without an officer.
    """
    found = grouped(lines, today, calendar)
    listed: dict[Group, list[Line]] = {group: held for group, held in found.items() if held}
    listed.pop(Group.LATER, None)
    nobodys = unassigned if unassigned and unassigned.cases else None
    busy = nobodys is not None or any(each.overdue or each.this_week for each in team)
    if not listed and not busy:
        return None
    kept = _kept(listed, most)
    groups = [
        {"title": group.value, "lines": [_row(line, reader, today, calendar) for line in lines]}
        for group, lines in kept.items()
    ]
    left_out = sum(map(len, listed.values())) - sum(map(len, kept.values()))
    facts = {
        "greeting": reader.greeting,
        "day": weekday_words(today),
        "summary": _summary(listed, team if busy else (), nobodys),
        "groups": groups,
        "team": [_team_row(each) for each in sorted(team, key=_worst_first) if each.open] if busy else [],
        "unassigned": _nobodys(nobodys) if nobodys else "",
        "more": _more(left_out, reader.see),
        "snoozed": _snoozed(snoozed),
    }
    return checked(DAILY_DIGEST, facts)


def _kept(listed: Mapping[Group, Sequence[Line]], most: int) -> dict[Group, Sequence[Line]]:
    """The worst of each group: a few of every one, and the rest of the room to the first. Never over `most` by much."""
    room = most - sum(min(len(held), AT_LEAST) for held in listed.values())
    kept: dict[Group, Sequence[Line]] = {}
    for group, held in listed.items():
        more = max(0, min(len(held) - AT_LEAST, room))
        room -= more
        kept[group] = held[: min(len(held), AT_LEAST) + more]
    return kept


def _row(line: Line, reader: Reader, today: date, calendar: Calendar) -> dict[str, Any]:
    row = shown(line, today, reader.public_url, calendar)
    if not line.officer:
        row["do"] = f"Give the case to an officer. {row['do']}"
    elif line.officer.lower() != reader.email.lower():
        row["do"] = f"{line.officer_name or line.officer} has the case. {row['do']}"
    return {**row, "new": line.new}


def _summary(listed: Mapping[Group, Sequence[Line]], team: Sequence[Carried], unassigned: Unassigned | None) -> str:
    """Your own in a sentence, then the team's."""
    own = _counted(listed)
    parts = [own] if own else []
    if team or unassigned:
        overdue, near = sum(each.overdue for each in team), sum(each.this_week for each in team)
        counts = [f"{overdue:,} {COUNTED[Group.OVERDUE]}"] if overdue else []
        if near:
            counts.append(f"{near:,} due today or within a working week")
        if unassigned:
            counts.append(f"{count_words(unassigned.cases, 'case')} with no officer")
        parts.append(f"Your team has {', '.join(counts)}")
    return f"{'. '.join(parts)}."


def _counted(listed: Mapping[Group, Sequence[Line]]) -> str:
    """How many deadlines of each group; of how many cases, where that is not the same."""
    return ", ".join(f"{len(held):,} {COUNTED[group]}{_on_cases(held)}" for group, held in listed.items() if held)


def _on_cases(held: Sequence[Line]) -> str:
    cases = len({line.case for line in held})
    return "" if cases == len(held) else f" ({count_words(cases, 'case')})"


def _worst_first(each: Carried) -> tuple[int, int, int, int, str]:
    return -each.overdue, -each.worst_days, -each.this_week, -each.open, each.officer


def _team_row(each: Carried) -> dict[str, str]:
    return {
        "officer": each.officer,
        "open": f"{each.open:,}",
        "overdue": f"{each.overdue:,}",
        "oldest": count_words(each.worst_days, "day") if each.worst_days else "",
        "this_week": f"{each.this_week:,}",
        "waiting": f"{each.waiting:,}",
    }


def _nobodys(held: Unassigned) -> str:
    if held.cases == 1:
        return f"1 case has no officer: {held.oldest}, since {day_words(held.since)}."
    return f"{held.cases:,} cases have no officer. The oldest is {held.oldest}, since {day_words(held.since)}."


def _more(left_out: int, see: str) -> str:
    return f"And {left_out:,} more, see {see}" if left_out else ""


def _snoozed(until: Sequence[date]) -> str:
    if not until:
        return ""
    if len(until) == 1:
        return f"1 deadline is snoozed until {day_words(until[0])}."
    return f"{len(until):,} deadlines are snoozed, the first until {day_words(min(until))}."


def alert(
    lines: Iterable[Line],
    today: date,
    *,
    see: str,
    public_url: str = "",
    most: int = MOST_LINES,
    calendar: Calendar = ENGLAND,
) -> dict[str, Any] | None:
    """The facts of one person's alert, for deadlines that must be told at once; None where there are none."""
    found = grouped(lines, today, calendar)
    listed = [line for held in found.values() for line in held]
    if not listed:
        return None
    rows = [
        {**shown(line, today, public_url, calendar), "officer": line.officer_name or line.officer or NOBODY}
        for line in listed[:most]
    ]
    facts = {
        "heading": _heading(listed, found, today),
        "day": weekday_words(today),
        "lines": rows,
        "more": _more(len(listed) - len(rows), see),
    }
    return checked(DEADLINE_ALERT, facts)


def _heading(listed: Sequence[Line], found: Mapping[Group, Sequence[Line]], today: date) -> str:
    if len(listed) > 1:
        return f"{len(listed):,} deadlines need action now: {_counted(found)}"
    line = listed[0]
    group = next(group for group, held in found.items() if held)
    late = overdue_days(line, today)
    if group is Group.OVERDUE:
        state = f"overdue by {amount_words(late, 'days')}"
    elif group in (Group.TODAY, Group.FIT):
        state = "due today" if group is Group.TODAY else _slack(line, today)
    else:
        state = f"due {day_words(line.due)}" if not late else f"overdue by {amount_words(late, 'days')}"
    return f"{line.case} ({line.initials}): {state}"


def _slack(line: Line, today: date) -> str:
    """Before the last day on which it fits, on it, and after it: three different things to a reader."""
    if line.fit_by is None or today > line.fit_by:
        return "no longer fits before its limit"
    return "last day on which it fits" if today == line.fit_by else f"no slack after {day_words(line.fit_by)}"


def without(kind: str, facts: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any] | None:
    """The facts of a perishable message less the lines with these keys, just before it leaves. None: send nothing.

    The counts were true when it was made; where lines are left out, the summary says so. A kind without lines is given
    back as it is.
    """
    if kind == DEADLINE_ALERT.name:
        kept = [line for line in facts["lines"] if line["key"] not in gone]
        dropped = len(facts["lines"]) - len(kept)
        if not kept:
            return None
        return {**facts, "lines": kept, "day": _since(str(facts["day"]), dropped)}
    if kind == DAILY_DIGEST.name:
        groups, dropped = [], 0
        for group in facts["groups"]:
            kept = [line for line in group["lines"] if line["key"] not in gone]
            dropped += len(group["lines"]) - len(kept)
            if kept:
                groups.append({**group, "lines": kept})
        if not groups and not facts["team"] and not facts["unassigned"]:
            return None
        return {**facts, "groups": groups, "summary": _since(str(facts["summary"]), dropped)}
    return dict(facts)


def _since(words: str, dropped: int) -> str:
    if not dropped:
        return words
    was = "was dealt with since and is" if dropped == 1 else "were dealt with since and are"
    return f"{words.rstrip('.')}. Of these, {dropped:,} {was} left out."
