"""What leaves the service: the report without small numbers, and without any that they could be worked out from (REP-04).

`to_hold_back` says which figures; `hold_back` takes them out of tables, charts and sentences.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reports.board.about import Choices, the_choices
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
from reports.board.worked_out import Sum, joined, pinned, worked_out
from reports.figures import Figure
from reports.measure import Measure, Statistic
from reports.registry import MEASURES

SENTENCE = "What stood here tells of numbers that are held back because they are small."
SHOWN_AGAIN = 12
"""How many numbers, the most missed first, are tried again at the end. Each try proves all that hangs together anew, and in a
report where much is held back it is nearly always in vain."""
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
    holding = _Holding(Sums(in_order, measures), shown, under, weights, chosen.differences_too)
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


class _Holding:
    """Which figures are held back so far, and what a reader of the others knows."""

    def __init__(
        self, sums: Sums, shown: Collection[str], under: int, weights: Mapping[str, int], differences: bool
    ) -> None:
        self.sums = sums
        self._disclosed = {figure: set(numbers) for figure, numbers in sums.disclosed.items() if figure in shown}
        self._showing: dict[int, list[str]] = defaultdict(list)
        for figure, numbers in self._disclosed.items():
            for number in numbers:
                self._showing[number].append(figure)
        self._times: Counter[int] = Counter({number: len(figures) for number, figures in self._showing.items()})
        self._reasons: Counter[str] = Counter()
        self._sums_of: dict[int, list[Sum]] = defaultdict(list)
        for each in sums.relations:
            for number in each:
                self._sums_of[number].append(each)
        self._weights: dict[int, int] = defaultdict(int)
        for number, figures in self._showing.items():
            self._weights[number] = max(weights.get(figure, 0) for figure in figures)
        self._protected = {
            number
            for number, value in enumerate(sums.values)
            if value is not None and 0 < value < under and (differences or number in self._showing)
        }

    @property
    def held(self) -> frozenset[str]:
        return frozenset(figure for figure, reasons in self._reasons.items() if reasons)

    def hold_figure(self, figure: str) -> None:
        self._reasons[figure] += 1
        if self._reasons[figure] == 1:
            self._times.subtract(self._disclosed[figure])

    def _show_figure(self, figure: str) -> None:
        self._reasons[figure] -= 1
        if self._reasons[figure] == 0:
            self._times.update(self._disclosed[figure])

    def hold_small(self) -> None:
        for number in sorted(self._protected):
            self._hold(number)

    def _hold(self, number: int) -> None:
        for figure in self._showing[number]:
            self.hold_figure(figure)

    def _hold_beside(self, number: int, beside: list[int]) -> None:
        self._protected.add(number)
        beside.append(number)
        self._hold(number)

    def _known(self, number: int) -> bool:
        """A 0 counts as known even where it is not shown: a category that is left out is easily guessed to be empty."""
        return self._times[number] > 0 or self.sums.values[number] == 0

    def make_safe(self, sums: list[Sum]) -> None:
        """Holds back one more number, again and again, until nothing protected can be worked out from these sums."""
        if not any(number in self._protected for each in sums for number in each):
            return
        beside: list[int] = []
        self._where_one_is_missing(sums, beside)
        unknown = {number for each in sums for number in each if not self._known(number)}
        while unknown:
            near = self._near([min(unknown)])
            unknown.difference_update(*near)
            while found := self._found(near):
                more: list[int] = []
                for number in sorted(found):  # one for each: what was not needed is shown again
                    another = self._next([each for each in near if number in each])
                    another = self._next(sums) if another is None else another
                    if another is not None:
                        self._hold_beside(another, more)
                if not more:  # nothing of these sums is shown any more: only who takes every 0 as known can go on
                    break
                self._where_one_is_missing(self._around(more), more)
                beside += more
                near = self._near([*found, *self._told_with(more)])
        self._show_again(beside)

    def _told_with(self, numbers: Iterable[int]) -> list[int]:
        """Every number that the figures of these disclose: what is held back or shown with them."""
        figures = dict.fromkeys(figure for number in numbers for figure in self._showing[number])
        return list(dict.fromkeys(number for figure in figures for number in sorted(self._disclosed[figure])))

    def _around(self, numbers: Iterable[int]) -> list[Sum]:
        """The sums of all that is held back or shown with these numbers, each once."""
        return list({id(each): each for number in self._told_with(numbers) for each in self._sums_of[number]}.values())

    def _where_one_is_missing(self, sums: list[Sum], beside: list[int]) -> None:
        """The common way, and a quick one: a sum in which all but one number is known."""
        waiting = deque(sums)
        while waiting:
            each = waiting.popleft()
            unknown = [number for number in each if not self._known(number)]
            if len(unknown) == 1 and unknown[0] in self._protected:
                another = self._next([each])
                if another is not None:
                    self._hold_beside(another, beside)
                    waiting += self._around([another])

    def _show_again(self, beside: Sequence[int]) -> None:
        """Shows what turned out not to be needed once the others were held back: what is missed most first, then the largest."""
        in_turn = sorted(beside, key=lambda number: (-self._weights[number], -(self.sums.values[number] or 0), number))
        for number in in_turn[:SHOWN_AGAIN]:
            self._protected.discard(number)
            for figure in self._showing[number]:
                self._show_figure(figure)
            if self._told_by_one(number) or self._found(self._near(self._told_with([number]))):
                self._protected.add(number)
                self._hold(number)

    def _told_by_one(self, number: int) -> bool:
        """Whether a single sum of this number leaves only a protected one unknown. Asked first, because it is quick."""
        for each in self._sums_of[number]:
            unknown = [other for other in each if not self._known(other)]
            if len(unknown) == 1 and unknown[0] in self._protected:
                return True
        return False

    def _near(self, numbers: Iterable[int]) -> list[Sum]:
        """The sums that hang together with these numbers through what is not known; in the others nothing can change."""
        open_numbers = list(numbers)
        met, found = set(open_numbers), {}
        while open_numbers:
            for each in self._sums_of[open_numbers.pop()]:
                if id(each) not in found:
                    found[id(each)] = each
                    more = [other for other in each if other not in met and not self._known(other)]
                    met.update(more)
                    open_numbers += more
        return list(found.values())

    def _found(self, sums: list[Sum]) -> set[int]:
        """The protected numbers that a reader can work out; of those that only bounds give, where there are no others."""
        known = {}
        for each in sums:
            for number in each:
                value = self.sums.values[number]
                if value is not None and self._known(number):
                    known[number] = value
        found = self._protected.intersection(worked_out(_useful(sums, known, self._protected), known))
        return found or self._protected & pinned(sums, known, self._protected)

    def _next(self, sums: Iterable[Sum]) -> int | None:
        """The number of these sums to hold back next: shown, not 0, missed least, alone in few other sums, and small.

        A number that would be the only one missing in another sum takes one more there with it, and that one more again.
        """
        values = self.sums.values
        shown = {number for each in sums for number in each if self._times[number] > 0 and values[number]}
        return min(
            shown,
            key=lambda number: (self._weights[number], self._alone(number), values[number] or 0, number),
            default=None,
        )

    def _alone(self, number: int) -> int:
        return sum(all(self._known(other) for other in each) for each in self._sums_of[number])


def _useful(sums: list[Sum], known: Mapping[int, int], protected: Collection[int]) -> list[Sum]:
    """Without the sums that have an unknown of their own: whatever the others are, it fills them."""
    of: dict[int, set[int]] = defaultdict(set)
    for place, each in enumerate(sums):
        for number in each:
            if number not in known:
                of[number].add(place)
    left = set(range(len(sums)))
    alone = [number for number, places in of.items() if len(places) == 1 and number not in protected]
    while alone:
        for place in list(of[alone.pop()]):
            left.discard(place)
            for number in sums[place]:
                if number not in known:
                    of[number].discard(place)
                    if len(of[number]) == 1 and number not in protected:
                        alone.append(number)
    return [sums[place] for place in sorted(left)]


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
