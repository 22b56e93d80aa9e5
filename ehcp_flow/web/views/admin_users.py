"""Users: who they are, what they may do and why, and how they get in."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from fastapi import Path
from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.db.accounts import Account
from ehcp_flow.db.users import User
from ehcp_flow.services import leaving
from ehcp_flow.services.access import accounts, sessions, tries
from ehcp_flow.services.access.changes import of as changes_of
from ehcp_flow.services.access.rights import MEANING, rights_of
from ehcp_flow.services.admin.changes import in_words
from ehcp_flow.services.admin.users import Sought, change_user, find_users, user_of
from ehcp_flow.services.office import Office
from ehcp_flow.services.users import GIVEN_TO_PEOPLE, add_user, list_users
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, Typed, fill, with_error
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.account import TRIED, pages_there_are
from ehcp_flow.web.views.admin import ADMINS
from ehcp_flow.web.visit import V, Visit
from notifications.channels.mail_text import is_address
from workflows.refusals import Refusal
from workflows.vocabulary import Role

pages = Pages()
LIST = "/admin/users"
Number = Annotated[int, Path(ge=1, le=2**31)]
Needed = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Details(FormModel):
    """What an administrator says of a user. The address is asked only of a new one."""

    name: Needed
    roles: tuple[str, ...] = ()
    team: Annotated[str, StringConstraints(max_length=200)] = ""

    asks: ClassVar = {"name": "Give the name by which people know them", "team": "The team must be shorter"}


class NewUser(Details):
    """And their address."""

    email: Needed

    asks: ClassVar = {**Details.asks, "email": "Give their e-mail address"}


class Leave(FormModel):
    """Why somebody no longer works here."""

    reason: Needed

    asks: ClassVar = {"reason": "Give the reason"}


@pages.page(LIST, ADMINS, "admin_users")
def users(visit: V) -> Response:
    """Everybody who uses the service, narrowed by what stands in the address."""
    sought = Sought(visit.asked("text"), visit.asked("role"), visit.asked("team"), visit.asked("active"))
    found = find_users(visit.office, sought)
    everybody = list_users(visit.office)
    return visit.show(
        "admin/users.html",
        found=found,
        sought=sought,
        all_of_them=len(everybody),
        roles=GIVEN_TO_PEOPLE,
        teams=_teams(everybody),
    )


def _teams(everybody: list[User]) -> list[str]:
    return sorted({each.team for each in everybody if each.team}, key=str.casefold)


@pages.page(f"{LIST}/add", ADMINS, "admin_user_add", methods=("GET", "POST"))
def add(visit: V) -> Response:
    """A new user, with at least one role."""
    if visit.request.method != "POST":
        return _form(visit, EMPTY, None)
    form = _with_roles(fill(NewUser, visit.typed))
    email = visit.typed.one("email").strip()
    if email and not is_address(email):
        form = with_error(form, "email", "Give an e-mail address in the correct form, such as name@example.gov.uk")
    if form.errors or form.read is None:
        return _form(visit, form, None)
    read = form.read
    done = add_user(visit.office, read.name, read.email, read.roles, read.team, visit.who.email)
    if isinstance(done, Refusal):
        return _form(visit, with_error(form, "email", f"{done.why[:1].upper()}{done.why[1:]}"), None)
    return visit.go(f"{LIST}/{done.user_id}", f"{done.name} was added. Make a link now by which they set a password.")


@pages.page(f"{LIST}/{{number}}/change", ADMINS, "admin_user_change", methods=("GET", "POST"))
def change(visit: V, number: Number) -> Response:
    """Another name, other roles, another team."""
    found = user_of(visit.office, number)
    if found is None:
        return visit.not_found()
    user = found[0]
    if visit.request.method != "POST":
        held = {"name": [user.name], "team": [user.team], "roles": [role.value for role in user.roles]}
        return _form(visit, Filled(Typed(held)), user)
    form = _with_roles(fill(Details, visit.typed))
    if form.errors or form.read is None:
        return _form(visit, form, user)
    read = form.read
    done = change_user(visit.office, number, read.name, read.roles, read.team, visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=f"{LIST}/{number}")
    return visit.go(f"{LIST}/{number}", f"{done.name} was changed.")


def _with_roles(form: Filled[Any]) -> Filled[Any]:
    given, known = form.typed.several("roles"), {role.value for role in GIVEN_TO_PEOPLE}
    if given and set(given) <= known:
        return form
    return with_error(form, "roles", "Choose at least one role")


def _form(visit: Visit, form: Filled[Any], user: User | None) -> Response:
    return visit.show(
        "admin/user_form.html",
        422 if form.errors else 200,
        form=form,
        person=user,
        roles=[(role, MEANING[role]) for role in GIVEN_TO_PEOPLE],
        teams=_teams(list_users(visit.office)),
        given=form.typed.several("roles"),
    )


@pages.page(f"{LIST}/{{number}}", ADMINS, "admin_user")
def user(visit: V, number: Number) -> Response:
    """One user: what they are, how they get in, and what was changed of them."""
    found = user_of(visit.office, number)
    return visit.not_found() if found is None else _user(visit, *found)


def _user(visit: Visit, person: User, account: Account) -> Response:
    now = visit.office.clock.now()
    return visit.show(
        "admin/user.html",
        person=person,
        account=account,
        locked=account.locked_until is not None and account.locked_until > now,
        sessions=sessions.open_sessions(visit.office, person.user_id),
        tries=tries.latest_of(visit.office, person.email, 10),
        tried_words=TRIED,
        changes=[(each, in_words(each)) for each in changes_of(visit.office, person.email)[:20]],
        settings=visit.site.installation.settings,
        meaning=MEANING,
        may_lead=Role.MANAGER in visit.who.roles,
    )


@pages.page(f"{LIST}/{{number}}/rights", ADMINS, "admin_user_rights")
def rights(visit: V, number: Number) -> Response:
    """What this person may do, and why."""
    found = user_of(visit.office, number)
    if found is None:
        return visit.not_found()
    said = rights_of(visit.office, found[0].email, pages_there_are())
    return visit.refused(said) if isinstance(said, Refusal) else visit.show("admin/rights.html", rights=said)


@pages.page(f"{LIST}/{{number}}/link", ADMINS, "admin_user_link", methods=("POST",))
def link(visit: V, number: Number) -> Response:
    """Makes a link by which they set a password, and shows it this once."""
    found = user_of(visit.office, number)
    if found is None:
        return visit.not_found()
    made = accounts.make_link(visit.office, found[0].email, visit.who.email)
    if isinstance(made, Refusal):
        return visit.refused(made, back=f"{LIST}/{number}")
    before = "" if visit.office.public_url else str(visit.request.base_url).rstrip("/")
    return visit.show("admin/link.html", made=made, address=f"{before}{made.address}", number=number)


Change = Callable[[Office, str, str | None], User | Refusal]
ACTIONS: dict[str, tuple[Change, str]] = {
    "unlock": (accounts.unlock, "{} can try again now."),
    "sign-out": (accounts.sign_out, "{} is signed out everywhere."),
    "forget-second-factor": (accounts.forget_second_factor, "{} sets up the second factor again at the next sign-in."),
    "forget-council-account": (accounts.forget_directory, "{} is bound anew at the next sign-in with the council."),
    "return": (leaving.activate, "{} works here again. Their former cases stay where they went."),
}
"""What is done to a user at one press: the service, and what is said when it is done."""


@pages.page(f"{LIST}/{{number}}/do/{{action}}", ADMINS, "admin_user_do", methods=("POST",))
def act(visit: V, number: Number, action: str) -> Response:
    """Does one of the things that need no more words."""
    found = user_of(visit.office, number)
    if found is None or action not in ACTIONS:
        return visit.not_found()
    service, said = ACTIONS[action]
    done = service(visit.office, found[0].email, visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=f"{LIST}/{number}")
    return visit.go(f"{LIST}/{number}", said.format(done.name))


@pages.page(f"{LIST}/{{number}}/leave", ADMINS, "admin_user_leave", methods=("GET", "POST"))
def leave(visit: V, number: Number) -> Response:
    """Ends somebody's work here. Open cases are given away by a manager first, on the manager's own page."""
    found = user_of(visit.office, number)
    if found is None:
        return visit.not_found()
    person = found[0]
    held, _seen = leaving.open_cases(visit.office, person, None)
    form = fill(Leave, visit.typed) if visit.request.method == "POST" else EMPTY
    if form.read is None:
        return visit.show("admin/leave.html", 422 if form.errors else 200, form=form, person=person, held=held)
    done = leaving.deactivate(visit.office, person.email, reason=form.read.reason, as_user=visit.who.email)
    if isinstance(done, Refusal):
        return visit.refused(done, back=f"{LIST}/{number}")
    return visit.go(f"{LIST}/{number}", f"{person.name} no longer works here, and is signed out.")
