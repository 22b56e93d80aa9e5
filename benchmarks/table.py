"""The rows as a table: with Rich in a terminal, as plain text anywhere else."""

import sys

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Kind, Row, Unit

HEADS = ("", "ours", "floor", "ratio", "goal", "met")


def print_table(rows: list[Row]) -> None:
    """The table, then why each goal that is not met is not, what each floor is, and what was not measured."""
    if sys.stdout.isatty():
        _rich(rows)
    else:
        _plain(rows)


def cells(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    name = f"{row.name}: {row.of}"
    if row.skipped:
        return name, "NOT MEASURED", "", "", row.goal.words(row.unit) if row.goal else "", ""
    met = {True: "yes", False: "no", None: ""}[row.met]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    if row.ratio is not None and row.ratio < 0.1:
        ratio = f"{row.ratio:.3f}"
    goal = row.goal.words(row.unit) if row.goal else ""
    return name, amount(row.ours, row.unit), amount(row.floor, row.unit), ratio, goal, met


def amount(value: float | None, unit: Unit) -> str:
    """Three figures in a unit that suits them."""
    if value is None:
        return ""
    if unit is Unit.BYTES:
        return f"{value / 1e6:.0f} MB"
    for size, word in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size:
            return f"{value / size:.3g} {word}"
    return f"{value / 1e-9:.3g} ns"


def notes(row: Row) -> list[str]:
    """What has to be said of a row below the table."""
    if row.skipped:
        return [f"{row.name}: NOT MEASURED: {row.skipped}"]
    said = [f"{row.name}: the floor is {row.floor_is}."] if row.floor_is else []
    if row.goal and row.goal.kind is Kind.AMOUNT and row.ratio is not None:
        said.append(f"{row.name}: its goal is an amount, and the ratio (ours over the floor's) is for information.")
    if row.met is False:
        said.append(f"{row.name}: NOT MET: {row.why}")
    return said


def _rich(rows: list[Row]) -> None:
    table = Table()
    for head in HEADS:
        table.add_column(head, justify="right" if head in ("ours", "floor", "ratio") else "left")
    for row in rows:
        colour = {True: "green", False: "red", None: ""}[row.met]
        *first, met = cells(row)
        table.add_row(*first, f"[{colour}]{met}[/]" if colour else met)
    console = Console()
    console.print(table)
    for row in rows:
        for note in notes(row):
            console.print(note, markup=False, highlight=False)


def _plain(rows: list[Row]) -> None:
    lines = [HEADS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print()
    for row in rows:
        for note in notes(row):
            print(note)
