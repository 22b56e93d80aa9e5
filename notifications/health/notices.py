"""What should be known, what was told and what is still to be told: the frozen types that the rest of the package speaks in.

`details` are JSON text values by the names in `DETAILS`: they are compared, kept and turned into payloads. A setting is
kept for the comparison alone and is in no payload (HF-03).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from notifications.health.kinds import (
    FLAG_KINDS,
    STREAM_OF,
    UNSENT,
    ClearReason,
    NoticeKind,
    NoticeState,
    Status,
    Stream,
)

DETAILS: Mapping[str, str] = {
    "status": "what the flag says",
    "effective_on": "the day from which it is so",
    "effective_by": "a day by which it was so, where the day itself is not known",
    "amended_on": "the day of the latest amended plan",
    "reviewed_on": "the day of the latest decision after a review",
    "next_review_on": "the day by which the next review is due",
    "setting": "the school, college or other setting; kept, not sent",
    "placed_on": "the day of the latest change of setting",
    "shared_on": "the day on which the family was sent the plan that is shared",
    "version": "which version of the plan",
    "meeting_on": "the day of the review meeting",
}
"""Every name that `details` may have, for people. Days are ISO text; what is not known is left out."""


@dataclass(frozen=True, slots=True)
class FlagWanted:
    """A flag that a provider should have. `effective_on` is the first day of the present status.

    Not `exact`: a return tells only that it was so by that day.
    """

    status: Status
    effective_on: date
    exact: bool = True
    amended_on: date | None = None
    reviewed_on: date | None = None
    next_review_on: date | None = None
    setting: str = ""
    placed_on: date | None = None

    def details(self) -> dict[str, str]:
        """As JSON text values, what is not known left out."""
        days = {
            "effective_on" if self.exact else "effective_by": self.effective_on,
            "amended_on": self.amended_on,
            "reviewed_on": self.reviewed_on,
            "next_review_on": self.next_review_on,
            "placed_on": self.placed_on,
        }
        known = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {"status": self.status.value, **known, **({"setting": self.setting} if self.setting else {})}


@dataclass(frozen=True, slots=True)
class ShareWanted:
    """A plan to share: the `key` names the entry of the ledger and its version."""

    kind: NoticeKind
    key: str
    shared_on: date
    version: str = ""

    def details(self) -> dict[str, str]:
        version = {"version": self.version} if self.version else {}
        return {"shared_on": self.shared_on.isoformat(), **version}


@dataclass(frozen=True, slots=True)
class InviteWanted:
    """A review meeting to be invited to. One invitation a meeting day, however often it is recorded."""

    key: str
    meeting_on: date

    def details(self) -> dict[str, str]:
        return {"meeting_on": self.meeting_on.isoformat()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What health providers should know of a case.

    `no_flag` says why there is no flag, where there was one. `known` is the flag that imported entries tell of by
    themselves: it counts as known to every provider, so nothing is raised for it. `standing` are the keys of every share
    and invitation that did happen, wanted now or not. `over` is "deceased" or "": then nothing is sent at all.
    """

    flag: FlagWanted | None = None
    shares: tuple[ShareWanted, ...] = ()
    invite: InviteWanted | None = None
    over: str = ""
    no_flag: ClearReason | None = None
    known: FlagWanted | None = None
    standing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A notice already raised for one recipient of one case. `number` is its place in the order, from 1.

    `afresh` marks one by which the recipient is told all over again, whatever it was told before.
    """

    id: int
    kind: NoticeKind
    number: int
    state: NoticeState
    key: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    afresh: bool = False

    @property
    def stream(self) -> Stream:
        return STREAM_OF[self.kind]

    @property
    def status(self) -> Status | None:
        """What its flag says; None for a notice that is not of a flag."""
        return status_of(self.kind, self.details)

    @property
    def unsent(self) -> bool:
        return self.state in UNSENT


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to raise. `supersedes` are the ids of unsent ones whose place it takes; `number` follows the last one.

    `reason` is a `ClearReason` for CLEAR; for UPDATE the names of the details that changed, with commas; else "".
    A CLEAR carries the details that were told last, so that the provider can tell which flag is meant.
    """

    kind: NoticeKind
    number: int
    key: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    supersedes: tuple[int, ...] = ()
    afresh: bool = False

    @property
    def stream(self) -> Stream:
        return STREAM_OF[self.kind]

    @property
    def status(self) -> Status | None:
        """What its flag says; None for a notice that is not of a flag."""
        return status_of(self.kind, self.details)


def status_of(kind: NoticeKind, details: Mapping[str, str]) -> Status | None:
    """The status in the details of a notice of a flag."""
    return Status(details["status"]) if kind in FLAG_KINDS and details.get("status") else None


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that a person must do. The `key` is the same each time it is derived, so that it is listed once."""

    key: str
    what: str
    why: str
    do: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What to do for one recipient of one case: raise, cancel (ids of unsent notices), and tasks for a person."""

    raise_: tuple[NewNotice, ...] = ()
    cancel: tuple[int, ...] = ()
    tasks: tuple[ToDo, ...] = ()
