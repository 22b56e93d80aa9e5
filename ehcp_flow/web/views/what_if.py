"""What if: try a day, a step or an exception and see every date move. Nothing is saved; the trial is in the address."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fastapi.responses import Response

from ehcp_flow.documents import full_name
from ehcp_flow.phrases import full_day, standing_words, what
from ehcp_flow.services.access.scope import READERS, read_by
from ehcp_flow.services.cases import BEGINNINGS
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.previews import WhatIf, dates_from, what_if
from ehcp_flow.web.effects import becomes
from ehcp_flow.web.fact_fields import Field, answers, asked, read_facts, typed_day
from ehcp_flow.web.forms import EMPTY, Filled, Typed
from ehcp_flow.web.navigation import EVERYBODY
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.opening import HOW
from ehcp_flow.web.views.record import ELSEWHERE, event_of
from ehcp_flow.web.visit import V, Visit
from workflows.events import EVENTS
from workflows.explain import explain
from workflows.facts import FactKind
from workflows.refusals import Refusal
from workflows.vocabulary import Event

pages = Pages()

SUPPOSED = "supposed"
"""What stands for words that a step needs and that move no date: reasons, a name."""


@pages.page("/what-if", EVERYBODY, "what_if")
def calculator(visit: V) -> Response:
    """The dates that run from a day, for any child."""
    typed = _from_address(visit)
    begins = typed.one("begins")
    event = Event(begins) if begins in BEGINNINGS else Event.REQUEST_RECEIVED
    if "on-day" not in typed.values:
        return _calculated(visit, EMPTY, event)
    on, error = typed_day(typed, "on")
    if on is None:
        return _calculated(visit, Filled(typed, {"on": error or "Enter a day"}), event, status=422)
    found = dates_from(visit.office, event, on)
    if isinstance(found, Refusal):
        return _calculated(visit, Filled(typed), event, refusal=found, status=409)
    return _calculated(visit, Filled(typed), event, on, found)


def _calculated(
    visit: Visit,
    form: Filled[Any],
    event: Event,
    on: date | None = None,
    found: WhatIf | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    return visit.show(
        "what_if/calculator.html",
        status,
        form=form,
        how=[(each.value, words) for each, words in HOW.items()],
        begins=event,
        begins_words=HOW[event],
        on=on,
        found=found,
        refusal=refusal,
        what=what,
        explain=explain,
    )


@pages.page("/cases/{reference}/what-if", READERS, "case_what_if")
def of_case(visit: V, reference: str) -> Response:
    """One step more on a case, on any day: which dates would move."""
    if (refusal := read_by(visit.office, visit.who, reference, "what if")) is not None:
        return visit.not_found(refusal)
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if isinstance(shown, Refusal):
        return visit.not_found(shown)
    typed = _from_address(visit)
    event = event_of(typed.one("event")) if typed.one("event") else None
    if event is None:
        return _trial(visit, shown, EMPTY, None)
    if "on-day" not in typed.values:
        return _trial(visit, shown, Filled(typed), event)
    fields = _fields(shown, event)
    on, error = typed_day(typed, "on")
    facts, wrong = read_facts(fields, typed)
    errors = {**({"on": error or "Enter a day"} if on is None else {}), **wrong}
    if errors or on is None:
        return _trial(visit, shown, Filled(typed, errors), event, status=422)
    supposed = {fact.name: SUPPOSED for fact in EVENTS[event].facts if fact.needed and fact.kind is FactKind.TEXT}
    found = what_if(visit.office, reference, event, on, {**supposed, **facts}, visit.who.email)
    if isinstance(found, Refusal):
        return _trial(visit, shown, Filled(typed), event, refusal=found, status=409)
    said = [(asked(event).day, full_day(on)), *answers(fields, facts)]
    return _trial(visit, shown, Filled(typed), event, found, said)


def _trial(
    visit: Visit,
    shown: ShownCase,
    form: Filled[Any],
    event: Event | None,
    found: WhatIf | None = None,
    said: Iterable[tuple[str, str]] = (),
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    return visit.show(
        "what_if/case.html",
        status,
        reference=shown.reference,
        name=full_name(shown.person),
        form=form,
        events=_offered(shown),
        event=event,
        title=EVENTS[event].title if event else "",
        asked=asked(event, shown.deadlines) if event else None,
        fields=_fields(shown, event) if event else (),
        found=found,
        said=list(said),
        refusal=refusal,
        what=what,
        standing_words=standing_words,
        becomes=becomes,
    )


def _offered(shown: ShownCase) -> list[tuple[str, str]]:
    """The steps from where the case stands, whoever may take them, and exceptions."""
    events = [each.event for each in shown.options if each.event not in ELSEWHERE]
    always = [Event.EXCEPTION_RECORDED, Event.EXCEPTION_ENDED]
    return [(each.value, EVENTS[each].title) for each in dict.fromkeys([*always, *events])]


def _fields(shown: ShownCase, event: Event) -> list[Field]:
    """The facts that can move a date: choices and days. Words cannot."""
    return [
        each if each.fact.needed else each.not_needed()
        for each in asked(event, shown.deadlines).fields
        if each.kind == "day" or (each.choices and each.fact.kind is not FactKind.YES_NO)
    ]


def _from_address(visit: Visit) -> Typed:
    query = visit.request.query_params
    return Typed({name: query.getlist(name) for name in query})
