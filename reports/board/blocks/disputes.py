"""B15: mediations and appeals (KP2a to KP2d), what they were about, and what the Tribunal ordered."""

from reports.board.about import About
from reports.board.cells import (
    category_rows,
    cell,
    header,
    in_periods,
    measure_rows,
    period_columns,
    row,
    said,
    trend_rows,
)
from reports.board.model import Block, Chart, Column, Drawing, Kind, Table
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.disputes import ABOUT, UNDATED
from reports.registry import MEASURES

PERIODS = ("month", "year_to_date", "calendar_year", "rolling_12")
MOMENTS = ("month", "previous_month", "same_month_last_year")
_COUNTS = (
    "kp2a.mediations",
    "disputes.registered",
    "disputes.conceded",
    "disputes.withdrawn",
    "kp2c.heard",
    "kp2d.upheld",
)
_BY_MATTER = (
    ("mediations", "Mediations held", "kp2a.mediations"),
    ("then_appealed", "Of these, then appealed", "kp2b.then_appealed"),
    ("registered", "Appeals registered", "disputes.registered"),
    ("conceded", "Appeals conceded", "disputes.conceded"),
    ("heard", "Tribunals held", "kp2c.heard"),
    ("upheld", "Tribunals upheld", "kp2d.upheld"),
)
_TREND = (
    ("registered", "Appeals registered", "disputes.registered"),
    ("conceded", "Appeals conceded", "disputes.conceded"),
    ("heard", "Tribunals held", "kp2c.heard"),
)


def build(figures: Figures, _about: About) -> Block:
    """Counts in several periods, the share of mediations that were appealed, matters, orders, and 13 months of appeals."""
    return Block(
        "B15",
        "Disputes",
        (
            _counts(figures),
            _then_appealed(figures),
            _live(figures),
            _by_matter(figures),
            _orders(figures),
            *_trend(figures),
        ),
    )


def _counts(figures: Figures) -> Table:
    return Table(
        "disputes.counts",
        "Mediations and appeals",
        period_columns(figures, "Measure", PERIODS),
        measure_rows(figures, _COUNTS, PERIODS),
        header(figures, _COUNTS, in_periods(figures, PERIODS)),
        f"{UNDATED} An appeal counts in each line on its own day, so the lines of one period are not the same appeals.",
    )


def _then_appealed(figures: Figures) -> Table:
    of = ("kp2b.then_appealed",)
    return Table(
        "disputes.then_appealed",
        "Mediations that were followed by an appeal",
        period_columns(figures, "Measure", PERIODS, Kind.SHARE),
        measure_rows(figures, of, PERIODS),
        header(figures, of, in_periods(figures, PERIODS)),
        "An appeal may come weeks after the mediation: the share of a period that is just over may still grow.",
    )


def _live(figures: Figures) -> Table:
    of = ("disputes.live",)
    return Table(
        "disputes.live",
        "Appeals not yet decided on the last day",
        period_columns(figures, "Measure", MOMENTS),
        measure_rows(figures, of, MOMENTS),
        header(figures, of, in_periods(figures, MOMENTS)),
    )


def _by_matter(figures: Figures) -> Table:
    rows = [
        row(
            key or "total",
            title,
            (cell(figures.figure(of, "rolling_12", key)) for _, _, of in _BY_MATTER),
            total=not key,
        )
        for key, title in (*ABOUT, ("", "All matters"))
    ]
    kinds = {"then_appealed": Kind.SHARE}
    return Table(
        "disputes.by_matter",
        "Mediations and appeals of 12 months, by what they were about",
        (
            Column("heading", "Matter", Kind.TEXT),
            *(Column(each, title, kinds.get(each, Kind.COUNT)) for each, title, _ in _BY_MATTER),
        ),
        tuple(rows),
        header(figures, [of for _, _, of in _BY_MATTER], in_periods(figures, ("rolling_12",))),
    )


def _orders(figures: Figures) -> Table:
    of = "disputes.ordered"
    return Table(
        "disputes.orders",
        MEASURES[of].title,
        period_columns(figures, "What the Tribunal ordered", PERIODS),
        category_rows(figures, of, PERIODS, "All orders"),
        header(figures, (of,), in_periods(figures, PERIODS)),
        MEASURES[of].exclusions,
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months = trend(figures.month)
    rows = trend_rows(figures, months, [(of, "") for _, _, of in _TREND])
    table = Table(
        "disputes.trend",
        "Appeals in each month",
        (Column("heading", "Month", Kind.TEXT), *(Column(each, title) for each, title, _ in _TREND)),
        rows,
        header(
            figures,
            [of for _, _, of in _TREND],
            f"{figures.period(months[0]).words} to {figures.month.words}",
        ),
    )
    registered, conceded, heard = (figures.figure(of) for _, _, of in _TREND)
    year = figures.figure("disputes.registered", "rolling_12")
    says = (
        f"Appeals in {figures.month.words}: registered {said(registered)}, conceded {said(conceded)}, heard {said(heard)}. "
        f"In the 12 months to its end {said(year)} were registered."
    )
    columns, told = tuple(each for each, _, _ in _TREND), tuple(each.id for each in (registered, conceded, heard, year))
    return table, Chart("disputes.chart", "Appeals, month by month", says, table.id, columns, Drawing.LINES, told)
