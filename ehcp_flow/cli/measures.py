"""`ehcp-flow measures`: the register of measures, each with what it counts and where it comes from."""

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.output import print_json

if TYPE_CHECKING:
    from reports.measure import Measure

WORDS = (
    ("title", "Measure"), ("definition", "What it is"), ("numerator", "Above the line"), ("denominator", "Below the line"),
    ("basis", "Basis"), ("polarity", "Which way is better"), ("exclusions", "Left out"), ("source", "Source"),
    ("owner", "Owner"), ("target", "Target series"),
)  # fmt: skip


def measures(
    figure: Annotated[
        str | None, typer.Argument(metavar="MEASURE", help="One measure, whole.", show_default=False)
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List the measures of the Board report, or show one with its definition, parts, basis, source and owner.

    Example: ehcp-flow measures kp8b.published.including
    """
    from reports.registry import MEASURES, measure

    chosen = list(MEASURES.values()) if figure is None else [measure(figure)]
    if as_json:
        print_json([_document(each) for each in chosen])
        return
    from ehcp_flow.cli.show import line, table

    if figure is None:
        table(("Block", "Id", "Measure"), [(each.block, each.id, each.title) for each in chosen])
        return
    of = chosen[0]
    line(of.id, "bold")
    for name, title in WORDS:
        if text := getattr(of, name):
            line(f"{title}: {text}")
    if of.rag:
        line(f"Rating: {of.rag.words}")
    if of.split:
        line(f"{of.split.title}: {', '.join(f'{words} ({key})' for key, words in of.split.categories)}")


def _document(of: "Measure") -> dict[str, Any]:
    said = {
        each.name: getattr(of, each.name)
        for each in fields(of)
        if isinstance(getattr(of, each.name), str) and each.name != "reads"
    }
    return said | {"categories": dict(of.split.categories) if of.split else {}, "rag": of.rag.words if of.rag else ""}
