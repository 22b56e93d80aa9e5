"""B11: reviews that are overdue, by how long, and how often children under 5 are reviewed."""

from datetime import date

from reports.boundaries import bands
from reports.measure import HIGHER, LOWER, At, Split
from reports.measures.reviews_expected import review_measure
from reports.rows.plans import ReviewRow
from workflows.days import corresponding_date
from workflows.words import amount_words

OVERDUE = bands("overdue_reviews")
INTERVAL = bands("under_5_interval")


def _met(row: ReviewRow) -> date | None:
    return row.met_on


def _overdue(row: ReviewRow, at: At) -> bool:
    return row.overdue_on(at.day)


def _how_long(row: ReviewRow, at: At) -> str:
    """The band of a review that is overdue: by the last edge that it has passed."""
    passed = [edge for edge in OVERDUE.edges if at.day > corresponding_date(row.due, edge)]
    return _band(len(passed))


def _band(number: int) -> str:
    before = (0, *OVERDUE.edges)[number]
    return f"{before}_to_{OVERDUE.edges[number]}" if number < len(OVERDUE.edges) else f"over_{before}"


def _band_words(number: int) -> str:
    if number == len(OVERDUE.edges):
        return f"Over {amount_words(OVERDUE.edges[-1], OVERDUE.unit)}"
    upto = amount_words(OVERDUE.edges[number], OVERDUE.unit)
    return f"Over {OVERDUE.edges[number - 1]} and up to {upto}" if number else f"Up to {upto}"


OVERDUE_BANDS = tuple((_band(number), _band_words(number)) for number in range(len(OVERDUE.edges) + 1))
LONGEST = OVERDUE_BANDS[-1][0]


def _young(row: ReviewRow, _at: At) -> bool:
    return row.under_5 and row.met_on is not None and not row.earlier_unknown


def _at_interval(row: ReviewRow, _at: At) -> bool:
    shortest, longest = (corresponding_date(row.started_on, edge) for edge in INTERVAL.edges)
    return row.met_on is not None and shortest <= row.met_on <= longest


MEASURES = (
    review_measure(
        "overdue",
        "Reviews overdue",
        "Reviews whose last day was before the last day of the period and whose decision had not been sent by it.",
        "reviews overdue on the last day",
        "",
        "reviews of plans in force, on the last day of the period, by how long ago their last day was",
        LOWER,
        "Reviews that a return does not give: where earlier ones had fallen due, only the time since the last is known.",
        f"Children and Families Act 2014, s.44(1). Bands: {OVERDUE.source}",
        _overdue,
        None,
        split=Split("How long past the last day", _how_long, OVERDUE_BANDS),
    ),
    review_measure(
        "under_5_interval",
        f"Reviews of children under 5 held every {INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)}",
        "Of the review meetings in the period about children who are under 5 when the review falls due, those held "
        f"{INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)} after the plan or the decision before.",
        f"of those, the meetings held {INTERVAL.edges[0]} to {amount_words(INTERVAL.edges[1], INTERVAL.unit)} after it",
        "review meetings held in the period about children under 5",
        "practice that the Code of Practice asks authorities to consider, and not a duty",
        HIGHER,
        "Meetings about children who turn 5 before the review falls due; reviews of which no meeting is recorded, or no earlier day to count from.",
        INTERVAL.source,
        _young,
        _met,
        _at_interval,
    ),
)
