"""What may be recorded next on a case, and what may not and why: the buttons of a page, the list under a case."""

from dataclasses import dataclass
from datetime import date

from workflows.advance import Actor, Proposal, permitted, step_refusal
from workflows.case import CaseView
from workflows.days import ENGLAND, Calendar
from workflows.events import EVENTS
from workflows.parameters import Law
from workflows.refusals import Refusal
from workflows.vocabulary import Event


@dataclass(frozen=True, slots=True)
class Option:
    """An event that has a step from where the case stands. `refusal` is None where it may be taken today."""

    event: Event
    title: str
    refusal: Refusal | None


def options(view: CaseView, by: Actor, on: date, law: Law, calendar: Calendar = ENGLAND) -> list[Option]:
    """Every event with a step from here, in the order of the tables, asked as if it happened on a day.

    Facts that an event needs are not asked for yet: an option says that a step may be taken, not that it is complete.
    """
    found: dict[Event, Option] = {}
    for step, facts in permitted(view, by):
        asked = Proposal(step.event, on, {**facts, **{name: values[0] for name, values in step.when}})
        refusal = step_refusal(view, asked, by, law, calendar=calendar)
        if step.event not in found or (found[step.event].refusal is not None and refusal is None):
            found[step.event] = Option(step.event, EVENTS[step.event].title, refusal)
    return list(found.values())
