"""Cases at the command line: open, look, record, put right, except, assign, list."""

import pytest

from tests.ehcp_flow.cli.at_the_line import Line


def test_a_new_case_has_its_reference_its_state_and_its_deadlines(office: Line) -> None:
    opened = office.new("Jamie Example")
    assert opened["case"] == "EHC-2026-00001"
    assert opened["state"] == "requested"
    due = {each["duty"]: (each["due"], each["change"]) for each in opened["changed"]}
    assert due["assess_decision"] == ("2026-02-16", "starts")
    assert due["final_plan"] == ("2026-05-25", "starts")
    assert opened["known_person"] is False


def test_somebody_who_is_held_is_not_registered_twice(office: Line) -> None:
    office.new("Jamie Example")
    assert office.new("jamie example", received="2026-02-05")["known_person"] is True
    assert len(office.asks("person", "list")) == 1


def test_a_date_is_repeated_back_in_full(office: Line, case: str) -> None:
    printed = office.does("case", "record", case, "assessment_agreed", "--on", "3/2/2026")
    assert "Tuesday 3 February 2026" in printed
    assert "Met" in printed
    assert "Next: " in printed


def test_recording_tells_which_deadlines_moved(office: Line, case: str) -> None:
    done = office.asks("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    assert done["state"] == "assessing"
    assert [(each["duty"], each["status"], each["change"]) for each in done["changed"]] == [
        ("assess_decision", "met", "met")
    ]


def test_a_step_that_is_not_permitted_is_refused_and_changes_nothing(office: Line, case: str) -> None:
    office.refused("case", "record", case, "final_plan_sent", "--on", "2026-02-03")
    assert len(office.asks("case", "show", case)["ledger"]) == 1


def test_a_fact_that_must_be_given_is_asked_for(office: Line, case: str) -> None:
    assert "reasons=" in office.refused("case", "record", case, "assessment_refused", "--on", "2026-02-03")["do"]
    office.does(
        "case", "record", case, "assessment_refused", "--on", "2026-02-03", "--fact", "reasons=no evidence of need"
    )


def test_whoever_looked_at_an_older_version_is_told_what_changed(office: Line, case: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    why = office.refused("case", "record", case, "request_withdrawn", "--on", "2026-02-04", "--seen", "1")["why"]
    assert "Agreed to assess" in why


def test_a_case_shows_state_deadlines_and_ledger(office: Line, case: str) -> None:
    shown = office.asks("case", "show", case)
    assert (shown["case"], shown["state"], shown["version"], shown["owner"]) == (case, "requested", 1, None)
    assert shown["person"]["name"] == "Jamie Example"
    assert shown["deadlines"][0]["explanation"].startswith("On 5 January 2026 the request was received.")
    entry = shown["ledger"][0]
    assert (entry["number"], entry["event"], entry["occurred_on"]) == (1, "request_received", "2026-01-05")
    assert entry["recorded_by"] == "operator"
    assert entry["facts"] == {"source": "parent"}
    assert (entry["corrects"], entry["corrected_by"]) == (None, None)
    assert "assessment_agreed" in shown["permitted"]
    assert all({"event", "refused"} == set(each) for each in shown["not_permitted"])


def test_the_page_of_a_case_says_what_is_next_and_why(office: Line, case: str) -> None:
    page = office.does("case", "show", case.lower())
    assert "Next: Decide whether to assess and tell the family, due Monday 16 February 2026, overdue by 15 days" in page
    assert "Why this date? On 5 January 2026 the request was received." in page
    assert "https://www.legislation.gov.uk/" in page
    assert "What happened" in page
    assert page.count("On 5 January 2026 the request was received.") == 1
    every_reason = office.does("case", "show", case, "--why")
    assert every_reason.count("On 5 January 2026 the request was received. The law gives 6 weeks") == 1
    assert every_reason.count("On 5 January 2026 the request was received.") > 2


def test_a_case_can_be_shown_as_it_stood_and_as_it_was_known(office: Line, case: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    assert office.asks("case", "show", case, "--as-at", "2/2/2026")["state"] == "requested"
    assert office.asks("case", "show", case, "--as-at", "3/2/2026")["state"] == "assessing"
    assert office.asks("case", "show", case, "--known-at", "2/3/2026")["ledger"] == []
    assert len(office.asks("case", "show", case, "--known-at", "3/3/2026")["ledger"]) == 2
    assert "as it was known at the end of Tuesday 3 March 2026" in office.does(
        "case", "show", case, "--known-at", "3/3/2026"
    )


@pytest.mark.parametrize("typed", ["Jamie Example", "ehc-2026-1"])
def test_what_is_no_reference_is_told_where_to_look(office: Line, case: str, typed: str) -> None:
    for words in (("show", typed), ("record", typed, "assessment_agreed", "--on", "3/2/2026")):
        do = office.refused("case", *words)["do"]
        assert "ehcp-flow person find" in do
        assert "ehcp-flow case list" in do
    assert f"Did you mean {case}?" in office.refused("case", "show", "ehc-2026-1")["do"]


def test_a_case_that_is_not_there_is_refused_in_words(office: Line) -> None:
    assert "no case of this reference" in office.refused("case", "show", "EHC-2026-99999")["why"]


def test_today_and_yesterday_are_days(office: Line, case: str) -> None:
    office.does("case", "record", case, "views_sought", "--on", "Yesterday")
    office.does("case", "record", case, "assessment_agreed", "--on", "today")
    days = [entry["occurred_on"] for entry in office.asks("case", "show", case)["ledger"]]
    assert days == ["2026-01-05", "2026-03-02", "2026-03-03"]


# --- Put right -----------------------------------------------------------------------------------------------------


def test_a_correction_shows_what_moves_and_asks(office: Line, case: str) -> None:
    asked = ("case", "correct", case, "1", "--reason", "The post came later", "--on", "7/1/2026")
    result = office.run(*asked, answer="n\n")
    assert result.exit_code == 3
    assert "Moves" in result.stdout
    assert "Monday 16 February 2026" in result.stdout
    assert "Wednesday 18 February 2026" in result.stdout
    assert "No longer owed" not in result.stdout
    assert len(office.asks("case", "show", case)["ledger"]) == 1
    assert office.run(*asked, answer="y\n").exit_code == 0
    shown = office.asks("case", "show", case)
    assert shown["deadlines"][0]["due"] == "2026-02-18"
    assert shown["ledger"][0]["corrected_by"] == 2


def test_where_nobody_can_be_asked_nothing_is_changed(office: Line, case: str) -> None:
    result = office.run("case", "correct", case, "1", "--reason", "x", "--on", "7/1/2026", answer="")
    assert result.exit_code == 3
    assert "--yes" in result.stderr
    assert len(office.asks("case", "show", case)["ledger"]) == 1


def test_later_entries_that_fall_are_named_before_it_is_saved(office: Line, case: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    office.does("case", "record", case, "plan_agreed", "--on", "2026-02-20")
    taken_back = ("case", "correct", case, "2", "--reason", "It was another child", "--never-happened")
    result = office.run(*taken_back, answer="n\n")
    assert "Entries that no longer stand:" in result.stdout
    assert "3: “Decided to issue a plan”" in result.stdout
    assert "3" in office.refused(*taken_back)["why"]
    done = office.asks(*taken_back, "--yes")
    assert [each["number"] for each in done["no_longer_stand"]] == [3]
    assert done["state"] == "requested"


def test_right_facts_are_read_as_those_of_the_entry(office: Line, case: str) -> None:
    office.does("case", "correct", case, "1", "--reason", "The school asked", "--fact", "source=school", "--yes")
    assert "Request received from school" in office.does("case", "show", case)
    office.refused("case", "correct", case, "1", "--reason", "x", "--fact", "source=the moon")


def test_a_correction_that_is_taken_back_strikes_nothing(office: Line, case: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "2026-02-03")
    office.does("case", "correct", case, "2", "--reason", "a slip", "--never-happened", "--yes")
    assert "put right by entry 3" in office.does("case", "show", case)
    office.does("case", "correct", case, "3", "--reason", "no slip", "--never-happened", "--yes")
    shown = office.asks("case", "show", case)
    assert shown["state"] == "assessing"
    assert [each["corrected_by"] for each in shown["ledger"]] == [None, None, 4, None]


def test_an_entry_that_is_not_there_cannot_be_put_right(office: Line, case: str) -> None:
    assert "no entry 9" in office.refused("case", "correct", case, "9", "--reason", "x", "--never-happened")["why"]


# --- Exceptions, officers, lists ---------------------------------------------------------------------------------------


def test_an_exception_excuses_and_moves_no_date(office: Line, case: str) -> None:
    before = {each["duty"]: each["due"] for each in office.asks("case", "show", case)["deadlines"]}
    away = ("--from", "10/1/2026", "--to", "14/2/2026", "--evidence", "letter of 8 January")
    done = office.asks("case", "except", case, "--ground", "absent-4-weeks", *away)
    assert "excused" in {each["change"] for each in done["changed"]}
    shown = office.asks("case", "show", case)
    assert {each["duty"]: each["due"] for each in shown["deadlines"]} == before
    assert shown["ledger"][-1]["facts"]["evidence"] == "letter of 8 January"


def test_an_absence_that_is_too_short_is_refused(office: Line, case: str) -> None:
    away = ("--from", "10/1/2026", "--to", "20/1/2026")
    office.refused("case", "except", case, "--ground", "absent_4_weeks", *away)


@pytest.fixture
def priya(office: Line) -> str:
    office.does(
        "user", "add", "Priya Example", "--email", "Priya@madeupshire.example", "--role", "caseworker", "--team", "East"
    )
    return "priya@madeupshire.example"


def test_a_case_is_given_to_an_officer(office: Line, case: str, priya: str) -> None:
    assert office.asks("case", "assign", case, "--to", priya)["owner"] == priya
    assert office.asks("case", "show", case)["owner"] == priya
    assert {each["owner"] for each in office.asks("due")} == {priya}
    assert [each["case"] for each in office.asks("case", "list", "--owner", priya)] == [case]
    assert "no active user" in office.refused("case", "assign", case, "--to", "nobody@madeupshire.example")["why"]


def test_whoever_acts_by_name_is_held_to_their_roles(office: Line, case: str, priya: str) -> None:
    office.does("case", "record", case, "views_sought", "--on", "6/1/2026", "--as", priya)
    assert office.asks("case", "show", case)["ledger"][-1]["recorded_by"] == priya
    agreed = ("case", "record", case, "assessment_agreed", "--on", "3/2/2026", "--as", priya)
    assert "role" in office.refused(*agreed)["why"]


def test_users_are_listed_and_roles_are_checked(office: Line, priya: str) -> None:
    assert office.asks("user", "list")[0] | {"name": ""} == {
        "name": "", "email": priya, "roles": ["caseworker"], "team": "East", "active": True, "away": []
    }  # fmt: skip
    assert "is not a role" in office.refused("user", "add", "X", "--email", "x@x.example", "--role", "king")["why"]
    assert "another user" in office.refused("user", "add", "X", "--email", priya, "--role", "manager")["why"]


def test_lists_say_how_many_more_there_are_and_why_they_are_empty(office: Line) -> None:
    assert "There is no case yet" in office.does("case", "list")
    for name in ("Anna Example", "Bo Example", "Cy Example"):
        office.new(name)
    with_states = office.fails("case", "list", "--state", "nonsense", code=2)["why"]
    assert "assessing: Assessing" in with_states
    assert "plan_in_force: Plan in force" in with_states
    assert "none" not in with_states
    assert "no user" in office.refused("case", "list", "--owner", "nobody@madeupshire.example")["why"]
    printed = office.does("case", "list", "--limit", "2")
    assert "3 cases." in printed
    assert "1 more case of 3." in printed
    assert "more" not in office.does("case", "list", "--all")
    assert "None of the 3 cases fits" in office.does("case", "list", "--state", "assessing")
    assert len(office.asks("case", "list", "--limit", "1")) == 3


def test_a_person_is_found_by_name_and_shown_with_every_case(office: Line, case: str) -> None:
    second = str(office.new("Jamie Example", received="2026-02-05")["case"])
    assert [each["cases"] for each in office.asks("person", "find", "exam jam")] == [[case, second]]
    shown = office.asks("person", "show", case)
    assert shown["name"] == "Jamie Example"
    assert [each["case"] for each in shown["cases"]] == [case, second]
    assert "Nobody is found" in office.does("person", "find", "nobody")


def test_every_event_is_listed_with_its_facts(office: Line) -> None:
    listed = {each["event"]: each for each in office.asks("case", "events")}
    assert [fact["name"] for fact in listed["assessment_refused"]["facts"] if fact["needed"]] == ["reasons"]
    assert "reasons*" in office.does("case", "events")
