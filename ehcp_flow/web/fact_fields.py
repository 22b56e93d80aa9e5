"""How an event is asked on a page: its question, its day, and a field for each of its facts; and what was typed, read.

The facts are those of `workflows/events.py`; the words are in `questions.toml`. Facts that only a return or the machine
gives are not asked.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from ehcp_flow.phrases import full_day
from ehcp_flow.web.forms import Filled, Typed, day_of
from workflows.clocks import Deadline
from workflows.events import EVENTS
from workflows.facts import COMMON, DECISION, DIRECTED, LEGAL_TEST, PLAN_TEST, Fact, FactKind
from workflows.vocabulary import GROUND_WORDS, Event, Ground
from workflows.words import day_words

PREFIX = "fact_"
OTHER = "other"
NOT_ASKED = frozenset({"asked_by", "dated", "earlier_reviews", "report", "amended"})
NOT_OFFERED = frozenset({"not_stated"})
TEST = frozenset(fact.name for fact in (*LEGAL_TEST, PLAN_TEST))
"""The questions of the legal test: whoever records a decision on a page must answer them."""
ORDER = {name: place for place, names in enumerate((TEST, {"reasons"}, {f.name for f in DECISION})) for name in names}
LAST = {fact.name for fact in DIRECTED}
FEW = 7


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as it is asked. `kind` is radios, select, day, text or long; `choices` are values with their words."""

    name: str
    fact: Fact
    label: str
    hint: str
    kind: str
    needed: bool
    missing: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def directed(self) -> bool:
        """Whether it is a date that the Tribunal may direct: there are many, and most orders have none."""
        return self.fact.name in LAST

    def not_needed(self) -> "Field":
        """The same, where it need not be answered."""
        return replace(self, needed=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event as a page asks it."""

    event: Event
    question: str
    hint: str
    day: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed, as a service takes it; with the form to show again. `on` is None where the day is wrong."""

    form: Filled[Any]
    on: date | None
    facts: Mapping[str, Any] = field(default_factory=dict)


@cache
def questions() -> Mapping[str, Any]:
    """questions.toml."""
    return tomllib.loads(resources.files("ehcp_flow.web").joinpath("questions.toml").read_text(encoding="utf-8"))


def asked(event: Event, deadlines: Iterable[Deadline] = ()) -> Asked:
    """How an event is asked of a case with these deadlines, of which an exception excuses one."""
    own = questions()["events"].get(event.value, {})
    facts = [fact for fact in (*EVENTS[event].facts, *COMMON) if fact.name not in NOT_ASKED]
    wanted = [fact for fact in facts if fact.kind is not FactKind.DATA]
    wanted.sort(key=lambda fact: 5 if fact.name in LAST else 4 if fact.name == "note" else ORDER.get(fact.name, 0))
    return Asked(
        event=event,
        question=own.get("question", f"Record: {EVENTS[event].title}"),
        hint=own.get("hint", ""),
        day=own.get("day", "The day on which it happened"),
        fields=tuple(_field(fact, deadlines) for fact in wanted),
    )


def _field(fact: Fact, deadlines: Iterable[Deadline]) -> Field:
    own = questions()["facts"].get(fact.name, {})
    label = own.get("label") or fact.words[:1].upper() + fact.words[1:]
    choices = _choices(fact, deadlines)
    return Field(
        name=f"{PREFIX}{fact.name}",
        fact=fact,
        label=label,
        hint=own.get("hint", ""),
        kind=_kind(fact, choices, bool(own.get("long"))),
        needed=fact.needed or fact.name in TEST,
        missing=own.get("missing") or f"Give {fact.words}",
        choices=choices,
    )


def _kind(fact: Fact, choices: Sequence[tuple[str, str]], long: bool) -> str:
    if fact.kind is FactKind.DATE:
        return "day"
    if choices:
        return "radios" if len(choices) <= FEW else "select"
    return "long" if long else "text"


def _choices(fact: Fact, deadlines: Iterable[Deadline]) -> tuple[tuple[str, str], ...]:
    if fact.name == "duty":
        titles = {each.duty: each.title for each in deadlines if not each.floor}
        return (("", "Every date that has this ground"), *titles.items())
    if fact.kind is FactKind.YES_NO:
        return (("yes", "Yes"), ("no", "No"))
    return tuple((value, value_words(fact.name, value)) for value in fact.values if value not in NOT_OFFERED)


def value_words(fact: str, value: Any) -> str:
    """A value of a fact for people."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if fact == "ground" and text in Ground.__members__.values():
        words = GROUND_WORDS[Ground(text)]
        return words[:1].upper() + words[1:]
    if len(text) == 10 and text[4:5] == text[7:8] == "-":
        try:
            return day_words(date.fromisoformat(text))
        except ValueError:
            return text
    found = questions()["values"].get(text)
    plain = text.replace("_", " ")
    return found if found and fact in CODED else plain[:1].upper() + plain[1:] if fact in CODED else text


CODED = frozenset({"source", "ground", "of", "body", "outcome", "kind", "about", "cause"})
"""Facts whose values are words of the vocabulary."""


def days_offered(today: date) -> list[tuple[str, str]]:
    """Today and yesterday, as values of the day and in words."""
    days = (("Today", today), ("Yesterday", today - timedelta(days=1)))
    return [(day.isoformat(), f"{name}, {full_day(day)}") for name, day in days]


def read(event: Event, typed: Typed, deadlines: Iterable[Deadline] = (), day: str = "on") -> Given:
    """What was typed of an event: its day and its facts, with every error in the order of the page."""
    on, errors = read_day(typed, day)
    facts, wrong = read_facts(asked(event, deadlines).fields, typed)
    return Given(Filled(typed, {**errors, **wrong}), on, facts)


def read_day(typed: Typed, name: str = "on") -> tuple[date | None, dict[str, str]]:
    """The day that was chosen of those offered, or typed."""
    when = typed.one("when")
    if when and when != OTHER:
        try:
            return date.fromisoformat(when), {}
        except ValueError:
            return None, {"when": "Choose the day"}
    if not when and not any(typed.one(f"{name}-{part}") for part in ("day", "month", "year")):
        return None, {"when": "Choose the day on which it happened"}
    found, error = typed_day(typed, name)
    if error or found is None:
        return None, {name: error or "Enter the day on which it happened"}
    return found, {}


def typed_day(typed: Typed, name: str) -> tuple[date | None, str]:
    """The day that was typed in three parts, or what is wrong with it; neither where nothing was typed."""
    parts = tuple(typed.one(f"{name}-{part}").strip() for part in ("day", "month", "year"))
    try:
        found = day_of(parts)
    except ValueError as error:
        return None, str(error)
    return (found if isinstance(found, date) else None), ""


def read_facts(fields: Iterable[Field], typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts that were typed, in the form that the engine reads, and what is wrong with them by field."""
    facts: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for each in fields:
        value, error = _value(each, typed)
        if error:
            errors[each.name] = error
        elif value:
            facts[each.fact.name] = value
        elif each.needed:
            errors[each.name] = each.missing
    return facts, errors


def _value(asked_for: Field, typed: Typed) -> tuple[str, str]:
    if asked_for.kind == "day":
        found, error = typed_day(typed, asked_for.name)
        return (found.isoformat() if found else ""), error
    value = typed.one(asked_for.name).strip()
    if asked_for.choices and value and value not in dict(asked_for.choices):
        return "", f"Choose one of the answers: {asked_for.label}"
    return value, ""


def answers(fields: Iterable[Field], facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each fact that was given, as its question and its answer in words."""
    said = []
    for each in fields:
        if each.fact.name in facts:
            value = facts[each.fact.name]
            words = dict(each.choices).get(_as_typed(value)) or value_words(each.fact.name, value)
            said.append((each.label.removesuffix(" (optional)"), words))
    return said


def as_typed(fields: Iterable[Field], facts: Mapping[str, Any]) -> Typed:
    """Facts of the ledger as if they had been typed: a form that shows them."""
    values: dict[str, list[str]] = {}
    for each in fields:
        if each.fact.name not in facts:
            continue
        text = _as_typed(facts[each.fact.name])
        if each.kind == "day":
            day = date.fromisoformat(text)
            parts = (("day", day.day), ("month", day.month), ("year", day.year))
            values |= {f"{each.name}-{part}": [str(number)] for part, number in parts}
        else:
            values[each.name] = [text]
    return Typed(values)


def _as_typed(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def carried(typed: Typed, leave: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Everything that was typed, to go with the next page in hidden fields; what is of one page alone is left out."""
    out = {"csrf", "confirmed", "change", "seen_version", *leave}
    return [(name, value) for name, values in typed.values.items() if name not in out for value in values]
