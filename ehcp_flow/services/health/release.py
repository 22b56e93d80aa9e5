"""Lets a held notice go, or has one that was rejected, given up or lost told anew: always by a person's decision."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ehcp_flow.db.health import PersonHealth
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.health.answers import no_such_notice
from ehcp_flow.services.health.case import HealthCase, of_stored
from ehcp_flow.services.health.contacts import contact_of, no_such_contact
from ehcp_flow.services.health.facts import notice_number
from ehcp_flow.services.health.naming import names_child
from ehcp_flow.services.health.raising import CANCELLED_BY, Raising
from ehcp_flow.services.health.sending import RELEASED_BY, asked_at_gate, do_words, let_go, no_longer_waits
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from notifications.health.gate import OTHERS_NEEDED, Answer, Identifier, identifier
from notifications.health.kinds import STATE_WORDS, UNSENT, NoticeState, may_move
from workflows.refusals import Refusal
from workflows.words import list_words

GATE = "What a health notice must have before it may go (notifications/health/gate.py)"


def release(
    office: Office, notice_id: int, identified_by: str = "", as_user: str | None = None, reason: str = ""
) -> Notice | Refusal:
    """Lets a notice go that waits for a person, and has one that was rejected, given up or cancelled raised anew.

    `reason`: why it goes although somebody objects or the address is restricted; it is kept with who decided it.

    `identified_by` are the kinds of other identifiers by which the child was confirmed (not what they are). What never
    goes by this: a wrong number, no lawful basis, a plan against an objection.
    """
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        notice = uow.notices.get_for_change(office.authority, notice_id)
        stored = uow.cases.load_for_change(office.authority, notice.case) if notice else None
        if notice is None or stored is None:
            return no_such_notice(notice_id)
        if identified_by:
            kinds = _identifiers(notice, identified_by)
            if isinstance(kinds, Refusal):
                return kinds
            _keep_confirmation(uow, office, notice.person_id, kinds, actor.name)
        at = of_stored(uow, office, stored, office.calendar(uow))
        done = _released(uow, office, at, notice, actor.name, " ".join(reason.split()))
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


def cancel(office: Office, notice_id: int, reason: str, as_user: str | None = None) -> Notice | Refusal:
    """A person decides that a notice which waits is not sent. The same is not raised again by itself."""
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        notice = uow.notices.get_for_change(office.authority, notice_id)
        stored = uow.cases.load_for_change(office.authority, notice.case) if notice else None
        if notice is None or stored is None:
            return no_such_notice(notice_id)
        number, why = notice_number(notice), " ".join(reason.split())
        at = of_stored(uow, office, stored, office.calendar(uow))
        if (refusal := _reason_refusal(f"Cancel {number}", at, why)) is not None:
            return refusal
        stands = NoticeState(notice.stands)
        if stands not in UNSENT:
            words = f"it does not wait: it stands at “{STATE_WORDS[stands]}”"
            return Refusal(f"Cancel {number}", words, GATE, "What has left cannot be taken back: tell the recipient.")
        if not uow.notices.take_back(notice):
            return Refusal(f"Cancel {number}", "it is just being sent", GATE, "Tell the recipient.")
        kept = {name: value for name, value in notice.details.items() if name != RELEASED_BY}
        uow.notices.change(
            notice,
            state=NoticeState.CANCELLED.value,
            why=f"Cancelled by {actor.name}: {why}",
            details={**kept, CANCELLED_BY: f"{actor.name}: {why}"},
            chase_on=None,
        )
        no_longer_waits(uow, notice, office.clock.now(), f"Cancelled by {actor.name}")
        done = uow.notices.get(notice.authority, notice.notice_id) or notice
        uow.commit()
    return done


def _reason_refusal(what: str, at: HealthCase, reason: str) -> Refusal | None:
    """Why a reason cannot be kept: there is none, or it names the child."""
    if not reason:
        return Refusal(what, "there is no reason", GATE, "Give --reason “why”. It is kept with who decided it.")
    if names_child(reason, at.person):
        words = "the reason names the child or holds a long number"
        return Refusal(what, words, "Reasons are shown with the notice", "Say why without the child.")
    return None


def _override_refusal(office: Office, at: HealthCase, notice: Notice, reason: str) -> Refusal | None:
    """Why it is not let go against an objection or a restriction: the reason is missing or cannot be kept."""
    now = office.clock.now()
    verdict = asked_at_gate(office, at.subject, notice, now)
    overrides = (
        verdict.answer is not Answer.GO and asked_at_gate(office, at.subject, notice, now, True).answer is Answer.GO
    )
    what = f"Release {notice_number(notice)}"
    if reason:
        return _reason_refusal(what, at, reason)
    if not overrides:
        return None
    do = f"Say why it goes all the same: ehcp-flow notices release {notice_number(notice)} --reason “why”."
    return Refusal(
        what, verdict.why, GATE, f"{do} Or: ehcp-flow notices cancel {notice_number(notice)} --reason “why”."
    )


def _released(
    uow: UnitOfWork, office: Office, at: HealthCase, notice: Notice, by: str, reason: str
) -> Notice | Refusal:
    number = notice_number(notice)
    stands = NoticeState(notice.stands)
    now, calendar = office.clock.now(), office.calendar(uow)
    by_hand = stands is NoticeState.CANCELLED and CANCELLED_BY in notice.details
    if by_hand or (stands in (NoticeState.REJECTED, NoticeState.EXPIRED) and may_move(stands, NoticeState.CANCELLED)):
        kept = {name: value for name, value in notice.details.items() if name != CANCELLED_BY}
        values = {"state": NoticeState.CANCELLED.value, "why": f"to be told anew, by {by}", "details": kept}
        uow.notices.change(notice, **values, chase_on=None)
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
    if (refusal := _override_refusal(office, at, notice, reason)) is not None:
        return refusal
    if uow.notices.take_back(notice):
        if let_go(uow, office, at, notice, contact, now, calendar, released_by=by, reason=reason):
            return uow.notices.get(notice.authority, notice.notice_id) or notice
        verdict = asked_at_gate(office, at.subject, notice, now, released=True)
        return Refusal(f"Release {number}", verdict.why, GATE, do_words(verdict, notice))
    return Refusal(f"Release {number}", "it is just being sent", GATE, "There is nothing to do.")


def _is_later(one: Notice, other: Notice) -> bool:
    return (one.contact_id, one.stream) == (other.contact_id, other.stream) and one.notice_id > other.notice_id


def _identifiers(notice: Notice, text: str) -> list[Identifier] | Refusal:
    """The kinds of identifiers that were typed. What cannot be one is refused and not repeated: it may be the child's name."""
    what = f"Confirm who is meant by {notice_number(notice)}"
    do = (
        f"Name three of {list_words([each.value for each in Identifier])}: --identified-by “name, birth date, address”."
    )
    source = "Requirement HF-05: three other identifiers"
    typed = [each for each in text.split(",") if each.strip()]
    found = list(dict.fromkeys(identifier(each) for each in typed))
    kinds = [each for each in found if each is not None]
    if re.search(r"\d", text):
        return Refusal(what, "it says what they are, and that would be kept here", source, do)
    if len(kinds) < len(found):
        why = "it names something that is not a kind of identifier; what they are is not kept here"
        return Refusal(what, why, source, do)
    if len(kinds) < OTHERS_NEEDED:
        return Refusal(what, f"{len(kinds)} of the {OTHERS_NEEDED} other identifiers are named", source, do)
    return kinds


def _keep_confirmation(uow: UnitOfWork, office: Office, person_id: int, kinds: Iterable[Identifier], by: str) -> None:
    held = uow.health.person(office.authority, person_id) or PersonHealth(office.authority, person_id)
    words = ", ".join(each.value for each in kinds)
    today = office.clock.today()
    uow.health.save_person(replace(held, identified_by=words, nhs_checked_by=by, nhs_checked_on=today))
