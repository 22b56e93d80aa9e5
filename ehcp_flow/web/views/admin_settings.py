"""Settings: the schools, colleges and early years providers that children go to."""

from typing import Annotated, ClassVar

from fastapi import Path
from fastapi.responses import Response

from ehcp_flow.db.settings import Setting
from ehcp_flow.phrases import how_many
from ehcp_flow.services.admin.schools import (
    SettingsRead,
    faults,
    find_settings,
    read_settings,
    save_setting,
    setting_of,
)
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()
LIST = "/admin/settings"
A_PAGE = 50
LONGEST_FILE = 5_000_000
"""Bytes of a file of settings: a whole county has some hundred kilobytes."""


class Details(FormModel):
    """A setting as it is typed. What is wrong with it the service says."""

    name: str = ""
    kind: str = ""
    urn: str = ""
    ukprn: str = ""

    asks: ClassVar = {"name": "Give the name of the setting"}


@pages.page(LIST, ADMINS, "admin_settings")
def settings(visit: V) -> Response:
    """The settings by name, a page at a time."""
    text, number = visit.asked("text"), visit.asked("page", "1")
    found = find_settings(visit.office, text)
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(int(number), 1), last) if number.isdecimal() and len(number) < 9 else 1
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    return visit.show(
        "admin/settings.html", found=shown, count=len(found), text=text, page=page, last=last, first=(page - 1) * A_PAGE
    )


@pages.page(f"{LIST}/add", ADMINS, "admin_setting_add", methods=("GET", "POST"))
def add(visit: V) -> Response:
    """A new setting."""
    return _saved(visit, None)


@pages.page(f"{LIST}/import", ADMINS, "admin_settings_import", methods=("GET", "POST"))
def read_in(visit: V) -> Response:
    """Settings from a CSV: every row is checked before any is saved."""
    if visit.request.method != "POST":
        return _import_page(visit, EMPTY, None)
    form: Filled[Details] = Filled(visit.typed)
    files = visit.typed.files.get("file", ())
    content = files[-1].file.read(LONGEST_FILE + 1) if files and files[-1].filename else b""
    if not content:
        return _import_page(visit, with_error(form, "file", "Choose a CSV file"), None)
    if len(content) > LONGEST_FILE:
        return _import_page(visit, with_error(form, "file", "The file must be smaller than 5 MB"), None)
    save = visit.typed.one("do") != "check"
    found = read_settings(visit.office, content, save, visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back=LIST)
    if found.problems:
        words = f"The file has {how_many(len(found.problems), 'fault')}, so nothing was saved"
        return _import_page(visit, with_error(form, "file", words), found)
    if not save:
        return _import_page(visit, form, found)
    said = f"{how_many(found.added, 'setting')} added, {found.changed:,} changed, {found.same:,} as they were."
    return visit.go(LIST, said)


def _import_page(visit: Visit, form: Filled[Details], found: SettingsRead | None) -> Response:
    status = 422 if form.errors else 200
    return visit.show("admin/settings_import.html", status, form=form, found=found, shown=A_PAGE)


@pages.page(f"{LIST}/{{number}}", ADMINS, "admin_setting", methods=("GET", "POST"))
def setting(visit: V, number: Annotated[int, Path(ge=1, le=2**31)]) -> Response:
    """One setting, to be changed."""
    held = setting_of(visit.office, number)
    return visit.not_found() if held is None else _saved(visit, held)


def _saved(visit: Visit, held: Setting | None) -> Response:
    if visit.request.method != "POST":
        given = {name: [getattr(held, name)] for name in Details.model_fields} if held else {}
        return visit.show("admin/setting_form.html", form=Filled(Typed(given)), held=held)
    form = fill(Details, visit.typed)
    details = [visit.typed.one(name).strip() for name in Details.model_fields]
    for name, words in faults(*details).items():
        form = with_error(form, name, words)
    if form.errors:
        return visit.show("admin/setting_form.html", 422, form=form, held=held)
    name, kind, urn, ukprn = details
    number = held.setting_id if held else 0
    done = save_setting(visit.office, number, name, kind, urn, ukprn, visit.who.email)
    if isinstance(done, Refusal):
        form = with_error(form, "urn", f"{done.why[:1].upper()}{done.why[1:]}")
        return visit.show("admin/setting_form.html", 422, form=form, held=held)
    return visit.go(LIST, f"{done.name} was {'changed' if held else 'added'}.")
