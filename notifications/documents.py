"""Makes the table of every message in the package README from the catalogue, so that they cannot differ."""

from notifications.catalogue import CATALOGUE

BEGIN = "<!-- made by `make docs` from the catalogue: do not edit below -->"
END = "<!-- end of what `make docs` makes -->"


def document() -> str:
    """The made part: one row a kind, with its marks."""
    lines = [
        BEGIN,
        "",
        "| Kind | When | To whom | How | Statutory | Checked again before it leaves | Facts |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind in CATALOGUE.values():
        facts = ", ".join(f"`{name}`" for name in kind.facts)
        cells = (kind.when, kind.audience, kind.way, _yes(kind.statutory), _yes(kind.perishable), facts)
        lines.append(f"| `{kind.name}` | {' | '.join(cells)} |")
    return "\n".join([*lines, "", END, ""])


def _yes(value: bool) -> str:
    return "yes" if value else "no"
