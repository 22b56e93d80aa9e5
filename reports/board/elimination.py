"""What a reader can work out exactly from sums of counts, kept up to date while counts are held back and shown again.

The sums are held in a form in which what is unknown stands alone: every row has at most one unknown quantity of its own
(its pivot), which stands in no other row. A pivot beside which nothing else is unknown has one value only. Holding one more
back, or showing it again, then changes a few rows, where solving all the sums anew would take the cube of their number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from math import gcd

Sum = Mapping[int, int]
"""Quantity to factor: the products add up to 0, as in {whole: 1, part: -1, other part: -1}."""
_Row = dict[int, int]


class Elimination:
    """Sums, and which of their quantities are unknown. Begins with every quantity known."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        self._rows: list[_Row] = [dict(each) for each in sums]
        self._rows_with: dict[int, set[int]] = defaultdict(set)
        for place, row in enumerate(self._rows):
            for quantity in row:
                self._rows_with[quantity].add(place)
        self._unknown: set[int] = set()
        self._row_of: dict[int, int] = {}
        self._pivot_of: dict[int, int] = {}

    def hide(self, quantity: int) -> None:
        """From now on the quantity is unknown."""
        if quantity in self._unknown:
            return
        self._unknown.add(quantity)
        free = [place for place in self._rows_with[quantity] if place not in self._pivot_of]
        if free:
            self._stand_alone(quantity, min(free, key=lambda place: (len(self._rows[place]), place)))

    def show(self, quantity: int) -> None:
        """From now on the quantity is known."""
        if quantity not in self._unknown:
            return
        self._unknown.discard(quantity)
        place = self._row_of.pop(quantity, None)
        if place is None:
            return
        del self._pivot_of[place]
        others = self._unknown.intersection(self._rows[place])
        if others:
            self._stand_alone(min(others), place)

    def worked_out(self, among: Collection[int]) -> set[int]:
        """Those `among` the quantities that are unknown and have one value only."""
        pivots = [(quantity, self._row_of[quantity]) for quantity in among if quantity in self._row_of]
        return {quantity for quantity, place in pivots if self._alone(quantity, place)}

    def told_by(self, quantity: int) -> list[int]:
        """The known quantities from which one that `worked_out` names can be worked out; none of another quantity."""
        place = self._row_of.get(quantity)
        return [] if place is None else [other for other in self._rows[place] if other != quantity]

    def value(self, quantity: int, known: Mapping[int, int]) -> Fraction:
        """The one value of a quantity that `worked_out` names."""
        row = self._rows[self._row_of[quantity]]
        rest = sum(factor * known[other] for other, factor in row.items() if other != quantity)
        return Fraction(-rest, row[quantity])

    def _alone(self, quantity: int, place: int) -> bool:
        return all(other == quantity or other not in self._unknown for other in self._rows[place])

    def _stand_alone(self, quantity: int, place: int) -> None:
        """Makes the quantity the pivot of this row, and takes it out of every other."""
        self._row_of[quantity], self._pivot_of[place] = place, quantity
        for other in [each for each in self._rows_with[quantity] if each != place]:
            self._take_out(quantity, other, self._rows[place])

    def _take_out(self, quantity: int, place: int, pivot: _Row) -> None:
        """Takes so much of the pivot's row off another that the quantity falls out of it."""
        row = self._rows[place]
        common = gcd(row[quantity], pivot[quantity])
        times, off = pivot[quantity] // common, row[quantity] // common
        if times != 1:
            for each in row:
                row[each] *= times
        for each, factor in pivot.items():
            left = row.get(each, 0) - off * factor
            if left:
                if each not in row:
                    self._rows_with[each].add(place)
                row[each] = left
            elif each in row:
                del row[each]
                self._rows_with[each].discard(place)
        if times != 1 and (common := gcd(*row.values())) > 1:
            for each in row:
                row[each] //= common


def worked_out(sums: Iterable[Sum], known: Mapping[int, int]) -> dict[int, Fraction]:
    """Every quantity that is not known and has one value only, with that value."""
    every = list(sums)
    elimination = Elimination(every)
    unknown = sorted({quantity for each in every for quantity in each if quantity not in known})
    for quantity in unknown:
        elimination.hide(quantity)
    return {quantity: elimination.value(quantity, known) for quantity in sorted(elimination.worked_out(unknown))}
