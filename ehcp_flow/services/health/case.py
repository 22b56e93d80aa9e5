"""A case as its health notices see it: who the child is, what a person decided about sharing, and who is to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_flow.db.health import PersonHealth, SharingDecision
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.people import Person
from ehcp_flow.db.queues import initials
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.contacts import contact_of
from ehcp_flow.services.office import Office
from notifications.health.contacts import Chosen, Contact, ContactRole, Gap, Override, how_to_record
from notifications.health.gate import Basis, Confirmation, NhsStatus, Objection, Subject, identifier
from notifications.health.kinds import Stream
from notifications.health.recipients import advising_services, recipients
from workflows.case import CaseView, fold
from workflows.clocks import Deadline, deadlines
from workflows.days import Calendar
from workflows.ledger import effective

BY_AGE = (ContactRole.HEALTH_VISITOR, ContactRole.SCHOOL_NURSE)
REVIEW = "review"
FAMILY_WINDOW = "draft_representations"


@dataclass(frozen=True, slots=True)
class HealthCase:
    """A case with all that its notices need, as it stands in this transaction."""

    authority: str
    case_id: int
    reference: str
    person: Person
    health: PersonHealth
    subject: Subject
    view: CaseView
    owner_id: int | None
    team: str
    next_review_on: date | None
    family_until: date | None
    """The last day of the family's time to comment on the present draft."""

    @property
    def initials(self) -> str:
        return initials(self.person.forename, self.person.surname)


def health_case(
    uow: UnitOfWork, stored: StoredCase, view: CaseView, due: Sequence[Deadline], owner_id: int | None, team: str
) -> HealthCase:
    """The case after a step whose outcome is not read from the database again."""
    person = uow.people.get(stored.authority, stored.person_id)
    if person is None:
        raise LookupError(f"{stored.reference} has no person: the database is not whole. Run “ehcp-flow doctor”.")
    health = uow.health.person(stored.authority, stored.person_id) or PersonHealth(stored.authority, stored.person_id)
    decisions = uow.health.decisions(stored.authority, stored.person_id)
    return HealthCase(
        authority=stored.authority,
        case_id=stored.case_id,
        reference=stored.reference,
        person=person,
        health=health,
        subject=subject_of(person, health, decisions),
        view=view,
        owner_id=owner_id,
        team=team,
        next_review_on=_due(due, REVIEW),
        family_until=_due(due, FAMILY_WINDOW),
    )


def load(uow: UnitOfWork, office: Office, reference: str, calendar: Calendar) -> HealthCase | None:
    """The case read afresh, and kept from being changed by others until the transaction ends."""
    stored = uow.cases.load_for_change(office.authority, reference)
    return None if stored is None else of_stored(uow, office, stored, calendar)


def of_stored(uow: UnitOfWork, office: Office, stored: StoredCase, calendar: Calendar) -> HealthCase:
    """The same of a case that was read already."""
    view = fold(stored.entries)
    due = deadlines(view.entries, office.law, calendar) if effective(stored.entries) else []
    return health_case(uow, stored, view, due, stored.owner_id, stored.team)


def subject_of(person: Person, health: PersonHealth, decisions: Iterable[SharingDecision]) -> Subject:
    """What the gate asks of a person. A number that was added after it was looked for is not verified by that."""
    status = NhsStatus(health.nhs_status)
    if not person.nhs_number:
        status = NhsStatus.MISSING
    elif status is NhsStatus.MISSING:
        status = NhsStatus.NOT_VERIFIED
    bases, objection = [], None
    for each in decisions:
        match each.kind:
            case "basis" | "consent":
                bases.append(
                    Basis(each.words, each.decided_by, each.decided_on, streams_of(each.streams), each.expires_on)
                )
            case "objection":
                objection = Objection(each.decided_on, each.decided_by, each.recorded_by)
            case "objection_withdrawn" if objection is not None:
                objection = replace(objection, withdrawn_on=each.decided_on)
    return Subject(
        person=person.person_id,
        nhs_number=person.nhs_number,
        nhs_status=status,
        confirmation=_confirmation(health),
        bases=tuple(bases),
        objection=objection,
        restricted_address=bool(health.restricted),
    )


def streams_of(text: str) -> frozenset[Stream]:
    """The streams for which a basis holds, as they are kept; all of them for ""."""
    return frozenset(Stream(each) for each in text.split(",")) if text else frozenset(Stream)


def choose(uow: UnitOfWork, at: HealthCase, on: date) -> tuple[Chosen, dict[int, Contact]]:
    """Who is told of the case on a day, and every contact that was looked at by its number."""
    rows = uow.health.overrides(at.authority, at.case_id)
    overrides = [Override(row.contact_id, not row.include, row.reason, row.made_by, row.made_at.date()) for row in rows]
    named = [row.contact_id for row in rows] + ([at.health.gp_contact_id] if at.health.gp_contact_id else [])
    directory = [contact_of(row) for row in uow.health.directory(at.authority, named)]
    of_child = [each for each in directory if each.id == at.health.gp_contact_id]
    of_child += [each for role in BY_AGE for each in _one_of(directory, role, at.health.provider, on)]
    mailbox = _one_of(directory, ContactRole.PROVIDER, at.health.provider, on)
    spoken_of = {each.contact for each in overrides}
    overrides += [
        Override(each.id, False, "the provider recorded for the child", "", on)
        for each in mailbox
        if each.id not in spoken_of
    ]
    chosen = recipients(advising_services(at.view), at.person.born, on, of_child, directory, overrides)
    if at.health.provider and not mailbox:
        chosen = replace(chosen, gaps=tuple(dict.fromkeys((*chosen.gaps, _no_mailbox(at.health.provider)))))
    return chosen, {each.id: each for each in directory}


def _one_of(directory: Iterable[Contact], role: ContactRole, provider: str, on: date) -> list[Contact]:
    """The contact of a role at the child's provider: its mailbox, else the only one. Of several a person must choose."""
    found = [each for each in directory if provider and each.role is role and each.provider == provider]
    there = [each for each in found if each.there_on(on)]
    mailboxes = [each for each in there if each.role_mailbox]
    return mailboxes[:1] or (there if len(there) == 1 else [] if there else found[:1])


def _no_mailbox(provider: str) -> Gap:
    return Gap(
        ContactRole.PROVIDER,
        f"“{provider}” cares for the child, and no records mailbox of it is recorded",
        f"{how_to_record(ContactRole.PROVIDER, provider)}.",
        provider,
    )


def _confirmation(health: PersonHealth) -> Confirmation | None:
    if not health.identified_by or health.nhs_checked_on is None:
        return None
    kinds = (identifier(each) for each in health.identified_by.split(","))
    return Confirmation(health.nhs_checked_by, health.nhs_checked_on, tuple(each for each in kinds if each))


def _due(due: Sequence[Deadline], duty: str) -> date | None:
    """The latest day of a duty of the case that has not been done."""
    return max((each.due for each in due if each.duty == duty and each.live), default=None)
