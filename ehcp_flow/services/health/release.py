"""Lets a held notice go, or has one that was rejected, given up or lost told anew: always by a person's decision."""

import re
from dataclasses import replace

from ehcp_flow.db.health import PersonHealth
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.cases import no_such_case
from ehcp_flow.services.health.answers import no_such_notice
from ehcp_flow.services.health.case import HealthCase, of_stored
from ehcp_flow.services.health.contacts import contact_of, no_such_contact
from ehcp_flow.services.health.facts import notice_number
from ehcp_flow.services.health.raising import Raising
from ehcp_flow.services.health.sending import asked_at_gate, let_go
from ehcp_flow.services.office import Office
from notifications.health.gate import OTHERS_NEEDED
from notifications.health.kinds import STATE_WORDS, NoticeState, may_move
from workflows.refusals import Refusal

GATE = "What a health notice must have before it may go (notifications/health/gate.py)"


def release(office: Office, notice_id: int, identified_by: str = "", as_user: str | None = None) -> Notice | Refusal:
    """Lets a notice go that waits for a person, and has one that was rejected or given up raised anew.

    `identified_by` are the kinds of other identifiers by which the child was confirmed (not what they are). What never
    goes by this: a wrong number, no lawful basis, a plan against an objection.
    """
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        notice = uow.notices.get(office.authority, notice_id)
        stored = uow.cases.load_for_change(office.authority, notice.case) if notice else None
        if notice is None or stored is None:
            return no_such_notice(notice_id)
        if identified_by:
            if (refusal := _identifiers_refusal(notice, identified_by)) is not None:
                return refusal
            _keep_confirmation(uow, office, notice.person_id, identified_by, actor.name)
        at = of_stored(uow, office, stored, office.calendar(uow))
        done = _released(uow, office, at, notice, actor.name)
        if isinstance(done, Refusal):
            return done
        uow.commit()
    return done


def tell_again(office: Office, case: str, contact_id: int, as_user: str | None = None) -> int | Refusal:
    """Has a contact told of the flag all over again: its own list lacks the child. Gives how many notices were raised."""
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        stored = uow.cases.load_for_change(office.authority, case)
        if stored is None:
            return no_such_case(case)
        if uow.health.contact(office.authority, contact_id) is None:
            return no_such_contact(contact_id)
        calendar = office.calendar(uow)
        at = of_stored(uow, office, stored, calendar)
        raising = Raising(uow, office, at, office.clock.now(), calendar)
        before = len(uow.notices.of_case(office.authority, stored.case_id))
        raising.bring_up_to_date(afresh=[contact_id])
        raised = len(uow.notices.of_case(office.authority, stored.case_id)) - before
        if raised == 0:
            return Refusal(
                f"Tell contact {contact_id} of {case} again",
                "this contact is not told of a flag on this case now, or the notice waits already",
                "Requirement HF-04: who is told on a case",
                f"Look at “ehcp-flow notices list --case {case}”.",
            )
        uow.commit()
    return raised


def _released(uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, by: str) -> Notice | Refusal:
    number = notice_number(notice)
    stands = NoticeState(notice.stands)
    now, calendar = office.clock.now(), office.calendar(uow)
    if stands in (NoticeState.REJECTED, NoticeState.EXPIRED) and may_move(stands, NoticeState.CANCELLED):
        uow.notices.change(notice, state=NoticeState.CANCELLED.value, why=f"to be told anew, by {by}", chase_on=None)
        Raising(uow, office, at, now, calendar).bring_up_to_date()
        later = [each for each in uow.notices.of_case(notice.authority, notice.case_id) if _is_later(each, notice)]
        return later[-1] if later else uow.notices.get(notice.authority, notice.notice_id) or notice
    if stands is not NoticeState.HELD:
        return Refusal(
            f"Release {number}",
            f"it does not wait for a person: it stands at “{STATE_WORDS[stands]}”",
            GATE,
            f"Look at it with “ehcp-flow notices show {number}”.",
        )
    row = uow.health.contact(notice.authority, notice.contact_id)
    contact = contact_of(row) if row else None
    if contact is None or not contact.there_on(office.clock.today()):
        return Refusal(
            f"Release {number}",
            "whom it is for has left",
            GATE,
            f"Record who took over, then record the next step of {at.reference}: it is raised for them.",
        )
    if uow.notices.take_back(notice):
        if let_go(uow, office, at, notice, contact, now, calendar, released_by=by):
            return uow.notices.get(notice.authority, notice.notice_id) or notice
        verdict = asked_at_gate(office, at, notice, now, released=True)
        return Refusal(f"Release {number}", verdict.why, GATE, verdict.do)
    return Refusal(f"Release {number}", "it is just being sent", GATE, "There is nothing to do.")


def _is_later(one: Notice, other: Notice) -> bool:
    return (one.contact_id, one.stream) == (other.contact_id, other.stream) and one.notice_id > other.notice_id


def _identifiers_refusal(notice: Notice, text: str) -> Refusal | None:
    what = f"Confirm who is meant by {notice_number(notice)}"
    kinds = {each.strip().casefold() for each in text.split(",")} - {""}
    do = "Name three, with commas: --identified-by “name, birth date, address”."
    source = "Requirement HF-05: three other identifiers"
    if re.search(r"\d", text):
        return Refusal(what, "it says what they are, and that would be kept here", source, do)
    if len(kinds) < OTHERS_NEEDED:
        return Refusal(what, f"{len(kinds)} of the {OTHERS_NEEDED} other identifiers are named", source, do)
    return None


def _keep_confirmation(uow: UnitOfWork, office: Office, person_id: int, identified_by: str, by: str) -> None:
    held = uow.health.person(office.authority, person_id) or PersonHealth(office.authority, person_id)
    words = ", ".join(each.strip() for each in identified_by.split(",") if each.strip())
    today = office.clock.today()
    uow.health.save_person(replace(held, identified_by=words, nhs_checked_by=by, nhs_checked_on=today))
