"""B4: the requests received, who made them and for whom, and what became of them."""

from dataclasses import replace

from reports.board.about import About
from reports.board.cells import category_rows, header, in_periods, period_columns, row_of, said, trend_rows
from reports.board.model import Block, Cell, Chart, Column, Drawing, Kind, Part, Row, Table, Why
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.demand import ASSESS, NOT_ASSESS, OUTSTANDING
from reports.registry import MEASURES

BASES = ("month", "year_to_date", "last_year_to_date", "rolling_12", "calendar_year")

_DIVIDED = (
    ("demand.source", "Requests received, by who asked", "requests.received"),
    ("demand.age", "Requests received, by age and phase", "requests.by_age"),
    ("demand.need", "Requests received, by main need", "requests.by_need"),
    ("demand.area", "Requests received, by area", "requests.by_area"),
    ("demand.outcome", "What became of the requests received", "requests.by_outcome"),
)
_NOTES = {
    "demand.age": "Under 5 is the early years, 5 to 10 primary, 11 to 15 secondary, 16 to 19 and 20 to 25 post-16.",
    "demand.need": "The need is recorded with the plan: that of a request is not held before, and stands under not recorded. "
    "Where no request of a period has one, the needs of that period are not held.",
    "demand.area": "The area is the first part of the postcode. Those with the most requests so far are shown.",
    "demand.outcome": "Each period as it stood on its own last day.",
}
_DISPUTES = (
    ("mediation_related_request", "With a mediation", "requests.mediation"),
    ("tribunal_related_request", "With an appeal", "requests.tribunal"),
    ("tribunal_after_mediation_request", "With both", "requests.mediation_and_tribunal"),
)


def build(figures: Figures, _about: About) -> Block:
    """The demand block: who asked, for whom, what was decided and how soon, and the last 13 months."""
    parts: list[Part] = [_divided(figures, *each) for each in _DIVIDED]
    parts = [_needs(part, figures) if isinstance(part, Table) and part.id == "demand.need" else part for part in parts]
    parts += [_timing(figures), _in_time(figures), _disputes(figures), *_trend(figures)]
    return Block("B4", "Demand", tuple(parts))


def _divided(figures: Figures, table: str, title: str, measure_id: str) -> Table:
    split = figures.division(MEASURES[measure_id])
    rows = category_rows(figures, measure_id, BASES, "All requests received")
    return Table(
        table,
        title,
        period_columns(figures, split.title, BASES),
        rows,
        header(figures, (measure_id,), in_periods(figures, BASES)),
        _NOTES.get(table, ""),
    )


def _needs(table: Table, figures: Figures) -> Table:
    """Without the needs of a period of which no request has one: that none is recorded is not that there is none."""
    nowhere = [False] + [
        figures.figure("requests.by_need", basis).denominator
        == figures.figure("requests.by_need", basis, "unknown").denominator
        > 0
        for basis in BASES
    ]

    def shown(row: Row) -> Row:
        if row.total or row.id == "unknown":
            return row
        cells = (
            Cell(None, cell.kind, why=Why.NOT_HELD) if none else cell
            for cell, none in zip(row.cells, nowhere, strict=True)
        )
        return Row(row.id, tuple(cells))

    return replace(table, rows=tuple(map(shown, table.rows)))


def _timing(figures: Figures) -> Table:
    rows = category_rows(figures, "requests.decided", BASES, "All requests decided")
    return Table(
        "demand.timing",
        "Decisions whether to assess, by when the family was told",
        period_columns(figures, "When", BASES),
        rows,
        header(figures, ("requests.decided",), in_periods(figures, BASES)),
        "Of the requests received in the period. The limit is reg 5(1) of the SEND Regulations 2014.",
    )


def _in_time(figures: Figures) -> Table:
    of = "requests.decided_in_time"
    rows = (row_of(figures, "request_outcome_six_weeks_pc", MEASURES[of].title, of, BASES),)
    return Table(
        "demand.in_time",
        "Share decided within 6 weeks",
        period_columns(figures, "Measure", BASES, Kind.SHARE),
        rows,
        header(figures, (of,), in_periods(figures, BASES), exceptions="including exceptions"),
        "By the day of receipt, as DfE counts it. By the day of the decision it is in the timeliness by stage.",
    )


def _disputes(figures: Figures) -> Table:
    rows = tuple(row_of(figures, row_id, title, of, BASES) for row_id, title, of in _DISPUTES)
    return Table(
        "demand.disputes",
        "Mediation and tribunal about the decision whether to assess",
        period_columns(figures, "Requests received in the period", BASES),
        rows,
        header(figures, [of for _, _, of in _DISPUTES], in_periods(figures, BASES)),
        "Known by the day of the report. The return does not say which came first.",
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months = trend(figures.month)
    asked = (
        ("requests.received", ""),
        ("requests.by_outcome", ASSESS),
        ("requests.by_outcome", NOT_ASSESS),
        ("requests.by_outcome", OUTSTANDING),
    )
    columns = (
        Column("heading", "Month of receipt", Kind.TEXT),
        Column("requests_received", "Requests received"),
        Column(ASSESS, "Decided to assess"),
        Column(NOT_ASSESS, "Decided not to assess"),
        Column(OUTSTANDING, "Outstanding at the end of the month"),
    )
    rows = trend_rows(figures, months, asked)
    table = Table(
        "demand.trend",
        "Requests received, month by month",
        columns,
        rows,
        header(
            figures,
            ("requests.received", "requests.by_outcome"),
            f"{figures.period(months[0]).words} to {figures.month.words}",
        ),
        "What became of them by the end of the month in which they came. Withdrawn requests are not shown apart.",
    )
    now, before = (figures.figure("requests.received", basis) for basis in ("month", "same_month_last_year"))
    year, year_before = (figures.figure("requests.received", basis) for basis in ("year_to_date", "last_year_to_date"))
    chart = Chart(
        "demand.chart",
        "Requests received in each of the last 13 months",
        f"{said(now)} received in {figures.month.words}, against {said(before)} in the same month of the year before; "
        f"{said(year)} in the year to date, against {said(year_before)} in the same months of the year before.",
        table.id,
        ("requests_received",),
        Drawing.LINES,
    )
    return table, chart
