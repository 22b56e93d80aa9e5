"""What a measure is: its words for the board, and which counted assessments belong in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.rows import Counted, OutcomeCount


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as data and two questions, asked of a row and of a count alike.

    `belongs` picks what is counted (of a share, the denominator); `meets` picks the numerator out of it and is None
    for a plain count. `polarity` says which way is better, as printed. `basis` names what is in scope.
    """

    id: str
    title: str
    definition: str
    numerator: str
    denominator: str
    basis: str
    polarity: str
    exclusions: str
    source: str
    belongs: Callable[[Counted], bool]
    meets: Callable[[Counted], bool] | None = None

    def count(self, counts: Iterable[OutcomeCount]) -> tuple[int, int]:
        """(numerator, denominator). A plain count gives the same number twice."""
        numerator = denominator = 0
        for counted in counts:
            if self.belongs(counted):
                denominator += counted.count
                if self.meets is None or self.meets(counted):
                    numerator += counted.count
        return numerator, denominator
