"""What others owe, and when the family was last told anything: read from a ledger and its deadlines. Pure."""

from collections.abc import Sequence
from datetime import date

from workflows.case import CaseView
from workflows.clocks import Deadline
from workflows.processes.assessment import OPEN
from workflows.vocabulary import Event, Process

TELLS_THE_FAMILY = frozenset(
    {
        Event.VIEWS_SOUGHT,
        Event.ASSESSMENT_AGREED,
        Event.ASSESSMENT_REFUSED,
        Event.PLAN_REFUSED,
        Event.DRAFT_SENT,
        Event.FINAL_PLAN_SENT,
        Event.TRANSFER_NOTIFIED,
        Event.PLAN_AMENDED,
        Event.CEASE_CONSIDERED,
        Event.CEASE_NOTIFIED,
        Event.REVIEW_INVITED,
        Event.REVIEW_PAPERS_CIRCULATED,
        Event.REVIEW_REPORTED,
        Event.REVIEW_DECIDED,
        Event.AMENDMENT_NOTICE_SENT,
        Event.AMENDED_PLAN_SENT,
        Event.AMENDMENT_DROPPED,
        Event.TRANSFER_PLAN_SENT,
        Event.REASSESSMENT_AGREED,
        Event.REASSESSMENT_REFUSED,
        Event.REASSESSED_PLAN_SENT,
        Event.REASSESSMENT_LEFT_UNCHANGED,
        Event.COMPLAINT_ANSWERED,
    }
)
"""The events that are a notice to the family, or that reach it with everyone else who is invited."""

OF_THE_YEAR = frozenset({"review", "transfer_review", "phase_transfer"})
"""Dates that stand in every plan for months ahead: by themselves they do not mean that anything is under way."""

UNDER_ASSESSMENT = tuple(state.value for state in OPEN)
"""The states of an assessment that is under way."""


def is_of_others(deadline: Deadline) -> bool:
    """Whether somebody else than the authority still owes it: an adviser, a setting, a school."""
    return deadline.live and not deadline.floor and not deadline.owed_by.startswith("local authority")


def family_told_on(view: CaseView, deadlines: Sequence[Deadline]) -> date | None:
    """The day on which the family of a case was last told something, by its ledger; its first day where it never was.

    None where nothing is under way: then nobody waits for word.
    """
    if not _under_way(view, deadlines):
        return None
    told = [each.occurred_on for each in view.entries if each.event in TELLS_THE_FAMILY and each.dated]
    return max(told or [each.occurred_on for each in view.entries[:1]], default=None)


def _under_way(view: CaseView, deadlines: Sequence[Deadline]) -> bool:
    if view.state_of(Process.ASSESSMENT) in UNDER_ASSESSMENT:
        return True
    return any(each.live and each.duty not in OF_THE_YEAR for each in deadlines)
