"""Lists of cases, people and events, as tables or JSON; an empty one says why it is empty."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ehcp_flow.cli.inputs import nearest
from ehcp_flow.cli.output import WrongInput, done, print_json
from ehcp_flow.cli.show import line, more, table
from ehcp_flow.db.queues import CaseRow
from ehcp_flow.phrases import full_day, how_many
from ehcp_flow.services.lookups import PersonLine, list_cases
from ehcp_flow.services.office import Office
from workflows.case import headline_words
from workflows.events import EVENTS
from workflows.processes import TABLE_OF
from workflows.vocabulary import Process
from workflows.words import day_words, list_words

NO_CASES = "There is no case yet. Import a return with “ehcp-flow import sen2”, or open one with “ehcp-flow case new”."


def states() -> list[str]:
    """Every state that a case can be listed under."""
    assessment = [state.value for state in TABLE_OF[Process.ASSESSMENT].words]
    return assessment + [f"plan_{state.value}" for state in TABLE_OF[Process.PLAN].words if state.value != "none"]


def state_name(typed: str) -> str:
    """The state of this name. Raises WrongInput, with the names that are near; "" stays "" and means any."""
    name = "_".join(typed.replace("-", " ").casefold().split())
    if not name or name in states():
        return name
    listed = {each: headline_words(each) for each in states() if each != "none"}
    near = nearest(name, list(listed))
    meant = f" Did you mean {list_words(near, 'or')}?" if near else ""
    lines = "\n".join(f"  {each}: {words}" for each, words in listed.items())
    raise WrongInput(f"“{typed}” is not a state of a case.{meant} The states are:\n{lines}")


def case_document(row: CaseRow) -> dict[str, Any]:
    return {
        "case": row.case,
        "person": f"{row.forename} {row.surname}".strip(),
        "born": row.born,
        "state": row.state,
        "received_on": row.received_on,
        "issued_on": row.issued_on,
        "next_due": row.next_due,
        "next_duty": row.next_duty or None,
        "owner": row.owner or None,
        "version": row.version,
    }


def case_lines(office: Office, rows: Sequence[CaseRow], narrowed: bool, limit: int | None, as_json: bool) -> None:
    """Print cases. JSON gives every one."""
    if as_json:
        print_json([case_document(row) for row in rows])
        return
    if not rows:
        there = len(done(list_cases(office))) if narrowed else 0
        line(f"None of the {how_many(there, 'case')} fits. Leave a filter out to see more." if there else NO_CASES)
        return
    shown = rows[:limit]
    table(
        ("Case", "Person", "Born", "Stands at", "Next date", "Officer"),
        [
            (
                row.case,
                f"{row.forename} {row.surname}".strip(),
                day_words(row.born) if row.born else "",
                headline_words(row.state),
                full_day(row.next_due) if row.next_due else "no open date",
                row.owner or "nobody yet",
            )
            for row in shown
        ],
    )
    line(how_many(len(rows), "case") + ".")
    more(len(shown), len(rows), "case")


def person_lines(people: Sequence[PersonLine], searched: str, limit: int | None, as_json: bool) -> None:
    """Print people with their cases. JSON gives everybody."""
    if as_json:
        found = [
            {"number": each.person_id, "name": each.name, "born": each.born, "cases": [row.case for row in each.cases]}
            for each in people
        ]
        print_json(found)
        return
    if not people:
        looked = f"Nobody is found by “{searched}”. Try part of the surname, a reference, a UPN or an NHS number."
        line(looked if searched else NO_CASES)
        return
    shown = people[:limit]
    table(
        ("Person", "Born", "Cases"),
        [
            (
                each.name,
                day_words(each.born) if each.born else "",
                ", ".join(f"{row.case} ({headline_words(row.state)})" for row in each.cases),
            )
            for each in shown
        ],
    )
    line(how_many(len(people), "person", "people") + ".")
    if len(people) > len(shown):
        line(f"{len(people) - len(shown):,} more. Show them with --all.")


def event_lines(as_json: bool) -> None:
    """Print every event with its facts; those that must be given are marked."""
    if as_json:
        rows = [
            {
                "event": row.event,
                "title": row.title,
                "process": row.process,
                "facts": [asdict(fact) for fact in row.facts],
            }
            for row in EVENTS.values()
        ]
        print_json(rows)
        return
    table(
        ("Name", "What it is", "Facts (* must be given)"),
        [
            (
                row.event.value,
                row.title,
                "; ".join(
                    f"{fact.name}{'*' if fact.needed else ''}{' = ' + '|'.join(fact.values) if fact.values else ''}"
                    for fact in row.facts
                ),
            )
            for row in EVENTS.values()
        ],
    )
    line("Any event may also carry note.")
