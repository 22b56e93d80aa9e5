"""The rows of mediations and appeals, each with what became of it."""

from datetime import date

from ehcp_flow.services.board.disputes_of import appeal_rows, mediation_rows
from reports.rows.disputes import AppealRow, MediationRow
from tests.ehcp_flow.services.board.worked import CASE, read
from tests.workflows.cases import PLANNED, entry

REFUSED = ("request_received=2025-01-06,source=school", "assessment_refused=2025-02-10,reasons=none")
HELD = "mediation_held=2025-03-10,about=assess"
APPEALED = "appeal_registered=2025-04-07,about=assess"


def test_a_mediation_that_was_followed_by_an_appeal_says_when() -> None:
    case = read(*REFUSED, HELD, APPEALED, "appeal_heard=2025-06-02", "order_made=2025-06-16,kind=assess")
    assert mediation_rows(case) == [MediationRow(CASE, "assess", date(2025, 3, 10), appealed_on=date(2025, 4, 7))]
    (appeal,) = appeal_rows(case)
    assert (appeal.registered_on, appeal.heard_on) == (date(2025, 4, 7), date(2025, 6, 2))
    assert (appeal.ordered_on, appeal.order, appeal.upheld) == (date(2025, 6, 16), "assess", True)


def test_an_appeal_about_another_matter_does_not_follow_from_a_mediation() -> None:
    case = read(*PLANNED, "mediation_held=2025-06-02,about=content", "appeal_registered=2025-07-01,about=placement")
    (only,) = mediation_rows(case)
    assert only.appealed_on is None


def test_an_appeal_before_the_mediation_does_not_follow_from_it() -> None:
    (only,) = mediation_rows(read(*REFUSED, APPEALED, "mediation_held=2025-04-08,about=assess"))
    assert only.appealed_on is None


def test_an_agreement_is_of_the_last_meeting_about_its_matter() -> None:
    first, second = mediation_rows(
        read(*REFUSED, HELD, "mediation_held=2025-03-24,about=assess", "mediation_agreed=2025-03-25,about=assess")
    )
    assert (first.agreed, second.agreed) == (False, True)


def test_an_appeal_that_was_dismissed_was_not_upheld() -> None:
    (only,) = appeal_rows(read(*REFUSED, APPEALED, "order_made=2025-06-16,kind=dismiss"))
    assert (only.order, only.upheld) == ("dismiss", False)


def test_a_concession_is_of_the_appeal_about_its_matter_and_a_withdrawal_of_the_last_that_is_open() -> None:
    placement, content = (
        f"appeal_registered=2025-0{month},about={about}"
        for month, about in (("7-01", "placement"), ("7-08", "content"))
    )
    first, second = appeal_rows(read(*PLANNED, placement, content, "appeal_conceded=2025-08-04,about=placement"))
    assert (first.about, first.conceded_on, second.conceded_on) == ("placement", date(2025, 8, 4), None)
    first, second = appeal_rows(read(*PLANNED, placement, content, "appeal_withdrawn=2025-08-04"))
    assert (first.withdrawn_on, second.withdrawn_on) == (None, date(2025, 8, 4))


def test_an_appeal_that_is_not_opposed_counts_as_conceded_and_may_still_have_its_order() -> None:
    (only,) = appeal_rows(
        read(*REFUSED, APPEALED, "appeal_not_opposed=2025-05-05,about=assess", "order_made=2025-05-19,kind=assess")
    )
    assert (only.conceded_on, only.ordered_on) == (date(2025, 5, 5), date(2025, 5, 19))


def test_an_appeal_that_a_return_tells_of_has_a_day_by_which_it_was_registered() -> None:
    by = entry("appeal_registered=2025-12-31,about=assess,dated=not_later_than", 3, source="return")
    assert appeal_rows(read(*REFUSED, by)) == [AppealRow(CASE, "assess", date(2025, 12, 31), dated=False)]


def test_an_order_without_an_appeal_on_the_ledger_is_no_row() -> None:
    assert appeal_rows(read(*REFUSED, "order_made=2025-06-16,kind=assess")) == []
