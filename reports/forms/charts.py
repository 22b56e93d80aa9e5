"""Charts as SVG 1.1, for a page and for print alike: no script, no style, readable without colour, the same bytes each time."""

from reports.board.model import Block, Chart, Drawing, Table
from reports.forms.charts_axes import FONT, INK, PAPER, WIDTH, Data, data_of, element, plain, text
from reports.forms.charts_bars import bars, stacked
from reports.forms.charts_heat import heat
from reports.forms.charts_lines import lines
from reports.forms.charts_looks import Looks, named

LETTERS = "Source Sans Pro, Arial, sans-serif"
NOTHING_TO_DRAW = "There is no number to draw."


def svg(chart: Chart, table: Table) -> str:
    """One `svg` element: the chart of the columns of the table. Rows that are totals are left out.

    Its ids begin with the chart's, so that several can stand in one page. Raises ValueError for a column that the table
    lacks, for none, and for a number under 0 that would be stacked.
    """
    drawn, height = _drawn(data_of(chart, table))
    name, says = f"{chart.id}-name", f"{chart.id}-says"
    whole = named("title", chart.title, name) + named("desc", chart.says, says) + _paper(height) + drawn
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}" aria-describedby="{says}" '
        f'viewBox="0 0 {WIDTH} {plain(height)}" font-family="{LETTERS}" font-size="{FONT}" fill="{INK}">{whole}</svg>'
    )


def table_of(block: Block, chart: Chart) -> Table:
    """The table that a chart of this block is a picture of. Raises ValueError where the block has none of that id."""
    for table in block.tables:
        if table.id == chart.table:
            return table
    raise ValueError(f"The chart {chart.id} is of the table {chart.table}, which {block.id} does not have.")


def _drawn(data: Data) -> tuple[str, float]:
    if not data.numbers():
        return text(WIDTH / 2, 30, NOTHING_TO_DRAW), 48
    looks = Looks(data.chart.id)
    match data.chart.drawing:
        case Drawing.LINES:
            return lines(data)
        case Drawing.BARS:
            return bars(data, looks)
        case Drawing.STACKED:
            return stacked(data, looks)
        case Drawing.HEAT:
            return heat(data, looks)


def _paper(height: float) -> str:
    return element("rect", width=WIDTH, height=height, fill=PAPER)
