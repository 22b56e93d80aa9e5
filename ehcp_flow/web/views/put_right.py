"""Putting right: choose what is wrong with an entry, say why, see what follows, and only then is it made or asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi.responses import Response

from ehcp_flow.documents import full_name
from ehcp_flow.phrases import full_day, what
from ehcp_flow.services import asking, cases, previews
from ehcp_flow.services.access.scope import read_by
from ehcp_flow.services.cases import Stale
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.web.effects import becomes
from ehcp_flow.web.fact_fields import Field, answers, as_typed, asked, carried, read_facts, typed_day
from ehcp_flow.web.forms import Filled, Typed
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.record import done_page, seen_version, stale_page
from ehcp_flow.web.visit import V, Visit
from workflows.advance import Proposal
from workflows.events import EVENTS
from workflows.ledger import NOT_LATER_THAN, Entry, effective
from workflows.refusals import Refusal
from workflows.vocabulary import Event

pages = Pages()

DATE, FACTS, NEVER = "date", "facts", "never"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is said to be wrong and right, read from the form. `on` and `facts` are None where they are not wrong."""

    form: Filled[Any]
    reason: str
    on: date | None = None
    facts: Mapping[str, Any] | None = None
    never: bool = False


@pages.page("/cases/{reference}/put-right/{number:int}", OFFICERS, "put_right")
def question(visit: V, reference: str, number: int) -> Response:
    """The entry, and what can be wrong with it."""
    if (refusal := read_by(visit.office, visit.who, reference, f"put right entry {number}")) is not None:
        return visit.not_found(refusal)
    found = _opened(visit, reference, number)
    if isinstance(found, Response):
        return found
    shown, entry = found
    stands = standing(shown, entry)
    day = (stands.occurred_on.day, stands.occurred_on.month, stands.occurred_on.year)
    held = {f"on-{part}": [str(value)] for part, value in zip(("day", "month", "year"), day, strict=True)}
    return _form(visit, shown, entry, Filled(Typed({**held, **as_typed(_fields(shown, entry), stands.facts).values})))


@pages.page("/cases/{reference}/put-right/{number:int}", OFFICERS, "put_right_answer", methods=("POST",))
def answer(visit: V, reference: str, number: int) -> Response:
    """What was typed: shown again where it is wrong, looked at first, made or asked for where that was confirmed."""
    found = _opened(visit, reference, number)
    if isinstance(found, Response):
        return found
    shown, entry = found
    if visit.typed.one("change"):
        return _form(visit, shown, entry, Filled(visit.typed))
    wrong = _read(visit, shown, entry)
    if wrong.form.errors:
        return _form(visit, shown, entry, wrong.form, status=422)
    proposal = cases.correction(visit.office, number, wrong.reason, wrong.on, wrong.facts, wrong.never)
    seen = seen_version(visit)
    preview = previews.of_correction(visit.office, reference, proposal, visit.who.email, seen)
    if isinstance(preview, Refusal):
        return _refused(visit, shown, entry, wrong, preview)
    if visit.typed.one("confirmed"):
        return _save(visit, shown, entry, wrong, proposal, bool(preview.takes_two))
    return visit.show(
        "put_right/check.html",
        **_head(shown, entry),
        preview=preview,
        answers=_answers(shown, entry, wrong),
        carried=carried(visit.typed),
        what=what,
        becomes=becomes,
    )


def _save(visit: Visit, shown: ShownCase, entry: Entry, wrong: Wrong, proposal: Proposal, takes_two: bool) -> Response:
    reference, me, seen = shown.reference, visit.who.email, seen_version(visit)
    if takes_two:
        waits = asking.ask(visit.office, reference, proposal, me, seen)
        if isinstance(waits, Refusal):
            return _refused(visit, shown, entry, wrong, waits)
        return visit.go(f"/approvals/{waits.change.change_id}", "It was asked for. It waits for a second person")
    done = cases.correct(
        visit.office, reference, entry.number, wrong.reason, wrong.on, wrong.facts, wrong.never, me, True, seen
    )
    if isinstance(done, Refusal):
        return _refused(visit, shown, entry, wrong, done)
    return visit.go(done_page(visit, reference, done.outcome.entry.number))


def _refused(visit: Visit, shown: ShownCase, entry: Entry, wrong: Wrong, refusal: Refusal) -> Response:
    if not isinstance(refusal, Stale):
        return _form(visit, shown, entry, wrong.form, refusal, 409)
    sent_twice = [
        each
        for each in refusal.since
        if each.corrects == entry.number and each.recorded_by == visit.who.email and each.fact("reason") == wrong.reason
    ]
    if sent_twice and visit.typed.one("confirmed"):
        return visit.go(done_page(visit, shown.reference, sent_twice[0].number))
    return stale_page(visit, shown, refusal, _answers(shown, entry, wrong))


def _opened(visit: Visit, reference: str, number: int) -> tuple[ShownCase, Entry] | Response:
    """The case and the entry, or the answer that there is none."""
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if isinstance(shown, Refusal):
        return visit.not_found(shown)
    if not 1 <= number <= len(shown.entries):
        return visit.not_found()
    return shown, shown.entries[number - 1]


def standing(shown: ShownCase, entry: Entry) -> Entry:
    """An entry as it stands, corrections applied; as it was recorded where it does not stand."""
    return next((each for each in effective(shown.entries) if each.number == entry.number), entry)


def _fields(shown: ShownCase, entry: Entry) -> tuple[Field, ...]:
    """The facts of an entry that may be put right. A correction has none: it is undone, or what it corrects is put right."""
    return () if entry.event is Event.CORRECTION else asked(entry.event, shown.deadlines).fields


def _read(visit: Visit, shown: ShownCase, entry: Entry) -> Wrong:
    typed, errors = visit.typed, dict[str, str]()
    wrong, reason = set(typed.several("wrong")), typed.one("reason").strip()
    on, facts = None, None
    if not wrong:
        errors["wrong"] = "Choose what is wrong"
    elif NEVER in wrong and len(wrong) > 1:
        errors["wrong"] = "What never happened has no right date and no right facts: choose one or the other"
    if DATE in wrong:
        on, error = typed_day(typed, "on")
        if error or on is None:
            errors["on"] = error or "Enter the right day"
    if FACTS in wrong:
        given, found = read_facts(_right_ones_fields(shown, entry), typed)
        errors |= found
        facts = _kept_facts(shown, entry) | given
    elif on is not None and not standing(shown, entry).dated:
        facts = {name: value for name, value in standing(shown, entry).facts.items() if value != NOT_LATER_THAN}
    if not reason:
        errors["reason"] = "Say why the entry was wrong"
    return Wrong(Filled(typed, errors), reason, on, facts, wrong == {NEVER})


def _right_ones_fields(shown: ShownCase, entry: Entry) -> list[Field]:
    """As for recording it; what was not asked when it was recorded need not be known now."""
    had = standing(shown, entry).facts
    return [
        each.not_needed() if each.needed and not each.fact.needed and each.fact.name not in had else each
        for each in _fields(shown, entry)
    ]


def _kept_facts(shown: ShownCase, entry: Entry) -> dict[str, Any]:
    """The facts that the form does not show: they stay as they are."""
    shown_names = {each.fact.name for each in _fields(shown, entry)}
    return {name: value for name, value in standing(shown, entry).facts.items() if name not in shown_names}


def _form(
    visit: Visit, shown: ShownCase, entry: Entry, form: Filled[Any], refusal: Refusal | None = None, status: int = 200
) -> Response:
    return visit.show(
        "put_right/form.html",
        status,
        **_head(shown, entry),
        fields=_fields(shown, entry),
        form=form,
        wrong=form.typed.several("wrong"),
        version=shown.version,
        refusal=refusal,
        facts=answers(_fields(shown, entry), standing(shown, entry).facts),
        corrected_by=shown.corrected_by.get(entry.number),
        waiting=asking.waiting_on(visit.office, shown.reference),
    )


def _head(shown: ShownCase, entry: Entry) -> dict[str, Any]:
    stands = standing(shown, entry)
    return {
        "reference": shown.reference,
        "name": full_name(shown.person),
        "entry": entry,
        "title": EVENTS[entry.event].title,
        "day": full_day(stands.occurred_on),
        "is_correction": entry.event is Event.CORRECTION,
    }


def _answers(shown: ShownCase, entry: Entry, wrong: Wrong) -> list[tuple[str, str]]:
    stands = standing(shown, entry)
    rows = [("Entry", f"{entry.number}: {EVENTS[entry.event].title}, {full_day(stands.occurred_on)}")]
    if wrong.never:
        rows.append(("What is right", "It never happened"))
    if wrong.on is not None:
        rows.append(("The right day", full_day(wrong.on)))
    if wrong.facts is not None:
        rows += answers(_fields(shown, entry), wrong.facts)
    return [*rows, ("Why", wrong.reason)]
