"""The web application: the pages and the API of one authority, joined."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, urlsplit

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ehcp_flow.api.v1 import make_api
from ehcp_flow.bootstrap import Installation
from ehcp_flow.db.engine import DatabaseUnavailable
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from ehcp_flow.web.forms import Typed
from ehcp_flow.web.security import Guard
from ehcp_flow.web.site import Site
from ehcp_flow.web.templating import STATIC, environment
from ehcp_flow.web.views import FAMILIES, sign_in
from ehcp_flow.web.visit import Forged, NotForYou, SignInFirst, Visit
from workflows.words import list_words

THREADS = 4
"""Pages are made in so many threads of a process: more of them only wait for each other. More processes, not threads."""


def make_app(installation: Installation, office: Office) -> FastAPI:
    """The application for one authority."""
    site = site_of(installation, office)
    app = FastAPI(title="EHCP Flow", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.site = site
    for family in FAMILIES:
        app.include_router(family)
    app.mount("/api/v1", make_api(office), name="api")
    app.mount("/static", _Static(directory=STATIC), name="static")
    _answer_faults(app)
    app.add_middleware(Guard, hosts=_hosts(office.public_url), secure=site.secure)
    return app


def site_of(installation: Installation, office: Office) -> Site:
    with office.database.reading() as connection:
        held = UnitOfWork(connection).authorities.get(office.authority)
    name = held.name if held else office.authority
    return Site(installation, office, name, environment(), office.public_url.startswith("https://"))


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def _hosts(public_url: str) -> frozenset[str]:
    """The hosts by which we are called. None are known where no address is set: then any may be used, on a trial."""
    host = urlsplit(public_url).hostname
    return frozenset({host, "127.0.0.1", "localhost"}) if host else frozenset()


class _Static(StaticFiles):
    """Files whose address changes with their content may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b""):
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def _answer_faults(app: FastAPI) -> None:
    """A page in words for whatever goes wrong. A fault of ours is written to the log and told without its insides."""

    @app.exception_handler(SignInFirst)
    def sign_in_first(request: Request, error: SignInFirst) -> Response:
        if error.visit is not None and request.method == "POST":
            return sign_in.ended(error.visit)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?next={quote(wanted, safe='')}" if request.method == "GET" and wanted != "/" else ""
        return RedirectResponse(f"/sign-in{back}", 303)

    @app.exception_handler(NotForYou)
    async def not_for_you(request: Request, error: NotForYou) -> Response:
        roles = list_words(sorted(role.value.replace("_", " ") for role in error.who), "or")
        return await _page(request, "not_for_you.html", 403, roles=roles)

    @app.exception_handler(Forged)
    async def forged(request: Request, error: Forged) -> Response:
        if error.visit is not None and (again := sign_in.another_session(error.visit)) is not None:
            return again
        return await _page(request, "forged.html", 403)

    @app.exception_handler(DatabaseUnavailable)
    async def unavailable(request: Request, error: DatabaseUnavailable) -> Response:
        return PlainTextResponse(f"The service is not available just now. {error.what} {error.do}", 503)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return await _page(request, "not_found.html", 404, refusal=None)
        return await _page(request, "cannot.html", error.status_code, why=error.detail)

    @app.exception_handler(Exception)
    async def fault(request: Request, _error: Exception) -> Response:
        return await _page(request, "fault.html", 500)


async def _page(request: Request, template: str, status: int, **facts: object) -> Response:
    """A page for somebody of whom nothing is looked up: what went wrong may be the looking up itself."""
    return Visit(request, request.app.state.site, Typed()).show(template, status, **facts)
