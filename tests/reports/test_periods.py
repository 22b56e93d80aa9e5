"""A period has its first and last day inside it and falls into calendar months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.periods import Period, month, year
from workflows.words import day_words


def test_both_ends_are_inside() -> None:
    period = year(2024)
    assert date(2024, 1, 1) in period
    assert date(2024, 12, 31) in period
    assert date(2023, 12, 31) not in period
    assert date(2025, 1, 1) not in period


def test_february_of_a_leap_year_has_29_days() -> None:
    assert month(2024, 2) == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_the_months_of_a_period_are_clipped_to_it() -> None:
    assert list(Period(date(2023, 12, 30), date(2024, 2, 3)).months()) == [
        Period(date(2023, 12, 30), date(2023, 12, 31)),
        Period(date(2024, 1, 1), date(2024, 1, 31)),
        Period(date(2024, 2, 1), date(2024, 2, 3)),
    ]


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize(
    "period, words",
    [
        (year(2024), "2024"),
        (month(2024, 3), "March 2024"),
        (Period(date(2026, 3, 3), date(2026, 3, 3)), "3 March 2026"),
        (Period(date(2024, 3, 3), date(2025, 6, 5)), "3 March 2024 to 5 June 2025"),
    ],
)
def test_a_period_is_put_into_words(period: Period, words: str) -> None:
    assert period.words == words
    assert day_words(date(2026, 3, 3)) == "3 March 2026"


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 2000))
def test_the_months_cover_every_day_once(first: date, length: int) -> None:
    period = Period(first, first + timedelta(length))
    months = list(period.months())
    assert sum((within.last - within.first).days + 1 for within in months) == length + 1
    assert all(within.first.month == within.last.month for within in months)
    assert (months[0].first, months[-1].last) == (period.first, period.last)
