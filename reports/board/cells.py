"""Cells and tables from figures: the one way in which a number comes into the report."""

from collections.abc import Iterable, Sequence

from reports.board.model import Cell, Header, Kind, Row, Why
from reports.figures import Figure, Figures
from reports.measure import Measure, Statistic
from reports.registry import MEASURES

_UNITS = {"days": Kind.DAYS, "weeks": Kind.WEEKS}


def cell(figure: Figure) -> Cell:
    """The cell of a figure, with its parts and the id that opens it."""
    of = MEASURES[figure.measure]
    share = of.statistic is Statistic.SHARE
    counted = of.statistic is Statistic.COUNT
    return Cell(
        value=figure.value,
        kind=kind_of(of),
        figure=figure.id,
        numerator=figure.numerator if share else None,
        denominator=None if counted else figure.denominator,
        why=Why.NOTHING if figure.value is None else None,
    )


def kind_of(of: Measure) -> Kind:
    """The kind of cell that a measure's figure makes."""
    if of.statistic is Statistic.SHARE:
        return Kind.SHARE
    if of.statistic is Statistic.COUNT:
        return Kind.COUNT
    return _UNITS.get(of.unit, Kind.NUMBER)


def words(text: str) -> Cell:
    return Cell(text)


def percent_of(value: str | None, why: Why | None = None) -> Cell:
    """A target or a published percentage, of which no cases are held."""
    return Cell(value, Kind.PERCENT, why=why if value is not None or why else Why.NOT_HELD)


def row(row_id: str, title: str, cells: Iterable[Cell], total: bool = False) -> Row:
    return Row(row_id, (words(title), *cells), total)


def row_of(figures: Figures, row_id: str, title: str, measure_id: str, bases: Sequence[str], category: str = "") -> Row:
    """One measure in several periods, a cell each."""
    return row(row_id, title, (cell(figures.figure(measure_id, basis, category)) for basis in bases))


def header(
    figures: Figures, measure_ids: Sequence[str], period: str = "", basis: str = "", exceptions: str = ""
) -> Header:
    """The header of a table of these measures: words from the registry, and the faults in the cases asked so far."""
    measures = [MEASURES[each] for each in measure_ids]
    behind = {case for each in figures.asked.values() if each.measure in measure_ids for case in each.cases}
    return Header(
        period=period or figures.month.words,
        basis=basis or "; ".join(dict.fromkeys(each.basis for each in measures)),
        denominator="; ".join(dict.fromkeys(each.denominator for each in measures if each.denominator))
        or "none: counts",
        exceptions=exceptions or "exceptions make no difference to these figures",
        faults=len(behind & {fault.case for fault in figures.rows.faults}),
    )
