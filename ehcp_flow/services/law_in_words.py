"""The law files as a page that anyone can read: each duty with its limit, what starts and meets it, and a worked example."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ehcp_flow.phrases import full_day
from workflows.clocks import deadlines
from workflows.days import ENGLAND, Calendar
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.limits import limit_words
from workflows.parameters import Duty, GroundRule, Law, Pattern, Rule, Source
from workflows.vocabulary import GROUND_WORDS
from workflows.words import day_words, list_words, sentence

BASIS = {
    "statute": "Law",
    "guidance": "Guidance, not law",
    "practice": "Practice, not law",
}
SURE = {
    "P": "Read in the legislation itself.",
    "S": "Read in a second source that quotes the legislation.",
    "M": "Known from memory, to be checked.",
    "?": "Not certain, to be checked.",
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One limit of a duty. `which`: the cases that it is for, "" for all."""

    which: str
    limit: str
    basis: str
    in_force: str
    source: Source
    sure: str
    note: str
    example: str


@dataclass(frozen=True, slots=True)
class DutyWords:
    """One duty in words, with the limits that are in force on the day asked for."""

    id: str
    title: str
    owed_by: str
    to: str
    starts: tuple[str, ...]
    met_by: tuple[str, ...]
    ends: tuple[str, ...]
    exceptions: tuple[str, ...]
    floor: bool
    rules: tuple[RuleWords, ...]


@dataclass(frozen=True, slots=True)
class InstrumentWords:
    """The duties that one instrument makes, in the order of its file."""

    title: str
    duties: tuple[DutyWords, ...]


def law_in_words(law: Law, on: date, calendar: Calendar = ENGLAND) -> list[InstrumentWords]:
    """Every duty that has a limit in force on a day, by instrument."""
    in_force = law.law_on(on)
    by_instrument: dict[str, list[DutyWords]] = {}
    for duty in law.duties.values():
        if rules := in_force.get(duty.id):
            by_instrument.setdefault(duty.instrument, []).append(_duty(duty, rules, law, on, calendar))
    return [InstrumentWords(title, tuple(duties)) for title, duties in by_instrument.items()]


def grounds_in_words(law: Law) -> list[GroundRule]:
    """What can excuse a limit, with what the law asks of it."""
    return list(law.grounds.values())


def _duty(duty: Duty, rules: Sequence[Rule], law: Law, on: date, calendar: Calendar) -> DutyWords:
    return DutyWords(
        id=duty.id,
        title=duty.title,
        owed_by=duty.owed_by,
        to=duty.to,
        starts=_happenings(duty.starts),
        met_by=_happenings(duty.met_by),
        ends=_happenings((*duty.stands_down, *duty.set_aside_by)),
        exceptions=tuple(sorted(GROUND_WORDS[ground] for ground in duty.exceptions)),
        floor=duty.floor,
        rules=tuple(_rule(duty, rule, law, on, calendar) for rule in rules),
    )


def _rule(duty: Duty, rule: Rule, law: Law, on: date, calendar: Calendar) -> RuleWords:
    ways = [limit_words(limit) for limit in rule.limits]
    between = f"; or, whichever is {'earlier' if rule.combine == 'earliest' else 'later'}, "
    until = f" until {day_words(rule.until)}" if rule.until else ""
    return RuleWords(
        which=list_words(
            f"{_plain(name)}: {list_words(map(_plain, sorted(values)), 'or')}" for name, values in rule.when
        ),
        limit=between.join(ways),
        basis=BASIS[rule.basis],
        in_force=f"In force since {day_words(rule.since)}{until}.",
        source=rule.source,
        sure=" ".join(filter(None, (SURE.get(rule.source.confidence, ""), rule.source.unverified))),
        note=rule.note,
        example=_example(duty, rule, law, on, calendar),
    )


def _example(duty: Duty, rule: Rule, law: Law, on: date, calendar: Calendar) -> str:
    """What the engine itself gives for a case that starts on a day; "" where more than one event is needed for it."""
    for pattern in duty.starts:
        facts: dict[str, object] = {name: min(values) for name, values in (*pattern.where, *rule.when)}
        event = facts.pop("event", pattern.event.value)
        if event != pattern.event.value or any(limit.from_event or limit.from_facts for limit in rule.limits):
            continue
        entry = Entry(1, pattern.event, on, datetime(on.year, on.month, on.day, tzinfo=UTC), "", facts)
        found = [each for each in deadlines([entry], law, calendar) if each.duty == duty.id and each.rule is rule]
        if found:
            happened = sentence(f"On {full_day(on)} {EVENTS[pattern.event].happened}")
            what = "The window is over at the end of" if duty.floor else "The last day in time is"
            return f"{happened} {what} {full_day(found[0].due)}."
    return ""


def _happenings(patterns: Sequence[Pattern]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_happening(pattern) for pattern in patterns))


def _happening(pattern: Pattern) -> str:
    facts = list_words(
        f"{_plain(name)}: {list_words(map(_plain, sorted(values)), 'or') or 'not given'}"
        for name, values in pattern.where
    )
    return EVENTS[pattern.event].title + (f" ({facts})" if facts else "")


def _plain(word: str) -> str:
    return word.replace("_", " ")
