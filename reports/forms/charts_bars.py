"""Charts of bars, side by side or one upon another. A number that is not there is said, never drawn as nothing."""

from collections.abc import Sequence
from decimal import Decimal

from reports.board.model import Cell
from reports.forms.charts_axes import (
    FONT,
    INK,
    LINE,
    WIDTH,
    Data,
    Frame,
    bottom_of,
    element,
    lines_of_text,
    number,
    plain,
    text,
    text_width,
    ticks,
    wrapped,
)
from reports.forms.charts_looks import Looks, legend
from reports.forms.words import number_words

HEIGHT = 240
LEFT = 52
FILLED = 0.8
"""The part of a row's slot that its bars fill."""


def bars(data: Data, looks: Looks) -> tuple[str, float]:
    """The markup of bars side by side and its height."""
    frame, drawn, height = _ground(data, looks, ticks(data.numbers()))
    for place, row in enumerate(data.rows):
        start, slot = frame.slot(place, len(data.rows))
        width = slot * FILLED / len(data.places)
        for series, column in enumerate(data.places):
            x = start + slot * (1 - FILLED) / 2 + series * width
            drawn += _bar(row.cells[column], frame, x, width, looks.fill(series))
    return drawn, height


def stacked(data: Data, looks: Looks) -> tuple[str, float]:
    """The markup of bars one upon another and its height. Raises ValueError for a number under 0, which cannot be stacked."""
    if any(value < 0 for value in data.numbers()):
        raise ValueError(f"The chart {data.chart.id} would stack a number under 0.")
    known = [[number(row.cells[column]) for column in data.places] for row in data.rows]
    totals = [sum((value for value in row if value is not None), Decimal(0)) for row in known]
    frame, drawn, height = _ground(data, looks, ticks(totals))
    for place, (numbers, total) in enumerate(zip(known, totals, strict=True)):
        start, slot = frame.slot(place, len(known))
        x, width, at = start + slot * (1 - FILLED) / 2, slot * FILLED, Decimal(0)
        for series, value in enumerate(numbers):
            if value:
                drawn += _block(frame, x, width, at, at + value, looks.fill(series))
                at += value
        said = number_words(f"{total:f}")
        if None not in numbers:
            drawn += text(x + width / 2, frame.y(total) - 6, said)
        elif total:
            drawn += _above(x + width / 2, frame.y(total) - 6, wrapped(f"{said} or more", slot))
        else:
            drawn += _upright(x + width / 2, frame.y(total) - 6, _why(data.rows[place].cells, data))
    return drawn, height


def _ground(data: Data, looks: Looks, marks: Sequence[Decimal]) -> tuple[Frame, str, float]:
    """The frame, with what is behind and around the bars, and the height of the whole."""
    named = legend(looks, [column.title for column in data.columns])
    bottom = bottom_of(data.headings, LEFT, WIDTH)
    top = named.height + 2 * LINE
    frame = Frame(bottom.left, top, WIDTH, top + HEIGHT, tuple(marks))
    drawn = looks.hatches(len(data.columns)) + named.markup + frame.grid(data.unit) + bottom.drawn(frame)
    return frame, drawn, frame.bottom + bottom.height + 12


def _bar(cell: Cell, frame: Frame, x: float, width: float, fill: str) -> str:
    value, middle = number(cell), x + width / 2
    if value is None:
        return _upright(middle, frame.y(Decimal(0)) - 6, str(cell.why or ""))
    end = frame.y(value)
    drawn = _block(frame, x, width, Decimal(0), value, fill) if value else ""
    said = number_words(cell.value or "")
    if text_width(said) > width + 6:
        return drawn
    return drawn + text(middle, end - 6 if value >= 0 else end + FONT, said)


def _block(frame: Frame, x: float, width: float, low: Decimal, high: Decimal, fill: str) -> str:
    top, bottom = sorted((frame.y(low), frame.y(high)))
    return element("rect", x=x, y=top, width=width, height=bottom - top, fill=fill, stroke=INK, stroke_width=1)


def _upright(x: float, y: float, words: str) -> str:
    """Words from the foot of a bar upwards, where its height would be."""
    return text(x + 5, y, words, "start", transform=f"rotate(-90 {plain(x + 5)} {plain(y)})", font_style="italic")


def _above(x: float, y: float, lines: Sequence[str]) -> str:
    """Lines of which the last stands at `y`."""
    return lines_of_text(x, y - (len(lines) - 1) * LINE, lines, font_style="italic")


def _why(cells: Sequence[Cell], data: Data) -> str:
    return next((str(cells[column].why) for column in data.places if cells[column].why), "")
