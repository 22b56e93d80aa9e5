"""Who may make the SEN2 return, which names every child, and record what it asks of a person."""

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.board.rights import allowed
from ehcp_flow.services.office import Office
from workflows.advance import Actor
from workflows.refusals import Refusal
from workflows.vocabulary import Role

SOURCE = "Rights over the SEN2 return (ehcp_flow/services/returns/rights.py)"
MAY_EXPORT = (Role.ANALYST, Role.MANAGER, Role.ADMIN)
MAY_RECORD_PERSON = (Role.CASEWORKER, Role.DECISION_MAKER, *MAY_EXPORT)
"""Whoever records what happens on a case (workflows/steps.py), or makes the return that the details are for."""


def may_export(office: Office, email: str | None, year: int) -> Actor | Refusal:
    """Whoever asks, if they may make the return of a year; None is the operator (docs/decisions/0008)."""
    return _may(office, email, MAY_EXPORT, f"Make the return of {year}")


def may_record_person(office: Office, email: str | None, case: str) -> Actor | Refusal:
    """Whoever asks, if they may record what the return asks of the person of a case; None is the operator."""
    return _may(office, email, MAY_RECORD_PERSON, f"Record details of the person of {case}")


def _may(office: Office, email: str | None, roles: tuple[Role, ...], what: str) -> Actor | Refusal:
    with office.database.reading() as connection:
        return allowed(UnitOfWork(connection), office, email, roles, what, SOURCE)
