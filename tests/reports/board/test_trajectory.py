"""A figure is rated against the trajectory by the printed rule, with the word first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.board.about import About, the_choices
from reports.board.model import Kind, Why
from reports.board.trajectory import points_cell, rating, rating_cell, rating_table, rule_words, target_cell
from reports.figures import Figures
from reports.published.targets import series
from reports.rows.assessments import AssessmentRow
from tests.reports.board.by_hand import figures_of

DERBY = About("831", "Derby")


def plans(on_time: int, late: int, issued: date) -> tuple[AssessmentRow, ...]:
    """So many plans sent on one day, 100 days or 200 days after the request."""
    days = [100] * on_time + [200] * late
    return tuple(
        AssessmentRow(f"case-{number:03}", issued - timedelta(taken), None, issued) for number, taken in enumerate(days)
    )


def december_2020(on_time: int, late: int) -> Figures:
    return figures_of(2020, 12, assessments=plans(on_time, late, date(2020, 12, 15)))


def rated(on_time: int, late: int) -> tuple[str, str]:
    figure = december_2020(on_time, late).figure("kp8b.published.including")
    found = rating(figure, series("kp8b", "831"))
    return found.word, found.words


@pytest.mark.parametrize(
    ("on_time", "late", "words"),
    [
        (6, 4, "Green: at the target of 60.0%"),
        (7, 3, "Green: 10.0 percentage points above 60.0%"),
        (11, 9, "Amber: 5.0 percentage points below 60.0%"),
        (59, 41, "Amber: 1.0 percentage point below 60.0%"),
        (549, 451, "Red: 5.1 percentage points below 60.0%"),
        (0, 3, "Red: 60.0 percentage points below 60.0%"),
    ],
)
def test_the_word_comes_first_and_then_by_how_much(on_time: int, late: int, words: str) -> None:
    assert rated(on_time, late) == (words.partition(":")[0], words)


def test_both_sides_are_compared_as_printed() -> None:
    # 1199 of 2000 is 59.95%, printed as 60.0%: anyone can check the rating from the page
    assert rated(1199, 801) == ("Green", "Green: at the target of 60.0%")


def test_a_month_without_plans_is_not_rated() -> None:
    assert rated(0, 0) == ("", "No rating: no plans to count")


def test_an_authority_without_targets_is_not_rated_and_is_told_so() -> None:
    figures = december_2020(6, 4)
    found = rating(figures.figure("kp8b.published.including"), series("kp8b", "830"))
    assert found.words == "No rating: no target of this authority is held"
    assert (target_cell(found.target).value, target_cell(found.target).why) == (None, Why.NOT_HELD)
    assert points_cell(found).why is Why.NOT_HELD
    assert rule_words(figures, About("830", "Derbyshire")) == "Not rated: no target of this authority is held."


def test_before_the_first_milestone_there_is_no_rating() -> None:
    figures = figures_of(2019, 11, assessments=plans(1, 1, date(2019, 11, 15)))
    found = rating(figures.figure("kp8b.published.including"), series("kp8b", "831"))
    assert found.words == "No rating: the first target is 20% by December 2019"


def test_an_interpolated_target_is_marked_and_a_milestone_is_not() -> None:
    of = series("kp8b", "831")
    assert of is not None
    assert target_cell(of.at(date(2020, 11, 30))).why is Why.INTERPOLATED
    assert target_cell(of.at(date(2020, 12, 31))).why is None
    assert target_cell(of.at(date(2020, 11, 30))).kind is Kind.PERCENT


def test_what_gives_a_figure_away_is_held_back_with_it() -> None:
    figure = december_2020(2, 3).figure("kp8b.published.including")
    found = rating(figure, series("kp8b", "831"))
    assert points_cell(found).value == "-20.0"
    assert points_cell(found).rests_on == rating_cell(found).rests_on == (figure.id,)


def test_a_measure_without_a_rule_is_not_rated_by_chance() -> None:
    with pytest.raises(ValueError, match="has no rule"):
        rating(december_2020(1, 1).figure("kp8a.total"), series("kp8b", "831"))


def test_the_rule_its_basis_and_its_series_are_printed() -> None:
    said = rule_words(december_2020(6, 4), DERBY)
    assert said == (
        "Rated: KP8b in the month, published basis, against the targets of the Written Statement of Action 2019, action "
        "3.2.1. Green: at the target or better. Amber: within 5 percentage points of it. Red: further away. Both sides are "
        "compared as printed."
    )


def test_after_the_last_milestone_the_words_say_that_none_later_is_held() -> None:
    said = rule_words(figures_of(2026, 3), DERBY)
    assert "Target: the last target that was set: 60% by December 2020; none later is held." in said


def test_the_demos_authority_says_that_the_targets_are_an_example() -> None:
    assert "Derby’s are shown as an example." in rule_words(figures_of(2026, 3), About("997", "Made-up"))


def test_the_basis_and_the_scope_of_the_rating_are_the_councils_choice() -> None:
    choices = replace(the_choices(), rag_basis="rolling_12", rag_scope="all_plans")
    earlier = plans(3, 0, date(2020, 6, 15))
    now = tuple(
        AssessmentRow(f"now-{n}", date(2020, 1, 6), None, date(2020, 12, 15), mediation_or_tribunal=True)
        for n in range(2)
    )
    figures = figures_of(2020, 12, assessments=(*earlier, *now))
    table = rating_table(figures, About("831", "Derby", choices), "t")
    including = table.rows[0].cells[1]
    assert (including.figure, including.numerator, including.denominator) == (
        "kp8b.all_plans.including@rolling_12",
        3,
        5,
    )
    assert "rolling 12 months, all plans" in table.note
    assert table.header.period == "2020"
