"""Reads an authority's school closures from a CSV: strict rows, all of them or none."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ehcp_flow.db.settings import SettingClosure
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.day_text import read_day
from ehcp_flow.services.office import Office
from workflows.words import day_words, list_words

COLUMNS = ("name", "closed_from", "reopens_on")
SETTING = "setting_urn"
"""The column that may follow: the unique reference number of one setting; empty for every setting."""

LONGEST = timedelta(days=366)
"""Longer than any holiday: a mistyped year."""


@dataclass(frozen=True, slots=True)
class TermProblem:
    """What is wrong with one line of the file, which is numbered from 1 with its headings."""

    line: int
    column: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class TermsRead:
    """What a file of closures holds. Where there is any problem nothing was saved."""

    rows: int
    added: int
    already: int
    problems: tuple[TermProblem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    name: str
    closed_from: date
    reopens_on: date
    urn: str


def import_terms(office: Office, path: Path, dry_run: bool = False) -> TermsRead:
    """Add the closures of a CSV (name, closed_from, reopens_on and, if wanted, setting_urn).

    `reopens_on` is the first day open again. A closure that is held already is left as it is. Raises OSError.
    """
    lines, problems = _lines(path)
    rows = _rows(lines, problems)
    if not rows and not problems:
        problems.append(TermProblem(1, "", "", "The file has no closure in it."))
    with unit_of_work(office.database) as uow:
        wanted = _closures(office.authority, uow, rows, problems)
        held = {
            _same(each) for urn in {None, *(each.setting_id for each in wanted)} for each in _held(office, uow, urn)
        }
        new = [each for each in wanted if _same(each) not in held]
        if problems:
            return TermsRead(len(lines), 0, 0, tuple(sorted(problems, key=lambda each: each.line)))
        for closure in new:
            uow.settings.add_closure(closure)
        if new and not dry_run:
            uow.commit()
    return TermsRead(len(lines), len(new), len(wanted) - len(new), ())


def _held(office: Office, uow: UnitOfWork, setting_id: int | None) -> list[SettingClosure]:
    return uow.settings.closures(office.authority, setting_id)


def _same(closure: SettingClosure) -> tuple[object, ...]:
    return closure.setting_id, closure.name.casefold(), closure.closed_from, closure.reopens_on


def _lines(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[TermProblem]]:
    """The lines with something on them, by heading, and what is wrong with the file as a whole."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return [], [TermProblem(1, "", "", "The file is not in UTF-8. Save it as “CSV UTF-8”.")]
    reader = csv.reader(text.splitlines())
    try:
        headings = [_heading(cell) for cell in next(reader, [])]
        if sorted(headings) not in (sorted(COLUMNS), sorted((*COLUMNS, SETTING))):
            words = f"The headings must be {list_words(COLUMNS)}; {SETTING} may be added."
            return [], [TermProblem(1, "", ", ".join(headings), words)]
        lines, problems = [], []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(headings):
                words = f"The line has {len(cells)} values where there are {len(headings)} headings."
                problems.append(TermProblem(reader.line_num, "", ",".join(cells), words))
                continue
            lines.append((reader.line_num, dict(zip(headings, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        return [], [TermProblem(reader.line_num, "", "", f"The file cannot be read as a CSV: {error}.")]
    return lines, problems


def _heading(cell: str) -> str:
    return "_".join(cell.casefold().split())


def _rows(lines: Iterable[tuple[int, Mapping[str, str]]], problems: list[TermProblem]) -> list[_Row]:
    rows: list[_Row] = []
    first_line: dict[tuple[object, ...], int] = {}
    for line, cells in lines:
        row = _row(line, cells, problems)
        if row is None:
            continue
        key = (row.urn, row.name.casefold(), row.closed_from, row.reopens_on)
        if key in first_line:
            problems.append(TermProblem(line, "", row.name, f"It is the same closure as on line {first_line[key]}."))
        first_line.setdefault(key, line)
        rows.append(row)
    return rows


def _row(line: int, cells: Mapping[str, str], problems: list[TermProblem]) -> _Row | None:
    found = len(problems)
    name = cells["name"]
    if not name:
        problems.append(TermProblem(line, "name", "", "The closure has no name, such as “Summer holiday 2026”."))
    closed, reopens = (_day(line, column, cells[column], problems) for column in COLUMNS[1:])
    if closed and reopens:
        if reopens <= closed:
            words = f"It reopens on {day_words(reopens)}, which is not after the day it closes, {day_words(closed)}."
            problems.append(TermProblem(line, "reopens_on", cells["reopens_on"], words))
        elif reopens - closed > LONGEST:
            words = f"It would be closed for {(reopens - closed).days} days. Check the years."
            problems.append(TermProblem(line, "reopens_on", cells["reopens_on"], words))
    if len(problems) > found or closed is None or reopens is None:
        return None
    return _Row(line, name, closed, reopens, cells.get(SETTING, ""))


def _day(line: int, column: str, value: str, problems: list[TermProblem]) -> date | None:
    if not value:
        problems.append(TermProblem(line, column, "", "The date is missing."))
        return None
    try:
        return read_day(value)
    except ValueError as error:
        problems.append(TermProblem(line, column, value, str(error)))
        return None


def _closures(
    authority: str, uow: UnitOfWork, rows: Iterable[_Row], problems: list[TermProblem]
) -> list[SettingClosure]:
    closures = []
    for row in rows:
        setting = uow.settings.by_urn(authority, row.urn) if row.urn else None
        if row.urn and setting is None:
            words = "No setting of this number is held. Leave it empty for a closure of every setting."
            problems.append(TermProblem(row.line, SETTING, row.urn, words))
            continue
        of = setting.setting_id if setting else None
        closures.append(SettingClosure(authority, 0, of, row.name, row.closed_from, row.reopens_on))
    return closures
