"""Looking notices up, and how well health is told (HF-14). Answers are frozen rows; nothing is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ehcp_flow.clock import end_of_day, london_date
from ehcp_flow.db.health import HealthContact, HealthOverride, PersonHealth, SharingDecision
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.notice_links import Reconciliation
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.cases import no_such_case
from ehcp_flow.services.health.answers import no_such_notice
from ehcp_flow.services.office import Office
from notifications.health.kinds import FLAG_KINDS, TO_CONFIRM, NoticeKind, NoticeState, Status
from notifications.health.wanted import wanted
from reports.health_notices import Happening, MonthlyList, Raised, SentNotice, ToTell, health_figures
from reports.periods import Period
from workflows.case import fold
from workflows.refusals import Refusal
from workflows.vocabulary import Event
from workflows.words import list_words

ENDED = (Event.PLAN_CEASED, Event.PLAN_TRANSFERRED_OUT)


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
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        calendar = office.calendar(uow)
        notices = uow.notices.listed(office.authority)
        sent = [_sent(each, day) for each in notices if _left(each, day)]
        raised = [_raised(each, day) for each in notices if _was_raised(each, day)]
        lists = [_list(each, day) for each in uow.reconciliations.all(office.authority) if _by(each.made_at, day)]
        to_tell = list(_to_tell(uow, office, period, day))
    return health_figures(to_tell, sent, period, day, calendar.working_days_between, raised, lists)


def _contacts(uow: UnitOfWork, office: Office) -> dict[int, HealthContact]:
    return {each.contact_id: each for each in uow.health.contacts(office.authority)}


def _left(notice: Notice, day: date) -> bool:
    stands = NoticeState(notice.stands)
    gone = stands not in (NoticeState.QUEUED, NoticeState.HELD, NoticeState.SUPERSEDED)
    return gone and notice.left_at is not None and notice.left_at <= end_of_day(day)


def _sent(notice: Notice, day: date) -> SentNotice:
    answers = [each for each in (notice.acknowledged_at, notice.confirmed_at, notice.rejected_at) if each]
    answered = [london_date(each) for each in answers if london_date(each) <= day]
    confirmed = london_date(notice.confirmed_at) if notice.confirmed_at else None
    return SentNotice(
        case=notice.case,
        sent_on=london_date(notice.left_at) if notice.left_at else day,
        to_confirm=NoticeKind(notice.kind) in TO_CONFIRM,
        answered_on=min(answered, default=None),
        confirmed_on=confirmed if confirmed and confirmed <= day else None,
    )


def _by(moment: datetime | None, day: date) -> bool:
    return moment is not None and moment <= end_of_day(day)


def _was_raised(notice: Notice, day: date) -> bool:
    """Not one that was taken back before it left. One that was rejected and told anew is cancelled, and was raised."""
    return _by(notice.created_at, day) and (
        notice.rejected_at is not None or NoticeState(notice.stands) not in _TAKEN_BACK
    )


def _raised(notice: Notice, day: date) -> Raised:
    failed = _by(notice.rejected_at, day) or notice.message_state in _FAILED
    return Raised(london_date(notice.created_at), failed)


def _list(made: Reconciliation, day: date) -> MonthlyList:
    month = date.fromisoformat(f"{made.month}-01")
    if not _by(made.answered_at, day):
        return MonthlyList(month, made.expected)
    return MonthlyList(month, made.expected, made.agreed, made.differences)


def _to_tell(uow: UnitOfWork, office: Office, period: Period, day: date) -> Iterable[ToTell]:
    """What happened in a period of which health must be told, and when the last of its notices left."""
    events = [each.value for each in (Event.FINAL_PLAN_SENT, *ENDED, Event.DRAFT_SENT)]
    for reference in uow.notices.cases_where(office.authority, events, period.first, period.last):
        stored = uow.cases.load(office.authority, reference)
        if stored is not None:
            yield from _of_case(stored, uow.notices.of_case(office.authority, stored.case_id), period, day)


def _of_case(stored: StoredCase, notices: Sequence[Notice], period: Period, day: date) -> Iterable[ToTell]:
    view = fold(stored.entries, day)
    for entry in view.entries:
        if entry.source or entry.occurred_on not in period:
            continue
        on = entry.occurred_on
        if entry.event is Event.FINAL_PLAN_SENT:
            about = [each for each in notices if _of_plan(each) and each.effective_on == on]
            yield ToTell(stored.reference, Happening.FINAL, on, _all_left(about, day))
            about = [each for each in notices if each.kind == NoticeKind.SHARE_FINAL and each.effective_on == on]
            yield ToTell(stored.reference, Happening.SHARED, on, _all_left(about, day))
        elif entry.event is Event.DRAFT_SENT:
            about = [each for each in notices if each.kind == NoticeKind.SHARE_DRAFT and each.effective_on == on]
            yield ToTell(stored.reference, Happening.DRAFT, on, _all_left(about, day))
        elif entry.event in ENDED and not wanted(view, None).over and any(map(_told_of_plan, notices)):
            about = [each for each in notices if each.kind == NoticeKind.CLEAR and each.effective_on == on]
            yield ToTell(stored.reference, Happening.CEASED, on, _all_left(about, day))


def _of_plan(notice: Notice) -> bool:
    flag = NoticeKind(notice.kind) in FLAG_KINDS and notice.kind != NoticeKind.CLEAR
    return flag and notice.status == Status.PLAN and NoticeState(notice.stands) not in _TAKEN_BACK


def _told_of_plan(notice: Notice) -> bool:
    return _of_plan(notice) and notice.left_at is not None


def _all_left(about: Sequence[Notice], day: date) -> date | None:
    """The day on which the last of them left; None where there is none, or one has not left."""
    standing = [each for each in about if NoticeState(each.stands) not in _TAKEN_BACK]
    if not standing or not all(_left(each, day) for each in standing):
        return None
    return max(london_date(each.left_at) for each in standing if each.left_at is not None)


_FAILED = ("failed", "bounced")
_TAKEN_BACK = (NoticeState.CANCELLED, NoticeState.SUPERSEDED)
