"""Plans and budgets (B11, KP10a), reviews (B10), and mediations and appeals (B15), from the ledgers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import Case, Line
from tests.ehcp_flow.services.board.slow.steps_twin import undone
from workflows.case import read_all
from workflows.clocks import Deadline
from workflows.facts import CEASE_REASONS, DISPUTE_SUBJECTS, ORDER_KINDS
from workflows.ledger import Entry
from workflows.standing import Outcome
from workflows.vocabulary import Event, Process

KEPT = ("in_force", "ceasing")
CAME = {Event.FINAL_PLAN_SENT: "new", Event.PLAN_TRANSFERRED_IN: "transferred_in", Event.PLAN_MADE: "older"}


def in_force(case: Case, day: date) -> bool:
    return case.view_on(day).state_of(Process.PLAN) in KEPT


def plans_in_force(under_5: bool = False, budget: bool = False) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            if not in_force(case, desk.last):
                continue
            if under_5 and (case.born is None or paper.completed_years(case.born, desk.last) >= 5):
                continue
            if budget and not _has_budget(case, desk.last):
                continue
            yield Line(case.case)

    return lines


def _has_budget(case: Case, day: date) -> bool:
    has = False
    for entry in case.of(Event.PERSONAL_BUDGET_SET, Event.PERSONAL_BUDGET_ENDED):
        if entry.occurred_on <= day:
            has = entry.event is Event.PERSONAL_BUDGET_SET
    return has


def _changes(case: Case) -> Iterator[tuple[str, str, Entry]]:
    was = "none"
    for place, entry in enumerate(case.entries):
        now = read_all(case.entries[: place + 1]).state_of(Process.PLAN)
        if now != was:
            yield was, now, entry
        was = now


def began(case: Case) -> Entry | None:
    return next((entry for was, _, entry in _changes(case) if was == "none"), None)


def plans_begun(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        entry = began(case)
        if entry is not None and desk.in_period(entry.occurred_on):
            yield Line(case.case, category=CAME[entry.event])


def plans_ended(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for was, now, entry in _changes(case):
            if was in KEPT and now not in KEPT and desk.in_period(entry.occurred_on):
                reason = "transferred" if now == "transferred_out" else entry.fact("reason")
                yield Line(case.case, category=reason if reason in CEASE_REASONS else "other")


def _deadlines(desk: Desk, *duties: str) -> Iterator[tuple[Case, Deadline]]:
    for case in desk.cases:
        for each in case.deadlines:
            if each.duty in duties:
                yield case, each


def _of_a_plan(case: Case, start: Entry | None) -> bool:
    """Whether a review is of a plan: the case has one, and it had not ended when the review began."""
    if start is None or began(case) is None:
        return False
    so_far = list(case.entries[: case.entries.index(start) + 1])
    return read_all(so_far).state_of(Process.PLAN) in ("none", *KEPT)


def expected(which: str = "") -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case, each in _deadlines(desk, "review", "transfer_review"):
            if not desk.in_period(each.due) or each.outcome is Outcome.EXCUSED:
                continue
            if not _of_a_plan(case, each.start):
                continue
            if each.stood_down_on is not None and each.stood_down_on <= desk.last:
                continue  # the plan ended before the review was done
            if each.closed_by is not None and not each.closed_by.dated and each.closed_by.occurred_on <= desk.last:
                continue  # done on a day that nobody knows
            completed = each.met_on is not None and each.met_on <= desk.last
            if which == "not_completed" and completed:
                continue
            tick = each.met_on is not None and each.met_on <= each.due if which == "on_time" else completed
            yield Line(case.case, tick)

    return lines


def overdue_reviews(desk: Desk) -> Iterator[Line]:
    for case, each in _deadlines(desk, "review", "transfer_review"):
        if each.due >= desk.last or each.outcome is Outcome.EXCUSED or not in_force(case, desk.last):
            continue
        if not _of_a_plan(case, each.start):
            continue
        if each.closed_by is not None and each.closed_by.occurred_on <= desk.last:
            continue
        band = "over_12"
        for months, name in ((12, "6_to_12"), (6, "3_to_6"), (3, "1_to_3"), (1, "0_to_1")):
            if paper.months_later(each.due, months) >= desk.last:
                band = name
        yield Line(case.case, category=band)


def decisions(over_only: bool = False) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case, each in _deadlines(desk, "review_decision"):
            if each.met_on is None or not desk.in_period(each.met_on):
                continue
            in_time = each.met_on <= each.due
            if not over_only or not in_time:
                yield Line(case.case, in_time, (each.met_on - each.started_on).days)

    return lines


def decisions_awaited(desk: Desk) -> Iterator[Line]:
    for case, each in _deadlines(desk, "review_decision"):
        if each.due < desk.last and undone(each, desk.last):
            yield Line(case.case)


def amended(desk: Desk) -> Iterator[Line]:
    for case, each in _deadlines(desk, "amended_plan"):
        if not desk.in_period(each.due) or each.outcome is Outcome.NOT_REQUIRED:
            continue
        if each.met_on is None and each.outcome is Outcome.MET:
            continue
        yield Line(case.case, each.met_on is not None and each.met_on <= each.due)


@dataclass
class Turn:
    """What happened from a plan, or the decision before, to the decision after it."""

    since: Entry
    deadline: Deadline | None
    meetings: list[Entry] = field(default_factory=list)
    decided: Entry | None = None

    @property
    def held_on(self) -> list[date]:
        """Every meeting on a known day; without one the decision."""
        days = [each.occurred_on for each in self.meetings if each.dated]
        return days or ([self._told_on] if self._told_on else [])

    @property
    def _told_on(self) -> date | None:
        return self.decided.occurred_on if self.decided is not None and self.decided.dated else None


def turns(case: Case) -> list[Turn]:
    if began(case) is None:
        return []
    clocks = {
        each.start.number: each
        for each in case.deadlines
        if each.duty in ("review", "transfer_review") and each.start is not None
    }
    found: list[Turn] = []
    for entry in case.entries:
        running = found[-1] if found and found[-1].decided is None else None
        if entry.event is Event.REVIEW_MET and running is not None:
            running.meetings.append(entry)
        if entry.event is Event.REVIEW_DECIDED and running is not None:
            running.decided, running = entry, None
        if entry.event in (*CAME, Event.REVIEW_DECIDED) and (running is None or entry.number in clocks):
            found.append(Turn(entry, clocks.get(entry.number)))
    return [turn for turn in found if _of_a_plan(case, turn.since)]


def outcomes(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for turn in turns(case):
            for place, day in enumerate(turn.held_on, start=1):
                if not desk.in_period(day):
                    continue
                told = turn.decided is not None and turn.decided.occurred_on <= desk.last
                last = place == len(turn.held_on)
                outcome = turn.decided.fact("outcome") if told and last and turn.decided is not None else ""
                yield Line(case.case, category=outcome if outcome in ("maintain", "amend", "cease") else "other")


def no_clock(desk: Desk) -> Iterator[Line]:
    """Plans in force whose last review, or which themselves, started no clock."""
    for case in desk.cases:
        if not in_force(case, desk.last):
            continue
        begun = [turn for turn in turns(case) if turn.since.occurred_on <= desk.last]
        if begun and begun[-1].deadline is None:
            yield Line(case.case)


def decided_unjudged(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for turn in turns(case):
            if turn.deadline is not None or turn.decided is None or not turn.decided.dated:
                continue
            if desk.in_period(turn.decided.occurred_on):
                yield Line(case.case)


def under_5_meetings(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for turn in turns(case):
            if turn.deadline is None or not turn.meetings or not turn.meetings[0].dated or case.born is None:
                continue
            met_on = turn.meetings[0].occurred_on
            if desk.in_period(met_on) and paper.completed_years(case.born, turn.deadline.due) < 5:
                since = turn.since.occurred_on
                yield Line(case.case, paper.months_later(since, 3) <= met_on <= paper.months_later(since, 6))


def _matter(entry: Entry) -> str:
    return entry.fact("about") if entry.fact("about") in DISPUTE_SUBJECTS else "other"


def mediations(dated: bool = True) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            for entry in case.of(Event.MEDIATION_HELD):
                if entry.dated is dated and desk.in_period(entry.occurred_on):
                    followed = False
                    for appeal in case.of(Event.APPEAL_REGISTERED):
                        same = appeal.fact("about") == entry.fact("about")
                        followed = followed or (same and entry.occurred_on <= appeal.occurred_on <= desk.last)
                    yield Line(case.case, followed, category=_matter(entry))

    return lines


@dataclass
class Appeal:
    """An appeal with the days on which it went on."""

    registered: Entry
    conceded: list[date] = field(default_factory=list)
    withdrawn: list[date] = field(default_factory=list)
    heard: list[date] = field(default_factory=list)
    ordered: list[Entry] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        return bool(self.conceded or self.withdrawn or self.ordered)


def appeals(case: Case) -> list[Appeal]:
    """What says how an appeal went is of the last about its matter; without a matter, of the last that is not settled."""
    found: list[Appeal] = []
    for entry in case.entries:
        if entry.event is Event.APPEAL_REGISTERED:
            found.append(Appeal(entry))
        elif (appeal := _meant(found, entry)) is not None:
            match entry.event:
                case Event.APPEAL_WITHDRAWN:
                    appeal.withdrawn.append(entry.occurred_on)
                case Event.APPEAL_HEARD:
                    appeal.heard.append(entry.occurred_on)
                case Event.ORDER_MADE:
                    appeal.ordered.append(entry)
                case Event.APPEAL_CONCEDED | Event.APPEAL_NOT_OPPOSED:
                    appeal.conceded.append(entry.occurred_on)
    return found


def _meant(found: Sequence[Appeal], entry: Entry) -> Appeal | None:
    about = entry.fact("about")
    for appeal in reversed(found):
        if about and appeal.registered.fact("about") == about:
            return appeal
        if not about and not appeal.settled:
            return appeal
    if not about and entry.event is Event.ORDER_MADE:  # of one that was settled, and had no order yet
        return next((appeal for appeal in reversed(found) if not appeal.ordered), None)
    return None


def appealed(which: str) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for case in desk.cases:
            for appeal in appeals(case):
                order = appeal.ordered[-1] if appeal.ordered else None
                kind = order.fact("kind") if order else ""
                on = {
                    "registered": appeal.registered.occurred_on if appeal.registered.dated else None,
                    "undated": None if appeal.registered.dated else appeal.registered.occurred_on,
                    "conceded": appeal.conceded[0] if appeal.conceded else None,
                    "withdrawn": appeal.withdrawn[-1] if appeal.withdrawn else None,
                    "heard": appeal.heard[-1] if appeal.heard else None,
                    "ordered": order.occurred_on if order else None,
                    "upheld": order.occurred_on if order and kind not in ("", "dismiss") else None,
                }[which]
                if desk.in_period(on):
                    ordered = kind if kind in ORDER_KINDS else "other"
                    yield Line(case.case, category=ordered if which == "ordered" else _matter(appeal.registered))

    return lines


def live_appeals(desk: Desk) -> Iterator[Line]:
    for case in desk.cases:
        for appeal in appeals(case):
            days = [*appeal.conceded, *appeal.withdrawn, *(order.occurred_on for order in appeal.ordered)]
            registered = appeal.registered
            if registered.dated and registered.occurred_on <= desk.last and not any(day <= desk.last for day in days):
                yield Line(case.case, category=_matter(registered))


TWINS: dict[str, Twin] = {
    "caseload.in_force": (plans_in_force(), paper.count),
    "caseload.under_5": (plans_in_force(under_5=True), paper.count),
    "kp10a.budgets": (plans_in_force(budget=True), paper.count),
    "caseload.began": (plans_begun, paper.count),
    "caseload.ceased": (plans_ended, paper.count),
    "reviews.review_expected": (expected(), paper.count),
    "reviews.review_completed": (expected(), paper.share),
    "reviews.review_not_completed": (expected("not_completed"), paper.count),
    "reviews.on_time": (expected("on_time"), paper.share),
    "reviews.no_clock": (no_clock, paper.each_case_once),
    "reviews.decided_unjudged": (decided_unjudged, paper.count),
    "reviews.overdue": (overdue_reviews, paper.count),
    "reviews.outcome": (outcomes, paper.count),
    "reviews.decision_4_weeks": (decisions(), paper.share),
    "reviews.decision_over_4_weeks": (decisions(over_only=True), paper.count),
    "reviews.decision_days": (decisions(), paper.median),
    "reviews.decision_awaited": (decisions_awaited, paper.count),
    "reviews.amended_in_time": (amended, paper.share),
    "reviews.under_5_interval": (under_5_meetings, paper.share),
    "kp2a.mediations": (mediations(), paper.count),
    "disputes.mediations_undated": (mediations(dated=False), paper.count),
    "kp2b.then_appealed": (mediations(), paper.share),
    "disputes.undated": (appealed("undated"), paper.count),
    "disputes.registered": (appealed("registered"), paper.count),
    "disputes.conceded": (appealed("conceded"), paper.count),
    "disputes.withdrawn": (appealed("withdrawn"), paper.count),
    "kp2c.heard": (appealed("heard"), paper.count),
    "disputes.ordered": (appealed("ordered"), paper.count),
    "kp2d.upheld": (appealed("upheld"), paper.count),
    "disputes.live": (live_appeals, paper.count),
}
