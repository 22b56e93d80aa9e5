"""What is read in, stored: a new case with its whole ledger, or what a file adds to a case that is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ehcp_flow.db.cases import NewCase
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.importing.merging import additions
from ehcp_flow.services.indexing import case_index, next_rungs
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import law_here
from workflows.advance import IMPORTER, Begun, Outcome, Proposal, advance
from workflows.days import Calendar
from workflows.ledger import GENESIS, Entry, seal
from workflows.refusals import Refusal
from workflows.vocabulary import Event


@dataclass(slots=True)
class Added:
    """What a file added to a case: how many entries, what it says otherwise than the ledger, and what was refused."""

    entries: int = 0
    differing: list[tuple[Entry, Proposal]] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    refused: tuple[Proposal, Refusal] | None = None


def new_case(
    authority: str,
    case_id: int,
    reference: str,
    person_id: int,
    opened_at: datetime,
    begun: Begun,
    users: Mapping[str, int] | None = None,
) -> NewCase:
    """A case that is not held, sealed and with its index. `users` gives the number of a user by e-mail address."""
    return NewCase(
        authority=authority,
        case_id=case_id,
        reference=reference,
        person_id=person_id,
        opened_at=opened_at,
        index=case_index(begun.view, begun.deadlines, users or {}),
        entries=begun.entries,
        hashes=sealed(GENESIS, authority, reference, person_id, begun.entries),
        deadlines=begun.deadlines,
    )


def add_to(
    office: Office,
    uow: UnitOfWork,
    stored: StoredCase,
    proposals: Sequence[Proposal],
    today: date,
    now: datetime,
    calendar: Calendar,
    users: Mapping[str, int] | None = None,
) -> Added:
    """Adds what is new to a case that is held: all of it, or nothing where one event is refused.

    Without `users`, the officer of the case stays who it is: a return assigns nobody.
    """
    if proposals and stored.at_odds:
        return Added(refused=(proposals[0], not_sound(stored.reference, stored.at_odds)))
    wanted = additions(stored.entries, proposals, today)
    added = Added(differing=wanted.differing, missing=wanted.missing)
    entries: list[Entry] = []
    outcome: Outcome | None = None
    law = law_here(office, uow) if wanted.new else office.law
    for proposal in wanted.new:
        asked = advance(
            (*stored.entries, *entries),
            proposal,
            by=IMPORTER,
            now=now,
            today=today,
            law=law,
            calendar=calendar,
        )
        if isinstance(asked, Refusal):
            added.refused = (proposal, asked)
            return added
        entries.append(asked.entry)
        outcome = asked
    if outcome is None:
        return added
    hashes = sealed(stored.last_hash, stored.authority, stored.reference, stored.person_id, entries)
    after = uow.cases.append(stored, entries, hashes)
    if users is None:
        assigned = outcome.view.latest.get(Event.CASE_ASSIGNED)
        users = {assigned.fact("to").lower(): stored.owner_id} if assigned and stored.owner_id else {}
    index = case_index(outcome.view, outcome.deadlines, users)
    uow.cases.save_index(after, index, outcome.deadlines, next_rungs(law, today, calendar))
    added.entries = len(entries)
    return added


def not_sound(case: str, why: str) -> Refusal:
    """The case and its ledger say different things: it was changed behind the application's back, or is damaged."""
    return Refusal(
        f"Change {case}",
        why,
        "A ledger that does not hold is left as it is (docs/decisions/0001)",
        "Run “ehcp-flow doctor”, and show what it says to whoever keeps the database.",
    )


def sealed(previous: str, authority: str, reference: str, person_id: int, entries: Sequence[Entry]) -> list[str]:
    """The hash of each entry, the first of them following on `previous`."""
    hashes = []
    for entry in entries:
        previous = seal(previous, authority, reference, person_id, entry)
        hashes.append(previous)
    return hashes
