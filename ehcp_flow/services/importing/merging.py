"""What a later return adds to a case that is held: only what is new; what differs is said and left to a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ehcp_flow.db.ledger import StoredCase
from workflows.advance import Proposal
from workflows.ledger import NOT_LATER_THAN, Entry, effective
from workflows.vocabulary import Event

AGAIN = frozenset(
    {
        Event.REVIEW_MET,
        Event.REVIEW_DECIDED,
        Event.AMENDMENT_NOTICE_SENT,
        Event.PLAN_AMENDED,
        Event.DETAILS_RECORDED,
        Event.PERSONAL_BUDGET_SET,
    }
)
"""Events that a case can have more than one of: another date is another event and not a contradiction."""

BEGINS_A_PLAN = frozenset({Event.FINAL_PLAN_SENT, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN})
BEGINS_A_CASE = (Event.REQUEST_RECEIVED, Event.BECAME_RESPONSIBLE)
DECIDES = (Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED, Event.PLAN_REFUSED, Event.FINAL_PLAN_SENT)
DECISIONS = frozenset({Event.ASSESSMENT_AGREED, Event.ASSESSMENT_REFUSED, Event.REQUEST_WITHDRAWN, Event.MOVED_AWAY})
OUTCOMES = frozenset({Event.FINAL_PLAN_SENT, Event.PLAN_REFUSED})
FLAGS = frozenset({Event.EXCEPTION_RECORDED, Event.MEDIATION_HELD, Event.APPEAL_REGISTERED})
TELLING = ("about", "of", "ground")
"""The facts that tell one event of a kind from another."""


@dataclass(slots=True)
class Additions:
    """Events to add, entries to date more exactly, and what the file says otherwise than the ledger."""

    new: list[Proposal] = field(default_factory=list)
    differing: list[tuple[Entry, Proposal]] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)


def additions(history: Sequence[Entry], proposals: Iterable[Proposal], today: date) -> Additions:
    """What the events of a return add to a ledger. An entry that a person has put right is never put back."""
    held = effective(history)
    as_recorded = {entry.number: entry for entry in history}
    put_right = [as_recorded[entry.corrects] for entry in history if entry.corrects is not None]
    found = Additions()
    proposals = list(proposals)
    found.missing = _no_longer_said(held, proposals)
    for proposal in proposals:
        if _is_there(proposal, held) or _is_there(proposal, put_right) or _says_less(proposal, held):
            continue
        same = [entry for entry in held if entry.event is proposal.event and _tells_same(entry, proposal)]
        undated = next((entry for entry in same if not entry.dated), None)
        if same and proposal.event not in AGAIN:
            if undated is not None and not _undated(proposal):
                found.new.append(_dating(undated, proposal, today))
            else:
                found.differing.append((same[0], proposal))
        elif proposal.event in BEGINS_A_PLAN and any(entry.event in BEGINS_A_PLAN for entry in held):
            _later_version(found, held, proposal)
        else:
            found.new.append(proposal)
    return found


def _says_less(proposal: Proposal, held: Iterable[Entry]) -> bool:
    """A return calls decided what a ledger holds the decision of."""
    return proposal.event is Event.CASE_CLOSED and any(entry.event in DECISIONS for entry in held)


def _no_longer_said(held: Iterable[Entry], proposals: Sequence[Proposal]) -> list[Entry]:
    """Flags that an earlier return set and this one, which gives the same outcome again, does not."""
    if not any(proposal.event in OUTCOMES and not _undated(proposal) for proposal in proposals):
        return []
    said = [proposal for proposal in proposals if proposal.event in FLAGS]
    return [
        entry
        for entry in held
        if entry.event in FLAGS
        and entry.source
        and not any(entry.event is each.event and _tells_same(entry, each) for each in said)
    ]


def _undated(proposal: Proposal) -> bool:
    return proposal.facts.get("dated") == NOT_LATER_THAN


def _is_there(proposal: Proposal, entries: Iterable[Entry]) -> bool:
    """Held on the same day; or, where the file gives no day, held at all. Details are held if the last are the same."""
    of_kind = [entry for entry in entries if entry.event is proposal.event and _tells_same(entry, proposal)]
    if proposal.event is Event.DETAILS_RECORDED:
        return bool(of_kind) and of_kind[-1].facts.get("details") == proposal.facts.get("details")
    if _undated(proposal):
        return bool(of_kind)
    return any(entry.dated and entry.occurred_on == proposal.occurred_on for entry in of_kind)


def _tells_same(entry: Entry, proposal: Proposal) -> bool:
    return all(entry.fact(name) == str(proposal.facts.get(name, "")) for name in TELLING)


def _dating(entry: Entry, proposal: Proposal, today: date) -> Proposal:
    """The file now gives the day of something that was known only to have happened."""
    facts = {
        "reason": f"{proposal.source} gives the date",
        "right_date": proposal.occurred_on.isoformat(),
        "right_facts": dict(proposal.facts),
    }
    return Proposal(Event.CORRECTION, today, facts, corrects=entry.number, source=proposal.source)


def _later_version(found: Additions, held: Sequence[Entry], proposal: Proposal) -> None:
    """A return gives the date of the plan as it now is: later than the plan held, it is an amended plan."""
    known = [entry.occurred_on for entry in held if entry.event in BEGINS_A_PLAN or entry.event is Event.PLAN_AMENDED]
    if not _undated(proposal) and proposal.occurred_on > max(known):
        facts = {"cause": "not_stated"}
        found.new.append(Proposal(Event.PLAN_AMENDED, proposal.occurred_on, facts, source=proposal.source))


def cases_of(
    requests: Sequence[Sequence[Entry]], held: Sequence[StoredCase], only_plan: bool = True
) -> list[StoredCase | None]:
    """The case that is held of each request of one person, or None where it is new; no case is found twice.

    A request is known again by the day it was received, be it a day that was put right since; failing that, by the day
    of a decision. One that gives no such day is known by the day of its plan, or (`only_plan`, for a source that tells
    everything of a person at once) as the only one with a plan.
    """
    found: list[StoredCase | None] = [None] * len(requests)
    free = list(held)
    for same in (_began_alike, _decided_alike, _plan_alike):
        for place, entries in enumerate(requests):
            if found[place] is None and (case := next((each for each in free if same(entries, each)), None)):
                found[place] = case
                free.remove(case)
    if (
        only_plan
        and len(requests) == 1
        and found[0] is None
        and _began(requests[0]) is None
        and _with_plan(requests[0])
    ):
        with_plan = [case for case in free if _with_plan(effective(case.entries))]
        found[0] = with_plan[0] if len(with_plan) == 1 else None
    return found


def _began(entries: Iterable[Entry]) -> Entry | None:
    return next((entry for entry in entries if entry.event in BEGINS_A_CASE), None)


def _with_plan(entries: Iterable[Entry]) -> bool:
    return any(entry.event in BEGINS_A_PLAN for entry in entries)


def _told(case: StoredCase) -> set[tuple[Event, date]]:
    """Events with their days, as they were recorded and as they were put right."""
    return {(entry.event, entry.occurred_on) for entry in (*case.entries, *effective(case.entries)) if entry.dated}


def _began_alike(entries: Sequence[Entry], case: StoredCase) -> bool:
    began = _began(entries)
    return began is not None and (began.event, began.occurred_on) in _told(case)


def _decided_alike(entries: Sequence[Entry], case: StoredCase) -> bool:
    if _began(entries) is None:
        return False
    return any((e.event, e.occurred_on) in _told(case) for e in entries if e.event in DECIDES and e.dated)


def _plan_alike(entries: Sequence[Entry], case: StoredCase) -> bool:
    if _began(entries) is not None:
        return False
    days = {e.occurred_on for e in entries if e.dated and (e.event in BEGINS_A_PLAN or e.event is Event.PLAN_AMENDED)}
    return _with_plan(effective(case.entries)) and bool(days & {day for _, day in _told(case)})
