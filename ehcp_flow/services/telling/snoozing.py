"""Snoozing a deadline: its officer hears no more of it until a day that is not past the legal date, for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.snoozes import Snooze
from ehcp_flow.db.sweeps import DeadlineKey
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from ehcp_flow.services.telling.ladders import policy_of
from ehcp_flow.services.telling.snooze_ends import wake
from ehcp_flow.services.telling.staff import Staff, staff_of
from notifications.ladder import stands
from workflows.advance import Actor
from workflows.clocks import Deadline
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import day_words, list_words

RULE = "Snooze (casework.md 3.4): with a reason, and never past the legal date"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """A snooze that holds, as a list shows it."""

    case: str
    duty: str
    subject: str
    title: str
    due: date
    until: date
    person: str
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class _Asked:
    """A deadline that somebody who may wants to snooze or to be warned of again."""

    what: str
    actor: Actor
    stored: StoredCase
    deadline: Deadline
    staff: Staff


def snooze(
    office: Office, case: str, duty: str, until: date, reason: str, as_user: str | None = None, subject: str = ""
) -> Snoozed | Refusal:
    """The officer of a case is not warned of one open deadline before `until`. Managers are still told.

    Refused without a reason, past the legal date, for what is due or overdue, and to anybody but the officer, a manager
    and the operator. It ends by itself when the date of the deadline moves.
    """
    what = f"Snooze {duty} of {case}"
    today = office.clock.today()
    with unit_of_work(office.database) as uow:
        asked = _asked(office, uow, what, case, duty, subject, as_user)
        if isinstance(asked, Refusal):
            return asked
        refusal = _not_until(what, asked.deadline, until, reason, today)
        if refusal is not None:
            return refusal
        person = _whose(asked)
        if isinstance(person, Refusal):
            return person
        made = Snooze(
            authority=office.authority,
            case_id=asked.stored.case_id,
            duty=asked.deadline.duty,
            subject=asked.deadline.subject,
            person=person,
            due=asked.deadline.due,
            until=until,
            reason=" ".join(reason.split()),
            made_by=asked.actor.name,
            made_at=office.clock.now(),
        )
        uow.snoozes.put(made)
        uow.commit()
        return _shown(asked.stored.reference, asked.deadline.title, made)


def end_snooze(
    office: Office, case: str, duty: str, as_user: str | None = None, subject: str = ""
) -> list[Snoozed] | Refusal:
    """Ends the snoozes of a deadline (an officer's own, or all for a manager or the operator); what it has reached is
    told at the next sweep."""
    what = f"End the snooze of {duty} of {case}"
    today = office.clock.today()
    with unit_of_work(office.database) as uow:
        asked = _asked(office, uow, what, case, duty, subject, as_user)
        if isinstance(asked, Refusal):
            return asked
        deadline = asked.deadline
        held = uow.snoozes.not_over(office.authority, today)
        of_it = held.get((asked.stored.case_id, deadline.duty, deadline.subject), [])
        ended = [
            each
            for each in of_it
            if each.due == deadline.due and (_decides(asked.actor) or each.person == asked.actor.name)
        ]
        if not ended:
            return Refusal(what, "it is not snoozed", RULE, "See what is snoozed with “ehcp-flow snooze list”.")
        policy, calendar = policy_of(office, uow), office.calendar(uow)
        for each in ended:
            wake(uow, each, policy, today, calendar)
        uow.commit()
        return [_shown(asked.stored.reference, deadline.title, each) for each in ended]


def snoozes(office: Office) -> list[Snoozed]:
    """The snoozes that hold today, the next to end first."""
    with office.database.reading() as connection:
        held = UnitOfWork(connection).snoozes.holding(office.authority, office.clock.today())
    return [_shown(case, title, each) for case, title, each in held]


def _shown(case: str, title: str, held: Snooze) -> Snoozed:
    return Snoozed(
        case, held.duty, held.subject, title, held.due, held.until, held.person, held.reason, held.made_by, held.made_at
    )


def _asked(
    office: Office, uow: UnitOfWork, what: str, case: str, duty: str, subject: str, as_user: str | None
) -> _Asked | Refusal:
    actor = office.actor(uow, as_user)
    if isinstance(actor, Refusal):
        return actor
    stored = uow.cases.load_for_change(office.authority, case)
    if stored is None:
        return no_such_case(case)
    held = uow.sweeps.open_of_case(office.authority, stored.case_id)
    deadline = _the_one(what, held, duty, subject)
    if isinstance(deadline, Refusal):
        return deadline
    staff = staff_of(uow, office.authority, office.clock.today())
    asked = _Asked(what, actor, stored, deadline, staff)
    if _decides(actor) or actor.name in (staff.email(stored.owner_id), staff.in_place_of(stored.owner_id)):
        return asked
    return Refusal(
        what,
        f"{actor.name} is neither the officer of the case nor a manager",
        RULE,
        "Ask the officer of the case, or a manager.",
    )


def _decides(actor: Actor) -> bool:
    """Managers, and the operator of the command line."""
    return not actor.person or Role.MANAGER in actor.roles


def _the_one(what: str, held: Sequence[tuple[DeadlineKey, Deadline]], duty: str, subject: str) -> Deadline | Refusal:
    """The open deadline that is meant."""
    open_now = [deadline for _, deadline in held if stands(deadline)]
    found = [each for each in open_now if each.duty == duty and subject in ("", each.subject)]
    if len(found) == 1:
        return found[0]
    if found:
        subjects = list_words([f"“{each.subject}”" for each in found], "or")
        return Refusal(what, f"{len(found)} of these are open", RULE, f"Say which with --subject: {subjects}.")
    names = list_words(sorted({each.duty for each in open_now}), "or")
    return Refusal(
        what,
        "no such deadline is open on this case",
        RULE,
        f"Name one that is open: {names}." if names else "Nothing is open on this case.",
    )


def _not_until(what: str, deadline: Deadline, until: date, reason: str, today: date) -> Refusal | None:
    due = day_words(deadline.due)
    if not reason.strip():
        return Refusal(what, "no reason was given", RULE, "Give --reason “…”.")
    if deadline.due < today:
        return Refusal(what, f"it is overdue: it was due {due}", RULE, "Do it, then record it.")
    if deadline.due == today:
        return Refusal(what, f"it is due today, {due}", RULE, "Do it, then record it.")
    if until > deadline.due:
        return Refusal(
            what,
            f"{day_words(until)} is past the legal date, {due}",
            RULE,
            f"Snooze it until {due} at the latest.",
        )
    if until <= today:
        return Refusal(what, f"{day_words(until)} is not to come", RULE, f"Give a day from tomorrow to {due}.")
    return None


def _whose(asked: _Asked) -> str | Refusal:
    """Whose warnings are quiet: those of whoever asks as the officer or in their place, else of who does the work."""
    owner, here = asked.staff.email(asked.stored.owner_id), asked.staff.in_place_of(asked.stored.owner_id)
    if asked.actor.name in (owner, here):
        return asked.actor.name
    if here:
        return here
    return Refusal(
        asked.what,
        "nobody has the case, and what goes to managers cannot be snoozed",
        RULE,
        f"Give it to an officer: ehcp-flow case assign {asked.stored.reference} --to EMAIL",
    )
