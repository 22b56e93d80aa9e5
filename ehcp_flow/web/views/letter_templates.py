"""The templates of letters: shown, changed with a reason, looked at with a made-up case, and back to as shipped."""

from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services.letters.own_templates import (
    Template,
    Unfit,
    as_shipped,
    differences,
    made_up,
    save,
    template,
    templates,
    versions,
)
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from notifications.letters.check import problems
from notifications.letters.kinds import COMMON, blocks
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import sentence

pages = Pages()
ADMINS = frozenset({Role.ADMIN})

Reason = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class TemplateForm(FormModel):
    """New words of a template, and why. `seen`: how many versions there were when they were begun."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=50_000, strip_whitespace=False)]
    reason: str = ""
    seen: int = 0

    asks: ClassVar = {"words": "Write the letter"}


class ShippedForm(FormModel):
    """Why it goes back to the template as it is shipped."""

    reason: Reason
    seen: int = 0

    asks: ClassVar = {"reason": "Enter the reason, in at most 500 characters"}


@pages.page("/admin/letters", ADMINS, "letter_templates")
def all_templates(visit: V) -> Response:
    """Every kind of letter, and whether the council has its own version."""
    return visit.show("letters/templates.html", held=templates(visit.office))


@pages.page("/admin/letters/{name}", ADMINS, "letter_template")
def one_template(visit: V, name: str) -> Response:
    """A template with its law, its versions, and the way to change it."""
    held = template(visit.office, name)
    return visit.not_found(held) if isinstance(held, Refusal) else _template(visit, held, EMPTY)


@pages.page("/admin/letters/{name}/example", ADMINS, "letter_template_example")
def example(visit: V, name: str) -> Response:
    """A letter of a made-up case from the template that holds."""
    held = template(visit.office, name)
    if isinstance(held, Refusal):
        return visit.not_found(held)
    made = made_up(visit.office, held.kind, held.words)
    if isinstance(made, Refusal):
        return visit.refused(made, back=f"/admin/letters/{name}")
    return visit.show("letters/example.html", held=held, letter=made)


@pages.page("/admin/letters/{name}/edit", ADMINS, "letter_template_edit")
def edit(visit: V, name: str) -> Response:
    """The words of a template, to be changed."""
    held = template(visit.office, name)
    return visit.not_found(held) if isinstance(held, Refusal) else _edit(visit, held, EMPTY)


@pages.page("/admin/letters/{name}/edit", ADMINS, "letter_template_save", ("POST",))
def change(visit: V, name: str) -> Response:
    """Looks at the new words with a made-up case, or saves them."""
    held = template(visit.office, name)
    if isinstance(held, Refusal):
        return visit.not_found(held)
    form = fill(TemplateForm, visit.typed)
    given = form.read
    if given is None:
        return _edit(visit, held, form)
    found = problems(held.kind, given.words)
    if found:
        form = with_error(form, "words", f"The letter cannot be used as it is: {len(found)} to put right, listed below")
        return _edit(visit, held, form, Unfit(tuple(found)))
    if visit.typed.one("step") == "look":
        made = made_up(visit.office, held.kind, given.words)
        return _edit(visit, held, form, look=None if isinstance(made, Refusal) else made)
    if not given.reason:
        return _edit(visit, held, with_error(form, "reason", "Enter the reason: it stays with the version"))
    saved = save(visit.office, name, given.words, given.reason, visit.who.email, given.seen)
    if isinstance(saved, Refusal):
        return _edit(visit, held, with_error(form, "words", f"{sentence(saved.why)} {saved.do}"))
    if isinstance(saved, Unfit):
        return _edit(visit, held, form, saved)
    return visit.go(f"/admin/letters/{name}", f"Version {saved.version} of “{held.kind.title}” is used from now on.")


@pages.page("/admin/letters/{name}/as-shipped", ADMINS, "letter_template_shipped", ("POST",))
def shipped(visit: V, name: str) -> Response:
    """From now on the template as it is shipped."""
    held = template(visit.office, name)
    if isinstance(held, Refusal):
        return visit.not_found(held)
    form = fill(ShippedForm, visit.typed)
    if form.read is None:
        return _template(visit, held, form)
    done = as_shipped(visit.office, name, form.read.reason, visit.who.email, form.read.seen)
    if isinstance(done, Refusal):
        return _template(visit, held, with_error(form, "reason", f"{sentence(done.why)} {done.do}"))
    return visit.go(f"/admin/letters/{name}", f"“{held.kind.title}” is as shipped from now on.")


@pages.page("/admin/letters/{name}/versions/{version}", ADMINS, "letter_template_version")
def version(visit: V, name: str, version: int) -> Response:
    """What a version changed, line by line, against the one before it."""
    held = template(visit.office, name)
    every = versions(visit.office, name)
    if isinstance(held, Refusal) or isinstance(every, Refusal):
        return visit.not_found(held if isinstance(held, Refusal) else None)
    this = next((each for each in every if each.version == version), None)
    if this is None:
        return visit.not_found()
    before = next((each.words for each in every if each.version == version - 1), "") or held.kind.words
    lines = differences(before, this.words or held.kind.words)
    return visit.show("letters/version.html", held=held, this=this, lines=lines)


def _template(visit: Visit, held: Template, form: Filled[ShippedForm]) -> Response:
    found = versions(visit.office, held.kind.name)
    every = [] if isinstance(found, Refusal) else found
    return visit.show(
        "letters/template.html", 422 if form.errors else 200, held=held, versions=every, form=form, blocks=blocks(),
        seen=len(every),
    )  # fmt: skip


def _edit(
    visit: Visit, held: Template, form: Filled[TemplateForm], unfit: Unfit | None = None, look: object = None
) -> Response:
    found = versions(visit.office, held.kind.name)
    return visit.show(
        "letters/edit.html", 422 if form.errors else 200, held=held, form=form, unfit=unfit, letter=look, blocks=blocks(),
        common=COMMON, seen=0 if isinstance(found, Refusal) else len(found),
    )  # fmt: skip
