"""The list of forms a report is printed in, and the one way in which their files are written."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reports.board.model import Report
from reports.forms import csv_files, json_file, pdf, xlsx
from reports.forms.html import html
from reports.forms.open_page import open_page
from reports.uncollected import uncollected

NAME = "send-board"


@dataclass(frozen=True, slots=True)
class Form:
    """`suffix` ends the name of its (first) file; `make` gives its files by the end of their names.

    `ends` are all such ends. `released`: it is made only of a report of which the small numbers were held back.
    """

    suffix: str
    media_type: str
    make: Callable[[Report], Mapping[str, bytes]]
    more: tuple[str, ...] = ()
    released: bool = False

    @property
    def ends(self) -> tuple[str, ...]:
        return (self.suffix, *self.more)


PUBLIC = "-for-the-public.html"
PARITY = "-dfe-columns.csv"


def _csv(report: Report) -> Mapping[str, bytes]:
    parity = csv_files.write_parity(report)
    return {".csv": csv_files.write(report)} | ({PARITY: parity} if parity else {})


FORMS: dict[str, Form] = {
    "html": Form(".html", "text/html; charset=utf-8", lambda report: {".html": html(report).encode()}),
    "pdf": Form(".pdf", "application/pdf", lambda report: {".pdf": pdf.write(report)}),
    "xlsx": Form(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report: {".xlsx": xlsx.write(report)},
    ),
    "csv": Form(".csv", "text/csv; charset=utf-8", _csv, more=(PARITY,)),
    "json": Form(".json", "application/json", lambda report: {".json": json_file.write(report)}),
    "page": Form(
        PUBLIC, "text/html; charset=utf-8", lambda report: {PUBLIC: open_page(report).encode()}, released=True
    ),
}


class UnknownForm(LookupError):
    """There is no form of that name. The message lists those that there are."""


def form(name: str) -> Form:
    """The form of that name. Raises UnknownForm."""
    try:
        return FORMS[name]
    except KeyError:
        raise UnknownForm(f"There is no form “{name}”. The forms are: {', '.join(FORMS)}.") from None


def stem(report: Report, name: str = NAME) -> str:
    """The name of a report's files without its end: `send-board-2026-10`, and what sets this copy apart.

    `-exact` where small numbers are not held back, `-issue-2` for a later issue, `-not-closed` for a month that may change.
    """
    issue = "-not-closed" if report.issue == 0 else f"-issue-{report.issue}" if report.issue > 1 else ""
    return f"{name}-{report.month}{'-exact' if report.exact else ''}{issue}"


def made_files(report: Report, forms: Iterable[str] = tuple(FORMS), name: str = NAME) -> dict[str, bytes]:
    """The report's files by name. A form that is only for release is left out of an exact report. Raises UnknownForm."""
    wanted = [form(each) for each in dict.fromkeys(forms)]
    with uncollected():
        return {
            stem(report, name) + end: data
            for each in wanted
            if not (each.released and report.exact)
            for end, data in each.make(report).items()
        }


def names_of(report: Report, form_name: str, name: str = NAME) -> tuple[str, ...]:
    """The names that the files of a report have in one form. Raises UnknownForm."""
    return tuple(stem(report, name) + end for end in form(form_name).ends)


def write_files(made: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Writes files by name into the folder, each whole, replacing those of the same name. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".send-board-") as unfinished:
        for file_name, data in made.items():
            (Path(unfinished) / file_name).write_bytes(data)
        for file_name in made:
            os.replace(Path(unfinished) / file_name, folder / file_name)
    return [folder / file_name for file_name in made]
