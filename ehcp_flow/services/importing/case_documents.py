"""The part of docs/import-cases.md that is made from the table of events: every column that a CSV of cases may have."""

from ehcp_flow.services.importing.case_rows import EVENT_COLUMNS, facts_of
from workflows.events import EVENTS
from workflows.vocabulary import Event

OPENING = "<!-- begin: made from workflows/events.py by `make docs` -->"
CLOSING = "<!-- end: made from workflows/events.py -->"


def document() -> str:
    """The table of events, between its marks."""
    heading = ["| Column | On that day … | Facts that must be given | Other facts |", "|---|---|---|---|"]
    return "\n".join([OPENING, *heading, *map(_row, (each for each in Event if each.value in EVENT_COLUMNS)), CLOSING])


def _row(event: Event) -> str:
    own = [fact for fact in facts_of(event) if fact in EVENTS[event].facts]
    needed = ", ".join(f"`{fact.name}`" for fact in own if fact.needed)
    other = ", ".join(f"`{fact.name}`" for fact in own if not fact.needed)
    return f"| `{event.value}` | {EVENTS[event].happened} | {needed} | {other} |"
