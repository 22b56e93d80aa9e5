"""One's own tokens: for a program that uses the API, and for a calendar that follows one's deadlines."""

from datetime import timedelta
from typing import Annotated, ClassVar

from fastapi import Path
from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.services.access.tokens import (
    LONGEST,
    WORDS,
    TokenScope,
    is_live,
    make_token,
    revoke_token,
    tokens_of,
)
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, TypedDay, fill, with_error
from ehcp_flow.web.navigation import EVERYBODY
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()
LIST = "/account/tokens"
PROGRAM = (TokenScope.READ, TokenScope.WRITE)


class NewToken(FormModel):
    """What a program's token is called, what it is for, and until when."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    scopes: tuple[str, ...] = ()
    ends_on: TypedDay

    asks: ClassVar = {
        "name": "Give the token a name, such as Nightly figures",
        "ends_on": "Give the last day on which it may be used",
    }


@pages.page(LIST, EVERYBODY, "tokens")
def tokens(visit: V) -> Response:
    """Every token that I made, those that have ended among them."""
    return _list(visit, EMPTY)


def _list(visit: Visit, form: Filled[NewToken]) -> Response:
    today = visit.office.clock.today()
    return visit.show(
        "tokens/tokens.html",
        422 if form.errors else 200,
        form=form,
        tokens=[(each, is_live(each, today)) for each in reversed(tokens_of(visit.office, visit.who))],
        scopes=[(scope, WORDS[scope]) for scope in PROGRAM],
        all_words=WORDS,
        chosen=form.typed.several("scopes"),
        latest=today + LONGEST,
    )


@pages.page(f"{LIST}/make", EVERYBODY, "token_make", methods=("POST",))
def make(visit: V) -> Response:
    """A token for a program. It is shown this once."""
    form = fill(NewToken, visit.typed)
    given = visit.typed.several("scopes")
    if not given or not set(given) <= {each.value for each in PROGRAM}:
        form = with_error(form, "scopes", "Choose what it may be used for")
    today = visit.office.clock.today()
    if form.read is not None and not today <= form.read.ends_on <= today + LONGEST:
        form = with_error(form, "ends_on", "The last day must be from today to a year from now")
    if form.errors or form.read is None:
        return _list(visit, form)
    scopes = frozenset(map(TokenScope, given))
    made = make_token(visit.office, visit.who, form.read.name, scopes, form.read.ends_on)
    if isinstance(made, Refusal):
        return visit.refused(made, back=LIST)
    return visit.show("tokens/made.html", made=made, words_of=[WORDS[scope] for scope in sorted(scopes)])


@pages.page(f"{LIST}/calendar", EVERYBODY, "token_calendar", methods=("POST",))
def follow(visit: V) -> Response:
    """An address by which a calendar follows my deadlines. It is shown this once."""
    ends_on = visit.office.clock.today() + LONGEST - timedelta(days=1)
    made = make_token(visit.office, visit.who, "My calendar", frozenset({TokenScope.CALENDAR}), ends_on)
    if isinstance(made, Refusal):
        return visit.refused(made, back=LIST)
    base = visit.office.public_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    return visit.show("tokens/calendar.html", made=made, address=f"{base}/calendar/{made.key}.ics")


@pages.page(f"{LIST}/{{number}}/revoke", EVERYBODY, "token_revoke", methods=("POST",))
def revoke(visit: V, number: Annotated[int, Path(ge=1, le=2**31)]) -> Response:
    """Ends a token now."""
    done = revoke_token(visit.office, visit.who, number)
    if isinstance(done, Refusal):
        return visit.refused(done, 404, back=LIST)
    return visit.go(LIST, f"“{done.name}” opens nothing any more.")
