"""B14: open assessments per officer, of whom none is named."""

import json
from dataclasses import asdict
from datetime import date

from reports.board.blocks.workforce import build
from reports.board.model import Block
from tests.reports.board.by_hand import ABOUT, assert_sound, figures_of, open_case, the, values

RECEIVED = date(2026, 9, 1)
CASES = (
    open_case("1", RECEIVED, officer="ann@example.gov.uk", officers=1),
    open_case("2", RECEIVED, officer="ann@example.gov.uk", officers=2),
    open_case("3", RECEIVED, officer="bob@example.gov.uk", officers=1),
    open_case("4", RECEIVED),
)
OFFICERS = ("ann@example.gov.uk", "bob@example.gov.uk", "cat@example.gov.uk")
FIGURES = figures_of(2026, 10, cases=CASES, officers=OFFICERS)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_but_those_of_the_list_of_users_opens_to_a_figure() -> None:
    assert BLOCK.id == "B14"
    rest = Block(BLOCK.id, BLOCK.title, tuple(each for each in BLOCK.tables if each.id != "workforce.officers"))
    assert len(rest.parts) == 3
    assert_sound(rest, FIGURES)


def test_three_officers_and_four_assessments_counted_by_hand() -> None:
    spread = values(the(BLOCK, "workforce.spread"))
    assert [row[0] for row in spread.values()] == ["1", "1.5", "2"]
    assert values(the(BLOCK, "workforce.officers")) == {"officers": ["3"], "officers_without": ["1"]}
    assert values(the(BLOCK, "workforce.no_officer")) == {"workforce.no_officer": ["25.0"]}
    assert values(the(BLOCK, "workforce.changes")) == {
        "workforce.changes_mean": ["0.3"],
        "workforce.changes_most": ["1"],
    }


def test_nothing_names_an_officer() -> None:
    assert "example.gov.uk" not in json.dumps(asdict(BLOCK))


def test_where_no_list_of_users_is_read_officers_are_not_counted_as_none() -> None:
    ids = [table.id for table in build(figures_of(2026, 10, cases=CASES), ABOUT).tables]
    assert "workforce.officers" not in ids
