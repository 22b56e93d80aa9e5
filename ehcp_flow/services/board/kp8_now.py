"""KP8a and KP8b as known now, on the bases of a month, and KP8b against its trajectory: from the index, in no time."""

from dataclasses import dataclass
from typing import Any

from ehcp_flow.services.board.monthly import about
from ehcp_flow.services.figures import figures
from ehcp_flow.services.office import Office
from reports.board.months import BASES, period_of
from reports.board.trajectory import Rating, rated_measures, rating, rule_words_of, scope_words, series_of
from reports.figures import Figure, figure_id
from reports.measure import Measure, Statistic
from reports.periods import Period
from reports.registry import KP8, MEASURES

SHOWN = ("month", "year_to_date", "rolling_12")


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with its figure on each basis of SHOWN."""

    measure: Measure
    figures: tuple[Figure, ...]

    @property
    def is_share(self) -> bool:
        return self.measure.statistic is Statistic.SHARE


@dataclass(frozen=True, slots=True)
class Kp8:
    """The indicators of a month. `ratings`: KP8b with and without exceptions against the trajectory, on `rated_basis`."""

    of: Period
    lines: tuple[Line, ...]
    periods: tuple[Period, ...]
    ratings: tuple[Rating, ...]
    rated_basis: str
    rated_scope: str
    rule: str


def kp8_now(office: Office, of: Period) -> Kp8:
    """The figures of a month, of the council's year so far and of twelve months, as the cases are known now."""
    whose = about(office)
    bases = tuple(dict.fromkeys((*SHOWN, whose.choices.rag_basis)))
    counted = {basis: figures(office, period_of(basis, of)) for basis in bases}

    def figure(measure: Measure, basis: str) -> Figure:
        return _figure(measure, basis, period_of(basis, of), counted[basis])

    lines = tuple(Line(measure, tuple(figure(measure, basis) for basis in SHOWN)) for measure in KP8.values())
    rated = [MEASURES[measure_id] for measure_id in rated_measures(whose)]
    ratings = tuple(rating(figure(each, whose.choices.rag_basis), series_of(each, whose)) for each in rated)
    return Kp8(
        of=of,
        lines=lines,
        periods=tuple(period_of(basis, of) for basis in SHOWN),
        ratings=ratings,
        rated_basis=BASES[whose.choices.rag_basis],
        rated_scope=scope_words(whose),
        rule=rule_words_of(whose, of.last),
    )


def _figure(measure: Measure, basis: str, period: Period, counted: dict[str, Any]) -> Figure:
    """One figure out of the document of the indicators."""
    found: Any = counted
    for name in measure.id.split("."):
        found = found[name]
    share = found if isinstance(found, dict) else {"numerator": found, "denominator": found, "percent": str(found)}
    return Figure(
        id=figure_id(measure.id, basis),
        measure=measure.id,
        category="",
        basis=basis,
        first=period.first,
        last=period.last,
        numerator=share["numerator"],
        denominator=share["denominator"],
        value=share["percent"],
    )
