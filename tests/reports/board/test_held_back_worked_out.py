"""What can be worked out from sums, in cases small enough for a pencil."""

from fractions import Fraction

from reports.board.worked_out import joined, pinned, worked_out

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
