"""The file of a case, to which notes, documents, contacts and warnings belong: found for whoever may see it, and write in it."""

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.access.scope import unseen
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import OFFICER_ROLES, Office
from workflows.refusals import Refusal
from workflows.words import list_words


def seen_case(uow: UnitOfWork, office: Office, user: User, reference: str) -> StoredCase | Refusal:
    """The case, where this user may see it; the same refusal whether it is hidden from them or not there."""
    if (refusal := unseen(uow, office, user, reference)) is not None:
        return refusal
    return uow.cases.load(office.authority, reference) or no_such_case(reference)


def case_to_write(uow: UnitOfWork, office: Office, user: User, reference: str, what: str) -> StoredCase | Refusal:
    """The case, where this user may see it and write in its file. `what` is what they want to do, for the refusal."""
    stored = seen_case(uow, office, user, reference)
    if isinstance(stored, Refusal) or user.roles & OFFICER_ROLES:
        return stored
    roles = list_words(sorted(role.value.replace("_", " ") for role in OFFICER_ROLES), "or")
    return Refusal(what, f"it takes the role of {roles}", "Who may do what (workflows/README.md)", f"Ask a {roles}.")
