"""The published lines are there with their parts; medians are worked out from exact shares."""

from reports.percentages import percent
from reports.published import (
    Share,
    example_of,
    lines,
    median_count,
    median_percent,
    neighbours,
    published_lines,
    years_before,
)


def test_derby_england_and_the_region_are_given_for_each_year() -> None:
    for year in range(2019, 2025):
        assert [line.area for line in published_lines(year)] == ["Derby", "England", "East Midlands"]
    assert published_lines(2018) == []


def test_derby_in_2024_is_as_published() -> None:
    derby = published_lines(2024)[0]
    assert (derby.authority, derby.kp8a, derby.issued, derby.not_issued) == ("831", 573, 472, 101)
    assert (derby.kp8b_i.numerator, derby.kp8b_i.denominator, derby.kp8b_i.percent) == (62, 442, "14.0")
    assert (derby.kp8b_ii.numerator, derby.kp8b_ii.denominator, derby.kp8b_ii.percent) == (62, 377, "16.4")
    assert derby.group == "Derby"


def test_each_line_agrees_with_its_own_parts() -> None:
    for line in (line for year in range(2019, 2025) for line in lines(year)):
        assert line.kp8a == line.issued + line.not_issued
        for share in (line.kp8b_i, line.kp8b_ii):
            assert percent(share.numerator, share.denominator) == share.percent


def test_the_neighbours_belong_to_one_authority() -> None:
    found = neighbours("831", 2024)
    assert len(found) == 10
    assert {line.group for line in found} == {"statistical neighbour"}
    assert "Stoke-on-Trent" in {line.area for line in found}
    assert neighbours("830", 2024) == []


def test_the_demos_authority_uses_derbys_and_says_so() -> None:
    example = example_of("997")
    assert example is not None
    assert example.uses == "831"
    assert "made-up authority" in example.why
    assert example_of("831") is None


def test_the_median_of_shares_is_of_the_exact_ones() -> None:
    third, half, most = Share(1, 3, "33.3"), Share(1, 2, "50.0"), Share(9, 10, "90.0")
    assert median_percent([most, third, half]) == "50.0"
    # half way between one third and one half is five twelfths
    assert median_percent([half, third]) == "41.7"
    assert median_percent([]) is None
    assert median_percent([Share(0, 0, "0.0"), half]) == "50.0"


def test_the_median_of_an_even_number_of_counts_may_end_in_a_half() -> None:
    assert median_count([3, 1, 2]) == "2"
    assert median_count([1, 2]) == "1.5"
    assert median_count([1, 3]) == "2"
    assert median_count([]) is None


def test_the_neighbours_median_of_2019_is_the_middle_of_their_ten_shares() -> None:
    shares = sorted((line.kp8b_i.percent for line in neighbours("831", 2019)), key=float)
    assert shares[4:6] == ["52.2", "54.5"]
    # 142 of 272 and 138 of 253: (0.522058… + 0.545454…) / 2
    assert median_percent(line.kp8b_i for line in neighbours("831", 2019)) == "53.4"


def test_only_years_before_the_month_are_put_beside_it() -> None:
    assert years_before(2026, 3) == [2022, 2023, 2024]
    assert years_before(2021, 3) == [2019, 2020]
    assert years_before(2019, 3) == []
