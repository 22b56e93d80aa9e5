"""What one person may not change alone: asked for by one, agreed to by another (docs/decisions/0023).

An exception; putting a decision or an exception right; putting right what a closed month counts. It binds named people:
the operator at the command line and what is read in are bound by docs/decisions/0008 alone.
"""

from typing import Any

from ehcp_flow.db.asked_changes import AGREED, AskedChange, AskedChanges
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.consequences import closed_by_correction
from ehcp_flow.services.office import Office
from workflows.advance import Actor, Proposal
from workflows.corrections import corrected_at_last
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.processes import TABLE_OF
from workflows.refusals import Refusal
from workflows.steps import DECIDE
from workflows.vocabulary import Event, Role
from workflows.words import list_words

SOURCE = "What takes two people (docs/decisions/0023)"
MAY_AGREE = frozenset({Role.MANAGER, Role.DECISION_MAKER})

DECISIONS = frozenset(
    step.event
    for table in TABLE_OF.values()
    for step in table.steps
    if not step.follows and (step.by == DECIDE or step.second_person)
)
"""The events that are decisions of the authority."""


def why_two(uow: UnitOfWork, before: StoredCase, entry: Entry) -> str:
    """Why an entry, as it was just made, takes a second person; "" where it does not."""
    if entry.event is Event.EXCEPTION_RECORDED:
        return "an exception excuses a limit that the law sets"
    if entry.event is not Event.CORRECTION or entry.corrects is None:
        return ""
    target = corrected_at_last(before.entries, before.entries[entry.corrects - 1])
    if target.event in DECISIONS:
        return f"it changes a decision of the authority (“{EVENTS[target.event].title}”)"
    if target.event is Event.EXCEPTION_RECORDED:
        return "it changes an exception, which excuses a limit that the law sets"
    if closed := closed_by_correction(uow, before.authority, (*before.entries, entry), target.number):
        return f"it may change figures of a closed month ({list_words(each.words for each in closed)})"
    return ""


def not_agreed(
    uow: UnitOfWork,
    office: Office,
    actor: Actor,
    stored: StoredCase,
    proposal: Proposal,
    change_id: int | None,
    why: str,
) -> Refusal | None:
    """Why this actor may not make a change that takes two; None where somebody else asked for this very change.

    Call it in the transaction of the change: the request is then marked as agreed to.
    """
    what = f"Record “{EVENTS[proposal.event].title}”"
    if change_id is None:
        do = "Ask for it: another manager or decision maker then agrees to it, or says why not."
        return Refusal(what, f"it takes a second person, because {why}", SOURCE, do)
    asked = AskedChanges(uow.connection).get_for_change(stored.authority, change_id)
    if asked is None or asked.case_id != stored.case_id or asked.what != what_of(proposal, asked.asked_by):
        return Refusal(what, "it is not what was asked for", SOURCE, "Open it again from the list of what waits.")
    if (refusal := may_not_decide(asked, actor)) is None:
        AskedChanges(uow.connection).decide(asked, AGREED, office.clock.now(), actor.name)
    return refusal


def may_not_decide(asked: AskedChange, actor: Actor) -> Refusal | None:
    """Why this actor may not decide what was asked for; None where they may."""
    what = "Decide what was asked for"
    if asked.decision:
        words = "agreed to" if asked.decision == AGREED else "refused"
        return Refusal(what, f"{asked.decided_by} has {words} it already", SOURCE, "Look at the case as it is now.")
    if not actor.person or asked.asked_by == actor.name:
        why = "whoever asked for it may not decide it" if actor.person else "it takes a person by name"
        return Refusal(what, why, SOURCE, "Ask another manager or decision maker.")
    if not actor.roles & MAY_AGREE:
        may = "it takes the role of decision maker or manager"
        return Refusal(what, may, SOURCE, "Ask a manager or decision maker.")
    return None


def what_of(proposal: Proposal, asked_by: str) -> dict[str, Any]:
    """A proposal as it is kept until somebody decides. A correction is dated when it is made, so that is left out."""
    facts = {name: value for name, value in proposal.facts.items() if (name, value) != ("asked_by", asked_by)}
    day = None if proposal.event is Event.CORRECTION else proposal.occurred_on.isoformat()
    return {"event": proposal.event.value, "occurred_on": day, "facts": facts, "corrects": proposal.corrects}
