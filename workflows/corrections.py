"""Corrections: what may be put right, by whom, and that what is put right is asked again as a step of its own day."""

from collections.abc import Callable, Sequence
from typing import Any

from workflows.case import CaseView, read_all
from workflows.events import read_facts
from workflows.ledger import Entry, effective
from workflows.processes import ANY_TIME, TABLE_OF
from workflows.refusals import Refusal
from workflows.steps import IMPORT, Actor, Proposal
from workflows.vocabulary import Event, Role
from workflows.words import list_words

Judge = Callable[[CaseView, Proposal, Actor], Refusal | None]
"""Why a step may not be taken from a view by an actor: `advance.step_refusal`, with the law of the day."""

_WHAT = "Put an entry right"
_PRACTICE = "How the ledger works (workflows/README.md)"
_WHO = "Who may do what (workflows/README.md)"


def correction_refusal(history: Sequence[Entry], proposal: Proposal, by: Actor) -> Refusal | None:
    """Why a correction may not be made as it is asked: what it names, what it says is right, and who asks.

    Reads the right facts into the ledger's form, in `proposal.facts`.
    """
    target = next((entry for entry in history if entry.number == proposal.corrects), None)
    if target is None:
        return Refusal(
            _WHAT,
            "it does not name an entry" if proposal.corrects is None else f"there is no entry {proposal.corrects}",
            _PRACTICE,
            f"Entries are numbered from 1 to {len(history)}; case show lists them.",
        )
    refusal = _contents_refusal(target, proposal.facts)
    return refusal or _role_refusal(corrected_at_last(history, target), by)


def _contents_refusal(target: Entry, facts: dict[str, Any]) -> Refusal | None:
    says_what_is_right = bool(facts.get("right_date") or facts.get("right_facts") is not None)
    if not (facts.get("never_happened") or says_what_is_right):
        return Refusal(
            _WHAT,
            "it does not say what is right",
            _PRACTICE,
            "Give the right date or the right facts, or say that it never happened.",
        )
    if facts.get("never_happened") and says_what_is_right:
        return Refusal(
            _WHAT,
            "it says both that the event never happened and what is right about it",
            _PRACTICE,
            "Say that it never happened, or give the right date or facts.",
        )
    if target.event is Event.CORRECTION and not facts.get("never_happened"):
        return Refusal(
            _WHAT,
            f"entry {target.number} is itself a correction",
            _PRACTICE,
            f"Correct entry {target.corrects} again, or say that this correction never happened.",
        )
    if facts.get("right_facts") is not None:
        right = read_facts(target.event, facts["right_facts"])
        if isinstance(right, Refusal):
            return right
        facts["right_facts"] = right
    return None


def corrected_at_last(history: Sequence[Entry], target: Entry) -> Entry:
    """The entry that a correction is about: undoing a correction is putting right what that one corrected."""
    while target.event is Event.CORRECTION and target.corrects is not None:
        target = history[target.corrects - 1]
    return target


def _role_refusal(target: Entry, by: Actor) -> Refusal | None:
    """What only some may record is put right by one of them."""
    allowed = ANY_TIME[Event.CORRECTION].by
    for table in TABLE_OF.values():
        for step in table.steps:
            if step.event is target.event and not step.follows and step.by != IMPORT:
                allowed &= step.by
    if by.roles & allowed:
        return None
    may = list_words(sorted(role.value.replace("_", " ") for role in allowed if role is not Role.IMPORTER), "or")
    return Refusal(_WHAT, f"it takes the role of {may}", _WHO, f"Ask a {may}.")


def corrected_step_refusal(history: Sequence[Entry], correction: Entry, by: Actor, judge: Judge) -> Refusal | None:
    """Why the entry, as it would be put right, could not have been recorded by this actor on its right day.

    A correction is no way around a guard or the second person. What it takes out (it never happened) is no step, and is
    left to the check of what came later; what undoing a correction lets stand again is one.
    """
    target = corrected_at_last(history, history[(correction.corrects or 1) - 1])
    counted = effective((*history, correction))
    right = next((entry for entry in counted if entry.number == target.number), None)
    if right is None or right in effective(history):
        return None
    if right.source:  # a return may pass over steps; the role was asked of the kind of event
        by = Actor(by.name, by.roles | {Role.IMPORTER}, by.person, by.may_decide_alone)
    place = (right.occurred_on, right.number)
    view = read_all(entry for entry in counted if (entry.occurred_on, entry.number) < place)
    return judge(view, Proposal(right.event, right.occurred_on, dict(right.facts), source=right.source), by)
