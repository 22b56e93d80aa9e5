"""The list of all measures. A new measure is a file in `reports/measures` and a line here."""

from reports.measure import Measure
from reports.measures import (
    backlog,
    caseload,
    cohort,
    demand,
    disputes,
    exceptions,
    forecast,
    health,
    issued,
    kp8a,
    kp8b,
    quality,
    reviews,
    stages,
    summary,
    transfers,
    workforce,
)

KP8: dict[str, Measure] = {measure.id: measure for measure in (*kp8a.MEASURES, *kp8b.MEASURES)}
"""The two indicators that `ehcp-flow kpi` prints, which a database counts by itself."""

_FILES = (
    summary,
    kp8a,
    kp8b,
    demand,
    stages,
    issued,
    backlog,
    cohort,
    exceptions,
    forecast,
    caseload,
    reviews,
    transfers,
    workforce,
    disputes,
    health,
    quality,
)

MEASURES: dict[str, Measure] = {measure.id: measure for file in _FILES for measure in file.MEASURES}


class UnknownFigure(LookupError):
    """There is no figure of that id. The message lists those that there are."""


def measure(figure_id: str, among: dict[str, Measure] | None = None) -> Measure:
    """The measure of that id. Raises UnknownFigure."""
    known = MEASURES if among is None else among
    try:
        return known[figure_id]
    except KeyError:
        raise UnknownFigure(f"There is no figure “{figure_id}”. The figures are: {', '.join(known)}.") from None
