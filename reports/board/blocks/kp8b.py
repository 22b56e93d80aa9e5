"""B2: KP8b, plans issued within 20 weeks: both bases, with and without exceptions, against the trajectory."""

from reports.board.about import About
from reports.board.beside import shares_beside
from reports.board.cells import cell, header, in_periods, period_columns, row, row_of, said, words
from reports.board.model import Block, Chart, Column, Drawing, Kind, Paragraph, Row, Table
from reports.board.months import trend
from reports.board.trajectory import (
    NO_TARGET,
    SCOPES,
    TREATMENTS,
    example_words,
    points_cell,
    rated_measures,
    rating,
    rating_table,
    series_of,
    target_cell,
    target_words,
)
from reports.figures import Figures
from reports.published.targets import Series, series
from reports.registry import MEASURES
from workflows.words import sentence

BASES = ("month", "year_to_date", "rolling_12", "calendar_year")
SERIES = ("kp8b", "kp8b_appendix_2")
EXCEPTIONS = "with and without: each row or column says which"


def build(figures: Figures, about: About) -> Block:
    """The four measures, the rating, the two series of targets, 13 months with a chart, and the published figures."""
    return Block(
        "B2",
        "KP8b: plans issued within 20 weeks",
        (
            _measures(figures),
            rating_table(figures, about, "kp8b.rating"),
            _targets(figures, about),
            _trend(figures, about),
            _chart(figures, about),
            shares_beside(figures, about, "kp8b.published"),
        ),
    )


def _measures(figures: Figures) -> Table:
    ids = [f"kp8b.{scope}.{treatment}" for scope, _ in SCOPES for treatment, _ in TREATMENTS]
    rows = tuple(
        row_of(
            figures,
            f"kp8b.{scope}.{treatment}",
            f"{sentence(named)[:-1]}, {treatment} exceptions",
            f"kp8b.{scope}.{treatment}",
            BASES,
        )
        for scope, named in SCOPES
        for treatment, _ in TREATMENTS
    )
    return Table(
        "kp8b.measures",
        "Plans issued within 20 weeks",
        period_columns(figures, "Basis", BASES, Kind.SHARE),
        rows,
        header(figures, ids, in_periods(figures, BASES), exceptions=EXCEPTIONS),
        "KP8b (i) includes cases with a statutory exception; KP8b (ii) leaves them out of both parts. The published basis "
        "leaves out plans with a mediation or tribunal of any kind, as the Department does. In a month with few plans the "
        "percentage swings: read it with its parts.",
    )


def _targets(figures: Figures, about: About) -> Table | Paragraph:
    """The series of targets side by side: the plan has two, which differ."""
    held = [each for each in (series(name, about.authority) for name in SERIES) if each]
    if not held:
        return Paragraph(f"Targets for KP8b: {NO_TARGET}.")
    rated = series_of(MEASURES[rated_measures(about)[0]], about)
    rows = tuple(_series_row(each, figures, used=each is rated) for each in held)
    return Table(
        "kp8b.targets",
        "Targets for KP8b",
        (
            Column("source", "Source", Kind.TEXT),
            Column("target", "Target for this month", Kind.PERCENT),
            Column("last", "Last that was set", Kind.TEXT),
            Column("mark", "Mark", Kind.TEXT),
            Column("use", "Used for the rating", Kind.TEXT),
        ),
        rows,
        header(figures, [], basis="the targets do not say on which basis KP8b is counted", exceptions="not stated"),
        f"The two series differ.{example_words(about)}",
    )


def _series_row(of: Series, figures: Figures, used: bool) -> Row:
    target = of.at(figures.month.last)
    said_as_words = (of.last_words, of.mark, "yes" if used else "no")
    return row(of.id, of.source, (target_cell(target), *(words(text) for text in said_as_words)))


def _trend(figures: Figures, about: About) -> Table:
    ids = rated_measures(about)
    of = series_of(MEASURES[ids[0]], about)
    rows = tuple(_month_row(figures, ids, of, month) for month in trend(figures.month))
    names = [f"{name}, {treatment} exceptions" for treatment, name in TREATMENTS]
    note = f"Target: {NO_TARGET}."
    if of:
        on_the_line = "Targets in italics lie on the straight line between two milestones."
        note = f"{target_words(of, figures.month.last)} {on_the_line}".strip()
    return Table(
        "kp8b.trend",
        "Plans issued within 20 weeks, by month",
        (
            Column("month", "Month", Kind.TEXT),
            Column("including", names[0], Kind.SHARE),
            Column("excluding", names[1], Kind.SHARE),
            Column("target", "Target", Kind.PERCENT),
            Column("points_including", "(i) less target, percentage points", Kind.NUMBER),
            Column("points_excluding", "(ii) less target, percentage points", Kind.NUMBER),
        ),
        rows,
        header(figures, ids, "each month", exceptions=EXCEPTIONS),
        note,
    )


def _month_row(figures: Figures, ids: tuple[str, str], of: Series | None, month: str) -> Row:
    rated = [rating(figures.figure(each, month), of) for each in ids]
    cells = (
        *(cell(each.figure) for each in rated),
        target_cell(rated[0].target),
        *(points_cell(each) for each in rated),
    )
    return row(month, figures.period(month).words, cells)


def _chart(figures: Figures, about: About) -> Chart:
    ids = rated_measures(about)
    of = series_of(MEASURES[ids[0]], about)
    target = of.at(figures.month.last) if of else None
    shown = [f"{name} {said(figures.figure(each))}" for each, (_, name) in zip(ids, TREATMENTS, strict=True)]
    against = f"the target {target.percent}%" if target else NO_TARGET
    columns = ("including", "excluding", "target") if target else ("including", "excluding")
    return Chart(
        "kp8b.trend.chart",
        "Plans issued within 20 weeks and the trajectory",
        f"In {figures.month.words}: {shown[0]}, {shown[1]}; {against}.",
        "kp8b.trend",
        columns,
        Drawing.LINES,
        rests_on=tuple(figures.figure(each).id for each in ids),
    )
