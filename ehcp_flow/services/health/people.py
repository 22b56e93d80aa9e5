"""What a person records so that health may be told: contacts, the child's practice, the number, basis, objection, overrides.

Each is followed at once by asking again what may go now, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ehcp_flow.db.health import HealthContact, HealthOverride, PersonHealth, SharingDecision
from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health import contacts as health_contacts
from ehcp_flow.services.health.asking import ask
from ehcp_flow.services.health.case import of_stored
from ehcp_flow.services.health.contacts import no_such_contact
from ehcp_flow.services.health.gaps import KIND as GAP
from ehcp_flow.services.health.naming import names_child
from ehcp_flow.services.health.raising import Raising
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from notifications.health.contacts import ContactRole
from notifications.health.gate import number_fault
from notifications.health.kinds import TOLD, NoticeKind, NoticeState, Stream
from notifications.health.wanted import wanted
from workflows.advance import Actor
from workflows.refusals import Refusal
from workflows.words import day_words, list_words

HF05 = "Requirement HF-05: no notice leaves for a number that nobody verified"
HF06 = "Requirement HF-06: the lawful basis is recorded, and the engine does not decide it"
HF04 = "Requirement HF-04: who is told on a case"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded, and how many notices were raised or let go because of it. `question`: what may be a mistake."""

    case: str
    health: PersonHealth | None
    notices: int
    question: str = ""


def new_contact(
    office: Office,
    role: str,
    name: str,
    address: str,
    channel: str = "file",
    organisation: str = "",
    provider: str = "",
    service: str = "",
    role_mailbox: bool = False,
    as_user: str | None = None,
) -> tuple[HealthContact, int] | Refusal:
    """A new contact, and how many notices could be raised for the cases that waited for one."""
    added = health_contacts.add_contact(
        office, role, name, address, channel, organisation, provider, service, role_mailbox, as_user
    )
    if isinstance(added, Refusal):
        return added
    with office.database.reading() as connection:
        waiting = UnitOfWork(connection).tasks.listed(office.authority, kinds=[GAP])
    return added, _review(office, sorted({each.case for each in waiting if each.case}))


def contact_left(
    office: Office, contact_id: int, left_on: date, as_user: str | None = None
) -> tuple[HealthContact, int] | Refusal:
    """Somebody has left; how many notices go to somebody else because of it."""
    left = health_contacts.contact_left(office, contact_id, left_on, as_user)
    if isinstance(left, Refusal):
        return left
    with office.database.reading() as connection:
        waiting = UnitOfWork(connection).notices.unsent_to(office.authority, contact_id)
    return left, _review(office, waiting)


def set_person(
    office: Office,
    case: str,
    gp: int | None = None,
    provider: str | None = None,
    verified_by: str = "",
    restricted: str | None = None,
    as_user: str | None = None,
) -> Recorded | Refusal:
    """Record a child's practice (a contact), provider, who verified the NHS number, and why the address is restricted.

    None leaves a thing as it is; "" takes the provider or the restriction away.
    """
    with unit_of_work(office.database) as uow:
        found = _begin(uow, office, case, as_user)
        if isinstance(found, Refusal):
            return found
        _actor, stored, person = found
        held = uow.health.person(office.authority, person.person_id) or PersonHealth(office.authority, person.person_id)
        refusal = (
            _practice_refusal(uow, office, gp)
            or (_provider_refusal(uow, office, person, provider) if provider else None)
            or (_number_refusal(case, person, office) if verified_by else None)
        )
        if refusal is not None:
            return refusal
        now = replace(
            held,
            gp_contact_id=held.gp_contact_id if gp is None else gp,
            provider=held.provider if provider is None else " ".join(provider.split()),
            restricted=held.restricted if restricted is None else restricted.strip(),
        )
        if verified_by:
            today = office.clock.today()
            now = replace(now, nhs_status="verified", nhs_checked_by=verified_by.strip(), nhs_checked_on=today)
        uow.health.save_person(now)
        notices = again_for_person(uow, office, person.person_id)
        question = _provider_question(uow, office, now.provider) if provider else ""
        uow.commit()
    return Recorded(stored.reference, now, notices, question)


def _provider_question(uow: UnitOfWork, office: Office, provider: str) -> str:
    """Words where no contact of a provider is recorded: the name may be mistyped."""
    known = uow.health.providers(office.authority)
    if provider in known:
        return ""
    others = f" Recorded are: {list_words(known)}." if known else ""
    add = "ehcp-flow notices contact add --role provider --provider NAME --role-mailbox …"
    return f"Is “{provider}” right? No records mailbox of it is recorded, so it is told nothing.{others} If it is right: {add}"


def decide(
    office: Office,
    case: str,
    kind: str,
    words: str,
    decided_by: str,
    decided_on: date | None = None,
    expires_on: date | None = None,
    as_user: str | None = None,
    streams: Sequence[str] = (),
) -> Recorded | Refusal:
    """Record a lawful basis, a consent, an objection or its withdrawal, as somebody decided it.

    `streams`: for what a basis holds, of flag, share and invite; empty for all of them.
    """
    today = office.clock.today()
    on = decided_on or today
    with unit_of_work(office.database) as uow:
        found = _begin(uow, office, case, as_user)
        if isinstance(found, Refusal):
            return found
        actor, stored, person = found
        refusal = _stream_refusal(streams) or _decision_refusal(kind, words, decided_by, on, expires_on, today, person)
        if refusal is not None:
            return refusal
        decisions = uow.health.decisions(office.authority, person.person_id)
        if kind == "objection_withdrawn" and [d.kind for d in decisions if d.kind.startswith("objection")][-1:] != [
            "objection"
        ]:
            return Refusal("Withdraw the objection", "none is recorded", HF06, "There is nothing to withdraw.")
        uow.health.add_decision(
            SharingDecision(
                office.authority, person.person_id, 0, kind, " ".join(words.split()), decided_by.strip(), on,
                expires_on, actor.name, office.clock.now(), ",".join(each.value for each in Stream if each in streams),
            )
        )  # fmt: skip
        notices = again_for_person(uow, office, person.person_id)
        if kind == "objection":
            _ask_about_what_left(uow, office, person.person_id)
        uow.commit()
    return Recorded(stored.reference, None, notices)


def _stream_refusal(streams: Sequence[str]) -> Refusal | None:
    known = [each.value for each in Stream]
    wrong = [each for each in streams if each not in known]
    if not wrong:
        return None
    why = f"“{wrong[0]}” is nothing that it could be for"
    return Refusal("Record basis", why, HF06, f"Give --for with one of: {', '.join(known)}.")


def _ask_about_what_left(uow: UnitOfWork, office: Office, person_id: int) -> None:
    """What health was told before somebody objected cannot be taken back by itself: a person decides, case by case."""
    calendar, now = office.calendar(uow), office.clock.now()
    number = len(uow.health.decisions(office.authority, person_id))
    for stored in uow.cases.of_people(office.authority, [person_id], for_change=True).get(person_id, []):
        told = [each for each in uow.notices.of_case(office.authority, stored.case_id) if _counts_as_told(each)]
        at = of_stored(uow, office, stored, calendar)
        if not told or wanted(at.view, at.next_review_on).over:
            continue
        count = "1 notice" if len(told) == 1 else f"{len(told)} notices"
        ask(
            uow, office, at, "health_check", f"{stored.case_id} objection:{number}",
            "Somebody objects to what health has been told already", f"{count} left before the objection was recorded",
            "Talk to the family and decide whether a flag stays and whether a plan must be deleted there. Tell the "
            f"recipients what was decided: ehcp-flow notices list --case {stored.reference}", now,
        )  # fmt: skip


def _counts_as_told(notice: Notice) -> bool:
    return notice.left_at is not None and notice.kind != NoticeKind.CLEAR and NoticeState(notice.stands) in TOLD


def override(
    office: Office, case: str, contact_id: int, include: bool, reason: str, as_user: str | None = None
) -> Recorded | Refusal:
    """Have a contact told of a case, or left out, with the reason."""
    what = f"{'Add' if include else 'Leave out'} health contact {contact_id} on {case}"
    if not reason.strip():
        return Refusal(what, "there is no reason", HF04, "Give --reason “why”.")
    with unit_of_work(office.database) as uow:
        found = _begin(uow, office, case, as_user)
        if isinstance(found, Refusal):
            return found
        actor, stored, person = found
        if uow.health.contact(office.authority, contact_id) is None:
            return no_such_contact(contact_id)
        row = HealthOverride(
            office.authority, stored.case_id, 0, contact_id, include, reason.strip(), actor.name, office.clock.now()
        )
        uow.health.add_override(row)
        notices = again_for_person(uow, office, person.person_id)
        uow.commit()
    return Recorded(stored.reference, None, notices)


def again_for_person(uow: UnitOfWork, office: Office, person_id: int) -> int:
    """Asks again for every case of a person what health should know and what may go. Gives how many notices moved."""
    if not uow.health.in_use(office.authority):
        return 0
    calendar, now = office.calendar(uow), office.clock.now()
    cases = uow.cases.of_people(office.authority, [person_id], for_change=True).get(person_id, [])
    return sum(
        Raising(uow, office, of_stored(uow, office, each, calendar), now, calendar).bring_up_to_date() for each in cases
    )


def _review(office: Office, cases: list[str]) -> int:
    """The same for these cases, each in a transaction of its own."""
    moved = 0
    for case in cases:
        with unit_of_work(office.database) as uow:
            stored = uow.cases.load_for_change(office.authority, case)
            if stored is not None:
                calendar = office.calendar(uow)
                at = of_stored(uow, office, stored, calendar)
                moved += Raising(uow, office, at, office.clock.now(), calendar).bring_up_to_date()
                uow.commit()
    return moved


def _begin(
    uow: UnitOfWork, office: Office, case: str, as_user: str | None
) -> tuple[Actor, StoredCase, Person] | Refusal:
    actor = office.actor(uow, as_user)
    if isinstance(actor, Refusal):
        return actor
    stored = uow.cases.load_for_change(office.authority, case)
    if stored is None:
        return no_such_case(case)
    person = uow.people.get(office.authority, stored.person_id)
    if person is None:
        raise LookupError(f"{case} has no person: the database is not whole. Run “ehcp-flow doctor”.")
    return actor, stored, person


def _practice_refusal(uow: UnitOfWork, office: Office, gp: int | None) -> Refusal | None:
    if gp is None:
        return None
    contact = uow.health.contact(office.authority, gp)
    if contact is None:
        return no_such_contact(gp)
    if contact.role != ContactRole.GP:
        return Refusal(
            f"Record contact {gp} as the practice",
            f"contact {gp} is recorded as {ContactRole(contact.role).words}",
            HF04,
            "Give the number of a contact with the role gp: “ehcp-flow notices contact list”.",
        )
    return None


def _provider_refusal(uow: UnitOfWork, office: Office, person: Person, provider: str) -> Refusal | None:
    """A provider is named in messages. One whose contacts are recorded may be called like the child: Young Hearts Trust."""
    name = " ".join(provider.split())
    if name in {each.provider for each in uow.health.directory(office.authority)} or not names_child(name, person):
        return None
    do = "Add its records mailbox first: ehcp-flow notices contact add --role provider --provider NAME --role-mailbox …"
    return _naming("Record the provider", "the words name", do)


def _number_refusal(case: str, person: Person, office: Office) -> Refusal | None:
    fault = number_fault(person.nhs_number, production=office.production)
    if person.nhs_number and not fault:
        return None
    return Refusal(
        f"Record the NHS number of {case} as verified",
        fault or "none is held",
        HF05,
        "Record the right number first, or confirm who is meant by three other identifiers: "
        "ehcp-flow notices release NOTICE --identified-by “name, birth date, address”.",
    )


def _decision_refusal(
    kind: str, words: str, decided_by: str, on: date, expires_on: date | None, today: date, person: Person
) -> Refusal | None:
    what = f"Record {kind.replace('_', ' ')}"
    if not words.strip() or not decided_by.strip():
        missing = "who decided it" if words.strip() else "what was decided"
        return Refusal(what, f"it is not said {missing}", HF06, "Give --words and --decided-by.")
    if on > today:
        return Refusal(what, f"{day_words(on)} has not come yet", HF06, "Give the day on which it was decided.")
    if expires_on is not None and expires_on < on:
        return Refusal(what, f"it would end on {day_words(expires_on)}, before it began", HF06, "Check both days.")
    if names_child(words, person):
        return _naming(what, "the words name", "Say on what law it rests, without the child.")
    if names_child(decided_by, person):
        do = "Say who decided it by what they are: “her mother”, “SEND manager”."
        return _naming(what, "who decided it is given by words that name", do)
    return None


def _naming(what: str, words: str, do: str) -> Refusal:
    return Refusal(
        what,
        f"{words} the child or hold a long number, and they go out with the notice",
        "No message carries a full name or an NHS number (docs/decisions/0016)",
        do,
    )
