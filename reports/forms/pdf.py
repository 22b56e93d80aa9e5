"""The report as a tagged PDF on A4, to be read on paper and by screen readers (PDF/UA-1)."""

import json
import re
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from importlib.resources import as_file, files
from itertools import groupby
from typing import Any

import typst

from reports.board.model import Block, Cell, Chart, Column, Kind, Paragraph, Part, Report, Row, Table, Why
from reports.forms.charts import svg, table_of
from reports.forms.words import NOT_CLOSED, cell_words, rag_colour, report_facts, table_facts

UPRIGHT, ON_ITS_SIDE = 482.0, 728.0
"""How wide the print is on a page, in points: A4 less margins of 20 mm."""
TRIES = (
    (9.0, False, 20, 30),
    (8.0, False, 14, 30),
    (9.0, True, 20, 30),
    (8.0, True, 14, 30),
    (7.0, True, 10, 30),
    (7.0, True, 1, 1),
)
"""The size of a table's letters in points, whether it is on its side, and the letters that a line of words, and one of a
number with its parts, must have room for.

The first at which a table fits is taken. One that fits at none has its narrowest columns' words run into each other.
"""
LETTER, WIDE_LETTER = 0.49, 0.58
"""How wide a letter is, in parts of its size: in a line, and in a single word, which may be of wide ones."""
PADDING = 10.0
"""The empty space beside a cell's words, in points, as the template has it."""
MOST_WISHED = 240.0
"""A column is made no wider than this for its words' sake, in points."""
KEPT_TOGETHER = 15
"""A table of no more rows than this is not broken over two pages."""
CHART_WIDTH, CHART_HEIGHT = 145.0, 190.0
"""The most that a chart takes of a page, in millimetres."""

_WORDS = {Kind.TEXT, Kind.DATE}
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def write(report: Report) -> bytes:
    """The PDF. Equal reports give equal bytes: its date is that on which the report was known.

    Raises ValueError for a cell that is empty without a reason, and for a chart of a table that its block does not have.
    """
    template = (files("reports.forms") / "templates" / "report.typ").read_bytes()
    return typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"report": json.dumps(shown(report), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(report.known_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """The letters that come with the program and no other, so that every machine prints the same."""
    with as_file(files("font_source_sans_pro") / "files") as folder:
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def shown(report: Report) -> dict[str, Any]:
    """What the template prints, as JSON values: every word is made here, and none in the template."""
    blocks = [_block(report, block) for block in report.blocks]
    if report.not_held:
        blocks.append(_not_held(report))
    sections = [
        {"flipped": flipped, "blocks": list(of)} for flipped, of in groupby(blocks, lambda block: block["flipped"])
    ]
    known = report.known_at.astimezone(UTC)
    issue = f"issue {report.issue}" if report.issue else "not closed"
    if report.printed:
        issue = "months as they were closed"
    return {
        "title": f"{report.title}, {report.period}: {report.name}",
        "heading": report.title,
        "name": report.name,
        "author": report.name,
        "description": report.small_numbers,
        "period": report.period,
        "date": {
            "year": known.year, "month": known.month, "day": known.day,
            "hour": known.hour, "minute": known.minute, "second": known.second,
        },
        "footer": " · ".join([report.name, report.title, report.period, issue, *_only_inside(report)]),
        "page": "Page",
        "of": "of",
        "contents": "Contents",
        "notices": [*_notices(report)],
        "facts": [("Authority", f"{report.name} ({report.authority})"), *report_facts(report)],
        "sections": sections,
    }  # fmt: skip


def _only_inside(report: Report) -> list[str]:
    return ["for use inside the service only"] if report.exact else []


def _notices(report: Report) -> list[str]:
    inside = ["For use inside the service only. Small numbers are not held back in this copy."]
    return [*(inside if report.exact else []), *([NOT_CLOSED] if report.issue == 0 else [])]


def _block(report: Report, block: Block) -> dict[str, Any]:
    parts = [_part(report, block, part) for part in block.parts]
    flipped = any(part.get("flipped", False) for part in parts)
    return {"title": f"{block.id} {block.title}", "parts": parts, "flipped": flipped}


def _part(report: Report, block: Block, part: Part) -> dict[str, Any]:
    if isinstance(part, Paragraph):
        return {"sort": "paragraph", "text": part.text}
    if isinstance(part, Chart):
        return _chart(report, part, table_of(block, part))
    return _table(report, part)


def _chart(report: Report, chart: Chart, table: Table) -> dict[str, Any]:
    drawn = svg(chart, table)
    view = _VIEW.search(drawn)
    if view is None:
        raise ValueError(f"The chart {chart.id} does not say how large it is.")
    shape = float(view[2]) / float(view[1])
    return {
        "sort": "chart",
        "title": f"Chart: {chart.title}",
        "facts": table_facts(report, table),
        "says": f"{chart.says} The numbers are in the table “{table.title}”.",
        "alt": chart.says,
        "svg": drawn,
        "width": min(CHART_WIDTH, CHART_HEIGHT / shape),
    }


def _table(report: Report, table: Table) -> dict[str, Any]:
    rows = [_cells(table.columns, row) for row in table.rows]
    columns = [[column.title, *(row[place]["words"] for row in rows)] for place, column in enumerate(table.columns)]
    numbers = [[row[place]["words"] for row in rows if row[place]["numeric"]] for place in range(len(table.columns))]
    size, flipped, widths = _fit(columns, numbers)
    return {
        "sort": "table",
        "title": table.title,
        "facts": table_facts(report, table),
        "columns": [{"title": column.title, "numeric": column.kind not in _WORDS} for column in table.columns],
        "rows": rows,
        "note": table.note,
        "empty": "" if table.rows else "There is nothing to list.",
        "size": size,
        "flipped": flipped,
        "widths": widths,
        "breakable": len(table.rows) > KEPT_TOGETHER,
    }


def _cells(columns: Sequence[Column], row: Row) -> list[dict[str, Any]]:
    return [
        {
            "words": cell_words(cell),
            "numeric": place > 0 and _is_numeric(column, cell),
            "italic": cell.why is Why.INTERPOLATED,
            "why": cell.why is not None and cell.why is not Why.INTERPOLATED,
            "total": row.total,
            "rag": rag_colour(column.id, cell),
        }
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
    ]


def _is_numeric(column: Column, cell: Cell) -> bool:
    """Whether the cell stands to the right, as its column's title does or as its own number wants."""
    return column.kind not in _WORDS or cell.kind not in _WORDS


def _fit(columns: Sequence[Sequence[str]], numbers: Sequence[Sequence[str]]) -> tuple[float, bool, list[float]]:
    """The size of a table's letters, whether it goes on its side, and its columns' widths, all in points.

    `columns` are all words of each column, `numbers` those of them that are better not broken into lines. A column gets what it
    needs, and what is left over is shared out.
    """
    for size, flipped, *letters in TRIES:
        needed = [
            _needed(words, numeric, *letters) * size + PADDING for words, numeric in zip(columns, numbers, strict=True)
        ]
        left = (ON_ITS_SIDE if flipped else UPRIGHT) - sum(needed)
        if left >= 0:
            break
    return size, flipped, _shared_out(needed, [_longest(words) * size * LETTER + PADDING for words in columns], left)


def _shared_out(needed: Sequence[float], wished: Sequence[float], left: float) -> list[float]:
    """What each column needs, and of what is left over first what it lacks for its longest words, then an equal part."""
    lacks = [max(0.0, min(wish, MOST_WISHED) - need) for need, wish in zip(needed, wished, strict=True)]
    filled = min(1.0, max(left, 0.0) / sum(lacks)) if sum(lacks) else 0.0
    equal = max(left - sum(lacks), 0.0) / len(needed)
    return [need + lack * filled + equal for need, lack in zip(needed, lacks, strict=True)]


def _needed(words: Sequence[str], numbers: Sequence[str], in_words: int, in_numbers: int) -> float:
    """The room that a column must have, in parts of the letters' size: its longest word, its numbers, lines to be read."""
    longest_word = _longest([word for each in words for word in each.split()])
    in_a_line = max(min(_longest(words), in_words), min(_longest(numbers), in_numbers))
    return max(longest_word * WIDE_LETTER, in_a_line * LETTER)


def _longest(words: Sequence[str]) -> int:
    return max(map(len, words), default=0)


def _not_held(report: Report) -> dict[str, Any]:
    intro = "These parts of the report are left out because there is nothing to count them from. None of them is zero."
    said = [f"{each.block} {each.title}: {each.why}. It comes with {each.comes_with}." for each in report.not_held]
    return {
        "title": "What is not in this report, and why",
        "flipped": False,
        "parts": [{"sort": "paragraph", "text": intro}, {"sort": "list", "items": said}],
    }
