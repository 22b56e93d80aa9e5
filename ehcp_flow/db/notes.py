"""Notes on a case. None is changed or deleted: a wrong one is put right by another that names it."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select

from ehcp_flow.db.authorities import next_number
from ehcp_flow.db.file_tables import note as notes


@dataclass(frozen=True, slots=True)
class Note:
    """A note. `note_id` is 0 until numbered; `about` is "" for the case, else what it hangs on (entry 4, document 12).

    `on_day` is the day that it tells of; `how` by which means the family was told, "" for notes of another kind; `corrects`
    the number of the note that this one puts right.
    """

    authority: str
    note_id: int
    case_id: int
    kind: str
    about: str
    words: str
    how: str
    on_day: date
    written_at: datetime
    written_by: str
    corrects: int | None = None


_OF_CASE = (
    select(*(notes.c[field.name] for field in fields(Note)))
    .where(notes.c.authority == bindparam("of"), notes.c.case_id == bindparam("case"))
    .order_by(notes.c.note_id.desc())
)


class Notes:
    """The notes of this database, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, note: Note) -> Note:
        """Stores a new note and gives it back with its number."""
        note = replace(note, note_id=next_number(self._connection, note.authority, "note"))
        self._connection.execute(insert(notes), asdict(note))
        return note

    def of_case(self, authority: str, case_id: int) -> list[Note]:
        """Every note of a case, the newest first."""
        return [Note(*row) for row in self._connection.execute(_OF_CASE, {"of": authority, "case": case_id})]
