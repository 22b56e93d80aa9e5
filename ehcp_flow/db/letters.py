"""Letters that were kept, and the council's own versions of their templates. A kept letter's words are never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.file_tables import letter as letters
from ehcp_flow.db.file_tables import letter_template as templates


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter. `letter_id` is 0 until numbered; `words` and `dates` are JSON (notifications/letters/model.py).

    `entry` is the number of the ledger's entry that it tells of, `takes_place_of` the letter that it puts right.
    """

    authority: str
    letter_id: int
    case_id: int
    kind: str
    template_version: int
    template_hash: str
    addressed_to: str
    words: Mapping[str, Any]
    dates: Sequence[Mapping[str, Any]]
    entry: int | None
    takes_place_of: int | None
    made_at: datetime
    made_by: str
    sent_on: date | None = None
    sent_how: str = ""
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A council's own version of a kind's template. Empty words: from then on as shipped."""

    authority: str
    kind: str
    version: int
    words: str
    reason: str
    changed_at: datetime
    changed_by: str


_COLUMNS = tuple(letters.c[field.name] for field in fields(KeptLetter))
_OF_CASE = (
    select(*_COLUMNS)
    .where(letters.c.authority == bindparam("of"), letters.c.case_id == bindparam("case"))
    .order_by(letters.c.letter_id.desc())
)
_GET = select(*_COLUMNS).where(
    letters.c.authority == bindparam("of"),
    letters.c.case_id == bindparam("case"),
    letters.c.letter_id == bindparam("letter"),
)
_VERSIONS = (
    select(*(templates.c[field.name] for field in fields(OwnTemplate)))
    .where(templates.c.authority == bindparam("of"))
    .order_by(templates.c.kind, templates.c.version)
)


class Letters:
    """The letters of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, letter: KeptLetter) -> KeptLetter:
        """Keeps a letter and gives it back with its number."""
        letter = replace(letter, letter_id=next_number(self._connection, letter.authority, "letter"))
        self._connection.execute(insert(letters), {name: getattr(letter, name) for name in letter.__slots__})
        return letter

    def of_case(self, authority: str, case_id: int) -> list[KeptLetter]:
        """The letters of a case, the newest first."""
        return [KeptLetter(*row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})]

    def get(self, authority: str, case_id: int, letter_id: int) -> KeptLetter | None:
        """A letter of this very case; None where the number is of another's."""
        this = {"of": authority, "case": case_id, "letter": letter_id}
        row = self._connection.execute(_GET, this).one_or_none()
        return None if row is None else KeptLetter(*row)

    def mark_sent(self, letter: KeptLetter) -> bool:
        """Notes when, how and by whom it was sent. False where that was noted already."""
        this = (letters.c.authority == letter.authority, letters.c.letter_id == letter.letter_id)
        sent = {"sent_on": letter.sent_on, "sent_how": letter.sent_how, "sent_by": letter.sent_by}
        done = self._connection.execute(update(letters).where(*this, letters.c.sent_on.is_(None)).values(sent))
        return done.rowcount == 1


class LetterTemplates:
    """The own versions of templates, inside one transaction. None is changed or deleted."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, template: OwnTemplate) -> None:
        """Raises IntegrityError where somebody else has added this version in the meantime."""
        self._connection.execute(insert(templates), asdict(template))

    def versions(self, authority: str, kind: str = "") -> list[OwnTemplate]:
        """Every version of a kind, or of all, the oldest first."""
        wanted = _VERSIONS.where(templates.c.kind == kind) if kind else _VERSIONS
        return [OwnTemplate(*row) for row in self._connection.execute(wanted, {"of": authority})]
