"""Recording a step: the question, the day and the facts; what it would change; and only then it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.documents import full_name
from ehcp_flow.phrases import due_sentence, full_day, what
from ehcp_flow.services import asking, cases, previews
from ehcp_flow.services.access.scope import read_by
from ehcp_flow.services.cases import Stale
from ehcp_flow.services.lookups import ShownCase, calendar_of, show_case
from ehcp_flow.web.effects import becomes
from ehcp_flow.web.fact_fields import PREFIX, Given, answers, asked, carried, days_offered, read
from ehcp_flow.web.forms import Filled, Typed
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit, local
from workflows.advance import Proposal
from workflows.events import EVENTS, read_facts
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event

pages = Pages()

ELSEWHERE = frozenset({Event.CORRECTION, Event.CASE_ASSIGNED, Event.DETAILS_RECORDED})
"""Events that have pages of their own, or that only a return gives."""


FEW = 5
"""So many of the next steps are named when one is done: the case's own page has them all."""


@dataclass(frozen=True, slots=True)
class Since:
    """What somebody recorded in the meantime."""

    title: str
    entry: Entry


@pages.page("/cases/{reference}/record/{event}", OFFICERS, "record")
def question(visit: V, reference: str, event: str) -> Response:
    """The form. Facts that the address gives (body=health) stand there already."""
    found = event_of(event)
    if found is None:
        return visit.not_found()
    if (refusal := read_by(visit.office, visit.who, reference, f"record {found.value}")) is not None:
        return visit.not_found(refusal)
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if isinstance(shown, Refusal):
        return visit.not_found(shown)
    given = {f"{PREFIX}{fact.name}": [visit.asked(fact.name)] for fact in EVENTS[found].facts if visit.asked(fact.name)}
    given |= {f"{PREFIX}decided_by": [visit.who.name]}
    return _form(visit, shown, found, Filled(Typed(given)), back_of(visit))


@pages.page("/cases/{reference}/record/{event}", OFFICERS, "record_answer", methods=("POST",))
def answer(visit: V, reference: str, event: str) -> Response:
    """What was typed: shown again where it is wrong, looked at first, saved where that was confirmed."""
    found = event_of(event)
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if found is None or isinstance(shown, Refusal):
        return visit.not_found(shown if isinstance(shown, Refusal) else None)
    given = read(found, visit.typed, shown.deadlines)
    if visit.typed.one("change"):
        return _form(visit, shown, found, Filled(visit.typed), back_of(visit))
    if given.form.errors or given.on is None:
        return _form(visit, shown, found, given.form, back_of(visit), status=422)
    if visit.typed.one("confirmed"):
        return _save(visit, shown, found, given, given.on)
    seen = seen_version(visit)
    preview = previews.of_step(visit.office, reference, found, given.on, given.facts, visit.who.email, seen)
    if isinstance(preview, Refusal):
        return _refused(visit, shown, found, given, preview)
    return visit.show(
        "record/check.html",
        **_head(shown, found),
        preview=preview,
        answers=_answers(shown, found, given),
        carried=carried(visit.typed),
        what=what,
        becomes=becomes,
    )


@pages.page("/cases/{reference}/recorded/{number:int}", OFFICERS, "recorded")
def recorded(visit: V, reference: str, number: int) -> Response:
    """What was recorded, what is next for the case, and the way back to the list."""
    if (refusal := read_by(visit.office, visit.who, reference, "recorded")) is not None:
        return visit.not_found(refusal)
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if isinstance(shown, Refusal) or not 1 <= number <= len(shown.entries):
        return visit.not_found(shown if isinstance(shown, Refusal) else None)
    entry, today = shown.entries[number - 1], visit.office.clock.today()
    following = next((each for each in shown.deadlines if each.live and each.binding and not each.floor), None)
    return visit.show(
        "record/done.html",
        **_head(shown, entry.event),
        number=number,
        day=full_day(entry.occurred_on),
        shown=shown,
        following=following,
        due=due_sentence(following, today, calendar_of(visit.office)) if following else "",
        what=what,
        may=[each for each in shown.options if each.refusal is None and each.event not in ELSEWHERE][:FEW],
        back=back_of(visit),
    )


def _save(visit: Visit, shown: ShownCase, event: Event, given: Given, on: date) -> Response:
    reference, seen, me = shown.reference, seen_version(visit), visit.who.email
    if event is Event.EXCEPTION_RECORDED:
        waits = asking.ask(visit.office, reference, Proposal(event, on, dict(given.facts)), me, seen)
        if isinstance(waits, Refusal):
            return _refused(visit, shown, event, given, waits)
        return visit.go(
            f"/approvals/{waits.change.change_id}", "The exception was asked for. It waits for a second person"
        )
    done = cases.record(visit.office, reference, event, on, given.facts, me, seen)
    if isinstance(done, Stale) and (own := _sent_twice(visit, event, given, done)):
        return visit.go(done_page(visit, reference, own))
    if isinstance(done, Refusal):
        return _refused(visit, shown, event, given, done)
    return visit.go(done_page(visit, reference, done.outcome.entry.number))


def _sent_twice(visit: Visit, event: Event, given: Given, stale: Stale) -> int:
    """The number of the entry that this very form made when it was sent before; 0 where it did not."""
    facts = read_facts(event, given.facts)
    for each in stale.since:
        same = (each.event, each.occurred_on, each.recorded_by) == (event, given.on, visit.who.email)
        if same and dict(each.facts) == facts:
            return each.number
    return 0


def done_page(visit: Visit, reference: str, number: int) -> str:
    back = back_of(visit)
    return f"/cases/{reference}/recorded/{number}" + (f"?{urlencode({'back': back})}" if back else "")


def _refused(visit: Visit, shown: ShownCase, event: Event, given: Given, refusal: Refusal) -> Response:
    if isinstance(refusal, Stale):
        return stale_page(visit, shown, refusal, _answers(shown, event, given))
    return _form(visit, shown, event, given.form, back_of(visit), refusal, 409)


def stale_page(visit: Visit, shown: ShownCase, stale: Stale, answered: Sequence[tuple[str, str]]) -> Response:
    """What changed and by whom, with what was typed, to look at it again."""
    return visit.show(
        "record/stale.html",
        409,
        reference=shown.reference,
        name=full_name(shown.person),
        since=[Since(EVENTS[each.event].title, each) for each in stale.since],
        answers=answered,
        carried=carried(visit.typed),
        version=shown.version,
    )


def _form(
    visit: Visit,
    shown: ShownCase,
    event: Event,
    form: Filled[Any],
    back: str,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    return visit.show(
        "record/form.html",
        status,
        **_head(shown, event),
        asked=asked(event, shown.deadlines),
        form=form,
        days=days_offered(visit.office.clock.today()),
        version=shown.version,
        back=back,
        refusal=refusal,
    )


def _head(shown: ShownCase, event: Event) -> dict[str, Any]:
    return {"reference": shown.reference, "name": full_name(shown.person), "title": EVENTS[event].title}


def _answers(shown: ShownCase, event: Event, given: Given) -> list[tuple[str, str]]:
    words = asked(event, shown.deadlines)
    day = full_day(given.on) if given.on else ""
    return [("What", EVENTS[event].title), (words.day, day), *answers(words.fields, given.facts)]


def event_of(name: str) -> Event | None:
    """The event of an address, where it is recorded on this page."""
    found = Event(name) if name in Event.__members__.values() else None
    return None if found in ELSEWHERE else found


def seen_version(visit: Visit) -> int | None:
    """The version of the case that the form was made from."""
    given = visit.typed.one("seen_version")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def back_of(visit: Visit) -> str:
    """The list that one came from, "" where it is not known or not a page of ours."""
    given = visit.typed.one("back") or visit.asked("back")
    return local(given) if given and local(given) != "/" else ""
