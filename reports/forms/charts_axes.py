"""What every drawing needs: numbers out of cells, round ticks, text that fits, and elements written as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape

from reports.board.model import Cell, Chart, Column, Kind, Row, Table
from workflows.words import MONTHS

WIDTH = 600
FONT = 15
LETTER = 0.54
"""About the width of a letter, in ems, of Source Sans Pro or Arial. Text is measured with it, not drawn."""
LINE = 18
INK, GREY, PAPER = "#0b0c0c", "#6b7276", "#ffffff"
MOST_TICKS = 5

_NUMBERS = {Kind.COUNT, Kind.SHARE, Kind.PERCENT, Kind.DAYS, Kind.WEEKS, Kind.NUMBER}
_UNITS = {Kind.SHARE: "%", Kind.PERCENT: "%", Kind.DAYS: " days", Kind.WEEKS: " weeks"}


@dataclass(frozen=True, slots=True)
class Data:
    """What is drawn: the rows that are not totals, and for each column drawn its place among the cells of a row."""

    chart: Chart
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    places: tuple[int, ...]

    def cells(self, place: int) -> list[Cell]:
        return [row.cells[place] for row in self.rows]

    @property
    def headings(self) -> list[str]:
        return [row.cells[0].value or "" for row in self.rows]

    @property
    def unit(self) -> str:
        """The unit of all columns drawn, to stand behind a number; "" where they differ."""
        units = {_UNITS.get(column.kind, "") for column in self.columns}
        return units.pop() if len(units) == 1 else ""

    def numbers(self) -> list[Decimal]:
        drawn = (number(cell) for place in self.places for cell in self.cells(place))
        return [each for each in drawn if each is not None]


def data_of(chart: Chart, table: Table) -> Data:
    """Raises ValueError for a column that the table does not have, and for a chart of no columns."""
    known = {column.id: place for place, column in enumerate(table.columns)}
    if missing := [column for column in chart.columns if column not in known]:
        raise ValueError(f"The chart {chart.id} draws columns that the table {table.id} lacks: {', '.join(missing)}.")
    if not chart.columns:
        raise ValueError(f"The chart {chart.id} draws no column.")
    places = tuple(known[column] for column in chart.columns)
    return Data(
        chart,
        tuple(row for row in table.rows if not row.total),
        tuple(table.columns[place] for place in places),
        places,
    )


def number(cell: Cell) -> Decimal | None:
    """The number of a cell, None where it has none."""
    return None if cell.value is None or cell.kind not in _NUMBERS else Decimal(cell.value)


def ticks(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Round whole numbers, about six, from the least (or 0) to the most (or 0) of those drawn, both inside."""
    least, most = min((*numbers, Decimal(0))), max((*numbers, Decimal(0)))
    if least == most:
        return [Decimal(0), Decimal(1)]
    power = max(Decimal(1), Decimal(10) ** ((most - least).adjusted() - 1))
    steps = (power * factor for factor in (1, 2, 5, 10, 20))
    step = next(step for step in steps if step * MOST_TICKS >= most - least)
    first, last = (least / step).to_integral_value(ROUND_FLOOR), (most / step).to_integral_value(ROUND_CEILING)
    return [step * place for place in range(int(first), int(last) + 1)]


def text_width(text: str, size: float = FONT) -> float:
    return len(text) * LETTER * size


def wrapped(text: str, width: float, size: float = FONT) -> list[str]:
    """The text in lines of at most this width; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def plain(value: float | Decimal) -> str:
    """A coordinate, the same digits every time."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str = "", /, **attributes: str | float | Decimal) -> str:
    """One element. `_` in an attribute's name is a hyphen; numbers are coordinates; `content` is markup already."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else plain(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def text(x: float, y: float, words: str, /, anchor: str = "middle", **attributes: str | float) -> str:
    return element("text", escape(words), x=x, y=y, text_anchor=anchor, **attributes)


def lines_of_text(
    x: float, y: float, lines: Sequence[str], /, anchor: str = "middle", **attributes: str | float
) -> str:
    return "".join(text(x, y + place * LINE, line, anchor, **attributes) for place, line in enumerate(lines))


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle in which numbers are drawn, in the units of the picture, from its first tick up to its last."""

    left: float
    top: float
    right: float
    bottom: float
    marks: tuple[Decimal, ...]

    def y(self, value: Decimal) -> float:
        least, most = self.marks[0], self.marks[-1]
        return self.bottom - (self.bottom - self.top) * float((value - least) / (most - least))

    def slot(self, place: int, of: int) -> tuple[float, float]:
        """Where a row begins along the bottom, and how wide it is."""
        width = (self.right - self.left) / max(of, 1)
        return self.left + place * width, width

    def grid(self, unit: str) -> str:
        """Lines across, each with its number."""
        drawn = []
        for mark in self.marks:
            y = self.y(mark)
            drawn.append(element("line", x1=self.left, x2=self.right, y1=y, y2=y, stroke="#b1b4b6", stroke_width=1))
            drawn.append(text(self.left - 8, y + 5, f"{mark:,f}{unit if unit == '%' else ''}", "end"))
        return "".join(drawn)


# --- the words along the bottom ------------------------------------------------------------------------------------------

SLANTED_MOST = 24
WRAPPED_MOST = 5
ACROSS, DOWN = 0.77, 0.65
"""How far a slanted word reaches to the left and down, for each unit of its length (40 degrees)."""


@dataclass(frozen=True, slots=True)
class Bottom:
    """The headings of the rows: `lines` each, or one slanted line where they would not fit, and how high they are.

    Where there are too many to read, every `every`th is written. `left` is where the rows begin: further in than was asked
    for where the first slanted headings need the room.
    """

    lines: tuple[tuple[str, ...], ...]
    slanted: bool
    every: int
    height: float
    left: float

    def drawn(self, frame: Frame) -> str:
        said = []
        for place in range(0, len(self.lines), self.every):
            start, width = frame.slot(place, len(self.lines))
            x, y = start + width / 2, frame.bottom + LINE
            if self.slanted:
                turn = f"rotate(-40 {plain(x)} {plain(y)})"
                said.append(text(x, y, self.lines[place][0], "end", transform=turn))
            else:
                said.append(lines_of_text(x, y, self.lines[place]))
        return "".join(said)


def bottom_of(headings: Sequence[str], left: float, right: float) -> Bottom:
    """The headings laid out for rows between `left` and `right`, in the units of the picture."""
    slot = (right - left) / max(len(headings), 1)
    if months := _short_months(headings):
        every = _every(text_width("Sep") + 5, slot)
        return Bottom(tuple(_with_years(months, every)), False, every, 2 * LINE + 8, left)
    lines = [tuple(wrapped(heading, slot - 8)) for heading in headings]
    most = max(map(len, lines), default=1)
    if most <= WRAPPED_MOST and all(text_width(line) <= slot for each in lines for line in each):
        return Bottom(tuple(lines), False, 1, most * LINE + 8, left)
    return _slanted(headings, left, right)


def _slanted(headings: Sequence[str], left: float, right: float) -> Bottom:
    cut = [each if len(each) <= SLANTED_MOST else f"{each[: SLANTED_MOST - 1].rstrip()}…" for each in headings]
    longest = max(map(text_width, cut))
    slot = max(right - left - longest * ACROSS, 0) / len(
        cut
    )  # on the safe side: as narrow as the room taken could make it
    every = _every(LINE + 2, (right - left) / len(cut))
    over = max(text_width(each) * ACROSS - (place + 0.5) * slot for place, each in enumerate(cut) if place % every == 0)
    height = longest * DOWN + 2 * LINE
    return Bottom(tuple((each,) for each in cut), True, every, height, max(left, over))


def _every(needed: float, slot: float) -> int:
    """Every which heading is written, so that each has the room that it needs."""
    return max(1, -int(-needed // slot))


def _short_months(headings: Sequence[str]) -> list[tuple[str, str]]:
    """("Oct", "2025") of each, where every heading is a month and its year; nothing otherwise."""
    parts = [heading.split() for heading in headings]
    if parts and all(len(each) == 2 and each[0] in MONTHS and each[1].isdigit() for each in parts):
        return [(month[:3], of_year) for month, of_year in parts]
    return []


def _with_years(months: Sequence[tuple[str, str]], every: int) -> list[tuple[str, ...]]:
    """The year stands under the first month that is written, and where it changes among those written."""
    said: list[tuple[str, ...]] = []
    last = ""
    for place, (month, of_year) in enumerate(months):
        written = place % every == 0
        said.append((month, of_year) if written and of_year != last else (month,))
        last = of_year if written else last
    return said
