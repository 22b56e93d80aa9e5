"""B12: the amended plans due before moves between phases of education, and whether each was sent by its date."""

from dataclasses import replace

from reports.board.about import About
from reports.board.cells import category_rows, cell, header, in_periods, measure_rows, period_columns, row
from reports.board.model import Block, Cell, Column, Kind, Row, Table, Why
from reports.figures import Figures
from reports.measures.transfers import DUTY, KINDS
from reports.registry import MEASURES
from workflows.parameters import the_law

PERIODS = ("month", "year_to_date", "calendar_year", "last_calendar_year")
_COLUMNS = (
    ("due", "Due in the calendar year so far", "transfers.due", "calendar_year", Kind.COUNT),
    ("in_time", "Final plan by the date", "transfers.in_time", "calendar_year", Kind.SHARE),
    ("outstanding", "Due and not sent", "transfers.outstanding", "calendar_year", Kind.COUNT),
    ("to_come", "Not yet due and not sent", "transfers.to_come", "month", Kind.COUNT),
)


def build(figures: Figures, _about: About) -> Block:
    """By kind of move in the calendar year so far, and in several periods by what became of the plans."""
    tables: tuple[Table, ...] = (_by_kind(figures), _in_time(figures), _standing(figures))
    if not any(step.duty == DUTY for step in figures.rows.steps):
        tables = tuple(map(_not_held, tables))
    return Block("B12", "Phase transfers", tables)


def _not_held(table: Table) -> Table:
    """Nobody planned a move, and no return tells of one: that is not to say that there was none."""
    rows = tuple(Row(row.id, (row.cells[0], *map(_nothing, row.cells[1:])), row.total) for row in table.rows)
    return replace(table, rows=rows, note="Not held: no move is planned in the records, and no return tells of one.")


def _nothing(cell: Cell) -> Cell:
    return Cell(None, cell.kind, why=Why.NOT_HELD)


def _by_kind(figures: Figures) -> Table:
    rows = [
        row(
            key or "total",
            title,
            (cell(figures.figure(of, basis, key)) for _, _, of, basis, _ in _COLUMNS),
            total=not key,
        )
        for key, title in (*KINDS, ("", "All moves"))
    ]
    return Table(
        "transfers.by_kind",
        "Amended plans due before a move, by kind of move",
        (Column("heading", "Move", Kind.TEXT), *(Column(each, title, kind) for each, title, _, _, kind in _COLUMNS)),
        tuple(rows),
        header(
            figures,
            [of for _, _, of, _, _ in _COLUMNS],
            f"{figures.period('calendar_year').words}; not yet due: on the last day",
        ),
        f"The duty: {the_law().duties[DUTY].title}. What is sent on the day named after “before” is late. "
        "Of a move that only a return tells of, its own due date is the last day in time.",
    )


def _in_time(figures: Figures) -> Table:
    of = ("transfers.in_time",)
    return Table(
        "transfers.in_time",
        "Final plans issued by the date",
        period_columns(figures, "Measure", PERIODS, Kind.SHARE),
        measure_rows(figures, of, PERIODS),
        header(figures, of, in_periods(figures, PERIODS)),
    )


def _standing(figures: Figures) -> Table:
    of = "transfers.standing"
    return Table(
        "transfers.standing",
        "What became of the amended plans that were due",
        period_columns(figures, figures.division(MEASURES[of]).title, PERIODS),
        category_rows(figures, of, PERIODS, "All due"),
        header(figures, (of,), in_periods(figures, PERIODS)),
        "A plan that a return gives without its day cannot be said to be late.",
    )
