"""`Step`: one row says which event, from which states, to which, by whom, and what is needed first; and who asks for what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from workflows.days import ENGLAND, Calendar, Closure
from workflows.ledger import Entry
from workflows.parameters import Law
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Process, Role

RECORD = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER, Role.IMPORTER})
"""Who records what has happened."""

DECIDE = frozenset({Role.MANAGER, Role.DECISION_MAKER, Role.IMPORTER})
"""Who takes, and records, a decision of the authority."""

MANAGE = frozenset({Role.MANAGER, Role.IMPORTER})

IMPORT = frozenset({Role.IMPORTER})
"""A return gives the outcome and not the steps on the way: only the reading in of one may pass over them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `person` is False for the importer and for the operator at the command line, who are nobody by name."""

    name: str
    roles: frozenset[Role]
    person: bool = True
    may_decide_alone: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is said to have happened. `corrects` is the number of the entry that a correction puts right."""

    event: Event
    occurred_on: date
    facts: dict[str, Any]
    corrects: int | None = None
    source: str = ""


class View(Protocol):
    """As much of a case (`case.CaseView`) as a guard may look at."""

    entries: list[Entry]
    latest: dict[Event, Entry]
    first: dict[Event, Entry]

    def state_of(self, process: Process, subject: str = "") -> str: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """What a guard may look at: the case as it stood when the event is said to have happened, and the event."""

    view: View
    event: Event
    occurred_on: date
    facts: Mapping[str, Any]
    law: Law
    closures: Sequence[Closure] = ()
    imported: bool = False
    calendar: Calendar = ENGLAND

    def latest(self, event: Event) -> Entry | None:
        """The last entry of a kind before this moment."""
        return self.view.latest.get(event)


Guard = Callable[[Moment], Refusal | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted step. `dest` None leaves the state as it is; `when` picks the step by the event's facts.

    `second_person` lists the events whose recorder may not also take this step. A `follows` row moves its process
    along when another process's event happens, and is passed over where it does not fit.
    """

    event: Event
    source: tuple[StrEnum, ...]
    dest: StrEnum | None
    by: frozenset[Role]
    needs: tuple[Guard, ...] = ()
    second_person: tuple[Event, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    law: str = ""
    follows: bool = False

    def fits(self, facts: Mapping[str, Any]) -> bool:
        return all(str(facts.get(name, "")) in values for name, values in self.when)


@dataclass(frozen=True, slots=True)
class ProcessTable:
    """A process: its states with words for people, where it begins, and its steps. `per` facts make instances apart.

    `needs` are asked of every event of the process before its state is looked up.
    """

    process: Process
    title: str
    words: Mapping[StrEnum, str]
    initial: StrEnum
    steps: tuple[Step, ...]
    per: tuple[str, ...] = ()
    needs: tuple[Guard, ...] = ()

    def subject(self, facts: Mapping[str, Any]) -> str:
        return " ".join(str(facts[name]) for name in self.per if facts.get(name))
