"""How series are told apart without colour: lines by dashes and markers, bars by hatching, numbers by shade and digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.forms.charts_axes import FONT, INK, LINE, PAPER, WIDTH, element, text, text_width, wrapped

COLOURS = ("#12436d", "#801650", "#0b6e66", "#8a4b00", "#54398f", "#3d3d3d")
DASHES = ("", "9 5", "2 5", "14 4 2 4", "5 3", "16 6")
MARKERS = ("circle", "square", "triangle", "diamond", "down", "bar")
SIZE = 5.0
TILE = 8

# Each hatch is drawn on a paler ground of its own, so that greyscale keeps the order as well.
_GROUNDS = ("#12436d", "#ffffff", "#cfe5e2", "#ffffff", "#d5cfea", "#e6e6e6")
_STROKES = ("", "M0 8L8 0M-2 2L2 -2M6 10L10 6", "M4 0V8", "M2 2h3v3h-3z", "M0 4H8", "M0 0L8 8M0 8L8 0")
SWATCH = 16
HELD_TILE = "missing"


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of the series of one chart; `prefix` keeps the names of its hatches apart from another chart's."""

    prefix: str

    def fill(self, place: int) -> str:
        return f"url(#{self.prefix}-hatch-{place % len(COLOURS)})"

    @property
    def missing(self) -> str:
        return f"url(#{self.prefix}-{HELD_TILE})"

    def hatches(self, count: int, missing: bool = False) -> str:
        """The definitions of so many fills, and of the one for a number that is not there."""
        drawn = [self._pattern(f"hatch-{place}", place) for place in range(min(count, len(COLOURS)))]
        if missing:
            drawn.append(self._tile(HELD_TILE, PAPER, _STROKES[1], "#b1b4b6"))
        return element("defs", "".join(drawn))

    def _pattern(self, name: str, place: int) -> str:
        return self._tile(name, _GROUNDS[place], _STROKES[place], COLOURS[place])

    def _tile(self, name: str, ground: str, strokes: str, colour: str) -> str:
        drawn = element("rect", width=TILE, height=TILE, fill=ground)
        if strokes:
            drawn += element("path", d=strokes, stroke=colour, stroke_width=2, fill="none")
        return element(
            "pattern", drawn, id=f"{self.prefix}-{name}", width=TILE, height=TILE, patternUnits="userSpaceOnUse"
        )


def colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def dashes(place: int) -> str:
    return DASHES[place % len(DASHES)] or "none"


def marker(place: int, x: float, y: float, hollow: bool = False) -> str:
    """The marker of a series; a hollow one stands for a number worked out between two others."""
    fill, stroke, s = PAPER if hollow else colour(place), colour(place), SIZE
    points: tuple[tuple[float, float], ...]
    match MARKERS[place % len(MARKERS)]:
        case "circle":
            return element("circle", cx=x, cy=y, r=s - 0.5, fill=fill, stroke=stroke, stroke_width=2)
        case "square":
            return element(
                "rect",
                x=x - s + 0.5,
                y=y - s + 0.5,
                width=2 * s - 1,
                height=2 * s - 1,
                fill=fill,
                stroke=stroke,
                stroke_width=2,
            )
        case "triangle":
            points = ((x, y - s), (x + s, y + s - 1), (x - s, y + s - 1))
        case "diamond":
            points = ((x, y - s - 1), (x + s, y), (x, y + s + 1), (x - s, y))
        case "down":
            points = ((x, y + s), (x + s, y - s + 1), (x - s, y - s + 1))
        case _:
            points = ((x - 2, y - s), (x + 2, y - s), (x + 2, y + s), (x - 2, y + s))
    path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points) + "Z"
    return element("path", d=path, fill=fill, stroke=stroke, stroke_width=2)


@dataclass(frozen=True, slots=True)
class Legend:
    """The names of series above a chart of bars, each with its fill, on as many lines as they need."""

    markup: str
    height: float


def legend(looks: Looks, titles: Sequence[str]) -> Legend:
    drawn: list[str] = []
    x, y = 0.0, 0.0
    for place, title in enumerate(titles):
        lines = wrapped(title, WIDTH - SWATCH - 8)
        width = SWATCH + 6 + max(text_width(line) for line in lines) + 18
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 6
        drawn.append(
            element("rect", x=x + 1, y=y + 1, width=SWATCH, height=SWATCH, fill=looks.fill(place), stroke=INK)
            + "".join(text(x + SWATCH + 7, y + FONT - 1 + row * LINE, line, "start") for row, line in enumerate(lines))
        )
        x, y = x + width, y + (len(lines) - 1) * LINE
    return Legend("".join(drawn), y + LINE + 14)


def named(tag: str, words: str, element_id: str) -> str:
    """The title or the description of a picture, for those who do not see it."""
    return f'<{tag} id="{element_id}">{escape(words)}</{tag}>'
