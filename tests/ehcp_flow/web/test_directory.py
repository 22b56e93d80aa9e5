"""Signing in with the council's own account, against a real provider that runs here; and answers that are not true."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import run_server_in_thread

from ehcp_flow.db.users import User
from ehcp_flow.services import leaving
from ehcp_flow.services.access import accounts, changes, directory
from ehcp_flow.services.access.directory import subject_of, verified_email
from ehcp_flow.services.access.sign_in import account_of
from ehcp_flow.services.access.tries import latest_of
from tests.ehcp_flow.services.access.quick import quick_hashes as quick_hashes
from tests.ehcp_flow.web.a_site import HOST, Town, Visitor, words
from tests.ehcp_flow.web.signing_in import Door, door
from workflows.vocabulary import Role

pytestmark = [
    pytest.mark.usefixtures("quick_hashes"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the provider uses what its own library gives up
]
CLIENT = "ehcp-flow-of-madeupshire"
EMAIL = "caseworker@example.gov.uk"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that insists on a nonce."""
    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    directory._kept.clear()


@dataclass
class Council:
    """The council's sign-in, the pages that lead to it, and a browser."""

    door: Door
    issuer: str
    browser: Visitor

    def knows(self, sub: str, **claims: Any) -> None:
        httpx.put(f"{self.issuer}/users/{sub}", json=claims).raise_for_status()

    def leaves(self, wanted: str = "/account") -> str:
        """Where the browser is led."""
        answer = self.browser.get(f"/sign-in/council?next={wanted}")
        assert answer.status_code == 303, words(answer)
        return answer.headers["location"]

    def comes_back(self, sub: str, wanted: str = "/account") -> httpx.Response:
        """Signs in there as somebody and follows back."""
        return self.arrives(self.sent_back(sub, self.leaves(wanted)))

    def sent_back(self, sub: str, place: str) -> str:
        answer = httpx.post(place, data={"sub": sub})
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["location"]

    def arrives(self, place: str) -> httpx.Response:
        parts = urlsplit(place)
        return self.browser.get(f"{parts.path}?{parts.query}")


@pytest.fixture
def council(small_town: Town, issuer: str) -> Council:
    here = door(
        small_town, public_url=f"http://{HOST}", oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret="secret"
    )
    return Council(here, issuer, here.stranger())


def test_the_sign_in_page_offers_it_first(council: Council) -> None:
    page = words(council.browser.get("/sign-in?next=/account"))
    assert page.index("Sign in with your council account") < page.index("Or with a password of this service")


def test_the_browser_is_led_there_with_pkce_a_state_and_a_nonce(council: Council) -> None:
    place = council.leaves()
    assert place.startswith(council.issuer)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == f"http://{HOST}/sign-in/council/back"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    again = {name: values[0] for name, values in parse_qs(urlsplit(council.leaves()).query).items()}
    assert not [name for name in ("state", "nonce", "code_challenge") if again[name] == asked[name]]


def test_the_first_time_binds_by_the_verified_address_and_opens_the_page_that_was_wanted(council: Council) -> None:
    council.knows("first", email=EMAIL, email_verified=True)
    answer = council.comes_back("first", "/account/password")
    assert answer.headers["location"] == "/account/password"
    assert EMAIL in words(council.browser.get("/account"))
    assert account_of(council.door.office, council.door.user).subject == f"{council.issuer}#first"
    assert changes.of(council.door.office, EMAIL)[0].what == "bound to the council's sign-in"
    assert [each.outcome for each in latest_of(council.door.office, EMAIL)] == ["in"]


def test_from_then_on_the_subject_counts_and_the_address_does_not(council: Council) -> None:
    council.knows("same", email=EMAIL, email_verified=True)
    council.comes_back("same")
    council.knows("same", email="married.name@example.gov.uk", email_verified=True)
    council.browser = council.door.stranger()
    assert council.comes_back("same").headers["location"] == "/account"
    assert EMAIL in words(council.browser.get("/account"))


def test_another_account_with_the_same_address_does_not_get_in(council: Council) -> None:
    council.knows("true", email=EMAIL, email_verified=True)
    council.comes_back("true")
    council.knows("false", email=EMAIL, email_verified=True)
    council.browser = council.door.stranger()
    answer = council.comes_back("false")
    assert answer.status_code == 403
    assert "signs in with another account of the council's" in words(answer).replace("’", "'")
    assert council.browser.get("/account").status_code == 303


def test_an_account_is_bound_anew_after_an_administrator_forgot_it(council: Council) -> None:
    council.knows("before", email=EMAIL, email_verified=True)
    council.comes_back("before")
    assert isinstance(accounts.forget_directory(council.door.office, EMAIL), User)
    council.knows("after", email=EMAIL, email_verified=True)
    council.browser = council.door.stranger()
    assert council.comes_back("after").status_code == 303


@pytest.mark.parametrize(
    "claims, told",
    [
        (
            {"email": "stranger@example.gov.uk", "email_verified": True},
            "Nobody with the address stranger@example.gov.uk",
        ),
        ({"email": EMAIL, "email_verified": False}, "does not say that your e-mail address is verified"),
        ({"email": EMAIL}, "does not say that your e-mail address is verified"),
        ({}, "does not say that your e-mail address is verified"),
    ],
)
def test_whoever_is_not_a_user_is_refused_in_words_and_becomes_none(
    council: Council, claims: dict[str, Any], told: str
) -> None:
    council.knows("nobody", **claims)
    answer = council.comes_back("nobody")
    assert answer.status_code == 403
    assert told in words(answer)
    assert "Ask an administrator of this service to add you" in words(answer)
    assert council.browser.get("/account").status_code == 303
    outcomes = [
        each.outcome
        for each in latest_of(council.door.office, str(claims.get("email", "")) if "verified" not in told else "")
    ]
    assert outcomes == ["council_refused"]


def test_whoever_left_is_refused_though_the_council_still_knows_them(council: Council) -> None:
    council.knows("leaver", email=EMAIL, email_verified=True)
    council.comes_back("leaver")
    leaving.deactivate(council.door.office, EMAIL)
    council.browser = council.door.stranger()
    assert council.comes_back("leaver").status_code == 403


# --- answers that are not true ---------------------------------------------------------------------------------------


def test_an_answer_to_another_browser_is_refused(council: Council) -> None:
    council.knows("victim", email=EMAIL, email_verified=True)
    back = council.sent_back("victim", council.leaves())
    council.browser = council.door.stranger()
    answer = council.arrives(back)
    assert answer.status_code == 403
    assert "begun in this browser" in words(answer)


def test_an_answer_with_another_state_is_refused(council: Council) -> None:
    council.knows("state", email=EMAIL, email_verified=True)
    back = council.sent_back("state", council.leaves())
    assert council.arrives(back.replace("state=", "state=x")).status_code == 403


def test_an_answer_counts_once(council: Council) -> None:
    council.knows("once", email=EMAIL, email_verified=True)
    back = council.sent_back("once", council.leaves())
    assert council.arrives(back).status_code == 303
    assert council.arrives(back).status_code == 403


def test_an_answer_after_ten_minutes_is_refused(council: Council) -> None:
    council.knows("late", email=EMAIL, email_verified=True)
    back = council.sent_back("late", council.leaves())
    council.door.town.desk.clock.moment += timedelta(minutes=10, seconds=1)
    assert council.arrives(back).status_code == 403


def test_whoever_turns_back_there_is_told_to_begin_again(council: Council) -> None:
    place = council.leaves()
    state = parse_qs(urlsplit(place).query)["state"][0]
    answer = council.browser.get(f"/sign-in/council/back?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert "Begin again from the sign-in page" in words(answer)
    assert "access_denied" not in answer.text


def test_the_cookie_of_the_journey_is_for_no_script_and_gone_afterwards(council: Council) -> None:
    flags = council.browser.get("/sign-in/council").headers["set-cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=lax" in flags
    assert "Max-Age=600" in flags
    answer = council.browser.get("/sign-in/council/back?state=x")
    assert "Max-Age=0" in answer.headers["set-cookie"]


KEY = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
OTHERS = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
NOW = 1_000_000


@pytest.fixture
def forged(council: Council, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The answer of the token address, made by the test: gives what the pages say to a token with these claims."""

    class Client:
        def __init__(self, token: str) -> None:
            self.token = token

        def __enter__(self) -> "Client":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def fetch_token(self, *_: object, **__: object) -> dict[str, str]:
            return {"id_token": self.token}

    def ask(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256", drop: str = "") -> httpx.Response:
        place = council.leaves()
        asked = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
        at = int(time.time())
        good = {
            "iss": council.issuer, "aud": CLIENT, "sub": "made", "nonce": asked["nonce"], "iat": at, "exp": at + 300,
            "email": EMAIL, "email_verified": True,
        }  # fmt: skip
        said = {name: value for name, value in {**good, **claims}.items() if name != drop}
        token = jwt.encode({"alg": algorithm, "kid": "one"}, said, key, algorithms=[algorithm])
        real = directory._asked

        def with_our_key(provider: directory.Provider, address: str, *, fresh: bool = False) -> dict[str, Any]:
            if address.endswith("/jwks"):
                return {"keys": [KEY.as_dict(private=False)]}
            return real(provider, address, fresh=fresh)

        monkeypatch.setattr(directory, "_asked", with_our_key)
        monkeypatch.setattr(directory, "_client", lambda _provider: Client(token))
        try:
            return council.browser.get(f"/sign-in/council/back?code=x&state={asked['state']}")
        finally:
            monkeypatch.undo()

    return ask


def test_a_true_token_lets_in(forged: Any) -> None:
    assert forged({}).headers["location"] == "/account"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example.org"},
        {"aud": "another-application"},
        {"aud": [CLIENT, "another-application"]},
        {"azp": "another-application"},
        {"nonce": "another"},
        {"exp": NOW},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
    ],
    ids=lambda claims: ",".join(claims),
)
def test_a_token_of_another_issuer_audience_journey_or_time_is_refused(forged: Any, claims: dict[str, Any]) -> None:
    answer = forged(claims)
    assert answer.status_code == 403
    assert "could not be checked" in words(answer)


@pytest.mark.parametrize("missing", ["iss", "aud", "nonce", "exp", "iat", "sub"])
def test_a_token_without_what_is_checked_is_refused(forged: Any, missing: str) -> None:
    assert forged({}, drop=missing).status_code == 403


def test_a_token_that_another_key_signed_is_refused(forged: Any) -> None:
    assert forged({}, OTHERS).status_code == 403


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_with_the_client_secret_or_with_nothing_is_refused(forged: Any, algorithm: str) -> None:
    from joserfc.jwk import OctKey

    assert forged({}, OctKey.import_key("secret" * 6), algorithm).status_code == 403


# --- who somebody is -------------------------------------------------------------------------------------------------


def test_an_account_of_entra_is_known_by_its_tenant_and_object() -> None:
    claims = {"iss": "https://login.example.org/t/v2.0", "sub": "pairwise", "oid": "object", "tid": "t"}
    assert subject_of(claims) == "https://login.example.org/t/v2.0#t#object"
    assert subject_of({"iss": "https://login.example.org", "sub": "s"}) == "https://login.example.org#s"


@pytest.mark.parametrize(
    "claims, trusted, address",
    [
        ({"email": "A@Example.gov.uk", "email_verified": True}, False, "a@example.gov.uk"),
        ({"email": "a@example.gov.uk", "xms_edov": True}, False, "a@example.gov.uk"),
        ({"email": "a@example.gov.uk"}, False, ""),
        ({"email": "a@example.gov.uk"}, True, "a@example.gov.uk"),
        ({"preferred_username": "a@example.gov.uk"}, True, "a@example.gov.uk"),
        ({"preferred_username": "a@example.gov.uk"}, False, ""),
        ({"email": "a@example.gov.uk", "email_verified": False}, True, ""),
    ],
)
def test_an_address_counts_if_the_provider_vouches_for_it_or_the_council_trusts_it(
    claims: dict[str, Any], trusted: bool, address: str
) -> None:
    assert verified_email(claims, trusted=trusted) == address


# --- settings --------------------------------------------------------------------------------------------------------


def test_where_there_is_none_its_pages_are_not_there(small_town: Town) -> None:
    here = door(small_town)
    assert here.stranger().get("/sign-in/council").status_code == 404
    assert here.stranger().get("/sign-in/council/back?code=x").status_code == 404


def test_a_provider_that_does_not_answer_is_told_in_words(small_town: Town) -> None:
    here = door(small_town, public_url=f"http://{HOST}", oidc_issuer="http://localhost:9", oidc_client_id=CLIENT)
    answer = here.stranger().get("/sign-in/council")
    assert answer.status_code == 503
    assert "does not answer" in words(answer)


def test_passwords_may_be_switched_off(small_town: Town, issuer: str) -> None:
    here = door(
        small_town, public_url=f"http://{HOST}", oidc_issuer=issuer, oidc_client_id=CLIENT, local_passwords=False
    )
    page = here.stranger().get("/sign-in")
    assert 'type="password"' not in page.text
    assert here.signs_in(here.stranger()).status_code == 403
    assert here.town.as_(Role.CASEWORKER).get("/account/password").status_code == 403


@pytest.mark.parametrize(
    "settings, told",
    [
        ({"oidc_issuer": "http://login.example.org"}, "must begin with https"),
        ({"oidc_issuer": "https://login.example.org"}, "needs oidc_client_id and public_url and secret_key"),
        ({"local_passwords": False}, "oidc_issuer says how else"),
        ({"second_factor": "required"}, "needs secret_key"),
    ],
)
def test_settings_by_which_nobody_could_sign_in_are_refused(settings: dict[str, Any], told: str) -> None:
    from pydantic import ValidationError

    from ehcp_flow.config import Settings

    with pytest.raises(ValidationError, match=told):
        Settings(**settings)
