"""B6: issued plans by how long they took, with and without exceptions, on both bases; the columns are DfE's."""

from reports.board.about import About
from reports.board.cells import cell, header, in_periods, row, said, trend_rows
from reports.board.model import Block, Chart, Column, Drawing, Kind, Part, Table
from reports.board.months import BASES as PERIODS
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.issued import BY_BAND, OVER_A_YEAR, SCOPES, TO_A_YEAR, TREATMENTS, WITHIN
from workflows.words import sentence

BASES = ("month", "year_to_date", "rolling_12", "calendar_year")

_SCOPE_WORDS = {"published": "published basis", "all_plans": "all plans"}
_EXCEPTION_WORDS = {
    "including": "including exceptions",
    "excluding": "cases with a statutory exception left out",
}


def build(figures: Figures, _about: About) -> Block:
    """Four tables (two bases, with and without exceptions), and the bands of the last 13 months."""
    parts: list[Part] = [_bands(figures, scope, treatment) for scope in SCOPES for treatment in TREATMENTS]
    return Block("B6", "Issued plans", (*parts, *_trend(figures)))


def _columns(excluding: bool) -> tuple[Column, ...]:
    """DfE's names, which end in _ex, and once in _exc, where cases with an exception are left out."""
    ex = "_ex" if excluding else ""
    return (
        Column("heading", "Period", Kind.TEXT),
        Column(f"plans_issued_den{ex}", "Plans issued"),
        Column("plans_issued_20_weeks_ex" if excluding else WITHIN, "Within 20 weeks", Kind.SHARE),
        Column(f"{TO_A_YEAR}{ex}", "Over 20 weeks, to a year", Kind.SHARE),
        Column(f"{OVER_A_YEAR}{ex}", "Over a year", Kind.SHARE),
        Column(f"undated{ex}", "No day of receipt known"),
        Column(f"avg_weeks_issue_plan{'_exc' if excluding else ''}", "Mean weeks", Kind.WEEKS),
        Column(f"median_weeks_issue_plan{ex}", "Median weeks", Kind.WEEKS),
    )


def _bands(figures: Figures, scope: str, treatment: str) -> Table:
    kind = f"{scope}.{treatment}"
    asked = (
        (f"issued.plans.{kind}", ""),
        (f"kp8b.{kind}", ""),
        (f"issued.to_a_year.{kind}", ""),
        (f"issued.over_a_year.{kind}", ""),
        (f"issued.plans.{kind}", "undated"),
        (f"issued.mean_weeks.{kind}", ""),
        (f"issued.median_weeks.{kind}", ""),
    )
    rows = tuple(
        row(
            basis,
            sentence(PERIODS[basis]).rstrip("."),
            (cell(figures.figure(of, basis, category)) for of, category in asked),
        )
        for basis in BASES
    )
    return Table(
        f"issued.{kind}",
        f"Issued plans, {_SCOPE_WORDS[scope]}, {treatment} exceptions",
        _columns(treatment == "excluding"),
        rows,
        header(figures, [of for of, _ in asked], in_periods(figures, BASES), exceptions=_EXCEPTION_WORDS[treatment]),
        "Finishing old cases makes the share within 20 weeks lower: read it beside the backlog and the cohort.",
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months = trend(figures.month)
    of = "issued.plans.published.including"
    bands = [key for key, _ in BY_BAND.categories]
    asked = (
        *((of, band) for band in bands),
        (of, ""),
        ("issued.mean_weeks.published.including", ""),
        ("issued.median_weeks.published.including", ""),
    )
    columns = (
        Column("heading", "Month of issue", Kind.TEXT),
        *(Column(key, title) for key, title in BY_BAND.categories),
        Column("plans_issued_den", "All plans issued"),
        Column("avg_weeks_issue_plan", "Mean weeks", Kind.WEEKS),
        Column("median_weeks_issue_plan", "Median weeks", Kind.WEEKS),
    )
    table = Table(
        "issued.trend",
        "Issued plans, month by month, published basis",
        columns,
        trend_rows(figures, months, asked),
        header(
            figures,
            list(dict.fromkeys(each for each, _ in asked)),
            f"{figures.period(months[0]).words} to {figures.month.words}",
            exceptions=_EXCEPTION_WORDS["including"],
        ),
    )
    plans = figures.figure(of)
    share = figures.figure("kp8b.published.including")
    middle = figures.figure("issued.median_weeks.published.including")
    told = (
        f"{share.numerator} of {plans.value} plans issued in {figures.month.words} were within 20 weeks "
        f"({share.value}%), {said(figures.figure(of, category=TO_A_YEAR))} took longer, to a year, and "
        f"{said(figures.figure(of, category=OVER_A_YEAR))} more than a year. The middle plan took {said(middle)}."
        if share.value is not None
        else f"No plan was issued in {figures.month.words}."
    )
    chart = Chart(
        "issued.chart",
        "Plans issued in each month by how long they took, published basis",
        told,
        table.id,
        tuple(bands),
        Drawing.STACKED,
    )
    return table, chart
