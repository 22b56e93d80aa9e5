"""Cells and tables from figures: the one way in which a number comes into the report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.board.model import Block, Cell, Column, Header, Kind, Row, Table, Why
from reports.board.months import BASES
from reports.figures import Figure, Figures
from reports.measure import Measure, Statistic
from reports.registry import MEASURES
from workflows.words import sentence

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


def measure_rows(figures: Figures, measure_ids: Iterable[str], bases: Sequence[str]) -> tuple[Row, ...]:
    """A row for each measure in several periods, with the measure's own title. The id of a row is the measure's."""
    return tuple(row_of(figures, each, MEASURES[each].title, each, bases) for each in measure_ids)


def category_rows(figures: Figures, measure_id: str, bases: Sequence[str], total: str) -> tuple[Row, ...]:
    """A row for each category of a measure in several periods, and one of them all, with the words of `total`."""
    by = figures.division(MEASURES[measure_id])
    each = (row_of(figures, key, title, measure_id, bases, key) for key, title in by.categories)
    whole = row_of(figures, "total", total, measure_id, bases)
    return (*each, Row(whole.id, whole.cells, total=True))


def trend_rows(figures: Figures, months: Sequence[str], asked: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """A row for each month (2026-03) with a cell for each measure and category ("" for the whole)."""
    return tuple(
        row(each, figures.period(each).words, (cell(figures.figure(of, each, category)) for of, category in asked))
        for each in months
    )


def said(figure: Figure) -> str:
    """A figure as a sentence has it: "12", "38.7% (12 of 31)", "41.5 days"; "none to count" where there is nothing."""
    if figure.value is None:
        return Why.NOTHING.value
    match kind_of(MEASURES[figure.measure]):
        case Kind.SHARE:
            return f"{figure.value}% ({figure.numerator} of {figure.denominator})"
        case Kind.DAYS | Kind.WEEKS as kind:
            return f"{figure.value} {kind.value[:-1] if figure.value == '1' else kind.value}"
    return figure.value


def period_columns(figures: Figures, heading: str, bases: Sequence[str], kind: Kind = Kind.COUNT) -> tuple[Column, ...]:
    """The column of the rows' headings and one for each period."""
    return (
        Column("heading", heading, Kind.TEXT),
        *(Column(basis, _basis_words(figures, basis), kind) for basis in bases),
    )


def in_periods(figures: Figures, bases: Sequence[str]) -> str:
    """The days of several periods, for a header."""
    return "; ".join(
        dict.fromkeys(
            f"{_basis_words(figures, basis)} ({figures.period(basis).words})" if basis in BASES else basis
            for basis in bases
        )
    )


def _basis_words(figures: Figures, basis: str) -> str:
    return sentence(BASES[basis]).rstrip(".") if basis in BASES else figures.period(basis).words


def header(
    figures: Figures, measure_ids: Sequence[str], period: str = "", basis: str = "", exceptions: str = ""
) -> Header:
    """The header of a table of these measures, in words from the registry. `count_faults` fills in the faults."""
    measures = [MEASURES[each] for each in measure_ids]
    return Header(
        period=period or figures.month.words,
        basis=basis or "; ".join(dict.fromkeys(each.basis for each in measures)),
        denominator="; ".join(dict.fromkeys(each.denominator for each in measures if each.denominator))
        or "none: counts",
        exceptions=exceptions or "exceptions make no difference to these figures",
    )


def count_faults(figures: Figures, block: Block) -> Block:
    """The block with the faults behind each table in its header: of the figures in that table, whatever else was asked.

    Figures count that a cell shows or rests on. A table of which no cell does says None: nothing in it is counted from cases.
    """
    faulty = {fault.case for fault in figures.rows.faults}

    def counted(table: Table) -> Table:
        cells = [cell for row in table.rows for cell in row.cells]
        ids = {each for cell in cells for each in (cell.figure, *cell.rests_on) if each}
        behind = {case for each in ids for case in figures.asked[each].cases}
        return replace(table, header=replace(table.header, faults=len(behind & faulty) if ids else None))

    return replace(block, parts=tuple(counted(part) if isinstance(part, Table) else part for part in block.parts))
