"""The figures of telling health, asked of the registry: each opens to its cases, and only what had left by then counts."""

from datetime import date

from reports.health_notices import health_figures
from reports.rows.health import Happening, MonthlyList, Raised, SentNotice, ToTell
from tests.reports.board.by_hand import figures_of
from workflows.days import ENGLAND

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10)
DECEMBER = date(2026, 12, 1)

TO_TELL = (
    ToTell("A", Happening.FINAL, FRIDAY, MONDAY),
    ToTell("B", Happening.FINAL, FRIDAY, TUESDAY),
    ToTell("C", Happening.DRAFT, FRIDAY, TUESDAY),
    ToTell("D", Happening.DRAFT, FRIDAY, DECEMBER),
    ToTell("E", Happening.CEASED, FRIDAY, None),
    ToTell("F", Happening.SHARED, FRIDAY, FRIDAY),
)
SENT = (
    SentNotice("A", FRIDAY, True, answered_on=date(2026, 11, 13), confirmed_on=DECEMBER),
    SentNotice("B", FRIDAY, True, answered_on=date(2026, 11, 16), confirmed_on=date(2026, 11, 16)),
    SentNotice("C", date(2026, 11, 27), False),
)
RAISED = (Raised(FRIDAY, True, "A"), Raised(MONDAY, False, "B"), Raised(MONDAY, False))
NOVEMBER = date(2026, 11, 1)
LISTS = (MonthlyList(NOVEMBER, 10, 8, 3), MonthlyList(NOVEMBER, 90), MonthlyList(date(2026, 10, 1), 5, 5, 0))


def test_a_plan_is_told_in_a_working_day_and_opens_to_its_case() -> None:
    share = figures_of(2026, 11, to_tell=TO_TELL).figure("health.set_sent")
    assert (share.cases, share.meeting) == (("A", "B"), ("A",))


def test_what_left_after_the_period_had_not_left_in_it() -> None:
    figures = figures_of(2026, 11, to_tell=TO_TELL)
    assert figures.figure("health.draft_shared").meeting == ("C",)
    assert (figures.figure("health.draft_days").value, figures.figure("health.draft_days").denominator) == ("4", 1)
    later = figures_of(2026, 12, to_tell=TO_TELL).figure("health.draft_days", "year_to_date")
    assert (later.value, later.denominator) == ("14.5", 2)  # 4 and 25 days


def test_a_plan_that_ended_and_was_not_told_is_in_the_denominator_only() -> None:
    share = figures_of(2026, 11, to_tell=TO_TELL).figure("health.clear_sent")
    assert (share.numerator, share.denominator, share.value) == (0, 1, "0.0")


def test_a_notice_is_judged_once_answered_or_once_its_days_are_over() -> None:
    figures = figures_of(2026, 11, sent_notices=SENT)
    share = figures.figure("health.acknowledged")
    # C left on Friday 27 November: on Monday the 30th its 5 working days are not over
    assert (share.cases, share.meeting) == (("A", "B"), ("A",))
    assert figures.figure("health.confirmed").meeting == ("B",)
    assert figures.figure("health.sent").numerator == 3


def test_a_notice_that_was_read_without_its_case_counts_and_cannot_be_opened() -> None:
    share = figures_of(2026, 11, raised_notices=RAISED).figure("health.failed")
    assert (share.numerator, share.denominator, share.cases) == (1, 3, ("A", "B"))


def test_the_lists_are_of_people_and_those_not_answered_are_counted_apart() -> None:
    figures = figures_of(2026, 11, monthly_lists=LISTS)
    people, answered = figures.figure("health.reconciled"), figures.figure("health.lists_answered")
    assert (people.numerator, people.denominator, people.value, people.cases) == (8, 10, "80.0", ())
    assert (answered.numerator, answered.denominator) == (1, 2)
    assert figures.figure("health.reconciled", "rolling_12").value == "86.7"  # 13 of 15


def test_the_command_line_and_the_report_say_the_same() -> None:
    figures = figures_of(2026, 11, to_tell=TO_TELL, sent_notices=SENT, raised_notices=RAISED, monthly_lists=LISTS)
    day = figures.month.last
    told = health_figures(TO_TELL, SENT, figures.month, day, ENGLAND.working_days_between, RAISED, LISTS)
    for measure_id, said in ((key, value) for key, value in told.items() if key.startswith("health.")):
        figure = figures.figure(measure_id)
        assert said["denominator"] == figure.denominator, measure_id
        assert said.get("percent", said.get("median")) == figure.value, measure_id
