"""B14: open assessments per officer, of whom none is named."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime

from reports.board.blocks.workforce import build
from reports.board.held_back import hold_back
from reports.board.model import Block, Report, Why
from reports.figures import Figures
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


def released(figures: Figures) -> Block:
    day = figures.month.last
    known = datetime(2026, 11, 2, tzinfo=UTC)
    blocks = (build(figures, ABOUT),)
    whole = Report("831", "Derby", "Report", "2026-10", "October 2026", day, known, "1", 1, "", True, "", blocks, ())
    return hold_back(whole, list(figures.asked.values()), 5).blocks[0]


def shared(ann: int, bob: int) -> Figures:
    officers = ["ann@example.gov.uk"] * ann + ["bob@example.gov.uk"] * bob
    cases = tuple(open_case(str(place), RECEIVED, officer=who, officers=1) for place, who in enumerate(officers))
    return figures_of(2026, 10, cases=cases, officers=OFFICERS)


def test_the_number_of_officers_goes_where_the_fewest_could_be_worked_out_with_it() -> None:
    # 10 and 3: with 13 in all, 10 the most and two officers known, the 3 would be known
    held = the(released(shared(10, 3)), "workforce.officers")
    assert [row.cells[1].why for row in held.rows] == [Why.HELD_BACK, Why.HELD_BACK]
    assert [row.cells[1].value for row in held.rows] == [None, None]


def test_few_officers_are_shown_where_each_has_enough_because_they_are_no_children() -> None:
    shown = the(released(shared(10, 6)), "workforce.officers")
    assert values(shown) == {"officers": ["3"], "officers_without": ["1"]}


def test_the_most_changes_of_one_assessment_never_leave_because_they_are_one_child_s_own() -> None:
    changes = values(the(released(shared(10, 6)), "workforce.changes"))
    assert changes == {"workforce.changes_mean": ["0"], "workforce.changes_most": [None]}
