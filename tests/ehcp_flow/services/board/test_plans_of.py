"""The rows of plans and reviews: when each was in force, each turn of the review, and what followed it."""

from datetime import date

from ehcp_flow.services.board.plans_of import plan_row
from ehcp_flow.services.board.reviews_of import review_rows
from reports.rows.plans import InForce, MeetingRow, PlanRow, meetings_of
from tests.ehcp_flow.services.board.worked import CASE, LATER, read
from tests.workflows.cases import ASSESSING, PLANNED, entry

BORN = date(2015, 6, 1)
CEASED = (
    *PLANNED,
    "cease_considered=2025-09-01",
    "cease_notified=2025-10-01,reasons=needs are met",
    "plan_ceased=2026-01-05,reason=needs_met",
)
# Two turns: the first decided a week before its last day, 11 May 2026; the second two days after its own, 3 May 2027.
FIRST = ("review_met=2026-04-13", "review_decided=2026-05-04,outcome=amend")
AMENDED = ("amendment_notice_sent=2026-05-05", "amended_plan_sent=2026-06-15")
SECOND = ("review_met=2027-04-12", "review_decided=2027-05-05,outcome=maintain")


def test_a_plan_is_in_force_from_the_day_it_was_sent() -> None:
    assert plan_row(read(*PLANNED)) == PlanRow(CASE, InForce(date(2025, 5, 12)), new=True, born=BORN)
    assert plan_row(read(*ASSESSING)) is None


def test_a_plan_that_ceased_was_in_force_until_the_day_before() -> None:
    plan = plan_row(read(*CEASED))
    assert plan is not None
    assert (plan.cease_reason, plan.in_force.until) == ("needs_met", date(2026, 1, 5))
    assert [plan.in_force_on(date(2026, 1, day)) for day in (4, 5)] == [True, False]
    before = plan_row(read(*CEASED, as_at=date(2026, 1, 4)))
    assert before is not None
    assert (before.cease_reason, before.in_force.until) == ("", None)


def test_a_plan_that_transferred_in_and_out_again_is_not_new() -> None:
    plan = plan_row(
        read("plan_transferred_in=2025-09-01,authority=830", "plan_transferred_out=2026-03-02,authority=330")
    )
    assert plan is not None
    assert (plan.new, plan.transferred_in, plan.cease_reason) == (False, True, "transferred")
    assert plan.in_force == InForce(date(2025, 9, 1), date(2026, 3, 2))


def test_a_plan_of_which_a_return_gives_no_day_is_there_by_a_day() -> None:
    plan = plan_row(read(entry("plan_made=2025-12-31,dated=not_later_than", source="return")))
    assert plan == PlanRow(CASE, InForce(date(2025, 12, 31), dated=False), born=BORN)


def test_a_personal_budget_is_the_last_one_of_a_plan_in_force() -> None:
    budget = ("personal_budget_set=2025-06-02,arrangement=both", "personal_budget_ended=2025-08-01")
    plan = plan_row(read(*PLANNED, *budget))
    assert plan is not None
    assert [
        plan.budget_on(day) for day in (date(2025, 6, 1), date(2025, 6, 2), date(2025, 7, 31), date(2025, 8, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]
    again = plan_row(read(*PLANNED, *budget, "personal_budget_set=2026-02-02,arrangement=both"))
    assert again is not None
    assert (again.budget_since, again.budget_until) == (date(2026, 2, 2), None)


def test_a_plan_with_two_reviews_has_a_row_for_each_turn_and_for_the_one_that_runs() -> None:
    first, second, running = review_rows(read(*PLANNED, *FIRST, *AMENDED, *SECOND))
    assert (first.started_on, first.due, first.met_on) == (date(2025, 5, 12), date(2026, 5, 11), date(2026, 4, 13))
    assert (first.decided_on, first.outcome, first.outcome_of_duty) == (date(2026, 5, 4), "amend", "met")
    assert (first.notice_on, first.amended_on, first.dropped_on) == (date(2026, 5, 5), date(2026, 6, 15), None)
    assert (second.started_on, second.due, second.decided_on) == (date(2026, 5, 4), date(2027, 5, 3), date(2027, 5, 5))
    assert (second.outcome, second.outcome_of_duty, second.notice_on) == ("maintain", "met_late", None)
    assert (running.started_on, running.outcome, running.outcome_of_duty) == (date(2027, 5, 5), "", "open")
    assert [row.first for row in (first, second, running)] == [True, False, False]
    assert not any(row.earlier_unknown for row in (first, second, running))
    assert [second.overdue_on(date(2027, 5, day)) for day in (3, 4, 5)] == [False, True, False]


def test_an_amendment_that_is_finished_after_the_next_meeting_is_of_the_turn_before() -> None:
    late = (*PLANNED, *FIRST, AMENDED[0], "review_met=2027-04-12", "amended_plan_sent=2027-04-19", SECOND[1])
    first, second, _running = review_rows(read(*late))
    assert (first.amended_on, second.amended_on) == (date(2027, 4, 19), None)
    dropped = (*PLANNED, *FIRST, AMENDED[0], "amendment_dropped=2026-06-01,reasons=none")
    first, _running = review_rows(read(*dropped))
    assert (first.amended_on, first.dropped_on) == (None, date(2026, 6, 1))


def test_a_notice_before_the_decision_is_of_the_same_turn() -> None:
    lines = (*PLANNED, FIRST[0], "amendment_notice_sent=2026-04-20", FIRST[1], AMENDED[1])
    first, running = review_rows(read(*lines))
    assert (first.notice_on, first.amended_on) == (date(2026, 4, 20), date(2026, 6, 15))
    assert (running.notice_on, running.amended_on) == (None, None)


def test_a_plan_that_ends_ends_its_review_and_leaves_nothing_overdue() -> None:
    (only,) = review_rows(read(*CEASED))
    assert (only.outcome_of_duty, only.decided_on, only.ended_on) == ("not_required", None, date(2026, 1, 5))
    assert not only.overdue_on(date(2026, 12, 31))


def test_a_plan_that_transferred_in_is_reviewed_first_by_its_own_clock() -> None:
    lines = ("plan_transferred_in=2025-09-01,authority=830,last_reviewed_on=2025-06-02", "review_met=2026-05-01")
    first, running = review_rows(read(*lines, "review_decided=2026-05-11,outcome=maintain"))
    # 12 months starting with 2 June 2025, which is later than 3 months starting with the transfer.
    assert (first.due, first.decided_on, first.first) == (date(2026, 6, 1), date(2026, 5, 11), True)
    assert (running.started_on, running.first) == (date(2026, 5, 11), False)


def test_the_only_review_that_a_return_gives_is_told_of_and_judged_by_nobody() -> None:
    lines = (
        entry("final_plan_sent=2020-05-12,earlier_reviews=not_in_return", 1, source="return"),
        entry("review_met=2025-04-01,report=not_in_return", 2, source="return"),
        entry("review_decided=2025-05-01,outcome=not_stated,amended=not_in_return", 3, source="return"),
    )
    last, running = review_rows(read(*lines))
    assert (last.earlier_unknown, last.started_on, last.decided_on) == (True, date(2020, 5, 12), date(2025, 5, 1))
    assert (last.met_on, last.outcome, last.first) == (date(2025, 4, 1), "", False)
    assert not any(last.overdue_on(day) for day in (date(2024, 1, 1), date(2025, 4, 30), date(2026, 1, 1)))
    assert (running.earlier_unknown, running.due) == (False, date(2026, 4, 30))


def test_a_decision_of_which_no_day_is_known_ends_the_turn_by_the_day_it_was_known() -> None:
    lines = (*PLANNED, entry("review_decided=2026-12-31,outcome=maintain,dated=not_later_than", 6, source="return"))
    only, after = review_rows(read(*lines))
    assert (only.decided_on, only.ended_on, only.outcome_of_duty) == (None, date(2026, 12, 31), "met")
    assert not only.overdue_on(date(2026, 12, 31))
    assert (after.earlier_unknown, after.overdue_on(date(2028, 1, 1))) == (True, False)


def test_a_meeting_counts_though_no_clock_runs_and_nothing_is_decided() -> None:
    """Of a plan of 1 October 2025 whose earlier reviews no return gives, met on 13 October 2026."""
    lines = (
        entry("final_plan_sent=2025-10-01,earlier_reviews=not_in_return", 1, source="return"),
        entry("review_met=2026-10-13,report=not_in_return", 2, source="return"),
    )
    reviews = review_rows(read(*lines))
    assert meetings_of(reviews) == (MeetingRow(CASE, date(2026, 10, 13)),)
    assert [reviews[0].running_on(day) for day in (date(2025, 9, 30), date(2025, 10, 1), LATER)] == [False, True, True]
    assert not reviews[0].overdue_on(LATER)
    (ended,) = review_rows(read(*lines, "plan_transferred_out=2026-11-02,authority=330"))
    assert not ended.running_on(date(2026, 11, 2))


def test_two_meetings_before_a_decision_count_both_and_the_last_has_the_outcome() -> None:
    reviews = review_rows(
        read(*PLANNED, "review_met=2026-02-02", "review_met=2026-04-13", "review_decided=2026-05-04,outcome=amend")
    )
    assert meetings_of(reviews) == (
        MeetingRow(CASE, date(2026, 2, 2)),
        MeetingRow(CASE, date(2026, 4, 13), "amend", date(2026, 5, 4)),
    )


def test_a_child_is_under_5_by_the_age_on_the_day_the_review_is_due() -> None:
    due = date(2026, 5, 11)
    turning_five, still_four = date(2021, 5, 11), date(2021, 5, 12)
    for born, under in ((turning_five, False), (still_four, True), (None, False)):
        (row,) = review_rows(read(*PLANNED, born=born))
        assert (row.due, row.under_5) == (due, under)
