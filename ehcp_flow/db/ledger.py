"""The ledgers in the database: entries and their hashes, added at the end, read one case at a time or all in turn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from workflows.ledger import GENESIS, Entry
from workflows.vocabulary import Event

SCHEMA = 1
"""The shape of an entry that this version writes. Old shapes are read for ever and never rewritten."""

_CASES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case with its whole ledger, as it was read. `version` is how many entries the case notes that it has.

    `hashes` go with `entries`, one each; `last_hash` is the case's own note of the last.
    """

    authority: str
    case_id: int
    reference: str
    person_id: int
    opened_at: datetime
    version: int
    last_hash: str
    state: str
    owner_id: int | None
    team: str
    entries: tuple[Entry, ...] = ()
    hashes: tuple[str, ...] = ()

    @property
    def at_odds(self) -> str:
        """How what the case notes of its ledger differs from the ledger, in words; "" where it does not."""
        if len(self.entries) != self.version:
            return f"the case notes {self.version} entries and its ledger holds {len(self.entries)}"
        if (self.hashes[-1] if self.hashes else GENESIS) != self.last_hash:
            return "the last entry is not the one that the case notes as its last"
        return ""


CASE_COLUMNS = (
    cases.c.authority, cases.c.case_id, cases.c.reference, cases.c.person_id, cases.c.opened_at, cases.c.version,
    cases.c.last_hash, cases.c.state, cases.c.owner_id, cases.c.team,
)  # fmt: skip
_ENTRY_COLUMNS = (
    events.c.number, events.c.event, events.c.occurred_on, events.c.recorded_at, events.c.recorded_by, events.c.facts,
    events.c.source, events.c.corrects, events.c.hash,
)  # fmt: skip
_ENTRIES = (
    select(*_ENTRY_COLUMNS)
    .where(
        events.c.authority == bindparam("of"),
        events.c.case_id == bindparam("case"),
        events.c.number > bindparam("after"),
    )
    .order_by(events.c.number)
)
_ENTRIES_OF_CASES = (
    select(*_ENTRY_COLUMNS, events.c.case_id)
    .where(
        events.c.authority == bindparam("of"),
        events.c.case_id >= bindparam("first"),
        events.c.case_id <= bindparam("last"),
    )
    .order_by(events.c.case_id, events.c.number)
)
_ENTRIES_OF_THESE = (
    select(*_ENTRY_COLUMNS, events.c.case_id)
    .where(events.c.authority == bindparam("of"), events.c.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(events.c.case_id, events.c.number)
)
_NEXT_CASES = (
    select(*CASE_COLUMNS)
    .where(cases.c.authority == bindparam("of"), cases.c.case_id > bindparam("after"))
    .order_by(cases.c.case_id)
    .limit(bindparam("how_many"))
)
_NEXT_CASES_FOR_CHANGE = _NEXT_CASES.with_for_update()  # PostgreSQL only: on SQLite whoever writes is alone already
_INSERT = insert(events)

Sealed = tuple[tuple[Entry, ...], tuple[str, ...]]


def read(connection: Connection, authority: str, case_id: int, after: int = 0) -> Sealed:
    """The entries of a case with their hashes, in order, those numbered above `after`."""
    rows = connection.execute(_ENTRIES, {"of": authority, "case": case_id, "after": after}).fetchall()
    return tuple(_entry(row) for row in rows), tuple(row[8] for row in rows)


def rows_of(
    authority: str, case_id: int, previous: str, entries: Sequence[Entry], hashes: Sequence[str]
) -> list[dict[str, Any]]:
    """Entries as rows to insert; `previous` is the hash before the first of them."""
    return [
        {
            "authority": authority, "case_id": case_id, "number": entry.number, "event": entry.event.value,
            "occurred_on": entry.occurred_on, "recorded_at": entry.recorded_at, "recorded_by": entry.recorded_by,
            "source": entry.source, "facts": entry.facts, "corrects": entry.corrects, "previous_hash": before,
            "hash": own, "schema": SCHEMA,
        }
        for entry, before, own in zip(entries, (previous, *hashes), hashes, strict=False)
    ]  # fmt: skip


def add(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Adds entries (of any cases). IntegrityError if a case has an entry of that number already."""
    connection.execute(_INSERT, rows)


def some(
    connection: Connection, authority: str, after: int, how_many: int, *, for_change: bool = False
) -> Iterator[StoredCase]:
    """The next cases of an authority with their ledgers, in order of case, from those numbered above `after`.

    `for_change`: nobody else adds to them until the transaction ends. Otherwise read them in an unchanging view
    (`Database.reading`), or a case may come with an entry that was added after its row was read.
    """
    rows = connection.execute(
        _NEXT_CASES_FOR_CHANGE if for_change else _NEXT_CASES, {"of": authority, "after": after, "how_many": how_many}
    ).fetchall()
    if rows:
        yield from _with_entries(connection, authority, rows)


def stream(connection: Connection, authority: str) -> Iterator[StoredCase]:
    """Every case of an authority with its ledger and hashes, in order of case, in flat memory. See `some`."""
    after = -1
    while batch := list(some(connection, authority, after, _CASES_AT_ONCE)):
        after = batch[-1].case_id
        yield from batch


def with_entries(connection: Connection, authority: str, rows: Sequence[Any]) -> Iterator[StoredCase]:
    """Cases from their rows (CASE_COLUMNS), in that order, their ledgers read together. At most some hundred at once."""
    these = {"of": authority, "cases": [row.case_id for row in rows]}
    yield from _joined(rows, connection.execute(_ENTRIES_OF_THESE, these))


def _with_entries(connection: Connection, authority: str, rows: Sequence[Any]) -> Iterator[StoredCase]:
    """Cases from their rows (CASE_COLUMNS, in order of case id), their ledgers read together."""
    span = {"of": authority, "first": rows[0].case_id, "last": rows[-1].case_id}
    yield from _joined(rows, connection.execute(_ENTRIES_OF_CASES, span))


def _joined(rows: Sequence[Any], entries: Iterable[Any]) -> Iterator[StoredCase]:
    """Every entry is read, whatever version the row notes: a row can be changed behind our back, a ledger is guarded."""
    ledgers: dict[int, list[Any]] = defaultdict(list)
    for line in entries:
        ledgers[line[9]].append(line)
    for row in rows:
        own = ledgers.get(row.case_id, ())
        whole: tuple[Any, ...] = (*row, tuple([_entry(line) for line in own]), tuple([line[8] for line in own]))
        yield StoredCase(*whole)


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(row[0], Event(row[1]), *row[2:8])
