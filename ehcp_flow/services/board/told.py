"""A case as all its rows are made from: what its ledger tells on a day, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_flow.services.board.replay import Replay, replay
from workflows.case import CaseView
from workflows.clocks import Deadline, deadlines
from workflows.days import ENGLAND, Calendar
from workflows.ledger import Entry, effective
from workflows.parameters import Law, the_law


@dataclass(frozen=True, slots=True)
class Against:
    """What the cases of a report are read against. `known_at` None: whatever was recorded since."""

    as_at: date
    known_at: datetime | None = None
    law: Law | None = None
    calendar: Calendar = ENGLAND


@dataclass(frozen=True, slots=True)
class Told:
    """One case on a day, as it was known at a moment.

    `recorded`: every entry recorded by then, corrections too, of whatever day. `replay` and `deadlines` are of the
    entries that count by that day. `area` is the first part of the postcode.
    """

    case: str
    as_at: date
    recorded: Sequence[Entry]
    replay: Replay
    deadlines: Sequence[Deadline]
    law: Law
    born: date | None = None
    area: str = ""

    @property
    def view(self) -> CaseView:
        return self.replay.view

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries that stand, in order of the day they happened."""
        return self.view.entries


def told(
    case: str, entries: Sequence[Entry], against: Against, born: date | None = None, postcode: str = ""
) -> Told | None:
    """The case as its ledger tells it; None where nothing had happened on it by that day."""
    as_at, known_at = against.as_at, against.known_at
    counted = effective(entries, as_at, known_at)
    if not counted:
        return None
    law = against.law or the_law()
    read = replay(counted)
    return Told(
        case=case,
        as_at=as_at,
        recorded=entries if known_at is None else [each for each in entries if each.recorded_at <= known_at],
        replay=read,
        deadlines=deadlines(read.view.entries, law, against.calendar),
        law=law,
        born=born,
        area=outward(postcode),
    )


INWARD = 3
"""The characters of a postcode's second part."""


def outward(postcode: str) -> str:
    """The first part of a postcode ("DE1" of "de1 2ab" or "DE12AB"), "" where there is none."""
    parts = postcode.upper().split()
    if len(parts) != 1:
        return parts[0] if parts else ""
    whole = parts[0]
    return whole[:-INWARD] if len(whole) > INWARD + 1 else whole
