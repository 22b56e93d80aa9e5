"""Signing in with the council's own account: to its sign-in and back."""

from dataclasses import fields
from datetime import timedelta

from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadData, URLSafeSerializer

from ehcp_flow.services.access import directory
from ehcp_flow.services.access.directory import Journey, Provider
from ehcp_flow.services.access.secrets import signing_key
from ehcp_flow.services.access.sign_in import TOO_MANY
from ehcp_flow.services.access.tries import too_many
from ehcp_flow.services.office import Office
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.site import Site
from ehcp_flow.web.views.sign_in import complete
from ehcp_flow.web.visit import ANYBODY, V, Visit, local
from workflows.refusals import Refusal

pages = Pages()
START, BACK = "/sign-in/council", "/sign-in/council/back"
LASTS = timedelta(minutes=10)


@pages.page(START, ANYBODY, "council_sign_in")
def start(visit: V) -> Response:
    """Leads to the council's sign-in. A link, not a form: no form of ours may lead to another site."""
    provider = provider_of(visit)
    if provider is None:
        return visit.not_found()
    begun = directory.depart(provider, local(visit.asked("next", "/")))
    if isinstance(begun, Refusal):
        return _refused(visit, begun, 503)
    address, journey = begun
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        _cookie(visit.site), _sealed(visit.office, journey), int(LASTS.total_seconds()), path="/",
        secure=visit.site.secure, httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


@pages.page(BACK, ANYBODY, "council_back")
def back(visit: V) -> Response:
    """Where the council's sign-in leads back to."""
    provider = provider_of(visit)
    if provider is None:
        return visit.not_found()
    if too_many(visit.office, "", visit.place):
        return _without_cookie(visit, visit.show("sign_in/too_many.html", 429, refusal=TOO_MANY))
    journey = _unsealed(visit.office, visit.request.cookies.get(_cookie(visit.site), ""))
    user = directory.arrive(visit.office, provider, journey, visit.request.query_params, visit.place)
    if isinstance(user, Refusal):
        return _without_cookie(visit, _refused(visit, user, 403))
    return _without_cookie(visit, complete(visit, user, journey.wanted if journey else "/", {}))


def provider_of(visit: Visit) -> Provider | None:
    """The council's sign-in as the settings say; None where there is none."""
    settings = visit.site.installation.settings
    if not settings.oidc_issuer:
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        f"{visit.office.public_url.rstrip('/')}{BACK}",
        settings.oidc_trusts_email,
    )


def _refused(visit: Visit, refusal: Refusal, status: int) -> Response:
    return visit.show("sign_in/council_refused.html", status, refusal=refusal)


def _without_cookie(visit: Visit, answer: Response) -> Response:
    answer.delete_cookie(_cookie(visit.site), path="/", secure=visit.site.secure, httponly=True, samesite="lax")
    return answer


def _cookie(site: Site) -> str:
    return "__Host-ehcp-flow-council" if site.secure else "ehcp-flow-council"


def _sealed(office: Office, journey: Journey) -> str:
    return str(_signer(office).dumps({**journey.as_kept(), "at": office.clock.now().timestamp()}))


def _unsealed(office: Office, text: str) -> Journey | None:
    """The journey that began in this browser within `LASTS`."""
    try:
        said = _signer(office).loads(text)
    except BadData:
        return None
    if office.clock.now().timestamp() - said["at"] > LASTS.total_seconds():
        return None
    return Journey(**{each.name: said[each.name] for each in fields(Journey)})


def _signer(office: Office) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(office.secret_key, "council sign-in"), salt="council sign-in")
