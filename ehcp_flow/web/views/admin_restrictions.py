"""Restricted children: whose cases only named people open. References and names of users, nothing of the child."""

from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services.access.restrictions import (
    KINDS,
    SOON,
    RestrictedChild,
    due_for_review,
    lift,
    restrict,
    restricted,
)
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.users import list_users
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, TypedDay, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import NAMERS
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()
LIST = "/admin/restrictions"
Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Restrict(FormModel):
    """Which child, by a case; why; until when; and who may open the cases."""

    case: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    kind: Annotated[str, StringConstraints(min_length=1)]
    reason: Words
    review_on: TypedDay
    named: tuple[str, ...] = ()

    asks: ClassVar = {
        "case": "Give the reference of a case of the child, such as EHC-2026-00001",
        "kind": "Choose the kind",
        "reason": "Give the reason",
        "review_on": "Give the day on which somebody looks whether it must still be restricted",
    }


class Lift(FormModel):
    """Why it need not be restricted any longer."""

    reason: Words

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page(LIST, NAMERS, "restrictions")
def every_one(visit: V) -> Response:
    """Every restricted child, those to look at first."""
    due = due_for_review(visit.office, visit.who.email)
    every = restricted(visit.office, visit.who.email)
    if isinstance(every, Refusal) or isinstance(due, Refusal):
        return visit.refused(every if isinstance(every, Refusal) else due)  # type: ignore[arg-type]
    return visit.show(
        "admin/restrictions.html", due=due, others=[each for each in every if each not in due], soon=SOON.days
    )


@pages.page(f"{LIST}/add", NAMERS, "restriction_add", methods=("GET", "POST"))
def add(visit: V) -> Response:
    """Restricts a child, found by one of their cases."""
    if visit.request.method != "POST":
        return _form(visit, Filled(Typed({"case": [visit.asked("case")]})), None)
    return _saved(visit, None)


@pages.page(f"{LIST}/{{case}}", NAMERS, "restriction", methods=("GET", "POST"))
def change(visit: V, case: str) -> Response:
    """Changes how a child is restricted, and who is named."""
    held = _held(visit, case)
    if held is None:
        return visit.not_found()
    if visit.request.method == "POST":
        return _saved(visit, held)
    day = held.review_on
    given = {
        "case": [case], "kind": [held.kind], "reason": [held.reason], "named": [each.email for each in held.readers],
        "review_on-day": [str(day.day)], "review_on-month": [str(day.month)], "review_on-year": [str(day.year)],
    }  # fmt: skip
    return _form(visit, Filled(Typed(given)), held)


@pages.page(f"{LIST}/{{case}}/lift", NAMERS, "restriction_lift", methods=("GET", "POST"))
def take_off(visit: V, case: str) -> Response:
    """The child is restricted no longer."""
    held = _held(visit, case)
    if held is None:
        return visit.not_found()
    form = fill(Lift, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        return visit.show("admin/restriction_lift.html", 422 if form.errors else 200, form=form, held=held, case=case)
    refusal = lift(visit.office, case, form.read.reason, visit.who.email)
    if refusal is not None:
        return visit.refused(refusal, back=LIST)
    return visit.go(LIST, "The restriction is lifted: the team of the case sees it again.")


def _held(visit: Visit, case: str) -> RestrictedChild | None:
    every = restricted(visit.office, visit.who.email)
    return None if isinstance(every, Refusal) else next((each for each in every if case in each.cases), None)


def _saved(visit: Visit, held: RestrictedChild | None) -> Response:
    form = fill(Restrict, visit.typed)
    if not visit.typed.several("named"):
        form = with_error(form, "named", "Name at least one person, or nobody can work on the case")
    if form.errors or form.read is None:
        return _form(visit, form, held)
    read = form.read
    reference = held.cases[0] if held else read.case.upper()
    done = restrict(visit.office, reference, read.kind, read.reason, read.review_on, read.named, visit.who.email)
    if isinstance(done, Refusal):
        return _form(visit, with_error(form, _field(done), f"{done.why[:1].upper()}{done.why[1:]}"), held)
    return visit.go(LIST, "Saved. From now on only those who are named open the cases of this child.")


def _field(refusal: Refusal) -> str:
    words = refusal.why
    if "review" in words:
        return "review_on"
    if "kind" in words:
        return "kind"
    return "named" if "role" in words or "@" in words else "case"


def _form(visit: Visit, form: Filled[Restrict], held: RestrictedChild | None) -> Response:
    users = [each for each in list_users(visit.office) if each.active and each.roles & READERS]
    return visit.show(
        "admin/restriction_form.html",
        422 if form.errors else 200,
        form=form,
        held=held,
        kinds=KINDS,
        users=users,
        named=form.typed.several("named"),
    )
