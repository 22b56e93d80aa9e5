"""The lines of a CSV of cases: who, which events on which days, and the facts that go with them; each checked by itself.

The columns are documented in docs/import-cases.md.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ehcp_flow.services.day_text import read_day
from ehcp_flow.services.people import NewPerson
from workflows.advance import Proposal
from workflows.events import EVENTS
from workflows.facts import COMMON, Fact, FactKind
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import day_words, list_words

PERSON = ("name", "surname", "forename", "born", "upn", "nhs_number")
SOURCE = "source"
BEGINS = (Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN)
"""A case begins with one of these."""

DOCUMENTED = "docs/import-cases.md"

_FIRST = (
    *(Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE, Event.VIEWS_SOUGHT, Event.REFUSAL_REVERSED),
    *(Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED, Event.ADVICE_REQUESTED, Event.ADVICE_CHASED),
    *(Event.APPOINTMENT_MISSED, Event.ADVICE_RECEIVED),
)
_ORDER = {event: place for place, event in enumerate((*_FIRST, *(each for each in Event if each not in _FIRST)))}
"""Of two events on one day, the one that the other can only follow goes first."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one value of a line, numbered from 1 with its headings; `aside`: the line cannot be used."""

    line: int
    column: str
    value: str
    why: str
    do: str
    aside: bool = True


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line as a person and the events of a case, in order of happening. `cells` are the values as they stood."""

    line: int
    person: NewPerson
    proposals: tuple[Proposal, ...]
    cells: Mapping[str, str] = field(repr=False)


class CaseFile:
    """A CSV whose columns are known. Raises NotRead where the file as a whole cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source = f"CSV {path.name}"
        self._text = _text(path)
        first = self._text.partition("\n")[0]
        self._separator = ";" if first.count(";") > first.count(",") else ","
        try:
            self._columns = [_heading(cell) for cell in next(self._reader(), [])]
        except csv.Error as error:
            raise self.not_read(f"it cannot be read as a CSV: {error}", "Save it again as “CSV UTF-8”.") from error
        self._facts = self._checked()

    @property
    def lines(self) -> int:
        """About how many lines it has."""
        return self._text.count("\n") + 1

    def rows(self) -> Iterator[CaseRow | list[Wrong]]:
        """Each line with something on it: usable, or what is wrong with it. Raises NotRead where it breaks off."""
        reader = self._reader()
        try:
            next(reader, None)
            line = reader.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield self._row(line, cells)
                line = reader.line_num + 1
        except csv.Error as error:
            raise self.not_read(f"line {reader.line_num} cannot be read: {error}", "Put the line right.") from error

    def not_read(self, why: str, do: str) -> "NotRead":
        return NotRead(Refusal(f"Import {self._path.name}", why, DOCUMENTED, do))

    def _reader(self) -> Any:
        return csv.reader(self._text.splitlines(keepends=True), delimiter=self._separator, strict=True)

    def _checked(self) -> dict[str, tuple[Event, str]]:
        """The fact columns, as event and fact. Raises NotRead for a column that is unknown, twice or missing."""
        facts = {}
        for column in self._columns:
            if self._columns.count(column) > 1:
                raise self.not_read(f"the column “{column}” is there twice", "Keep one of the two.")
            if column in PERSON or column == SOURCE or column in EVENT_COLUMNS:
                continue
            event, _, fact = column.partition(".")
            if column not in _FACT_COLUMNS:
                raise self._unknown(column)
            if event not in self._columns:
                raise self.not_read(
                    f"the column “{column}” has no “{event}” beside it", f"Add the column {event} with its dates."
                )
            facts[column] = (Event(event), fact)
        if SOURCE in self._columns:
            if Event.REQUEST_RECEIVED not in self._columns or f"{Event.REQUEST_RECEIVED}.source" in self._columns:
                raise self.not_read(
                    "the column “source” says who made the request",
                    "Add the column request_received, and say who made it in one column.",
                )
            facts[SOURCE] = (Event.REQUEST_RECEIVED, "source")
        self._check_needed()
        return facts

    def _check_needed(self) -> None:
        if "born" not in self._columns:
            raise self.not_read("there is no column “born”", "Add the date of birth.")
        named = "name" in self._columns
        if named == ("surname" in self._columns or "forename" in self._columns) or (
            not named and not {"surname", "forename"} <= set(self._columns)
        ):
            raise self.not_read(
                "the name must be given once", "Give the column name, or the columns surname and forename."
            )
        if not set(BEGINS) & set(self._columns):
            raise self.not_read(
                "no column says how a case began", f"Add one of {list_words((each.value for each in BEGINS), 'or')}."
            )

    def _unknown(self, column: str) -> "NotRead":
        near = get_close_matches(column, _KNOWN, n=1, cutoff=0.6)
        do = f"Did you mean “{near[0]}”? " if near else ""
        return self.not_read(f"“{column}” is not a column", f"{do}{DOCUMENTED} lists the columns.")

    def _row(self, line: int, cells: Sequence[str]) -> CaseRow | list[Wrong]:
        if len(cells) != len(self._columns):
            why = f"The line has {len(cells)} values where there are {len(self._columns)} columns."
            return [Wrong(line, "", self._separator.join(cells), why, "Put values with a comma in quotation marks.")]
        given = {
            column: " ".join(cell.split()) for column, cell in zip(self._columns, cells, strict=True) if cell.strip()
        }
        wrong: list[Wrong] = []
        person = _person(line, given, wrong)
        proposals = self._proposals(line, given, wrong)
        if wrong or person is None:
            return wrong
        return CaseRow(line, person, tuple(proposals), given)

    def _proposals(self, line: int, given: Mapping[str, str], wrong: list[Wrong]) -> list[Proposal]:
        facts: dict[Event, dict[str, Any]] = {}
        for column, (event, name) in self._facts.items():
            if column not in given:
                continue
            if event.value not in given:
                do = f"Give the day in {event.value}, or leave {column} empty."
                wrong.append(Wrong(line, column, given[column], f"There is no date in {event.value}.", do))
                continue
            value = _fact_value(_FACT_COLUMNS[f"{event.value}.{name}"], given[column])
            if value is None:
                wrong.append(_not_a_fact(line, column, given[column], _FACT_COLUMNS[f"{event.value}.{name}"]))
                continue
            facts.setdefault(event, {})[name] = value
        found = []
        for event in (Event(column) for column in self._columns if column in EVENT_COLUMNS and column in given):
            on = _day(line, event.value, given[event.value], wrong)
            if on is not None:
                found.append(Proposal(event, on, facts.get(event, {}), source=self._source))
        if not any(event.value in given for event in BEGINS):
            columns = list_words((event.value for event in BEGINS), "or")
            wrong.append(Wrong(line, BEGINS[0].value, "", "Nothing says how the case began.", f"Give {columns}."))
        _before_it_began(line, found, given, wrong)
        return sorted(found, key=lambda proposal: (proposal.occurred_on, _ORDER[proposal.event]))


class NotRead(Exception):
    """The file as a whole cannot be used. `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.why)
        self.refusal = refusal


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = f"it cannot be opened: {error.strerror}"
        raise NotRead(Refusal(f"Import {path.name}", why, "The file", "Check the name of the file.")) from error
    except UnicodeDecodeError as error:
        why, do = "it is not in UTF-8", "Save it as “CSV UTF-8”."
        raise NotRead(Refusal(f"Import {path.name}", why, DOCUMENTED, do)) from error


def _heading(cell: str) -> str:
    return "_".join(cell.casefold().split())


def facts_of(event: Event) -> list[Fact]:
    return [fact for fact in (*EVENTS[event].facts, *COMMON) if fact.kind is not FactKind.DATA]


# A correction names an entry of a ledger, and details are of a return: neither can stand in a simple line.
EVENT_COLUMNS = frozenset(each.value for each in Event if each not in (Event.CORRECTION, Event.DETAILS_RECORDED))
_FACT_COLUMNS = {f"{name}.{fact.name}": fact for name in EVENT_COLUMNS for fact in facts_of(Event(name))}
_KNOWN = sorted((*PERSON, SOURCE, *EVENT_COLUMNS, *_FACT_COLUMNS))


def _person(line: int, given: Mapping[str, str], wrong: list[Wrong]) -> NewPerson | None:
    name = given.get("name", "")
    if not name:
        for column in ("surname", "forename"):
            if column not in given:
                missing = "name" if not {"surname", "forename"} & given.keys() else column
                wrong.append(Wrong(line, missing, "", "The name is missing.", "Give the surname and the forename."))
                return None
        name = f"{given['surname']}, {given['forename']}"
    if "born" not in given:
        wrong.append(Wrong(line, "born", "", "The date of birth is missing.", "Give the date of birth."))
        return None
    born = _day(line, "born", given["born"], wrong)
    return NewPerson(name, born, given.get("upn", ""), given.get("nhs_number", "")) if born else None


def _day(line: int, column: str, value: str, wrong: list[Wrong]) -> date | None:
    try:
        return read_day(value)
    except ValueError as error:
        wrong.append(Wrong(line, column, value, str(error), "Give the date as 2026-03-31 or 31/3/2026."))
        return None


def _before_it_began(line: int, found: Sequence[Proposal], given: Mapping[str, str], wrong: list[Wrong]) -> None:
    began = min((each for each in found if each.event in BEGINS), key=lambda each: each.occurred_on, default=None)
    if began is None:
        return
    for each in found:
        if each.occurred_on < began.occurred_on:
            why = f"It is before the case began, {day_words(began.occurred_on)} ({began.event.value})."
            wrong.append(Wrong(line, each.event.value, given[each.event.value], why, "Check both dates."))


def _fact_value(fact: Fact, value: str) -> str | None:
    """The value in a form that the ledger's own check takes; None where it cannot be one."""
    match fact.kind:
        case FactKind.CHOICE:
            choice = value.casefold().replace(" ", "_")
            return choice if choice in fact.values else None
        case FactKind.DATE:
            try:
                return read_day(value).isoformat()
            except ValueError:
                return None
        case FactKind.YES_NO:
            return value if value.casefold() in ("yes", "no", "true", "false", "1", "0") else None
        case _:
            return value


def _not_a_fact(line: int, column: str, value: str, fact: Fact) -> Wrong:
    match fact.kind:
        case FactKind.CHOICE:
            expected = f"one of {list_words(fact.values, 'or')}"
        case FactKind.DATE:
            expected = "a date, such as 2026-03-31 or 31/3/2026"
        case _:
            expected = "yes or no"
    return Wrong(line, column, value, f"“{value}” is not {expected}.", f"Give {column} as {expected}.")
