"""Ledgers for tests, written as `python -m workflows explain` takes them: "request_received=2025-01-06,source=parent"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from workflows.advance import Actor, Outcome, Proposal, advance
from workflows.clocks import Deadline, deadlines
from workflows.ledger import Entry, effective
from workflows.refusals import Refusal
from workflows.vocabulary import Event, Role

TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

CASEWORKER = Actor("casey@example.test", frozenset({Role.CASEWORKER}))
MANAGER = Actor("mana@example.test", frozenset({Role.MANAGER}))
DECISION_MAKER = Actor("dee@example.test", frozenset({Role.DECISION_MAKER}))
OPERATOR = Actor("operator", frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER}), person=False)


def entry(text: str, number: int = 1, **more: Any) -> Entry:
    """An entry from NAME=DATE[,fact=value…]; recorded by the caseworker at 9 o'clock on the day, one minute an entry."""
    head, *facts = text.split(",")
    name, _, day = head.partition("=")
    on = date.fromisoformat(day)
    made = Entry(
        number=number,
        event=Event(name),
        occurred_on=on,
        recorded_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(minutes=number),
        recorded_by=CASEWORKER.name,
        facts=dict(fact.split("=", 1) for fact in facts),
    )
    return replace(made, **more)


def ledger(*texts: str) -> list[Entry]:
    """Entries in the order of recording, numbered from 1."""
    return [entry(text, number) for number, text in enumerate(texts, start=1)]


def correction(number: int, of: int, **facts: Any) -> Entry:
    """A correction of entry `of`, recorded on 3 March 2026."""
    return Entry(number, Event.CORRECTION, TODAY, NOW, MANAGER.name, {"reason": "wrong", **facts}, corrects=of)


def due(*texts: str) -> list[Deadline]:
    """Every deadline of the events."""
    return deadlines(effective(ledger(*texts)))


def of_duty(found: Sequence[Deadline], duty: str, subject: str = "") -> list[Deadline]:
    return [each for each in found if each.duty == duty and (not subject or each.subject == subject)]


def the(found: Sequence[Deadline], duty: str, subject: str = "") -> Deadline:
    """The one deadline of a duty."""
    (one,) = of_duty(found, duty, subject)
    return one


def propose(
    history: Sequence[Entry], text: str, by: Actor = MANAGER, corrects: int | None = None, **more: Any
) -> Outcome | Refusal:
    """Ask for one more event; facts that are not text come as keywords of `facts`."""
    asked = entry(text)
    facts = {**asked.facts, **more.pop("facts", {})}
    return advance(
        history,
        Proposal(asked.event, asked.occurred_on, facts, corrects),
        by=by,
        now=NOW,
        today=more.pop("today", TODAY),
        **more,
    )


def accepted(history: Sequence[Entry], text: str, by: Actor = MANAGER, **more: Any) -> Outcome:
    """The outcome of a step that must be taken."""
    answer = propose(history, text, by, **more)
    assert isinstance(answer, Outcome), answer
    return answer


def refused(history: Sequence[Entry], text: str, by: Actor = MANAGER, **more: Any) -> Refusal:
    """The refusal of a step that must not be taken; each of its four parts says something."""
    answer = propose(history, text, by, **more)
    assert isinstance(answer, Refusal), answer.entry
    assert all(part.strip() for part in (answer.what, answer.why, answer.source, answer.do)), answer
    assert "None" not in " ".join(answer.as_json().values())
    assert "  " not in " ".join(answer.as_json().values())
    return answer


REQUESTED = ("request_received=2025-01-06,source=parent",)
ASSESSING = (*REQUESTED, "assessment_agreed=2025-02-10")
DRAFTED = (*ASSESSING, "plan_agreed=2025-04-01", "draft_sent=2025-04-14")
PLANNED = (*DRAFTED, "final_plan_sent=2025-05-12")
