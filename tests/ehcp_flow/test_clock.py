"""The clock tells a UTC moment and a London day, which differ for an hour on summer nights."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ehcp_flow.clock import SystemClock, civil_date, london_date


def test_the_moment_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_today_is_the_london_day_of_now() -> None:
    clock = SystemClock()
    before, today, after = london_date(clock.now()), clock.today(), london_date(clock.now())
    assert before <= today <= after


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),  # 00:30 on a summer night
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_the_london_day_of_a_moment(moment: datetime, day: date) -> None:
    assert london_date(moment) == day


def test_a_moment_without_a_zone_has_no_london_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        london_date(datetime(2026, 6, 30, 23, 30))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 13, 6, 59, 59, tzinfo=UTC), date(2026, 1, 12)),
        (datetime(2026, 1, 13, 7, 0, tzinfo=UTC), date(2026, 1, 13)),
        (datetime(2026, 7, 13, 5, 59, tzinfo=UTC), date(2026, 7, 12)),  # 06:59 in London
        (datetime(2026, 7, 13, 6, 0, tzinfo=UTC), date(2026, 7, 13)),  # 07:00 in London
        (datetime(2026, 7, 13, 23, 30, tzinfo=UTC), date(2026, 7, 13)),  # 00:30 of the 14th in London
    ],
)
def test_nobody_is_told_of_a_new_day_before_seven_in_the_morning(moment: datetime, day: date) -> None:
    assert civil_date(moment) == day
