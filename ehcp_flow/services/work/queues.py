"""The queues that are shipped: which question each answers, which cases it has, in which order, and what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of work. `which` and `order` are keys of db/work_rows.py. `whose`: whose cases it has unless another is chosen.

    `columns` come beside case, child, what is next and its date. `empty` says why there is none and what would be one.
    """

    name: str
    title: str
    question: str
    which: str
    empty: str
    order: str = "due"
    whose: str = "mine"
    columns: tuple[str, ...] = ()


ROWS = (
    Queue(
        "mine",
        "Open cases",
        "Which cases are open, and what is next on each?",
        "open",
        "A case comes here when it is assigned, and stays while anything is to be done on it.",
    ),
    Queue(
        "unallocated",
        "Unallocated",
        "Which cases has nobody, and for how long?",
        "unallocated",
        "A new request comes here until it is assigned to an officer.",
        order="received",
        whose="all",
        columns=("unallocated",),
    ),
    Queue(
        "week",
        "Due this week",
        "What is due by Sunday?",
        "week",
        "A case comes here when its next legal date is in this week.",
    ),
    Queue(
        "fortnight",
        "Due in 14 days",
        "What is due from today and in the 14 days that follow?",
        "fortnight",
        "A case comes here 14 days before its next legal date.",
    ),
    Queue(
        "overdue",
        "Overdue",
        "Which legal dates have passed?",
        "overdue",
        "A case comes here on the day after a legal date that was not kept and that no exception excuses.",
    ),
    Queue(
        "late-before-late",
        "Late before late",
        "Where must a step come within a week, or is it too late already, for the legal date to be kept?",
        "late_before_late",
        "A case comes here a week before the last day on which a step that must come first would still let its date be "
        "kept: a draft plan, whose 15 days with the family must fit before week 20.",
        order="fit",
        columns=("step",),
    ),
    Queue(
        "waiting",
        "Waiting on others",
        "What do others owe us, since when, and when do we ask again?",
        "waiting",
        "A case comes here when advice is requested, a setting is consulted, a review report is awaited, or health has "
        "been told and has not answered.",
        order="waits",
        columns=("waiting",),
    ),
    Queue(
        "advice",
        "Waiting for advice",
        "Whose advice has been requested and is not in?",
        "advice",
        "A case comes here when advice is requested, and goes when all of it is in.",
        order="waits",
        columns=("waiting",),
    ),
    Queue(
        "decisions",
        "Waiting for a decision",
        "Which cases are ready for a decision or the panel?",
        "decision",
        "A case comes here with a request, again when all the advice that was asked for is in, and when a review meeting "
        "has been held or a reassessment requested.",
    ),
    Queue(
        "ready-to-sign",
        "Ready to sign",
        "Which final plans may be sent now?",
        "sign",
        "A case comes here when the family has had its 15 days with the draft plan.",
    ),
    Queue(
        "reviews",
        "Annual reviews due",
        "Which plans must be reviewed soon?",
        "reviews",
        "A plan comes here 8 weeks before its review must be complete.",
    ),
    Queue(
        "phase-transfers",
        "Phase transfers",
        "Whose next setting must be named?",
        "transfers",
        "A case comes here when a move to the next phase is planned.",
    ),
    Queue(
        "health",
        "Health notices unanswered",
        "Which health notices has nobody answered?",
        "health",
        "A case comes here when a notice to health has left, and goes when it is answered.",
        columns=("waiting",),
    ),
    Queue(
        "family",
        "Family not updated",
        "Which families have heard nothing for too long?",
        "family",
        "A case on which something is under way comes here when no step, letter or note of contact has told the family "
        "anything for that long.",
        columns=("told",),
    ),
)

QUEUES: Mapping[str, Queue] = {row.name: row for row in ROWS}
