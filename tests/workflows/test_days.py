"""Counting days: the worked cases that officers can correct, and properties held against slow and obvious counting."""

import time
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from workflows import days
from workflows.days import ENGLAND, Calendar, Closure

WORKED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parents[1] / "law" / "counting.toml").read_text(encoding="utf-8")
)
CONVENTIONS = {
    "within_of": "of",
    "beginning_with": "beginning_with",
    "at_least_beginning_with": "beginning_with",
    "day_before": "before",
    "months_starting_with": "months_starting_with",
    "corresponding_date": "corresponding_date",
    "months_before": "months_before",
    "clear_notice": "clear_notice",
    "working_days_of": "working_days_of",
    "working_days_beginning_with": "working_days_beginning_with",
    "appeal_window_ends": "appeal_window",
}
COUNTED = [(name, case) for name in CONVENTIONS for case in WORKED[name]]

dates = st.dates(date(2005, 1, 1), date(2055, 12, 31))
amounts = st.integers(1, 60)
own_days = st.frozensets(st.dates(date(2024, 1, 1), date(2024, 3, 31)), max_size=12)
A_DAY = timedelta(days=1)


def test_every_convention_has_several_worked_cases() -> None:
    assert set(WORKED) == {*CONVENTIONS, "closure"}
    assert {name: len(cases) for name, cases in WORKED.items() if len(cases) < 3} == {}


@pytest.mark.parametrize("name, case", COUNTED, ids=[f"{name}: {case['why']}" for name, case in COUNTED])
def test_counts_as_the_worked_case_says(name: str, case: dict[str, Any]) -> None:
    given_ = {key: value for key, value in case.items() if key not in {"why", "ends", "cautious", "extra_holidays"}}
    if name.startswith("working_days"):
        given_ = {"start": case["start"], "n": case["days"], "calendar": Calendar(case.get("extra_holidays", ()))}
    ends = getattr(days, name)(**given_)
    assert ends == case["ends"]
    assert days.cautious(ends, CONVENTIONS[name]) == case.get("cautious", ends)


def test_every_convention_quotes_its_source() -> None:
    for name in CONVENTIONS:
        words = getattr(days, name).__doc__ or ""
        assert "reg" in words or "s.44" in words or "IPSEA" in words, name


# ---- Against slow and obvious counting ----


@given(dates, amounts)
def test_weeks_of_a_day_are_that_many_days_crossed_off_after_it(start: date, weeks: int) -> None:
    left, day = weeks * 7, start
    while left:
        day += A_DAY
        left -= 1
    assert days.within_of(start, weeks=weeks) == day == days.within_of(start, days=weeks * 7)


@given(dates, amounts)
def test_days_beginning_with_a_day_are_a_list_that_starts_with_it(start: date, n: int) -> None:
    listed = [start]
    while len(listed) < n:
        listed.append(listed[-1] + A_DAY)
    assert days.beginning_with(start, n) == listed[-1]
    assert days.at_least_beginning_with(start, n) == listed[-1] + A_DAY


@given(dates, amounts)
def test_beginning_with_ends_a_day_before_of_and_the_cautious_date_lies_between(start: date, n: int) -> None:
    of, beginning = days.within_of(start, days=n), days.beginning_with(start, n)
    assert beginning == of - A_DAY == days.cautious(of, "of")
    assert days.cautious(beginning, "beginning_with") == beginning


@given(dates, st.integers(1, 36))
def test_months_end_where_a_person_turning_pages_would_stop(start: date, months: int) -> None:
    page = start.replace(day=1)
    for _ in range(months):
        page = (page + timedelta(days=31)).replace(day=1)
    last_of_page = (page + timedelta(days=31)).replace(day=1) - A_DAY
    expected = page.replace(day=start.day) if start.day <= last_of_page.day else last_of_page
    assert days.corresponding_date(start, months) == expected


@given(dates, st.integers(1, 36))
def test_a_period_starting_with_a_day_ends_the_day_before_its_anniversary(start: date, months: int) -> None:
    ends, anniversary = days.months_starting_with(start, months), days.corresponding_date(start, months)
    has_anniversary = anniversary.day == start.day
    assert ends == (anniversary - A_DAY if has_anniversary else anniversary)


@given(dates, st.integers(1, 36))
def test_months_before_a_day_are_at_least_that_many_months(on: date, months: int) -> None:
    latest = days.months_before(on, months)
    assert days.corresponding_date(latest, months) <= on
    if on.day < 28:  # later in a month the next day may be clipped back to the same end
        assert days.corresponding_date(latest + A_DAY, months) > on


@given(dates, dates, amounts)
def test_a_later_day_never_ends_sooner(one: date, other: date, amount: int) -> None:
    first, second = sorted((one, other))
    for count in (
        days.within_of,
        days.beginning_with,
        days.corresponding_date,
        days.months_starting_with,
        days.months_before,
        days.clear_notice,
        days.working_days_of,
        days.working_days_beginning_with,
    ):
        assert count(first, amount) <= count(second, amount)


@given(dates, st.integers(1, 3), st.none() | dates)
def test_time_to_appeal_is_never_shorter_than_its_months_and_never_ends_in_the_late_year(
    decision: date, months: int, certificate: date | None
) -> None:
    ends = days.appeal_window_ends(decision, months, ENGLAND, certificate)
    assert ends >= days.corresponding_date(decision, months)
    if certificate:
        assert ends >= days.corresponding_date(certificate, 1)
    assert ends.month != 8
    assert (1, 2) <= (ends.month, ends.day) <= (12, 24)


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_of_nothing_is_refused(n: int) -> None:
    for count in (days.beginning_with, days.months_starting_with, days.months_before, days.clear_notice):
        with pytest.raises(ValueError, match="at least 1"):
            count(date(2025, 1, 6), n)
    with pytest.raises(ValueError, match="at least 1"):
        days.working_days_of(date(2025, 1, 6), n)


# ---- The calendar ----


def cross_off(calendar: Calendar, day: date, n: int) -> date:
    """The nth working day after a day (before it where n is negative), one day at a time."""
    step = A_DAY if n > 0 else -A_DAY
    while n:
        day += step
        if calendar.is_working_day(day):
            n -= 1 if n > 0 else -1
    return day


@given(dates, st.integers(-60, 60))
def test_working_days_are_added_as_if_crossed_off_one_by_one(day: date, n: int) -> None:
    assert ENGLAND.add_working_days(day, n) == cross_off(ENGLAND, day, n)


@given(st.dates(date(2023, 12, 1), date(2024, 4, 30)), st.integers(-30, 30), own_days)
def test_own_days_are_stepped_over_wherever_the_count_runs_into_them(day: date, n: int, own: frozenset[date]) -> None:
    calendar = Calendar(own)
    assert calendar.add_working_days(day, n) == cross_off(calendar, day, n)


@given(dates, st.integers(0, 200))
def test_working_days_between_are_those_that_are_crossed_off(first: date, gap: int) -> None:
    last = first + timedelta(days=gap)
    counted = sum(ENGLAND.is_working_day(first + timedelta(days=n)) for n in range(1, gap + 1))
    assert ENGLAND.working_days_between(first, last) == counted == -ENGLAND.working_days_between(last, first)


@given(dates, st.integers(1, 40))
def test_counting_from_a_working_day_the_two_ways_differ_by_one(day: date, n: int) -> None:
    start = ENGLAND.next_working_day(day)
    assert days.working_days_beginning_with(start, n + 1) == days.working_days_of(start, n)
    assert days.working_days_beginning_with(day, n) == days.working_days_beginning_with(start, n)


@given(dates)
def test_the_next_working_day_is_one_and_none_lies_before_it(day: date) -> None:
    found = ENGLAND.next_working_day(day)
    assert ENGLAND.is_working_day(found)
    assert found >= day
    assert not any(ENGLAND.is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


@pytest.mark.parametrize(
    "day, n", [(date(1999, 12, 30), 3), (date(2060, 12, 30), 5), (date(2000, 1, 4), -4), (date(2075, 6, 3), 9)]
)
def test_outside_the_covered_years_only_weekends_are_left_out(day: date, n: int) -> None:
    assert ENGLAND.add_working_days(day, n) == cross_off(ENGLAND, day, n)
    assert ENGLAND.covers_until == date(2060, 12, 31)
    assert ENGLAND.working_days_between(date(2060, 12, 27), date(2061, 1, 5)) == 6


def test_bank_holidays_are_those_that_gov_uk_publishes() -> None:
    published = BankHolidays(use_cached_holidays=True).data[BankHolidays.ENGLAND_AND_WALES]
    named = {event["date"] for event in published}
    years = range(min(named).year, max(named).year + 1)
    assert len(years) > 5
    weekdays = [
        day
        for year in years
        for n in range(366)
        if (day := date(year, 1, 1) + timedelta(days=n)).year == year and day.weekday() < 5
    ]
    assert [day for day in weekdays if ENGLAND.is_working_day(day) == (day in named)] == []


def test_next_years_bank_holidays_are_known() -> None:
    """If this fails, the `holidays` package is too old: bring it up to date and look whose dates moved."""
    next_year = time.gmtime().tm_year + 1
    published = BankHolidays(use_cached_holidays=True).data[BankHolidays.ENGLAND_AND_WALES]
    assert next_year <= ENGLAND.covers_until.year
    assert next_year <= max(event["date"] for event in published).year
    known = [date(next_year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(day.weekday() < 5 and not ENGLAND.is_working_day(day) for day in known) >= 8


def test_a_calendar_cannot_be_changed_and_two_with_the_same_days_are_equal() -> None:
    own = [date(2025, 12, 24)]
    calendar = Calendar(own)
    own.append(date(2025, 12, 23))
    assert calendar.is_working_day(date(2025, 12, 23))
    assert calendar == Calendar({date(2025, 12, 24)})
    assert hash(calendar) == hash(Calendar({date(2025, 12, 24)}))
    with pytest.raises(AttributeError):
        calendar.extra_holidays = frozenset()  # type: ignore[misc]
    assert ENGLAND.is_working_day(date(2025, 12, 24))


# ---- Closures ----


def test_a_closure_that_never_reopens_is_refused() -> None:
    with pytest.raises(ValueError, match="reopen"):
        Closure("Summer holidays", date(2025, 9, 2), date(2025, 9, 2))
