"""The desk: every case of the authority, the notices of health, and the period that is asked about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.rows.every import Rows
from tests.ehcp_flow.services.board.slow.paper import Answer, Case, Line
from workflows.days import ENGLAND


@dataclass(frozen=True)
class Desk:
    """`rows` only for what no ledger tells: notices, monthly lists, and what blocks the return."""

    cases: Sequence[Case]
    rows: Rows
    first: date
    last: date

    def in_period(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @staticmethod
    def working_days(since: date, until: date) -> int:
        """Working days after `since`, up to and with `until`."""
        days = 0
        while since < until:
            since += timedelta(days=1)
            if ENGLAND.is_working_day(since):
                days += 1
        return days


Listing = Callable[[Desk], Iterable[Line]]
Sum = Callable[[Sequence[Line]], Answer]
Twin = tuple[Listing, Sum]
