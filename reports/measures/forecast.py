"""Plans that fall due in the months to come, of the cases open at the end of the month (B10)."""

from datetime import date

from reports.forecast.ahead import MONTHS
from reports.measure import CONTEXT, At, Measure, Split
from reports.rows.cases import CaseRow

DUE = "forecast.due"


def months_ahead(day: date, at: At) -> int:
    """How many calendar months a day is after the one reported."""
    return (day.year - at.day.year) * 12 + day.month - at.day.month


def _due(row: CaseRow, at: At) -> bool:
    return row.week_20 is not None and 1 <= months_ahead(row.week_20, at) <= MONTHS and row.open_on(at.day)


def _month(row: CaseRow, at: At) -> str:
    return "" if row.week_20 is None else str(months_ahead(row.week_20, at))


MEASURES = (
    Measure(
        id=DUE,
        title=f"Plans due in the next {MONTHS} months",
        definition=f"Open assessments whose last day in time for the plan falls in the {MONTHS} months after the period.",
        numerator=f"open assessments whose week 20 falls in the next {MONTHS} months",
        denominator="",
        basis="assessments open at the end of the last day of the period",
        polarity=CONTEXT,
        exclusions="Assessments already past week 20; cases in which the 20 weeks do not run; requests still to come.",
        source="SI 2014/1530 reg 13(2)",
        belongs=_due,
        block="B10",
        reads="cases",
        split=Split(
            "Month of week 20",
            _month,
            tuple(
                (str(number), f"{number} {'month' if number == 1 else 'months'} after")
                for number in range(1, MONTHS + 1)
            ),
        ),
        within="backlog.open",
    ),
)
