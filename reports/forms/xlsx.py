"""The report as a workbook: a sheet that says what it is, one for each block, and one of all figures with their parts."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.board.model import Block, Cell, Chart, Column, Kind, Paragraph, Report, Row, Table, Why
from reports.forms.csv_files import STARTS_A_FORMULA
from reports.forms.words import cell_words, report_facts, table_facts
from reports.percentages import percent

ABOUT, FIGURES = "About", "Figures"
LONGEST_SHEET_NAME = 31
FIRST_WIDTH, LEAST_WIDTH, MOST_WIDTH = 52, 12, 36
"""Widths of columns, in characters."""
INK, LINE, HEAD = "#0B0C0C", "#B1B4B6", "#F3F2F1"

_UNITS = {Kind.SHARE: '"%"', Kind.PERCENT: '"%"', Kind.DAYS: '" days"', Kind.WEEKS: '" weeks"'}
_NUMBERS = {Kind.COUNT, Kind.SHARE, Kind.PERCENT, Kind.DAYS, Kind.WEEKS, Kind.NUMBER}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def write(report: Report) -> bytes:
    """The .xlsx file. Equal reports give equal bytes: its date is that on which the report was known.

    Every number is a number with a format, and a share is a formula of its parts with our own value kept beside it.
    """
    data = io.BytesIO()
    with Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": title_of(report),
                "author": report.name,
                "comments": f"{report.period}. {report.small_numbers}",
                "created": report.known_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        book.set_custom_property("Language", "en-GB")
        formats = _Formats(book)
        names = sheet_names(report)
        _about(_Sheet.new(book, formats, ABOUT, f"About: {title_of(report)}"), report, names)
        for block in report.blocks:
            _block(
                _Sheet.new(book, formats, names[block.id], f"{block.id} {block.title}: {_who(report)}"), report, block
            )
        _figures(_Sheet.new(book, formats, FIGURES, f"All figures with their parts: {_who(report)}"), report)
    return data.getvalue()


def title_of(report: Report) -> str:
    return f"{report.title}: {_who(report)}"


def _who(report: Report) -> str:
    return f"{report.name}, {report.period}"


def sheet_names(report: Report) -> dict[str, str]:
    """The sheet of each block: its id and as much of its title as Excel allows, in whole words where possible."""
    names: dict[str, str] = {}
    taken = {ABOUT.lower(), FIGURES.lower()}
    for block in report.blocks:
        words = re.sub(r"[\[\]:*?/\\'’]", "", f"{block.id} {block.title}").split()
        name = words[0][:LONGEST_SHEET_NAME]
        for word in words[1:]:
            if len(name) + 1 + len(word) > LONGEST_SHEET_NAME:
                break
            name = f"{name} {word}"
        if name.lower() in taken:
            raise ValueError(f"Two blocks would be on the sheet “{name}”.")
        taken.add(name.lower())
        names[block.id] = name
    return names


@dataclass(slots=True)
class _Formats:
    """Formats by what they say, each made once."""

    book: Workbook
    made: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def of(self, **says: object) -> Format:
        key = tuple(sorted(says.items()))
        if key not in self.made:
            base = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
            self.made[key] = self.book.add_format({**base, **says})
        return self.made[key]


@dataclass(slots=True)
class _Sheet:
    """A worksheet and the next empty row of it."""

    sheet: Worksheet
    formats: _Formats
    title: str
    row: int = 2
    widths: dict[int, int] = field(default_factory=dict)

    @classmethod
    def new(cls, book: Workbook, formats: _Formats, name: str, title: str) -> "_Sheet":
        made = cls(book.add_worksheet(name), formats, title)
        made.text(0, 0, title, bold=True, font_size=14)
        made.sheet.set_landscape()
        made.sheet.set_paper(9)  # A4
        made.sheet.fit_to_pages(1, 0)
        made.sheet.repeat_rows(0)
        made.sheet.set_footer("&L&A&RPage &P of &N")
        made.sheet.hide_gridlines(2)
        return made

    def text(self, row: int, column: int, text: str, **says: object) -> None:
        """Text is always written as text."""
        self.sheet.write_string(row, column, text, self.look_of(text, says))

    def look_of(self, text: str, says: dict[str, object]) -> Format:
        """How a text looks; one that could begin a formula stays a text when someone edits the cell."""
        return self.formats.of(**says, **({"quote_prefix": True} if text.startswith(STARTS_A_FORMULA) else {}))

    def line(self, text: str, **says: object) -> None:
        self.text(self.row, 0, text, **says)
        self.row += 1

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for term, words in pairs:
            self.text(self.row, 0, term, font_color="#505A5F")
            self.text(self.row, 1, words)
            self.row += 1

    def native(self, name: str, headers: Sequence[str], rows: int, says: str, autofilter: bool = False) -> None:
        """The headers of a table, and the mark that tells Excel and screen readers that it is one.

        Excel shows these headers in place of A, B, C while one is inside the table, so they stay in sight.
        """
        head: dict[str, object] = {"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": INK, "text_wrap": True}
        for column, header in enumerate(headers):
            self.text(self.row, column, header, **head)
        if rows:
            options = {
                "name": "t_" + re.sub(r"\W", "_", name, flags=re.ASCII),
                "columns": [{"header": header, "header_format": self.look_of(header, head)} for header in headers],
                "style": None,
                "autofilter": autofilter,
                "title": says,
                "description": says,
            }
            self.sheet.add_table(self.row, 0, self.row + rows, len(headers) - 1, options)
        self.row += 1

    def cell(self, row: int, column: int, cell: Cell, says: dict[str, object]) -> None:
        """A cell's value: a real number or date where it has one, else the words that all forms print."""
        if cell.value is not None and cell.kind in _NUMBERS and _NUMBER.fullmatch(cell.value):
            self.sheet.write_number(row, column, float(cell.value), self.formats.of(**says, **_look(cell)))
        elif cell.value is not None and cell.kind is Kind.DATE and (day := _day(cell.value)):
            look = self.formats.of(**says, num_format="d mmmm yyyy", align="right")
            self.sheet.write_datetime(row, column, day, look)
        else:
            wrap = {"text_wrap": True} if cell.kind is Kind.TEXT else {"align": "right", "font_color": "#505A5F"}
            self.text(row, column, cell_words(cell), **says, **wrap)

    def share(self, row: int, column: int, cell: Cell, says: dict[str, object]) -> None:
        """A share as a formula of the two cells to its left, which rounds in whole numbers as `percent` does."""
        number, of = xl_rowcol_to_cell(row, column - 2), xl_rowcol_to_cell(row, column - 1)
        value: float | str = str(Why.NOTHING) if cell.value is None else float(cell.value)
        self.sheet.write_formula(
            row, column, share_formula(number, of), self.formats.of(**says, **_look(cell), align="right"), value
        )

    def widen(self, column: int, words: str) -> None:
        self.widths[column] = max(self.widths.get(column, LEAST_WIDTH), min(len(words) + 2, MOST_WIDTH))

    def finish(self, rows: int) -> None:
        """Sets the widths, and keeps so many rows and the first column in sight."""
        self.sheet.set_column(0, 0, FIRST_WIDTH)
        for column, width in self.widths.items():
            if column:
                self.sheet.set_column(column, column, width)
        self.sheet.freeze_panes(rows, 1)


def share_formula(number: str, of: str) -> str:
    """The share of two cells in tenths of a percent, half up: the same as `reports.percentages.percent`."""
    return f'=IF({of}=0,"{Why.NOTHING}",INT((2000*{number}+{of})/(2*{of}))/10)'


def _about(sheet: _Sheet, report: Report, names: dict[str, str]) -> None:
    sheet.pairs([("Authority", f"{report.name} ({report.authority})"), *report_facts(report)])
    sheet.pairs([("Percentages", "worked out from the number and what it is out of, to one decimal place, half up")])
    sheet.pairs([("In italics", "between two published milestones, on the straight line from one to the next")])
    sheet.row += 1
    sheet.line("Sheets", bold=True, font_size=12)
    titles = {names[block.id]: f"{block.id} {block.title}" for block in report.blocks}
    for name, title in {**titles, FIGURES: "All figures with their parts"}.items():
        link = sheet.formats.of(font_color="#1D70B8", underline=1)
        sheet.sheet.write_url(sheet.row, 0, f"internal:'{name}'!A1", link, title)
        sheet.row += 1
    if report.not_held:
        sheet.row += 1
        sheet.line("What is not in this report, because no data is held", bold=True, font_size=12)
        headers = ("What", "Block", "Why", "Comes with")
        sheet.native("not_held", headers, len(report.not_held), "What is not in this report, and why")
        for each in report.not_held:
            for column, words in enumerate((each.title, each.block, each.why, each.comes_with)):
                sheet.text(sheet.row, column, words, text_wrap=True)
            sheet.row += 1
        sheet.widths = {2: MOST_WIDTH, 3: MOST_WIDTH}
    sheet.finish(1)


def _block(sheet: _Sheet, report: Report, block: Block) -> None:
    for part in block.parts:
        if isinstance(part, Paragraph):
            sheet.line(part.text, text_wrap=True)
        elif isinstance(part, Chart):
            sheet.line(f"What the chart shows: {part.says}", text_wrap=True)
        else:
            _table(sheet, report, block, part)
        sheet.row += 1
    sheet.finish(1)


def _table(sheet: _Sheet, report: Report, block: Block, table: Table) -> None:
    sheet.line(table.title, bold=True, font_size=12)
    if table.note:
        sheet.line(table.note, text_wrap=True)
    sheet.pairs(table_facts(report, table))
    layout = [_places(table, index) for index in range(len(table.columns))]
    headers = _unique(
        header for column, places in zip(table.columns, layout, strict=True) for header in _headers(column, places)
    )
    sheet.native(f"{block.id}_{table.id}", headers, len(table.rows), table.title)
    for row in table.rows:
        _row(sheet, row, layout)
        sheet.row += 1
    if not table.rows:
        sheet.line("There is nothing to list.")


def _row(sheet: _Sheet, row: Row, layout: Sequence[tuple[bool, bool]]) -> None:
    says: dict[str, object] = {"bottom": 1, "bottom_color": LINE}
    if row.total:
        says = {**says, "bold": True, "top": 1, "top_color": INK}
    column = 0
    for cell, (numerator, denominator) in zip(row.cells, layout, strict=True):
        for held, number in ((numerator, cell.numerator), (denominator, cell.denominator)):
            if held:
                if number is not None:
                    sheet.sheet.write_number(sheet.row, column, number, sheet.formats.of(**says, num_format="#,##0"))
                else:
                    sheet.sheet.write_blank(sheet.row, column, None, sheet.formats.of(**says))
                column += 1
        if numerator and denominator and _is_worked_out(cell):
            sheet.share(sheet.row, column, cell, says)
        else:
            sheet.cell(sheet.row, column, cell, says)
        sheet.widen(column, cell_words(cell))
        column += 1


def _is_worked_out(cell: Cell) -> bool:
    """Whether the cell is the share of its parts, and nothing else was put in its place."""
    if cell.numerator is None or cell.denominator is None or cell.why not in (None, Why.NOTHING):
        return False
    return cell.kind is Kind.SHARE and percent(cell.numerator, cell.denominator) == cell.value


def _places(table: Table, index: int) -> tuple[bool, bool]:
    """Whether a column needs one for the number and one for what it is out of, before that of the value."""
    cells = [row.cells[index] for row in table.rows]
    return any(cell.numerator is not None for cell in cells), any(cell.denominator is not None for cell in cells)


def _headers(column: Column, places: tuple[bool, bool]) -> list[str]:
    numerator, denominator = places
    number = [f"{column.title}: number"] if numerator else []
    out_of = [f"{column.title}: out of"] if denominator else []
    return [*number, *out_of, column.title]


def _unique(headers: Iterator[str]) -> list[str]:
    """No two the same, as Excel wants of the headers of a table."""
    found: list[str] = []
    for header in headers:
        header, tries = header or "–", 2
        once = header
        while header.lower() in {each.lower() for each in found}:
            header, tries = f"{once} ({tries})", tries + 1
        found.append(header)
    return found


def _figures(sheet: _Sheet, report: Report) -> None:
    """Each figure once, where it is printed first."""
    found: dict[str, tuple[Block, Table, Row, Column, Cell]] = {}
    for block in report.blocks:
        for table in block.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if cell.figure:
                        found.setdefault(cell.figure, (block, table, row, column, cell))
    headers = ("Figure", "Block", "Table", "Row", "Column", "Period", "Number", "Out of", "Value")
    sheet.row = 1
    sheet.native("figures", headers, len(found), "All figures with their parts", autofilter=True)
    for figure, (block, table, row, column, cell) in found.items():
        heading = cell_words(row.cells[0])
        for place, words in enumerate((figure, block.id, table.title, heading, column.title, table.header.period)):
            sheet.text(sheet.row, place, words)
            sheet.widen(place, words)
        _row_of_figure(sheet, cell)
        sheet.row += 1
    sheet.finish(2)


def _row_of_figure(sheet: _Sheet, cell: Cell) -> None:
    for place, number in ((6, cell.numerator), (7, cell.denominator)):
        if number is not None:
            sheet.sheet.write_number(sheet.row, place, number, sheet.formats.of(num_format="#,##0"))
    if _is_worked_out(cell):
        sheet.share(sheet.row, 8, cell, {})
    else:
        sheet.cell(sheet.row, 8, cell, {})
    sheet.widen(8, cell_words(cell))


def _look(cell: Cell) -> dict[str, object]:
    """The number format by the kind of cell, and italics where the number is interpolated."""
    number = "0.0" if cell.kind in {Kind.SHARE, Kind.PERCENT} or "." in (cell.value or "") else "#,##0"
    look: dict[str, object] = {"num_format": number + _UNITS.get(cell.kind, "")}
    return {**look, "italic": True} if cell.why is Why.INTERPOLATED else look


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
