"""Giving many cases to an officer: choose, look at what would change, do it, and undo it."""

from dataclasses import replace
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.db.batches import Batch
from ehcp_flow.db.team_rows import Chosen
from ehcp_flow.db.users import User
from ehcp_flow.phrases import how_many
from ehcp_flow.services import allocation
from ehcp_flow.services import team as teams
from ehcp_flow.services.allocation import MOST, Picked
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, fill, with_error
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.case_rows import A_PAGE, page_asked, pages_of, rows_of
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()
Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]
FILTERS = ("officer", "setting", "area", "letter")


class Give(FormModel):
    """Cases as they were ticked, an officer's address, and why."""

    case: tuple[str, ...] = ()
    everything: str = ""
    to: Words
    reason: Words

    asks: ClassVar = {"to": "Choose the officer who takes the cases", "reason": "Give the reason"}


class Why(FormModel):
    reason: Words

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page("/team/allocate", MANAGERS, "allocate")
def choose(visit: V) -> Response:
    """The cases to choose from, and to whom they can go."""
    asked = {name: visit.asked(name) for name in FILTERS}
    return _choosing(visit, asked, EMPTY)


def _choosing(visit: Visit, asked: dict[str, str], form: Filled[Give]) -> Response:
    chosen = _chosen(visit, asked)
    if chosen is None:
        return visit.not_found()
    page = page_asked(visit)
    found = teams.listed(visit.office, visit.who, chosen, A_PAGE, (page - 1) * A_PAGE)
    officers = teams.officers(visit.office, visit.who, gone=True)
    return visit.show(
        "team/allocate.html",
        422 if form.errors else 200,
        form=form,
        asked=asked,
        on=[name for name in FILTERS if asked[name]],
        found=found,
        rows=rows_of(visit, found.cases),
        officers=[each for each in officers if each.user and each.user.active],
        gone=[each for each in officers if each.user and not each.user.active],
        places=teams.places(visit.office, visit.who),
        pagination=pages_of("/team/allocate", asked, page, found.total),
        ticked=[each.partition(":")[0] for each in form.typed.several("case")],
        most=MOST,
    )


def _chosen(visit: Visit, asked: dict[str, str]) -> Chosen | None:
    """What the filters ask for; None where they name an officer who is not there."""
    officer: User | int | None = None
    if asked["officer"]:
        officer = teams.by_key(visit.office, asked["officer"])
        if officer is None:
            return None
    setting = asked["setting"]
    return Chosen(
        officer=officer.user_id if isinstance(officer, User) else officer,
        setting_id=int(setting) if setting.isascii() and setting.isdecimal() and len(setting) < 10 else None,
        area=asked["area"],
        letter=asked["letter"][:1],
    )


@pages.page("/team/allocate", MANAGERS, "allocate_look", methods=("POST",))
def look(visit: V) -> Response:
    """What would change, before anything does."""
    asked = {name: visit.typed.one(name) for name in FILTERS}
    form = fill(Give, visit.typed)
    chosen = _chosen(visit, asked)
    if chosen is None:
        return visit.not_found()
    picked = _picked(visit, form.typed, chosen)
    if not picked:
        form = with_error(form, "case", "Tick the cases to give, or choose all that are listed")
    elif len(picked) > MOST:
        words = f"At most {MOST} cases can be given at once: narrow the list, or tick the cases to give"
        form = with_error(form, "everything", words)
    if form.errors or form.read is None:
        return _choosing(visit, asked, replace(form, read=None))
    found = allocation.look(visit.office, visit.who, form.read.to, form.read.reason, picked)
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"/team/allocate?{urlencode(asked)}")
    return _looking(visit, found, asked)


def _looking(visit: Visit, found: allocation.Look, asked: dict[str, str], status: int = 200) -> Response:
    will = [line.row for line in found.will if line.row is not None]
    return visit.show(
        "team/allocate_look.html", status, look=found, asked=asked, rows=rows_of(visit, will), back=urlencode(asked)
    )


def _picked(visit: Visit, typed: Typed, chosen: Chosen) -> list[Picked]:
    """The ticked cases with the versions that were seen; or all that the filters ask for, as they are now."""
    if typed.one("everything"):
        found = teams.listed(visit.office, visit.who, chosen, MOST + 1)
        return [Picked(each.case, each.version) for each in found.cases]
    made = (each.partition(":") for each in dict.fromkeys(typed.several("case")))
    return [Picked(case, int(seen)) for case, _, seen in made if seen.isascii() and seen.isdecimal() and len(seen) < 10]


@pages.page("/team/allocate/confirm", MANAGERS, "allocate_confirm", methods=("POST",))
def confirm(visit: V) -> Response:
    """Gives the cases that were looked at."""
    form = fill(Give, visit.typed)
    picked = _picked(visit, Typed({"case": form.typed.several("case")}), Chosen())
    found = allocation.allocate(visit.office, visit.who, form.typed.one("to"), form.typed.one("reason"), picked)
    if isinstance(found, Refusal):
        return visit.refused(found, back="/team/allocate")
    left = [f"{line.case} was left out: {line.why}." for line in found.left_out[:5]]
    more = [f"{len(found.left_out) - 5:,} more were left out."] if len(found.left_out) > 5 else []
    said = " ".join([f"{how_many(len(found.done), 'case was', 'cases were')} given.", *left, *more])
    return visit.go(f"/team/batches/{found.batch}", said)


@pages.page("/team/batches", MANAGERS, "batches")
def batches(visit: V) -> Response:
    """The latest batches."""
    found = teams.last_batches(visit.office, 50)
    return visit.show("team/batches.html", batches=[(each, _name(visit, each)) for each in found])


@pages.page("/team/batches/{number}", MANAGERS, "batch")
def batch(visit: V, number: int) -> Response:
    """One batch: what became of each of its cases, and the way to undo it."""
    return _batch(visit, number, EMPTY)


@pages.page("/team/batches/{number}/undo", MANAGERS, "batch_undo", methods=("POST",))
def undo(visit: V, number: int) -> Response:
    """Takes back what still stands of a batch."""
    form = fill(Why, visit.typed)
    if form.errors or form.read is None:
        return _batch(visit, number, form)
    found = allocation.undo(visit.office, visit.who, number, form.read.reason)
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"/team/batches/{number}")
    left = [f"{line.case} stays: {line.why}." for line in found.left_out]
    said = f"{how_many(len(found.done), 'case is', 'cases are')} back where they were."
    return visit.go(f"/team/batches/{number}", " ".join([said, *left[:5]]))


def _batch(visit: Visit, number: int, form: Filled[Why]) -> Response:
    found = allocation.opened(visit.office, visit.who, number)
    if isinstance(found, Refusal):
        return visit.not_found(found)
    to = _name(visit, found.batch)
    return visit.show("team/batch.html", 422 if form.errors else 200, form=form, batch=found, to=to)


def _name(visit: Visit, of: Batch) -> str:
    found = teams.by_key(visit.office, of.goes_to)
    return found.name if isinstance(found, User) else of.goes_to
