"""Which cases a user may see, and that reading one is written down.

A user with a team sees its cases and those of no team; a user without one sees every team's. The case of a child with a
restriction (looked after, adopted, protected address) is seen by the people who are named for that child, and by nobody
else, whatever their roles. A case that one may not see is answered like one that there is not.
"""

from uuid import uuid4

from ehcp_flow.db.readings import Reading, Readings
from ehcp_flow.db.scope import Scope, case_seen
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.vocabulary import Role

READERS = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER, Role.PANEL_CLERK, Role.ANALYST})
"""The roles that read cases. Health and panel members see what is put before them, administrators no child's file."""


def scope_of(user: User) -> Scope:
    return Scope(user.user_id, user.team)


def unseen(uow: UnitOfWork, office: Office, user: User, reference: str) -> Refusal | None:
    """Why a user may not see a case: the same words whether it is hidden from them or not there at all."""
    return None if _seen(uow, office, user, reference) is not None else no_such_case(reference)


def unseen_by(uow: UnitOfWork, office: Office, email: str | None, reference: str) -> Refusal | None:
    """The same of whoever has this address. The operator at the command line, who gives none, sees every case."""
    user = uow.users.by_email(office.authority, email) if email else None
    return None if user is None else unseen(uow, office, user, reference)


def scope_by(uow: UnitOfWork, office: Office, email: str | None) -> Scope | None:
    """The scope of whoever has this address; None for the operator at the command line, who sees every case."""
    user = uow.users.by_email(office.authority, email) if email else None
    return None if user is None else scope_of(user)


def read_by(office: Office, user: User, reference: str, page: str) -> Refusal | None:
    """Writes down that a user read a page of a case; refused where they may not see it, which is not written down."""
    with unit_of_work(office.database) as uow:
        case_id = _seen(uow, office, user, reference)
        if case_id is None:
            return no_such_case(reference)
        now = office.clock.now()
        Readings(uow.connection).add(Reading(office.authority, uuid4().hex, case_id, now, user.email, page))
        uow.commit()
    return None


def _seen(uow: UnitOfWork, office: Office, user: User, reference: str) -> int | None:
    if not user.roles & READERS:
        return None
    return case_seen(uow.connection, office.authority, reference, scope_of(user))
