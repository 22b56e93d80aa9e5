"""What the API takes and gives: each shape with its fields, for the description and for checking."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ehcp_flow.services.cases import BEGINNINGS
from workflows.vocabulary import Event


class Shape(BaseModel):
    """Nothing may come in, or go out, that the description does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Refused(Shape):
    """What may not be done: what was asked, why not, the source of the rule, and what to do instead."""

    what: str
    why: str
    source: str
    do: str


class NotUnderstood(Shape):
    """What was sent does not fit the description: where, and why."""

    what: str
    problems: list["Problem"]


class Problem(Shape):
    """`where` is the path to the value, such as body.occurred_on."""

    where: str
    why: str


class Me(Shape):
    name: str
    email: str
    roles: list[str]
    team: str | None
    scopes: list[str]


class CaseLine(Shape):
    """A case in a list."""

    case: str
    person: str
    born: date | None
    state: str
    received_on: date | None
    issued_on: date | None
    next_due: date | None
    next_duty: str | None
    owner: str | None
    version: int


class DueLine(Shape):
    """Something still to be done. `days_left` counts calendar days and is negative when overdue."""

    case: str
    person: str
    duty: str
    subject: str
    title: str
    owed_by: str
    due: date
    due_cautious: date
    status: str
    days_left: int
    binding: bool
    basis: str
    owner: str | None


class LawSource(Shape):
    title: str
    href: str
    since: date
    unverified: str | None


class Deadline(Shape):
    """A deadline, with the words that explain it."""

    duty: str
    subject: str
    title: str
    owed_by: str
    starts: str
    started_on: date
    due: date
    due_cautious: date
    floor: bool
    binding: bool
    basis: str
    status: str
    met_on: date | None
    excused_by: list[str]
    law: LawSource | None
    explanation: str


class MovedDeadline(Deadline):
    """A deadline that a change touched. `was_due` None: it starts."""

    change: str
    was_due: date | None


class Person(Shape):
    number: int
    name: str
    forename: str
    surname: str
    born: date | None
    upn: str | None
    uln: str | None
    nhs_number: str | None
    postcode: str | None


class ProcessState(Shape):
    process: str
    subject: str
    state: str


class Undated(Shape):
    """A duty that has begun on a day which nobody knows."""

    duty: str
    title: str
    event: str
    by: date
    why: str


class NotPermitted(Shape):
    event: str
    refused: Refused


class Entry(Shape):
    """One line of the ledger, as it was recorded."""

    number: int
    event: str
    title: str
    occurred_on: date
    dated: bool
    recorded_at: datetime
    recorded_by: str
    facts: dict[str, Any]
    source: str
    corrects: int | None
    corrected_by: int | None
    counts: bool


class Case(Shape):
    """A case with everything that is known of it at the moment asked for."""

    case: str
    version: int
    as_at: date
    known_at: datetime | None
    person: Person
    owner: str | None
    state: str
    state_words: str
    states: list[ProcessState]
    notes: list[str]
    deadlines: list[Deadline]
    undated: list[Undated]
    permitted: list[str]
    not_permitted: list[NotPermitted]
    ledger: list[Entry]


class Fallen(Shape):
    """An entry that no longer stands, and why."""

    number: int
    why: str


class Changed(Shape):
    """What a change did to a case. `saved` is False where it was only looked at."""

    case: str
    saved: bool
    state: str
    state_words: str
    version: int
    entry: int
    event: str
    occurred_on: date
    changed: list[MovedDeadline]
    no_longer_stand: list[Fallen]


class NewCase(Shape):
    """A case to open: the child, and what it begins with."""

    forename: str = Field(min_length=1, max_length=200)
    surname: str = Field(min_length=1, max_length=200)
    born: date
    event: Literal[tuple(each.value for each in BEGINNINGS)] = Event.REQUEST_RECEIVED.value  # type: ignore[valid-type]
    occurred_on: date
    source: str = Field(default="", max_length=40, description="Who asked, of a request")
    facts: dict[str, Any] = {}
    upn: str = Field(default="", max_length=40)
    again: bool = Field(default=False, description="Open it although one began with the same event on the same day")


class NewEvent(Shape):
    """Something that happened. `seen_version` is the version of the case that was looked at."""

    event: Event
    occurred_on: date
    facts: dict[str, Any] = {}
    seen_version: int = Field(ge=0)
    only_look: bool = Field(default=False, description="Say what would change, and save nothing")


class NewCorrection(Shape):
    """An entry to be put right: another day, other facts, or that it never happened."""

    reason: str = Field(min_length=1, max_length=4000)
    right_date: date | None = None
    right_facts: dict[str, Any] | None = None
    never_happened: bool = False
    seen_version: int = Field(ge=0)
    confirmed: bool = Field(default=False, description="Save it although later entries would no longer stand")
    only_look: bool = False


class FactShape(Shape):
    name: str
    words: str
    needed: bool
    values: list[str]


class EventShape(Shape):
    """An event of the vocabulary, with its facts."""

    event: str
    title: str
    process: str
    facts: list[FactShape]
