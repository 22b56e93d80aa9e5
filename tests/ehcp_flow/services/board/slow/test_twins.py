"""Every measure is counted twice, by the report and by a clerk with paper, and they say the same of any ledgers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures import Figures
from reports.measure import At, Measure
from reports.registry import MEASURES
from tests.ehcp_flow.services.board.slow.office import REPORTED, TWINS, Authority, authority, disagreements

MANY = 450
"""So many cases that every measure counts something, and every kind of fault would show."""


@st.composite
def authorities(draw: st.DrawFn) -> Authority:
    return authority(draw(st.randoms(use_true_random=False)), draw(st.integers(1, 12)))


@pytest.fixture(scope="module")
def large() -> Authority:
    return authority(Random(2), MANY)


def test_every_measure_has_a_twin_and_every_twin_a_measure() -> None:
    assert set(TWINS) == set(MEASURES)


@settings(max_examples=60)
@given(authorities())
def test_the_report_and_the_clerk_say_the_same_of_every_measure(of: Authority) -> None:
    assert disagreements(of) == []


@pytest.mark.parametrize("seed", range(25))
def test_the_report_and_the_clerk_say_the_same_of_twelve_whole_lives(seed: int) -> None:
    """Hypothesis likes short lives; these are long ones, always the same."""
    assert disagreements(authority(Random(seed), 12)) == []


def test_they_say_the_same_of_a_large_authority_in_which_every_measure_counts_something(large: Authority) -> None:
    assert disagreements(large) == []
    figures = Figures(large.rows, REPORTED)
    empty = [each for each in MEASURES if figures.figure(each, "rolling_12").denominator == 0]
    assert empty == []


def broken(of: Measure) -> Iterator[tuple[str, Measure]]:
    """The measure with one of its parts wrong, in every part that it has."""
    belongs, meets, amount, when, split = of.belongs, of.meets, of.amount, of.when, of.split
    yield "belongs", replace(of, belongs=lambda row, at: not belongs(row, at))
    if meets is not None:
        yield "meets", replace(of, meets=lambda row, at: not meets(row, at))
    if amount is not None:
        yield "amount", replace(of, amount=lambda row, at: _longer(amount(row, at)))
    if when is not None:
        yield "when", replace(of, when=lambda row: _later(when(row)))
    if split is not None:
        yield "split", replace(of, split=replace(split, of=_rotated(of)))


def _longer(amount: int | None) -> int | None:
    return None if amount is None else amount + 1


def _later(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=190)


def _rotated(of: Measure) -> Any:
    assert of.split is not None
    split = of.split
    keys = [key for key, _ in split.categories]

    def next_one(row: Any, at: At) -> str:
        key = split.key(row, at) if split.commonest == 0 else split.of(row, at)
        return keys[(keys.index(key) + 1) % len(keys)] if key in keys else "unknown"

    return next_one


@pytest.mark.parametrize("measure_id", MEASURES)
def test_a_measure_that_is_wrong_in_any_of_its_parts_is_caught(
    measure_id: str, large: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = []
    for part, wrong in broken(MEASURES[measure_id]):
        with monkeypatch.context() as patch:
            patch.setitem(MEASURES, measure_id, wrong)
            try:
                caught = disagreements(large, [measure_id]) != []
            except KeyError:  # a row that should not count is in no category, and the figures say so themselves
                caught = True
            if not caught:
                passed.append(part)
    assert passed == []
