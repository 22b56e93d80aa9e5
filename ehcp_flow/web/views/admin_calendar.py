"""Days on which nobody works: the authority's own bank holidays, and when schools are closed. Looked at, then saved."""

from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi import Path
from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.phrases import full_day, how_many
from ehcp_flow.services.admin import closures, days
from ehcp_flow.services.admin.schools import find_settings
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.words import day_words

pages = Pages()
LIST = "/admin/calendar"
SHOWN = 50
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Holiday(FormModel):
    """A day and what it is called."""

    name: Words
    day: TypedDay

    asks: ClassVar = {"name": "Give the name of the holiday", "day": "Give the day"}


class ClosureForm(FormModel):
    """When schools are closed: every one, or the one whose number is given."""

    name: Words
    closed_from: TypedDay
    reopens_on: TypedDay
    setting: str = ""

    asks: ClassVar = {
        "name": "Give the name, such as Summer holiday 2026",
        "closed_from": "Give the first day closed",
        "reopens_on": "Give the first day open again",
    }


class Remove(FormModel):
    """Why it goes."""

    reason: Words

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page(LIST, ADMINS, "admin_calendar")
def calendar(visit: V) -> Response:
    """The authority's own holidays and the closures that are held."""
    held = list(days.every_closure(visit.office))
    return visit.show("admin/calendar.html", holidays=days.holidays(visit.office), closures=held)


@pages.page(f"{LIST}/holidays/add", ADMINS, "admin_holiday_add", methods=("GET", "POST"))
def add_holiday(visit: V) -> Response:
    """Shows what a new holiday moves; at the second press it is saved."""
    if visit.request.method != "POST":
        return visit.show("admin/holiday_form.html", form=EMPTY)
    form = fill(Holiday, visit.typed)
    if form.read is not None and (fault := days.holiday_fault(visit.office, form.read.day)):
        form = with_error(form, "day", fault)
    if form.errors or form.read is None:
        return visit.show("admin/holiday_form.html", 422, form=form)
    name, day = form.read.name, form.read.day
    if visit.typed.one("do") != "save":
        preview = days.preview_holiday(visit.office, visit.who, day)
        return visit.show("admin/holiday_look.html", preview=preview, name=name, removing=False, form=form, shown=SHOWN)
    moved = days.add_holiday(visit.office, day, name, visit.who.email)
    if isinstance(moved, Refusal):
        return visit.refused(moved, back=LIST)
    return visit.go(LIST, f"{full_day(day)} is a holiday. {_moved(moved)}")


def _moved(cases: int) -> str:
    return f"Dates moved on {how_many(cases, 'case')}." if cases else "No date moved."


@pages.page(f"{LIST}/holidays/{{day}}/remove", ADMINS, "admin_holiday_remove", methods=("GET", "POST"))
def remove_holiday(visit: V, day: date) -> Response:
    """Shows what moves back; with a reason it does."""
    name = dict(days.holidays(visit.office)).get(day)
    if name is None:
        return visit.not_found()
    form: Filled[Any] = fill(Remove, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        preview = days.preview_holiday(visit.office, visit.who, day, remove=True)
        status = 422 if form.errors else 200
        return visit.show(
            "admin/holiday_look.html", status, preview=preview, name=name, removing=True, form=form, shown=SHOWN
        )
    moved = days.remove_holiday(visit.office, day, form.read.reason, visit.who.email)
    if isinstance(moved, Refusal):
        return visit.refused(moved, back=LIST)
    return visit.go(LIST, f"{full_day(day)} is a working day again. {_moved(moved)}")


@pages.page(f"{LIST}/closures/add", ADMINS, "admin_closure_add", methods=("GET", "POST"))
def add_closure(visit: V) -> Response:
    """Shows for which deadlines a closure would be grounds; at the second press it is saved."""
    if visit.request.method != "POST":
        return _closure_form(visit, EMPTY)
    form = fill(ClosureForm, visit.typed)
    if form.read is not None:
        for name, words in closures.faults(form.read.name, form.read.closed_from, form.read.reopens_on).items():
            form = with_error(form, name, words)
    chosen = visit.typed.one("setting")
    names = {str(each.setting.setting_id): each.setting.name for each in find_settings(visit.office)}
    if chosen and chosen not in names:
        form = with_error(form, "setting", "Choose a setting of the list, or every setting")
    if form.errors or form.read is None:
        return _closure_form(visit, form)
    read, of = form.read, int(chosen) if chosen else None
    if visit.typed.one("do") != "save":
        preview = closures.preview_closure(visit.office, visit.who, read.name, read.closed_from, read.reopens_on, of)
        return visit.show(
            "admin/closure_look.html", preview=preview, read=read, setting=names.get(chosen, ""), form=form, shown=SHOWN
        )
    done = closures.add_closure(visit.office, read.name, read.closed_from, read.reopens_on, of, visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=LIST)
    return visit.go(LIST, f"{done.name} is held: closed from {day_words(done.closed_from)}.")


def _closure_form(visit: Visit, form: Filled[Any]) -> Response:
    settings = [each.setting for each in find_settings(visit.office)]
    return visit.show("admin/closure_form.html", 422 if form.errors else 200, form=form, settings=settings)


@pages.page(f"{LIST}/closures/{{number}}/remove", ADMINS, "admin_closure_remove", methods=("GET", "POST"))
def remove_closure(visit: V, number: Annotated[int, Path(ge=1, le=2**31)]) -> Response:
    """Says what leans on a closure; with a reason it goes."""
    held = closures.closure_of(visit.office, number)
    if held is None:
        return visit.not_found()
    form: Filled[Any] = fill(Remove, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        preview = closures.preview_closure(
            visit.office, visit.who, held.name, held.closed_from, held.reopens_on, held.setting_id
        )
        status = 422 if form.errors else 200
        return visit.show("admin/closure_remove.html", status, preview=preview, held=held, form=form)
    done = closures.remove_closure(visit.office, number, form.read.reason, visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=LIST)
    return visit.go(LIST, f"{done.name} is no longer held.")
