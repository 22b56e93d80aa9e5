"""B1 gives the month on one page: figures, rating with its rule, three sentences with their numbers."""

from datetime import UTC, date, datetime, timedelta

from reports.board.about import About
from reports.board.blocks import summary
from reports.board.held_back import SENTENCE, hold_back
from reports.board.model import Kind, Paragraph, Report, Table, Why
from reports.figures import Figures
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, Spell, Stage
from reports.rows.plans import ReviewRow
from tests.reports.board.by_hand import figures_of, the, values

DERBY = About("831", "Derby")
MARCH, FEBRUARY = date(2026, 3, 16), date(2026, 2, 16)


def plans(on_time: int, late: int, issued: date) -> tuple[AssessmentRow, ...]:
    days = [100] * on_time + [200] * late
    return tuple(
        AssessmentRow(f"{issued:%m}-{number:02}", issued - timedelta(taken), None, issued)
        for number, taken in enumerate(days)
    )


def review(case: str, due: date, decided: date | None) -> ReviewRow:
    return ReviewRow(case, due - timedelta(365), due, "met" if decided else "open", decided_on=decided)


def a_month() -> Figures:
    """6 of 10 plans on time (5 of 10 the month before), two open past week 20, one of two reviews in time."""
    received = date(2025, 8, 12)
    return figures_of(
        2026,
        3,
        assessments=(*plans(6, 4, MARCH), *plans(5, 5, FEBRUARY)),
        cases=(
            CaseRow("x", received, spells=(Spell(Stage.DRAFTING, received),), week_20=date(2025, 12, 30)),
            CaseRow(
                "y", date(2025, 10, 1), spells=(Spell(Stage.ASSESSING, date(2025, 10, 1)),), week_20=date(2026, 2, 18)
            ),
            CaseRow(
                "z", date(2026, 3, 2), spells=(Spell(Stage.REQUESTED, date(2026, 3, 2)),), week_20=date(2026, 7, 20)
            ),
        ),
        reviews=(review("p", date(2026, 3, 20), date(2026, 3, 10)), review("q", date(2026, 3, 20), date(2026, 3, 25))),
    )


def test_the_month_stands_beside_the_one_before_and_the_same_month_last_year() -> None:
    table = the(summary.build(a_month(), DERBY), "summary.headline")
    assert [column.title for column in table.columns[1:4]] == ["March 2026", "February 2026", "March 2025"]
    shown = values(table)
    assert shown["kp8a.total"][:3] == ["10", "10", "0"]
    assert shown["kp8b.published.including"][:3] == ["60.0", "50.0", None]
    assert shown["backlog.past_week_20"][:2] == ["2", "2"]
    # 12 August 2025 to 31 March 2026 is 231 days, 33 weeks
    assert shown["backlog.longest"][0] == "33"
    assert shown["reviews.on_time"][:3] == ["50.0", None, None]
    assert shown["kp8a.total"][3] == "lower, as Derby printed it in 2019"


def test_the_first_number_of_each_row_is_the_months_own() -> None:
    """A pack of several months takes it from there."""
    table = the(summary.build(a_month(), DERBY), "summary.headline")
    assert all(row.cells[1].figure.endswith("@month") for row in table.rows)


def test_every_number_carries_what_it_was_counted_from_or_rests_on() -> None:
    figures = a_month()
    for table in summary.build(figures, DERBY).tables:
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            for cell in row.cells:
                if cell.kind not in (Kind.TEXT, Kind.PERCENT):
                    assert cell.figure in figures.asked or set(cell.rests_on) <= set(figures.asked)
                    assert cell.figure or cell.rests_on


def test_the_rating_stands_with_its_rule() -> None:
    table = the(summary.build(a_month(), DERBY), "summary.rating")
    assert values(table)["kp8b.published.including"] == ["60.0", "60.0", "0.0", "Green: at the target of 60.0%"]
    assert "Amber: within 5 percentage points of it." in table.note


def test_the_three_sentences_are_there_in_order() -> None:
    parts = summary.build(a_month(), DERBY).parts
    assert [part.id for part in parts if isinstance(part, Paragraph)] == ["what_moved", "why", "what_next"]


def test_small_numbers_take_the_sentences_and_the_rating_that_rest_on_them_along() -> None:
    figures = a_month()
    block = summary.build(figures, DERBY)
    report = Report(
        "831", "Derby", "t", "2026-03", "March 2026", date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=UTC), "r", 0, "", True,
        "", (block,), (),
    )  # fmt: skip
    held = hold_back(report, list(figures.asked.values()), 5).block("B1")
    rating = the(held, "summary.rating").rows[0]
    # 4 of 10 were late: a number under 5, so the share, its distance from the target and the rating all go
    assert [rating.cells[place].why for place in (1, 3, 4)] == [Why.HELD_BACK] * 3
    assert rating.cells[2].value == "60.0"
    said = {part.id: part.text for part in held.parts if isinstance(part, Paragraph)}
    assert said["what_moved"] == said["why"] == SENTENCE
    assert said["what_next"] == "No open assessment has its week 20 in April 2026."
    assert isinstance(the(held, "summary.sentences"), Table)
