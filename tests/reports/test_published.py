"""The published lines are there with their parts, and add up as the publication says."""

from datetime import date

from reports.percentages import percent
from reports.published import kp8b_targets, published_lines


def test_derby_england_and_the_region_are_given_for_each_year() -> None:
    for year in range(2019, 2025):
        assert [line.area for line in published_lines(year)] == ["Derby", "England", "East Midlands"]
    assert published_lines(2018) == []


def test_derby_in_2024_is_as_published() -> None:
    derby = published_lines(2024)[0]
    assert (derby.authority, derby.kp8a, derby.issued, derby.not_issued) == ("831", 573, 472, 101)
    assert (derby.kp8b_i.numerator, derby.kp8b_i.denominator, derby.kp8b_i.percent) == (62, 442, "14.0")
    assert (derby.kp8b_ii.numerator, derby.kp8b_ii.denominator, derby.kp8b_ii.percent) == (62, 377, "16.4")


def test_each_line_agrees_with_its_own_parts() -> None:
    for line in (line for year in range(2019, 2025) for line in published_lines(year)):
        assert line.kp8a == line.issued + line.not_issued
        for share in (line.kp8b_i, line.kp8b_ii):
            assert percent(share.numerator, share.denominator) == share.percent


def test_derbys_milestones_end_with_60_percent() -> None:
    targets = kp8b_targets()
    assert [target.percent for target in targets] == ["20.0", "25.0", "30.0", "40.0", "50.0", "55.0", "60.0"]
    assert targets[0].month_end == date(2019, 12, 31)
