"""What is said when something may not be done: a value with words, never an exception."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`what` was asked, `why` it may not be, the `source` of the rule, and what to `do` instead."""

    what: str
    why: str
    source: str
    do: str

    def as_json(self) -> dict[str, str]:
        return {"what": self.what, "why": self.why, "source": self.source, "do": self.do}
