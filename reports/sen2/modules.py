"""The return as tables, one CSV a block of the return, for analysts: modules 1 to 5 with numbers that join them.

XML joins records by nesting alone. Here each record has a number of its own (`request_id`), counted from 1 through the
file, and the number of the one that it belongs to. Columns are DfE's element names, in the order of the collection year.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TextIO

from reports.sen2.model import Person
from reports.sen2.shape import PERSON, Block, Item, Part
from reports.sen2.writer import text_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
OWNER_ONLY = 0o600
"""The mode of a file that names every child: whoever wrote it may read it, until they give it to somebody."""

_NAMES = {
    "Person": ("1-person", "person_id"),
    "Requests": ("2-requests", "request_id"),
    "Assessment": ("3-assessment", "assessment_id"),
    "NamedPlan": ("4-named-plan", "named_plan_id"),
    "PlanDetail": ("4-plan-detail", "plan_detail_id"),
    "ActivePlans": ("5-active-plans", "active_plan_id"),
    "PlacementDetail": ("5-placement-detail", "placement_id"),
    "SENneed": ("5-sen-need", "need_id"),
}
"""The name of the table of each element, with its module, and of the column of its number."""


class Table(NamedTuple):
    """One table: the block that it holds, the column of its number, the column of its parent's, and its items."""

    name: str
    own: str
    parent: str | None
    items: tuple[Item, ...]


def tables(year: int) -> list[Table]:
    """The tables of a collection year, each after the one that it belongs to."""
    return [_table("Person", PERSON, None, year), *_within(PERSON, "Person", year)]


def _within(block: Block, element: str, year: int) -> Iterator[Table]:
    for part in block.entries:
        if isinstance(part, Part):
            yield _table(part.element, part.block, element, year)
            yield from _within(part.block, part.element, year)


def _table(element: str, block: Block, parent: str | None, year: int) -> Table:
    items = tuple(each for each in block.entries if isinstance(each, Item) and each.in_year(year))
    name, own = _NAMES[element]
    return Table(name, own, _NAMES[parent][1] if parent else None, items)


class ModuleFiles:
    """Writes a folder of CSV files, person by person. Files of the same names are replaced once all are whole.

    Raises OSError where the folder cannot be written to.
    """

    def __init__(self, folder: Path, year: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._tables = {table.name: table for table in tables(year)}
        self._count: Counter[str] = Counter()
        self._files: list[TextIO] = []
        self._rows: dict[str, Any] = {}
        self.paths: list[Path] = []
        for table in self._tables.values():
            path = folder / f"sen2-{year}-{table.name}.csv"
            _unfinished(path).touch(mode=OWNER_ONLY)
            file = _unfinished(path).open("w", encoding="utf-8-sig", newline="")
            self._files.append(file)
            self.paths.append(path)
            self._rows[table.name] = csv.writer(file)
            links = (table.own,) if table.parent is None else (table.own, table.parent)
            self._rows[table.name].writerow([*links, *(item.element for item in table.items)])

    def add(self, person: Person) -> None:
        """Write the rows of one person."""
        self._add("Person", person, PERSON, None)

    def _add(self, element: str, record: Any, block: Block, parent: int | None) -> None:
        table = self._tables[_NAMES[element][0]]
        self._count[table.name] += 1
        number = self._count[table.name]
        links = [number] if parent is None else [number, parent]
        self._rows[table.name].writerow(
            [*links, *(_cell(item, getattr(record, item.attribute)) for item in table.items)]
        )
        for part in block.entries:
            if isinstance(part, Part) and (inner := getattr(record, part.attribute)) is not None:
                for each in inner if part.many else (inner,):
                    self._add(part.element, each, part.block, number)

    def __enter__(self) -> "ModuleFiles":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()
        for path in self.paths:
            if kind is None:
                _unfinished(path).replace(path)
            else:
                _unfinished(path).unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _cell(item: Item, value: Any) -> str:
    """A value as the XML has it; text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else text_of(item, value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
