"""Brings what health was told of a case up to what it should know: new notices, those taken back, and what a person must do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from ehcp_flow.clock import london_date
from ehcp_flow.db.notices import Notice
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.asking import ask
from ehcp_flow.services.health.case import HealthCase, choose
from ehcp_flow.services.health.contacts import contact_of
from ehcp_flow.services.health.facts import notice_number
from ehcp_flow.services.health.gaps import ask_for_missing
from ehcp_flow.services.health.sending import RELEASED_BY, hold_again, let_go, no_longer_waits, pass_gate
from ehcp_flow.services.health.stopping import go_on, stop_all
from ehcp_flow.services.office import Office
from notifications.health.chasing import comment_window, the_policy
from notifications.health.contacts import Contact, Recipient
from notifications.health.due_notices import differences, has_flag
from notifications.health.kinds import FLAG_KINDS, NoticeKind, NoticeState
from notifications.health.milestones import provider_moves
from notifications.health.notices import NewNotice, ToDo, Told, Wanted
from notifications.health.wanted import wanted
from workflows.days import Calendar
from workflows.vocabulary import Event

AFRESH = "afresh"
CANCELLED_BY = "cancelled_by"
"""The name in a notice's details under which it is kept which person cancelled it, and why."""

OURS = (AFRESH, RELEASED_BY, CANCELLED_BY)
"""What the details of a notice keep for us: of no payload and of no comparison."""

LEAVING = ("sending", "uncertain")
"""A message in one of these states may have gone: its notice counts as told, and nothing takes its place."""

ENDINGS = (
    Event.PLAN_CEASED, Event.PLAN_TRANSFERRED_OUT, Event.PLAN_REFUSED, Event.REQUEST_WITHDRAWN, Event.MOVED_AWAY,
    Event.CASE_CLOSED,
)  # fmt: skip


@dataclass(slots=True)
class Raising:
    """One case, brought up to date in one transaction. `counted` is how many notices were raised or let go."""

    uow: UnitOfWork
    office: Office
    at: HealthCase
    now: datetime
    calendar: Calendar
    counted: int = 0
    contacts: dict[int, Contact] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return london_date(self.now)

    def bring_up_to_date(self, afresh: Iterable[int] = ()) -> int:
        """Gives how many notices were raised or let go. `afresh`: contacts to be told all over again."""
        should = wanted(self.at.view, self.at.next_review_on)
        held = self.uow.notices.of_case_for_change(self.at.authority, self.at.case_id)
        if not held and not should.flag and not should.shares and not should.invite:
            return 0
        if should.over:
            stop_all(self.uow, self.at.authority, self.at.case_id, held)
        else:
            go_on(self.uow, held, self.today)
        chosen, self.contacts = choose(self.uow, self.at, self.today)
        by_contact = self._by_recipient(chosen.recipients, held)
        for recipient in chosen.recipients:
            notices = by_contact.pop(recipient.contact.id, [])
            self._bring(recipient, _for(should, recipient, notices), notices, recipient.contact.id in set(afresh))
        for contact_id, notices in by_contact.items():
            self._no_longer_told(contact_id, should, notices)
        ask_for_missing(self.uow, self.at, chosen, should, self.now)
        return self.counted

    def _by_recipient(self, recipients: Sequence[Recipient], held: Sequence[Notice]) -> dict[int, list[Notice]]:
        """What was told, by who hears of it now: what a provider's person was told counts for its mailbox."""
        now_told = {each.contact.id for each in recipients}
        found: dict[int, list[Notice]] = {}
        for notice in held:
            to = notice.contact_id
            if to not in now_told:
                heir = self._heir(to, recipients)
                if heir is not None and _told(notice).unsent:
                    self._take_back(notice, NoticeState.CANCELLED, "a role mailbox of the provider is told instead")
                    continue
                to = heir if heir is not None else to
            found.setdefault(to, []).append(notice)
        return found

    def _heir(self, contact_id: int, recipients: Sequence[Recipient]) -> int | None:
        """The mailbox that is told in place of a contact: its provider was told already, and keeps one record."""
        gone = self._contact(contact_id)
        if gone is None:
            return None
        same = [
            each.contact
            for each in recipients
            if (each.contact.provider, each.contact.role) == (gone.provider, gone.role) and each.contact.role_mailbox
        ]
        return same[0].id if same else None

    def _contact(self, contact_id: int) -> Contact | None:
        if contact_id not in self.contacts:
            row = self.uow.health.contact(self.at.authority, contact_id)
            if row is None:
                return None
            self.contacts[contact_id] = contact_of(row)
        return self.contacts[contact_id]

    def _bring(self, recipient: Recipient, should: Wanted, notices: Sequence[Notice], afresh: bool) -> None:
        """One recipient: what differs is raised, what is no longer true is taken back, the rest is asked at the gate."""
        found = differences(should, [_told(each) for each in notices], self.today, afresh=afresh)
        by_id = {each.notice_id: each for each in notices}
        for number in found.cancel:
            self._take_back(by_id[number], NoticeState.CANCELLED, "it is no longer true, or has been told")
        for new in found.raise_:
            raised = self._raise(recipient, new)
            for number in new.supersedes:
                self._take_back(
                    by_id[number], NoticeState.SUPERSEDED, "a later notice took its place", raised.notice_id
                )
        by_hand = {f"rejected:{each.notice_id}" for each in notices if CANCELLED_BY in each.details}
        self._ask(recipient.contact.id, [each for each in found.tasks if each.key not in by_hand])
        gone = {*found.cancel, *(number for new in found.raise_ for number in new.supersedes)}
        for notice in notices:
            if notice.notice_id in gone:
                continue
            if notice.state == NoticeState.HELD:
                self._ask_again(notice, recipient.contact)
            elif notice.stands in (NoticeState.QUEUED, NoticeState.HELD):  # held: its message failed or came back
                hold_again(self.uow, self.office, self.at, notice, recipient.contact, self.now)

    def _raise(self, recipient: Recipient, new: NewNotice) -> Notice:
        notice = self._notice(recipient.contact, new)
        self.uow.notices.add(notice)
        if pass_gate(self.uow, self.office, self.at, notice, recipient.contact, self.now, self.calendar):
            self.counted += 1
        return notice

    def _ask_again(self, notice: Notice, contact: Contact) -> None:
        if let_go(self.uow, self.office, self.at, notice, contact, self.now, self.calendar):
            self.counted += 1

    def _notice(self, contact: Contact, new: NewNotice) -> Notice:
        details: dict[str, Any] = {**new.details, **({AFRESH: "yes"} if new.afresh else {})}
        review = new.details.get("next_review_on")
        return Notice(
            authority=self.at.authority,
            notice_id=self.uow.notices.next_id(self.at.authority),
            case_id=self.at.case_id,
            person_id=self.at.person.person_id,
            contact_id=contact.id,
            kind=new.kind.value,
            stream=new.stream.value,
            status=new.status.value if new.status else "",
            reason=new.reason,
            key=new.key,
            details=details,
            effective_on=self._effective(new),
            next_review_on=date.fromisoformat(review) if review else None,
            comment_until=self._comment_until(new),
            basis="",
            state=NoticeState.HELD.value,
            why="",
            created_at=self.now,
            case=self.at.reference,
        )

    def _effective(self, new: NewNotice) -> date:
        """The day from which what the notice says is so."""
        if new.kind is NoticeKind.CLEAR:
            ended = [self.at.view.latest[event].occurred_on for event in ENDINGS if event in self.at.view.latest]
            return max(ended, default=self.today)
        for name in ("effective_on", "effective_by", "shared_on", "meeting_on"):
            if name in new.details:
                return date.fromisoformat(new.details[name])
        return self.today

    def _comment_until(self, new: NewNotice) -> date | None:
        if new.kind is not NoticeKind.SHARE_DRAFT or self.at.family_until is None:
            return None
        return comment_window(self.today, self.at.family_until, the_policy(), self.calendar).until

    def _take_back(self, notice: Notice, state: NoticeState, why: str, by: int | None = None) -> None:
        """It is not sent. Where it is just leaving it is left alone: the later notice goes after it."""
        if self.uow.notices.take_back(notice):
            self.uow.notices.change(notice, state=state.value, why=why, superseded_by=by, chase_on=None)
            no_longer_waits(self.uow, notice, self.now, f"Not needed: {why}")

    def _no_longer_told(self, contact_id: int, should: Wanted, notices: Sequence[Notice]) -> None:
        """Somebody who is not to be told any more: nothing new, but a flag that they have is cleared when it ends."""
        told = [_told(each) for each in notices]
        contact = self._contact(contact_id)
        there = contact is not None and contact.there_on(self.today)
        for notice, each in zip(notices, told, strict=True):
            clears = each.kind is NoticeKind.CLEAR and should.flag is None
            if each.unsent and not (clears and there):
                why = "this contact is no longer told of the case" if there else "whom it was for has left"
                self._take_back(notice, NoticeState.CANCELLED, why)
                if clears:
                    self._ask(contact_id, [_nobody_to_clear(notice)])
        own = replace(should, shares=(), invite=None, known=None)
        if contact is None or should.over or has_flag(own, [each for each in told if not each.unsent]) is None:
            return
        if should.flag is None and contact.there_on(self.today):
            self._bring(Recipient(contact, frozenset(FLAG_KINDS)), own, notices, afresh=False)
        elif should.flag is not None:
            provider = contact.provider or contact.organisation or contact.name
            self._ask(contact_id, provider_moves([provider], []))

    def _ask(self, contact_id: int, tasks: Iterable[ToDo]) -> None:
        for each in tasks:
            # A death is one thing to look at, however many contacts there are.
            key = (
                f"{self.at.case_id} {each.key}" if each.key.startswith("over:") else _key(self.at, contact_id, each.key)
            )
            ask(self.uow, self.office, self.at, "health_check", key, each.what, each.why, each.do, self.now)


def _nobody_to_clear(notice: Notice) -> ToDo:
    return ToDo(
        key=f"nobody-to-clear:{notice.notice_id}",
        what=f"Nobody is there to clear the flag that notice {notice_number(notice)} was about",
        why="Whom it was for has left, and there is no role mailbox",
        do="Find out who keeps the record now, and have the flag cleared there. Record it as a note.",
    )


def _key(at: HealthCase, contact_id: int, key: str) -> str:
    return f"{at.case_id} {contact_id} {key}"


def told_details(details: Mapping[str, Any]) -> dict[str, str]:
    """The details of a notice as the comparison reads them."""
    return {name: str(value) for name, value in details.items() if name not in OURS}


def _told(notice: Notice) -> Told:
    stands = NoticeState(notice.stands or notice.state)
    if stands is NoticeState.QUEUED and notice.message_state in LEAVING:
        stands = NoticeState.SENT
    if stands is NoticeState.CANCELLED and CANCELLED_BY in notice.details:
        stands = NoticeState.REJECTED  # a person decided against it: a machine does not insist
    return Told(
        notice.notice_id, NoticeKind(notice.kind), notice.notice_id, stands, notice.key, told_details(notice.details),
        notice.reason, AFRESH in notice.details,
    )  # fmt: skip


def _for(should: Wanted, recipient: Recipient, notices: Sequence[Notice]) -> Wanted:
    """What this recipient should know: the kinds that the rules give it, and the end of a flag that it was told of."""
    kinds = recipient.kinds
    shares = tuple(each for each in should.shares if each.kind in kinds)
    invite = should.invite if NoticeKind.INVITE in kinds else None
    has_flags = any(each.stream == "flag" for each in notices)
    if NoticeKind.SET in kinds or has_flags:
        return replace(should, shares=shares, invite=invite)
    return replace(should, shares=shares, invite=invite, flag=None, known=None, no_flag=None)
