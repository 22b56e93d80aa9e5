"""What a case, a change and a deadline are to a program: printed by `--json`, answered by the API."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ehcp_flow.db.people import Person
from ehcp_flow.services.cases import Done
from ehcp_flow.services.lookups import DueLine, ShownCase
from workflows.advance import Moved
from workflows.clocks import Deadline, Undated
from workflows.events import EVENTS
from workflows.explain import as_json
from workflows.ledger import Entry
from workflows.vocabulary import Standing
from workflows.words import day_words


def full_name(person: Person) -> str:
    return f"{person.forename} {person.surname}".strip()


def change(moved: Moved) -> str:
    """What a step did to a deadline, in one word or two."""
    was, now = moved.was, moved.now
    if now is None:
        return "no longer owed"
    if was is None:
        return "starts"
    if was.due != now.due:
        return "moves"
    if was.outcome is not now.outcome:
        words = {"met": "met", "met_late": "met late", "excused": "excused", "not_required": "not required"}
        return words.get(now.outcome.value, "open again")
    if was.binding != now.binding:
        return "binding" if now.binding else "no longer binding"
    return "changed"


def paired(moved: Sequence[Moved]) -> list[Moved]:
    """A deadline that is counted from another day is another one to the engine; to people it has moved."""
    gone: dict[tuple[str, str], list[Deadline]] = {}
    for each in moved:
        if each.now is None and each.was is not None:
            gone.setdefault((each.was.duty, each.was.subject), []).append(each.was)
    found = []
    for each in moved:
        if each.now is not None:
            rivals = gone.get((each.now.duty, each.now.subject), [])
            was = each.was or (rivals.pop(0) if rivals else None)
            found.append(Moved(was, each.now))
    return found + [Moved(was, None) for rivals in gone.values() for was in rivals]


def moved_document(moved: Moved, today: date) -> dict[str, Any]:
    """A deadline that moved: as it is now (or was, where it is gone), with the date it had and what became of it."""
    shown = moved.now or moved.was
    document = as_json(shown, today) if shown else {}
    if moved.now is None:
        document["status"] = Standing.NOT_REQUIRED.value
    return document | {"change": change(moved), "was_due": moved.was.due if moved.was else None}


def done_document(done: Done, today: date) -> dict[str, Any]:
    """What a change did to a case."""
    outcome = done.outcome
    return {
        "case": done.case,
        "state": outcome.view.state,
        "state_words": outcome.view.words,
        "version": done.version,
        "entry": outcome.entry.number,
        "event": outcome.entry.event,
        "occurred_on": outcome.entry.occurred_on,
        "changed": [moved_document(moved, today) for moved in paired(outcome.moved)],
        "no_longer_stand": [{"number": each.entry.number, "why": each.why} for each in outcome.no_longer_stand],
    }


def case_document(shown: ShownCase) -> dict[str, Any]:
    """A case with everything that is known of it at the moment asked for."""
    view, counting = shown.view, {entry.number for entry in shown.view.entries}
    return {
        "case": shown.reference,
        "version": shown.version,
        "as_at": shown.as_at,
        "known_at": shown.known_at,
        "person": person_document(shown.person),
        "owner": shown.owner or None,
        "state": view.state,
        "state_words": view.words,
        "states": [
            {"process": process.value, "subject": subject, "state": state}
            for (process, subject), state in sorted(view.states.items())
        ],
        "notes": [misfit.why for misfit in view.misfits],
        "deadlines": [as_json(deadline, shown.as_at) for deadline in shown.deadlines],
        "undated": [
            {
                "duty": each.duty,
                "title": each.title,
                "event": each.start.event.value,
                "by": each.start.occurred_on,
                "why": undated_words(each),
            }
            for each in shown.undated
        ],
        "permitted": [option.event.value for option in shown.options if option.refusal is None],
        "not_permitted": [
            {"event": option.event.value, "refused": option.refusal.as_json()}
            for option in shown.options
            if option.refusal is not None
        ],
        "ledger": [entry_document(entry, shown.corrected_by, entry.number in counting) for entry in shown.entries],
    }


def undated_words(undated: Undated) -> str:
    """Why no deadline runs."""
    start = undated.start
    return f"The return does not say when {EVENTS[start.event].happened}; by {day_words(start.occurred_on)}."


def entry_document(entry: Entry, corrected_by: dict[int, int], counts: bool) -> dict[str, Any]:
    """One line of the ledger, as it was recorded. `counts`: it is part of the case as asked for."""
    return {
        "number": entry.number,
        "event": entry.event.value,
        "title": EVENTS[entry.event].title,
        "occurred_on": entry.occurred_on,
        "dated": entry.dated,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "facts": dict(entry.facts),
        "source": entry.source,
        "corrects": entry.corrects,
        "corrected_by": corrected_by.get(entry.number),
        "counts": counts,
    }


def person_document(person: Person) -> dict[str, Any]:
    return {
        "number": person.person_id,
        "name": full_name(person),
        "forename": person.forename,
        "surname": person.surname,
        "born": person.born,
        "upn": person.upn or None,
        "uln": person.uln or None,
        "nhs_number": person.nhs_number or None,
        "postcode": person.postcode or None,
    }


def due_document(line: DueLine) -> dict[str, Any]:
    """One line of what is due."""
    deadline: Deadline = line.deadline
    return {
        "case": line.case,
        "person": line.person,
        "duty": deadline.duty,
        "subject": deadline.subject,
        "title": deadline.title,
        "owed_by": deadline.owed_by,
        "due": deadline.due,
        "due_cautious": deadline.due_cautious,
        "status": line.status.value,
        "days_left": line.days_left,
        "binding": deadline.binding,
        "basis": deadline.basis,
        "owner": line.owner or None,
    }
