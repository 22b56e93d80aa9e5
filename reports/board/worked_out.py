"""What a reader can work out from sums of counts: exactly, by elimination, and by what whole numbers leave open.

A sum is a mapping of quantity to factor whose products add up to 0: {whole: 1, part: -1, other part: -1}.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd

Sum = Mapping[int, int]
Row = dict[int, int]
RIGHT = -1
"""The place of a row's right side."""
ROUNDS = 25
"""How often bounds are passed on. Each round is sound by itself, so a limit can only make a bound looser."""


def worked_out(sums: Iterable[Sum], known: Mapping[int, int]) -> dict[int, Fraction]:
    """Every quantity that is not known and has one value only, by Gauss-Jordan elimination in whole numbers.

    A sum that contradicts the others is left aside. Takes the cube of the number of unknowns at worst.
    """
    pivots: dict[int, Row] = {}
    for each in sums:
        row = _unknown(each, known)
        for quantity in [quantity for quantity in row if quantity in pivots]:
            row = _without(row, quantity, pivots[quantity])
        if len(row) < 2:
            continue
        pivot = min(quantity for quantity in row if quantity != RIGHT)
        for quantity, other in pivots.items():
            if pivot in other:
                pivots[quantity] = _without(other, pivot, row)
        pivots[pivot] = row
    return {pivot: Fraction(row[RIGHT], row[pivot]) for pivot, row in pivots.items() if len(row) == 2}


def _unknown(each: Sum, known: Mapping[int, int]) -> Row:
    """The sum with what is known brought to the right side, which always stands in a row, also as 0."""
    row = {quantity: factor for quantity, factor in each.items() if quantity not in known}
    row[RIGHT] = -sum(factor * known[quantity] for quantity, factor in each.items() if quantity in known)
    return row


def _without(row: Row, at: int, pivot: Row) -> Row:
    """The row with so much of the pivot's taken off that `at` falls out of it."""
    factor, times = row[at], pivot[at]
    left = row if times == 1 else {quantity: times * value for quantity, value in row.items()}
    left = dict(left)
    for quantity, value in pivot.items():
        left[quantity] = left.get(quantity, 0) - factor * value
        if not left[quantity] and quantity != RIGHT:
            del left[quantity]
    common = gcd(*left.values())
    return left if common < 2 else {quantity: value // common for quantity, value in left.items()}


def pinned(sums: Sequence[Sum], known: Mapping[int, int], at_least_one: Container[int]) -> set[int]:
    """Quantities that are not known, and for which whole numbers of 0 or more leave one value only.

    A reader knows that what was held back is not 0 (`at_least_one`): five such counts with a sum of 5 are 1 each. Bounds
    are passed from sum to sum, which does not find everything that a search through all whole numbers would.
    """
    low: dict[int, int] = {}
    high: dict[int, int | None] = {}
    for each in sums:
        for quantity in each:
            low[quantity] = known.get(quantity, 1 if quantity in at_least_one else 0)
            high[quantity] = known.get(quantity)
    for _ in range(ROUNDS):
        narrowed = [_tighten(each, low, high) for each in sums]
        if not any(narrowed):
            break
    return {quantity for quantity in low if quantity not in known and low[quantity] == high[quantity]}


def _tighten(each: Sum, low: dict[int, int], high: dict[int, int | None]) -> bool:
    """Narrows the bounds of what one sum holds; whether any became narrower."""
    narrowed = False
    for quantity, factor in each.items():
        others = [(other, its) for other, its in each.items() if other != quantity]
        # factor * quantity = -(sum of the others), between the two ends of that sum
        ends = [_end(others, low, high, highest) for highest in (True, False)]
        bounds = [None if end is None else Fraction(-end, factor) for end in ends]
        least, most = bounds if factor > 0 else reversed(bounds)
        top = high[quantity]
        if least is not None and (new_low := -(-least.numerator // least.denominator)) > low[quantity]:
            low[quantity], narrowed = new_low, True
        if most is not None and (top is None or most.numerator // most.denominator < top):
            high[quantity], narrowed = most.numerator // most.denominator, True
    return narrowed


def _end(
    others: Iterable[tuple[int, int]], low: Mapping[int, int], high: Mapping[int, int | None], highest: bool
) -> int | None:
    """The largest or smallest sum that the bounds allow; None where there is no end to it."""
    total = 0
    for quantity, factor in others:
        bound = high[quantity] if (factor > 0) == highest else low[quantity]
        if bound is None:
            return None
        total += factor * bound
    return total


def joined(sums: Iterable[Sum]) -> list[list[Sum]]:
    """The sums in groups that share no quantity, in the order in which they came."""
    group: dict[int, int] = {}

    def root(quantity: int) -> int:
        while group.setdefault(quantity, quantity) != quantity:
            group[quantity] = quantity = group[group[quantity]]
        return quantity

    every = list(sums)
    for each in every:
        first, *others = each
        for other in others:
            group[root(other)] = root(first)
    found: dict[int, list[Sum]] = {}
    for each in every:
        found.setdefault(root(next(iter(each))), []).append(each)
    return list(found.values())
