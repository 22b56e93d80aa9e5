"""An attacker who knows every sum of a table, written otherwise than what it attacks, works out no count held back."""

from collections.abc import Sequence
from itertools import product
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.board.held_back import to_hold_back
from reports.figures import Figure
from reports.periods import Period, month
from tests.reports.board.test_held_back import BY_SOURCE, MEASURES, UNDER, counted, share

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
    held = to_hold_back(figures, ids, UNDER, MEASURES)
    hidden = [place for place, figure in enumerate(figures) if figure.id in held]
    assert {figure.id for figure in figures if 0 < figure.denominator < UNDER} <= held
    assert not [figure.id for figure in figures if figure.denominator == 0 and figure.id in held]
    assert told(sums, hidden) == []
    assert to_hold_back(list(reversed(figures)), ids, UNDER, MEASURES) == held


@settings(max_examples=150)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_nor_by_trying_every_whole_number_that_a_row_allows(numbers: list[int]) -> None:
    figures, _ = grid([numbers])
    whole, *parts = figures[:4]
    held = to_hold_back([whole, *parts], {each.id for each in (whole, *parts)}, UNDER, MEASURES)
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
    held = to_hold_back(figures, {figure.id for figure in figures}, UNDER, MEASURES)
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


def test_a_report_of_1500_figures_is_done_quickly() -> None:
    figures: list[Figure] = []
    for of in ("requests", "plans", "open"):
        numbers = [[(row * 7 + column * 5 + len(of)) % 23 for column in range(3)] for row in range(9)]
        figures += [figure for figure in grid(numbers)[0] if of == "requests"]
    began = perf_counter()
    to_hold_back(figures, {figure.id for figure in figures}, UNDER, MEASURES)
    assert perf_counter() - began < 5
