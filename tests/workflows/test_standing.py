"""How a deadline stands, at each edge: nothing falls between two standings."""

from datetime import date, timedelta

import pytest

from workflows.standing import Outcome, standing
from workflows.vocabulary import Standing

WARN, DUE = date(2026, 3, 2), date(2026, 3, 16)
A_DAY = timedelta(days=1)


def on(day: date, outcome: Outcome = Outcome.OPEN, floor: bool = False) -> Standing:
    return standing(outcome, floor=floor, due=DUE, warn_on=WARN, on=day)


@pytest.mark.parametrize(
    "day,expected",
    [
        (WARN - A_DAY, Standing.UPCOMING),
        (WARN, Standing.DUE_SOON),
        (DUE - A_DAY, Standing.DUE_SOON),
        (DUE, Standing.DUE_TODAY),
        (DUE + A_DAY, Standing.OVERDUE),
        (DUE + 365 * A_DAY, Standing.OVERDUE),
    ],
)
def test_an_open_limit_stands_by_the_day(day: date, expected: Standing) -> None:
    assert on(day) is expected


@pytest.mark.parametrize(
    "day,expected",
    [
        (WARN - A_DAY, Standing.UPCOMING),
        (WARN, Standing.DUE_SOON),
        (DUE, Standing.DUE_TODAY),
        (DUE + A_DAY, Standing.MET),
    ],
)
def test_a_window_has_been_given_once_its_last_day_is_over(day: date, expected: Standing) -> None:
    assert on(day, floor=True) is expected


@pytest.mark.parametrize(
    "outcome,expected",
    [
        (Outcome.MET, Standing.MET),
        (Outcome.MET_LATE, Standing.MET_LATE),
        (Outcome.EXCUSED, Standing.EXCUSED),
        (Outcome.NOT_REQUIRED, Standing.NOT_REQUIRED),
    ],
)
@pytest.mark.parametrize("day", [WARN - A_DAY, DUE, DUE + A_DAY])
@pytest.mark.parametrize("floor", [False, True])
def test_what_is_settled_stands_the_same_on_every_day(
    outcome: Outcome, expected: Standing, day: date, floor: bool
) -> None:
    assert on(day, outcome, floor) is expected


def test_a_warning_that_falls_on_the_due_date_or_after_it_leaves_no_hole() -> None:
    for warn_on in (DUE, DUE + A_DAY):
        days = [DUE + n * A_DAY for n in range(-3, 3)]
        found = [standing(Outcome.OPEN, floor=False, due=DUE, warn_on=warn_on, on=day) for day in days]
        assert found == [Standing.UPCOMING] * 3 + [Standing.DUE_TODAY, Standing.OVERDUE, Standing.OVERDUE]


def test_each_standing_has_words() -> None:
    assert [each.words for each in Standing] == [
        "upcoming", "due soon", "due today", "overdue", "met", "met late", "excused", "not required",
    ]  # fmt: skip
