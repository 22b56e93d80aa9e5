"""The reviews of a plan, one after the other: meeting, decision, and what became of the amendments that followed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ehcp_flow.services.board.told import Told
from reports.rows.cases import age
from reports.rows.plans import UNDER_FIVES, ReviewRow
from workflows.clocks import Deadline
from workflows.ledger import Entry
from workflows.parameters import Pattern
from workflows.standing import Outcome
from workflows.vocabulary import Event

REVIEW_DUTIES = ("review", "transfer_review")
"""The yearly review, and the first one of a plan that transferred in (reg 15(5)), which its clock takes the place of."""

AMENDED_PLAN = "amended_plan"
_BEGINS = frozenset({Event.FINAL_PLAN_SENT, Event.PLAN_MADE, Event.PLAN_TRANSFERRED_IN, Event.REVIEW_DECIDED})
_NOT_AMENDED = ("maintain", "cease")


@dataclass(slots=True)
class _Turn:
    """A review while the ledger is read on. `deadline` is None where no clock runs, because a day is not known."""

    since: Entry
    deadline: Deadline | None = None
    meetings: list[Entry] = field(default_factory=list)
    decided: Entry | None = None
    notice: Entry | None = None
    amended: Entry | None = None
    dropped: Entry | None = None
    replaced: Entry | None = None
    """What began the next turn while this one was not yet decided."""


class _Reviews:
    """The turns of one plan. `running` is not yet decided; `amending` was, and its amended plan is still to come."""

    def __init__(self, deadlines: Sequence[Deadline], amends: Sequence[Pattern]) -> None:
        own = [each for each in deadlines if each.duty in REVIEW_DUTIES]
        self._by_start = {each.start.number: each for each in own if each.start is not None}
        self._amends = amends
        self._running: _Turn | None = None
        self._amending: _Turn | None = None
        self.turns: list[_Turn] = []

    def read(self, entry: Entry) -> None:
        match entry.event:
            case Event.REVIEW_MET if self._running is not None:
                self._running.meetings.append(entry)
            case Event.REVIEW_DECIDED:
                self._decided(entry)
            case Event.AMENDMENT_NOTICE_SENT:
                self._noticed(entry)
            case Event.AMENDMENT_DROPPED:
                if (turn := self._finished()) is not None:
                    turn.dropped = entry
            case _ if any(pattern.matches(entry) for pattern in self._amends):
                if (turn := self._finished()) is not None:
                    turn.amended = entry
        if entry.event in _BEGINS:
            self._begun(entry)

    def _begun(self, entry: Entry) -> None:
        deadline = self._by_start.get(entry.number)
        if deadline is not None or self._running is None:
            if self._running is not None:
                self._running.replaced = entry
            self._running = _Turn(entry, deadline)
            self.turns.append(self._running)

    def _decided(self, entry: Entry) -> None:
        turn, self._running = self._running, None
        if turn is not None:
            turn.decided = entry
            amends = entry.fact("outcome") not in _NOT_AMENDED
            self._amending = turn if amends and turn.amended is None and turn.dropped is None else None

    def _noticed(self, entry: Entry) -> None:
        """Of the decision to amend that is without one; else of the meeting whose decision is still to come."""
        if self._amending is not None and self._amending.notice is None:
            self._amending.notice = entry
        elif self._running is not None and self._running.meetings:
            self._running.notice = self._running.notice or entry

    def _finished(self) -> _Turn | None:
        """The turn whose amendment an amended plan, or word that there will be none, brings to its end."""
        turn, self._amending = self._amending, None
        if turn is None and self._running is not None and self._running.notice is not None:
            return self._running
        return turn


def review_rows(told: Told) -> list[ReviewRow]:
    """One row a turn, whether or not a clock ran for it: a meeting counts though nobody knows by when it was due.

    None of a turn that a decision after the plan's end began: the clock of the law starts, and there is nothing to review.
    """
    reviews = _Reviews(told.deadlines, told.law.duties[AMENDED_PLAN].met_by)
    for entry in told.entries:
        reviews.read(entry)
    ended = told.replay.plan_ended
    turns = [turn for turn in reviews.turns if ended is None or _place(turn.since) < _place(ended)]
    return [_row(told, turn) for turn in turns]


def _place(entry: Entry) -> tuple[date, int]:
    return entry.occurred_on, entry.number


def _row(told: Told, turn: _Turn) -> ReviewRow:
    deadline, decided = turn.deadline, turn.decided
    due = deadline.due if deadline else decided.occurred_on if decided else turn.since.occurred_on
    outcome = decided.fact("outcome") if decided else ""
    return ReviewRow(
        case=told.case,
        started_on=turn.since.occurred_on,
        due=due,
        outcome_of_duty=(deadline.outcome if deadline else Outcome.MET).value,
        met_on=_day(turn.meetings[0]) if turn.meetings else None,
        later_meetings=tuple(day for each in turn.meetings[1:] if (day := _day(each)) is not None),
        decided_on=_day(decided),
        outcome="" if outcome == "not_stated" else outcome,
        notice_on=_day(turn.notice),
        amended_on=_day(turn.amended),
        dropped_on=_day(turn.dropped),
        ended_on=_ended_on(told, turn),
        first=deadline is not None and turn.since.event is not Event.REVIEW_DECIDED,
        under_5=told.born is not None and age(told.born, due) < UNDER_FIVES,
        earlier_unknown=deadline is None,
    )


def _ended_on(told: Told, turn: _Turn) -> date | None:
    """A plan that ended first ends the turn, whatever was decided on its last meeting after that."""
    if turn.deadline is not None and turn.deadline.stood_down_on is not None:
        return turn.deadline.stood_down_on
    if turn.decided is not None:
        return None if turn.decided.dated else turn.decided.occurred_on
    if turn.deadline is not None:
        return None
    ends = [each.occurred_on for each in (turn.replaced, told.replay.plan_ended) if each is not None]
    return min(ends, default=None)


def _day(entry: Entry | None) -> date | None:
    return entry.occurred_on if entry is not None and entry.dated else None
