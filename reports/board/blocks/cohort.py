"""B8: of the cases whose week 20 fell in a period, what has become of each."""

from reports.board.about import About
from reports.board.cells import category_rows, header, in_periods, period_columns, row_of, said, trend_rows
from reports.board.model import Block, Chart, Column, Drawing, Kind, Table
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.cohort import BY_WHAT_BECAME, LATE, ON_TIME, STILL_OPEN
from reports.registry import MEASURES
from workflows.words import amount_words

BASES = ("month", "year_to_date", "rolling_12")
_SHARES = (
    ("on_time", "On time, including exceptions", "cohort.on_time"),
    ("on_time_ex", "On time, excluding exceptions", "cohort.on_time_without_exception"),
)
_EXCEPTIONS = "including exceptions, and beside it with cases with an exception left out"


def build(figures: Figures, _about: About) -> Block:
    """The cohort of the month, the year and 12 months, its share on time, and 13 months of cohorts."""
    return Block("B8", "Cohort by due date", (_what_became(figures), _shares(figures), *_trend(figures)))


def _what_became(figures: Figures) -> Table:
    of = "cohort.cases"
    return Table(
        "cohort.cases",
        "Cases whose week 20 fell in the period",
        period_columns(figures, BY_WHAT_BECAME.title, BASES),
        category_rows(figures, of, BASES, "All cases"),
        header(figures, (of,), in_periods(figures, BASES), exceptions="including exceptions"),
        "As they stand on the day of the report, so an earlier cohort may still change while cases of it are open.",
    )


def _shares(figures: Figures) -> Table:
    return Table(
        "cohort.on_time",
        "Share of the cohort with a plan on time",
        period_columns(figures, "Of the cases with a plan or still open", BASES, Kind.SHARE),
        tuple(row_of(figures, row_id, title, of, BASES) for row_id, title, of in _SHARES),
        header(figures, [of for _, _, of in _SHARES], in_periods(figures, BASES), exceptions=_EXCEPTIONS),
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months = trend(figures.month)
    keys = [key for key, _ in BY_WHAT_BECAME.categories]
    asked = (*(("cohort.cases", key) for key in keys), ("cohort.cases", ""), *((of, "") for _, _, of in _SHARES))
    columns = (
        Column("heading", "Month of week 20", Kind.TEXT),
        *(Column(key, title) for key, title in BY_WHAT_BECAME.categories),
        Column("total", "All cases"),
        *(Column(column, title, Kind.SHARE) for column, title, _ in _SHARES),
    )
    table = Table(
        "cohort.trend",
        "The cohort of each month",
        columns,
        trend_rows(figures, months, asked),
        header(
            figures,
            ("cohort.cases", *(of for _, _, of in _SHARES)),
            f"{figures.period(months[0]).words} to {figures.month.words}",
            exceptions=_EXCEPTIONS,
        ),
    )
    whole = figures.figure("cohort.cases")
    on_time, late, still_open = (figures.figure("cohort.cases", category=key) for key in (ON_TIME, LATE, STILL_OPEN))
    share = figures.figure("cohort.on_time")
    told = (
        f"Week 20 of {amount_words(whole.numerator, 'cases')} fell in {figures.month.words}: {said(on_time)} issued on time, {said(late)} late, "
        f"{said(still_open)} still open. Of those with a plan or still open, {said(share)} were on time."
        if whole.numerator
        else f"{MEASURES['cohort.cases'].title}: none in {figures.month.words}."
    )
    chart = Chart(
        "cohort.chart", "What became of the cohort of each month", told, table.id, tuple(keys), Drawing.STACKED
    )
    return table, chart
