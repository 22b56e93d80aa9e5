"""Worked cases for the rows: a ledger written as lines, read as it stood on a day."""

from collections.abc import Sequence
from datetime import date, datetime

from ehcp_flow.services.board.cases_of import case_row
from ehcp_flow.services.board.exceptions_of import evidenced, excuses
from ehcp_flow.services.board.told import Against, Told, told
from ehcp_flow.services.indexing import assessment_row
from reports.rows.cases import CaseRow
from tests.workflows.cases import ledger
from workflows.ledger import Entry

LATER = date(2028, 12, 31)
CASE = "EHC-2025-00001"


def read(
    *lines: str | Entry,
    as_at: date = LATER,
    known_at: datetime | None = None,
    born: date | None = date(2015, 6, 1),
    postcode: str = "",
) -> Told:
    """A case on which something had happened. Lines are numbered in order; entries keep their own numbers."""
    found = told(CASE, entries_of(lines), Against(as_at, known_at), born, postcode)
    assert found is not None
    return found


def entries_of(lines: Sequence[str | Entry]) -> list[Entry]:
    written = ledger(*[line for line in lines if isinstance(line, str)])
    return [*written, *[line for line in lines if isinstance(line, Entry)]]


def case_of(case: Told) -> CaseRow:
    """The row of the case, as `gather` makes it."""
    return case_row(case, assessment_row(case.case, case.view), evidenced(excuses(case)))
