"""B12: amended plans due before a move, by kind and by what became of them."""

from datetime import date

from reports.board.blocks.transfers import build
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import ABOUT, assert_adds_up, assert_sound, figures_of, the, values


def move(case: str, kind: str, due: date, met: date | None = None, outcome: str = "open") -> StepRow:
    return StepRow(case, "phase_transfer", kind, date(2025, 9, 1), due, outcome, met)


FEBRUARY, MARCH, LATER = date(2026, 2, 14), date(2026, 3, 30), date(2026, 6, 1)
STEPS = (
    move("a", "primary_to_secondary", FEBRUARY, FEBRUARY, "met"),
    move("b", "primary_to_secondary", FEBRUARY, date(2026, 2, 15), "met_late"),
    move("c", "secondary_to_post16", MARCH),
    move("d", "post16_to_post16", LATER),
    move("e", "", FEBRUARY, None, "met"),
)
FIGURES = figures_of(2026, 3, steps=STEPS)
BLOCK = build(FIGURES, ABOUT)


def test_every_number_opens_to_a_figure_and_categories_add_up() -> None:
    assert BLOCK.id == "B12"
    assert_sound(BLOCK, FIGURES)
    assert_adds_up(the(BLOCK, "transfers.standing"))
    assert_adds_up(the(BLOCK, "transfers.by_kind"))


def test_each_kind_of_move_has_what_was_due_in_time_not_sent_and_still_to_come() -> None:
    rows = values(the(BLOCK, "transfers.by_kind"))
    assert rows["primary_to_secondary"] == ["2", "50.0", "0", "0"]
    assert rows["secondary_to_post16"] == ["1", "0.0", "1", "0"]
    assert rows["post16_to_post16"] == ["0", None, "0", "1"]
    assert rows["other"] == ["1", None, "0", "0"]
    assert rows["total"] == ["4", "33.3", "1", "1"]


def test_the_note_gives_the_duty_in_the_words_of_the_law_file() -> None:
    assert "before 15 February; 31 March for post-16" in the(BLOCK, "transfers.by_kind").note


def test_without_a_move_in_the_records_or_in_a_return_nothing_is_held() -> None:
    figures = figures_of(2026, 3)
    block = build(figures, ABOUT)
    assert_sound(block, figures)
    assert {cell for table in block.tables for row in values(table).values() for cell in row} == {None}
    assert all(table.note.startswith("Not held: ") for table in block.tables)


def test_a_move_of_which_only_a_return_tells_has_a_line_of_its_own() -> None:
    told = move("f", "not_stated", FEBRUARY, FEBRUARY, "met")
    rows = values(the(build(figures_of(2026, 3, steps=(*STEPS, told)), ABOUT), "transfers.by_kind"))
    assert (rows["not_stated"], rows["other"][0]) == (["1", "100.0", "0", "0"], "1")
