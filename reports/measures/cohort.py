"""The due-date cohort: of the cases whose week 20 fell in a period, what has become of each (B8).

Unlike the plans issued in a month, it does not fall because old cases are finished, and it cannot rise by leaving them.
"""

from datetime import date

from reports.measure import CONTEXT, HIGHER, At, Measure, Question, Split, Statistic
from reports.rows.cases import CaseRow, Ending

ON_TIME, LATE, STILL_OPEN = "issued_on_time", "issued_late", "still_open"
BASIS = "cases whose week 20 fell in the period, as they stand on the day of the report"
EXCLUSIONS = "Cases in which the 20 weeks never began."
SOURCE = "SEND Regulations 2014, reg 13(2)"


def week_20(row: CaseRow) -> date | None:
    """The day by which a case falls into a period."""
    return row.week_20


def stands(row: CaseRow, _at: At) -> str:
    """What has become of a case by the day for which the rows were read."""
    if row.issued_on is not None and row.week_20 is not None:
        return ON_TIME if row.issued_on <= row.week_20 else LATE
    if row.spells and row.spells[-1].until is None:
        return STILL_OPEN
    last = row.ends[-1].how if row.ends else None
    if last is Ending.ISSUED:
        return "undated"
    return "not_issued" if last is Ending.NOT_ISSUED else "other"


BY_WHAT_BECAME = Split(
    "What has become of it",
    stands,
    (
        (ON_TIME, "Plan issued on time"),
        (LATE, "Plan issued late"),
        (STILL_OPEN, "Still open"),
        ("not_issued", "Decided not to issue a plan"),
        ("undated", "Plan issued, on a day that is not known"),
        ("other", "Ended otherwise: not assessed, withdrawn, moved away, closed"),
    ),
)


def _every(_row: CaseRow, _at: At) -> bool:
    return True


def _needed(row: CaseRow, at: At) -> bool:
    return stands(row, at) in (ON_TIME, LATE, STILL_OPEN)


def _needed_without_exception(row: CaseRow, at: At) -> bool:
    return _needed(row, at) and not row.exception


def _on_time(row: CaseRow, at: At) -> bool:
    return stands(row, at) == ON_TIME


def _share(measure_id: str, title: str, belongs: Question, more: str = "", within: str = "") -> Measure:
    return Measure(
        id=measure_id,
        title=title,
        definition="Of the cases whose week 20 fell in the period and that have a plan or are still open: those with a "
        "plan sent by that day.",
        numerator="plans sent by the last day in time",
        denominator="cases with a plan, or still open",
        basis=BASIS,
        polarity=HIGHER,
        exclusions=f"{EXCLUSIONS} Cases that ended without a plan, or with one on a day that is not known.{more}",
        source=SOURCE,
        block="B8",
        reads="cases",
        statistic=Statistic.SHARE,
        when=week_20,
        belongs=belongs,
        meets=_on_time,
        within=within,
    )


MEASURES = (
    Measure(
        id="cohort.cases",
        title="Cases whose week 20 fell in the period",
        definition="Cases whose last day in time for the plan fell in the period, by what has become of them.",
        numerator="cases whose week 20 fell in the period",
        denominator="",
        basis=BASIS,
        polarity=CONTEXT,
        exclusions=EXCLUSIONS,
        source=SOURCE,
        block="B8",
        reads="cases",
        when=week_20,
        belongs=_every,
        split=BY_WHAT_BECAME,
    ),
    _share("cohort.on_time", "Cohort issued on time", _needed),
    _share(
        "cohort.on_time_without_exception",
        "Cohort issued on time, excluding exceptions",
        _needed_without_exception,
        " Cases with an exception, from both the numerator and the denominator.",
        "cohort.on_time",
    ),
)
