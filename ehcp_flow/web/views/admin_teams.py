"""Teams: who is in which, and giving one another name."""

from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.phrases import how_many
from ehcp_flow.services.admin.teams import rename_team, teams
from ehcp_flow.web.forms import EMPTY, FormModel, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V
from workflows.refusals import Refusal

pages = Pages()
LIST = "/admin/teams"


class Rename(FormModel):
    """The new name, and that what it means for the cases was read."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    knows: str = ""

    asks: ClassVar = {"name": "Give the new name of the team"}


@pages.page(LIST, ADMINS, "admin_teams")
def every_team(visit: V) -> Response:
    """Every team with its people and its cases."""
    return visit.show("admin/teams.html", teams=teams(visit.office))


@pages.page(f"{LIST}/rename", ADMINS, "admin_team_rename", methods=("GET", "POST"))
def rename(visit: V) -> Response:
    """Gives a team another name. The team stands in the address, because any text may be one."""
    name = visit.asked("team")
    team = next((each for each in teams(visit.office) if name and each.name == name and each.members), None)
    if team is None:
        return visit.not_found()
    form = fill(Rename, visit.typed) if visit.request.method == "POST" else EMPTY
    if visit.request.method == "POST" and team.cases and form.typed.one("knows") != "yes":
        form = with_error(form, "knows", "Say that you know what happens to the cases")
    if form.errors or form.read is None:
        return visit.show("admin/team_rename.html", 422 if form.errors else 200, form=form, team=team)
    done = rename_team(visit.office, team.name, form.read.name, form.read.knows == "yes", visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=LIST)
    return visit.go(LIST, f"Team {team.name} is now {form.read.name}: {how_many(done, 'person', 'people')}.")
