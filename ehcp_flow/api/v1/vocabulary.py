"""What a program needs to know before it asks: who it is, which events there are, and what is due."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from ehcp_flow import documents
from ehcp_flow.api.v1.asking import REFUSED, Reading, refuse
from ehcp_flow.api.v1.cases import FURTHEST, must_read
from ehcp_flow.api.v1.shapes import DueLine, EventShape, Me
from ehcp_flow.services.lookups import due
from workflows.events import EVENTS
from workflows.refusals import Refusal

router = APIRouter()


@router.get("/me", response_model=Me, tags=["Tokens"])
def me(asking: Reading) -> Any:
    """Whose token this is, and what it may be used for."""
    return {
        "name": asking.user.name,
        "email": asking.user.email,
        "roles": sorted(role.value for role in asking.user.roles),
        "team": asking.user.team or None,
        "scopes": sorted(scope.value for scope in asking.scopes),
    }


@router.get("/events", response_model=list[EventShape], tags=["Vocabulary"])
def events(asking: Reading) -> Any:
    """Every event that may be recorded, with its facts."""
    return [
        {
            "event": row.event.value,
            "title": row.title,
            "process": row.process.value,
            "facts": [
                {"name": fact.name, "words": fact.words, "needed": fact.needed, "values": list(fact.values)}
                for fact in row.facts
            ],
        }
        for row in EVENTS.values()
    ]


@router.get("/due", response_model=list[DueLine], tags=["Cases"], responses=REFUSED)
def what_is_due(
    asking: Reading,
    owner: Annotated[str, Query(max_length=200, description="An officer's e-mail address")] = "",
    within: Annotated[int | None, Query(ge=0, le=3660, description="Due in so many days at most")] = None,
    overdue: Annotated[bool, Query(description="Only what is overdue")] = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[
        int, Query(ge=0, le=FURTHEST, description="How many to pass over: the next page begins there")
    ] = 0,
) -> Any:
    """What is still to be done on the cases that the user may see, the earliest date first.

    A page shorter than `limit` is the last.
    """
    must_read(asking)
    found = due(asking.office, overdue_only=overdue, owner=owner or None, within=within, as_user=asking.user.email)
    if isinstance(found, Refusal):
        refuse(found)
    return [documents.due_document(line) for line in found[offset : offset + limit]]
