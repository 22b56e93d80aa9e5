"""Notes on a case, and the warnings at its top."""

from typing import Annotated, ClassVar, Literal

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services import notes, warning_notes
from ehcp_flow.services.access.scope import READERS
from ehcp_flow.services.notes import NewNote, ShownNote, note_places, notes_of_case, write_note
from ehcp_flow.services.warning_notes import add_warning, end_warning
from ehcp_flow.web.case_page import CasePage, opened
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, TypedDayOrNone, fill, with_error
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.words import sentence

pages = Pages()

Words = Annotated[str, StringConstraints(min_length=1, max_length=notes.LONGEST)]


class NoteForm(FormModel):
    """A new note. How and when the family was spoken to is asked only of a note of that kind."""

    kind: Literal["general", "contact_with_family", "quality", "restricted"]
    how: str = ""
    on_day: TypedDayOrNone = None
    words: Words
    about: str = ""

    asks: ClassVar = {
        "kind": "Choose what kind of note it is",
        "words": f"Write the note, in at most {notes.LONGEST:,} characters",
    }


class CorrectionForm(FormModel):
    """A note that puts another right."""

    words: Words

    asks: ClassVar = {"words": f"Write what is right, in at most {notes.LONGEST:,} characters"}


class WarningForm(FormModel):
    """A new warning."""

    kind: Literal[tuple(warning_notes.KINDS)]  # type: ignore[valid-type]
    words: Annotated[str, StringConstraints(min_length=1, max_length=warning_notes.LONGEST)]
    review_on: TypedDay

    asks: ClassVar = {
        "kind": "Choose what the warning is about",
        "words": f"Write what whoever opens the case has to know, in at most {warning_notes.LONGEST} characters",
        "review_on": "Enter the day on which it is to be looked at again",
    }


@pages.page("/cases/{reference}/notes", READERS, "case_notes")
def all_notes(visit: V, reference: str) -> Response:
    """The notes that this user may read, the newest first."""
    page = opened(visit, reference, "notes", "notes")
    if isinstance(page, Response):
        return page
    found = notes_of_case(visit.office, visit.who, reference)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    kind = visit.asked("kind") if visit.asked("kind") in notes.KINDS else ""
    shown = [each for each in found if not kind or each.note.kind == kind]
    return visit.show(
        "case/notes.html", page=page, found=shown, hidden=len(found) - len(shown), kind=kind, kinds=notes.KINDS,
        how=notes.HOW, letters=notes.RESTRICTED,
    )  # fmt: skip


@pages.page("/cases/{reference}/notes/add", OFFICERS, "case_note_add")
def new_note(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "notes", "form for a note")
    return page if isinstance(page, Response) else _note_form(visit, page, EMPTY)


@pages.page("/cases/{reference}/notes/add", OFFICERS, "case_note_save", methods=("POST",))
def save_note(visit: V, reference: str) -> Response:
    """Writes the note, or shows the form again with what is wrong."""
    page = opened(visit, reference, "notes", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(NoteForm, visit.typed)
    if visit.typed.one("kind") == notes.WITH_FAMILY:
        if visit.typed.one("how") not in notes.HOW:
            form = with_error(form, "how", "Choose how you spoke to the family")
        if form.read and form.read.on_day is None:
            form = with_error(form, "on_day", "Enter the day on which you spoke to the family")
    if form.errors or form.read is None:
        return _note_form(visit, page, form)
    given = form.read
    new = NewNote(given.words, given.kind, given.about, given.how, given.on_day)
    done = write_note(visit.office, visit.who, reference, new)
    if isinstance(done, Refusal):
        return _note_form(visit, page, with_error(form, "words", sentence(done.why)))
    return visit.go(f"{page.path}/notes#note-{done.note_id}", "The note is saved.")


@pages.page("/cases/{reference}/notes/{number:int}/correct", OFFICERS, "case_note_correct")
def correct_note(visit: V, reference: str, number: int) -> Response:
    """The form for a note that puts another right."""
    page = opened(visit, reference, "notes", "form to put a note right")
    if isinstance(page, Response):
        return page
    return _correction_form(visit, page, number, EMPTY)


@pages.page("/cases/{reference}/notes/{number:int}/correct", OFFICERS, "case_note_corrected", methods=("POST",))
def save_correction(visit: V, reference: str, number: int) -> Response:
    page = opened(visit, reference, "notes", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(CorrectionForm, visit.typed)
    if form.read is None:
        return _correction_form(visit, page, number, form)
    done = write_note(visit.office, visit.who, reference, NewNote(form.read.words, corrects=number))
    if isinstance(done, Refusal):
        return _correction_form(visit, page, number, with_error(form, "words", sentence(done.why)))
    return visit.go(f"{page.path}/notes#note-{done.note_id}", f"Note {number} is put right.")


@pages.page("/cases/{reference}/warnings/add", OFFICERS, "case_warning_add")
def new_warning(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "", "form for a warning")
    return page if isinstance(page, Response) else _warning_form(visit, page, EMPTY)


@pages.page("/cases/{reference}/warnings/add", OFFICERS, "case_warning_save", methods=("POST",))
def save_warning(visit: V, reference: str) -> Response:
    page = opened(visit, reference, "", "", noted=False)
    if isinstance(page, Response):
        return page
    form = fill(WarningForm, visit.typed)
    if form.read is None:
        return _warning_form(visit, page, form)
    given = form.read
    done = add_warning(visit.office, visit.who, reference, given.kind, given.words, given.review_on)
    if isinstance(done, Refusal):
        return _warning_form(visit, page, with_error(form, "review_on", sentence(done.why)))
    return visit.go(page.path, "The warning stands at the top of the case.")


@pages.page("/cases/{reference}/warnings/{number:int}/end", OFFICERS, "case_warning_end", methods=("POST",))
def finish_warning(visit: V, reference: str, number: int) -> Response:
    page = opened(visit, reference, "", "", noted=False)
    if isinstance(page, Response):
        return page
    done = end_warning(visit.office, visit.who, reference, number)
    if isinstance(done, Refusal):
        return visit.refused(done, back=page.path)
    return visit.go(page.path, "The warning is ended. It stays in the record of the child.")


def _note_form(visit: Visit, page: CasePage, form: Filled[NoteForm]) -> Response:
    places = note_places(visit.office, visit.who, page.shown.reference)
    if isinstance(places, Refusal):
        return visit.not_found(places)
    about = form.value("about", visit.asked("about"))
    return visit.show(
        "case/note_form.html", 422 if form.errors else 200, page=page, form=form, kinds=notes.KINDS, how=notes.HOW,
        places=places, about=about,
    )  # fmt: skip


def _correction_form(visit: Visit, page: CasePage, number: int, form: Filled[CorrectionForm]) -> Response:
    found = notes_of_case(visit.office, visit.who, page.shown.reference)
    wrong: ShownNote | None = None
    if not isinstance(found, Refusal):
        wrong = next((each for each in found if each.note.note_id == number), None)
    if wrong is None:
        return visit.not_found()
    return visit.show("case/note_correct.html", 422 if form.errors else 200, page=page, form=form, wrong=wrong)


def _warning_form(visit: Visit, page: CasePage, form: Filled[WarningForm]) -> Response:
    return visit.show(
        "case/warning_form.html", 422 if form.errors else 200, page=page, form=form, kinds=warning_notes.KINDS
    )
