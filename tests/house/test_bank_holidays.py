"""Bank holidays are known well ahead, and the package that calculates them agrees with the published list.

These tests ask for today's real date, and so begin to fail by themselves when a list runs out: that is what they are for.
"""

from datetime import date, timedelta

from govuk_bank_holidays.bank_holidays import BankHolidays

from ehcp_flow.clock import SystemClock
from workflows.days import ENGLAND

HOW_TO = (
    "Run `make lock` for newer editions of `holidays` and `govuk-bank-holidays`, then `make setup` and `make test`."
)


def published() -> set[date]:
    """The bank holidays of England and Wales as GOV.UK published them, from the copy inside the test package."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return {holiday["date"] for holiday in listed}


def test_bank_holidays_are_known_for_next_year() -> None:
    end_of_next_year = date(SystemClock().today().year + 1, 12, 31)
    assert end_of_next_year <= ENGLAND.covers_until, HOW_TO


def test_the_published_list_goes_to_next_year() -> None:
    assert SystemClock().today().year + 1 in {day.year for day in published()}, HOW_TO


def test_our_working_days_leave_out_exactly_the_published_bank_holidays() -> None:
    listed = published()
    day, last = date(min(listed).year, 1, 1), date(max(listed).year, 12, 31)
    differing = []
    while day <= last:
        if day.weekday() < 5 and ENGLAND.is_working_day(day) == (day in listed):
            differing.append(day.isoformat())
        day += timedelta(days=1)
    assert not differing, f"Bank holidays that one of the two does not know: {differing}. {HOW_TO}"


def test_a_saturday_and_a_sunday_are_not_working_days() -> None:
    assert not ENGLAND.is_working_day(date(2026, 3, 7))
    assert not ENGLAND.is_working_day(date(2026, 3, 8))
