"""How far a number may lie from what is expected: exact distributions, without a random number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

INSIDE = 80
"""Per cent of the chances that a range holds, at the least."""
NOTHING = 1e-15
"""A chance so small that it is left off the end of a distribution."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that are to be expected, both ends among them. They always have the mean between them."""

    low: float
    high: float

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high


def of_cases(chances: Iterable[float]) -> list[float]:
    """The chance of 0, 1, 2 ... of these cases, each with a chance of its own (the Poisson binomial distribution)."""
    found = [1.0]
    for chance in chances:
        if chance <= 0:
            continue
        found.append(0.0)
        for number in range(len(found) - 1, 0, -1):
            found[number] = found[number] * (1 - chance) + found[number - 1] * chance
        found[0] *= 1 - chance
        while len(found) > 1 and found[-1] < NOTHING:
            found.pop()
    return found


def of_new(mean: float) -> list[float]:
    """The chance of 0, 1, 2 ... of what comes by itself at a mean rate (the Poisson distribution)."""
    if mean <= 0:
        return [1.0]
    # From the most likely number outwards, then scaled to a sum of 1: no exponential, which differs between machines.
    middle = floor(mean)
    below, above = [1.0], [1.0]
    for number in range(middle, 0, -1):
        below.append(below[-1] * number / mean)
    while above[-1] > NOTHING:
        above.append(above[-1] * mean / (middle + len(above)))
    weights = below[::-1] + above[1:]
    total = sum(weights)
    return [weight / total for weight in weights]


def together(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """The distribution of the sum of two numbers that do not depend on each other."""
    found = [0.0] * (len(one) + len(other) - 1)
    for place, chance in enumerate(one):
        for more, its in enumerate(other):
            found[place + more] += chance * its
    return found


def range_of(distribution: Sequence[float], mean: float) -> Range:
    """The range of a count that leaves out 10% of the chances on each side, and no more, widened to hold the mean."""
    low, high = _ends(list(enumerate(distribution)))
    return Range(min(low, floor(mean)), max(high, ceil(mean)))


def range_of_share(meeting: Sequence[float], others: Sequence[float], mean: float) -> Range:
    """The same of a share from 0 to 1, from the distributions of its two parts, given that there is anything at all."""
    chances = [
        (one / (one + other), chance * its)
        for one, chance in enumerate(meeting)
        for other, its in enumerate(others)
        if one + other and chance * its > 0
    ]
    low, high = _ends(sorted(chances)) if chances else (mean, mean)
    return Range(min(low, mean), max(high, mean))


def _ends(in_order: Sequence[tuple[float, float]]) -> tuple[float, float]:
    total = sum(chance for _, chance in in_order)
    tail = total * (100 - INSIDE) / 200
    low = high = in_order[-1][0]
    passed = 0.0
    for number, chance in in_order:
        if passed <= tail < passed + chance:
            low = number
        passed += chance
        if passed >= total - tail:
            high = number
            break
    return low, high
