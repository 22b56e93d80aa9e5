"""What a check is given beside the record, and what it gives back."""

from dataclasses import dataclass
from datetime import date

from reports.sen2.problems import Effect


@dataclass(frozen=True, slots=True)
class Context:
    """The file that a record stands in. Each is None where the header does not say and it cannot be known."""

    year: int | None
    census_date: date | None
    made_on: date | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of a rule; `effect` only where it differs from the rule's usual one."""

    field: str
    value: str
    words: str
    effect: Effect | None = None
