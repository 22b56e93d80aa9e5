"""Opening a case: who the child is (known already, or new), how the case begins, what that starts; and then it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.phrases import full_day, what
from ehcp_flow.services.cases import BEGINNINGS, Done, open_case
from ehcp_flow.services.likely import LikelyChild, likely
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.previews import of_opening
from ehcp_flow.web.effects import becomes
from ehcp_flow.web.fact_fields import Field, answers, asked, carried, days_offered, read_day, read_facts
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, fill
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.record import back_of, done_page
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.vocabulary import Event

pages = Pages()

HOW = {
    Event.REQUEST_RECEIVED: "With a request for an assessment",
    Event.BECAME_RESPONSIBLE: "The child came to our attention without a request",
    Event.PLAN_TRANSFERRED_IN: "With a plan from another authority",
    Event.PLAN_MADE: "With a plan that was made before cases were kept here",
}
ANOTHER = "another"


class Child(FormModel):
    """Who the child is."""

    asks: ClassVar[Mapping[str, str]] = {
        "forename": "Enter the forename",
        "surname": "Enter the surname",
        "born": "Enter the date of birth",
        "begins": "Choose how the case begins",
    }
    forename: Annotated[str, StringConstraints(min_length=1)]
    surname: Annotated[str, StringConstraints(min_length=1)]
    born: TypedDay
    upn: str = ""
    nhs_number: str = ""
    begins: Event


@dataclass(frozen=True, slots=True)
class Opening:
    """What was typed, read."""

    form: Filled[Any]
    person: NewPerson
    event: Event
    on: date
    facts: dict[str, Any]


@pages.page("/cases/new", OFFICERS, "open_case")
def question(visit: V) -> Response:
    """The form."""
    return _form(visit, EMPTY)


@pages.page("/cases/new", OFFICERS, "open_case_answer", methods=("POST",))
def answer(visit: V) -> Response:
    """What was typed: shown again where it is wrong; then who the child may be; then what it starts; then saved."""
    if visit.typed.one("change"):
        return _form(visit, Filled(visit.typed))
    opening = _read(visit)
    if isinstance(opening, Response):
        return opening
    found = likely(visit.office, visit.who, opening.person)
    ids, chosen = ",".join(str(each.person.person_id) for each in found), visit.typed.one("child")
    told_apart = visit.typed.one("known") == ids and chosen
    if found and not told_apart:
        tried = "known" in visit.typed.values and visit.typed.one("known") == ids
        return _which_child(visit, opening, found, ids, tried)
    person = opening.person
    if found:
        same = next((each for each in found if str(each.person.person_id) == chosen), None)
        person = same.as_new(person) if same else replace(person, another=True)
    if visit.typed.one("confirmed"):
        done = open_case(
            visit.office, person, opening.on, as_user=visit.who.email, event=opening.event, facts=opening.facts
        )
        if isinstance(done, Refusal):
            return _form(visit, opening.form, done, 409)
        return visit.go(done_page(visit, done.case, 1), f"{done.case} was opened")
    looked = open_case(
        visit.office, person, opening.on, as_user=visit.who.email, event=opening.event, facts=opening.facts,
        only_look=True,
    )  # fmt: skip
    if isinstance(looked, Refusal):
        return _form(visit, opening.form, looked, 409)
    return _check(visit, opening, looked, person, ids)


def _read(visit: Visit) -> Opening | Response:
    child = fill(Child, visit.typed)
    on, wrong_day = read_day(visit.typed)
    errors = {**child.errors, **wrong_day}
    facts: dict[str, Any] = {}
    begins = visit.typed.one("begins")
    if begins in BEGINNINGS:
        facts, wrong = read_facts(fields_of(Event(begins)), visit.typed)
        errors |= wrong
    elif begins:
        errors["begins"] = "Choose how the case begins"
    if errors or child.read is None or on is None:
        return _form(visit, Filled(visit.typed, errors), status=422)
    read = child.read
    person = NewPerson(f"{read.surname}, {read.forename}", read.born, read.upn, read.nhs_number)
    return Opening(child, person, read.begins, on, facts)


def fields_of(event: Event) -> list[Field]:
    """The facts that are asked of how a case begins."""
    return [each for each in asked(event).fields if each.fact.name != "note"]


def _form(visit: Visit, form: Filled[Any], refusal: Refusal | None = None, status: int = 200) -> Response:
    return visit.show(
        "opening/form.html",
        status,
        form=form,
        how=[(event.value, words, fields_of(event)) for event, words in HOW.items()],
        days=days_offered(visit.office.clock.today()),
        back=back_of(visit),
        refusal=refusal,
    )


def _which_child(visit: Visit, opening: Opening, found: Sequence[LikelyChild], ids: str, tried: bool) -> Response:
    """Asks whether it is one of those who are held."""
    errors = {"child": "Choose which child it is"} if tried else {}
    return visit.show(
        "opening/which_child.html",
        422 if tried else 200,
        form=Filled(visit.typed, errors),
        found=found,
        ids=ids,
        typed_name=" ".join(opening.person.parts),
        born=opening.person.born,
        carried=carried(visit.typed, ("known", "child")),
    )


def _check(visit: Visit, opening: Opening, looked: Done, person: NewPerson, ids: str) -> Response:
    forename, surname = person.parts
    upn, nhs_number = person.numbers
    rows = [
        ("Child", f"{forename} {surname}"),
        ("Known already?", "Yes: this case is added to them" if looked.known_person else "No: they are registered"),
        ("Date of birth", full_day(person.born)),
        *([("UPN", upn)] if upn else []),
        *([("NHS number", nhs_number)] if nhs_number else []),
        ("How the case begins", HOW[opening.event]),
        (asked(opening.event).day, full_day(opening.on)),
        *answers(fields_of(opening.event), opening.facts),
    ]
    return visit.show(
        "opening/check.html",
        preview=of_opening(visit.office, looked),
        answers=rows,
        carried=[*carried(visit.typed, ("known",)), ("known", ids)],
        what=what,
        becomes=becomes,
    )
