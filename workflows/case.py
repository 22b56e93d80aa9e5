"""A case as its ledger tells it: `fold` reads the entries that count and says in which state each process is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.events import EVENTS
from workflows.ledger import Entry, effective
from workflows.machine import move
from workflows.processes import ANY_TIME, PROCESSES, TABLE_OF
from workflows.vocabulary import Event, Process
from workflows.words import day_words

_FOLLOWERS: dict[Event, tuple[Process, ...]] = {
    event: tuple(table.process for table in PROCESSES if any(s.event is event and s.follows for s in table.steps))
    for event in Event
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """An entry that does not follow from those before it. It stays on the ledger and moves no state."""

    entry: Entry
    why: str


@dataclass(slots=True)
class CaseView:
    """The case so far. `states` is by process and subject (the adviser); `latest` the last entry of each kind.

    `entries`, `latest` and `first` have the entries that stand. One that does not follow from those before it is a
    misfit: it stays on the ledger, is named, and counts for nothing until it or what it lacks is put right.
    """

    states: dict[tuple[Process, str], str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    latest: dict[Event, Entry] = field(default_factory=dict)
    first: dict[Event, Entry] = field(default_factory=dict)
    misfits: list[Misfit] = field(default_factory=list)

    def state_of(self, process: Process, subject: str = "") -> str:
        """The state of a process; its first state where nothing has happened."""
        state = self.states.get((process, subject))
        return TABLE_OF[process].initial.value if state is None else state

    @property
    def state(self) -> str:
        """The one state that a list shows: the plan's once there is a plan, until then the assessment's."""
        plan = self.state_of(Process.PLAN)
        return f"plan_{plan}" if plan != "none" else self.state_of(Process.ASSESSMENT)

    @property
    def words(self) -> str:
        """The same, for people."""
        process = Process.PLAN if self.state_of(Process.PLAN) != "none" else Process.ASSESSMENT
        return state_words(process, self.state_of(process))

    def read(self, entry: Entry) -> bool:
        """Read one more entry. False where it did not fit the state that it found."""
        if not self._move(entry):
            self.misfits.append(Misfit(entry, self.why_not(entry)))
            return False
        self.entries.append(entry)
        self.latest[entry.event] = entry
        self.first.setdefault(entry.event, entry)
        return True

    def _move(self, entry: Entry) -> bool:
        event, facts, imported = entry.event, entry.facts, entry.source != ""
        if event in ANY_TIME:
            return True
        process = EVENTS[event].process
        if process not in TABLE_OF:
            return False
        subject = TABLE_OF[process].subject(facts)
        new = move(process, self.state_of(process, subject), event, facts, imported)
        if new is None:
            return False
        self.states[process, subject] = new
        for other in _FOLLOWERS[event]:
            if other is not process and (moved := move(other, self.state_of(other), event, facts, imported)):
                self.states[other, ""] = moved
        return True

    def why_not(self, entry: Entry) -> str:
        """Why an entry does not fit, for people."""
        row = EVENTS[entry.event]
        if row.process not in TABLE_OF:
            return f"“{row.title}” belongs to a process that the engine does not run yet"
        state = state_words(row.process, self.state_of(row.process, TABLE_OF[row.process].subject(entry.facts)))
        return f"“{row.title}” on {day_words(entry.occurred_on)} does not follow from “{state}”"


def state_words(process: Process, state: str) -> str:
    """A state of a process, for people."""
    table = TABLE_OF[process]
    return next(words for each, words in table.words.items() if each.value == state)


def headline_words(state: str) -> str:
    """The words for `CaseView.state`."""
    if state.startswith("plan_") and state not in _ASSESSMENT_STATES:
        return state_words(Process.PLAN, state.removeprefix("plan_"))
    return state_words(Process.ASSESSMENT, state)


_ASSESSMENT_STATES = {each.value for each in TABLE_OF[Process.ASSESSMENT].words}


def read_all(entries: Iterable[Entry]) -> CaseView:
    """The view after entries that count, in order."""
    view = CaseView()
    for entry in entries:
        view.read(entry)
    return view


def fold(entries: Sequence[Entry], as_at: date | None = None, known_at: datetime | None = None) -> CaseView:
    """The case as it stood on `as_at`, as it was known at `known_at`. Never raises for what the ledger holds."""
    return read_all(effective(entries, as_at, known_at))
