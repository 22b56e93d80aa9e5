"""Cases: listed, opened, looked at, and what is recorded on them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from ehcp_flow import documents
from ehcp_flow.api.v1.asking import NO_SUCH, REFUSED, Asking, Reading, Writing, refuse
from ehcp_flow.api.v1.shapes import Case, CaseLine, Changed, Deadline, NewCase, NewCorrection, NewEvent
from ehcp_flow.clock import end_of_day
from ehcp_flow.services import cases
from ehcp_flow.services.access.scope import READERS, read_by
from ehcp_flow.services.lookups import ShownCase, list_cases, show_case
from ehcp_flow.services.people import NewPerson
from workflows.explain import as_json
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import list_words

router = APIRouter(tags=["Cases"])
MOST = 200
FURTHEST = 100_000
"""Rows that may be passed over."""
Reference = Annotated[str, Path(pattern=r"^EHC-\d{4}-\d{5,}$", examples=["EHC-2026-00001"])]


@router.get("/cases", response_model=list[CaseLine], responses=REFUSED)
def cases_listed(
    asking: Reading,
    q: Annotated[str, Query(max_length=200, description="A reference, a number, or words of a name")] = "",
    state: Annotated[str, Query(max_length=60)] = "",
    owner: Annotated[str, Query(max_length=200, description="An officer's e-mail address")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    offset: Annotated[
        int, Query(ge=0, le=FURTHEST, description="How many to pass over: the next page begins there")
    ] = 0,
) -> Any:
    """Cases that the user may see, the one with the earliest next date first. A page shorter than `limit` is the last."""
    must_read(asking)
    found = list_cases(asking.office, state, owner or None, q, offset + limit, as_user=asking.user.email)
    if isinstance(found, Refusal):
        refuse(found)
    return [
        {
            "case": row.case,
            "person": f"{row.forename} {row.surname}".strip(),
            "born": row.born,
            "state": row.state,
            "received_on": row.received_on,
            "issued_on": row.issued_on,
            "next_due": row.next_due,
            "next_duty": row.next_duty or None,
            "owner": row.owner or None,
            "version": row.version,
        }
        for row in found[offset:]
    ]


@router.post("/cases", response_model=Changed, status_code=201, responses=REFUSED)
def open_case(asking: Writing, new: NewCase) -> Any:
    """Open a case: register the child, or find the one already held, and record what it begins with."""
    person = NewPerson(name=f"{new.surname}, {new.forename}", born=new.born, upn=new.upn)
    done = cases.open_case(
        asking.office, person, new.occurred_on, new.source, asking.user.email, Event(new.event), new.facts, new.again
    )
    return _changed(asking, done, saved=True)


@router.get("/cases/{reference}", response_model=Case, responses=NO_SUCH)
def case(
    asking: Reading,
    reference: Reference,
    as_at: Annotated[date | None, Query(description="As the case stood on this day")] = None,
    known_on: Annotated[date | None, Query(description="As it was known at the end of this day")] = None,
) -> Any:
    """A case with its ledger, its deadlines, and what may be recorded next. That it was read is written down."""
    return documents.case_document(_shown(asking, reference, as_at, known_on))


@router.get("/cases/{reference}/deadlines", response_model=list[Deadline], responses=NO_SUCH)
def deadlines(asking: Reading, reference: Reference) -> Any:
    """Every deadline that the case has had, each with the words that explain it."""
    shown = _shown(asking, reference)
    return [as_json(each, shown.as_at) for each in shown.deadlines]


@router.post("/cases/{reference}/events", response_model=Changed, status_code=201, responses=NO_SUCH | REFUSED)
def record(asking: Writing, reference: Reference, new: NewEvent) -> Any:
    """Record that something happened; or, with `only_look`, see what that would change."""
    _must_see(asking, reference)
    done = cases.record(
        asking.office,
        reference,
        new.event,
        new.occurred_on,
        new.facts,
        asking.user.email,
        new.seen_version,
        only_look=new.only_look,
    )
    return _changed(asking, done, saved=not new.only_look)


@router.post(
    "/cases/{reference}/entries/{number}/correction",
    response_model=Changed,
    status_code=201,
    responses=NO_SUCH | REFUSED,
)
def correct(
    asking: Writing, reference: Reference, number: Annotated[int, Path(ge=1, le=100_000)], new: NewCorrection
) -> Any:
    """Put an entry right, or say that it never happened. Nothing of the ledger is taken away."""
    _must_see(asking, reference)
    done = cases.correct(
        asking.office,
        reference,
        number,
        new.reason,
        new.right_date,
        new.right_facts,
        new.never_happened,
        asking.user.email,
        new.confirmed,
        new.seen_version,
        new.only_look,
    )
    return _changed(asking, done, saved=not new.only_look)


def _shown(asking: Asking, reference: str, as_at: date | None = None, known_on: date | None = None) -> ShownCase:
    _must_see(asking, reference)
    known_at = end_of_day(known_on) if known_on else None
    shown = show_case(asking.office, reference, as_at, known_at, asking.user.email)
    if isinstance(shown, Refusal):
        refuse(shown, 404)
    return shown


def _must_see(asking: Asking, reference: str) -> None:
    """Refused like a case that there is not where the user may not see it; else it is written down that it was read."""
    if (unseen := read_by(asking.office, asking.user, reference, "api")) is not None:
        refuse(unseen, 404)


def must_read(asking: Asking) -> None:
    if not asking.user.roles & READERS:
        roles = list_words(sorted(role.value.replace("_", " ") for role in READERS), "or")
        refuse(
            Refusal("List cases", f"it takes the role of {roles}", "Who may see cases", "Ask an administrator."), 403
        )


def _changed(asking: Asking, done: cases.Done | Refusal, *, saved: bool) -> Any:
    if isinstance(done, Refusal):
        refuse(done)
    return documents.done_document(done, asking.office.clock.today()) | {"saved": saved}
