"""A move to the next phase has a last day for its plan, and what became of the plan is one of four things."""

from datetime import UTC, date, datetime, timedelta

from reports.measures.transfers import KINDS
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import figures_of
from workflows.clocks import deadlines
from workflows.facts import TRANSFER_KINDS
from workflows.ledger import Entry
from workflows.vocabulary import Event

DUE = date(2026, 2, 14)
DAY = timedelta(days=1)


def move(case: str, met: date | None = None, outcome: str = "open", kind: str = "primary_to_secondary") -> StepRow:
    return StepRow(case, "phase_transfer", kind, date(2025, 9, 1), DUE, outcome, met)


MOVES = (
    move("on the day", DUE, "met"),
    move("the day after", DUE + DAY, "met_late"),
    move("after the month", date(2026, 3, 1), "met_late"),
    move("not sent"),
    move("no day known", None, "met"),
    move("planned again", None, "not_required"),
    StepRow("no move", "review", "", date(2025, 2, 1), DUE, "open"),
)


def test_a_plan_due_before_a_move_was_sent_in_time_or_late_or_not() -> None:
    found = {each.category: each.cases for each in figures_of(2026, 2, steps=MOVES).split("transfers.standing")}
    assert found == {
        "in_time": ("on the day",),
        "late": ("the day after",),
        "undated": ("no day known",),
        "outstanding": ("after the month", "not sent"),
    }


def test_the_share_in_time_leaves_out_what_nobody_can_say_was_late() -> None:
    share = figures_of(2026, 2, steps=MOVES).figure("transfers.in_time")
    assert (share.numerator, share.denominator, share.value) == (1, 4, "25.0")
    assert figures_of(2026, 2, steps=MOVES).figure("transfers.due").numerator == 5


def test_a_later_look_at_the_year_sees_what_was_sent_since() -> None:
    figures = figures_of(2026, 3, steps=MOVES)
    assert figures.figure("transfers.outstanding", "calendar_year").cases == ("not sent",)
    assert figures.figure("transfers.outstanding", "previous_month").cases == ("after the month", "not sent")


def test_a_move_is_still_to_come_until_its_last_day() -> None:
    def planned(case: str, on: date, due: date) -> StepRow:
        return StepRow(case, "phase_transfer", "infant_to_junior", on, due, "open")

    last = date(2026, 1, 31)
    rows = (
        planned("due tomorrow", last, last + DAY),
        planned("due today", last, last),
        planned("planned tomorrow", last + DAY, DUE),
    )
    assert figures_of(2026, 1, steps=rows).figure("transfers.to_come").cases == ("due tomorrow",)


def test_the_subject_of_the_duty_is_the_kind_of_move() -> None:
    facts = {"kind": "secondary_to_post16", "transfer_on": "2026-09-01"}
    entry = Entry(1, Event.TRANSFER_PLANNED, date(2025, 9, 1), datetime(2025, 9, 1, tzinfo=UTC), "", facts)
    (deadline,) = deadlines([entry])
    assert (deadline.duty, deadline.subject, deadline.due) == (
        "phase_transfer",
        "secondary_to_post16",
        date(2026, 3, 30),
    )
    assert {key for key, _ in KINDS} - {"not_stated", "other"} == set(TRANSFER_KINDS)
