"""Signing in with the council's own directory: OpenID Connect, such as Microsoft Entra ID.

The authorisation code flow with PKCE (S256), a state and a nonce. The account is known by issuer and subject, never by its
e-mail address, which is looked at once: when somebody comes for the first time. There must be an active user by then;
nobody becomes a user by signing in.
"""

import secrets
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ehcp_flow.config import HERE
from ehcp_flow.db.accounts import Accounts
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.access.changes import noted
from ehcp_flow.services.access.tries import Outcome, note
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

WHAT = "Sign in with the council's account"
SOURCE = "The council's own sign-in (docs/security.md)"
SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "PS256", "ES256")
"""None by which whoever holds our client secret, or no key at all, could sign."""

LEEWAY = 60
"""Seconds by which clocks may differ."""
PATIENCE = 10.0
"""Seconds to wait for the provider."""
KEPT_FOR = 3600.0
"""Seconds for which what the provider says of itself is kept."""


@dataclass(frozen=True, slots=True)
class Provider:
    """As the settings say. `trusts_email`: its addresses are the council's own and no holder can change theirs."""

    issuer: str
    client_id: str
    client_secret: str
    back_to: str
    trusts_email: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """What must be the same when somebody comes back. Kept in the browser, signed."""

    state: str
    nonce: str
    verifier: str
    wanted: str

    def as_kept(self) -> dict[str, str]:
        return asdict(self)


class _Untrue(Exception):
    """What came back is not what was asked for, or not from whom. The message is for the log, never for the page."""


def depart(provider: Provider, wanted: str) -> tuple[str, Journey] | Refusal:
    """Where the browser goes to sign in, and what to keep until it is back. `wanted` is the page to open then."""
    try:
        place = _metadata(provider)["authorization_endpoint"]
    except (httpx.HTTPError, _Untrue, KeyError, ValueError):
        return _out_of_reach()
    journey = Journey(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), wanted)
    with _client(provider) as client:
        address, _state = client.create_authorization_url(
            place, state=journey.state, nonce=journey.nonce, code_verifier=journey.verifier
        )
    return str(address), journey


def arrive(
    office: Office, provider: Provider, journey: Journey | None, asked: Mapping[str, str], place: str
) -> User | Refusal:
    """Who came back, if the answer is true and they are a user here. `asked` is what stands in the address."""
    if journey is None or not secrets.compare_digest(asked.get("state", "").encode(), journey.state.encode()):
        return _begin_again("the answer does not belong to a sign-in that was begun in this browser within ten minutes")
    if "error" in asked or not asked.get("code"):
        return _begin_again("it was not completed there, or the council's sign-in refused it")
    try:
        metadata = _metadata(provider)
        claims = _claims(provider, metadata, asked["code"], journey)
    except httpx.HTTPError:
        return _out_of_reach()
    except (_Untrue, JoseError, KeyError, ValueError, TypeError):
        return _begin_again("what the council's sign-in answered could not be checked")
    return _user(office, provider, claims, place)


def subject_of(claims: Mapping[str, Any]) -> str:
    """By what an account is known. Entra's `oid` is the person in the tenant; its `sub` is another for each application."""
    if claims.get("oid") and claims.get("tid"):
        return f"{claims['iss']}#{claims['tid']}#{claims['oid']}"
    return f"{claims['iss']}#{claims['sub']}"


def verified_email(claims: Mapping[str, Any], *, trusted: bool) -> str:
    """The address that the provider vouches for; "" where it vouches for none."""
    vouched = any(claims.get(name) in (True, "true", "1", 1) for name in ("email_verified", "xms_edov"))
    if vouched and claims.get("email"):
        return str(claims["email"]).strip().lower()
    if not trusted or claims.get("email_verified") is False:
        return ""
    return str(claims.get("email") or claims.get("preferred_username") or "").strip().lower()


def _user(office: Office, provider: Provider, claims: Mapping[str, Any], place: str) -> User | Refusal:
    """The user to whom the account is bound; at the first time, the one with its verified address, who is then bound."""
    subject, email = subject_of(claims), verified_email(claims, trusted=provider.trusts_email)
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        accounts = Accounts(uow.connection)
        bound = accounts.by_subject(office.authority, subject)
        if bound is not None:
            user = uow.users.get(office.authority, bound.user_id)
            answer = user if user is not None and user.active else _not_a_user("the user is no longer active")
        else:
            answer = _bind(uow, office, subject, email)
        if isinstance(answer, Refusal):
            note(uow, office, email, place, Outcome.COUNCIL_REFUSED)
        uow.commit()
    return answer


def _bind(uow: UnitOfWork, office: Office, subject: str, email: str) -> User | Refusal:
    if not email:
        return _not_a_user("the council's sign-in does not say that your e-mail address is verified")
    user = uow.users.by_email(office.authority, email)
    if user is None or not user.active:
        return _not_a_user(f"nobody with the address {email} is a user of this service")
    accounts = Accounts(uow.connection)
    account = accounts.held(office.authority, user.user_id)
    if account.subject is not None:
        return _not_a_user(f"the user with the address {email} signs in with another account of the council's")
    accounts.save(replace(account, subject=subject))
    noted(uow, office, email, "bound to the council's sign-in", email, became={"subject": subject})
    return user


def _claims(provider: Provider, metadata: Mapping[str, Any], code: str, journey: Journey) -> dict[str, Any]:
    """What the provider says of whoever signed in: signed by it, for us, for this journey, and still good."""
    with _client(provider) as client:
        try:
            token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=journey.verifier)
        except httpx.HTTPError:
            raise
        except Exception as error:  # Authlib has several, without a common name, for an answer that is an error
            raise _Untrue(type(error).__name__) from error
    found = _decoded(provider, metadata, str(token["id_token"]))
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": journey.nonce},
    )
    rules.validate(found)
    several = isinstance(found["aud"], list) and len(found["aud"]) > 1
    if (several or "azp" in found) and found.get("azp") != provider.client_id:
        raise _Untrue("made out to another application")
    return found


def _decoded(provider: Provider, metadata: Mapping[str, Any], id_token: str) -> dict[str, Any]:
    """The claims of a token whose signature is the provider's. Its keys are asked anew once, because they change."""
    place = str(metadata["jwks_uri"])
    try:
        return _read(id_token, _asked(provider, place))
    except (JoseError, ValueError):
        return _read(id_token, _asked(provider, place, fresh=True))


def _read(id_token: str, keys: Any) -> dict[str, Any]:
    """The claims, if one of these keys signed them."""
    return dict(jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS)).claims)


_kept: dict[str, tuple[float, dict[str, Any]]] = {}
_lock = Lock()


def _metadata(provider: Provider) -> dict[str, Any]:
    """What the provider says of itself. It must call itself what the settings call it, and go by https."""
    said = _asked(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != provider.issuer:
        raise _Untrue("calls itself by another name")
    return said


def _asked(provider: Provider, address: str, *, fresh: bool = False) -> dict[str, Any]:
    """JSON from the provider, kept for an hour. An address that is not https must be on this machine, as in a trial."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise _Untrue("not by https")
    with _lock:
        held = _kept.get(address)
    if held is not None and not fresh and monotonic() - held[0] < KEPT_FOR:
        return held[1]
    answer = httpx.get(address, timeout=PATIENCE)
    answer.raise_for_status()
    said = answer.json()
    if not isinstance(said, dict):
        raise _Untrue("answers with something else")
    with _lock:
        _kept[address] = (monotonic(), said)
    return said


def _client(provider: Provider) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Authlib 1.9 says that its next version wants another HTTP library
        from authlib.integrations.httpx_client import OAuth2Client
    return OAuth2Client(
        provider.client_id,
        provider.client_secret or None,
        scope=SCOPE,
        redirect_uri=provider.back_to,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


def _out_of_reach() -> Refusal:
    return Refusal(
        WHAT,
        "the council's sign-in does not answer, or not as the settings of this service say",
        SOURCE,
        "Try again in a few minutes. If it happens again, tell whoever looks after this service.",
    )


def _begin_again(why: str) -> Refusal:
    return Refusal(WHAT, why, SOURCE, "Begin again from the sign-in page.")


def _not_a_user(why: str) -> Refusal:
    return Refusal(
        WHAT, why, SOURCE, "Ask an administrator of this service to add you, or to look at how you are known."
    )
