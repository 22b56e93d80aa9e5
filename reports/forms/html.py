"""The report as one HTML file that needs nothing else: for a screen, a telephone, a screen reader, and a printer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from reports.board.model import Block, Cell, Chart, Column, Kind, Paragraph, Part, Report, Row, Table, Why
from reports.forms.charts import svg, table_of
from reports.forms.words import NOT_CLOSED, cell_words, issue_words, rag_colour, report_facts, table_facts

_WORDS = {Kind.TEXT, Kind.DATE}

TEMPLATES = Environment(
    loader=PackageLoader("reports.forms"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"], default=False),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`anchor` is given where the figure stands for the first time, so that one link leads to one place."""

    words: str
    numeric: bool
    anchor: str
    figure: str
    href: str
    rag: str
    interpolated: bool
    why: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    anchor: str
    heading: str
    cells: tuple[ShownCell, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class ShownColumn:
    title: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    block: str
    anchor: str
    title: str
    facts: list[tuple[str, str]]
    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]
    note: str
    sort: str = "table"


@dataclass(frozen=True, slots=True)
class ShownChart:
    """`of` is the anchor of the table that the chart is a picture of."""

    block: str
    anchor: str
    title: str
    says: str
    facts: list[tuple[str, str]]
    svg: Markup
    of: str
    of_title: str
    sort: str = "chart"


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    id: str
    text: str
    sort: str = "paragraph"


@dataclass(frozen=True, slots=True)
class ShownBlock:
    id: str
    title: str
    parts: tuple[ShownTable | ShownChart | ShownParagraph, ...]


def html(report: Report, cases_href: str = "") -> str:
    """The page. Each figure's cell has its id as `data-figure`, and as `id` where it stands first.

    `cases_href` is what stands before a figure's id in the address that opens it to its cases; "" makes no links. Raises
    ValueError where it is given for a report whose small numbers are held back, for a cell that is empty without a
    reason, and for a chart of a table that its block does not have.
    """
    _may_open(report, cases_href)
    shown = _Showing(report, cases_href)
    return TEMPLATES.get_template("report.html").render(
        report=report,
        about=report_facts(report),
        issue=issue_words(report),
        not_closed=NOT_CLOSED,
        blocks=[shown.block(block) for block in report.blocks],
    )


def block_shown(report: Report, block: Block, cases_href: str = "") -> ShownBlock:
    """One block as `html` shows it, for a page of its own. Raises ValueError as `html` does."""
    _may_open(report, cases_href)
    return _Showing(report, cases_href).block(block)


def _may_open(report: Report, cases_href: str) -> None:
    if cases_href and not report.exact:
        raise ValueError("A report whose small numbers are held back does not open to its cases.")


@dataclass(slots=True)
class _Showing:
    """Turns the model into what the templates print, and knows which figures have their place on the page already."""

    report: Report
    cases_href: str
    placed: set[str] = field(default_factory=set)

    def block(self, block: Block) -> ShownBlock:
        return ShownBlock(block.id, block.title, tuple(self._part(block, part) for part in block.parts))

    def _part(self, block: Block, part: Part) -> ShownTable | ShownChart | ShownParagraph:
        match part:
            case Paragraph():
                return ShownParagraph(part.id, part.text)
            case Chart():
                return self._chart(block, part)
            case Table():
                return self._table(block, part)

    def _table(self, block: Block, table: Table) -> ShownTable:
        anchor = f"{block.id}-{table.id}"
        return ShownTable(
            block=block.id,
            anchor=anchor,
            title=table.title,
            facts=table_facts(self.report, table),
            columns=tuple(ShownColumn(column.title, column.kind not in _WORDS) for column in table.columns),
            rows=tuple(self._row(anchor, table, row) for row in table.rows),
            note=table.note,
        )

    def _row(self, anchor: str, table: Table, row: Row) -> ShownRow:
        return ShownRow(f"{anchor}-{row.id}", cell_words(row.cells[0]), tuple(self._cells(table, row)), row.total)

    def _cells(self, table: Table, row: Row) -> Iterator[ShownCell]:
        for column, cell in list(zip(table.columns, row.cells, strict=True))[1:]:
            yield self._cell(column, cell)

    def _cell(self, column: Column, cell: Cell) -> ShownCell:
        first = bool(cell.figure) and cell.figure not in self.placed
        self.placed.add(cell.figure)
        return ShownCell(
            words=cell_words(cell),
            numeric=column.kind not in _WORDS,
            anchor=cell.figure if first else "",
            figure=cell.figure,
            href=f"{self.cases_href}{quote(cell.figure)}" if self.cases_href and cell.figure else "",
            rag=rag_colour(column.id, cell),
            interpolated=cell.why is Why.INTERPOLATED,
            why=cell.why is not None,
        )

    def _chart(self, block: Block, chart: Chart) -> ShownChart:
        table = table_of(block, chart)
        return ShownChart(
            block=block.id,
            anchor=f"{block.id}-{chart.id}",
            title=chart.title,
            says=chart.says,
            facts=table_facts(self.report, table),
            svg=Markup(svg(chart, table)),  # noqa: S704 - our own writer, which escapes every word
            of=f"{block.id}-{table.id}",
            of_title=table.title,
        )
