"""Who asks: the bearer of a token, with the scopes that the route needs; and what is answered where they may not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ehcp_flow.api.v1.shapes import NotUnderstood, Refused
from ehcp_flow.db.users import User
from ehcp_flow.services.access.tokens import WORDS, TokenScope, bearer
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

SCHEME = HTTPBearer(auto_error=False, description="A token that a user made on the page of their account.")
SOURCE = "Tokens of this service (docs/api.md)"

Responses = dict[int | str, dict[str, Any]]
ANSWERS: Responses = {
    400: {"model": Refused, "description": "The body is not JSON"},
    401: {"model": Refused, "description": "No token, or one that is not valid"},
    403: {"model": Refused, "description": "The token is not for this, or the user has no role that it takes"},
    422: {"model": NotUnderstood, "description": "What was sent does not fit the description"},
}
NO_SUCH: Responses = {404: {"model": Refused, "description": "There is no such case that the user may see"}}
REFUSED: Responses = {409: {"model": Refused, "description": "The engine refuses it, and says why and what to do"}}


class NotDone(Exception):
    """Ends a request with a refusal and its status."""

    def __init__(self, refusal: Refusal, status: int) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal
        self.status = status


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with a token that is good for it."""

    office: Office
    user: User
    scopes: frozenset[TokenScope]


def asking(scope: TokenScope) -> Callable[..., Asking]:
    """The dependency of a route that needs this scope."""

    def asked(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(SCHEME)]) -> Asking:
        office = cast(Office, request.app.state.office)
        found = bearer(office, given.credentials) if given else None
        if found is None:
            why = "no token was given" if given is None else "the token is unknown, has ended or was revoked"
            raise NotDone(
                Refusal("Use the API", why, SOURCE, "Make a token on the page of your account, and send it as Bearer."),
                401,
            )
        if scope not in found.scopes:
            raise NotDone(
                Refusal(
                    WORDS[scope], f"the token is not for it (“{scope.value}”)", SOURCE, "Make a token with this scope."
                ),
                403,
            )
        return Asking(office, found.user, found.scopes)

    return asked


Reading = Annotated[Asking, Depends(asking(TokenScope.READ))]
Writing = Annotated[Asking, Depends(asking(TokenScope.WRITE))]


def refuse(refusal: Refusal, status: int = 409) -> NoReturn:
    raise NotDone(refusal, status)
