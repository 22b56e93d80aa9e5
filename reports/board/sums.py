"""Which counts stand behind the figures of a report, and which sums of them a reader can do.

A figure of a share discloses three counts: the numerator, the denominator and the rest. Counts of the same cases are one
count, whatever the measures that they come from are called: who is told one of them is told the other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from reports.board.elimination import worked_out
from reports.figures import Figure
from reports.measure import Measure, Statistic
from reports.registry import MEASURES

ALL, MEETING, REST = "all", "meeting", "rest"
FLOWS = (("backlog.open", "backlog.joined", "backlog.left"),)
"""A stock with what joins and leaves it: the stock at the end is the one before, with the joined, less the left."""

Cases = tuple[str, ...]
Relation = dict[int, int]


class Key(NamedTuple):
    """One count. Of a measure of a moment both days are its day; `less` names the measure that was taken off."""

    measure: str
    category: str
    first: date
    last: date
    part: str = ALL
    less: str = ""


class Sums:
    """The counts behind figures, by number; what each figure discloses; and sums of them, each adding up to 0.

    `values`: the count, where it is known from the figures. A stretch of time between two printed periods may have none.
    `relations`: {number: factor}. Only sums that are true of these figures are kept.
    """

    def __init__(self, figures: Iterable[Figure], measures: Mapping[str, Measure] = MEASURES) -> None:
        self.values: list[int | None] = []
        self.disclosed: dict[str, tuple[int, ...]] = {}
        self.relations: list[Relation] = []
        self._measures = measures
        self._numbers: dict[Key, int] = {}
        self._of_cases: dict[Cases, int] = {}
        self._cases: dict[int, Cases] = {}
        self._related: set[frozenset[tuple[int, int]]] = set()
        for figure in figures:
            self._disclose(figure)
        self._tile()
        self._share()
        self._divide()
        self._within()
        self._siblings()
        self._flow()
        worth = worked_out(self.relations, {n: value for n, value in enumerate(self.values) if value is not None})
        for number, value in worth.items():
            if value.denominator == 1:
                self.values[number] = int(value)

    def _disclose(self, figure: Figure) -> None:
        of = self._measures[figure.measure]
        first = figure.last if of.when is None else figure.first
        whole = Key(of.id, figure.category, first, figure.last)
        counts = [(whole, figure.denominator, figure.cases)]
        if of.statistic is Statistic.SHARE:
            rest = figure.denominator - figure.numerator
            counts.append((whole._replace(part=MEETING), figure.numerator, figure.meeting))
            counts.append((whole._replace(part=REST), rest, _without(figure.cases, figure.meeting)))
        self.disclosed[figure.id] = tuple(self._number(*each) for each in counts)

    def _number(self, key: Key, value: int | None = None, cases: Cases = ()) -> int:
        if key in self._numbers:
            return self._numbers[key]
        told = bool(cases) and len(cases) == value
        number = self._of_cases.get(cases) if told else None
        if number is None:
            number = len(self.values)
            self.values.append(value)
            if told:
                self._of_cases[cases] = number
                self._cases[number] = cases
        self._numbers[key] = number
        return number

    def _relate(self, whole: int, parts: Iterable[int], taken: Iterable[int] = ()) -> None:
        """whole = parts - taken, where that is true of the values."""
        factors: Counter[int] = Counter({whole: 1})
        factors.subtract(parts)
        factors.update(taken)
        relation = {number: factor for number, factor in factors.items() if factor}
        values = [self.values[number] for number in relation]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and sum(map(_times, relation.values(), known)) != 0:
            return
        same = frozenset(relation.items())
        if relation and same not in self._related:
            self._related.add(same)
            self.relations.append(relation)

    def _tile(self) -> None:
        """Months make up longer periods. What no figure has of its own is a count of unknown value."""
        periods: dict[Key, list[Key]] = defaultdict(list)
        for key in list(self._numbers):
            if self._measures[key.measure].when is not None:
                periods[key._replace(first=date.min, last=date.min)].append(key)
        for keys in periods.values():
            edges = sorted({day for key in keys for day in (key.first, key.last + timedelta(1))})
            for key in keys:
                inside = edges[edges.index(key.first) : edges.index(key.last + timedelta(1)) + 1]
                stretches = pairwise(inside)
                tiles = [key._replace(first=begin, last=end - timedelta(1)) for begin, end in stretches]
                if len(tiles) > 1:
                    self._relate(self._numbers[key], [self._number(tile) for tile in tiles])

    def _share(self) -> None:
        for key in list(self._numbers):
            meeting, rest = key._replace(part=MEETING), key._replace(part=REST)
            if key.part == ALL and meeting in self._numbers and rest in self._numbers:
                self._relate(self._numbers[key], [self._numbers[meeting], self._numbers[rest]])

    def _divide(self) -> None:
        """The categories of a measure make up the whole."""
        divided: dict[Key, list[int]] = defaultdict(list)
        for key, number in self._numbers.items():
            if key.category:
                divided[key._replace(category="")].append(number)
        for whole, numbers in divided.items():
            if whole in self._numbers:
                self._relate(self._numbers[whole], numbers)

    def _within(self) -> None:
        """A measure within another leaves a difference, which is a count too."""
        for key in list(self._numbers):
            inner = self._measures[key.measure]
            outer = self._measures.get(inner.within)
            around = key._replace(measure=inner.within)
            if outer is None or around not in self._numbers or not _alike(key, inner, outer):
                continue
            numbers = self._numbers[around], self._numbers[key]
            large, small = (self.values[number] for number in numbers)
            if large is None or small is None:
                left = self._number(around._replace(less=key.measure))
            elif large < small:
                continue
            else:
                cases = _without(*(self._cases.get(number, ()) for number in numbers))
                left = self._number(around._replace(less=key.measure), large - small, cases)
            self._relate(numbers[0], [numbers[1], left])

    def _siblings(self) -> None:
        """Parts of one measure that together have just the cases of another count: the stages at each age, say."""
        families: dict[Key, list[int]] = defaultdict(list)
        for key, number in self._numbers.items():
            parent = self._measures[key.measure].within
            if parent and not key.less:
                families[key._replace(measure=parent)].append(number)
        for numbers in families.values():
            together = tuple(sorted(case for number in numbers for case in self._cases.get(number, ())))
            if len(numbers) > 1 and together in self._of_cases:
                self._relate(self._of_cases[together], numbers)

    def _flow(self) -> None:
        for stock, joined, left in FLOWS:
            days = sorted(key.last for key in self._numbers if key[:2] == (stock, ""))
            for before, after in pairwise(days):
                ends = [self._numbers[Key(stock, "", day, day)] for day in (before, after)]
                moved = [Key(each, "", before + timedelta(1), after) for each in (joined, left)]
                if all(key in self._numbers for key in moved):
                    came, went = (self._numbers[key] for key in moved)
                    self._relate(ends[1], [ends[0], came], [went])


def _alike(key: Key, inner: Measure, outer: Measure) -> bool:
    """Whether this part of two measures means the same, so that taking one off the other leaves a count."""
    if key.less or (key.category and inner.split != outer.split):
        return False
    return key.part == ALL or (inner.meets is not None and inner.meets == outer.meets)


def _without(cases: Sequence[str], taken: Sequence[str]) -> Cases:
    left = Counter(cases)
    left.subtract(taken)
    return tuple(sorted(left.elements())) if all(count >= 0 for count in left.values()) else ()


def _times(factor: int, value: int) -> int:
    return factor * value
