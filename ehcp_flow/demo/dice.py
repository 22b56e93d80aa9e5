"""The source of chance: one seeded generator, the day that counts as today, and the case mix.

Only `Random.random()` and what rests on it is used: Python promises that it gives the same numbers in every version.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ehcp_flow.demo.case_mix import CaseMix

HOLIDAYS = {(12, 25), (12, 26), (1, 1)}
NEWEST_LAYOUT = 2026  # the newest collection whose items are known (sen2.md section 5)


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance for one made-up authority. `today` is the last day on which anything has happened."""

    rng: Random
    today: date
    mix: CaseMix

    @property
    def census(self) -> date:
        """The census day of the return: what was in force on it must be told whole."""
        return census(collection_year(self.today))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def often(self, name: str) -> bool:
        """True as often as the case mix says under `name`."""
        return self.rng.random() < self.mix.share[name]

    def draw(self, name: str) -> str:
        """A code of the weighted table `name` of the case mix."""
        return self.mix.draw[name](self.rng)

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.rng.random() * (high - low + 1))

    def skewed(self, low: int, high: int) -> int:
        """A whole number from low to high, the low ones much more often."""
        return low + int(self.rng.random() ** 2 * (high - low + 1))

    def peaked(self, low: int, high: int, peak: int) -> int:
        """A whole number from low to high, most often near the peak."""
        return min(high, int(self.rng.triangular(low, high + 1, peak)))

    def day(self, first: date, last: date) -> date:
        """Any day from first to last; last where first is later."""
        return first + timedelta(self.number(0, (last - first).days)) if first < last else last

    def working_day(self, first: date, last: date) -> date:
        """A day from first to last on which an office sends letters, if a few tries find one."""
        day = self.day(first, last)
        for _ in range(12):
            if is_office_day(day):
                break
            day = self.day(first, last)
        return day

    def until_today(self, day: date) -> date | None:
        """The day if it has come, else None: nothing in the file lies in the future."""
        return day if day <= self.today else None


def census(year: int) -> date:
    """The third Thursday of January, on which every census from 2023 to 2027 falls (sen2.md section 1)."""
    first = date(year, 1, 1)
    return first + timedelta((3 - first.weekday()) % 7 + 14)


def collection_year(today: date) -> int:
    """The newest known collection whose census day has come."""
    return min(today.year if today >= census(today.year) else today.year - 1, NEWEST_LAYOUT)


def is_office_day(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def school_age(born: date, on: date) -> int:
    """Age on the 31 August before the academic year of that day: 4 in reception, 11 in year 7, 16 in year 12."""
    year = on.year if on.month >= 9 else on.year - 1
    return year - born.year - (born.month > 8)


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
