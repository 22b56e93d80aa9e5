"""Frozen months: issues with their figures and files, added and read, never changed; and the readers of the report."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from ehcp_flow.db.board_tables import board_figure as figures
from ehcp_flow.db.board_tables import board_file as files
from ehcp_flow.db.board_tables import board_issue as issues
from ehcp_flow.db.board_tables import board_reader as readers
from ehcp_flow.db.statements import insert_many
from ehcp_flow.db.types import canonical_json


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure as it was when the month was closed: its id, its value as printed, its parts and the cases behind it."""

    figure: str
    value: str | None
    numerator: int
    denominator: int
    cases: Sequence[str]
    meeting: Sequence[str]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of one month's report. `document` is the exact report as JSON; `hash` seals it and its figures."""

    authority: str
    month: str
    issue: int
    as_at: date
    known_at: datetime
    made_by: str
    reason: str
    rules: str
    document: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom the report is sent when a month is closed."""

    authority: str
    email: str
    name: str
    added_at: datetime
    added_by: str


def seal(issue: Issue, kept: Iterable[KeptFigure]) -> str:
    """Hex SHA-256 of everything that an issue is, so that a changed figure or a changed case behind one shows."""
    sealed = asdict(issue) | {
        "hash": "",
        "as_at": issue.as_at.isoformat(),
        "known_at": issue.known_at.isoformat(timespec="microseconds"),
        "figures": [asdict(each) for each in sorted(kept, key=lambda each: each.figure)],
    }
    return hashlib.sha256(canonical_json(sealed).encode()).hexdigest()


_THIS = (issues.c.authority == bindparam("of"), issues.c.month == bindparam("month"))
_ISSUES = (
    select(*(issues.c[field.name] for field in fields(Issue)))
    .where(issues.c.authority == bindparam("of"))
    .order_by(issues.c.month, issues.c.issue)
)
_LATEST = select(*(issues.c[field.name] for field in fields(Issue))).where(*_THIS).order_by(issues.c.issue)
_FIGURES = (
    select(*(figures.c[field.name] for field in fields(KeptFigure)))
    .where(
        figures.c.authority == bindparam("of"),
        figures.c.month == bindparam("month"),
        figures.c.issue == bindparam("issue"),
    )
    .order_by(figures.c.figure)
)
_FILES = (
    select(files.c.name, files.c.content)
    .where(
        files.c.authority == bindparam("of"), files.c.month == bindparam("month"), files.c.issue == bindparam("issue")
    )
    .order_by(files.c.name)
)
_READERS = (
    select(*(readers.c[field.name] for field in fields(Reader)))
    .where(readers.c.authority == bindparam("of"))
    .order_by(readers.c.email)
)


class Board:
    """The frozen months and the readers of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, issue: Issue, kept: Sequence[KeptFigure], made: Mapping[str, bytes]) -> None:
        """Keeps an issue with its figures and files. IntegrityError where that issue is there already."""
        self._connection.execute(insert(issues), asdict(issue))
        key = {"authority": issue.authority, "month": issue.month, "issue": issue.issue}
        insert_many(self._connection, figures, [key | asdict(each) for each in kept])
        for name, content in made.items():
            digest = hashlib.sha256(content).hexdigest()
            self._connection.execute(insert(files), key | {"name": name, "sha256": digest, "content": content})

    def issues(self, authority: str) -> list[Issue]:
        """Every issue, by month and number."""
        return [Issue(*row) for row in self._connection.execute(_ISSUES, {"of": authority})]

    def of_month(self, authority: str, month: str) -> list[Issue]:
        """The issues of one month, the first one first; none where it is not closed."""
        return [Issue(*row) for row in self._connection.execute(_LATEST, {"of": authority, "month": month})]

    def figures(self, issue: Issue) -> list[KeptFigure]:
        """The figures of an issue, by id."""
        key = {"of": issue.authority, "month": issue.month, "issue": issue.issue}
        return [KeptFigure(*row) for row in self._connection.execute(_FIGURES, key)]

    def files(self, issue: Issue) -> dict[str, bytes]:
        """The files as they were made at closing, by name."""
        key = {"of": issue.authority, "month": issue.month, "issue": issue.issue}
        return {name: bytes(content) for name, content in self._connection.execute(_FILES, key)}

    def readers(self, authority: str) -> list[Reader]:
        return [Reader(*row) for row in self._connection.execute(_READERS, {"of": authority})]

    def add_reader(self, reader: Reader) -> None:
        """IntegrityError where the address is on the list already."""
        self._connection.execute(insert(readers), asdict(reader))

    def remove_reader(self, authority: str, email: str) -> bool:
        """False where the address is not on the list."""
        gone = delete(readers).where(readers.c.authority == authority, readers.c.email == email)
        return self._connection.execute(gone).rowcount > 0
