"""Makes the table of measures of the package README from the registry, so that the two cannot differ."""

from reports.boundaries import boundary
from reports.registry import MEASURES

BEGIN = "<!-- made by `make docs` from the registry of measures: do not edit below -->"
END = "<!-- end of what `make docs` makes from the registry of measures -->"


def document() -> str:
    """Every measure: what it is, what is above and below the line, what it leaves out, and its source."""
    lines = [
        BEGIN,
        "",
        "| Id | Measure | Above the line | Below the line | Basis | Left out | Polarity | Source |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{measure.id}` | {measure.definition} | {measure.numerator or 'none: a count'} | {measure.denominator} "
        f"| {measure.basis} | {measure.exclusions} | {measure.polarity} | {measure.source} |"
        for measure in MEASURES.values()
    ]
    line = boundary("twenty_weeks")
    lines += [
        "",
        f"The line of “within 20 weeks” is {line.longest.days} days ({line.counted}; {line.source}). "
        f"Not yet checked: {line.unverified}",
        "",
        END,
        "",
    ]
    return "\n".join(lines)
