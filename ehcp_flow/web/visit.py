"""A visit: one request, who makes it, and the answers that a view can give."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Annotated, Any, cast
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from ehcp_flow.db.users import User
from ehcp_flow.db.web_sessions import WebSession
from ehcp_flow.services.access import sessions
from ehcp_flow.services.office import Office
from ehcp_flow.web.forms import Typed
from ehcp_flow.web.navigation import links_for
from ehcp_flow.web.site import Site
from ehcp_flow.web.templating import rendered
from workflows.refusals import Refusal
from workflows.vocabulary import Role

ANYBODY: frozenset[Role] = frozenset()
"""Who may open a page that needs no signing in."""

SAFE = frozenset({"GET", "HEAD"})


class SignInFirst(Exception):
    """The page needs somebody who is signed in. `visit` is the one that was turned away, with what was typed."""

    def __init__(self, visit: "Visit | None" = None) -> None:
        super().__init__()
        self.visit = visit


class NotForYou(Exception):
    """Whoever is signed in has none of the roles that the page needs."""

    def __init__(self, who: frozenset[Role]) -> None:
        super().__init__()
        self.who = who


class Forged(Exception):
    """The form does not come from a page of this site and session.

    `visit` is there where the browser says that the form is of this site, and only the session is another: somebody has
    signed in again in the meantime. What was typed can then be shown to them once more.
    """

    def __init__(self, visit: "Visit | None" = None) -> None:
        super().__init__()
        self.visit = visit


@dataclass(slots=True)
class Visit:
    """One request. `user` and `session` are None where nobody is signed in.

    `halfway` is somebody who gave the password and not yet the second factor: for them only that page is there.
    """

    request: Request
    site: Site
    typed: Typed
    user: User | None = None
    session: WebSession | None = None
    halfway: User | None = None

    @property
    def office(self) -> Office:
        return self.site.office

    @property
    def who(self) -> User:
        """Whoever is signed in. Only for pages that need somebody."""
        if self.user is None:
            raise SignInFirst
        return self.user

    @property
    def held(self) -> WebSession:
        """Their session."""
        if self.session is None:
            raise SignInFirst
        return self.session

    @property
    def signed_in_until(self) -> datetime | None:
        """When the session ends if nothing more is asked of it; None where nobody is signed in."""
        return sessions.ends_at(self.session) if self.user is not None and self.session is not None else None

    @property
    def seconds_left(self) -> int:
        """Of the session, from now."""
        until = self.signed_in_until
        return int((until - self.office.clock.now()).total_seconds()) if until else 0

    @property
    def place(self) -> str:
        """The address from which the request comes, as the server tells it."""
        return self.request.client.host if self.request.client else ""

    def has(self, *roles: Role) -> bool:
        return self.user is not None and bool(self.user.roles & set(roles))

    def asked(self, name: str, otherwise: str = "") -> str:
        """The last value of a name in the address."""
        return self.request.query_params.get(name, otherwise)

    def in_address(self) -> Typed:
        """What stands after the question mark, as if it had been typed into a form."""
        names = self.request.query_params.keys()
        return Typed({name: self.request.query_params.getlist(name) for name in names})

    def show(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """The page. A notice that was kept for it is shown once."""
        notice = self._notice() if self.request.method in SAFE and status < 400 else None
        common = {
            "visit": self,
            "site": self.site,
            "user": self.user,
            "csrf": self.session.csrf if self.session else "",
            "today": self.office.clock.today(),
            "here": self.request.url.path,
            "navigation": links_for(self.user, self.request.url.path),
            "notice": notice,
            "form": None,
        }
        return HTMLResponse(rendered(self.site.templates, template, {**common, **facts}), status)

    def go(self, to: str, said: str = "") -> RedirectResponse:
        """Another page of ours, with a notice of what was done."""
        if said and self.session is not None:
            sessions.keep(self.office, self.session, notice=said)
        return RedirectResponse(local(to), 303)

    def refused(self, refusal: Refusal, status: int = 409, back: str = "") -> HTMLResponse:
        """Says what may not be done, why, and what to do instead."""
        return self.show("refused.html", status, refusal=refusal, back=back)

    def not_found(self, refusal: Refusal | None = None) -> HTMLResponse:
        return self.show("not_found.html", 404, refusal=refusal)

    def _notice(self) -> str | None:
        if self.session is None or not (said := self.session.kept.get("notice")):
            return None
        sessions.keep(self.office, self.session, notice=None)
        return str(said)


def local(address: str) -> str:
    """The address if it is one of this site's own pages, the first page otherwise: nobody is sent elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return quote(address, safe="/?&=%+:,;@#~()!*'-._")


async def typed(request: Request) -> AsyncIterator[Typed]:
    """The form of a request that sends one. Files stay on the disk, where they were streamed, until it is answered."""
    if request.method in SAFE:
        yield Typed()
        return
    form = await request.form(max_files=20, max_fields=2000)
    values: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.setdefault(name, []).append(value)
        else:
            values.setdefault(name, []).append(value)
    try:
        yield Typed(values, files)
    finally:
        await form.close()


def visit(request: Request, form: Annotated[Typed, Depends(typed)]) -> Visit:
    """Whoever asks, if they may: signed in, with a role of those that the route names, and from a form of ours."""
    site = cast(Site, request.app.state.site)
    made = Visit(request, site, form)
    key = request.cookies.get(cookie_name(site))
    if key and (found := sessions.present(site.office, key)) is not None:
        made.session = found.session
        whole = found.session.stage == "in"
        made.user, made.halfway = (found.user, None) if whole else (None, found.user)
    if request.method not in SAFE:
        _refuse_forged(made)
    who = getattr(request.scope["route"], "who", None)
    if who is None:
        raise LookupError(f"The route {request.url.path} does not say who may open it.")
    if who:
        if made.user is None:
            raise SignInFirst(made)
        if not made.user.roles & who:
            raise NotForYou(who)
    return made


V = Annotated[Visit, Depends(visit)]
Answer = Callable[..., Response | Awaitable[Response]]


def cookie_name(site: Site) -> str:
    """A browser keeps a cookie with the prefix only if it came over https from this very host."""
    return "__Host-ehcp-flow" if site.secure else "ehcp-flow"


def let_in(visit: Visit, answer: Response, user: User, stage: str = "in", **kept: Any) -> Response:
    """Begins a session under a new key and gives it to the browser; one that was there ends. Keeps what is given."""
    office = visit.office
    if visit.session is not None:
        sessions.end(office, visit.session)
    key, session = sessions.begin(office, user, visit.place, stage)
    if kept:
        sessions.keep(office, session, **kept)
    answer.set_cookie(cookie_name(visit.site), key, path="/", secure=visit.site.secure, httponly=True, samesite="lax")
    return answer


def let_out(visit: Visit, answer: Response) -> Response:
    """Ends the session and takes the key from the browser."""
    if visit.session is not None:
        sessions.end(visit.office, visit.session)
    answer.delete_cookie(cookie_name(visit.site), path="/", secure=visit.site.secure, httponly=True, samesite="lax")
    return answer


def _refuse_forged(made: Visit) -> None:
    """Two proofs that the form is ours: where the browser says it comes from, and the token of the session."""
    said = made.request.headers.get("sec-fetch-site")
    if said is not None and said not in ("same-origin", "none"):
        raise Forged
    origin = made.request.headers.get("origin")
    if origin == "null":  # from a frame or a page that hides where it is from: it proves nothing
        origin = None
    if origin is not None and urlsplit(origin).netloc != made.request.headers.get("host"):
        raise Forged
    if made.session is None:
        if said is None and origin is None:  # nobody is signed in, and nothing tells where the form comes from
            raise Forged
        return
    given = made.typed.one("csrf")
    if not given or not made.session.csrf or not compare_digest(given, made.session.csrf):
        raise Forged(made if said == "same-origin" and made.user is not None else None)
