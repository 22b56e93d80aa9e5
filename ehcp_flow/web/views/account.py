"""One's own account: roles and why, where one is signed in, the password, the second factor."""

from fastapi.responses import Response
from fastapi.routing import APIRoute

from ehcp_flow.services.access import accounts, second_factor, sessions, tries
from ehcp_flow.services.access.rights import Page, rights_of
from ehcp_flow.services.access.sign_in import account_of
from ehcp_flow.web.forms import EMPTY
from ehcp_flow.web.navigation import EVERYBODY
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.sign_in import CODE_WRONG, faulty, offered
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()
BOTH = ("GET", "POST")
FACTOR = "/account/second-factor"


@pages.page("/account", EVERYBODY, "account")
def account(visit: V) -> Response:
    """Who I am here, what I may do and why, and where I am signed in."""
    rights = rights_of(visit.office, visit.who.email)
    if isinstance(rights, Refusal):
        return visit.refused(rights)
    return visit.show(
        "account/account.html",
        rights=rights,
        held=account_of(visit.office, visit.who),
        sessions=sessions.open_sessions(visit.office, visit.who.user_id),
        tries=tries.latest_of(visit.office, visit.who.email, 10),
        tried_words=TRIED,
        settings=visit.site.installation.settings,
    )


TRIED = {
    tries.Outcome.IN: "Signed in",
    tries.Outcome.CODE_NEXT: "Right password",
    tries.Outcome.UNKNOWN: "Address was not known",
    tries.Outcome.WRONG: "Wrong password",
    tries.Outcome.LOCKED: "Tried while the account waited",
    tries.Outcome.WRONG_CODE: "Wrong code",
    tries.Outcome.TOO_MANY: "Turned away after too many tries",
    tries.Outcome.COUNCIL_REFUSED: "Council account was refused",
}


@pages.page("/account/rights", EVERYBODY, "own_rights")
def own_rights(visit: V) -> Response:
    """What I may do, and by which role: steps and pages."""
    rights = rights_of(visit.office, visit.who.email, pages_there_are())
    return visit.refused(rights) if isinstance(rights, Refusal) else visit.show("account/rights.html", rights=rights)


def pages_there_are() -> list[Page]:
    """Every page that has a fixed address, from the routes themselves."""
    from ehcp_flow.web.views import FAMILIES  # it names this module, so it is looked at only now

    return [
        Page(route.path, route.name, who)
        for family in FAMILIES
        for route in family.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
        if (who := getattr(route, "who", None)) and "{" not in route.path
    ]


@pages.page("/account/sign-out-elsewhere", EVERYBODY, "sign_out_elsewhere", methods=("POST",))
def sign_out_elsewhere(visit: V) -> Response:
    """Ends every session but this one."""
    ended = sessions.end_elsewhere(visit.office, visit.held)
    return visit.go("/account", "You are signed out everywhere else." if ended else "You were signed in nowhere else.")


@pages.page("/account/password", EVERYBODY, "change_password", methods=BOTH)
def change_password(visit: V) -> Response:
    """A new password in place of the one that is known."""
    if not visit.site.installation.settings.local_passwords:
        return visit.show("cannot.html", 403, why="Passwords are not used here: you sign in with your council account.")
    if visit.request.method == "GET":
        return visit.show("account/password.html", form=EMPTY, held=account_of(visit.office, visit.who))
    old, new = visit.typed.one("old_password"), visit.typed.one("new_password")
    asked = (
        ("old_password", old, "Enter the password that you have now"),
        ("new_password", new, "Enter a new password"),
    )
    errors = {name: words for name, given, words in asked if not given}
    if not errors:
        refusal = accounts.change_password(visit.office, visit.who, visit.held, old, new)
        if refusal is None:
            return visit.go("/account", "Your password is changed. You are signed out everywhere else.")
        errors = {"old_password" if refusal is accounts.OLD_WRONG else "new_password": refusal.why}
    return visit.show("account/password.html", 422, form=faulty(**errors), held=account_of(visit.office, visit.who))


@pages.page(FACTOR, EVERYBODY, "own_second_factor", methods=BOTH)
def own_second_factor(visit: V) -> Response:
    """Sets it up; where it is set up, says so and offers new recovery codes."""
    held = account_of(visit.office, visit.who)
    settings = visit.site.installation.settings
    if held.totp_secret:
        return visit.show("account/second_factor.html", held=held, form=EMPTY, settings=settings)
    shown = offered(visit, visit.who)
    if isinstance(shown, Refusal):
        return visit.refused(shown, 503, back="/account")
    if visit.request.method == "GET":
        return visit.show("account/set_up.html", form=EMPTY, offer=shown)
    codes = second_factor.begin(visit.office, visit.who, shown.kept, visit.typed.one("code"))
    if isinstance(codes, Refusal):
        return visit.show("account/set_up.html", 422, form=faulty(code=CODE_WRONG), offer=shown)
    sessions.keep(visit.office, visit.held, factor=None)
    return visit.show("account/codes.html", codes=codes, onward="/account")


@pages.page(f"{FACTOR}/codes", EVERYBODY, "new_codes", methods=("POST",))
def new_codes(visit: V) -> Response:
    """New recovery codes in place of the old."""
    codes = second_factor.renew_codes(visit.office, visit.who, visit.typed.one("code"))
    if isinstance(codes, Refusal):
        return _code_wrong(visit)
    return visit.show("account/codes.html", codes=codes, onward="/account")


@pages.page(f"{FACTOR}/end", EVERYBODY, "end_second_factor", methods=("POST",))
def end_second_factor(visit: V) -> Response:
    """Does without it again, where the authority does not require it."""
    if visit.site.installation.settings.second_factor == "required":
        return visit.show("cannot.html", 403, why="Your authority asks everybody for a second factor.")
    if second_factor.end(visit.office, visit.who, visit.typed.one("end_code")) is not None:
        return _code_wrong(visit, "end_code")
    return visit.go("/account", "Your second factor is ended. Your password alone signs you in.")


def _code_wrong(visit: Visit, name: str = "code") -> Response:
    wrong = faulty(**{name: CODE_WRONG})
    held, settings = account_of(visit.office, visit.who), visit.site.installation.settings
    return visit.show("account/second_factor.html", 422, held=held, form=wrong, settings=settings)
