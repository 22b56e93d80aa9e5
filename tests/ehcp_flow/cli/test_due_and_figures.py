"""What is due, and KP8, at the command line."""

import pytest

from tests.ehcp_flow.cli.at_the_line import Line

LINE = {"case", "person", "duty", "title", "due", "status", "days_left", "owner"}


def test_what_is_due_is_listed_earliest_first(office: Line, case: str) -> None:
    lines = office.asks("due")
    assert all(set(each) >= LINE for each in lines)
    assert [each["due"] for each in lines] == sorted(each["due"] for each in lines)
    first = lines[0]
    assert (first["case"], first["person"], first["duty"]) == (case, "Jamie Example", "assess_decision")
    assert (first["due"], first["status"], first["days_left"], first["owner"]) == ("2026-02-16", "overdue", -15, None)


def test_only_what_is_overdue(office: Line, case: str) -> None:
    assert {each["status"] for each in office.asks("due", "--overdue")} == {"overdue"}
    assert office.asks("due", "--overdue", "--as-at", "16/2/2026") == []
    assert office.asks("due", "--overdue", "--as-at", "17/2/2026")[0]["days_left"] == -1


def test_what_is_due_within_some_days(office: Line, case: str) -> None:
    assert {each["duty"] for each in office.asks("due", "--within", "10")} == {"assess_decision"}
    assert len(office.asks("due", "--within", "400")) == len(office.asks("due"))


def test_dates_are_sentences(office: Line, case: str) -> None:
    printed = office.does("due")
    assert "Monday 16 February 2026" in printed
    assert "Overdue by 15 days" in printed
    assert "working days left" in printed
    assert "Due today" in office.does("due", "--as-at", "16/2/2026")
    assert "1 working day left" in office.does("due", "--as-at", "13/2/2026")


def test_the_table_says_how_much_more_there_is(office: Line, case: str) -> None:
    there = len(office.asks("due"))
    assert f"{there - 1:,} more deadline" in office.does("due", "--limit", "1")
    assert len(office.asks("due", "--limit", "1")) == there


@pytest.mark.parametrize(
    "words, why",
    [
        (("--overdue", "--as-at", "6/1/2026"), "Nothing is overdue as at Tuesday 6 January 2026"),
        (("--within", "3", "--as-at", "6/1/2026"), "Nothing is due within 3 days of Tuesday 6 January 2026"),
        (("--as-at", "1/1/2026"), "none of the 1 case held has an open date"),
    ],
)
def test_an_empty_list_says_why_it_is_empty(office: Line, case: str, words: tuple[str, ...], why: str) -> None:
    assert why in office.does("due", *words)


def test_without_a_case_it_says_what_would_fill_the_list(office: Line) -> None:
    assert "ehcp-flow import sen2" in office.does("due")


def test_an_officer_who_is_not_there_is_refused(office: Line) -> None:
    assert "no user" in office.refused("due", "--owner", "nobody@madeupshire.example")["why"]


def plan_sent(office: Line, case: str, on: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "2025-02-03")
    office.does("case", "record", case, "draft_sent", "--on", "2025-03-03")
    office.does("case", "record", case, "final_plan_sent", "--on", on)


@pytest.fixture
def two_plans(office: Line) -> list[str]:
    """One plan on the last day in time (20 weeks from 6 January 2025), one a day late."""
    cases = [str(office.new(name, received="2025-01-06")["case"]) for name in ("Anna Example", "Bo Example")]
    plan_sent(office, cases[0], "2025-05-26")
    plan_sent(office, cases[1], "2025-05-27")
    return cases


def test_the_figures_are_those_that_can_be_counted_by_hand(office: Line, two_plans: list[str]) -> None:
    figures = office.asks("kpi", "--year", "2025")
    assert figures["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert figures["kp8a"] == {"total": 2, "issued": 2, "not_issued": 0}
    for basis in ("all_plans", "published"):
        for treatment in ("including", "excluding"):
            assert figures["kp8b"][basis][treatment] == {"numerator": 1, "denominator": 2, "percent": "50.0"}
    assert [month["month"] for month in figures["months"] if month["kp8a"]["total"]] == ["2025-05"]
    assert len(figures["months"]) == 12


def test_a_period_may_be_any_days(office: Line, two_plans: list[str]) -> None:
    figures = office.asks("kpi", "--from", "27 May 2025", "--to", "31/5/2025")
    assert figures["kp8a"]["issued"] == 1
    assert figures["kp8b"]["all_plans"]["including"]["percent"] == "0.0"


def test_figures_can_be_asked_as_at_a_day_and_as_known(office: Line, two_plans: list[str]) -> None:
    assert office.asks("kpi", "--year", "2025", "--as-at", "26/5/2025")["kp8a"]["issued"] == 1
    assert office.asks("kpi", "--year", "2025", "--known-at", "2/3/2026")["kp8a"]["issued"] == 0
    assert office.asks("kpi", "--year", "2025", "--known-at", "3/3/2026")["kp8a"]["issued"] == 2


def test_the_cases_behind_a_figure(office: Line, two_plans: list[str]) -> None:
    behind = office.asks("kpi", "--year", "2025", "--cases", "kp8b.all_plans.including")
    assert [(each["case"], each["days"], each["mark"]) for each in behind] == [
        (two_plans[0], 140, "on time"),
        (two_plans[1], 141, "late"),
    ]
    printed = office.does("kpi", "--year", "2025", "--cases", "kp8b.all_plans.including")
    assert "Tuesday 27 May 2025" in printed
    assert "late" in printed


def test_the_figures_stand_beside_the_published_lines(office: Line, two_plans: list[str]) -> None:
    assert "1 of 2, 50.0%" in office.does("kpi", "--year", "2025")
    beside = office.does("kpi", "--year", "2024")
    assert "62 of 442, 14.0%" in beside
    assert "England, published 2024" in beside
    assert "no plans" in beside
    assert "published 20" not in office.does("kpi", "--from", "1/1/2024", "--to", "1/2/2024")


def test_by_month(office: Line, two_plans: list[str]) -> None:
    assert "2025-05" in office.does("kpi", "--year", "2025", "--by", "month")


def test_without_a_period_it_is_this_year(office: Line) -> None:
    assert office.asks("kpi")["period"] == {"from": "2026-01-01", "to": "2026-12-31"}


def test_doctor_finds_a_sound_database_sound(office: Line, case: str) -> None:
    report = office.asks("doctor", "--check")
    assert (report["cases"], report["entries"], report["sound"]) == (1, 1, True)
    assert "Every chain holds" in office.does("doctor")


def test_what_is_due_is_listed_by_team_and_for_cases_that_nobody_has(office: Line, case: str) -> None:
    office.does("user", "add", "Priya", "--email", "priya@example.org", "--role", "caseworker", "--team", "East")
    theirs = str(office.new("Robin Example")["case"])
    office.does("case", "assign", theirs, "--to", "priya@example.org")
    office.does("case", "correct", theirs, "2", "--reason", "Given a month ago", "--on", "2026-02-02", "--yes")
    for today in ((), ("--as-at", "2026-02-20")):  # from the index, and from the ledgers
        assert {line["case"] for line in office.asks("due", "--unassigned", *today)} == {case}
        assert {line["case"] for line in office.asks("due", "--team", "East", *today)} == {theirs}
        assert office.asks("due", "--team", "West", *today) == []
    assert {line["case"] for line in office.asks("due", "--unassigned", "--as-at", "2026-02-01")} == {case, theirs}
