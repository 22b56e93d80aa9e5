"""A provider's answer to the monthly list, read from CSV; and the list itself, written so that a spreadsheet runs nothing."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from notifications.health.gate import number_fault, plain_number

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "nhs_number": ("nhs number", "nhs no", "nhs_number"),
    "flagged": ("flagged (yes or no)", "flagged"),
    "since": ("flagged since", "date", "date flagged"),
    "name": ("name",),
    "born": ("date of birth", "dob"),
}
"""The headings under which each column is found, in any case. The first is the one that we write."""

NEEDED = ("nhs_number", "flagged")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line that could be read. `line` is its number in the file, the heading being 1."""

    line: int
    nhs_number: str = field(repr=False)
    flagged: bool
    since: date | None = None
    name: str = field(default="", repr=False)
    born: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read, by line and column; the value itself is not repeated."""

    line: int
    column: str
    why: str
    do: str


class _Row(BaseModel):
    """A line as it is checked at the edge. Its errors are turned into words here: they would quote the input."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)

    nhs_number: str = Field(repr=False)
    flagged: bool
    since: date | None = None
    name: str = Field("", repr=False)
    born: date | None = Field(None, repr=False)

    @field_validator("nhs_number")
    @classmethod
    def _a_number(cls, value: str) -> str:
        fault = "there is none" if not value else number_fault(value, production=False)
        if fault:
            raise ValueError(fault)
        return plain_number(value)

    @field_validator("flagged", mode="before")
    @classmethod
    def _yes_or_no(cls, value: Any) -> Any:
        text = str(value).strip().casefold()
        if text not in ("yes", "y", "no", "n"):
            raise ValueError("it is not yes or no")
        return text in ("yes", "y")

    @field_validator("since", "born", mode="before")
    @classmethod
    def _a_day(cls, value: Any) -> Any:
        text = str(value).strip()
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a calendar date has no zone
            except ValueError:
                continue
        raise ValueError("it is not a date")


_DO = {
    "nhs_number": "Give the 10 digits of the NHS number. Format the column as text, so that no nought is lost.",
    "flagged": "Write yes or no.",
    "since": "Write the date as 2026-03-31 or 31/03/2026, or leave it empty.",
    "born": "Write the date as 2026-03-31 or 31/03/2026, or leave it empty.",
    "name": "Write the name, or leave it empty.",
}


def read_answer(text: str) -> tuple[list[AnswerRow], list[Unreadable]]:
    """The lines of a provider's CSV, and what could not be read of it. Raises nothing for what the text holds.

    A second line with the same NHS number is not read: which of the two is right is for the provider to say.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    rows: list[AnswerRow] = []
    faults: list[Unreadable] = []
    try:
        headings = next(reader, [])
        places = _places(headings)
        missing = [
            Unreadable(1, COLUMNS[name][0], "there is no such column", _HEADINGS)
            for name in NEEDED
            if name not in places
        ]
        if missing:
            return [], missing
        seen: dict[str, int] = {}
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _read_line(reader.line_num, cells, places, seen, rows, faults)
    except csv.Error as error:
        faults.append(Unreadable(reader.line_num, "", f"this is not CSV ({error})", "Save the file as CSV (UTF-8)."))
    return rows, faults


_HEADINGS = "Keep the headings of the list that was sent."


def _places(headings: Sequence[str]) -> dict[str, int]:
    """Where each column is. A later heading of our list (the answer) goes before an earlier one of the same meaning."""
    known = [_unquoted(each).casefold() for each in headings]
    found: dict[str, int] = {}
    for name, words in COLUMNS.items():
        place = next((known.index(each) for each in words if each in known), None)
        if place is not None:
            found[name] = place
    return found


def _read_line(
    line: int,
    cells: Sequence[str],
    places: Mapping[str, int],
    seen: dict[str, int],
    rows: list[AnswerRow],
    faults: list[Unreadable],
) -> None:
    given = {name: _unquoted(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    try:
        row = _Row.model_validate(given)
    except ValidationError as error:
        for each in error.errors(include_input=False, include_url=False, include_context=False):
            name = str(each["loc"][0])
            why = each["msg"].removeprefix("Value error, ")
            faults.append(Unreadable(line, COLUMNS[name][0], why, _DO[name]))
        return
    if row.nhs_number in seen:
        why = f"the same NHS number is in line {seen[row.nhs_number]}"
        faults.append(Unreadable(line, COLUMNS["nhs_number"][0], why, "Keep one line for each person."))
        return
    seen[row.nhs_number] = line
    rows.append(AnswerRow(line, row.nhs_number, row.flagged, row.since, row.name, row.born))


def safe(cell: str) -> str:
    """Text that a spreadsheet will not take for a formula; other text is left as it is."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _unquoted(cell: str) -> str:
    """The cell as it was before `safe`."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA) else text


def write_csv(lines: Iterable[Sequence[str]]) -> str:
    """Lines as CSV with CR LF, as spreadsheets write it, each cell made safe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([safe(cell) for cell in line] for line in lines)
    return out.getvalue()
