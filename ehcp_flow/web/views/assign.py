"""Giving one case to an officer: by a manager, or by whoever takes it."""

from collections.abc import Mapping
from typing import ClassVar

from fastapi.responses import Response

from ehcp_flow.documents import full_name
from ehcp_flow.services import cases
from ehcp_flow.services import team as teams
from ehcp_flow.services.access.scope import read_by
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()


class Assign(FormModel):
    """Who has the case from now on, why, and the version of the case that was looked at."""

    to: str
    reason: str = ""
    seen_version: int

    asks: ClassVar[Mapping[str, str]] = {"to": "Choose who has the case"}


@pages.page("/cases/{reference}/assign", OFFICERS, "assign")
def question(visit: V, reference: str) -> Response:
    """The officers that there are, with the cases that each has."""
    if (refusal := read_by(visit.office, visit.who, reference, "assign")) is not None:
        return visit.not_found(refusal)
    return _form(visit, reference, EMPTY)


@pages.page("/cases/{reference}/assign", OFFICERS, "assign_answer", methods=("POST",))
def answer(visit: V, reference: str) -> Response:
    """Gives the case; shown again where nobody was chosen or somebody changed the case meanwhile."""
    filled: Filled[Assign] = fill(Assign, visit.typed)
    if filled.read is None:
        return _form(visit, reference, filled, status=422)
    to, reason, seen = filled.read.to, filled.read.reason, filled.read.seen_version
    done = cases.assign(visit.office, reference, to, visit.who.email, reason, seen_version=seen)
    if isinstance(done, Refusal):
        return _form(visit, reference, filled, done, 409)
    names = {each.user.email: each.name for each in teams.officers(visit.office, visit.who) if each.user}
    return visit.go(f"/cases/{reference}", f"The case was given to {names.get(to.strip().lower(), to)}")


def _form(
    visit: Visit, reference: str, form: Filled[Assign], refusal: Refusal | None = None, status: int = 200
) -> Response:
    shown = show_case(visit.office, reference, as_user=visit.who.email)
    if not isinstance(shown, ShownCase):
        return visit.not_found(shown)
    return visit.show(
        "case/assign.html",
        status,
        shown=shown,
        name=full_name(shown.person),
        form=form,
        refusal=refusal,
        officers=[each for each in teams.officers(visit.office, visit.who) if each.user is not None],
    )
