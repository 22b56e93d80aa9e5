"""Reads the law from `workflows/law/*.toml`: every duty, dated and cited. Nothing else in the project holds a limit.

The files are read strictly. What is unknown, missing or overlapping is refused with the file, the table and the key.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from workflows.law_files import DutyTable, FileHead, GroundTable, PatternTable, RuleTable, WindowTable, parse
from workflows.law_files import LawError as LawError
from workflows.ledger import Entry
from workflows.policy import LOCAL_POLICY, Policy, merged, read_policy
from workflows.vocabulary import Event, Ground

Word = TypeVar("Word", Event, Ground)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is written. `confidence` P, S, M or ?, as docs/law.md explains; `unverified` says what to check."""

    title: str
    href: str
    confidence: str
    unverified: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """An event and, where given, the values that its facts must have."""

    event: Event
    where: tuple[tuple[str, frozenset[str]], ...] = ()

    def matches(self, entry: Entry) -> bool:
        return entry.event is self.event and all(entry.fact(name) in values for name, values in self.where)


@dataclass(frozen=True, slots=True)
class Limit:
    """One amount and how it is counted; `counted` names a convention of `workflows/days.py`.

    It runs from the starting event, or from `from_event` (not counting one that an `unless` event has since closed), or
    from the first of `from_facts` that the starting event carries.
    """

    amount: int
    unit: str
    counted: str
    before: tuple[int, int] | None = None
    from_event: Event | None = None
    from_facts: tuple[str, ...] = ()
    unless: tuple[Pattern, ...] = ()
    certificate_months: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """The limit of a duty while it is in force. `when` picks the rule by the event that starts it, or by its facts."""

    since: date
    until: date | None
    limits: tuple[Limit, ...]
    combine: str
    source: Source
    basis: str
    when: tuple[tuple[str, frozenset[str]], ...] = ()
    note: str = ""

    def applies(self, on: date, entry: Entry) -> bool:
        return (
            self.since <= on
            and (self.until is None or on <= self.until)
            and all((entry.event if name == "event" else entry.fact(name)) in values for name, values in self.when)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """A ground that excuses only while a dated instrument was in force, judged on the date due."""

    name: str
    since: date
    until: date
    ground: Ground
    source: Source


@dataclass(frozen=True, slots=True)
class Duty:
    """Everything about one duty. See docs/law.md for what each key means."""

    id: str
    title: str
    owed_by: str
    to: str
    instrument: str
    starts: tuple[Pattern, ...]
    met_by: tuple[Pattern, ...]
    stands_down: tuple[Pattern, ...]
    set_aside_by: tuple[Pattern, ...]
    revived_by: tuple[Pattern, ...]
    exceptions: frozenset[Ground]
    rules: tuple[Rule, ...]
    per: tuple[str, ...] = ()
    once: bool = False
    met_at_start: bool = False
    floor: bool = False
    aim: str = ""
    direction: bool = False
    windows: tuple[Window, ...] = ()

    def rule_for(self, start: Entry) -> Rule | None:
        """The rule in force on the day of the starting event; a rule picked by its facts goes before a general one."""
        applying = [rule for rule in self.rules if rule.applies(start.occurred_on, start)]
        return max(applying, key=lambda rule: len(rule.when), default=None)

    def subject_of(self, entry: Entry) -> str:
        """What makes one instance of the duty apart from another: the adviser, the setting; "" where nothing does."""
        return " ".join(value for value in (entry.fact(name) for name in self.per) if value)


@dataclass(frozen=True, slots=True)
class Interest:
    """What one event may do to one duty: only the patterns that name this event."""

    duty: Duty
    starts: tuple[Pattern, ...]
    meets: tuple[Pattern, ...]
    stands_down: tuple[Pattern, ...]
    revives: tuple[Pattern, ...]
    anchors: bool


@dataclass(frozen=True, slots=True)
class GroundRule:
    """What the law asks of a ground: `lasting` and `window_around` are days, 0 where it asks nothing."""

    ground: Ground
    words: str
    lasting: int
    during_period: bool
    window_around: int
    source: Source


@dataclass(frozen=True, slots=True)
class Law:
    """All duties by id, the grounds that excuse them, and the authority's policy beside them."""

    duties: Mapping[str, Duty]
    grounds: Mapping[Ground, GroundRule]
    policy: Policy
    interested: Mapping[Event, tuple[Interest, ...]]

    def law_on(self, day: date) -> dict[str, tuple[Rule, ...]]:
        """Each duty's rules in force on a day."""
        return {
            duty.id: in_force
            for duty in self.duties.values()
            if (in_force := tuple(r for r in duty.rules if r.since <= day and (r.until is None or day <= r.until)))
        }


@cache
def the_law() -> Law:
    """The law that comes with the package, read once."""
    return read_law(files("workflows") / "law")


def read_law(folder: Traversable) -> Law:
    """Every TOML file of a folder; `local_policy.toml` is policy. Raises LawError."""
    duties: dict[str, Duty] = {}
    windows: list[tuple[str, WindowTable]] = []
    grounds: dict[Ground, GroundRule] = {}
    policy_tables: dict[str, Any] | None = None
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise LawError(file.name, "", "", f"this is not TOML ({error}). Put the line right.") from error
        if file.name == LOCAL_POLICY:
            policy_tables = tables
            continue
        if "ground" in tables:
            grounds.update(_grounds(file.name, tables.pop("ground")))
        for duty in _duties(file.name, tables, windows):
            if duty.id in duties:
                raise LawError(file.name, duty.id, "", "this duty is also defined in another file. Keep one.")
            duties[duty.id] = duty
    if policy_tables is None:
        raise LawError(LOCAL_POLICY, "", "", "the file is missing. It says when warnings go out.")
    _add_windows(duties, windows)
    for ground in Ground:
        if ground not in grounds:
            raise LawError("exceptions.toml", f"ground.{ground}", "", "the ground is missing.")
    policy = read_policy(policy_tables, duties, [name for name, duty in duties.items() if duty.floor])
    return Law(duties, grounds, policy, _interested(duties))


def with_own_policy(law: Law, own: Mapping[str, Any], file: str = "the authority's settings") -> Law:
    """The law with what an authority has set in place of the shipped warnings and ladders. Raises LawError."""
    shipped = tomllib.loads((files("workflows") / "law" / LOCAL_POLICY).read_text(encoding="utf-8"))
    floors = [name for name, duty in law.duties.items() if duty.floor]
    return replace(law, policy=read_policy(merged(shipped, own, file), law.duties, floors, file))


def _interested(duties: Mapping[str, Duty]) -> dict[Event, tuple[Interest, ...]]:
    """For each event, what it may do to which duties."""
    return {
        event: found
        for event in Event
        if (found := tuple(each for duty in duties.values() if (each := _interest(duty, event)) is not None))
    }


def _interest(duty: Duty, event: Event) -> Interest | None:
    def naming(patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
        return tuple(pattern for pattern in patterns if pattern.event is event)

    limits = [limit for rule in duty.rules for limit in rule.limits]
    interest = Interest(
        duty=duty,
        starts=naming(duty.starts),
        meets=naming(duty.met_by),
        stands_down=naming((*duty.stands_down, *duty.set_aside_by)),
        revives=naming(duty.revived_by),
        anchors=any(limit.from_event is event or naming(limit.unless) for limit in limits),
    )
    nothing = not (interest.starts or interest.meets or interest.stands_down or interest.revives or interest.anchors)
    return None if nothing else interest


def _grounds(file: str, tables: Mapping[str, object]) -> Iterable[tuple[Ground, GroundRule]]:
    for name, value in tables.items():
        table = parse(GroundTable, value, file, f"ground.{name}")
        ground = _word(Ground, name, file, f"ground.{name}", "")
        yield (
            ground,
            GroundRule(
                ground=ground,
                words=table.words,
                lasting=table.lasting.in_days,
                during_period=table.during_period,
                window_around=table.window_around.in_days,
                source=Source(table.source.title, table.source.href, table.confidence, table.unverified),
            ),
        )


def _duties(file: str, tables: dict[str, Any], windows: list[tuple[str, WindowTable]]) -> Iterable[Duty]:
    head = parse(
        FileHead, {key: value for key, value in tables.items() if not isinstance(value, dict | list)}, file, ""
    )
    for name, table in tables.items():
        if name == "window":
            windows.extend((file, parse(WindowTable, each, file, "window")) for each in table)
        elif isinstance(table, dict):
            yield _duty(file, name, parse(DutyTable, table, file, name), head)
        elif isinstance(table, list):
            raise LawError(file, name, "", "a list of tables must be called [[window]] or [[<duty>.in_force]].")


def _duty(file: str, name: str, table: DutyTable, head: FileHead) -> Duty:
    rules = tuple(_rule(file, name, row, head) for row in table.in_force)
    _refuse_overlaps(file, name, rules)
    return Duty(
        id=name,
        title=table.title,
        owed_by=table.owed_by,
        to=table.to,
        instrument=head.instrument,
        starts=_patterns(file, name, "starts", table.starts),
        met_by=_patterns(file, name, "met_by", table.met_by),
        stands_down=_patterns(file, name, "stands_down", table.stands_down),
        set_aside_by=_patterns(file, name, "set_aside_by", table.set_aside_by),
        revived_by=_patterns(file, name, "revived_by", table.revived_by),
        exceptions=frozenset(_word(Ground, value, file, name, "exceptions") for value in table.exceptions),
        rules=rules,
        per=tuple(table.per),
        once=table.once,
        met_at_start=table.met_at_start,
        floor=table.floor,
        aim=table.aim or name,
        direction=table.direction,
    )


def _rule(file: str, name: str, row: RuleTable, head: FileHead) -> Rule:
    source = Source(row.source.title, row.source.href, row.confidence, row.unverified)
    if row.confidence in ("M", "?") and not row.unverified:
        raise LawError(file, name, "unverified", f"confidence “{row.confidence}” must say what is to be checked.")
    limits = tuple(
        Limit(
            amount=each.amount,
            unit=each.unit,
            counted=each.counted,
            before=each.before_day,
            from_event=_word(Event, each.from_, file, name, "from") if each.from_ else None,
            from_facts=tuple(each.from_fact),
            unless=_patterns(file, name, "unless", each.unless),
            certificate_months=each.certificate_months,
        )
        for each in row.all_limits
    )
    return Rule(
        since=row.since,
        until=row.until,
        limits=limits,
        combine=row.combine,
        source=source,
        basis=row.basis or head.basis,
        when=_conditions(row.when),
        note=row.note,
    )


def _conditions(table: Mapping[str, str | list[str]]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset([values] if isinstance(values, str) else values)) for name, values in table.items())


def _patterns(file: str, table: str, key: str, values: Sequence[str | PatternTable]) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(_word(Event, value, file, table, key))
        if isinstance(value, str)
        else Pattern(_word(Event, value.event, file, table, key), _conditions(value.where))
        for value in values
    )


def _word(vocabulary: type[Word], value: str, file: str, table: str, key: str) -> Word:
    try:
        return vocabulary(value)
    except ValueError:
        raise LawError(file, table, key, f"“{value}” is not in workflows/vocabulary.py.") from None


def _refuse_overlaps(file: str, name: str, rules: Sequence[Rule]) -> None:
    for position, rule in enumerate(rules):
        for other in rules[position + 1 :]:
            if _same_cases(rule, other) and _dates_overlap(rule, other):
                raise LawError(
                    file, name, "in_force", f"the rows since {rule.since} and since {other.since} overlap. End one."
                )


def _same_cases(rule: Rule, other: Rule) -> bool:
    if {name for name, _ in rule.when} != {name for name, _ in other.when}:
        return False
    others = dict(other.when)
    return all(values & others[name] for name, values in rule.when)


def _dates_overlap(rule: Rule, other: Rule) -> bool:
    return (rule.until is None or other.since <= rule.until) and (other.until is None or rule.since <= other.until)


def _add_windows(duties: dict[str, Duty], windows: Iterable[tuple[str, WindowTable]]) -> None:
    for file, table in windows:
        ground = _word(Ground, table.adds, file, "window", "adds")
        source = Source(table.source.title, table.source.href, table.confidence, table.unverified)
        window = Window(table.name, table.since, table.until, ground, source)
        for name in table.duties:
            if name not in duties:
                raise LawError(file, "window", "duties", f"“{name}” is not a duty of any file.")
            duty = duties[name]
            duties[name] = _with_window(duty, window)


def _with_window(duty: Duty, window: Window) -> Duty:
    return replace(duty, windows=(*duty.windows, window))
