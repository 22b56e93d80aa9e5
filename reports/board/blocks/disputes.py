"""B15: mediations and appeals (KP2a to KP2d), what they were about, and what the Tribunal ordered."""

from collections.abc import Sequence

from reports.board.about import About
from reports.board.cells import (
    cell,
    header,
    in_periods,
    kind_of,
    period_columns,
    row,
    said,
)
from reports.board.model import Block, Cell, Chart, Column, Drawing, Kind, Row, Table, Why
from reports.board.months import trend
from reports.figures import Figures
from reports.measures.disputes import ABOUT, ORDERS
from reports.registry import MEASURES

PERIODS = ("month", "year_to_date", "calendar_year", "rolling_12")
MOMENTS = ("month", "previous_month", "same_month_last_year")
_COUNTS = (
    "kp2a.mediations",
    "disputes.mediations_undated",
    "disputes.registered",
    "disputes.undated",
    "disputes.conceded",
    "disputes.withdrawn",
    "kp2c.heard",
    "kp2d.upheld",
)
_BY_MATTER = (
    ("mediations", "Mediations held", "kp2a.mediations"),
    ("mediations_undated", "Mediations held by the year end, day not known", "disputes.mediations_undated"),
    ("then_appealed", "Mediations held, then appealed", "kp2b.then_appealed"),
    ("registered", "Appeals registered", "disputes.registered"),
    ("undated", "Appeals registered by the year end, day not known", "disputes.undated"),
    ("conceded", "Appeals conceded", "disputes.conceded"),
    ("heard", "Tribunals held", "kp2c.heard"),
    ("upheld", "Tribunals upheld", "kp2d.upheld"),
)
_TREND = (
    ("registered", "Appeals registered", "disputes.registered"),
    ("conceded", "Appeals conceded", "disputes.conceded"),
    ("heard", "Tribunals held", "kp2c.heard"),
)
_OF_MEDIATIONS = ("kp2a.mediations", "kp2b.then_appealed")
_BY_A_DAY = ("disputes.mediations_undated", "disputes.undated")
_RETURN_ONLY = (
    "the return says that there was an appeal and not how it ended, and gives no day of an appeal or a mediation."
)


def held(figures: Figures, measure_id: str, basis: str) -> bool:
    """Whether anybody recorded the course of what a measure counts, so that a zero means none.

    It is not held of a period in which only a return tells that there were any, nor where nothing else tells of any at all.
    """
    if measure_id in _BY_A_DAY:
        return True
    period, rows = figures.period(basis), figures.rows
    if measure_id in _OF_MEDIATIONS:
        found = [(each.held_on, each.dated) for each in rows.mediations]
    else:
        found = [(each.registered_on, each.course_known) for each in rows.appeals]
    own = [known for day, known in found if period.first <= day <= period.last]
    if not found:
        return True
    return any(known for _, known in found) and (not own or any(own))


def _cell(figures: Figures, measure_id: str, basis: str, category: str = "") -> Cell:
    if held(figures, measure_id, basis):
        return cell(figures.figure(measure_id, basis, category))
    return Cell(None, kind_of(MEASURES[measure_id]), why=Why.NOT_HELD)


def _rows(figures: Figures, measure_ids: Sequence[str], bases: Sequence[str]) -> tuple[Row, ...]:
    return tuple(
        row(each, MEASURES[each].title, (_cell(figures, each, basis) for basis in bases)) for each in measure_ids
    )


def _note(figures: Figures, measure_ids: Sequence[str], bases: Sequence[str], note: str = "") -> str:
    """What a table says below it, with why some of it is not held where some is not."""
    whole = all(held(figures, of, basis) for of in measure_ids for basis in bases)
    return note if whole else " ".join(each for each in (note, f"Not held: {_RETURN_ONLY}") if each)


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
        _rows(figures, _COUNTS, PERIODS),
        header(figures, _COUNTS, in_periods(figures, PERIODS)),
        _note(
            figures,
            _COUNTS,
            PERIODS,
            "An appeal counts in each line on its own day, so the lines of one period are not the same appeals.",
        ),
    )


def _then_appealed(figures: Figures) -> Table:
    of = ("kp2b.then_appealed",)
    return Table(
        "disputes.then_appealed",
        "Mediations that were followed by an appeal",
        period_columns(figures, "Measure", PERIODS, Kind.SHARE),
        _rows(figures, of, PERIODS),
        header(figures, of, in_periods(figures, PERIODS)),
        _note(
            figures,
            of,
            PERIODS,
            "An appeal may come weeks after the mediation: the share of a period that is just over may still grow.",
        ),
    )


def _live(figures: Figures) -> Table:
    of = ("disputes.live",)
    return Table(
        "disputes.live",
        "Appeals not yet decided on the last day",
        period_columns(figures, "Measure", MOMENTS),
        _rows(figures, of, MOMENTS),
        header(figures, of, in_periods(figures, MOMENTS)),
        _note(figures, of, MOMENTS),
    )


def _by_matter(figures: Figures) -> Table:
    rows = [
        row(
            key or "total",
            title,
            (_cell(figures, of, "rolling_12", key) for _, _, of in _BY_MATTER),
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
        _note(figures, [of for _, _, of in _BY_MATTER], ("rolling_12",)),
    )


def _orders(figures: Figures) -> Table:
    of = "disputes.ordered"
    rows = [
        row(key or "total", title, (_cell(figures, of, basis, key) for basis in PERIODS), total=not key)
        for key, title in (*ORDERS, ("", "All orders"))
    ]
    return Table(
        "disputes.orders",
        MEASURES[of].title,
        period_columns(figures, "What the Tribunal ordered", PERIODS),
        tuple(rows),
        header(figures, (of,), in_periods(figures, PERIODS)),
        _note(figures, (of,), PERIODS, MEASURES[of].exclusions),
    )


def _trend(figures: Figures) -> tuple[Table, Chart]:
    months = trend(figures.month)
    asked = [of for _, _, of in _TREND]
    rows = [row(each, figures.period(each).words, (_cell(figures, of, each) for of in asked)) for each in months]
    table = Table(
        "disputes.trend",
        "Appeals in each month",
        (Column("heading", "Month", Kind.TEXT), *(Column(each, title) for each, title, _ in _TREND)),
        tuple(rows),
        header(figures, asked, f"{figures.period(months[0]).words} to {figures.month.words}"),
        _note(
            figures, asked, months, "Appeals of which no day is known are in no month: they stand in the first table."
        ),
    )
    if not held(figures, "disputes.registered", "month"):
        says = f"Appeals in {figures.month.words} are not held: {_RETURN_ONLY}"
        return table, Chart("disputes.chart", "Appeals, month by month", says, table.id, _ids(), Drawing.LINES)
    registered, conceded, heard = (figures.figure(of) for _, _, of in _TREND)
    year = figures.figure("disputes.registered", "rolling_12")
    says = (
        f"Appeals in {figures.month.words}: registered {said(registered)}, conceded {said(conceded)}, heard {said(heard)}. "
        f"In the 12 months to its end {said(year)} were registered."
    )
    told = tuple(each.id for each in (registered, conceded, heard, year))
    return table, Chart("disputes.chart", "Appeals, month by month", says, table.id, _ids(), Drawing.LINES, told)


def _ids() -> tuple[str, ...]:
    return tuple(each for each, _, _ in _TREND)
