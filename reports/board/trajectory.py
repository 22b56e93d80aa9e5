"""KP8b against the trajectory: the target of a month, the difference in percentage points, and the rating with its rule."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reports.board.about import About
from reports.board.cells import cell, header, percent_of, row
from reports.board.model import Cell, Column, Kind, Row, Table, Why
from reports.board.months import BASES
from reports.figures import Figure, Figures
from reports.measure import HIGHER, Measure
from reports.published import example_of
from reports.published.targets import Series, Target, series
from reports.registry import MEASURES

NO_TARGET = "no target of this authority is held"
SCOPES = (("published", "published basis"), ("all_plans", "all plans"))
TREATMENTS = (("including", "KP8b (i)"), ("excluding", "KP8b (ii)"))


@dataclass(frozen=True, slots=True)
class Rating:
    """A figure against its target. `points`: figure less target, in percentage points, both as printed; None without them.

    `word`: Green, Amber or Red; "" where it cannot be rated. `words` starts with it, and says by how much or why not.
    """

    figure: Figure
    target: Target | None
    points: Fraction | None
    word: str
    words: str


def rating(figure: Figure, of: Series | None) -> Rating:
    """Rates a share of which higher is better, by the rule of its measure.

    Both sides are taken as printed, to one decimal place, so that anyone can check the rating from the page.
    Raises ValueError for a measure that has no rule, or of which higher is not better.
    """
    measure = MEASURES[figure.measure]
    if measure.rag is None or measure.polarity != HIGHER:
        raise ValueError(f"{measure.id} has no rule for a rating.")
    target = of.at(figure.last) if of else None
    if target is None:
        why = f"the first target is {of.first_words}" if of else NO_TARGET
        return Rating(figure, None, None, "", f"No rating: {why}")
    if figure.value is None:
        return Rating(figure, target, None, "", f"No rating: no {measure.unit} to count")
    points = Fraction(figure.value) - Fraction(target.percent)
    if points >= 0:
        word = "Green"
    elif -points <= measure.rag.amber_within:
        word = "Amber"
    else:
        word = "Red"
    return Rating(figure, target, points, word, f"{word}: {_against(points)} {target.percent}%")


def _against(points: Fraction) -> str:
    if points == 0:
        return "at the target of"
    amount = points_text(abs(points))
    return f"{amount} percentage point{'' if amount == '1.0' else 's'} {'above' if points > 0 else 'below'}"


def points_text(points: Fraction) -> str:
    """A difference of two printed percentages: "-21.3", "0.0", "4.5". Exact, as both have one decimal place."""
    tenths = abs(points * 10)
    return f"{'-' if points < 0 else ''}{tenths.numerator // 10}.{tenths.numerator % 10}"


def target_cell(target: Target | None) -> Cell:
    """A target; one between two milestones is marked."""
    if target is None:
        return percent_of(None, Why.NOT_HELD)
    return percent_of(target.percent, Why.INTERPOLATED if target.interpolated else None)


def points_cell(rated: Rating) -> Cell:
    """The difference, which gives the figure away to whoever knows the target, so it is held back with it."""
    if rated.points is None:
        why = Why.NOT_HELD if rated.target is None else Why.NOTHING
        return Cell(None, Kind.NUMBER, why=why)
    return Cell(points_text(rated.points), Kind.NUMBER, rests_on=(rated.figure.id,))


def rating_cell(rated: Rating) -> Cell:
    """The rating in words, held back with the figure for the same reason."""
    return Cell(rated.words, rests_on=(rated.figure.id,))


def series_of(measure: Measure, about: About) -> Series | None:
    """The trajectory of a measure for this authority."""
    return series(measure.target, about.authority) if measure.target else None


def rated_measures(about: About) -> tuple[str, str]:
    """The ids of KP8b (i) and (ii) in the scope that the council chose."""
    scope = about.choices.rag_scope
    return f"kp8b.{scope}.including", f"kp8b.{scope}.excluding"


def scope_words(about: About) -> str:
    """The scope that the council chose, in a few words."""
    return dict(SCOPES)[about.choices.rag_scope]


RATING_COLUMNS = (
    Column("measure", "Measure", Kind.TEXT),
    Column("figure", "Plans within 20 weeks", Kind.SHARE),
    Column("target", "Target", Kind.PERCENT),
    Column("points", "Difference, percentage points", Kind.NUMBER),
    Column("rating", "Rating", Kind.TEXT),
)


def rating_table(figures: Figures, about: About, table_id: str) -> Table:
    """KP8b (i) and (ii) against the trajectory, on the basis and in the scope that the council chose, with the rule."""
    basis = about.choices.rag_basis
    ids = rated_measures(about)
    rows: list[Row] = []
    for measure_id, (treatment, name) in zip(ids, TREATMENTS, strict=True):
        measure = MEASURES[measure_id]
        rated = rating(figures.figure(measure_id, basis), series_of(measure, about))
        cells = (cell(rated.figure), target_cell(rated.target), points_cell(rated), rating_cell(rated))
        rows.append(row(measure_id, f"{name}, {treatment} exceptions", cells))
    return Table(
        table_id,
        "KP8b against the trajectory",
        RATING_COLUMNS,
        tuple(rows),
        header(figures, ids, period=figures.period(basis).words, exceptions="with and without: each row says which"),
        note=rule_words(figures, about),
    )


def rule_words(figures: Figures, about: About) -> str:
    """What is rated against what, and by which rule."""
    return rule_words_of(about, figures.month.last)


def rule_words_of(about: About, day: date) -> str:
    """The same of the month that ends on a day."""
    measure = MEASURES[rated_measures(about)[0]]
    of = series_of(measure, about)
    if of is None:
        return f"Not rated: {NO_TARGET}."
    said = target_words(of, day)
    from_where = f"{said} " if said else ""
    measure_rule = f"{measure.rag.words} " if measure.rag else ""
    return (
        f"Rated: KP8b {BASES.get(about.choices.rag_basis, about.choices.rag_basis)}, {scope_words(about)}, "
        f"against the targets of the {of.source}. {from_where}{measure_rule}"
        f"Both sides are compared as printed.{example_words(about)}"
    )


def target_words(of: Series, day: date) -> str:
    """Where the target of a day comes from, as a sentence; of a milestone there is nothing to add: ""."""
    target = of.at(day)
    if target is None:
        return f"The first target that was set: {of.first_words}; none earlier is held."
    if target.stands:
        return f"Target: the last target that was set: {of.last_words}; none later is held."
    return "Target: interpolated, on the straight line between two milestones." if target.interpolated else ""


def example_words(about: About) -> str:
    """Says that the targets are another authority's, shown as an example; "" where they are its own."""
    example = example_of(about.authority)
    return f" {example.why}." if example else ""
