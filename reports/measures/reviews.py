"""B11: annual reviews in the Department's measures, the decisions and amendments after them, and those that are overdue."""

from reports.measures import reviews_decided, reviews_expected, reviews_overdue

MEASURES = (*reviews_expected.MEASURES, *reviews_decided.MEASURES, *reviews_overdue.MEASURES)
"""In the order of the register."""
