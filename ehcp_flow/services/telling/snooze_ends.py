"""The end of a snooze: the rung that its deadline has reached meanwhile is told at the next sweep."""

from datetime import date

from ehcp_flow.db.snoozes import Snooze
from ehcp_flow.db.unit_of_work import UnitOfWork
from notifications.ladder import next_rung_on
from workflows.days import Calendar
from workflows.policy import Policy


def wake(uow: UnitOfWork, snooze: Snooze, policy: Policy, today: date, calendar: Calendar) -> None:
    """Takes the snooze away and indexes its deadline by the rung that it has reached, if it is still open."""
    moves = [
        (key, next_rung_on(deadline, policy.ladder_of(deadline.duty), today, calendar))
        for key, deadline in uow.sweeps.open_of_case(snooze.authority, snooze.case_id)
        if (deadline.duty, deadline.subject, deadline.due) == (snooze.duty, snooze.subject, snooze.due)
    ]
    uow.sweeps.move(snooze.authority, moves)
    uow.snoozes.end(snooze)
