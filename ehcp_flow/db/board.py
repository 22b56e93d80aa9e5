"""Frozen months: issues with their figures and files, added and read, never changed; and the readers of the report."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
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
    """One issue of one month's report, without what takes room. `hash` seals it, its reports, figures and files."""

    authority: str
    month: str
    issue: int
    as_at: date
    known_at: datetime
    made_by: str
    reason: str
    rules: str
    hash: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What was kept of an issue: the exact report and the one for release as JSON, the figures, and the files' digests.

    `files`: hex SHA-256 by name.
    """

    document: Mapping[str, Any]
    released: Mapping[str, Any]
    figures: Sequence[KeptFigure]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom the report is sent when a month is closed."""

    authority: str
    email: str
    name: str
    added_at: datetime
    added_by: str


def digest_of(content: bytes) -> str:
    """Hex SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def seal(issue: Issue, contents: Contents) -> str:
    """Hex SHA-256 of everything that an issue is, so that a changed figure, case or file shows."""
    sealed = asdict(issue) | {
        "hash": "",
        "as_at": issue.as_at.isoformat(),
        "known_at": issue.known_at.isoformat(timespec="microseconds"),
        "document": contents.document,
        "released": contents.released,
        "figures": [asdict(each) for each in sorted(contents.figures, key=lambda each: each.figure)],
        "files": contents.files,
    }
    return hashlib.sha256(canonical_json(sealed).encode()).hexdigest()


_THIS = (issues.c.authority == bindparam("of"), issues.c.month == bindparam("month"))
_ISSUES = (
    select(*(issues.c[field.name] for field in fields(Issue)))
    .where(issues.c.authority == bindparam("of"))
    .order_by(issues.c.month, issues.c.issue)
)
_REPORTS = select(issues.c.document, issues.c.released).where(*_THIS, issues.c.issue == bindparam("issue"))
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
_OF_ISSUE = (
    files.c.authority == bindparam("of"), files.c.month == bindparam("month"), files.c.issue == bindparam("issue"),
)  # fmt: skip
_DIGESTS = select(files.c.name, files.c.sha256).where(*_OF_ISSUE).order_by(files.c.name)
_FILES = (
    select(files.c.name, files.c.content)
    .where(*_OF_ISSUE, files.c.name.in_(bindparam("names", expanding=True)))
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

    def add(self, issue: Issue, contents: Contents, made: Mapping[str, bytes]) -> None:
        """Keeps an issue with its reports, figures and files. IntegrityError where that issue is there already."""
        reports = {"document": contents.document, "released": contents.released}
        self._connection.execute(insert(issues), asdict(issue) | reports)
        key = {"authority": issue.authority, "month": issue.month, "issue": issue.issue}
        insert_many(self._connection, figures, [key | asdict(each) for each in contents.figures])
        for name, content in made.items():
            self._connection.execute(
                insert(files), key | {"name": name, "sha256": contents.files[name], "content": content}
            )

    def issues(self, authority: str) -> list[Issue]:
        """Every issue, by month and number."""
        return [Issue(*row) for row in self._connection.execute(_ISSUES, {"of": authority})]

    def of_month(self, authority: str, month: str) -> list[Issue]:
        """The issues of one month, the first one first; none where it is not closed."""
        return [Issue(*row) for row in self._connection.execute(_LATEST, {"of": authority, "month": month})]

    def contents(self, issue: Issue) -> Contents:
        """What was kept of an issue, but for the files themselves."""
        key = _key(issue)
        document, released = self._connection.execute(_REPORTS, key).one()
        return Contents(
            document=document,
            released=released,
            figures=[KeptFigure(*row) for row in self._connection.execute(_FIGURES, key)],
            files=dict(tuple(row) for row in self._connection.execute(_DIGESTS, key)),
        )

    def files(self, issue: Issue, names: Collection[str]) -> dict[str, bytes]:
        """Some of the files as they were made at closing, by name; those that were not kept are left out."""
        if not names:
            return {}
        found = self._connection.execute(_FILES, _key(issue) | {"names": list(names)})
        return {name: bytes(content) for name, content in found}

    def readers(self, authority: str) -> list[Reader]:
        return [Reader(*row) for row in self._connection.execute(_READERS, {"of": authority})]

    def add_reader(self, reader: Reader) -> None:
        """IntegrityError where the address is on the list already."""
        self._connection.execute(insert(readers), asdict(reader))

    def remove_reader(self, authority: str, email: str) -> bool:
        """False where the address is not on the list."""
        gone = delete(readers).where(readers.c.authority == authority, readers.c.email == email)
        return self._connection.execute(gone).rowcount > 0


def _key(issue: Issue) -> dict[str, Any]:
    return {"of": issue.authority, "month": issue.month, "issue": issue.issue}
