"""Published figures to print beside an authority's own: its own line, England, East Midlands, and its neighbours' median."""

from collections.abc import Callable, Sequence

from reports.board.about import About
from reports.board.cells import row
from reports.board.model import Cell, Column, Header, Kind, Paragraph, Part, Row, Table, Why
from reports.figures import Figures
from reports.published import (
    MAIN,
    PublishedLine,
    Share,
    example_of,
    median_count,
    median_percent,
    neighbours,
    own_line,
    published_lines,
    years_before,
)
from workflows.words import list_words

YEARS = 3
NOTE = (
    "Source: Department for Education, Education, health and care plans, reporting year 2025 (Open Government Licence v3.0). "
    "A later release may revise these figures. Years up to 2021 come from an aggregate form, 2022 onward from the "
    "person-level return."
)
VINTAGE = (
    "The median of the statistical neighbours is worked out here; nobody publishes it. The source of the list of neighbours "
    "does not say which year’s it is."
)

Value = Callable[[PublishedLine], Cell]
Median = Callable[[Sequence[PublishedLine]], Cell]


def shares_beside(figures: Figures, about: About, table_id: str) -> Part:
    """KP8b (i) and (ii) of the latest published years before the month's."""
    years = years_before(figures.month.last.year, YEARS)
    rates: tuple[tuple[str, str, Callable[[PublishedLine], Share]], ...] = (
        ("including", "(i)", lambda line: line.kp8b_i),
        ("excluding", "(ii)", lambda line: line.kp8b_ii),
    )
    columns = [
        (Column(f"{year}.{key}", f"{year} {mark}", Kind.SHARE), year, _share(of), _median_share(of))
        for year in years
        for key, mark, of in rates
    ]
    header = Header(
        period=_years(years),
        basis="as published: calendar years, no mediation or tribunal has taken place",
        denominator="plans issued in the year; of the median: authorities",
        exceptions="(i) including, (ii) excluding exceptions",
    )
    return _table(about, table_id, "Plans issued within 20 weeks, as published", columns, header)


def completed_beside(figures: Figures, about: About, table_id: str) -> Part:
    """KP8a of the latest published years before the month's."""
    years = years_before(figures.month.last.year, YEARS)
    columns = [(Column(str(year), str(year), Kind.COUNT), year, _completed, _median_completed) for year in years]
    header = Header(
        period=_years(years),
        basis="as published: calendar years, plans issued and decisions not to issue",
        denominator="none: counts",
        exceptions="exceptions make no difference to these figures",
    )
    return _table(about, table_id, "Assessments completed, as published", columns, header)


def _table(
    about: About,
    table_id: str,
    title: str,
    columns: Sequence[tuple[Column, int, Value, Median]],
    header: Header,
) -> Part:
    if not columns:
        return Paragraph(f"{title}: no published year before this month is held.")
    rows: list[Row] = []
    if any(own_line(about.authority, year) for _, year, _, _ in columns):
        own = [_found(own_line(about.authority, year), value) for _, year, value, _ in columns]
        rows.append(row("own", about.name, own))
    rows += [row(area, area, [_found(_area(area, year), value) for _, year, value, _ in columns]) for area in MAIN[1:]]
    whose, name = _whose_neighbours(about)
    number = max(len(neighbours(whose, year)) for _, year, _, _ in columns)
    if number:
        middle = [median(neighbours(whose, year)) for _, year, _, median in columns]
        rows.append(row("neighbours", f"{name}, median of {number}", middle))
    said = f"{NOTE} {VINTAGE}" if number else f"{NOTE} No list of statistical neighbours of this authority is held."
    head = Column("area", "Area", Kind.TEXT)
    return Table(table_id, title, (head, *(column for column, _, _, _ in columns)), tuple(rows), header, said)


def _whose_neighbours(about: About) -> tuple[str, str]:
    """The number of the authority whose neighbours are used, and the words for them."""
    example = example_of(about.authority)
    if example is None:
        return about.authority, "Statistical neighbours"
    return example.uses, f"Statistical neighbours of authority {example.uses}, an example"


def _area(area: str, year: int) -> PublishedLine | None:
    return next((line for line in published_lines(year) if line.area == area), None)


def _found(line: PublishedLine | None, value: Value) -> Cell:
    return value(line) if line else Cell(None, Kind.TEXT, why=Why.NOT_PUBLISHED)


def _share(of: Callable[[PublishedLine], Share]) -> Value:
    def value(line: PublishedLine) -> Cell:
        share = of(line)
        return Cell(share.percent, Kind.SHARE, numerator=share.numerator, denominator=share.denominator)

    return value


def _median_share(of: Callable[[PublishedLine], Share]) -> Median:
    def median(lines: Sequence[PublishedLine]) -> Cell:
        return _cell(median_percent(of(line) for line in lines), Kind.PERCENT)

    return median


def _completed(line: PublishedLine) -> Cell:
    return Cell(str(line.kp8a), Kind.COUNT)


def _median_completed(lines: Sequence[PublishedLine]) -> Cell:
    return _cell(median_count(line.kp8a for line in lines), Kind.NUMBER)


def _cell(value: str | None, kind: Kind) -> Cell:
    return Cell(value, kind, why=None if value is not None else Why.NOT_PUBLISHED)


def _years(years: Sequence[int]) -> str:
    return f"calendar years {list_words([str(year) for year in years])}"
