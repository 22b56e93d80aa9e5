"""Lists as they stood on an earlier day, and as they were known then."""

import pytest

from tests.ehcp_flow.cli.at_the_line import Line

PRIYA = "priya@madeupshire.example"


@pytest.fixture
def moved_on(office: Line) -> list[str]:
    """Two cases: one asked for on 5 January and agreed to on 3 February 2026, and one asked for on 20 February."""
    office.does("user", "add", "Priya Example", "--email", PRIYA, "--role", "caseworker")
    first = str(office.new("Anna Example")["case"])
    second = str(office.new("Bo Example", received="2026-02-20")["case"])
    office.does("case", "record", first, "assessment_agreed", "--on", "2026-02-03")
    office.does("case", "assign", first, "--to", PRIYA)
    return [first, second]


def test_cases_are_listed_with_the_state_officer_and_date_that_they_had(office: Line, moved_on: list[str]) -> None:
    first, second = moved_on
    assert [each["case"] for each in office.asks("case", "list", "--as-at", "4/1/2026")] == []
    (then,) = office.asks("case", "list", "--as-at", "2/2/2026")
    assert (then["case"], then["state"], then["owner"]) == (first, "requested", None)
    assert (then["next_duty"], then["next_due"]) == ("assess_decision", "2026-02-16")
    (later,) = office.asks("case", "list", "--as-at", "3/2/2026")
    assert (later["state"], later["next_duty"]) == ("assessing", "plan_refusal")
    assert {each["case"] for each in office.asks("case", "list", "--as-at", "2/3/2026")} == {first, second}


def test_the_list_as_at_today_is_the_list(office: Line, moved_on: list[str]) -> None:
    now = office.asks("case", "list")
    assert office.asks("case", "list", "--as-at", "today") == now
    yesterday = office.asks("case", "list", "--as-at", "yesterday")
    assert [each | {"owner": None} for each in now] == yesterday  # the case was given to Priya today


def test_filters_are_of_that_day_too(office: Line, moved_on: list[str]) -> None:
    first, _ = moved_on
    asked = ("case", "list", "--as-at", "2/2/2026")
    assert [each["case"] for each in office.asks(*asked, "--state", "requested")] == [first]
    assert office.asks(*asked, "--state", "assessing") == []
    assert office.asks(*asked, "--owner", PRIYA) == []
    assert [each["case"] for each in office.asks(*asked[:2], "anna", *asked[2:])] == [first]
    assert "no user" in office.refused(*asked, "--owner", "nobody@madeupshire.example")["why"]
    assert "None of the 2 cases fits" in office.does("case", "list", "--as-at", "4/1/2026")


def test_people_are_those_who_had_a_case_with_its_state_then(office: Line, moved_on: list[str]) -> None:
    first, _ = moved_on
    assert [each["name"] for each in office.asks("person", "list", "--as-at", "2/2/2026")] == ["Anna Example"]
    assert office.asks("person", "find", "bo", "--as-at", "2/2/2026") == []
    assert "Deciding whether to assess" in office.does("person", "find", "anna", "--as-at", "2/2/2026")
    assert "Assessing" in office.does("person", "find", "anna")
    assert office.asks("person", "show", first, "--as-at", "2/2/2026")["cases"][0]["state"] == "requested"
    assert office.asks("person", "show", first)["cases"][0]["state"] == "assessing"
    assert "No case had begun" in office.does("person", "show", first, "--as-at", "4/1/2026")


def test_what_is_due_as_it_was_known(office: Line, moved_on: list[str]) -> None:
    """Everything was recorded on 3 March 2026: on the day before, nothing of it was known."""
    assert office.asks("due", "--known-at", "2/3/2026") == []
    assert office.asks("due", "--known-at", "3/3/2026") == office.asks("due")
    assert "as known at the end of Tuesday 3 March 2026" in office.does("due", "--known-at", "3/3/2026")
    assert office.asks("due", "--as-at", "2/2/2026", "--known-at", "3/3/2026") == office.asks(
        "due", "--as-at", "2/2/2026"
    )
