"""What health providers should know of a case: derived from the entries that stand, never from a list of triggers.

A correction, a repeat or a late recording changes what is derived, and the difference to what was told (`due_notices`)
is all that is sent.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from notifications.health.kinds import ClearReason, NoticeKind, Status
from notifications.health.notices import FlagWanted, InviteWanted, ShareWanted, Wanted
from workflows.case import CaseView
from workflows.facts import CEASE_REASONS
from workflows.ledger import Entry
from workflows.processes.annual_review import AnnualReview
from workflows.processes.assessment import Assessment
from workflows.processes.plan import KEPT_UP, Plan
from workflows.processes.reassessment import Reassessment
from workflows.vocabulary import Event, Process

DECEASED = "deceased"
"""The value of `Wanted.over`, and the reason of the return for a plan that ended by death."""

E, A = Event, Assessment

AMENDING = (E.PLAN_AMENDED, E.AMENDED_PLAN_SENT, E.TRANSFER_PLAN_SENT, E.REASSESSED_PLAN_SENT)
FINAL = (E.FINAL_PLAN_SENT, *AMENDING)
"""Plans that go to the recipients as final; each takes the place of the one before."""

NAMES_A_SETTING = (*FINAL, E.PLAN_MADE, E.DETAILS_RECORDED)
"""Where the fact `setting` is the placement. A setting that is consulted is not yet one."""

UNDER_ASSESSMENT = (A.ASSESSING, A.DRAFTING, A.DRAFT_WITH_FAMILY)

ENDED_BY = {
    E.PLAN_REFUSED: ClearReason.PLAN_REFUSED,
    E.REQUEST_WITHDRAWN: ClearReason.REQUEST_WITHDRAWN,
    E.MOVED_AWAY: ClearReason.MOVED_AWAY,
    E.CASE_CLOSED: ClearReason.CASE_CLOSED,
    E.PLAN_TRANSFERRED_OUT: ClearReason.TRANSFERRED,
}

OF_A_DEATH = re.compile(r"\b(deceased|died|death|dead)\b", re.IGNORECASE)
"""Words in the free reason of a withdrawal or a closure. Read widely: a letter about a dead child is worse than a task."""


@dataclass(slots=True)
class _Story:
    """The flag as the entries tell it, one after the other."""

    view: CaseView = field(default_factory=CaseView)
    status: Status | None = None
    first: Entry | None = None
    since: Entry | None = None
    ended_by: Entry | None = None
    setting: str = ""
    placed_on: date | None = None

    def read(self, entry: Entry) -> None:
        self.view.read(entry)
        status = _status(self.view)
        if status is not self.status:
            if status is None:
                self.ended_by = entry
            self.status, self.since = status, entry
            self.first = self.first or entry
        setting = _setting(entry)
        if setting and setting != self.setting:
            self.placed_on = None if entry is self.since or not self.setting else entry.occurred_on
            self.setting = setting

    def flag(self, next_review_on: date | None) -> FlagWanted | None:
        if self.status is None or self.since is None:
            return None
        if self.status is Status.ASSESSMENT:
            return FlagWanted(self.status, self.since.occurred_on, exact=self.since.dated)
        return FlagWanted(
            self.status,
            self.since.occurred_on,
            exact=self.since.dated,
            amended_on=_newest_day(self.view, AMENDING),
            reviewed_on=_newest_day(self.view, (E.REVIEW_DECIDED,)),
            next_review_on=next_review_on,
            setting=self.setting,
            placed_on=self.placed_on,
        )

    @property
    def no_flag(self) -> ClearReason | None:
        """Why the flag ended; None where there is one, or never was."""
        return None if self.status or self.ended_by is None else _ended(self.ended_by)


def wanted(view: CaseView, next_review_on: date | None) -> Wanted:
    """What should be known of the case. `next_review_on` is the day by which its next review is due, where one is.

    Entries that were imported (`source`) count as what is true; what they tell by themselves is given as `known`, so that
    nothing is raised for it. Raises nothing for whatever the ledger holds.
    """
    story = _told_by(view.entries)
    # A flag that began with an entry of our own was told by us, whatever a later return adds to it.
    historical = story.first is not None and story.first.source != ""
    known = _told_by(entry for entry in view.entries if entry.source).flag(next_review_on) if historical else None
    return Wanted(
        flag=story.flag(next_review_on),
        shares=tuple(share for share in (_draft(view), _final(view)) if share is not None),
        invite=_invite(view),
        over=DECEASED if _is_deceased(view) else "",
        no_flag=story.no_flag,
        known=known,
        standing=frozenset(key for entry in view.entries if (key := _key(entry))),
    )


def _told_by(entries: Iterable[Entry]) -> _Story:
    story = _Story()
    for entry in entries:
        story.read(entry)
    return story


def _status(view: CaseView) -> Status | None:
    if view.state_of(Process.PLAN) in KEPT_UP:
        return Status.PLAN
    return Status.ASSESSMENT if view.state_of(Process.ASSESSMENT) in UNDER_ASSESSMENT else None


def _ended(entry: Entry) -> ClearReason:
    if entry.event is E.PLAN_CEASED:
        reason = entry.fact("reason")
        return ClearReason(reason) if reason in CEASE_REASONS else ClearReason.OTHER
    return ENDED_BY.get(entry.event, ClearReason.OTHER)


def _is_deceased(view: CaseView) -> bool:
    if view.state_of(Process.PLAN) == Plan.CEASED:
        return view.latest[E.PLAN_CEASED].fact("reason") == DECEASED
    ended = {A.WITHDRAWN: E.REQUEST_WITHDRAWN, A.CLOSED: E.CASE_CLOSED}
    for state, event in ended.items():
        if view.state_of(Process.ASSESSMENT) == state and _status(view) is None:
            return bool(OF_A_DEATH.search(view.latest[event].fact("reason")))
    return False


def _setting(entry: Entry) -> str:
    """The placement that an entry tells of, or ""."""
    if entry.event not in NAMES_A_SETTING:
        return ""
    if entry.event is not E.DETAILS_RECORDED:
        return entry.fact("setting")
    details: Any = entry.facts.get("details")
    told = details.get("setting") if isinstance(details, dict) else None
    return told if isinstance(told, str) else ""


def _newest(view: CaseView, events: Iterable[Event]) -> Entry | None:
    """The last entry of these events, in the order in which they happened."""
    found = (view.latest[event] for event in events if event in view.latest)
    return max(found, key=lambda entry: (entry.occurred_on, entry.number), default=None)


def _newest_day(view: CaseView, events: Iterable[Event]) -> date | None:
    entry = _newest(view, events)
    return None if entry is None else entry.occurred_on


def _key(entry: Entry) -> str:
    """What makes a share or an invitation the same one again: the entry and its version, or the day of the meeting."""
    if entry.event is E.REVIEW_INVITED:
        return f"{entry.event.value}:{entry.fact('meeting_on')}"
    if entry.event is E.DRAFT_SENT or entry.event in FINAL:
        version = entry.fact("version")
        return f"{entry.event.value}:{entry.number}" + (f":{version}" if version else "")
    return ""


def _share(kind: NoticeKind, entry: Entry) -> ShareWanted | None:
    """None for an entry that was imported: what happened before this system is not sent by it."""
    return None if entry.source else ShareWanted(kind, _key(entry), entry.occurred_on, entry.fact("version"))


def _draft(view: CaseView) -> ShareWanted | None:
    """The newest draft, for as long as it is a draft that may still be commented on."""
    draft, final = view.latest.get(E.DRAFT_SENT), _newest(view, FINAL)
    with_family = view.state_of(Process.ASSESSMENT) == A.DRAFT_WITH_FAMILY
    reassessing = view.state_of(Process.REASSESSMENT) == Reassessment.REASSESSING and _status(view) is Status.PLAN
    if draft is None or not (with_family or reassessing):
        return None
    if final is not None and (final.occurred_on, final.number) > (draft.occurred_on, draft.number):
        return None
    return _share(NoticeKind.SHARE_DRAFT, draft)


def _final(view: CaseView) -> ShareWanted | None:
    """The newest final plan, for as long as it is in force."""
    final = _newest(view, FINAL)
    return None if final is None or _status(view) is not Status.PLAN else _share(NoticeKind.SHARE_FINAL, final)


def _invite(view: CaseView) -> InviteWanted | None:
    """The invitation that stands. Whether its meeting is still to come is for `differences` to say, which has the day."""
    invited = view.latest.get(E.REVIEW_INVITED)
    if invited is None or invited.source or _status(view) is not Status.PLAN:
        return None
    if view.state_of(Process.ANNUAL_REVIEW) != AnnualReview.INVITED:
        return None
    meeting_on = invited.date_fact("meeting_on")
    return None if meeting_on is None else InviteWanted(_key(invited), meeting_on)
