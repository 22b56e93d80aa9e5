"""What can be worked out from sums, in cases small enough for a pencil."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reports.board.bounds import joined, pinned
from reports.board.elimination import Elimination, worked_out

A, B, C, D = range(4)
WHOLE = {A: 1, B: -1, C: -1}
"""A = B + C"""


def test_one_unknown_of_a_sum_is_worked_out_and_two_are_not() -> None:
    assert worked_out([WHOLE], {A: 10, B: 3}) == {C: 7}
    assert worked_out([WHOLE], {A: 10}) == {}
    assert worked_out([WHOLE], {A: 10, B: 3, C: 7}) == {}


def test_three_sums_of_two_give_all_three() -> None:
    pairs = [{A: 1, B: 1, D: -1}, {B: 1, C: 1, D: -2}, {A: 1, C: 1, D: -3}]
    assert worked_out(pairs, {D: 1}) == {A: 1, B: 0, C: 2}
    assert worked_out(pairs, {D: 3}) == {A: 3, B: 0, C: 6}
    assert worked_out([{A: 2, B: -1}], {B: 1}) == {A: Fraction(1, 2)}


def test_a_sum_said_twice_or_one_that_contradicts_adds_nothing() -> None:
    assert worked_out([WHOLE, {A: 2, B: -2, C: -2}], {A: 10}) == {}
    assert worked_out([WHOLE, {A: 1, B: -1, C: -1, D: -1}], {A: 10, D: 4}) == {}


def test_numbers_that_are_not_zero_are_pinned_where_their_sum_leaves_each_but_one() -> None:
    assert pinned([WHOLE], {A: 2}, {B, C}) == {B, C}
    assert pinned([WHOLE], {A: 3}, {B, C}) == set()
    assert pinned([WHOLE], {A: 0}, set()) == {B, C}
    assert pinned([WHOLE], {B: 1}, {A, C}) == set()


def test_bounds_go_from_sum_to_sum() -> None:
    # B + C = 2, both at least 1; and D = 5 - B
    assert pinned([WHOLE, {D: 1, B: 1, 9: -1}], {A: 2, 9: 5}, {B, C}) == {B, C, D}


def test_sums_without_a_common_number_stand_apart() -> None:
    other = {7: 1, 8: -1}
    assert joined([WHOLE, other, {C: 1, D: -1}]) == [[WHOLE, {C: 1, D: -1}], [other]]


QUANTITIES = range(7)
sums_of_few = st.lists(
    st.dictionaries(st.sampled_from(QUANTITIES), st.sampled_from([-2, -1, 1, 2, 3]), min_size=2, max_size=5), max_size=7
)


@given(sums_of_few, st.lists(st.sampled_from(QUANTITIES), max_size=25))
def test_what_can_be_worked_out_is_the_same_however_numbers_were_hidden_and_shown_before(
    sums: list[dict[int, int]], turned: list[int]
) -> None:
    elimination, unknown = Elimination(sums), set[int]()
    for quantity in turned:
        (elimination.show if quantity in unknown else elimination.hide)(quantity)
        unknown ^= {quantity}
        assert elimination.worked_out(QUANTITIES) == by_rank(sums, unknown)


@given(sums_of_few, st.lists(st.integers(0, 20), min_size=7, max_size=7), st.sets(st.sampled_from(QUANTITIES)))
def test_the_value_that_is_worked_out_is_the_true_one(
    shapes: list[dict[int, int]], values: list[int], unknown: set[int]
) -> None:
    rest = len(QUANTITIES)
    true = [{**each, rest + n: -1} for n, each in enumerate(shapes)]
    known = {quantity: value for quantity, value in enumerate(values) if quantity not in unknown}
    known |= {rest + n: sum(f * values[quantity] for quantity, f in each.items()) for n, each in enumerate(shapes)}
    found = worked_out(true, known)
    assert set(found) == by_rank(true, unknown)
    assert all(found[quantity] == values[quantity] for quantity in found)


def by_rank(sums: list[dict[int, int]], unknown: set[int]) -> set[int]:
    """A quantity has one value where asking for it as well adds nothing to what the sums ask of the unknown."""
    rows = [[Fraction(each.get(quantity, 0)) for quantity in sorted(unknown)] for each in sums]
    units = {quantity: [Fraction(other == quantity) for other in sorted(unknown)] for quantity in unknown}
    return {quantity for quantity, unit in units.items() if rank([*rows, unit]) == rank(rows)}


def rank(rows: list[list[Fraction]]) -> int:
    left, found = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        found += 1
        left.remove(pivot)
        left = [
            [value - row[column] / pivot[column] * other for value, other in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found
