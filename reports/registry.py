"""The list of all measures. A new measure is a file in `reports/measures` and a line here."""

from reports.measure import Measure
from reports.measures import kp8a, kp8b

MEASURES: dict[str, Measure] = {measure.id: measure for measure in (*kp8a.MEASURES, *kp8b.MEASURES)}


class UnknownFigure(LookupError):
    """There is no figure of that id. The message lists those that there are."""


def measure(figure_id: str) -> Measure:
    """The measure of that id. Raises UnknownFigure."""
    try:
        return MEASURES[figure_id]
    except KeyError:
        raise UnknownFigure(f"There is no figure “{figure_id}”. The figures are: {', '.join(MEASURES)}.") from None
