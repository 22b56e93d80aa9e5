"""Closed months: their issues, what was restated since, closing one, and who is sent the report."""

from datetime import datetime
from typing import Annotated, ClassVar

from fastapi.responses import Response
from pydantic import StringConstraints

from ehcp_flow.phrases import how_many
from ehcp_flow.services import team as teams
from ehcp_flow.services.board import closing, readers
from ehcp_flow.services.board.monthly import read_month
from ehcp_flow.services.board.restated import Restated, Restatement, in_words, since_closed
from ehcp_flow.services.board.rights import MAY_CLOSE, may_see_exact
from ehcp_flow.services.board.shown import held
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.figures import OPENERS, SEERS, months_offered
from ehcp_flow.web.visit import V, Visit
from reports.board.months import BASES, month_name
from reports.periods import Period
from workflows.refusals import Refusal

pages = Pages()

CLOSERS = SEERS & frozenset(MAY_CLOSE)
MOST = 30
"""So many cases that entered or left a figure are listed beside it."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Close(FormModel):
    """A month, and for a new issue the reason."""

    month: Words
    reason: str = ""

    asks: ClassVar = {"month": "Choose the month to close"}


class Reissue(FormModel):
    month: Words
    reason: Words

    asks: ClassVar = {"reason": "Say why there is a new issue: it is printed on it"}


class Reader(FormModel):
    """Somebody who is to be sent the report."""

    email: Words
    name: str = ""

    asks: ClassVar = {"email": "Give the e-mail address"}


@pages.page("/figures/months", SEERS, "months")
def months(visit: V) -> Response:
    """The closed months, and what can be done with them."""
    return _months(visit, EMPTY)


def _months(visit: Visit, form: Filled[Close] | Filled[Reader]) -> Response:
    held = closing.issues(visit.office)
    closed = {each.month for each in held}
    today = visit.office.clock.today()
    return visit.show(
        "figures/months.html",
        422 if form.errors else 200,
        form=form,
        issues=sorted(held, key=lambda each: (each.month, each.issue), reverse=True),
        open_months=[
            (month_name(each), each.words)
            for each in months_offered(visit)
            if each.last < today and month_name(each) not in closed
        ],
        readers=readers.readers(visit.office),
        closes=visit.has(*CLOSERS),
        opens=visit.has(*OPENERS),
        words_of=_words_of,
    )


def _words_of(name: str) -> str:
    of = read_month(name)
    return name if isinstance(of, Refusal) else of.words


@pages.page("/figures/months/close", CLOSERS, "month_close", methods=("POST",))
def close(visit: V) -> Response:
    """Closes a month that is over."""
    form = fill(Close, visit.typed)
    if form.errors or form.read is None:
        return _months(visit, form)
    return _closed(visit, form.read.month, "")


def _closed(visit: Visit, month: str, reason: str) -> Response:
    of = read_month(month)
    if isinstance(of, Refusal):
        return visit.refused(of, back="/figures/months")
    found = closing.close(visit.office, of, visit.who.email, visit.office.clock.now(), reason)
    if isinstance(found, Refusal):
        return visit.refused(found, back="/figures/months")
    told = len(readers.readers(visit.office))
    said = f"{of.words} is closed: issue {found.issue.issue}. It goes to {how_many(told, 'reader')}."
    return visit.go("/figures/months", said)


@pages.page("/figures/months/{month}/restated", OPENERS, "month_restated")
def restated(visit: V, month: str) -> Response:
    """What later recording has changed in a closed month, with the cases."""
    return _restated(visit, month, EMPTY)


def _restated(visit: Visit, month: str, form: Filled[Reissue]) -> Response:
    of = read_month(month)
    if isinstance(of, Refusal):
        return visit.not_found(of)
    counted = _since(visit, of)
    if isinstance(counted, Refusal):
        return visit.not_found(counted)
    since, found = counted
    seen = teams.seen(visit.office, visit.who, found.cases)
    return visit.show(
        "figures/restated.html",
        422 if form.errors else 200,
        form=form,
        of=of,
        name=month,
        found=found,
        since=since,
        figures=[_line(each, set(seen)) for each in found.figures],
        hidden=len(found.cases) - len(seen),
        closes=visit.has(*CLOSERS),
    )


def _since(visit: Visit, of: Period) -> tuple[datetime, Restatement] | Refusal:
    """What is different now, counted in the last minutes: it reads every ledger, which takes seconds."""
    may = may_see_exact(visit.office, visit.who.email, "See the cases behind a restated figure")
    if isinstance(may, Refusal):
        return may
    hashes = [each.hash for each in closing.issues(visit.office) if each.month == month_name(of)]
    key = (str(visit.office.database.url), visit.office.authority, "restated", month_name(of), *hashes[-1:])
    anew = visit.asked("count") == "again"
    return held.get(key, visit.office.clock.now(), lambda: since_closed(visit.office, of, visit.who.email), anew)


def _line(each: Restated, seen: set[str]) -> dict[str, object]:
    """A figure that moved, with the cases that one may see; of the others how many there are is said above."""
    measure_id = each.figure.partition("@")[0].partition(":")[0]
    basis = each.figure.partition("@")[2]
    entered = [case for case in each.entered if case in seen]
    left = [case for case in each.left if case in seen]
    return {
        "figure": each.figure,
        "title": each.title,
        "basis": BASES.get(basis, basis),
        "was": in_words(each.was, each.parts_was, measure_id),
        "now": in_words(each.now, each.parts_now, measure_id),
        "entered": entered[:MOST],
        "left": left[:MOST],
        "more": max(0, len(entered) - MOST) + max(0, len(left) - MOST),
        "stayed": not each.entered and not each.left,
    }


@pages.page("/figures/months/{month}/reissue", CLOSERS & OPENERS, "month_reissue", methods=("POST",))
def reissue(visit: V, month: str) -> Response:
    """Makes a new issue of a closed month, with a reason."""
    form = fill(Reissue, visit.typed)
    if form.errors or form.read is None:
        return _restated(visit, month, form)
    return _closed(visit, month, form.read.reason)


@pages.page("/figures/months/readers", CLOSERS, "month_reader", methods=("POST",))
def add_reader(visit: V) -> Response:
    """Puts somebody on the list of those who are sent the report."""
    form = fill(Reader, visit.typed)
    if form.errors or form.read is None:
        return _months(visit, form)
    found = readers.add(visit.office, form.read.email, form.read.name, visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back="/figures/months")
    return visit.go("/figures/months", f"{found.email} is sent the report from the next month that is closed.")


@pages.page("/figures/months/readers/remove", CLOSERS, "month_reader_off", methods=("POST",))
def remove_reader(visit: V) -> Response:
    """Takes somebody off that list."""
    found = readers.remove(visit.office, visit.typed.one("email"), visit.who.email)
    if isinstance(found, Refusal):
        return visit.refused(found, back="/figures/months")
    return visit.go("/figures/months", f"{found} is no longer sent the report.")
