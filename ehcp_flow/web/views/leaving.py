"""Who is away and who stands in, who works here, and where the cases of a leaver go."""

from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.db.absences import Absence
from ehcp_flow.db.users import User
from ehcp_flow.phrases import how_many
from ehcp_flow.services import leaving
from ehcp_flow.services import team as teams
from ehcp_flow.services.telling import absences
from ehcp_flow.services.users import list_users
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, TypedDayOrNone, fill, with_error
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import day_words

pages = Pages()
BACK = "/team/people"


class Away(FormModel):
    """From when (without it: today) and until the day before which, and who stands in meanwhile."""

    away_from: TypedDayOrNone = None
    back_on: TypedDay
    stand_in: str = ""

    asks: ClassVar = {"back_on": "Give the first day back"}


class Leave(FormModel):
    """Where the open cases go: officer:ADDRESS, or team:TEAM for its manager."""

    goes: str = ""
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page("/team/people", MANAGERS, "people")
def people(visit: V) -> Response:
    """Everybody who works here and those who did, with absences and open cases."""
    away = absences.absences(visit.office)
    users = list_users(visit.office)
    names = {each.email: each.name for each in users}
    loads = {each.key: each.load for each in teams.team(visit.office, visit.who).officers}
    return visit.show(
        "team/people.html",
        here_now=[each for each in users if each.active],
        gone=[each for each in users if not each.active],
        away={user_id: [(each, names.get(each.stand_in, "")) for each in found] for user_id, found in away.items()},
        loads=loads,
    )


@pages.page("/team/people/{email}", MANAGERS, "person_at_work")
def person(visit: V, email: str) -> Response:
    """One of them: their absences, and the way out."""
    return _person(visit, email, EMPTY)


def _person(visit: Visit, email: str, form: Filled[Away] | Filled[Leave], which: str = "") -> Response:
    users = list_users(visit.office)
    user = next((each for each in users if each.email == email.strip().lower()), None)
    if user is None:
        return visit.not_found()
    held, seen = leaving.open_cases(visit.office, user, visit.who.email)
    others = [each for each in users if each.active and each.user_id != user.user_id]
    officers = teams.officers(visit.office, visit.who)
    return visit.show(
        "team/person.html",
        422 if form.errors else 200,
        form=form,
        away_form=form if which == "away" else EMPTY,
        leave_form=form if which == "leave" else EMPTY,
        person=user,
        away=absences.absences(visit.office).get(user.user_id, []),
        names={each.email: each.name for each in users},
        held=held,
        hidden=held - seen,
        others=others,
        officers=[each for each in officers if each.user and each.user.user_id != user.user_id],
        teams=sorted({each.team for each in others if each.team and Role.MANAGER in each.roles}),
    )


@pages.page("/team/people/{email}/away", MANAGERS, "person_away", methods=("POST",))
def away(visit: V, email: str) -> Response:
    """Says that somebody is away, and who stands in."""
    form = fill(Away, visit.typed)
    today = visit.office.clock.today()
    if form.read is not None and form.read.back_on <= max(form.read.away_from or today, today):
        form = with_error(form, "back_on", "The first day back must be after today, and after the first day away")
    if form.errors or form.read is None:
        return _person(visit, email, form, "away")
    read = form.read
    found = absences.away(visit.office, email, read.back_on, read.stand_in, read.away_from, visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"{BACK}/{email}")
    return visit.go(BACK, f"{_named(visit, email)} is away {_days(found)}.")


def _days(found: Absence) -> str:
    return f"from {day_words(found.away_from)}, and back on {day_words(found.back_on)}"


@pages.page("/team/people/{email}/back", MANAGERS, "person_back", methods=("POST",))
def back(visit: V, email: str) -> Response:
    """Says that somebody is back today."""
    found = absences.back(visit.office, email, visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"{BACK}/{email}")
    return visit.go(BACK, f"{_named(visit, email)} is back.")


@pages.page("/team/people/{email}/leave", MANAGERS, "person_leaves", methods=("POST",))
def leave(visit: V, email: str) -> Response:
    """Ends somebody's work here, once it is said where each of their open cases goes."""
    form = fill(Leave, visit.typed)
    user = next((each for each in list_users(visit.office) if each.email == email.strip().lower()), None)
    if user is None:
        return visit.not_found()
    if leaving.open_cases(visit.office, user, None)[0] and not visit.typed.one("goes"):
        form = with_error(form, "goes", "Say where their open cases go")
    if form.errors or form.read is None:
        return _person(visit, email, form, "leave")
    way, _, to = form.read.goes.partition(":")
    found = leaving.deactivate(
        visit.office,
        user.email,
        to if way == "officer" else "",
        to if way == "team" else "",
        form.read.reason,
        visit.who.email,
    )
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"{BACK}/{email}")
    went = f" {how_many(len(found.cases), 'case')} went to {_named(visit, found.to)}." if found.cases else ""
    return visit.go(BACK, f"{user.name} no longer works here.{went}")


@pages.page("/team/people/{email}/return", MANAGERS, "person_returns", methods=("POST",))
def returns(visit: V, email: str) -> Response:
    """Somebody works here again."""
    found = leaving.activate(visit.office, email, visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back=f"{BACK}/{email}")
    return visit.go(BACK, f"{found.name} works here again. Their former cases stay where they went.")


def _named(visit: Visit, email: str) -> str:
    found = teams.by_key(visit.office, email)
    return found.name if isinstance(found, User) else email
