"""Signing in and out, the second factor, the link by which a password is set, and staying signed in."""

from dataclasses import replace
from typing import Any

from fastapi.responses import HTMLResponse, JSONResponse, Response

from ehcp_flow.db.users import User
from ehcp_flow.services.access import accounts, second_factor, sessions
from ehcp_flow.services.access.sign_in import TOO_MANY, account_of, by_password, entered, halfway
from ehcp_flow.web import kept
from ehcp_flow.web.forms import EMPTY, Filled, Typed
from ehcp_flow.web.navigation import EVERYBODY
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.qr import drawn
from ehcp_flow.web.visit import ANYBODY, V, Visit, let_in, let_out, local
from workflows.refusals import Refusal

pages = Pages()
BOTH = ("GET", "POST")
FACTOR = "/sign-in/second-factor"
TYPED = "/sign-in/typed"
CODE_WRONG = "Code is not right, or was used already. Wait for the next one and type it at once"
ASKED = "You are signed in. Make your account safer with a second factor: choose your name at the top of the page."


@pages.page("/sign-in", ANYBODY, "sign_in")
def form(visit: V) -> Response:
    """The page on which one signs in."""
    wanted = local(visit.asked("next", "/"))
    return visit.go(wanted) if visit.user else page(visit, EMPTY, wanted)


@pages.page("/sign-in", ANYBODY, "signed_in", methods=("POST",))
def sign_in(visit: V) -> Response:
    """Takes the address and the password."""
    typed, wanted = visit.typed, local(visit.typed.one("next") or "/")
    email, password = typed.one("email").strip(), typed.one("password")
    if not visit.site.installation.settings.local_passwords:
        return visit.show("cannot.html", 403, why="Passwords are not used here: sign in with your council account.")
    asked = (("email", email, "Enter your e-mail address"), ("password", password, "Enter your password"))
    if errors := {name: words for name, given, words in asked if not given}:
        return page(visit, Filled(typed, errors), wanted, 422)
    user = by_password(visit.office, email, password, visit.place)
    if user is TOO_MANY:
        return visit.show("sign_in/too_many.html", 429, refusal=user)
    if isinstance(user, Refusal):
        return page(visit, Filled(typed, {"email": "E-mail address or password is not right"}), wanted, 422)
    return _password_given(visit, user, wanted)


def faulty(**errors: str) -> Filled[Any]:
    """A form that is shown again with errors and without anything of what was typed: passwords and codes."""
    return Filled(Typed(), errors)


def page(
    visit: Visit, filled: Filled[Any], wanted: str, status: int = 200, held: kept.Kept | None = None
) -> HTMLResponse:
    """The sign-in page, carrying what was typed elsewhere where there is something."""
    held = held or kept.unseal(visit.office, visit.typed.one("typed"))
    return visit.show(
        "sign_in/sign_in.html",
        status,
        form=filled,
        wanted=wanted,
        held=held,
        sealed=kept.seal(visit.office, held) if held else "",
        files_lost=bool(visit.typed.files),
        settings=visit.site.installation.settings,
    )


def ended(visit: Visit) -> Response:
    """A form came after the session had ended: the sign-in page, which keeps what was typed."""
    held = kept.keep(_address(visit), visit.typed)
    if held is None:
        return visit.go("/sign-in")
    return page(replace(visit, typed=Typed(files=visit.typed.files)), EMPTY, "/", 401, held)


def another_session(visit: Visit) -> Response | None:
    """A form of this site came with the token of an earlier session: shows what was typed, to be sent again."""
    held = kept.keep(_address(visit), visit.typed)
    return None if held is None else visit.show("sign_in/typed.html", 403, held=held, path=local(held.path))


def _address(visit: Visit) -> str:
    """Where the form was sent, with what follows the path."""
    return visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")


def _password_given(visit: Visit, user: User, wanted: str) -> Response:
    """In, or on to the second factor: asked for where it is set up, and set up where it is required."""
    held = kept.unseal(visit.office, visit.typed.one("typed"))
    carried: dict[str, Any] = {"typed": held.as_kept()} if held else {}
    rule, account = visit.site.installation.settings.second_factor, account_of(visit.office, user)
    if rule == "off" or (rule == "asked" and not account.totp_secret):
        if rule == "asked" and visit.office.secret_key and held is None:
            carried["notice"] = ASKED
        return complete(visit, user, wanted, carried)
    halfway(visit.office, user, visit.place)
    return let_in(visit, visit.go(FACTOR), user, "second_factor", wanted=wanted, **carried)


def complete(visit: Visit, user: User, wanted: str, carried: dict[str, Any]) -> Response:
    """The session begins, and the page that was wanted comes; first what had been typed, where something had."""
    entered(visit.office, user, visit.place)
    return let_in(visit, visit.go(TYPED if "typed" in carried else wanted), user, **carried)


@pages.page(FACTOR, ANYBODY, "second_factor", methods=BOTH)
def factor(visit: V) -> Response:
    """The code, for whoever has set up a second factor; setting it up, for whoever must."""
    if visit.halfway is None:
        return visit.go("/sign-in")
    user, post = visit.halfway, visit.request.method == "POST"
    if not account_of(visit.office, user).totp_secret:
        return _set_up(visit, user, post)
    code = visit.typed.one("code").strip()
    if not post:
        return visit.show("sign_in/second_factor.html", form=EMPTY)
    if not code:
        return visit.show("sign_in/second_factor.html", 422, form=faulty(code="Enter a code"))
    if second_factor.enter(visit.office, user, code, visit.place) is not None:
        return visit.show("sign_in/second_factor.html", 422, form=faulty(code=CODE_WRONG))
    return complete(visit, user, _wanted(visit), _carried(visit))


def _set_up(visit: Visit, user: User, post: bool) -> Response:
    """Sets the second factor up before anything else may be opened."""
    shown = offered(visit, user)
    if isinstance(shown, Refusal):
        return visit.refused(shown, 503)
    if not post:
        return visit.show("sign_in/set_up.html", form=EMPTY, offer=shown)
    codes = second_factor.begin(visit.office, user, shown.kept, visit.typed.one("code"))
    if isinstance(codes, Refusal):
        return visit.show("sign_in/set_up.html", 422, form=faulty(code=CODE_WRONG), offer=shown)
    went = complete(visit, user, _wanted(visit), _carried(visit))
    answer = visit.show("account/codes.html", codes=codes, onward=went.headers["location"])
    answer.headers["set-cookie"] = went.headers["set-cookie"]
    return answer


def offered(visit: Visit, user: User) -> second_factor.Offer | Refusal:
    """The secret that this session is setting up, kept encrypted from one page to the next."""
    held = str(visit.held.kept.get("factor", ""))
    shown = second_factor.offer(visit.office, user, f"{visit.site.authority_name} EHC plans", held)
    if not isinstance(shown, Refusal) and not held:
        sessions.keep(visit.office, visit.held, factor=shown.kept)
    return shown


@pages.page(f"{FACTOR}/qr.svg", ANYBODY, "second_factor_qr")
def qr(visit: V) -> Response:
    """The QR code of the secret that is being set up, for nobody but whoever sets it up."""
    user = visit.user or visit.halfway
    if user is None or not visit.held.kept.get("factor"):
        return visit.not_found()
    shown = offered(visit, user)
    if isinstance(shown, Refusal):
        return visit.not_found()
    return Response(drawn(shown.address), media_type="image/svg+xml")


def _wanted(visit: Visit) -> str:
    return local(str(visit.held.kept.get("wanted", "/")))


def _carried(visit: Visit) -> dict[str, Any]:
    return {"typed": visit.held.kept["typed"]} if "typed" in visit.held.kept else {}


@pages.page(TYPED, EVERYBODY, "typed_again")
def typed_again(visit: V) -> Response:
    """What had been typed before the session ended, to be sent again. The page holds it now, and the session no more."""
    held = kept.of_session(visit.held.kept.get("typed"))
    if held is None:
        return visit.go("/")
    sessions.keep(visit.office, visit.held, typed=None)
    return visit.show("sign_in/typed.html", held=held, path=local(held.path))


@pages.page("/sign-in/link/{key}", ANYBODY, "set_password", methods=BOTH)
def set_password(visit: V, key: str) -> Response:
    """The one-time link by which a password is set. It signs nobody in: that goes through the sign-in page."""
    user = accounts.of_link(visit.office, key)
    if user is None:
        return visit.show("sign_in/link_over.html", 404)
    if visit.request.method == "GET":
        return visit.show("sign_in/set_password.html", form=EMPTY, whose=user)
    password = visit.typed.one("password")
    done = accounts.set_by_link(visit.office, key, password)
    if isinstance(done, Refusal):
        wrong = faulty(password=done.why if password else "Enter a password")
        return visit.show("sign_in/set_password.html", 422, form=wrong, whose=user)
    return let_out(visit, visit.show("sign_in/password_is_set.html"))


@pages.page("/sign-out", ANYBODY, "sign_out", methods=("POST",))
def sign_out(visit: V) -> Response:
    """Ends the session here."""
    return let_out(visit, visit.go("/signed-out"))


@pages.page("/signed-out", ANYBODY, "signed_out")
def signed_out(visit: V) -> Response:
    return visit.go("/") if visit.user else visit.show("sign_in/signed_out.html")


@pages.page("/still-here", EVERYBODY, "still_here", methods=("POST",))
def still_here(visit: V) -> Response:
    """Stays signed in: being asked is enough. Says for how many seconds, for the script that asked."""
    return JSONResponse({"seconds": visit.seconds_left})
