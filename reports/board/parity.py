"""The Department's columns, each with the figure of ours that counts the same, for the SEN2 calendar year.

The names are those of the release of 2026 where they are known, else those of 2025, spelt as published. The Department
counts some of them in another way; what the difference is stands in the basis of the measure.
"""

from dataclasses import dataclass
from enum import StrEnum

from reports.figures import Figure, Figures, figure_id, opened

BASIS = "calendar_year"


class Part(StrEnum):
    """Which number of a figure a column takes."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class ParityColumn:
    """A published column. `figure` is the id of our figure of the calendar year, as `opened` takes it.

    `beside`: the figure with which it stands or falls: left out where the report does not hold that one.
    """

    name: str
    figure: str
    part: Part = Part.VALUE
    beside: str = ""


def _column(name: str, measure_id: str, category: str = "", part: Part = Part.VALUE) -> ParityColumn:
    return ParityColumn(name, figure_id(measure_id, BASIS, category), part)


def _reviews(name: str, measure_id: str) -> ParityColumn:
    """Left out where most reviews cannot be judged: a part of them is no number to hold beside the Department's."""
    return ParityColumn(name, figure_id(measure_id, BASIS), beside=figure_id("reviews.review_completed", BASIS))


def _timeliness(treatment: str, names: tuple[str, ...]) -> tuple[ParityColumn, ...]:
    kind = f"published.{treatment}"
    in_time, to_a_year, over = f"kp8b.{kind}", f"issued.to_a_year.{kind}", f"issued.over_a_year.{kind}"
    den, within, pc_within, year, pc_year, more, pc_more, weeks = names
    return (
        _column(den, in_time, part=Part.DENOMINATOR),
        _column(within, in_time, part=Part.NUMERATOR),
        _column(pc_within, in_time),
        _column(year, to_a_year, part=Part.NUMERATOR),
        _column(pc_year, to_a_year),
        _column(more, over, part=Part.NUMERATOR),
        _column(pc_more, over),
        _column(weeks, f"issued.mean_weeks.{kind}"),
    )


PARITY: tuple[ParityColumn, ...] = (
    _column("requests_received_in_year", "requests.received"),
    _column("requests_decided_to_assess", "requests.by_outcome", "requests_decided_to_assess"),
    _column("requests_decided_not_to_assess", "requests.by_outcome", "requests_decided_not_to_assess"),
    _column("requests_decision_not_made", "requests.by_outcome", "requests_decision_not_made"),
    _column("requests_withdrawn", "requests.by_outcome", "requests_withdrawn"),
    _column("request_outcome_six_weeks", "requests.decided", "request_outcome_six_weeks"),
    _column("request_outcome_over_6_weeks", "requests.decided", "request_outcome_over_6_weeks"),
    _column("mediation_related_request", "requests.mediation"),
    _column("tribunal_related_request", "requests.tribunal"),
    _column("tribunal_after_mediation_request", "requests.mediation_and_tribunal"),
    _column("assess_issued", "kp8a.issued"),
    _column("assess_not_issued", "kp8a.not_issued"),
    *_timeliness(
        "including",
        (
            "plans_issued_den",
            "plans_issued_within_20_weeks",
            "pc_plans_issued_within_20_weeks",
            "plans_issued_gt20weeks_ltyear",
            "pc_plans_issued_gt20weeks_ltyear",
            "plans_issued_gt_1_year",
            "pc_plans_issued_gt_1_year",
            "avg_weeks_issue_plan",
        ),
    ),
    *_timeliness(
        "excluding",
        (
            "plans_issued_den_ex",
            "plans_issued_20_weeks_ex",
            "pc_plans_issued_20_weeks_ex",
            "plans_issued_gt20weeks_ltyear_ex",
            "pc_plans_issued_gt20weeks_ltyear_ex",
            "plans_issued_gt_1_year_ex",
            "pc_plans_issued_gt_1_year_ex",
            "avg_weeks_issue_plan_exc",
        ),
    ),
    _reviews("review_expected", "reviews.review_expected"),
    _column("review_completed", "reviews.review_completed", part=Part.NUMERATOR),
    _reviews("review_not_completed", "reviews.review_not_completed"),
    _column("outcome_amend", "reviews.outcome", "amend"),
    _column("outcome_cease", "reviews.outcome", "cease"),
    _column("outcome_maintan", "reviews.outcome", "maintain"),
    _column("no_outcome", "reviews.outcome", "other"),
    _column("decision_4_weeks", "reviews.decision_4_weeks", part=Part.NUMERATOR),
    _column("decision_over_4_weeks", "reviews.decision_over_4_weeks"),
)


def number_of(column: ParityColumn, figure: Figure) -> str | None:
    """The number that a column takes of its figure, as printed; None where there is nothing to divide by."""
    match column.part:
        case Part.NUMERATOR:
            return str(figure.numerator)
        case Part.DENOMINATOR:
            return str(figure.denominator)
    return figure.value


def parity(figures: Figures) -> list[tuple[ParityColumn, str | None]]:
    """Each column with its number for the calendar year so far."""
    return [(column, number_of(column, opened(figures, column.figure))) for column in PARITY]
