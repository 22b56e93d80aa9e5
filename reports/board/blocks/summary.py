"""B1: the month on one page."""

from reports.board.about import About
from reports.board.blocks.reviews import judged
from reports.board.cells import cell, header, row, words
from reports.board.model import Block, Cell, Column, Kind, Row, Table, Why
from reports.board.sentences import numbers_table, sentences
from reports.board.trajectory import rated_measures, rating_table
from reports.figures import Figures
from reports.registry import MEASURES

BASES = ("month", "previous_month", "same_month_last_year")
LONGEST, OVERDUE, REVIEWS = "backlog.longest", "backlog.past_week_20", "reviews.on_time"


def build(figures: Figures, about: About) -> Block:
    """The figures that matter most, KP8b against the trajectory with the rule, and three sentences with their numbers."""
    return Block(
        "B1",
        "Summary",
        (
            _headline(figures, about),
            rating_table(figures, about, "summary.rating"),
            *sentences(figures, about),
            numbers_table(figures, about),
        ),
    )


def _headline(figures: Figures, about: About) -> Table:
    including, excluding = rated_measures(about)
    lines = (
        ("kp8a.total", "KP8a: assessments completed"),
        (including, "KP8b (i): within 20 weeks, including exceptions"),
        (excluding, "KP8b (ii): within 20 weeks, excluding exceptions"),
        (OVERDUE, "Open past week 20, at the end of the month"),
        (LONGEST, "Longest open, at the end of the month"),
        (REVIEWS, "Annual reviews decided by their last day"),
    )
    return Table(
        "summary.headline",
        "The month in figures",
        (
            Column("measure", "Measure", Kind.TEXT),
            *(Column(basis, figures.period(basis).words, Kind.NUMBER) for basis in BASES),
            Column("polarity", "Which way is better", Kind.TEXT),
        ),
        tuple(_line(figures, measure_id, title) for measure_id, title in lines),
        header(
            figures,
            [measure_id for measure_id, _ in lines],
            period="; ".join(figures.period(basis).words for basis in BASES),
            exceptions="KP8b with and without: each row says which; exceptions make no difference to the others",
        ),
        "KP8a is context: the printed direction works against clearing a backlog. Reviews are not held where of most nobody "
        "can tell whether they were in time (B11).",
    )


def _line(figures: Figures, measure_id: str, title: str) -> Row:
    cells = [
        Cell(None, Kind.SHARE, why=Why.NOT_HELD)
        if measure_id == REVIEWS and not judged(figures, basis)
        else cell(figures.figure(measure_id, basis))
        for basis in BASES
    ]
    return row(measure_id, title, (*cells, words(MEASURES[measure_id].polarity)))
