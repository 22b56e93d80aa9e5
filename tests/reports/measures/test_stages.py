"""Steps are counted by the day on which they were done: by the last day, after it, and with or without an exception."""

from datetime import date, timedelta

from reports.measures.stages import DUTIES, ORDER_DUTIES
from reports.rows.cases import CaseRow, Spell, Stage
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import figures_of
from workflows.parameters import the_law

START = date(2026, 3, 2)
DUE = date(2026, 4, 13)


def step(case: str, days_after_due: int | None, duty: str = "assess_decision", **more: object) -> StepRow:
    met = None if days_after_due is None else DUE + timedelta(days_after_due)
    outcome = "open" if met is None else "met" if met <= DUE else "met_late"
    return StepRow(case, duty, str(more.pop("subject", "")), START, DUE, str(more.pop("outcome", outcome)), met, **more)  # type: ignore[arg-type]


def test_a_step_on_its_last_day_is_in_time_and_on_the_next_day_is_not() -> None:
    figures = figures_of(2026, 4, steps=(step("a", 0), step("b", 1), step("c", None)))
    share = figures.figure("stages.assess_decision.on_time")
    assert (share.cases, share.meeting, share.value) == (("a", "b"), ("a",), "50.0")
    assert figures.figure("stages.assess_decision.done").value == "2"


def test_the_middle_of_the_days_is_exact_and_leaves_out_an_impossible_order() -> None:
    impossible = StepRow("e", "assess_decision", "", date(2026, 4, 20), DUE, "met", date(2026, 4, 10))
    rows = (step("a", -20), step("b", -19), step("c", 3), step("d", 4), impossible)
    figures = figures_of(2026, 4, steps=rows)
    days = figures.figure("stages.assess_decision.days", "rolling_12")
    assert (days.value, days.cases) == ("34", ("a", "b", "c", "d"))  # 22, 23, 45, 46
    assert figures.figure("stages.assess_decision.done", "rolling_12").value == "5"


def test_what_an_exception_excuses_leaves_the_second_share_above_and_below_the_line() -> None:
    rows = (step("a", 0), step("b", 9, grounds=("absent_4_weeks",)), step("c", -1, grounds=("absent_4_weeks",)))
    figures = figures_of(2026, 4, steps=rows)
    both = [figures.figure(f"stages.assess_decision.{name}") for name in ("on_time", "on_time_unexcused")]
    assert [(share.numerator, share.denominator) for share in both] == [(2, 3), (1, 1)]


def test_overdue_is_what_is_not_done_after_its_last_day() -> None:
    rows = (
        step("open", None),
        step("excused", None, outcome="excused"),
        step("not required", None, outcome="not_required"),
        step("done later", 18),  # 1 May
        step("done", 17),  # 30 April
    )
    figures = figures_of(2026, 4, steps=rows)
    assert figures.figure("stages.assess_decision.overdue").cases == ("done later", "open")
    on_the_day = StepRow("due on the last day of the month", "advice", "health", START, date(2026, 4, 30), "open")
    assert figures_of(2026, 4, steps=(on_the_day,)).figure("stages.advice.overdue").value == "0"


def test_advice_is_divided_by_body_and_that_of_health_by_service() -> None:
    rows = (
        step("a", 0, "advice", subject="health paediatrics"),
        step("b", 5, "advice", subject="health paediatrics"),
        step("c", 0, "advice", subject="health speech and language"),
        step("d", 0, "advice", subject="health"),
        step("e", 0, "advice", subject="educational_psychology"),
        step("f", 0, "setting_reply", subject="school"),
    )
    figures = figures_of(2026, 4, steps=rows)
    by_body = {each.category: each.value for each in figures.split("stages.advice.done") if each.numerator}
    assert by_body == {"health": "4", "educational_psychology": "1"}
    by_service = {
        each.category: (each.numerator, each.denominator) for each in figures.split("stages.advice_health.on_time")
    }
    assert by_service == {"paediatrics": (1, 2), "speech and language": (1, 1), "other": (0, 0), "unknown": (1, 1)}


def test_the_draft_is_timed_from_the_request_to_its_first_sending() -> None:
    spells = (
        Spell(Stage.REQUESTED, START, date(2026, 3, 30)),
        Spell(Stage.DRAFT_WITH_FAMILY, date(2026, 4, 1), date(2026, 4, 5)),
        Spell(Stage.DRAFT_WITH_FAMILY, date(2026, 4, 9)),
    )
    figures = figures_of(2026, 4, cases=(CaseRow("a", START, spells=spells), CaseRow("b", None, spells=spells)))
    draft = figures.figure("stages.draft.days")
    assert (draft.value, draft.cases) == ("30", ("a",))


def test_every_duty_of_an_assessment_and_after_an_order_is_one_of_the_law() -> None:
    law = the_law().duties
    assert set(DUTIES) <= set(law)
    assert set(ORDER_DUTIES) == {duty for duty in law if duty.startswith("order_")}
