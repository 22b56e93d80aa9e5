"""Saved views: save the address of a list, rename one, delete one."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services.work.saved import delete_view, rename_view, save_view, saved_views
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill, with_error
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.words import sentence

pages = Pages()

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class ViewForm(FormModel):
    """The name of a view. `place` is the address of the list; `team` is "yes" where the team has it too."""

    name: Name
    place: str = ""
    team: str = ""

    asks: ClassVar[Mapping[str, str]] = {"name": "Enter a name for the view, of 80 characters at most"}


@pages.page("/work/views", OFFICERS, "views")
def views(visit: V) -> Response:
    """The saved views of this user and of their team; and the form that saves the list one comes from."""
    return _shown(visit, EMPTY, visit.asked("place"))


@pages.page("/work/views", OFFICERS, "views_save", methods=("POST",))
def save(visit: V) -> Response:
    """Saves the address of a list under a name."""
    form = fill(ViewForm, visit.typed)
    if form.read is None:
        return _shown(visit, form, visit.typed.one("place"), 422)
    saved = save_view(visit.office, visit.who, form.read.name, form.read.place, form.read.team == "yes")
    if isinstance(saved, Refusal):
        return _shown(visit, _told(form, saved), form.read.place, 422)
    return visit.go(saved.place, f"Saved as “{saved.name}”. You find it on My work.")


@pages.page("/work/views/{number}", OFFICERS, "views_change", methods=("POST",))
def change(visit: V, number: int) -> Response:
    """Renames a view, or deletes it."""
    if visit.typed.one("do") == "delete":
        gone = delete_view(visit.office, visit.who, number)
        return visit.refused(gone, back="/work/views") if isinstance(gone, Refusal) else _back(visit, gone.name, "gone")
    form = fill(ViewForm, visit.typed)
    if form.read is None:
        return _shown(visit, form, "", 422, of=number)
    renamed = rename_view(visit.office, visit.who, number, form.read.name)
    if isinstance(renamed, Refusal):
        return visit.refused(renamed, back="/work/views")
    return _back(visit, form.read.name, "renamed")


def _back(visit: Visit, name: str, what: str) -> Response:
    return visit.go(
        "/work/views", f"The view is now called “{name}”." if what == "renamed" else f"“{name}” is deleted."
    )


def _told(form: Filled[ViewForm], refusal: Refusal) -> Filled[ViewForm]:
    field = "team" if "team" in refusal.why else "name"
    return with_error(form, field, f"{sentence(refusal.why)} {sentence(refusal.do)}")


def _shown(visit: Visit, form: Filled[ViewForm], place: str, status: int = 200, of: int = 0) -> Response:
    held = saved_views(visit.office, visit.who)
    return visit.show("work/views.html", status, form=form, place=place, held=held, of=of)
