"""What may be recorded next on a case, and what may not and why: the buttons of a page, the list under a case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.advance import Actor, Proposal, step_refusal
from workflows.case import CaseView
from workflows.events import EVENTS
from workflows.parameters import Law
from workflows.processes import TABLE_OF
from workflows.refusals import Refusal
from workflows.steps import IMPORT, ProcessTable
from workflows.vocabulary import Event, Role


@dataclass(frozen=True, slots=True)
class Option:
    """An event that has a step from where the case stands. `refusal` is None where it may be taken today."""

    event: Event
    title: str
    refusal: Refusal | None


def options(view: CaseView, by: Actor, on: date, law: Law) -> list[Option]:
    """Every event with a step from here, in the order of the tables, asked as if it happened on a day.

    Facts that an event needs are not asked for yet: an option says that a step may be taken, not that it is complete.
    """
    found: dict[Event, Option] = {}
    for table in TABLE_OF.values():
        for subject, facts in _subjects(view, table).items():
            state = view.state_of(table.process, subject)
            for step in table.steps:
                only_a_return = step.by == IMPORT and Role.IMPORTER not in by.roles
                if step.follows or only_a_return or all(source.value != state for source in step.source):
                    continue
                asked = Proposal(step.event, on, {**facts, **{name: values[0] for name, values in step.when}})
                refusal = step_refusal(view, asked, by, law)
                if step.event not in found or (found[step.event].refusal is not None and refusal is None):
                    found[step.event] = Option(step.event, EVENTS[step.event].title, refusal)
    return list(found.values())


def _subjects(view: CaseView, table: ProcessTable) -> dict[str, dict[str, Any]]:
    """The instances of a process on this case (and one that has not begun), each with the facts that name it."""
    found: dict[str, dict[str, Any]] = {"": {}}
    for entry in view.entries:
        if table.per and EVENTS[entry.event].process is table.process:
            facts = {name: entry.facts[name] for name in table.per if entry.facts.get(name)}
            found[table.subject(facts)] = facts
    return found
