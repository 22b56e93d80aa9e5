"""Closed schools and early years providers: the worked cases of tests/law/counting.toml, through the clocks."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.cases import due, the
from workflows.clocks import Deadline
from workflows.days import Closure
from workflows.parameters import the_law
from workflows.vocabulary import Ground
from workflows.words import day_words

FILE = Path(__file__).parents[1] / "law" / "counting.toml"
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["closure"]
RULE = the_law().grounds[Ground.SCHOOL_CLOSED]


def final_plan(closure: Closure, asked: date, ground: str = "school_closed") -> Deadline:
    """The limit of a request of six weeks before the closure or the request for advice, with the closure recorded."""
    requested = min(asked, closure.closed_from) - timedelta(weeks=6)
    last = closure.reopens_on - timedelta(days=1)
    found = due(
        f"request_received={requested}",
        f"advice_requested={asked},body=education",
        f"exception_recorded={last},ground={ground},from={closure.closed_from},to={last},duty=final_plan",
    )
    return the(found, "final_plan")


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_closure_excuses_as_the_worked_case_says(case: dict[str, Any]) -> None:
    closure = Closure(case["name"], case["closed_from"], case["reopens_on"])
    asked, ground = case["advice_requested_on"], Ground(case.get("ground", "school_closed"))
    found = final_plan(closure, asked, ground)
    assert closure.days == case["days"]
    assert found.excused_by == ((ground,) if case["stands"] else ())
    if not case["stands"]:
        ((failed, why),) = found.not_excused
        assert failed is ground
        assert (f"lasted {case['days']} days" if case["days"] < RULE.lasting else day_words(asked)) in why


@settings(max_examples=60)
@given(st.dates(date(2015, 1, 1), date(2045, 1, 1)), st.integers(1, 70), st.integers(-20, 90))
def test_a_closure_excuses_when_it_is_long_and_the_request_fell_in_its_window(
    first: date, length: int, asked: int
) -> None:
    closure = Closure("School holidays", first, first + timedelta(days=length))
    stands = length >= 28 and -7 <= asked <= length - 7
    assert bool(final_plan(closure, first + timedelta(days=asked)).excused_by) is stands
