"""The three sentences say numbers that can be counted by hand, and are right for none and for one."""

from datetime import date, timedelta

from reports.board.about import About
from reports.board.sentences import numbers_table, sentences
from reports.figures import Figures
from reports.rows.assessments import AssessmentRow
from reports.rows.cases import CaseRow, Spell, Stage
from reports.rows.late import sent_late
from reports.rows.steps import StepRow
from tests.reports.board.by_hand import figures_of

DERBY = About("831", "Derby")
MARCH, FEBRUARY, LAST_MARCH = date(2026, 3, 16), date(2026, 2, 16), date(2025, 3, 17)
NAME = "Plans within 20 weeks (KP8b (i), including exceptions, published basis)"


def plan(case: str, days: int, issued: date = MARCH) -> AssessmentRow:
    return AssessmentRow(case, issued - timedelta(days), None, issued)


def plans(on_time: int, late: int, issued: date) -> tuple[AssessmentRow, ...]:
    days = [100] * on_time + [200] * late
    return tuple(plan(f"{issued:%Y%m}-{number:02}", taken, issued) for number, taken in enumerate(days))


def advice(case: str, body: str, late: bool, asked: date = date(2025, 12, 1)) -> StepRow:
    due = asked + timedelta(42)
    return StepRow(case, "advice", body, asked, due, "met_late" if late else "met", due + timedelta(1 if late else 0))


def decision(case: str, late: bool, received: date) -> StepRow:
    due = received + timedelta(42)
    return StepRow(case, "assess_decision", "", received, due, "met_late" if late else "met", due + timedelta(late))


def said(figures: Figures) -> dict[str, str]:
    return {paragraph.id: paragraph.text for paragraph in sentences(figures, DERBY)}


def test_what_moved_gives_the_parts_and_the_difference_from_two_months() -> None:
    rows = (*plans(12, 19, MARCH), *plans(10, 18, FEBRUARY), *plans(4, 16, LAST_MARCH))
    assert said(figures_of(2026, 3, assessments=rows))["what_moved"] == (
        f"{NAME}: 12 of 31 plans, 38.7%, in March 2026. That is 3.0 percentage points more than in February 2026 "
        "(10 of 28 plans, 35.7%) and 18.7 percentage points more than in March 2025 (4 of 20 plans, 20.0%)."
    )


def test_what_moved_says_less_and_the_same_too() -> None:
    rows = (*plans(1, 1, MARCH), *plans(51, 49, FEBRUARY), *plans(2, 2, LAST_MARCH))
    assert said(figures_of(2026, 3, assessments=rows))["what_moved"] == (
        f"{NAME}: 1 of 2 plans, 50.0%, in March 2026. That is 1.0 percentage point less than in February 2026 "
        "(51 of 100 plans, 51.0%) and the same as in March 2025 (2 of 4 plans, 50.0%)."
    )


def test_one_plan_is_a_plan_and_a_month_without_any_is_not_compared() -> None:
    rows = (*plans(1, 0, MARCH), *plans(0, 1, FEBRUARY))
    assert said(figures_of(2026, 3, assessments=rows))["what_moved"] == (
        f"{NAME}: 1 of 1 plan, 100.0%, in March 2026. That is 100.0 percentage points more than in February 2026 "
        "(0 of 1 plan, 0.0%) and not to be compared with March 2025, when no plan that this counts was sent."
    )


def test_a_month_without_plans_says_so_and_gives_the_others() -> None:
    assert said(figures_of(2026, 3, assessments=plans(1, 1, FEBRUARY)))["what_moved"] == (
        f"{NAME}: no plan that this counts was sent in March 2026. In February 2026 it was 1 of 2 plans, 50.0%."
    )
    assert said(figures_of(2026, 3))["what_moved"] == (
        f"{NAME}: no plan that this counts was sent in March 2026. Nor was any in the months that it is compared with."
    )


def test_why_counts_those_already_past_week_20_and_the_step_most_often_late() -> None:
    # sent on 16 March: 200 days is past week 20 before 1 March, 150 days (week 20 on 6 March) is not
    rows = (plan("a", 200), plan("b", 200), plan("c", 150), plan("d", 100))
    steps = (
        advice("a", "health paediatrics", late=True),
        advice("a", "health therapy", late=True),
        advice("a", "education", late=True),
        advice("b", "health paediatrics", late=True),
        advice("c", "education", late=False),
        advice("d", "education", late=True),
    )
    assert said(figures_of(2026, 3, assessments=rows, steps=steps))["why"] == (
        "Of the 3 plans sent late in March 2026, 2 were past week 20 before the month began. Of the steps before them, "
        "advice (health) was late in 2 of 3: no other was late in more of these cases. This counts what was late and does "
        "not say what caused it."
    )


def test_a_tie_names_every_step() -> None:
    rows = (plan("a", 200), plan("b", 150))
    received = rows[1].received_on
    assert received is not None
    steps = (advice("a", "educational_psychology", late=True), decision("b", late=True, received=received))
    assert said(figures_of(2026, 3, assessments=rows, steps=steps))["why"] == (
        "Of the 2 plans sent late in March 2026, 1 was past week 20 before the month began. Of the steps before them, the "
        "decision whether to assess and advice (educational psychology) were late each in 1 of 2: no other was late in more "
        "of these cases. This counts what was late and does not say what caused it."
    )


def test_why_is_right_for_none_and_for_one() -> None:
    assert said(figures_of(2026, 3, assessments=(plan("d", 140),)))["why"] == "No plan was sent late in March 2026."
    one = figures_of(2026, 3, assessments=(plan("a", 141),))
    assert said(one)["why"] == (
        "1 plan was sent late in March 2026; it was not past week 20 before the month began. No step before it is recorded "
        "as late."
    )
    steps = (advice("a", "social_care", late=True, asked=date(2025, 12, 1)),)
    assert said(figures_of(2026, 3, assessments=(plan("a", 200),), steps=steps))["why"] == (
        "1 plan was sent late in March 2026; it was past week 20 before the month began. In its case advice (social care) was "
        "late too. This counts what was late and does not say what caused it."
    )


def test_without_a_late_step_why_says_that_none_is_recorded() -> None:
    assert said(figures_of(2026, 3, assessments=(plan("a", 200), plan("b", 200))))["why"] == (
        "Of the 2 plans sent late in March 2026, 2 were past week 20 before the month began. No step before them is recorded "
        "as late in these cases."
    )


def test_advice_that_never_came_was_late_once_its_last_day_was_over() -> None:
    asked = date(2025, 12, 1)
    never = StepRow("a", "advice", "health paediatrics", asked, date(2026, 1, 12), "not_required")
    still_in_time = StepRow("a", "advice", "education", asked, MARCH, "not_required")
    unknown_day = StepRow("a", "advice", "social_care", asked, date(2026, 1, 12), "met")
    (row,) = sent_late([plan("a", 200)], [never, still_in_time, unknown_day])
    assert row.late == ("advice_health",)


def test_a_step_of_an_earlier_request_is_not_counted() -> None:
    row = plan("a", 200)
    assert row.received_on is not None
    earlier = decision("a", late=True, received=row.received_on - timedelta(1))
    later = advice("a", "education", late=True, asked=MARCH + timedelta(1))
    assert sent_late([row], [earlier, later])[0].late == ()


def test_a_plan_without_a_day_of_receipt_is_late_and_was_never_past_week_20() -> None:
    unknown = AssessmentRow("a", None, None, MARCH)
    (row,) = sent_late([unknown, AssessmentRow("b", date(2025, 1, 6), MARCH, None)], [])
    assert (row.case, row.week_20) == ("a", None)
    figure = figures_of(2026, 3, assessments=(unknown,)).figure("summary.sent_late")
    assert (figure.numerator, figure.denominator) == (0, 1)


def test_late_plans_are_those_that_kp8b_of_all_plans_does_not_count_as_on_time() -> None:
    rows = (*plans(3, 4, MARCH), AssessmentRow("x", None, None, MARCH))
    figures = figures_of(2026, 3, assessments=rows)
    kp8b = figures.figure("kp8b.all_plans.including")
    assert figures.figure("summary.sent_late").denominator == kp8b.denominator - kp8b.numerator == 5


def open_until(case: str, week_20: date, stage: Stage) -> CaseRow:
    received = date(2025, 12, 1)
    return CaseRow(case, received, spells=(Spell(stage, received),), week_20=week_20)


def test_what_next_counts_the_open_cases_of_next_month_and_their_drafts() -> None:
    cases = (
        open_until("a", date(2026, 4, 1), Stage.DRAFT_WITH_FAMILY),
        open_until("b", date(2026, 4, 30), Stage.ASSESSING),
        open_until("c", date(2026, 4, 15), Stage.DRAFTING),
        open_until("d", date(2026, 3, 31), Stage.DRAFT_WITH_FAMILY),
        open_until("e", date(2026, 5, 1), Stage.DRAFT_WITH_FAMILY),
        CaseRow("f", week_20=date(2026, 4, 15)),
    )
    assert said(figures_of(2026, 3, cases=cases))["what_next"] == (
        "Week 20 of 3 open assessments falls in April 2026; the draft of 1 of them is with the family."
    )


def test_what_next_is_right_for_none_one_and_all() -> None:
    drafted = [open_until(case, date(2026, 4, 15), Stage.DRAFT_WITH_FAMILY) for case in "abc"]
    not_yet = [open_until(case, date(2026, 4, 15), Stage.ASSESSING) for case in "xyz"]
    words = {
        (): "No open assessment has its week 20 in April 2026.",
        (drafted[0],): "Week 20 of 1 open assessment falls in April 2026; its draft is with the family.",
        (not_yet[0],): "Week 20 of 1 open assessment falls in April 2026; its draft is not yet with the family.",
        tuple(
            drafted
        ): "Week 20 of 3 open assessments falls in April 2026; the drafts of all of them are with the family.",
        tuple(
            not_yet
        ): "Week 20 of 3 open assessments falls in April 2026; the drafts of none of them are with the family.",
        (*drafted[:2], not_yet[0]): (
            "Week 20 of 3 open assessments falls in April 2026; the drafts of 2 of them are with the family."
        ),
    }
    for cases, expected in words.items():
        assert said(figures_of(2026, 3, cases=cases))["what_next"] == expected


def test_next_month_after_december_is_january() -> None:
    figures = figures_of(2026, 12, cases=(open_until("a", date(2027, 1, 4), Stage.ASSESSING),))
    assert said(figures)["what_next"].startswith("Week 20 of 1 open assessment falls in January 2027")


def test_each_number_of_the_sentences_is_a_figure_that_opens() -> None:
    steps = (advice("a", "health paediatrics", late=True),)
    figures = figures_of(2026, 3, assessments=(plan("a", 200), plan("b", 100)), steps=steps)
    paragraphs = sentences(figures, DERBY)
    assert [paragraph.id for paragraph in paragraphs] == ["what_moved", "why", "what_next"]
    assert all(set(paragraph.rests_on) <= set(figures.asked) for paragraph in paragraphs)
    table = numbers_table(figures, DERBY)
    shown = {row.id: row.cells[1] for row in table.rows}
    assert (shown["why.advice_health"].numerator, shown["why.advice_health"].denominator) == (1, 1)
    assert figures.asked[shown["why.advice_health"].figure].meeting == ("a",)
    assert "why.advice_education" not in shown
