"""How a deadline stands on a day: a total function of what is stored, tested at each edge."""

from datetime import date
from enum import StrEnum

from workflows.vocabulary import Standing


class Outcome(StrEnum):
    """What has become of a deadline, whatever day it is asked on."""

    OPEN = "open"
    MET = "met"
    MET_LATE = "met_late"
    EXCUSED = "excused"
    NOT_REQUIRED = "not_required"


_SETTLED = {
    Outcome.MET: Standing.MET,
    Outcome.MET_LATE: Standing.MET_LATE,
    Outcome.EXCUSED: Standing.EXCUSED,
    Outcome.NOT_REQUIRED: Standing.NOT_REQUIRED,
}


def standing(outcome: Outcome, *, floor: bool, due: date, warn_on: date, on: date) -> Standing:
    """The standing on a day. `due` is the last day in time; a floor is a window that is given once its last day is over."""
    if outcome is not Outcome.OPEN:
        return _SETTLED[outcome]
    if on > due:
        return Standing.MET if floor else Standing.OVERDUE
    if on == due:
        return Standing.DUE_TODAY
    return Standing.DUE_SOON if on >= warn_on else Standing.UPCOMING
