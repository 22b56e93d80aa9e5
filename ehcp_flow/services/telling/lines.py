"""What warnings and digests share: a deadline as a line of a message, and where its reader finds the whole list."""

from typing import Protocol

from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.staff import Staff
from notifications.lines import Line
from notifications.what_to_do import owed_by_authority
from workflows.case import headline_words
from workflows.clocks import Deadline
from workflows.standing import Outcome


class CaseOfLine(Protocol):
    """What a line says of the case."""

    @property
    def case(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def owner_id(self) -> int | None: ...


def line_of(deadline: Deadline, row: CaseOfLine, initials: str, staff: Staff, *, new: bool = False) -> Line:
    """A deadline with its case as a line. `initials`: of whom the case is about."""
    return Line(
        case=row.case,
        initials=initials,
        stage=headline_words(row.state),
        what=deadline.title,
        duty=deadline.duty,
        due=deadline.due,
        subject=deadline.subject,
        owed_by_authority=owed_by_authority(deadline.owed_by),
        floor=deadline.floor,
        excused=deadline.outcome is Outcome.EXCUSED,
        fit_by=deadline.fit_by,
        fit_step=deadline.fit_step,
        officer=staff.email(row.owner_id),
        officer_name=staff.name(row.owner_id),
        new=new,
    )


def whole_list(office: Office, person: str, *, overdue: bool = False, of_all: bool = False) -> str:
    """Where the reader finds all of it: a web address, or without one the command.

    `of_all`: a manager, whose list has the cases of others and of nobody too.
    """
    if office.public_url:
        return f"{office.public_url.rstrip('/')}/{'cases?overdue=yes' if overdue else 'work'}"
    if overdue:
        return "ehcp-flow due --overdue"
    return "ehcp-flow due" if of_all else f"ehcp-flow due --owner {person}"
