"""What the services of letters hand to each other: what is asked for, what a letter tells of, and a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from notifications.letters.model import LetterWords
from workflows.refusals import Refusal
from workflows.vocabulary import Event

SOURCE = "Letters (docs/decisions/0024-letters.md)"


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody wants to write. `contact` is the number of a contact of the child; without one, `name` and `address`.

    `given` are the words for placeholders that the ledger does not know. `dated`: the date on the letter. `entry`: the
    entry that it tells of, where it is not the latest that fits. `limit`: which deadline, for a letter about one.
    """

    kind: str
    contact: int | None = None
    name: str = ""
    address: str = ""
    dated: date | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    entry: int | None = None
    limit: str = ""
    takes_place_of: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The event that a letter tells of. `number` is that of its entry; None where it is not recorded yet."""

    event: Event
    on: date
    facts: Mapping[str, object]
    number: int | None
    dated: bool = True

    def fact(self, name: str) -> str:
        value = self.facts.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that could be kept. `cautions` are what whoever writes should know before they keep it."""

    words: LetterWords
    told: Told | None
    template_version: int
    template_hash: str
    cautions: tuple[str, ...] = ()


def cannot(what: str, why: str, do: str, source: str = SOURCE) -> Refusal:
    return Refusal(what, why, source, do)
