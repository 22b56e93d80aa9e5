"""What whole numbers of 0 or more leave open: what a reader can work out of sums of counts beside what they give exactly."""

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Mapping, Sequence

from reports.board.elimination import Sum

Row = dict[int, int]
RIGHT = -1
"""The place of a row's right side."""
ROUNDS = 25
"""How often one sum passes bounds on. Each time is sound by itself, so a limit can only make a bound looser."""


def pinned(sums: Sequence[Sum], known: Mapping[int, int], at_least_one: Container[int]) -> set[int]:
    """Quantities that are not known, and for which whole numbers of 0 or more leave one value only.

    A reader knows that what was held back is not 0 (`at_least_one`): five such counts with a sum of 5 are 1 each. Bounds
    are passed from sum to sum, which does not find everything that a search through all whole numbers would.
    """
    low: dict[int, int] = {}
    high: dict[int, int | None] = {}
    rows = [row for each in sums if len(row := _unknown(each, known)) > 1]
    of: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for quantity in row:
            if quantity != RIGHT:
                low[quantity], high[quantity] = (1 if quantity in at_least_one else 0), None
                of[quantity].append(place)
    times = [0] * len(rows)
    waiting = deque(range(len(rows)))
    waits = [True] * len(rows)
    while waiting:
        place = waiting.popleft()
        waits[place] = False
        times[place] += 1
        narrowed = _tighten(rows[place], low, high)
        for other in sorted({other for quantity in narrowed for other in of[quantity]}):
            if not waits[other] and times[other] < ROUNDS:
                waits[other] = True
                waiting.append(other)
    return {quantity for quantity in low if low[quantity] == high[quantity]}


def _unknown(each: Sum, known: Mapping[int, int]) -> Row:
    """The sum with what is known brought to the right side, which always stands in a row, also as 0."""
    row = {quantity: factor for quantity, factor in each.items() if quantity not in known}
    row[RIGHT] = -sum(factor * known[quantity] for quantity, factor in each.items() if quantity in known)
    return row


def _tighten(row: Row, low: dict[int, int], high: dict[int, int | None]) -> list[int]:
    """Narrows the bounds of what is not known of one sum; of which quantities they became narrower."""
    ends = {
        quantity: _ends(factor, low[quantity], high[quantity]) for quantity, factor in row.items() if quantity != RIGHT
    }
    least = most = -row[RIGHT]
    endless_below = endless_above = 0
    for below, above in ends.values():
        least, endless_below = (least, endless_below + 1) if below is None else (least + below, endless_below)
        most, endless_above = (most, endless_above + 1) if above is None else (most + above, endless_above)
    narrowed = []
    for quantity, (below, above) in ends.items():
        factor, changed = row[quantity], False
        # the product of this one is what the others leave: between -(their most) and -(their least)
        if endless_above - (above is None) == 0:
            changed |= _bound(quantity, factor, (above or 0) - most, low, high, at_least=True)
        if endless_below - (below is None) == 0:
            changed |= _bound(quantity, factor, (below or 0) - least, low, high, at_least=False)
        if changed:
            narrowed.append(quantity)
    return narrowed


def _ends(factor: int, low: int, high: int | None) -> tuple[int | None, int | None]:
    """The least and the most of a product; None where there is no end to it."""
    far = None if high is None else factor * high
    return (factor * low, far) if factor > 0 else (far, factor * low)


def _bound(
    quantity: int, factor: int, product: int, low: dict[int, int], high: dict[int, int | None], at_least: bool
) -> bool:
    """Takes in that factor * quantity is at least, or at most, this product; whether that narrows a bound."""
    if at_least == (factor > 0):
        bound = -(-product // factor)
        narrower = bound > low[quantity]
        if narrower:
            low[quantity] = bound
        return narrower
    bound, top = product // factor, high[quantity]
    if top is None or bound < top:
        high[quantity] = bound
        return True
    return False


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
