"""B20: every key performance indicator of Appendix 2 as printed, with what can be counted of it here."""

from reports.board.about import About
from reports.board.cells import cell, header, in_periods, row, words
from reports.board.model import Block, Cell, Column, Header, Kind, Paragraph, Row, Table, Why
from reports.board.trajectory import example_words
from reports.figures import Figures
from reports.published.kpis import OURS, Indicator, indicators
from reports.registry import MEASURES

BASES = ("calendar_year", "last_calendar_year")


def build(figures: Figures, about: About) -> Block:
    """Two tables: what was printed, and the latest of those that are counted here."""
    held = indicators(about.authority)
    title = "Key performance indicators"
    if not held:
        return Block("B20", title, (Paragraph("No key performance indicators of this authority are held."),))
    return Block("B20", title, (_printed(held, about), _latest(figures, held)))


def _printed(held: list[Indicator], about: About) -> Table:
    columns = (
        Column("kpi", "Indicator", Kind.TEXT),
        Column("description", "What it counts", Kind.TEXT),
        Column("baseline", "Baseline", Kind.TEXT),
        Column("baseline_period", "Of", Kind.TEXT),
        Column("national", "National", Kind.TEXT),
        Column("target_march_2020", "Target March 2020", Kind.TEXT),
        Column("target_march_2021", "Target March 2021", Kind.TEXT),
        Column("target_march_2022", "Target March 2022", Kind.TEXT),
        Column("mark", "Mark", Kind.TEXT),
    )
    rows = tuple(row(each.kpi, each.kpi, _as_printed(each)) for each in held)
    period = Header(
        period="as printed in 2019",
        basis=held[0].source,
        denominator="as printed",
        exceptions="as printed",
    )
    note = f"“Not printed”: the statement has nothing there.{example_words(about)}"
    return Table("annex.printed", "Indicators as printed, with baselines and targets", columns, rows, period, note)


def _as_printed(each: Indicator) -> tuple[Cell, ...]:
    targets = (each.target_march_2020, each.target_march_2021, each.target_march_2022)
    numbers = [_number(text, each.unit) for text in (each.baseline, each.national, *targets)]
    baseline, national, *years = numbers
    return (words(each.description), baseline, _text(each.baseline_period), national, *years, words(each.mark))


def _number(printed: str, unit: str) -> Cell:
    """A printed number with its unit; words stay as they are."""
    value, _, rest = printed.partition(" ")
    if unit == "percent" and value.replace(".", "").isdigit():
        return words(f"{value}% {rest}".strip())
    return _text(f"{int(printed):,}" if printed.isdigit() else printed)


def _text(printed: str) -> Cell:
    return words(printed or "not printed")


def _latest(figures: Figures, held: list[Indicator]) -> Table:
    columns = (
        Column("kpi", "Indicator", Kind.TEXT),
        *(Column(basis, figures.period(basis).words, Kind.NUMBER) for basis in BASES),
        Column("basis", "Basis", Kind.TEXT),
        Column("owner", "Owner", Kind.TEXT),
        Column("source_system", "Source", Kind.TEXT),
        Column("held", "Whose", Kind.TEXT),
    )
    rows = tuple(_latest_row(figures, each) for each in held)
    ids = [each.measure for each in held if each.measure]
    return Table(
        "annex.latest",
        "Indicators, latest",
        columns,
        rows,
        header(
            figures, ids, in_periods(figures, BASES), basis="each row says", exceptions="KP8b (i) with, (ii) without"
        ),
        "The baselines are of calendar years, so these are too: the year so far, and the year before. What is of a moment "
        "is as at the last day.",
    )


def _latest_row(figures: Figures, each: Indicator) -> Row:
    if each.held != OURS:
        nothing = [Cell(None, Kind.NUMBER, why=Why.NOT_HELD) for _ in BASES]
        rest = ("not counted here", each.owner, each.source_system, each.held)
        return row(each.kpi, each.kpi, (*nothing, *(words(text) for text in rest)))
    of = MEASURES[each.measure]
    numbers = [cell(figures.figure(each.measure, basis)) for basis in BASES]
    return row(
        each.kpi,
        each.kpi,
        (*numbers, *(words(text) for text in (of.basis, of.owner, each.source_system, each.held))),
    )
