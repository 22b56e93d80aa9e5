"""What leaves the service: the report without small numbers, and without any that they could be worked out from (REP-04).

`to_hold_back` says which figures; `hold_back` takes them out of tables, charts and sentences.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reports.board.about import Choices, the_choices
from reports.board.bounds import joined
from reports.board.holding import Holding
from reports.board.model import (
    Block,
    Cell,
    Chart,
    Header,
    Kind,
    Paragraph,
    Part,
    Report,
    Row,
    Table,
    Why,
)
from reports.board.sums import Sums
from reports.figures import Figure
from reports.measure import Measure, Statistic
from reports.registry import MEASURES

SENTENCE = "What stood here tells of numbers that are held back because they are small."
OLDEST = ".oldest"
"""The end of the id of a table that lists single cases."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COUNTED = (Kind.COUNT, Kind.SHARE, Kind.DAYS, Kind.WEEKS, Kind.NUMBER)


def rule_words(under: int, choices: Choices | None = None) -> str:
    """The rule, as printed at every table."""
    small = f"Counts from 1 to {under - 1} are" if under > 2 else "Counts of 1 are"
    differences = (
        "A small difference of two numbers is kept back in the same way."
        if (choices or the_choices()).differences_too
        else "A small difference of two printed numbers, which is no number of this report itself, is not held back."
    )
    return (
        f"{small} held back, and so is every number from which one of them could be worked out; 0 is shown. A percentage is "
        "held back where its numerator, its denominator or the rest of it is, and a mean or a middle where it is of fewer "
        f"than {under}. The largest of single cases, such as the longest wait, is always held back, because it is one "
        f"child’s own. {differences} All are marked alike, so that nobody can tell a small number from one that stands "
        "beside it. Two reports held against each other are not looked at."
    )


def hold_back(report: Report, figures: Sequence[Figure], under: int, choices: Choices | None = None) -> Report:
    """The report with its small numbers held back. `figures`: all that it was made from, or more; counts from `under` are shown.

    A reader is taken to have this one report: what two months' reports tell together is not looked at. `choices`: what the
    council chose, as shipped where none are given.

    Raises ValueError where `under` is less than 2, and for a cell of a figure that was not given: of that nobody could say
    whether it may be shown.
    """
    if under < 2:
        raise ValueError(f"Counts under {under} cannot be held back: the least that can is 1, with a limit of 2.")
    shown = _figures_in(report)
    if missing := shown - {figure.id for figure in figures}:
        raise ValueError(f"These figures are in the report and were not given: {', '.join(sorted(missing))}.")
    held = to_hold_back(figures, shown, under, choices=choices)
    references = {case for figure in figures for case in (*figure.cases, *figure.meeting)}
    cleaning = _Cleaning(held, references)
    return replace(
        report,
        exact=False,
        small_numbers=rule_words(under, choices),
        blocks=tuple(cleaning.block(block) for block in report.blocks),
    )


def to_hold_back(
    figures: Sequence[Figure],
    shown: Collection[str],
    under: int,
    measures: Mapping[str, Measure] = MEASURES,
    choices: Choices | None = None,
) -> frozenset[str]:
    """The ids of the figures to hold back, of those `shown`.

    Nothing that is left lets a reader work out a count from 1 to `under` - 1 that one of the figures `shown` tells: its
    value, its numerator, its denominator or its rest. Where the choices say `differences_too`, that holds of a count that
    no figure has as well: the difference of two, or a category that is not printed. The same figures give the same answer,
    in whatever order they come. A figure of a measure that there is no more, in a month closed long ago, is held back:
    nobody can say how it hangs together with others.
    """
    chosen = choices or the_choices()
    in_order = sorted((figure for figure in figures if figure.measure in measures), key=lambda figure: figure.id)
    gone = {figure.id for figure in figures if figure.measure not in measures}
    weights = {figure.id: _weight(figure, chosen.kept_longest) for figure in in_order}
    holding = Holding(Sums(in_order, measures), shown, under, weights, chosen.differences_too)
    for figure in in_order:
        if figure.id in shown and _of_few(figure, measures[figure.measure], under):
            holding.hold_figure(figure.id)
    holding.hold_small()
    for sums in joined(holding.sums.relations):
        holding.make_safe(sums)
    return holding.held | (gone & set(shown))


def _weight(figure: Figure, kept_longest: Sequence[str]) -> int:
    """How much a reader would miss it: the council's own list first, then a whole more than one of its categories."""
    place = kept_longest.index(figure.measure) if figure.measure in kept_longest else len(kept_longest)
    return 2 * (len(kept_longest) - place) + (not figure.category)


def _of_few(figure: Figure, of: Measure, under: int) -> bool:
    """Whether the value itself tells of few, however many cases it was taken from.

    The largest amount of one row is that child's own: a longest wait gives the day of a request. The smallest, middle or
    largest number of cases of one officer is itself a count of cases.
    """
    if figure.value is None:
        return False
    if of.statistic is Statistic.MOST:
        return True
    return of.statistic.value.endswith("_each") and 0 < float(figure.value) < under


def _figures_in(report: Report) -> set[str]:
    parts = [part for block in report.blocks for part in block.parts]
    cells = [cell for part in parts if isinstance(part, Table) for row in part.rows for cell in row.cells]
    told = [each for part in parts if isinstance(part, Paragraph | Chart) for each in part.rests_on]
    return (
        {cell.figure for cell in cells if cell.figure} | {each for cell in cells for each in cell.rests_on} | set(told)
    )


class _Cleaning:
    """Takes the held back figures out of what is printed."""

    def __init__(self, held: Collection[str], references: Collection[str]) -> None:
        self._held = held
        self._references = references

    def block(self, block: Block) -> Block:
        without = {table.id: self._table(table) for table in block.tables}
        gone = {table.id for table in block.tables if self._lists_cases(table)}
        lost = {table_id for table_id, table in without.items() if table != self._of(block, table_id)}
        numbers = {number for table in block.tables for number in self._held_numbers(table)}
        parts: list[Part] = []
        for part in block.parts:
            match part:
                case Table():
                    parts.append(_dropped(part) if part.id in gone else self._told(without[part.id], numbers))
                case Chart() if part.table in gone:
                    continue
                case Chart():
                    parts.append(replace(part, says=SENTENCE) if self._chart_tells(part, lost, numbers) else part)
                case Paragraph():
                    parts.append(replace(part, text=SENTENCE) if self._tells(part, numbers) else part)
        return replace(block, parts=tuple(parts))

    @staticmethod
    def _of(block: Block, table_id: str) -> Table:
        return next(table for table in block.tables if table.id == table_id)

    def _lists_cases(self, table: Table) -> bool:
        named = (cell.value for row in table.rows for cell in row.cells if cell.kind is Kind.TEXT)
        return table.id.endswith(OLDEST) or any(value in self._references for value in named)

    def _table(self, table: Table) -> Table:
        return replace(table, rows=tuple(self._row(row) for row in table.rows))

    def _row(self, row: Row) -> Row:
        """A number beside a held back one that does not say what it rests on is taken to rest on it."""
        held = any(cell.figure in self._held for cell in row.cells)
        return replace(row, cells=tuple(self._cell(cell, held) for cell in row.cells))

    def _cell(self, cell: Cell, in_held_row: bool) -> Cell:
        undeclared = not cell.figure and not cell.rests_on and cell.kind in _COUNTED and cell.value is not None
        if cell.figure in self._held or self._rests(cell.rests_on) or (undeclared and in_held_row):
            return Cell(None, cell.kind, cell.figure, why=Why.HELD_BACK, rests_on=cell.rests_on)
        return cell

    def _rests(self, on: Iterable[str]) -> bool:
        return any(figure in self._held for figure in on)

    def _held_numbers(self, table: Table) -> Iterable[str]:
        for row in table.rows:
            for cell in row.cells:
                if cell.figure in self._held:
                    yield from (
                        str(part) for part in (cell.value, cell.numerator, cell.denominator) if part is not None
                    )

    def _told(self, table: Table, numbers: Collection[str]) -> Table:
        note = SENTENCE if self._says(table.note, numbers) else table.note
        return replace(table, note=note, header=_some_or_none(table.header))

    def _tells(self, paragraph: Paragraph, numbers: Collection[str]) -> bool:
        """A generated sentence that does not say what it rests on is not printed once anything at all is held back."""
        if paragraph.rests_on:
            return self._rests(paragraph.rests_on) or self._names_a_case(paragraph.text)
        return (bool(paragraph.id) and bool(self._held)) or self._says(paragraph.text, numbers)

    def _chart_tells(self, chart: Chart, lost: Collection[str], numbers: Collection[str]) -> bool:
        if self._names_a_case(chart.says):
            return True
        if chart.rests_on:
            return self._rests(chart.rests_on)
        return chart.table in lost or self._says(chart.says, numbers)

    def _says(self, text: str, numbers: Collection[str]) -> bool:
        """Whether a text without `rests_on` has one of the block's held back numbers in it, or names a case."""
        return any(each in numbers for each in _NUMBER.findall(text.replace(",", ""))) or self._names_a_case(text)

    def _names_a_case(self, text: str) -> bool:
        return any(word.strip(".,;:()“”") in self._references for word in text.split())


def _some_or_none(header: Header) -> Header:
    """The difference of two tables' numbers of faults can be a small one, so that only none and some leave the service."""
    return replace(header, faults=None, faults_held_back=True) if header.faults else header


def _dropped(table: Table) -> Paragraph:
    return Paragraph(f"{table.title}: this table lists single cases, which do not leave the service.")
