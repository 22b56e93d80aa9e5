"""A case: read with its ledger, added to, and saved with its index, refusing whoever acts on what has since changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from ehcp_flow.db import index, ledger
from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.index import CaseIndex, NextRung
from ehcp_flow.db.ledger import CASE_COLUMNS, StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.people import row_of as person_row
from ehcp_flow.db.statements import count_anew_while_few, insert_many
from ehcp_flow.db.tables import deadline as deadlines
from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.db.tables import event as events
from ehcp_flow.db.tables import person as people
from workflows.clocks import Deadline
from workflows.ledger import GENESIS, Entry

_AT_ONCE = 500


class StaleCase(Exception):
    """Someone acted on the case in the meantime. `entries_since` is what they recorded; empty if it cannot be told."""

    def __init__(self, reference: str, entries_since: tuple[Entry, ...]) -> None:
        super().__init__(f"{reference} was changed in the meantime: {len(entries_since)} entries were recorded")
        self.reference = reference
        self.entries_since = entries_since


class LedgerAtOdds(Exception):
    """A case and its ledger say different things, `why`: nothing may be added until somebody has looked into it."""

    def __init__(self, reference: str, why: str) -> None:
        super().__init__(f"{reference}: {why}. Run: ehcp-flow doctor")
        self.reference = reference
        self.why = why


@dataclass(frozen=True, slots=True)
class NewCase:
    """A whole case to be stored at once by an importer, its number and its person's already given out."""

    authority: str
    case_id: int
    reference: str
    person_id: int
    opened_at: datetime
    index: CaseIndex
    entries: Sequence[Entry]
    hashes: Sequence[str]
    deadlines: Sequence[Deadline]


_LOAD = select(*CASE_COLUMNS).where(cases.c.authority == bindparam("of"), cases.c.reference == bindparam("name"))
_TEAM = select(cases.c.team).where(cases.c.authority == bindparam("of"), cases.c.reference == bindparam("name"))
_LOAD_FOR_CHANGE = _LOAD.with_for_update()  # PostgreSQL only: on SQLite whoever writes is alone already
_OF_PEOPLE = (
    select(*CASE_COLUMNS)
    .where(cases.c.authority == bindparam("of"), cases.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(cases.c.case_id)
)
_OF_PEOPLE_FOR_CHANGE = _OF_PEOPLE.with_for_update()
_ANY = select(cases.c.case_id).where(cases.c.authority == bindparam("of")).limit(1)
_INSERT = insert(cases)
_SAVE_INDEX = (
    update(cases)
    .where(
        cases.c.authority == bindparam("of"), cases.c.case_id == bindparam("case"), cases.c.version == bindparam("seen")
    )
    .values({name: bindparam(name) for name in ("version", "last_hash", *CaseIndex("").values())})
)


class Cases:
    """The cases of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def any(self, authority: str) -> bool:
        """Whether the authority has a case at all."""
        return self._connection.execute(_ANY, {"of": authority}).first() is not None

    def team_of(self, authority: str, reference: str) -> str:
        """The team that has a case; "" where none has, or there is no such case."""
        return str(self._connection.execute(_TEAM, {"of": authority, "name": reference}).scalar() or "")

    def load(self, authority: str, reference: str) -> StoredCase | None:
        """A case with its ledger, to look at."""
        return self._load(_LOAD, authority, reference)

    def load_for_change(self, authority: str, reference: str, seen_version: int | None = None) -> StoredCase | None:
        """A case with its ledger; nobody else changes it until this transaction ends.

        `seen_version` is the version of the case on the screen that was acted on. Raises StaleCase if it is not the
        case's version now, and LedgerAtOdds if the case does not note the ledger that it has.
        """
        stored = self._load(_LOAD_FOR_CHANGE, authority, reference)
        if stored is not None and stored.at_odds:
            raise LedgerAtOdds(reference, stored.at_odds)
        if stored is not None and seen_version is not None and seen_version != stored.version:
            raise StaleCase(reference, stored.entries[seen_version:])
        return stored

    def of_people(
        self, authority: str, person_ids: Iterable[int], *, for_change: bool = False
    ) -> dict[int, list[StoredCase]]:
        """The cases of each of these people, with their ledgers, in the order in which they were opened.

        `for_change`: nobody else changes them until this transaction ends. Whoever adds to one looks at `at_odds`.
        """
        statement = _OF_PEOPLE_FOR_CHANGE if for_change else _OF_PEOPLE
        found: dict[int, list[StoredCase]] = {}
        wanted = list(dict.fromkeys(person_ids))
        for start in range(0, len(wanted), _AT_ONCE):
            some = {"of": authority, "people": wanted[start : start + _AT_ONCE]}
            rows = self._connection.execute(statement, some).fetchall()
            for several in (rows[each : each + _AT_ONCE] for each in range(0, len(rows), _AT_ONCE)):
                for stored in ledger.with_entries(self._connection, authority, several):
                    found.setdefault(stored.person_id, []).append(stored)
        return found

    def add(self, authority: str, person_id: int, reference: str, opened_at: datetime) -> StoredCase:
        """A new case without entries."""
        case_id = next_number(self._connection, authority, "case")
        stored = StoredCase(authority, case_id, reference, person_id, opened_at, 0, GENESIS, "", None, "")
        self._connection.execute(_INSERT, _row(stored, CaseIndex("")))
        return stored

    def append(self, stored: StoredCase, entries: Sequence[Entry], hashes: Sequence[str]) -> StoredCase:
        """Adds entries to the ledger and gives the case with them; `save_index` must follow.

        Raises StaleCase if someone else recorded an entry of the same number first; the transaction is then over.
        """
        try:
            previous = stored.last_hash
            ledger.add(self._connection, ledger.rows_of(stored.authority, stored.case_id, previous, entries, hashes))
        except IntegrityError as error:
            self._connection.rollback()
            since = self._entries_since(stored)
            if not since:
                raise
            raise StaleCase(stored.reference, since) from error
        return replace(
            stored, entries=(*stored.entries, *entries), hashes=(*stored.hashes, *hashes), last_hash=hashes[-1]
        )

    def save_index(
        self,
        stored: StoredCase,
        now: CaseIndex,
        deadlines_now: Iterable[Deadline],
        next_rung: NextRung | None = None,
    ) -> StoredCase:
        """Stores what the ledger of a case now gives, and gives the case with its new version.

        `next_rung` says when each deadline that is new or has changed next has something to say; without it, never.
        Raises StaleCase if the case has another version than when it was read.
        """
        version = len(stored.entries)
        values = now.values()
        values |= {
            "of": stored.authority, "case": stored.case_id, "seen": stored.version,
            "version": version, "last_hash": stored.last_hash,
        }  # fmt: skip
        if self._connection.execute(_SAVE_INDEX, values).rowcount != 1:
            raise StaleCase(stored.reference, self._entries_since(stored)[version - stored.version :])
        index.save_deadlines(
            self._connection,
            stored.authority,
            stored.case_id,
            deadlines_now,
            new=stored.version == 0,
            next_rung=next_rung,
        )
        return replace(stored, version=version, state=now.state, owner_id=now.owner_id, team=now.team)

    def deadlines(self, stored: StoredCase) -> list[Deadline]:
        """The stored deadlines of a case, by date due."""
        return index.deadline_rows(self._connection, stored.authority, stored.case_id)

    def bulk_add(
        self, new_people: Sequence[Person], new_cases: Sequence[NewCase], next_rung: NextRung | None = None
    ) -> None:
        """Stores whole people and cases, each table in one go. Give it some hundreds at a time.

        `next_rung` says when each deadline next has something to say; without it, never.
        """
        lines: list[dict[str, Any]] = []
        due: list[dict[str, Any]] = []
        for case in new_cases:
            lines += ledger.rows_of(case.authority, case.case_id, GENESIS, case.entries, case.hashes)
            rows = {each.key: each for each in case.deadlines}
            due += [
                index.as_values(
                    case.authority, case.case_id, index.as_row(each), next_rung(each, None) if next_rung else None
                )
                for each in rows.values()
            ]
        insert_many(self._connection, people, [person_row(person) for person in new_people])
        insert_many(self._connection, cases, [_row(_stored(case), case.index) for case in new_cases])
        insert_many(self._connection, events, lines)
        insert_many(self._connection, deadlines, due)
        count_anew_while_few(self._connection, people, cases, events, deadlines)

    def _load(self, statement: Any, authority: str, reference: str) -> StoredCase | None:
        row = self._connection.execute(statement, {"of": authority, "name": reference}).one_or_none()
        return None if row is None else self._with_ledger(StoredCase(*row))

    def _with_ledger(self, stored: StoredCase) -> StoredCase:
        entries, hashes = ledger.read(self._connection, stored.authority, stored.case_id)
        return replace(stored, entries=entries, hashes=hashes)

    def _entries_since(self, stored: StoredCase) -> tuple[Entry, ...]:
        return ledger.read(self._connection, stored.authority, stored.case_id, after=stored.version)[0]


def _stored(case: NewCase) -> StoredCase:
    last = case.hashes[-1] if case.hashes else GENESIS
    return StoredCase(
        case.authority, case.case_id, case.reference, case.person_id, case.opened_at, len(case.entries), last,
        case.index.state, case.index.owner_id, case.index.team,
    )  # fmt: skip


def _row(stored: StoredCase, now: CaseIndex) -> dict[str, Any]:
    return {
        **now.values(), "authority": stored.authority, "case_id": stored.case_id, "reference": stored.reference,
        "person_id": stored.person_id, "opened_at": stored.opened_at, "version": stored.version,
        "last_hash": stored.last_hash,
    }  # fmt: skip
