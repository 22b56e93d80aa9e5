"""Where to look, and days as a message says them."""

from datetime import date

from workflows.words import day_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def where(case_reference: str, public_url: str = "") -> str:
    """Where a case is seen: its web address, or without one the command that shows it."""
    if public_url:
        return f"{public_url.rstrip('/')}/cases/{case_reference}"
    return f"ehcp-flow case show {case_reference}"


def weekday_words(day: date) -> str:
    """Friday 20 November 2026."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"


def count_words(number: int, one: str, several: str = "") -> str:
    """1 day, 3 days; 1 case is, 3 cases are."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
