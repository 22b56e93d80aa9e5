"""What waits for a second person: the list, what would follow, and agreeing to it or refusing it with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi.responses import Response

from ehcp_flow.documents import full_name
from ehcp_flow.phrases import full_day, what
from ehcp_flow.services import asking, previews
from ehcp_flow.services.access.scope import read_by
from ehcp_flow.services.asking import Asked
from ehcp_flow.services.cases import Stale
from ehcp_flow.services.lookups import ShownCase, show_case
from ehcp_flow.services.two_persons import MAY_AGREE
from ehcp_flow.web.effects import becomes
from ehcp_flow.web.fact_fields import answers, asked
from ehcp_flow.web.forms import EMPTY, Filled, FormModel, fill
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.views.put_right import standing
from ehcp_flow.web.views.record import Since, done_page, seen_version
from ehcp_flow.web.visit import V, Visit
from workflows.events import EVENTS, read_facts
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event

pages = Pages()


@dataclass(frozen=True, slots=True)
class Line:
    """One that was asked for, as a row of the list."""

    asked: Asked
    title: str


class Refusing(FormModel):
    """Why it is refused."""

    why: str = ""


@pages.page("/approvals", OFFICERS, "approvals")
def waiting(visit: V) -> Response:
    """What waits for this user to decide, and what they asked for themselves."""
    found = asking.waiting(visit.office, visit.who)
    to_decide, own = _lines(found.to_decide), _lines(found.own)
    return visit.show("put_right/approvals.html", to_decide=to_decide, own=own, deciders=MAY_AGREE)


@pages.page("/approvals/{number:int}", OFFICERS, "approval")
def one(visit: V, number: int) -> Response:
    """What was asked for, and what would follow if it were agreed to now."""
    found = asking.find(visit.office, visit.who, number)
    if isinstance(found, Refusal):
        return visit.not_found()
    if (refusal := read_by(visit.office, visit.who, found.case, f"request {number}")) is not None:
        return visit.not_found(refusal)
    return _page(visit, found)


@pages.page("/approvals/{number:int}", OFFICERS, "approval_answer", methods=("POST",))
def decide(visit: V, number: int) -> Response:
    """Agrees to it, or refuses it."""
    found = asking.find(visit.office, visit.who, number)
    if isinstance(found, Refusal):
        return visit.not_found()
    form = fill(Refusing, visit.typed)
    if visit.typed.one("decision") == "agree":
        done = asking.agree(visit.office, visit.who, number, seen_version(visit))
        if isinstance(done, Refusal):
            return _page(visit, found, form, done, 409)
        return visit.go(
            done_page(visit, found.case, done.outcome.entry.number), "You agreed to it, and it was recorded"
        )
    if form.read is None or not form.read.why:
        return _page(visit, found, Filled(visit.typed, {"why": "Say why you refuse it, for whoever asked"}), status=422)
    refused = asking.refuse(visit.office, visit.who, number, form.read.why)
    if isinstance(refused, Refusal):
        return _page(visit, found, form, refused, 409)
    return visit.go("/approvals", f"You refused what {found.change.asked_by} asked for on {found.case}")


def _page(
    visit: Visit, found: Asked, form: Filled[Any] = EMPTY, refusal: Refusal | None = None, status: int = 200
) -> Response:
    shown = show_case(visit.office, found.case, as_user=visit.who.email)
    if isinstance(shown, Refusal):
        return visit.not_found(shown)
    change_, since = found.change, shown.entries[found.change.seen_version :]
    may_not = asking.may_not(visit.office, visit.who, found)
    preview: previews.Preview | Refusal | None = None
    if not change_.decision:
        preview = _preview(visit, found, may_not is None)
    return visit.show(
        "put_right/approval.html",
        status,
        asked=found,
        reference=found.case,
        name=full_name(shown.person),
        title=title_of(found),
        answers=_answers(shown, found),
        since=[Since(EVENTS[each.event].title, each) for each in since] if not change_.decision else [],
        preview=None if isinstance(preview, Refusal) else preview,
        cannot=preview if isinstance(preview, Refusal) else None,
        may_not=may_not,
        stale=isinstance(refusal, Stale),
        refusal=refusal,
        form=form,
        version=shown.version,
        what=what,
        becomes=becomes,
    )


def _preview(visit: Visit, found: Asked, to_decide: bool) -> previews.Preview | Refusal:
    """As whoever decides would make it; for whoever only looks, as it was asked for."""
    if to_decide:
        done = asking.agree(visit.office, visit.who, found.change.change_id, only_look=True)
        return done if isinstance(done, Refusal) else previews.with_what_was_told(visit.office, found.case, done)
    made = found.proposal
    if made.event is Event.CORRECTION:
        return previews.of_correction(visit.office, found.case, asking.dated(visit.office, made), visit.who.email)
    return previews.of_step(visit.office, found.case, made.event, made.occurred_on, made.facts, visit.who.email)


def _lines(found: Iterable[Asked]) -> list[Line]:
    return [Line(each, title_of(each)) for each in found]


def title_of(found: Asked) -> str:
    """What it is, in a few words."""
    made = found.proposal
    return f"Put entry {made.corrects} right" if made.event is Event.CORRECTION else EVENTS[made.event].title


def _answers(shown: ShownCase, found: Asked) -> Sequence[tuple[str, str]]:
    made = found.proposal
    if made.event is not Event.CORRECTION or made.corrects is None:
        words = asked(made.event, shown.deadlines)
        facts = read_facts(made.event, made.facts, check_needed=False)
        given = answers(words.fields, made.facts if isinstance(facts, Refusal) else facts)
        return [("What", EVENTS[made.event].title), (words.day, full_day(made.occurred_on)), *given]
    return _right_ones(shown, shown.entries[made.corrects - 1], made.facts)


def _right_ones(shown: ShownCase, entry: Entry, facts: dict[str, Any]) -> list[tuple[str, str]]:
    stands = standing(shown, entry)
    rows = [("Entry", f"{entry.number}: {EVENTS[entry.event].title}, {full_day(stands.occurred_on)}")]
    if facts.get("never_happened"):
        rows.append(("What is right", "It never happened"))
    if facts.get("right_date"):
        rows.append(("The right day", full_day(date.fromisoformat(facts["right_date"]))))
    if facts.get("right_facts") is not None:
        rows += answers(asked(entry.event, shown.deadlines).fields, facts["right_facts"])
    return [*rows, ("Why", str(facts.get("reason", "")))]
