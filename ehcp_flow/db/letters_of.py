"""The letters that tell of an entry of a ledger: what somebody must act on where the entry is put right."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from ehcp_flow.db.file_tables import letter


@dataclass(frozen=True, slots=True)
class LetterOf:
    """A letter about an entry. `sent_on` is None where it was made and has not gone."""

    letter_id: int
    kind: str
    addressed_to: str
    sent_on: date | None


_OF_ENTRY = (
    select(letter.c.letter_id, letter.c.kind, letter.c.addressed_to, letter.c.sent_on)
    .where(
        letter.c.authority == bindparam("of"),
        letter.c.case_id == bindparam("case"),
        letter.c.entry == bindparam("entry"),
    )
    .order_by(letter.c.letter_id)
)


def letters_of(connection: Connection, authority: str, case_id: int, entry: int) -> list[LetterOf]:
    """The letters that tell of this entry, in the order in which they were made."""
    rows = connection.execute(_OF_ENTRY, {"of": authority, "case": case_id, "entry": entry})
    return [LetterOf(*row) for row in rows]
