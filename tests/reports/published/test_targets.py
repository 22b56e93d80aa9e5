"""Targets are milestones and the straight line between them; each belongs to an authority."""

from datetime import date

import pytest

from reports.published.targets import Series, every_series, series


def held(series_id: str, authority: str = "831") -> Series:
    found = series(series_id, authority)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("year", "month", "percent", "interpolated"),
    [
        (2019, 12, "20.0", False),
        (2020, 1, "22.5", True),
        (2020, 2, "25.0", False),
        (2020, 3, "27.5", True),
        (2020, 4, "30.0", False),
        (2020, 5, "35.0", True),
        (2020, 6, "40.0", False),
        (2020, 7, "45.0", True),
        (2020, 8, "50.0", False),
        (2020, 9, "52.5", True),
        (2020, 10, "55.0", False),
        (2020, 11, "57.5", True),
        (2020, 12, "60.0", False),
    ],
)
def test_the_months_between_milestones_lie_on_the_straight_line(
    year: int, month: int, percent: str, interpolated: bool
) -> None:
    for day in (1, 15, 28):
        target = held("kp8b").at(date(year, month, day))
        assert target is not None
        assert (target.percent, target.interpolated, target.stands) == (percent, interpolated, False)


def test_before_the_first_milestone_there_is_no_target() -> None:
    assert held("kp8b").at(date(2019, 11, 30)) is None
    assert held("kp8b_appendix_2").at(date(2020, 2, 29)) is None


def test_after_the_last_milestone_the_last_target_stands() -> None:
    target = held("kp8b").at(date(2026, 3, 31))
    assert target is not None
    assert (target.percent, target.stands, target.interpolated) == ("60.0", True, False)
    assert held("kp8b").last_words == "60% by December 2020"


def test_the_two_series_meet_in_march_2020_and_part_after() -> None:
    action, appendix = held("kp8b"), held("kp8b_appendix_2")
    both = [(action.at(day), appendix.at(day)) for day in (date(2020, 3, 31), date(2020, 12, 31), date(2021, 3, 31))]
    shown = [(one.percent, other.percent) for one, other in both if one and other]
    # from 27.5 to 50 in twelve months: after nine of them 27.5 + 22.5 * 9 / 12 = 44.375
    assert shown == [("27.5", "27.5"), ("60.0", "44.4"), ("60.0", "50.0")]


def test_an_interpolated_target_is_rounded_half_up() -> None:
    # after one month of twelve 27.5 + 1.875 = 29.375; after two 31.25, which is half way and goes up
    found = [held("kp8b_appendix_2").at(date(2020, month, 1)) for month in (4, 5)]
    assert [target.percent for target in found if target] == ["29.4", "31.3"]


def test_an_authority_without_targets_has_none_and_the_demos_shows_derbys_as_an_example() -> None:
    assert series("kp8b", "830") is None
    assert held("kp8b", "997").authority == "831"
    assert series("kp9", "831") is None


def test_what_is_queried_is_marked() -> None:
    marks = {each.id: each.mark for each in every_series()}
    assert marks["kp8b"] == marks["kp8b_appendix_2"] == "as printed"
    assert marks["kp7e"].startswith("queried")
