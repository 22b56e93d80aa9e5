"""What can be wrong with a return: a problem in one record, or a file that cannot be read at all."""

from dataclasses import dataclass
from enum import StrEnum

from reports.sen2.model import Person


class Effect(StrEnum):
    """What a problem did to the record it was found in."""

    SET_ASIDE = "set aside"
    VALUE_LEFT_OUT = "value left out"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right in the source system.

    `person` is enough to find the record and no more (`label`); `request` counts the person's requests from 1;
    `field` is DfE's element name; `rule` is a local id, S01 to S24, never a number of DfE's.
    """

    person: str
    request: int | None
    field: str
    value: str
    rule: str
    effect: Effect
    words: str
    do: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before it is known whose it is."""

    request: int | None
    field: str
    value: str
    rule: str
    effect: Effect
    words: str
    do: str

    def of(self, person: str) -> Problem:
        """The same, of the person with that label."""
        return Problem(person, self.request, self.field, self.value, self.rule, self.effect, self.words, self.do)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One Person element as read: usable, with what was noted, or set aside whole (`person` is None)."""

    person: Person | None
    problems: tuple[Problem, ...]
    label: str
    line: int


class ReturnUnreadable(Exception):
    """The file is no SEN2 return, or breaks off: nothing of it should be used. `line` where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def label(upn: str | None, line: int, surname: str | None) -> str:
    """A person in a list of problems: the UPN, or the line of the file, and the initial of the surname."""
    found = upn or f"line {line}"
    return f"{found} ({surname[0].upper()})" if surname else found
