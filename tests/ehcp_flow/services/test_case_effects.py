"""What each entry did to the dates is what the machine said when it was recorded."""

from datetime import UTC, date, datetime
from typing import Any

from ehcp_flow.services.case_effects import effects_of
from workflows.advance import Actor, Moved, Outcome, Proposal, advance
from workflows.days import ENGLAND
from workflows.ledger import Entry
from workflows.parameters import the_law
from workflows.vocabulary import Event, Role

PAT = Actor("pat@example.gov.uk", frozenset(Role) - {Role.IMPORTER}, may_decide_alone=True)
NOW, TODAY = datetime(2026, 6, 1, tzinfo=UTC), date(2026, 6, 1)
YES = {"may_have_sen": True, "plan_may_be_needed": True}
E = Event
STEPS: tuple[tuple[Event, str, dict[str, Any], int | None], ...] = (
    (E.REQUEST_RECEIVED, "2026-01-05", {"source": "parent"}, None),
    (E.ASSESSMENT_AGREED, "2026-01-20", YES, None),
    (E.ADVICE_REQUESTED, "2026-01-22", {"body": "health"}, None),
    (E.ADVICE_REQUESTED, "2026-01-21", {"body": "social_care"}, None),
    (E.ADVICE_RECEIVED, "2026-03-30", {"body": "health"}, None),
    (E.CORRECTION, "2026-06-01", {"reason": "Typed wrongly", "right_date": "2026-01-07"}, 1),
    (E.EXCEPTION_RECORDED, "2026-04-01", {"ground": "personal_circumstances", "from": "2026-02-01", "to": "2026-03-01"}, None),
    (E.PLAN_AGREED, "2026-04-20", {}, None),
    (E.DRAFT_SENT, "2026-04-21", {"version": "1"}, None),
    (E.CORRECTION, "2026-06-01", {"reason": "It was not wrong", "never_happened": True}, 6),
    (E.FINAL_PLAN_SENT, "2026-05-20", {"version": "2", "setting": "Ash Lane"}, None),
)  # fmt: skip


def test_each_entry_did_what_was_said_when_it_was_recorded() -> None:
    ledger: list[Entry] = []
    said: dict[int, tuple[Moved, ...]] = {}
    for event, day, facts, corrects in STEPS:
        outcome = advance(
            ledger, Proposal(event, date.fromisoformat(day), dict(facts), corrects), by=PAT, now=NOW, today=TODAY
        )
        assert isinstance(outcome, Outcome), outcome
        ledger.append(outcome.entry)
        said[outcome.entry.number] = outcome.moved
    told = effects_of(ledger, the_law(), ENGLAND)
    assert set(told) == set(said)
    for number, moved in said.items():
        assert sorted(told[number], key=repr) == sorted(moved, key=repr), number
    assert told[6]
    assert told[10]
