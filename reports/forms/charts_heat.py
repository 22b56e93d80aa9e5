"""A heat map: each number of a table in its place, on a ground that is darker the larger it is."""

from decimal import Decimal

from reports.board.model import Cell
from reports.forms.charts_axes import (
    INK,
    LINE,
    PAPER,
    WIDTH,
    Data,
    element,
    lines_of_text,
    number,
    text,
    text_width,
    wrapped,
)
from reports.forms.charts_looks import Looks
from reports.forms.words import number_words

HEADINGS = 170
ROW = 34
SHADES = ("#ffffff", "#d9e4ee", "#a9c1d8", "#6f97bb", "#12436d")
"""White is none at all; the four others share the numbers up to the largest evenly."""
PALE = 3
"""The shades before this one carry dark digits, those from it on white ones."""


def heat(data: Data, looks: Looks) -> tuple[str, float]:
    """The markup of the map and its height."""
    width = (WIDTH - HEADINGS - 1) / len(data.places)
    titles = [wrapped(column.title, width - 8) for column in data.columns]
    top = max(len(lines) for lines in titles) * LINE + 10
    most = max(data.numbers(), default=Decimal(0))
    drawn = looks.hatches(0, missing=True)
    for place, lines in enumerate(titles):
        first = top - 8 - (len(lines) - 1) * LINE
        drawn += lines_of_text(HEADINGS + (place + 0.5) * width, first, lines, font_weight="bold")
    y = top
    for row in data.rows:
        heading = wrapped(row.cells[0].value or "", HEADINGS - 8)
        height = max(ROW, len(heading) * LINE + 8)
        drawn += lines_of_text(0, y + height / 2 + 5 - (len(heading) - 1) * LINE / 2, heading, "start")
        for place, column in enumerate(data.places):
            drawn += _square(row.cells[column], HEADINGS + place * width, y, width, height, most, looks)
        y += height
    return drawn, y + 2


def _square(cell: Cell, x: float, y: float, width: float, height: float, most: Decimal, looks: Looks) -> str:
    value = number(cell)
    shade = 0 if value is None else shade_of(value, most)
    fill = looks.missing if value is None else SHADES[shade]
    drawn = element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke="#6b7276", stroke_width=1)
    middle, base = x + width / 2, y + height / 2 + 5
    if value is not None:
        return drawn + text(
            middle, base, number_words(cell.value or ""), fill=PAPER if shade >= PALE + 1 else INK, font_weight="bold"
        )
    said = str(cell.why or "")
    room = min(width - 6, text_width(said) + 4)
    drawn += element("rect", x=middle - room / 2, y=base - 14, width=room, height=LINE, fill=PAPER)
    return drawn + text(middle, base, said, font_style="italic")


def shade_of(value: Decimal, most: Decimal) -> int:
    """Which shade a number has: 0 for none, and from 1 the quarter of the largest that it falls in."""
    if value <= 0 or most <= 0:
        return 0
    return min(len(SHADES) - 1, int(value * (len(SHADES) - 1) / most - Decimal("0.000001")) + 1)
