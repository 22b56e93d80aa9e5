"""What health was told and answered (B18), counted from notices: no ledger tells of them."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from reports.rows.health import Happening
from tests.ehcp_flow.services.board.slow import paper
from tests.ehcp_flow.services.board.slow.desk import Desk, Listing, Twin
from tests.ehcp_flow.services.board.slow.paper import Answer, Line

TOLD_IN, ANSWERED_IN = 1, 5
"""Working days; the day of the plan, or on which the notice left, is day 0."""


def told(what: Happening, in_time: bool = False) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for row in desk.rows.to_tell:
            if row.what is not what or not desk.in_period(row.happened_on):
                continue
            sent = row.sent_on is not None and row.sent_on <= desk.last
            if sent and in_time and row.sent_on is not None:
                sent = desk.working_days(row.happened_on, row.sent_on) <= TOLD_IN
            yield Line(row.case, sent)

    return lines


def days_to_health(what: Happening) -> Listing:
    def lines(desk: Desk) -> Iterator[Line]:
        for row in desk.rows.to_tell:
            if row.what is what and desk.in_period(row.happened_on) and row.sent_on and row.sent_on <= desk.last:
                yield Line(row.case, amount=(row.sent_on - row.happened_on).days)

    return lines


def answered(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.sent_notices:
        if not desk.in_period(row.sent_on):
            continue
        if row.answered_on is not None and row.answered_on <= desk.last:
            yield Line(row.case, desk.working_days(row.sent_on, row.answered_on) <= ANSWERED_IN)
        elif desk.working_days(row.sent_on, desk.last) > ANSWERED_IN:
            yield Line(row.case, False)


def confirmed(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.sent_notices:
        if desk.in_period(row.sent_on) and row.to_confirm:
            yield Line(row.case, row.confirmed_on is not None and row.confirmed_on <= desk.last)


def sent(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.sent_notices:
        if desk.in_period(row.sent_on):
            yield Line(row.case)


def failed(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.raised_notices:
        if desk.in_period(row.raised_on):
            yield Line(row.case, row.failed)


def lists(desk: Desk) -> Iterator[Line]:
    for row in desk.rows.monthly_lists:
        if desk.in_period(row.month):
            yield Line("", row.agreed is not None)


def people(desk: Desk) -> Iterator[Line]:
    """A line a person on a list that was answered."""
    for row in desk.rows.monthly_lists:
        if desk.in_period(row.month) and row.agreed is not None:
            for number in range(row.expected):
                yield Line("", number < row.agreed)


def share_of_people(lines: Sequence[Line]) -> Answer:
    agreed = len([line for line in lines if line.tick])
    if not lines:
        return Answer(0, 0, None, (), ())
    value = (Decimal(100 * agreed) / Decimal(len(lines))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Answer(agreed, len(lines), str(value), (), ())


TWINS: dict[str, Twin] = {
    "health.set_sent": (told(Happening.FINAL, in_time=True), paper.share),
    "health.clear_sent": (told(Happening.CEASED), paper.share),
    "health.draft_shared": (told(Happening.DRAFT), paper.share),
    "health.final_shared": (told(Happening.SHARED), paper.share),
    "health.draft_days": (days_to_health(Happening.DRAFT), paper.median),
    "health.final_days": (days_to_health(Happening.SHARED), paper.median),
    "health.acknowledged": (answered, paper.share),
    "health.confirmed": (confirmed, paper.share),
    "health.sent": (sent, paper.count),
    "health.failed": (failed, paper.share),
    "health.reconciled": (people, share_of_people),
    "health.lists_answered": (lists, paper.share),
}
