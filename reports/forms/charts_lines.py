"""A chart of lines: one for each column, with gaps where there is no number and hollow markers where it is interpolated."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.board.model import Cell, Kind, Why
from reports.forms.charts_axes import LINE, WIDTH, Data, Frame, bottom_of, element, number, text, ticks, wrapped
from reports.forms.charts_looks import colour, dashes, marker
from reports.forms.words import number_words

HEIGHT = 240
LEFT, NAMES = 52, 150
"""Room for the numbers of the axis, and at the right for the name of each line."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a line, where it would stand were there no other."""

    place: int
    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 4


def lines(data: Data) -> tuple[str, float]:
    """The markup of the chart and its height, in units of which `WIDTH` are its width."""
    right = WIDTH - NAMES
    bottom = bottom_of(data.headings, LEFT, right)
    frame = Frame(bottom.left, 12, right, 12 + HEIGHT, tuple(ticks(data.numbers())))
    drawn = [frame.grid(data.unit), bottom.drawn(frame)]
    names = []
    for place, column in enumerate(data.places):
        points = _points(data.cells(column), frame)
        drawn.append(_line(place, points))
        last = next((point for point in reversed(points) if point), None)
        title = data.columns[place].title
        ending = f" {last.words}" if last else " (no number)"
        x, y = (last.x, last.y) if last else (frame.right, frame.bottom)
        names.append(Name(place, x, y, tuple(wrapped(title + ending, NAMES - 34))))
    drawn.append(_names(names, frame))
    return "".join(drawn), frame.bottom + bottom.height + 12


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    hollow: bool
    words: str


def _points(cells: Sequence[Cell], frame: Frame) -> list[Point | None]:
    points: list[Point | None] = []
    for place, cell in enumerate(cells):
        value = number(cell)
        start, width = frame.slot(place, len(cells))
        ending = "%" if cell.kind in {Kind.SHARE, Kind.PERCENT} else ""
        points.append(
            None
            if value is None
            else Point(
                start + width / 2,
                frame.y(value),
                cell.why is Why.INTERPOLATED,
                f"{number_words(cell.value or '')}{ending}",
            )
        )
    return points


def _line(place: int, points: Sequence[Point | None]) -> str:
    """The line is broken at a gap; a point with a gap on both sides is a marker alone."""
    path, down = "", False
    for point in points:
        if point:
            path += f"{'L' if down else 'M'}{point.x:.1f} {point.y:.1f}"
        down = point is not None
    line = element("path", d=path, fill="none", stroke=colour(place), stroke_width=2.5, stroke_dasharray=dashes(place))
    markers = "".join(marker(place, point.x, point.y, point.hollow) for point in points if point)
    return (line if path else "") + markers


def _names(names: Sequence[Name], frame: Frame) -> str:
    """Each name beside the end of its line, pushed apart where two would touch."""
    ordered = sorted(names, key=lambda name: (name.y, name.place))
    tops: list[float] = []
    for name in ordered:
        wanted = name.y - name.height / 2
        tops.append(max(wanted, tops[-1] + ordered[len(tops) - 1].height) if tops else max(wanted, 0))
    over = max(0.0, tops[-1] + ordered[-1].height - frame.bottom - LINE) if tops else 0.0
    for place in reversed(range(len(tops))):
        below = tops[place + 1] if place + 1 < len(tops) else frame.bottom + LINE
        tops[place] = min(tops[place], below - ordered[place].height) if over else tops[place]
    return "".join(_name(name, top, frame) for name, top in zip(ordered, tops, strict=True))


def _name(name: Name, top: float, frame: Frame) -> str:
    x, middle = frame.right + 18, top + name.height / 2
    thread = element("line", x1=name.x + 7, y1=name.y, x2=x - 9, y2=middle, stroke=colour(name.place), stroke_width=1)
    words = "".join(
        text(x + 10, top + 14 + place * LINE, line, "start", fill=colour(name.place))
        for place, line in enumerate(name.lines)
    )
    return thread + marker(name.place, x, middle) + words
