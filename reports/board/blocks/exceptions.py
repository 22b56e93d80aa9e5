"""B9: recorded exceptions by ground and stage, whether evidence is named, and what that means for KP8b."""

from reports.board.about import About
from reports.board.cells import category_rows, cell, header, in_periods, period_columns, row, said
from reports.board.model import Block, Chart, Column, Drawing, Kind, Part, Table
from reports.board.months import BASES as PERIODS
from reports.figures import Figures
from reports.registry import MEASURES
from workflows.words import list_words, sentence

BASES = ("month", "year_to_date", "rolling_12")
KP8B_BASES = ("month", "year_to_date", "rolling_12", "calendar_year")

_COUNTS = (
    ("exceptions.by_ground", "Exceptions recorded, by ground", "exceptions.recorded"),
    ("exceptions.by_stage", "Exceptions recorded, by stage", "exceptions.by_stage"),
)
_SHARES = (
    ("exceptions.evidence_by_ground", "Exceptions with evidence, by ground", "exceptions.evidenced"),
    ("exceptions.evidence_by_stage", "Exceptions with evidence, by stage", "exceptions.evidenced_by_stage"),
    ("exceptions.standing", "Exceptions that excuse a deadline, by ground", "exceptions.standing"),
)
_SCOPE_WORDS = {"published": "published basis", "all_plans": "all plans"}


def build(figures: Figures, _about: About) -> Block:
    """What was recorded and why, how much of it has evidence, and KP8b when only those with evidence count."""
    parts: list[Part] = [_divided(figures, *each, Kind.COUNT) for each in _COUNTS]
    parts.insert(1, _chart(figures))
    parts += [_divided(figures, *each, Kind.SHARE) for each in _SHARES]
    parts += [_kp8b(figures, scope) for scope in _SCOPE_WORDS]
    return Block("B9", "Exceptions", tuple(parts))


def _divided(figures: Figures, table: str, title: str, of: str, kind: Kind) -> Table:
    return Table(
        table,
        title,
        period_columns(figures, figures.division(MEASURES[of]).title, BASES, kind),
        category_rows(figures, of, BASES, "All exceptions"),
        header(figures, (of,), in_periods(figures, BASES), exceptions="these are the exceptions themselves"),
    )


def _chart(figures: Figures) -> Chart:
    by = figures.division(MEASURES["exceptions.recorded"])
    recorded = [ground for ground in figures.split("exceptions.recorded", "rolling_12") if ground.numerator]
    recorded.sort(key=lambda ground: -ground.numerator)
    end = figures.month.words
    if recorded:
        grounds = list_words(f"{_inside(by.words(ground.category))} ({said(ground)})" for ground in recorded)
        evidence = said(figures.figure("exceptions.evidenced", "rolling_12"))
        told = f"Exceptions recorded in the 12 months to {end}: {grounds}. Evidence is named for {evidence}."
    else:
        told = f"No exception was recorded in the 12 months to {end}."
    return Chart(
        "exceptions.chart",
        "Exceptions recorded in 12 months, by ground",
        told,
        "exceptions.by_ground",
        ("rolling_12",),
        Drawing.BARS,
    )


def _inside(words: str) -> str:
    """The words of a category inside a sentence."""
    return words[:1].lower() + words[1:]


def _kp8b(figures: Figures, scope: str) -> Table:
    asked = (f"kp8b.{scope}.including", f"kp8b.{scope}.excluding", f"exceptions.kp8b.{scope}")
    rows = tuple(
        row(basis, sentence(PERIODS[basis]).rstrip("."), (cell(figures.figure(of, basis)) for of in asked))
        for basis in KP8B_BASES
    )
    return Table(
        f"exceptions.kp8b.{scope}",
        f"Plans issued within 20 weeks if only exceptions with evidence count, {_SCOPE_WORDS[scope]}",
        (
            Column("heading", "Period", Kind.TEXT),
            Column("including", "Including exceptions (KP8b i)", Kind.SHARE),
            Column("excluding", "Excluding exceptions (KP8b ii)", Kind.SHARE),
            Column("excluding_evidenced", "Excluding exceptions with evidence only", Kind.SHARE),
        ),
        rows,
        header(
            figures,
            asked,
            in_periods(figures, KP8B_BASES),
            exceptions="each column says; in the last, an exception without evidence counts as none",
        ),
        "KP8b ii leaves out every case with an exception. The last column leaves out only those with evidence.",
    )
