"""The worked cases of tests/law/deadlines.toml, which an officer can read and correct, against the law and the clocks."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflows.__main__ import explained, read_event
from workflows.parameters import the_law
from workflows.vocabulary import Standing

FILE = Path(__file__).parent.parent / "law" / "deadlines.toml"
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
KEYS = {
    "duty", "subject", "due", "due_cautious", "status", "met_on", "excused_by", "binding", "floor", "basis", "starts", "title",
    "law", "started_on",
}  # fmt: skip


def as_written(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Every deadline of the case, with dates as TOML has them."""
    entries = [read_event(number, text) for number, text in enumerate(case["events"], start=1)]
    found = explained(entries, case["as_at"])["deadlines"]
    for deadline in found:
        for name in ("due", "due_cautious", "met_on", "started_on"):
            deadline[name] = date.fromisoformat(deadline[name]) if deadline[name] else None
    return found


def fits(found: dict[str, Any], expected: dict[str, Any]) -> bool:
    for name, value in expected.items():
        held = found["law"]["title"] if name == "law" else found[name]
        if isinstance(value, list) and isinstance(held, list):
            value, held = sorted(value), sorted(held)
        if held != value:
            return False
    return True


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_worked_case(case: dict[str, Any]) -> None:
    found = as_written(case)
    left = list(found)
    for expected in case["expect"]:
        match = next((each for each in left if fits(each, expected)), None)
        near = [
            {name: each["law"]["title"] if name == "law" else each[name] for name in expected}
            for each in found
            if each["duty"] == expected["duty"]
        ]
        assert match is not None, f"{case['why']}\nexpected {expected}\nthe clocks give {near or 'no such deadline'}"
        left.remove(match)
    started = {each["duty"] for each in found}
    assert not started & set(case.get("absent", [])), case["why"]


def test_every_expectation_is_made_of_known_words() -> None:
    duties = set(the_law().duties)
    for case in CASES:
        assert case["expect"] or case["absent"], case["name"]
        for expected in case["expect"]:
            assert set(expected) <= KEYS, case["name"]
            assert expected["duty"] in duties, case["name"]
            assert expected.get("status", "met") in set(Standing), case["name"]
        assert set(case.get("absent", [])) <= duties, case["name"]


def test_every_duty_has_a_worked_case() -> None:
    worked = {expected["duty"] for case in CASES for expected in case["expect"]}
    assert set(the_law().duties) <= worked


def test_no_two_cases_have_one_name() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
