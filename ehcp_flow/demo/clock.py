"""A clock that stands at noon of one day, so that a demonstration can be had as of any day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True)
class FixedDay:
    """Noon (UTC) of one day, for ever."""

    day: date

    def now(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        return self.day
