"""The ledger of a case: what happened, when it happened, when it was recorded and by whom; chained, never changed.

An entry is put right by a later entry that names it (`Event.CORRECTION`). `effective` reads the ledger with its
corrections applied, "as it stood on date D, as we knew it at moment K".
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from workflows.vocabulary import Event

GENESIS = "0" * 64
"""The hash that stands before the first entry of every case."""

NOT_LATER_THAN = "not_later_than"
"""Value of the fact `dated`: it had happened by this day, but the source gives no date. Starts and meets no clock."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger. `occurred_on` is a London date, `recorded_at` a UTC moment; facts are JSON values."""

    number: int
    event: Event
    occurred_on: date
    recorded_at: datetime
    recorded_by: str
    facts: Mapping[str, Any]
    source: str = ""
    corrects: int | None = None

    @property
    def dated(self) -> bool:
        """Whether the day is known, rather than only a day by which it had happened."""
        return self.facts.get("dated") != NOT_LATER_THAN

    def fact(self, name: str) -> str:
        """The fact as text, or "" where it was not given."""
        value = self.facts.get(name)
        return "" if value is None else str(value)

    def date_fact(self, name: str) -> date | None:
        """A fact that is a date (ISO text), or None where it was not given."""
        value = self.facts.get(name)
        return date.fromisoformat(value) if value else None


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain of hashes first fails: the entry's number and why."""

    number: int
    why: str


def seal(previous: str, authority: str, case: str, person: int, entry: Entry) -> str:
    """Hex SHA-256 of an entry, of whose case it is and of the hash before it, so that a changed or removed line shows.

    There is no key in it: what it cannot show is in docs/decisions/0001.
    """
    line = _canonical(
        [
            previous,
            authority,
            case,
            person,
            entry.number,
            entry.event.value,
            entry.occurred_on.isoformat(),
            entry.recorded_at.isoformat(),
            entry.recorded_by,
            dict(entry.facts),
            entry.source,
            entry.corrects,
        ]
    )
    return hashlib.sha256(line.encode()).hexdigest()


def verify(authority: str, case: str, person: int, sealed: Iterable[tuple[Entry, str]]) -> Broken | None:
    """The first entry whose number or hash does not follow from the one before it; None where the chain holds."""
    previous = GENESIS
    for position, (entry, stored) in enumerate(sealed, start=1):
        if entry.number != position:
            return Broken(position, f"entry {position} is missing: the next one held is number {entry.number}")
        if seal(previous, authority, case, person, entry) != stored:
            return Broken(entry.number, "the entry, the one before it or whose case it is, is not what was recorded")
        previous = stored
    return None


def _in_order(entry: Entry) -> tuple[date, int]:
    return entry.occurred_on, entry.number


def effective(entries: Sequence[Entry], as_at: date | None = None, known_at: datetime | None = None) -> list[Entry]:
    """The entries that count, corrections applied, in order of the day they happened and then of recording.

    `as_at` leaves out what happened later; `known_at` leaves out what was recorded later. None means no limit.
    """
    if known_at is not None:
        entries = [entry for entry in entries if entry.recorded_at <= known_at]
    corrections = [entry for entry in entries if entry.event is Event.CORRECTION]
    if corrections:
        entries = _corrected(entries, corrections)
    if as_at is not None:
        entries = [entry for entry in entries if entry.occurred_on <= as_at]
    return sorted(entries, key=_in_order)


def _corrected(entries: Sequence[Entry], corrections: Sequence[Entry]) -> list[Entry]:
    """Each correction changes what the ones before it left; cancelling one lets what it corrected stand again."""
    cancelled: set[int] = set()
    numbers = {correction.number for correction in corrections}
    for correction in reversed(corrections):
        if correction.number not in cancelled and correction.corrects in numbers and _undoes(correction):
            cancelled.add(correction.corrects)
    right: dict[int, list[Entry]] = {}
    for correction in corrections:
        if correction.corrects is not None and correction.number not in cancelled:
            right.setdefault(correction.corrects, []).append(correction)
    counted = (
        _as_corrected(entry, right[entry.number]) if entry.number in right else entry
        for entry in entries
        if entry.event is not Event.CORRECTION
    )
    return [entry for entry in counted if entry is not None]


def _undoes(correction: Entry) -> bool:
    return bool(correction.facts.get("never_happened"))


def _as_corrected(entry: Entry, corrections: Sequence[Entry]) -> Entry | None:
    """The entry as it should have been; None where the last word is that it never happened."""
    if _undoes(corrections[-1]):
        return None
    for correction in corrections:
        facts = correction.facts.get("right_facts")
        entry = replace(
            entry,
            occurred_on=correction.date_fact("right_date") or entry.occurred_on,
            facts=entry.facts if facts is None else facts,
        )
    return entry
