"""The letters of a case: listed, written, looked at, kept, given out and marked as sent."""

from datetime import date
from typing import ClassVar, Literal
from urllib.parse import urlencode

from fastapi.responses import Response

from ehcp_flow.services.access.scope import READERS, read_by
from ehcp_flow.services.contacts import KINDS as CONTACT_KINDS
from ehcp_flow.services.letters.asking import Asked, asked
from ehcp_flow.services.letters.fitting import choices
from ehcp_flow.services.letters.kept import HOW, ShownLetter, as_pdf, as_word, letters_of_case, mark_sent, shown_letter
from ehcp_flow.services.letters.making import draft, keep, mark_of
from ehcp_flow.services.letters.parts import Writing
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.web.case_page import opened
from ehcp_flow.web.forms import EMPTY, PARTS, Filled, FormModel, Typed, TypedDay, day_of, fill, with_error
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from notifications.letters.kinds import kinds
from workflows.refusals import Refusal
from workflows.words import sentence

pages = Pages()

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ELSE = "else"


class SentForm(FormModel):
    """When and how a letter went."""

    sent_on: TypedDay
    how: Literal[tuple(HOW)]  # type: ignore[valid-type]

    asks: ClassVar = {"sent_on": "Enter the day on which it was sent", "how": "Choose how it was sent"}


class WritingForm(FormModel):
    """The form of a letter. Its fields hang on the kind, so they are read by `_writing`."""


@pages.page("/cases/{reference}/letters", READERS, "case_letters")
def all_letters(visit: V, reference: str) -> Response:
    """The letters of a case, and those that could be written."""
    page = opened(visit, reference, "letters", "letters")
    if isinstance(page, Response):
        return page
    held = letters_of_case(visit.office, reference, visit.who.email)
    found = choices(visit.office, reference, visit.who.email)
    if isinstance(held, Refusal) or isinstance(found, Refusal):
        return visit.not_found(held if isinstance(held, Refusal) else None)
    fit = [each for each in found if each.why]
    rest = [each for each in found if not each.why]
    return visit.show("letters/list.html", page=page, held=held, how=HOW, fit=fit, rest=rest)


@pages.page("/cases/{reference}/letters/new", OFFICERS, "case_letter_new")
def new_letter(visit: V, reference: str) -> Response:
    """The form of a letter of the kind that the address names."""
    if (refusal := read_by(visit.office, visit.who, reference, "a new letter")) is not None:
        return visit.not_found(refusal)
    start = _start(visit.asked("kind"), visit.asked("instead_of"))
    if start is None:
        return visit.not_found()
    found = asked(visit.office, reference, start, visit.who.email)
    if isinstance(found, Refusal):
        return _refused(visit, reference, found)
    return _form(visit, reference, found, start, EMPTY)


@pages.page("/cases/{reference}/letters/new", OFFICERS, "case_letter_make", ("POST",))
def make_letter(visit: V, reference: str) -> Response:
    """Shows the letter as it will be; keeps it where it was looked at."""
    typed = visit.typed
    start = _start(typed.one("kind"), typed.one("instead_of"))
    if start is None:
        return visit.not_found()
    found = asked(visit.office, reference, start, visit.who.email)
    if isinstance(found, Refusal):
        return _refused(visit, reference, found)
    filled, writing = _writing(found, start, typed)
    if filled.errors or typed.one("step") == "change":
        return _form(visit, reference, found, start, filled)
    if typed.one("step") == "keep":
        kept = keep(visit.office, reference, writing, visit.who.email, typed.one("seen"))
        if isinstance(kept, Refusal):
            return _refused(visit, reference, kept)
        return visit.go(f"/cases/{reference}/letters/{kept.letter_id}", f"Letter {kept.letter_id} was kept.")
    made = draft(visit.office, reference, writing, visit.who.email)
    if isinstance(made, Refusal):
        return _refused(visit, reference, made)
    sent = [(name, value) for name, values in typed.values.items() if name not in ("csrf", "step") for value in values]
    return visit.show(
        "letters/look.html", reference=reference, found=found, made=made, letter=made.words, seen=mark_of(made),
        typed=sent, instead_of=start.takes_place_of,
    )  # fmt: skip


@pages.page("/cases/{reference}/letters/{number}", READERS, "case_letter")
def one_letter(visit: V, reference: str, number: int) -> Response:
    """A letter that was kept, exactly as it is."""
    held = _held(visit, reference, number, f"letter {number}")
    return held if isinstance(held, Response) else _letter(visit, reference, held, EMPTY)


@pages.page("/cases/{reference}/letters/{number}/word", READERS, "case_letter_word")
def word(visit: V, reference: str, number: int) -> Response:
    """The letter as a Word file."""
    held = _held(visit, reference, number, f"letter {number} as Word")
    return held if isinstance(held, Response) else _file(as_word(held), f"{held.name}.docx", WORD)


@pages.page("/cases/{reference}/letters/{number}/pdf", READERS, "case_letter_pdf")
def pdf(visit: V, reference: str, number: int) -> Response:
    """The letter as a PDF."""
    held = _held(visit, reference, number, f"letter {number} as PDF")
    return held if isinstance(held, Response) else _file(as_pdf(held), f"{held.name}.pdf", "application/pdf")


@pages.page("/cases/{reference}/letters/{number}/sent", OFFICERS, "case_letter_sent", ("POST",))
def sent(visit: V, reference: str, number: int) -> Response:
    """Notes when and how a letter went."""
    held = shown_letter(visit.office, reference, number, visit.who.email)
    if isinstance(held, Refusal):
        return visit.not_found(held)
    form = fill(SentForm, visit.typed)
    if form.read is None:
        return _letter(visit, reference, held, form)
    done = mark_sent(visit.office, reference, number, form.read.sent_on, form.read.how, visit.who.email)
    if isinstance(done, Refusal):
        if held.letter.sent_on is not None or held.replaced_by is not None:
            return visit.refused(done, back=f"/cases/{reference}/letters/{number}")
        return _letter(visit, reference, held, with_error(form, "sent_on", f"{sentence(done.why)} {done.do}"))
    return visit.go(f"/cases/{reference}/letters/{number}", f"Letter {number} was marked as sent.")


def _start(kind: str, instead_of: str) -> Writing | None:
    """A letter of this kind, begun; None where there is no such kind."""
    if kind not in kinds():
        return None
    return Writing(kind, takes_place_of=int(instead_of) if _is_number(instead_of) else None)


def _held(visit: Visit, reference: str, number: int, page: str) -> ShownLetter | Response:
    held = shown_letter(visit.office, reference, number, visit.who.email)
    if isinstance(held, Refusal):
        return visit.not_found(held)
    if (refusal := read_by(visit.office, visit.who, reference, page)) is not None:
        return visit.not_found(refusal)
    return held


def _file(content: bytes, name: str, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


def _letter(visit: Visit, reference: str, held: ShownLetter, form: Filled[SentForm]) -> Response:
    kind = urlencode({"kind": held.letter.kind, "instead_of": held.letter.letter_id})
    return visit.show(
        "letters/letter.html", 422 if form.errors else 200, reference=reference, held=held, letter=held.words,
        form=form, how=HOW, again=f"/cases/{reference}/letters/new?{kind}", may_write=visit.has(*OFFICERS),
    )  # fmt: skip


def _form(visit: Visit, reference: str, found: Asked, start: Writing, form: Filled[WritingForm]) -> Response:
    return visit.show(
        "letters/form.html", 422 if form.errors else 200, reference=reference, found=found, form=form,
        contact_kinds=CONTACT_KINDS, instead_of=start.takes_place_of,
    )  # fmt: skip


def _refused(visit: Visit, reference: str, refusal: Refusal) -> Response:
    if refusal == no_such_case(reference):
        return visit.not_found(refusal)
    return visit.refused(refusal, back=f"/cases/{reference}/letters")


def _writing(found: Asked, start: Writing, typed: Typed) -> tuple[Filled[WritingForm], Writing]:
    """What was typed, and every error in the order of the questions."""
    errors: dict[str, str] = {}
    contact = typed.one("to")
    if contact == ELSE or not found.contacts:
        if not typed.one("name").strip():
            errors["name"] = "Enter the name of whoever it goes to"
        if not typed.one("address").strip():
            errors["address"] = "Enter the address that it goes to"
    elif not _is_number(contact):
        errors["to"] = "Choose whom it goes to"
    dated = _day(typed, "dated", errors, "Enter the date of the letter")
    if found.of_a_limit and typed.one("limit") not in [each.key for each in found.limits]:
        errors["limit"] = "Choose which date it is about"
    given: dict[str, str] = {}
    for each in found.questions:
        name = f"fact_{each.name}"
        if each.is_day:
            day = _day(typed, name, errors, f"Enter {each.placeholder.words}")
            given[each.name] = day.isoformat() if day else ""
            continue
        given[each.name] = typed.one(name).strip()
        if not given[each.name] and not each.placeholder.optional:
            errors[name] = f"Enter {each.placeholder.words}"
    writing = Writing(
        kind=start.kind,
        contact=int(contact) if _is_number(contact) and found.contacts else None,
        name=typed.one("name"),
        address=typed.one("address"),
        dated=dated,
        given=given,
        limit=typed.one("limit"),
        takes_place_of=start.takes_place_of,
    )
    return Filled(typed, errors), writing


def _day(typed: Typed, name: str, errors: dict[str, str], missing: str) -> date | None:
    try:
        found: date | None = day_of(tuple(typed.one(f"{name}-{part}").strip() for part in PARTS))
    except ValueError as error:
        errors[name] = str(error)
        return None
    if found is None:
        errors[name] = missing
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16
