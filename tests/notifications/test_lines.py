"""Each deadline in a message: its one group, its sentence at every edge, and what to do about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications.lines import Group, Line, do, group_of, how, overdue_days, shown, soon
from notifications.what_to_do import owed_by_authority, step_words, time_after, to_do, words
from workflows.parameters import the_law

MONDAY = date(2026, 11, 23)
FINAL = Line("EHC-2026-00291", "MO", "Writing the draft plan", "Send the finalised EHC plan", "final_plan", MONDAY)
DECISION = replace(FINAL, what="Decide whether to assess and tell the family", duty="assess_decision")
ADVICE = replace(FINAL, what="Give the advice", duty="advice", subject="health", owed_by_authority=False)
WINDOW = replace(FINAL, what="Give the family time", duty="draft_representations", floor=True)


def on(line: Line, day: date, **other: object) -> Line:
    return replace(line, due=day, **other)


@pytest.mark.parametrize(
    "due, words_",
    [
        (date(2026, 10, 19), "Overdue by 35 days (was due Monday 19 October 2026)"),
        (date(2026, 11, 20), "Overdue by 3 days (was due Friday 20 November 2026)"),
        (date(2026, 11, 22), "Overdue by 1 day (was due Sunday 22 November 2026)"),
        (date(2026, 11, 23), "Due today"),
        (date(2026, 11, 24), "Due tomorrow, Tuesday 24 November 2026"),
        (date(2026, 11, 25), "Due Wednesday 25 November 2026, 2 working days left"),
        (date(2026, 11, 27), "Due Friday 27 November 2026, 4 working days left"),
        (date(2026, 11, 29), "Due Sunday 29 November 2026, 4 working days left"),
        (date(2026, 12, 29), "Due Tuesday 29 December 2026, 24 working days left"),  # after two bank holidays
    ],
)
def test_the_sentence_of_a_date_is_right_at_each_edge(due, words_):
    assert how(on(DECISION, due), MONDAY) == words_


def test_a_date_with_a_weekend_and_nothing_else_before_it_has_no_working_days_left():
    friday = date(2026, 11, 27)
    assert how(on(DECISION, date(2026, 11, 29)), friday) == "Due Sunday 29 November 2026, no working days left"
    assert how(on(DECISION, date(2026, 11, 28)), friday) == "Due tomorrow, Saturday 28 November 2026"
    assert how(on(DECISION, date(2026, 11, 30)), friday) == "Due Monday 30 November 2026, 1 working day left"


@pytest.mark.parametrize(
    "fit_by, words_",
    [
        (
            date(2026, 11, 20),
            "No longer fits: the draft plan had to be sent by 20 November 2026 "
            "for the family's 15 days to fit before the limit",
        ),
        (
            date(2026, 11, 23),
            "No slack: the draft plan must be sent today, 23 November 2026, "
            "for the family's 15 days to fit before the limit",
        ),
        (
            date(2026, 11, 30),
            "No slack: the draft plan must be sent by 30 November 2026 "
            "for the family's 15 days to fit before the limit",
        ),
        (date(2026, 12, 1), "Due Wednesday 16 December 2026, 17 working days left"),
    ],
)
def test_a_step_that_must_come_first_is_said_from_a_working_week_before(fit_by, words_):
    line = on(FINAL, date(2026, 12, 16), fit_by=fit_by, fit_step="draft_sent")
    assert how(line, MONDAY) == words_


def test_what_is_due_soon_and_no_longer_fits_says_both_and_asks_for_the_step():
    line = on(FINAL, date(2026, 11, 26), fit_by=date(2026, 11, 10), fit_step="draft_sent")
    assert group_of(line, MONDAY) is Group.WEEK
    assert how(line, MONDAY).startswith("Due Thursday 26 November 2026, 3 working days left. No longer fits: ")
    assert do(line, MONDAY) == "Send the draft plan to the family, then record it"


def test_what_is_overdue_says_so_whatever_had_to_come_first():
    line = on(FINAL, date(2026, 11, 20), fit_by=date(2026, 11, 1), fit_step="draft_sent")
    assert how(line, MONDAY) == "Overdue by 3 days (was due Friday 20 November 2026)"
    assert do(line, MONDAY) == "Send the final plan, then record it"


@pytest.mark.parametrize(
    "due, words_, group",
    [
        (date(2026, 11, 20), "The time ended on Friday 20 November 2026", Group.LATER),
        (date(2026, 11, 23), "Ends today", Group.WAITING),
        (date(2026, 11, 24), "Ends tomorrow, Tuesday 24 November 2026", Group.WAITING),
        (date(2026, 11, 30), "Ends Monday 30 November 2026, 5 working days left", Group.WAITING),
        (date(2026, 12, 1), "Ends Tuesday 1 December 2026, 6 working days left", Group.LATER),
    ],
)
def test_a_window_that_must_be_given_ends_and_is_never_overdue(due, words_, group):
    line = on(WINDOW, due)
    assert how(line, MONDAY) == words_
    assert overdue_days(line, MONDAY) == 0
    assert group_of(line, MONDAY) is group
    assert group_of(replace(line, new=True), MONDAY) is Group.WAITING


def test_what_an_exception_excuses_is_not_overdue():
    line = on(FINAL, date(2026, 11, 2), excused=True)
    assert overdue_days(line, MONDAY) == 0
    assert group_of(line, MONDAY) is Group.LATER
    assert group_of(replace(line, new=True), MONDAY) is Group.WAITING
    assert how(line, MONDAY) == "An exception is recorded: the limit of Monday 2 November 2026 does not apply"


@pytest.mark.parametrize(
    "line, group",
    [
        (on(DECISION, MONDAY - timedelta(1)), Group.OVERDUE),
        (on(DECISION, MONDAY), Group.TODAY),
        (on(DECISION, MONDAY + timedelta(1)), Group.WEEK),
        (on(DECISION, date(2026, 11, 30)), Group.WEEK),
        (on(DECISION, date(2026, 12, 1)), Group.LATER),
        (on(DECISION, date(2026, 12, 1), new=True), Group.NEW),
        (on(FINAL, date(2026, 12, 16), fit_by=date(2026, 11, 30), fit_step="draft_sent"), Group.FIT),
        (on(FINAL, date(2026, 12, 16), fit_by=date(2026, 12, 1), fit_step="draft_sent"), Group.LATER),
        (on(ADVICE, MONDAY - timedelta(9)), Group.WAITING),
        (on(ADVICE, date(2026, 11, 30)), Group.WAITING),
        (on(ADVICE, date(2026, 12, 1)), Group.LATER),
        (on(ADVICE, date(2026, 12, 1), new=True), Group.WAITING),
    ],
)
def test_a_line_is_in_the_group_of_its_day(line, group):
    assert group_of(line, MONDAY) is group


def test_a_working_week_is_longer_over_christmas():
    assert soon(MONDAY) == date(2026, 11, 30)
    assert soon(date(2026, 12, 23)) == date(2027, 1, 4)


def test_a_line_in_a_message_says_whose_what_and_where():
    facts = shown(on(ADVICE, date(2026, 11, 24)), MONDAY, "https://ehc.example.org")
    assert facts["what"] == "Give the advice: health"
    assert facts["due"] == "24 November 2026"
    assert facts["where"] == "https://ehc.example.org/cases/EHC-2026-00291"
    assert facts["key"] == "EHC-2026-00291|advice|health|2026-11-24"


def test_every_duty_of_the_law_has_an_instruction_and_no_other_has():
    assert set(words()["duty"]) == set(the_law().duties)
    for duty in the_law().duties:
        assert to_do(duty)[:1].isupper()
        assert not to_do(duty).endswith(".")


def test_every_step_that_must_come_first_has_words_and_the_law_gives_the_time_after_it():
    for duty, fits in the_law().policy.fits.items():
        for fit in fits:
            assert step_words(fit.steps[0].value).do
            words_ = "2 weeks" if fit.window == "review_notice" else "15 days"
            assert time_after(duty, fit.steps[0].value, MONDAY) == words_


def test_a_law_without_the_window_is_spoken_of_without_it():
    assert time_after("cease_hold", "draft_sent", MONDAY) == ""
    line = on(FINAL, date(2026, 12, 16), duty="cease_hold", fit_by=MONDAY + timedelta(1), fit_step="draft_sent")
    assert how(line, MONDAY) == "No slack: the draft plan must be sent by 24 November 2026 to keep the limit"


def test_the_invitations_to_a_review_are_spoken_of_with_their_notice():
    line = on(FINAL, date(2026, 12, 16), duty="review", fit_by=date(2026, 11, 24), fit_step="review_invited")
    assert how(line, MONDAY) == (
        "No slack: the invitations to the review meeting must be sent by 24 November 2026 "
        "for a notice of 2 weeks to fit before the limit"
    )
    assert do(line, MONDAY) == "Check that the school has sent the invitations, then record it"


def test_who_owes_a_duty_is_read_from_the_law():
    ours = {duty.id for duty in the_law().duties.values() if owed_by_authority(duty.owed_by)}
    assert {"final_plan", "assess_decision", "transfer_notice"} <= ours
    assert not {"advice", "setting_reply", "review_notice", "review_report", "recommendation_response"} & ours
