"""What health was told and answered, as the figures need it (HF-14)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Happening(StrEnum):
    """What health must be told of."""

    FINAL = "final"
    CEASED = "ceased"
    DRAFT = "draft"
    SHARED = "shared"
    """The final plan itself, to those in health who gave advice for it and who else is sent it."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """Something that happened on a case of which health must be told. `sent_on` is the day on which the last of its
    notices left; None where none was raised, or one has not left."""

    case: str
    what: Happening
    happened_on: date
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice that left. `to_confirm`: it asks for a flag to be set or cleared, so that the provider can confirm it.

    `answered_on` is the first day on which a person acknowledged, confirmed or rejected it.
    """

    case: str
    sent_on: date
    to_confirm: bool
    answered_on: date | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A notice that was raised and not taken back. `failed`: it could not be sent, or the provider rejected it.

    `case` is "" where the notice was read without it: such a one counts, and its figure cannot be opened to it.
    """

    raised_on: date
    failed: bool
    case: str = ""


@dataclass(frozen=True, slots=True)
class MonthlyList:
    """A month's list to one provider. `month` is its first day; `expected` the people on it; None: not answered.

    It is of people and of no case: on whom the two sides differ is a task, and is not kept with the list.
    """

    month: date
    expected: int
    agreed: int | None = None
    differences: int | None = None
    case: str = ""
