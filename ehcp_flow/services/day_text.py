"""A date as people type it: 2026-03-31, 31/3/2026 or 31 March 2026. The day comes first, and the year is whole."""

import re
from datetime import date

from workflows.words import MONTHS

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_day(text: str) -> date:
    """The date that was typed. Raises ValueError, with words for whoever typed it."""
    typed = " ".join(text.split()).casefold()
    parts = _parts(typed)
    if parts is None:
        raise ValueError(
            f"“{text}” is not a date. Write it as 2026-03-31, 31/3/2026 or “31 March 2026”: the day before the month, "
            "and the year in full."
        )
    try:
        day = date(*parts)
    except ValueError:
        raise ValueError(f"“{text}” is not a date: there is no such day. The day comes before the month.") from None
    named = typed.split(" ", 1)[0].rstrip(",")
    if named in _WEEKDAYS and _WEEKDAYS[day.weekday()] != named:
        raise ValueError(f"“{text}” is not a date: that day is a {_WEEKDAYS[day.weekday()].capitalize()}.")
    return day


def _parts(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day, or None where it is none of the three forms."""
    if found := _ISO.fullmatch(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(typed):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _WORDS.fullmatch(typed):
        month = _month(found[2])
        return None if month is None else (int(found[3]), month, int(found[1]))
    return None


def _month(word: str) -> int | None:
    """The number of a month by its name, or by three or more letters of it."""
    fits = [number for number, name in enumerate(MONTHS, start=1) if name.casefold().startswith(word)]
    return fits[0] if len(word) >= 3 and len(fits) == 1 else None
