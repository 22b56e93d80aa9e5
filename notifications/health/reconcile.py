"""The monthly comparison with a provider: whom we say should be flagged, and whom it says is (HF-10).

Differences are words about a person's number in our system or a line of the provider's file; an NHS number is in no word,
repr or error, and is kept on the objects only so that a screen for those who may see it can show it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from notifications.health.answers import AnswerRow
from notifications.health.gate import plain_number
from notifications.health.kinds import STATUS_WORDS, Status
from workflows.words import day_words


@dataclass(frozen=True, slots=True)
class Flagged:
    """A person whom a provider was told to flag. `since` is the effective date, where its day is known."""

    person: int
    case: str
    nhs_number: str = field(repr=False)
    name: str = field(repr=False)
    born: date | None = field(repr=False)
    status: Status
    since: date | None


class DifferenceKind(StrEnum):
    """How the two lists can differ."""

    MISSING_THERE = "missing_there"
    NOT_OURS = "not_ours"
    DATE_DIFFERS = "date_differs"
    NAME_DIFFERS = "name_differs"
    BORN_DIFFERS = "born_differs"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `person` is None for somebody who is not ours, `line` None for somebody who is not in the answer."""

    kind: DifferenceKind
    person: int | None
    case: str
    line: int | None
    words: str
    do: str
    nhs_number: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """The same in each month for the same difference of one of ours; by line for somebody who is not."""
        return f"{self.kind.value}:{self.person if self.person is not None else f'line {self.line}'}"


HEADINGS = ("NHS number", "Name", "Date of birth", "Status", "Since", "Flagged (yes or no)", "Flagged since")


def expected(people: Iterable[Flagged]) -> list[tuple[str, ...]]:
    """The list for a provider: headings, then one line a person by name and number, the last two cells for its answer."""
    ordered = sorted(people, key=lambda each: (each.name.casefold(), each.person))
    return [HEADINGS, *(_line(each) for each in ordered)]


def _line(each: Flagged) -> tuple[str, ...]:
    born = each.born.isoformat() if each.born else ""
    since = each.since.isoformat() if each.since else ""
    return (plain_number(each.nhs_number), each.name, born, STATUS_WORDS[each.status], since, "", "")


def compare(people: Iterable[Flagged], answer: Sequence[AnswerRow]) -> list[Difference]:
    """Where the provider's answer differs from what we say, ours by person and then theirs by line. Raises nothing."""
    theirs = {row.nhs_number: row for row in answer}
    found: list[Difference] = []
    ours = set()
    for each in sorted(people, key=lambda one: one.person):
        number = plain_number(each.nhs_number)
        ours.add(number)
        found += _of_person(each, theirs.get(number) if number else None)
    strangers = (row for row in theirs.values() if row.flagged and row.nhs_number not in ours)
    return found + [_not_ours(row) for row in sorted(strangers, key=lambda row: row.line)]


def _of_person(each: Flagged, row: AnswerRow | None) -> list[Difference]:
    if not plain_number(each.nhs_number):
        return [_one(DifferenceKind.NO_NUMBER, each, None, "has no valid NHS number, and cannot be compared", _TRACE)]
    if row is None or not row.flagged:
        says = "is not in the provider's list" if row is None else "is not flagged there"
        return [_one(DifferenceKind.MISSING_THERE, each, row, f"should be flagged and {says}", _SEND_AGAIN)]
    found = []
    if row.since is not None and each.since is not None and row.since != each.since:
        words = f"is flagged there since {day_words(row.since)}, and with us since {day_words(each.since)}"
        found.append(_one(DifferenceKind.DATE_DIFFERS, each, row, words, _COMPARE))
    if row.name and _plain(row.name) != _plain(each.name):
        found.append(_one(DifferenceKind.NAME_DIFFERS, each, row, "has another name there", _RIGHT_CHILD))
    if row.born is not None and each.born is not None and row.born != each.born:
        found.append(_one(DifferenceKind.BORN_DIFFERS, each, row, "has another date of birth there", _RIGHT_CHILD))
    return found


_TRACE = "Have the NHS number traced, and record it."
_SEND_AGAIN = "Ask the provider, and tell it afresh to set the flag."
_COMPARE = "Find out which day is right. If it is ours, tell the provider afresh."
_RIGHT_CHILD = "Check at once that the number belongs to this child: the flag may be on another child's record."


def _one(kind: DifferenceKind, each: Flagged, row: AnswerRow | None, words: str, do: str) -> Difference:
    line = None if row is None else row.line
    return Difference(kind, each.person, each.case, line, f"Person {each.person} {words}", do, each.nhs_number)


def _not_ours(row: AnswerRow) -> Difference:
    return Difference(
        DifferenceKind.NOT_OURS,
        None,
        "",
        row.line,
        f"Line {row.line} of the answer is flagged there, and we do not say that it should be",
        "Find the person. If the plan ended, tell the provider to clear the flag; else it may be another authority's.",
        row.nhs_number,
    )


def _plain(name: str) -> list[str]:
    """The words of a name whatever their order and case, so that SMITH, Jo is Jo Smith."""
    return sorted(name.replace(",", " ").casefold().split())
