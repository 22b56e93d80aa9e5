"""Dates and amounts as people read them (GOV.UK style: 3 March 2026)."""

from collections.abc import Iterable
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_words(day: date) -> str:
    """3 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def amount_words(amount: int, unit: str) -> str:
    """1 week, 6 weeks. `unit` is the plural."""
    return f"{amount} {unit[:-1] if amount == 1 else unit}"


def list_words(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    several = list(items)
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} {last} {several[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter first and a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
