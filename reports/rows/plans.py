"""A plan and its reviews as the figures need them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class InForce:
    """Days on which a plan was maintained here: the first, and the day from which it no longer was (None: it still is).

    `dated`: the first day is known, rather than only a day by which the plan was there.
    """

    since: date
    until: date | None = None
    dated: bool = True

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of one case. `new`: made here by a final plan sent, not transferred in or read in as older.

    `cease_reason`: the vocabulary's word, "" while it is in force. `budget_since`, `budget_until`: a personal budget;
    the first is None where none was ever set.
    """

    case: str
    in_force: InForce
    new: bool = False
    transferred_in: bool = False
    cease_reason: str = ""
    born: date | None = None
    budget_since: date | None = None
    budget_until: date | None = None

    def in_force_on(self, day: date) -> bool:
        return self.in_force.on(day)

    def budget_on(self, day: date) -> bool:
        """Whether a personal budget was in place, of a plan in force."""
        since, until = self.budget_since, self.budget_until
        return self.in_force_on(day) and since is not None and since <= day and (until is None or day < until)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One turn of the review of a plan: from the plan or the review before it, to the decision that ends it.

    `due`: the last day for the decision to be in time (the duty review); `met_on` the meeting's day; `decided_on` the day
    the family was told; `outcome` maintain, amend, cease or "" (not known or not yet). `ended_on`: the plan ended first.
    `notice_on`: proposed amendments were sent; `amended_on`: the amended final plan; `dropped_on`: it will not be amended
    after all. `first`: the first review of the plan. `under_5` on the day it was due (the interval of 3 to 6 months is
    the Code's, para 9.178). `earlier_unknown`: a return gave the last review only, so nobody can say that this was late.
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

    def overdue_on(self, day: date) -> bool:
        """Due before this day, and not done or ended by it."""
        over = min((each for each in (self.decided_on, self.ended_on) if each is not None), default=None)
        return self.due < day and (over is None or over > day) and self.outcome_of_duty != "excused"
