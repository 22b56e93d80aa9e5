"""A plan and its reviews as the figures need them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

UNDER_FIVES = 5
"""Years of age below which the Code asks for a review every 3 to 6 months (SEND Code of Practice, para 9.178)."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Days on which a plan was maintained here: the first, and the day from which it no longer was (None: it still is).

    `dated`: the first day is known, rather than only a day by which the plan was there. Where the end is not known, `until`
    is a day by which it had come.
    """

    since: date
    until: date | None = None
    dated: bool = True

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of one case. `new`: made here by a final plan sent, not transferred in or read in as older.

    `cease_reason`: the vocabulary's word ("transferred" of one that went to another authority), "" while it is in force.
    `budget_since`, `budget_until`: the last personal budget, from a day by which it was set where a return gives no day;
    the first is None where none was ever set. `earlier_budgets`: the days of those before it, that an earlier moment is told.
    """

    case: str
    in_force: InForce
    new: bool = False
    transferred_in: bool = False
    cease_reason: str = ""
    born: date | None = None
    budget_since: date | None = None
    budget_until: date | None = None
    earlier_budgets: tuple[tuple[date, date], ...] = ()

    def in_force_on(self, day: date) -> bool:
        return self.in_force.on(day)

    def budget_on(self, day: date) -> bool:
        """Whether a personal budget was in place, of a plan in force."""
        since, until = self.budget_since, self.budget_until
        last = since is not None and since <= day and (until is None or day < until)
        return self.in_force_on(day) and (last or any(begun <= day < over for begun, over in self.earlier_budgets))


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One turn of the review of a plan: from the plan or the review before it, to the decision that ends it.

    `due`: the last day for the decision to be in time (the duties review and transfer_review); `outcome_of_duty`: what
    became of it, as of a StepRow. `met_on`: the first meeting's day; `decided_on`: the day the family was told; `outcome`:
    maintain, amend, cease or "" (not known or not yet). `later_meetings`: the days of further ones. `notice_on`: proposed amendments were sent; `amended_on`: the
    amended final plan; `dropped_on`: it will not be amended after all. A day is None where it is not known.
    `ended_on`: the turn ended otherwise: the plan ended first, or the decision was made by then, nobody knows when.
    `first`: the first review of the plan. `under_5` on the day it was due (the interval of 3 to 6 months is the Code's,
    para 9.178). `earlier_unknown`: no clock ran, because an earlier day is nowhere (a return gives the last review only):
    `due` is then the day of the decision, or of the beginning, for want of one, and no measure may say that it was in time, or late.
    """

    case: str
    started_on: date
    due: date
    outcome_of_duty: str
    met_on: date | None = None
    decided_on: date | None = None
    outcome: str = ""
    notice_on: date | None = None
    amended_on: date | None = None
    dropped_on: date | None = None
    ended_on: date | None = None
    first: bool = False
    under_5: bool = False
    earlier_unknown: bool = False
    later_meetings: tuple[date, ...] = ()

    def running_on(self, day: date) -> bool:
        """Begun by this day, and not decided or ended by it."""
        over = min((each for each in (self.decided_on, self.ended_on) if each is not None), default=None)
        return self.started_on <= day and (over is None or over > day)

    def overdue_on(self, day: date) -> bool:
        """Due before this day, and not done or ended by it."""
        known = not self.earlier_unknown and self.outcome_of_duty != "excused"
        return known and self.due < day and self.running_on(day)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A review meeting, or the decision of a review of which no day of a meeting is known.

    `outcome` as of a ReviewRow, told by the day `told_on`: of the last meeting before it. Of an earlier meeting there is none.
    """

    case: str
    held_on: date
    outcome: str = ""
    told_on: date | None = None


def meetings_of(reviews: Iterable[ReviewRow]) -> tuple[MeetingRow, ...]:
    """Every meeting once, in the order of the reviews."""
    return tuple(meeting for review in reviews for meeting in _meetings(review))


def _meetings(review: ReviewRow) -> list[MeetingRow]:
    days = [day for day in (review.met_on, *review.later_meetings) if day is not None]
    if not days and review.decided_on is not None:
        days = [review.decided_on]
    if not days:
        return []
    earlier = [MeetingRow(review.case, day) for day in days[:-1]]
    return [*earlier, MeetingRow(review.case, days[-1], review.outcome, review.decided_on or review.ended_on)]
