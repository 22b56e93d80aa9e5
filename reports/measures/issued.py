"""Issued plans by how long they took: DfE's bands, and the mean and the middle number of weeks (B6).

The share within 20 weeks is KP8b itself (`kp8b.py`). The keys of the bands are DfE's names.
"""

from reports.boundaries import boundary
from reports.measure import CONTEXT, LOWER, At, Measure, Question, Split, Statistic
from reports.measures import kp8b
from reports.rows.assessments import AssessmentRow, Kind, decided_on

SOURCE = "DfE, Education, health and care plans, timeliness_20_week (from the 2026 release with mean weeks)"
ONE_YEAR = boundary("one_year").longest

WITHIN = "plans_issued_within_20_weeks"
TO_A_YEAR = "plans_issued_gt20weeks_ltyear"
OVER_A_YEAR = "plans_issued_gt_1_year"

SCOPES = ("published", "all_plans")
TREATMENTS = ("including", "excluding")


def band(row: AssessmentRow, at: At) -> str:
    """The band of an issued plan. One that is dated before its request is as one without a day of receipt."""
    if row.on_time:
        return WITHIN
    took = days(row, at)
    if took is None:
        return "undated"
    return TO_A_YEAR if took <= ONE_YEAR.days else OVER_A_YEAR


def days(row: AssessmentRow, _at: At) -> int | None:
    """Days from the request to the plan; None where they are not known, or there is no plan."""
    if row.received_on is None or row.issued_on is None or row.issued_on < row.received_on:
        return None
    return (row.issued_on - row.received_on).days


BY_BAND = Split(
    "How long the plan took",
    band,
    (
        (WITHIN, "Within 20 weeks"),
        (TO_A_YEAR, "Over 20 weeks, to a year"),
        (OVER_A_YEAR, "Over a year"),
        ("undated", "No day of receipt, or one after the plan"),
    ),
)


def _to_a_year(row: AssessmentRow, at: At) -> bool:
    return band(row, at) == TO_A_YEAR


def _over_a_year(row: AssessmentRow, at: At) -> bool:
    return band(row, at) == OVER_A_YEAR


def _belongs(published: bool, excluding: bool) -> Question:
    def belongs(row: AssessmentRow, _at: At) -> bool:
        return row.kind is Kind.ISSUED and not (published and row.disputed) and not (excluding and row.exception)

    return belongs


def _plans(scope: str, treatment: str) -> tuple[Measure, ...]:
    published, excluding = scope == "published", treatment == "excluding"
    same = next(each for each in kp8b.MEASURES if each.id == f"kp8b.{scope}.{treatment}")

    def measure(
        name: str,
        title: str,
        numerator: str,
        statistic: Statistic,
        meets: Question | None = None,
        polarity: str = LOWER,
    ) -> Measure:
        return Measure(
            id=f"issued.{name}.{scope}.{treatment}",
            title=f"{title}, {treatment} exceptions",
            definition=f"{title}: of the final plans sent in the period.",
            numerator=numerator,
            denominator=same.denominator if meets else "",
            basis=same.basis,
            polarity=polarity,
            exclusions=same.exclusions
            + (" Plans without a known day of receipt." if statistic in (Statistic.MEAN, Statistic.MEDIAN) else ""),
            source=SOURCE,
            block="B6",
            unit="plans" if statistic in (Statistic.COUNT, Statistic.SHARE) else "weeks",
            statistic=statistic,
            when=decided_on,
            belongs=_belongs(published, excluding),
            meets=meets,
            amount=days if statistic in (Statistic.MEAN, Statistic.MEDIAN) else None,
            divide_by=7,
            split=BY_BAND if statistic is Statistic.COUNT else None,
            within=same.within.replace("kp8b.", f"issued.{name}.", 1),
        )

    return (
        measure("plans", "Plans issued", "plans sent in the period", Statistic.COUNT, polarity=CONTEXT),
        measure(
            "to_a_year",
            "Plans issued after more than 20 weeks, to a year",
            f"plans sent after 20 weeks and {ONE_YEAR.days} days or less after the request was received",
            Statistic.SHARE,
            _to_a_year,
        ),
        measure(
            "over_a_year",
            "Plans issued after more than a year",
            f"plans sent more than {ONE_YEAR.days} days after the request was received",
            Statistic.SHARE,
            _over_a_year,
        ),
        measure("mean_weeks", "Mean weeks to issue a plan", "weeks from the request to the plan", Statistic.MEAN),
        measure("median_weeks", "Median weeks to issue a plan", "weeks from the request to the plan", Statistic.MEDIAN),
    )


MEASURES = tuple(measure for scope in SCOPES for treatment in TREATMENTS for measure in _plans(scope, treatment))
