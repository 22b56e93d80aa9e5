"""What is said of a record or a fact of a return that the ledger cannot take, or holds otherwise: one line of the problems."""

from reports.sen2.problems import Effect, Problem
from workflows.advance import Proposal
from workflows.clocks import Undated
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.refusals import Refusal


def set_aside(label: str, number: int, refusal: Refusal) -> Problem:
    """A record that the ledger refuses: nothing of it is read in."""
    return Problem(
        person=label,
        request=number,
        field="Requests",
        value="",
        rule="ledger",
        effect=Effect.SET_ASIDE,
        words=f"{refusal.what}: {refusal.why}.",
        do="Put the dates and outcomes of this request right in the source system, and import the return again.",
    )


def differs(label: str, number: int, case: str, entry: Entry, proposal: Proposal) -> Problem:
    """The ledger holds another day for the same event."""
    return Problem(
        person=label,
        request=number,
        field=proposal.event.value,
        value=proposal.occurred_on.isoformat(),
        rule="ledger",
        effect=Effect.VALUE_LEFT_OUT,
        words=f"{case} holds {entry.occurred_on.isoformat()} for this (entry {entry.number}); it was kept.",
        do=f"If the return is right: ehcp-flow case correct {case} {entry.number} --on {proposal.occurred_on.isoformat()}",
    )


def missing(label: str, number: int, case: str, entry: Entry) -> Problem:
    """An earlier return had a flag that this one does not have."""
    return Problem(
        person=label,
        request=number,
        field=entry.event.value,
        value="",
        rule="ledger",
        effect=Effect.VALUE_LEFT_OUT,
        words=f"{case} holds “{EVENTS[entry.event].title}” from an earlier return (entry {entry.number}), and this one "
        "does not have it; it was kept.",
        do=f"If this return is right: ehcp-flow case correct {case} {entry.number} --never-happened --reason …",
    )


def cannot_date(label: str, number: int, found: Undated) -> Problem:
    """A duty has begun on a day that the return does not give."""
    return Problem(
        person=label,
        request=number,
        field=found.start.event.value,
        value="",
        rule="ledger",
        effect=Effect.NOTED,
        words=f"No date can be worked out for “{found.title}”: the return does not say when "
        f"{EVENTS[found.start.event].happened}.",
        do="Record the day on the case (ehcp-flow case correct CASE ENTRY --on DATE), and the date follows.",
    )


def not_added(label: str, number: int, case: str, proposal: Proposal, refusal: Refusal) -> Problem:
    """What the return adds to a case was refused."""
    return Problem(
        person=label,
        request=number,
        field=proposal.event.value,
        value=proposal.occurred_on.isoformat(),
        rule="ledger",
        effect=Effect.VALUE_LEFT_OUT,
        words=f"Nothing was added to {case}: {refusal.why}.",
        do=refusal.do,
    )
