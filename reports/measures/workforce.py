"""B14: how the open cases are spread over the officers, and how often a case changes hands. Nothing here names an officer."""

from collections.abc import Callable, Iterable
from datetime import date

from reports.measure import CONTEXT, LOWER, At, Measure, Question, Statistic
from reports.rows.cases import CaseRow

SOURCE = "The council's own measures of its workforce"
OPEN = "open assessments on the last day of the period, by who has them on the day of the report"


def _held(row: CaseRow, at: At) -> bool:
    return row.open_on(at.day) and row.officer != ""


def _open(row: CaseRow, at: At) -> bool:
    return row.open_on(at.day)


def _nobody(row: CaseRow, _at: At) -> bool:
    return row.officer == ""


def _was_held(row: CaseRow, at: At) -> bool:
    return row.open_on(at.day) and row.officers > 0


def _changes(row: CaseRow, _at: At) -> int | None:
    return row.officers - 1 if row.officers > 0 else None


def _officer(row: CaseRow) -> str:
    return row.officer


def _measure(
    measure_id: str,
    title: str,
    definition: str,
    numerator: str,
    denominator: str,
    exclusions: str,
    statistic: Statistic,
    belongs: Question,
    polarity: str = CONTEXT,
    meets: Question | None = None,
    amount: Callable[[CaseRow, At], int | None] | None = None,
    each: Callable[[CaseRow], str] | None = None,
    unit: str = "cases",
) -> Measure:
    return Measure(
        id=f"workforce.{measure_id}",
        title=title,
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        basis=OPEN,
        polarity=polarity,
        exclusions=exclusions,
        source=SOURCE,
        block="B14",
        statistic=statistic,
        unit=unit,
        reads="cases",
        belongs=belongs,
        meets=meets,
        amount=amount,
        each=each,
    )


def _each(measure_id: str, title: str, which: str, statistic: Statistic) -> Measure:
    return _measure(
        measure_id,
        title,
        f"The {which} number of open assessments that one officer has, of the officers who have any.",
        f"{which} number of open assessments of one officer",
        "open assessments that an officer has",
        "Open assessments that nobody has; officers who have none.",
        statistic,
        _held,
        each=_officer,
    )


MEASURES = (
    _each("least_open", "Open assessments of the officer with fewest", "smallest", Statistic.LEAST_EACH),
    _each("middle_open", "Open assessments of the officer in the middle", "middle", Statistic.MIDDLE_EACH),
    _each("most_open", "Open assessments of the officer with most", "largest", Statistic.MOST_EACH),
    _measure(
        "no_officer",
        "Open assessments that nobody has",
        "Of the open assessments, those with no officer.",
        "open assessments with no officer",
        "open assessments",
        "None.",
        Statistic.SHARE,
        _open,
        LOWER,
        meets=_nobody,
    ),
    _measure(
        "changes_mean",
        "Changes of officer for each open assessment, on average",
        "How often each open assessment went from one officer to another, as a mean.",
        "mean of the changes of officer",
        "open assessments that have had an officer",
        "Open assessments that have had no officer.",
        Statistic.MEAN,
        _was_held,
        LOWER,
        amount=_changes,
        unit="changes",
    ),
    _measure(
        "changes_most",
        "Most changes of officer of one open assessment",
        "How often an open assessment went from one officer to another: the largest number.",
        "largest number of changes of officer of one assessment",
        "open assessments that have had an officer",
        "Open assessments that have had no officer.",
        Statistic.MOST,
        _was_held,
        LOWER,
        amount=_changes,
        unit="changes",
    ),
)


def officers_without(cases: Iterable[CaseRow], officers: Iterable[str], day: date) -> tuple[str, ...]:
    """Those of the officers who have no assessment that is open on the day, in order of their addresses."""
    having = {row.officer for row in cases if row.open_on(day)}
    return tuple(sorted(set(officers) - having))
