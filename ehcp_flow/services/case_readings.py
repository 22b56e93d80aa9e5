"""Who has read a case: for managers, and in the end for the family, who may ask for it."""

from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.db.readings import Readings
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import seen_case
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.vocabulary import Role

HOW_MANY = 200
"""The latest readings that are shown."""


@dataclass(frozen=True, slots=True)
class ShownReading:
    """One reading, with the reader's name."""

    read_at: datetime
    email: str
    name: str
    page: str


def readings_of_case(office: Office, user: User, reference: str) -> tuple[ShownReading, ...] | Refusal:
    """The latest readings of a case, the newest first. For managers who may see the case."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, reference)
        if isinstance(stored, Refusal):
            return stored
        if Role.MANAGER not in user.roles:
            what, source = f"See who has read {reference}", "Who may do what (workflows/README.md)"
            return Refusal(what, "it takes the role of manager", source, "Ask a manager.")
        names = {each.email: each.name for each in uow.users.all(office.authority)}
        found = Readings(connection).of_case(office.authority, stored.case_id, HOW_MANY)
    return tuple(ShownReading(each.read_at, each.read_by, names.get(each.read_by, ""), each.page) for each in found)
