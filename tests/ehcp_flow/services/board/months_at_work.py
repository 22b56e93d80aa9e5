"""What the tests of closed months share: an office with two plans in January 2026, closing it, and what is refused."""

from datetime import date

from ehcp_flow.services.board.closing import Frozen, close
from reports.periods import Period, month
from tests.ehcp_flow.services.at_work import Desk, agreed, child, issued
from workflows.refusals import Refusal

JANUARY, FEBRUARY = month(2026, 1), month(2026, 2)
ON_TIME = "kp8b.all_plans.including"
CLOSED_ON = date(2026, 2, 5)


def journey(desk: Desk, name: str, received: date, sent: date) -> None:
    """A child of this name whose request was received on one day and whose plan was sent on another, recorded now."""
    desk.read_in(
        child(agreed(received, received, issued(sent)), upn=None, forename=name, surname=name), name=f"{name}.xml"
    )


def closed(desk: Desk, reason: str = "", of: Period = JANUARY) -> Frozen:
    """The month, closed now; with a reason the next issue of it."""
    found = close(desk.office, of, None, desk.clock.now(), reason)
    assert isinstance(found, Frozen), found
    return found


def refused(found: object) -> Refusal:
    assert isinstance(found, Refusal), found
    return found
