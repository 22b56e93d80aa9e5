"""What stands around a case besides its ledger: the child's setting, the officer's name, warnings, when the family was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ehcp_flow.db.contacts import Contacts
from ehcp_flow.db.notes import Note, Notes
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services.case_files import seen_case
from ehcp_flow.services.lookups import ShownCase
from ehcp_flow.services.notes import HOW, WITH_FAMILY, readable, standing
from ehcp_flow.services.office import Office
from ehcp_flow.services.warning_notes import ShownWarning, warnings_of
from workflows.days import Calendar
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.refusals import Refusal
from workflows.vocabulary import Event

E = Event
TELLS_THE_FAMILY = frozenset(
    {
        E.ASSESSMENT_AGREED, E.ASSESSMENT_REFUSED, E.PLAN_REFUSED, E.DRAFT_SENT, E.FINAL_PLAN_SENT, E.PLAN_AMENDED,
        E.TRANSFER_NOTIFIED, E.CEASE_CONSIDERED, E.CEASE_NOTIFIED, E.REVIEW_INVITED, E.REVIEW_DECIDED,
        E.AMENDMENT_NOTICE_SENT, E.AMENDED_PLAN_SENT, E.AMENDMENT_DROPPED, E.TRANSFER_PLAN_SENT, E.REASSESSMENT_AGREED,
        E.REASSESSMENT_REFUSED, E.REASSESSED_PLAN_SENT, E.REASSESSMENT_LEFT_UNCHANGED,
    }
)  # fmt: skip
"""The events that are something sent to, or said to, the family."""


@dataclass(frozen=True, slots=True)
class LastTold:
    """When the family last heard from the council, and how."""

    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a case. `names` are those of users by e-mail address."""

    setting: str
    officer: str
    warnings: tuple[ShownWarning, ...]
    told: LastTold | None
    calendar: Calendar
    names: Mapping[str, str]


def around(office: Office, user: User, shown: ShownCase) -> Around | Refusal:
    """What stands around a case that this user may see."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        stored = seen_case(uow, office, user, shown.reference)
        if isinstance(stored, Refusal):
            return stored
        names = {each.email: each.name for each in uow.users.all(office.authority)}
        notes = [
            each
            for each in readable(Notes(connection).of_case(office.authority, stored.case_id), user)
            if each.on_day <= shown.as_at and (shown.known_at is None or each.written_at <= shown.known_at)
        ]
        setting = Contacts(connection).setting_of(office.authority, stored.person_id)
        return Around(
            setting=setting or _named_setting(shown.view.entries),
            officer=names.get(shown.owner, shown.owner),
            warnings=warnings_of(uow, office.authority, stored.person_id, shown.view),
            told=last_told(shown.view.entries, notes),
            calendar=office.calendar(uow),
            names=names,
        )


def last_told(entries: Iterable[Entry], notes: Iterable[Note]) -> LastTold | None:
    """The last time that the family heard: by an event of the ledger, or by a contact that was noted."""
    told = [
        LastTold(each.occurred_on, EVENTS[each.event].title)
        for each in entries
        if each.event in TELLS_THE_FAMILY and each.dated
    ]
    told += [LastTold(each.on_day, HOW[each.how]) for each in standing(notes) if each.kind == WITH_FAMILY]
    return max(told, key=lambda each: each.on, default=None)


def _named_setting(entries: Iterable[Entry]) -> str:
    """The setting that the last plan names, where no attendance is held."""
    named = [name for each in entries if each.event in TELLS_THE_FAMILY and (name := each.fact("setting"))]
    return named[-1] if named else ""
