"""Ledgers and a made-up provider for the tests of health notices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from notifications.health.due_notices import differences
from notifications.health.kinds import UNSENT, NoticeKind, NoticeState
from notifications.health.notices import Differences, Told, Wanted
from notifications.health.wanted import wanted
from tests.workflows.cases import ASSESSING, DRAFTED, PLANNED, ledger
from workflows.case import fold
from workflows.ledger import Entry

TODAY = date(2026, 3, 3)
NEXT_REVIEW = date(2026, 5, 11)

__all__ = [
    "ASSESSING",
    "DRAFTED",
    "NEXT_REVIEW",
    "PLANNED",
    "TODAY",
    "Provider",
    "imported",
    "ledger",
    "told_of",
    "want",
]


def imported(*texts: str) -> list[Entry]:
    """Entries that came with a return."""
    return [replace(entry, source="return of 2025") for entry in ledger(*texts)]


def want(*texts: str, more: Sequence[Entry] = (), next_review_on: date | None = None) -> Wanted:
    """What is wanted after events, and entries (corrections) after them."""
    return wanted(fold([*ledger(*texts), *more]), next_review_on)


class Provider:
    """A recipient that applies what is sent to it in the order of the numbers, and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.flag: dict[str, str] | None = None
        self.received: list[Told] = []

    def compare(self, wanted: Wanted, on: date = TODAY) -> Differences:
        """Ask for the differences and record them, as the service does."""
        found = differences(wanted, self.told, on)
        states = dict.fromkeys(found.cancel, NoticeState.CANCELLED)
        for notice in found.raise_:
            states |= dict.fromkeys(notice.supersedes, NoticeState.SUPERSEDED)
        self.told = [replace(each, state=states.get(each.id, each.state)) for each in self.told]
        for notice in found.raise_:
            self.told.append(
                Told(
                    id=len(self.told) + 1,
                    kind=notice.kind,
                    number=notice.number,
                    state=NoticeState.QUEUED,
                    key=notice.key,
                    details=notice.details,
                    reason=notice.reason,
                    afresh=notice.afresh,
                )
            )
        return found

    def waiting(self) -> list[Told]:
        return [each for each in self.told if each.state in UNSENT]

    def send(self, most: int = 99) -> None:
        """Send the first of what waits, in order, and let the provider apply it."""
        for notice in sorted(self.waiting(), key=lambda each: each.number)[:most]:
            self.mark(notice.id, NoticeState.SENT)
            self.received.append(notice)
            if notice.kind in (NoticeKind.SET, NoticeKind.UPDATE):
                self.flag = dict(notice.details)
            elif notice.kind is NoticeKind.CLEAR:
                self.flag = None

    def mark(self, number: int, state: NoticeState) -> None:
        self.told = [replace(each, state=state) if each.id == number else each for each in self.told]


def told_of(found: Differences) -> list[str]:
    """The kinds that are raised, with the reason where there is one."""
    return [f"{notice.kind.value} {notice.reason}".strip() for notice in found.raise_]


def tomorrow(day: date) -> date:
    return day + timedelta(days=1)
