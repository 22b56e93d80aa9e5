"""Words of the pages that are not already words of the command line."""

from datetime import date, datetime

from ehcp_flow.clock import LONDON
from ehcp_flow.phrases import time_left
from workflows.clocks import Deadline
from workflows.days import Calendar
from workflows.vocabulary import Standing
from workflows.words import day_words

TAGS = {
    Standing.OVERDUE: "govuk-tag--red",
    Standing.DUE_TODAY: "govuk-tag--orange",
    Standing.DUE_SOON: "govuk-tag--yellow",
    Standing.UPCOMING: "govuk-tag--blue",
    Standing.MET: "govuk-tag--green",
    Standing.MET_LATE: "govuk-tag--orange",
    Standing.EXCUSED: "govuk-tag--purple",
    Standing.NOT_REQUIRED: "govuk-tag--grey",
}
"""The colour of a tag repeats what its words say."""


def plain(word: str) -> str:
    """A word of the vocabulary for people: panel_clerk is panel clerk."""
    return word.replace("_", " ")


def moment_words(moment: datetime) -> str:
    """3 March 2026 at 14:05, by the clock in London."""
    here = moment.astimezone(LONDON)
    return f"{day_words(here.date())} at {here:%H:%M}"


def left(deadline: Deadline, on: date, calendar: Calendar) -> str:
    """Overdue by 2 days; due today; 9 working days left: as the sentence that a tag begins."""
    found = time_left(deadline.due, deadline.standing(on), on, calendar)
    return found[:1].upper() + found[1:]
