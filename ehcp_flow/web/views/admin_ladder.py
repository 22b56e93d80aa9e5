"""Who is warned of what is due, and when: the ladders in words, and the authority's own."""

from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.ladder_words import rung_words
from ehcp_flow.phrases import how_many
from ehcp_flow.services.admin.own_warnings import as_toml
from ehcp_flow.services.telling import ladders
from ehcp_flow.services.telling.ladders import Changed
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V
from workflows.refusals import Refusal

pages = Pages()
PAGE = "/admin/ladder"


class Own(FormModel):
    """What is to be different, in the shape of the shipped file, and why."""

    toml: Annotated[str, StringConstraints(min_length=1, max_length=50_000)]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]

    asks: ClassVar = {"toml": "Say what is to be different", "reason": "Give the reason"}


class Back(FormModel):
    """Why what is shipped counts again."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page(PAGE, ADMINS, "admin_ladder")
def ladder(visit: V) -> Response:
    """Each duty with its warnings in words, and whose they are."""
    shown = ladders.show(visit.office)
    return visit.show("admin/ladder.html", shown=shown, rung_words=rung_words)


@pages.page(f"{PAGE}/set", ADMINS, "admin_ladder_set", methods=("GET", "POST"))
def set_own(visit: V) -> Response:
    """The authority's own in place of the shipped. The reader of the law's files checks it, and its words stand in place."""
    if visit.request.method != "POST":
        own = ladders.show(visit.office).own
        return visit.show("admin/ladder_set.html", form=Filled(Typed({"toml": [as_toml(own)]})))
    form = fill(Own, visit.typed)
    if visit.typed.one("toml").strip():
        read = ladders.read_text(visit.office, visit.typed.one("toml"), "this page", "Set the warnings")
        if isinstance(read, Refusal):
            form = with_error(form, "toml", f"{read.why[:1].upper()}{read.why[1:]}")
    if form.errors or form.read is None:
        return visit.show("admin/ladder_set.html", 422, form=form)
    done = ladders.set_text(visit.office, form.read.toml, "this page", form.read.reason, visit.who.email)
    return visit.refused(done, back=PAGE) if isinstance(done, Refusal) else visit.go(PAGE, _said(done))


@pages.page(f"{PAGE}/back", ADMINS, "admin_ladder_back", methods=("GET", "POST"))
def back(visit: V) -> Response:
    """What is shipped counts again."""
    form = fill(Back, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        return visit.show("admin/ladder_back.html", 422 if form.errors else 200, form=form)
    done = ladders.reset(visit.office, form.read.reason, visit.who.email)
    return visit.refused(done, back=PAGE) if isinstance(done, Refusal) else visit.go(PAGE, _said(done))


def _said(done: Changed) -> str:
    said = f"Saved. {how_many(done.deadlines, 'deadline is', 'deadlines are')} warned of on another day from now on."
    left_out = sorted({f"{each.rung} of {each.duty}, because {each.why}" for each in done.left_out})
    return f"{said} Left out: {'; '.join(left_out)}." if left_out else said
