"""An attacker who knows every sum of a table, written otherwise than what it attacks, works out no count held back."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.board.about import Choices
from reports.board.held_back import to_hold_back
from reports.board.months import back, month_name, period_of, trend
from reports.figures import Figure
from reports.measure import Split
from reports.periods import Period, month
from tests.reports.board.test_held_back import (
    BY_SOURCE,
    LENIENT,
    MEASURES,
    STRICT,
    UNDER,
    cases,
    counted,
    measure,
    share,
)

PRIME = 2**61 - 1
KEYS = [key for key, _ in BY_SOURCE.categories]
Grid = list[list[int]]


def grid(figures_of: Grid) -> tuple[list[Figure], list[list[int]]]:
    """Figures of months by source with both totals and the year to date, and every sum of them as places in the list."""
    figures: list[Figure] = []
    months = [month(2026, 4 + place) for place in range(len(figures_of))]
    periods = [(f"2026-{each.first.month:02}", each) for each in months]
    periods.append(("year_to_date", Period(months[0].first, months[-1].last)))
    lines = [*figures_of, [sum(column) for column in zip(*figures_of, strict=True)]]
    for (basis, period), line in zip(periods, lines, strict=True):
        figures.append(counted("requests", sum(line), basis=basis, period=period))
        figures += [counted("requests", number, key, basis, period) for key, number in zip(KEYS, line, strict=True)]
    width = len(KEYS) + 1
    sums = [[row * width + column for column in range(width)] for row in range(len(lines))]
    sums += [
        [(len(lines) - 1) * width + column, *(row * width + column for row in range(len(lines) - 1))]
        for column in range(width)
    ]
    return figures, sums


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank of whole numbers, over a prime so large that chance plays no part."""
    left = [[value % PRIME for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        found += 1
        inverse = pow(pivot[column], -1, PRIME)
        left = left[:found] + [
            [(value - row[column] * inverse * its) % PRIME for value, its in zip(row, pivot, strict=True)]
            for row in left[found:]
        ]
    return found


def told(sums: list[list[int]], hidden: list[int]) -> list[int]:
    """The hidden places that the sums determine: those that add nothing to what the sums already span."""
    rows = [[(1 if place == each[0] else -1) if place in each else 0 for place in hidden] for each in sums]
    before = rank(rows)
    return [
        place
        for number, place in enumerate(hidden)
        if rank([*rows, [int(n == number) for n in range(len(hidden))]]) == before
    ]


@settings(max_examples=150)
@given(
    st.integers(1, 5).flatmap(
        lambda rows: st.lists(st.lists(st.integers(0, 14), min_size=3, max_size=3), min_size=rows, max_size=rows)
    )
)
def test_no_held_back_count_of_a_table_with_totals_can_be_worked_out(numbers: Grid) -> None:
    figures, sums = grid(numbers)
    ids = {figure.id for figure in figures}
    held = to_hold_back(figures, ids, UNDER, MEASURES, STRICT)
    hidden = [place for place, figure in enumerate(figures) if figure.id in held]
    assert {figure.id for figure in figures if 0 < figure.denominator < UNDER} <= held
    assert not [figure.id for figure in figures if figure.denominator == 0 and figure.id in held]
    assert told(sums, hidden) == []
    assert to_hold_back(list(reversed(figures)), ids, UNDER, MEASURES, STRICT) == held


@settings(max_examples=150)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_nor_by_trying_every_whole_number_that_a_row_allows(numbers: list[int]) -> None:
    figures, _ = grid([numbers])
    whole, *parts = figures[:4]
    held = to_hold_back([whole, *parts], {each.id for each in (whole, *parts)}, UNDER, MEASURES, STRICT)
    choices = [range(1, 25) if each.id in held else [each.denominator] for each in parts]
    ways = [way for way in product(*choices) if whole.id in held or sum(way) == whole.denominator]
    for place, part in enumerate(parts):
        if part.id in held:
            assert len({way[place] for way in ways}) > 1


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6))
def test_neither_part_of_a_share_can_be_worked_out_from_months_and_year(numbers: list[tuple[int, int]]) -> None:
    months = [month(2026, 4 + place) for place in range(len(numbers))]
    figures = [
        share("rate", yes, yes + no, f"m{each.first.month}", each)
        for (yes, no), each in zip(numbers, months, strict=True)
    ]
    total = share(
        "rate",
        sum(yes for yes, _ in numbers),
        sum(map(sum, numbers)),
        "to_date",
        Period(months[0].first, months[-1].last),
    )
    figures.append(total)
    held = to_hold_back(figures, {figure.id for figure in figures}, UNDER, MEASURES, STRICT)
    hidden = [place for place, figure in enumerate(figures) if figure.id in held]
    for parts in (
        [f.numerator for f in figures],
        [f.denominator - f.numerator for f in figures],
        [f.denominator for f in figures],
    ):
        small = [place for place in hidden if 0 < parts[place] < UNDER]
        # a share hidden for another of its parts, whose own is 0, is nothing that a reader lacks
        lacking = [place for place in hidden if parts[place]]
        assert not set(small) & set(told([[len(numbers), *range(len(numbers))]], lacking))
        assert all(not 0 < parts[place] < UNDER for place in range(len(figures)) if place not in hidden)


CHOICES = st.sampled_from(
    [
        LENIENT,
        replace(LENIENT, kept_longest=("requests",)),
        replace(LENIENT, kept_longest=("rate.excluding", "rate")),
        replace(STRICT, kept_longest=("rate", "requests")),
    ]
)


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.integers(0, 14), min_size=3, max_size=3), min_size=1, max_size=4),
    st.sets(st.integers(0, 19)),
    CHOICES,
)
def test_no_small_count_that_is_printed_can_be_worked_out_whatever_is_chosen(
    numbers: Grid, left_out: set[int], choices: Choices
) -> None:
    figures, sums = grid(numbers)
    printed = [figure for place, figure in enumerate(figures) if place not in left_out]
    held = to_hold_back(figures, {figure.id for figure in printed}, UNDER, MEASURES, choices)
    shown = {figure.id for figure in printed} - held
    hidden = [place for place, figure in enumerate(figures) if figure.id not in shown and figure.denominator]
    small = {place for place, figure in enumerate(figures) if figure in printed and 0 < figure.denominator < UNDER}
    assert small <= set(hidden)
    assert not small & set(told(sums, hidden))


@settings(max_examples=200)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=4), CHOICES)
def test_nor_a_part_or_the_rest_of_a_printed_share_with_and_without_exceptions(
    numbers: list[tuple[int, int, int]], choices: Choices
) -> None:
    # of each month: plans in time, late, and late with an exception, which the share without exceptions leaves out
    months = [month(2026, 4 + place) for place in range(len(numbers))]
    lines = [*numbers, tuple(sum(column) for column in zip(*numbers, strict=True))]
    periods = [*months, Period(months[0].first, months[-1].last)]
    figures: list[Figure] = []
    parts: list[int] = []
    sums: list[list[int]] = []
    for (yes, late, excused), period in zip(lines, periods, strict=True):
        name = "to_date" if period is periods[-1] else f"m{period.first.month}"
        figures += [
            share("rate", yes, yes + late + excused, name, period),
            share("rate.excluding", yes, yes + late, name, period),
        ]
        at = len(parts)
        parts += [yes, late + excused, yes + late + excused, late, yes + late, excused]
        # places: in time, not in time, all; without exceptions not in time, all; the exceptions alone
        sums += [[at + 2, at, at + 1], [at + 4, at, at + 3], [at + 1, at + 3, at + 5], [at + 2, at + 4, at + 5]]
    year = len(parts) - 6
    sums += [[year + each, *(place * 6 + each for place in range(len(numbers)))] for each in range(6)]
    held = to_hold_back(figures, {figure.id for figure in figures}, UNDER, MEASURES, choices)
    discloses = {"rate": (0, 1, 2), "rate.excluding": (0, 3, 4)}
    every = {
        figure.id: {number // 2 * 6 + each for each in discloses[figure.measure]}
        for number, figure in enumerate(figures)
    }
    seen = set().union(*(every[figure.id] for figure in figures if figure.id not in held))
    hidden = [place for place in range(len(parts)) if place not in seen and parts[place]]
    small = {place for places in every.values() for place in places if 0 < parts[place] < UNDER}
    assert not small & seen
    assert not small & set(told(sums, hidden))


WIDTH = len(KEYS) + 1


def ways(figures: Sequence[Figure], hidden: set[int]) -> list[list[int]]:
    """Tables of whole numbers that a reader cannot rule out: sums hold, what is shown stands, nothing hidden is 0.

    Those whose inner numbers are each at most 1 off the true ones: another value among them is proof that there is one.
    """
    rows = len(figures) // WIDTH - 1
    inner = [row * WIDTH + column for row in range(rows) for column in range(1, WIDTH)]
    tried = [place for place in inner if place in hidden]
    found = []
    for steps in product((-1, 0, 1), repeat=len(tried)):
        table = [figure.denominator for figure in figures]
        for place, step in zip(tried, steps, strict=True):
            table[place] += step
        for column in range(1, WIDTH):
            table[rows * WIDTH + column] = sum(table[row * WIDTH + column] for row in range(rows))
        for row in range(rows + 1):
            table[row * WIDTH] = sum(table[row * WIDTH + 1 : (row + 1) * WIDTH])
        shown = (place for place in range(len(table)) if place not in hidden)
        if all(table[place] == figures[place].denominator for place in shown) and all(table[place] for place in hidden):
            found.append(table)
    return found


@settings(max_examples=100)
@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 3, 6, 9]), min_size=3, max_size=3), min_size=2, max_size=2))
def test_nor_by_trying_whole_numbers_in_a_table_of_two_months(numbers: Grid) -> None:
    figures, _ = grid(numbers)
    held = to_hold_back(figures, {figure.id for figure in figures}, UNDER, MEASURES, STRICT)
    hidden = {place for place, figure in enumerate(figures) if figure.id in held}
    possible = ways(figures, hidden)
    assert [figures[place].id for place in hidden if len({table[place] for table in possible}) == 1] == []


def test_a_report_of_1500_figures_is_done_in_seconds() -> None:
    split = Split("Key", lambda _row, _at: "k0", tuple((f"k{number}", "") for number in range(8)))
    names = [f"m{number}" for number in range(11)]
    periods = [
        (name, period_of(name, month(2026, 10))) for name in (*trend(month(2026, 10)), "year_to_date", "rolling_12")
    ]
    months = [month_name(back(month(2026, 10), ago)) for ago in range(25)]
    rows = {
        (name, of, key): cases((number * 7 + at * 5 + int(key[1]) * 3) % 23)
        for number, name in enumerate(names)
        for at, of in enumerate(months)
        for key, _ in split.categories
    }
    figures = []
    for name, (basis, period) in product(names, periods):
        inside = [of for of in months if period_of(of, month(2026, 10)).first in period]
        parts = {key: tuple(sorted(c for of in inside for c in rows[name, of, key])) for key, _ in split.categories}
        figures += [counted(name, len(who), key, basis, period, who) for key, who in parts.items()]
        figures.append(counted(name, sum(map(len, parts.values())), "", basis, period))
    began = perf_counter()
    held = to_hold_back(
        figures, {figure.id for figure in figures}, UNDER, {name: measure(name, split=split) for name in names}, STRICT
    )
    took = perf_counter() - began
    assert len(figures) == 1485
    assert len(held) < len(figures) / 2
    assert took < 10, "under a second when it was written; this only catches what has become many times slower"
