"""Looking notices up, and how well health is told (HF-14). Answers are frozen rows; nothing is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ehcp_flow.clock import end_of_day
from ehcp_flow.db.health import HealthContact, HealthOverride, PersonHealth, SharingDecision
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health import rows
from ehcp_flow.services.health.answers import no_such_notice
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from notifications.health.kinds import NoticeState
from reports.health_notices import health_figures
from reports.periods import Period
from reports.rows.health import ToTell
from workflows.case import fold
from workflows.refusals import Refusal
from workflows.words import list_words


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice with its contact."""

    notice: Notice
    contact: HealthContact


@dataclass(frozen=True, slots=True)
class ShownNotices:
    """The notices that were asked for. `in_use`: the authority has set up a health contact."""

    notices: tuple[ShownNotice, ...]
    in_use: bool


@dataclass(frozen=True, slots=True)
class ShownPersonHealth:
    """What is recorded of a child for health, and on the case."""

    case: str
    health: PersonHealth
    has_number: bool
    decisions: tuple[SharingDecision, ...]
    overrides: tuple[HealthOverride, ...]
    contacts: dict[int, HealthContact]


def list_notices(
    office: Office, states: Sequence[str] = (), case: str = "", limit: int | None = None
) -> ShownNotices | Refusal:
    """The notices of an authority, the latest first."""
    known = [state.value for state in NoticeState]
    wrong = [state for state in states if state not in known]
    if wrong:
        return Refusal(
            f"List the notices that are {wrong[0]}",
            f"“{wrong[0]}” is not a state of a notice",
            "States of health notices (requirement HF-07)",
            f"Give one of: {list_words(known, 'or')}.",
        )
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        case_id = None
        if case:
            stored = uow.cases.load(office.authority, case)
            if stored is None:
                return no_such_case(case)
            case_id = stored.case_id
        found = uow.notices.listed(office.authority, states, case_id, limit)
        contacts = _contacts(uow, office)
    return ShownNotices(tuple(ShownNotice(each, contacts[each.contact_id]) for each in found), bool(contacts))


def show_notice(office: Office, notice_id: int) -> ShownNotice | Refusal:
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        notice = uow.notices.get(office.authority, notice_id)
        if notice is None:
            return no_such_notice(notice_id)
        contact = uow.health.contact(office.authority, notice.contact_id)
    if contact is None:
        raise LookupError(f"notice {notice_id} has no contact: the database is not whole. Run “ehcp-flow doctor”.")
    return ShownNotice(notice, contact)


def show_person_health(office: Office, case: str) -> ShownPersonHealth | Refusal:
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = uow.cases.load(office.authority, case)
        if stored is None:
            return no_such_case(case)
        person = uow.people.get(office.authority, stored.person_id)
        held = uow.health.person(office.authority, stored.person_id)
        return ShownPersonHealth(
            case=stored.reference,
            health=held or PersonHealth(office.authority, stored.person_id),
            has_number=bool(person and person.nhs_number),
            decisions=tuple(uow.health.decisions(office.authority, stored.person_id)),
            overrides=tuple(uow.health.overrides(office.authority, stored.case_id)),
            contacts=_contacts(uow, office),
        )


def figures(office: Office, period: Period, as_at: date | None = None) -> dict[str, Any]:
    """The measures of a period, each with what it is of. What was answered later than `as_at` counts as unanswered."""
    day = as_at or office.clock.today()
    until = end_of_day(day)
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        calendar = office.calendar(uow)
        notices = uow.notices.listed(office.authority)
        lists = rows.monthly_lists(uow.reconciliations.all(office.authority), until)
        to_tell = list(_to_tell(uow, office, period, day))
    sent, raised = rows.sent_notices(notices, until), rows.raised_notices(notices, until)
    return health_figures(to_tell, sent, period, day, calendar.working_days_between, raised, lists)


def _contacts(uow: UnitOfWork, office: Office) -> dict[int, HealthContact]:
    return {each.contact_id: each for each in uow.health.contacts(office.authority)}


def _to_tell(uow: UnitOfWork, office: Office, period: Period, day: date) -> Iterable[ToTell]:
    """What happened of which health must be told, of the cases on which any of it may be of the period."""
    events = [each.value for each in rows.TOLD_OF]
    for reference in uow.notices.cases_where(office.authority, events, period.first, period.last):
        stored = uow.cases.load(office.authority, reference)
        if stored is not None:
            notices = uow.notices.of_case(office.authority, stored.case_id)
            yield from rows.to_tell(stored.reference, fold(stored.entries, day), notices, end_of_day(day))
