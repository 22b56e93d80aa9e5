"""`ehcp-flow asked`: what takes two people at the command line, where both say who they are."""

import pytest

from tests.ehcp_flow.cli.at_the_line import Line

PAT, SAM = "pat@example.org", "sam@example.org"
ILL = ("--ground", "personal_circumstances", "--from", "2/2/2026", "--to", "6/2/2026", "--evidence", "A letter")


@pytest.fixture
def case(office: Line) -> str:
    """A case with a caseworker and a manager to work on it."""
    office.does("user", "add", "Pat Osier", "--email", PAT, "--role", "caseworker")
    office.does("user", "add", "Sam Rowan", "--email", SAM, "--role", "manager")
    return str(office.new("Ada Marrow")["case"])


def events(office: Line, case: str) -> list[str]:
    return [each["event"] for each in office.asks("case", "show", case)["ledger"]]


def test_an_exception_of_a_user_waits_and_that_of_the_operator_does_not(office: Line, case: str) -> None:
    said = office.does("case", "except", case, *ILL, "--as", PAT)
    assert "it waits as request 1 for another manager or decision maker" in said
    assert events(office, case) == ["request_received"]
    office.does("case", "except", case, *ILL)
    assert events(office, case) == ["request_received", "exception_recorded"]


def test_somebody_else_agrees_and_it_is_recorded(office: Line, case: str) -> None:
    office.does("case", "except", case, *ILL, "--as", PAT)
    (waiting,) = office.asks("asked", "list", "--as", SAM)["to_decide"]
    assert (waiting["request"], waiting["case"], waiting["asked_by"], waiting["reason"]) == (1, case, PAT, "A letter")
    assert "whoever asked for it" in office.refused("asked", "agree", "1", "--as", PAT)["why"]
    assert office.asks("asked", "agree", "1", "--as", SAM)["event"] == "exception_recorded"
    entry = office.asks("case", "show", case)["ledger"][-1]
    assert (entry["recorded_by"], entry["facts"]["asked_by"]) == (SAM, PAT)


def test_a_decision_is_put_right_by_asking_and_what_follows_is_shown_first(office: Line, case: str) -> None:
    office.does("case", "record", case, "assessment_agreed", "--on", "9/2/2026", "--as", SAM)
    wrong = ("case", "correct", case, "2", "--on", "10/2/2026", "--reason", "It went a day later", "--as", PAT)
    declined = office.run(*wrong, answer="n\n")
    assert declined.exit_code == 3
    assert "It takes a second person, because it changes a decision of the authority" in declined.stdout
    assert office.asks("asked", "list", "--as", PAT)["own"] == []
    asked = office.run(*wrong, answer="y\n")
    assert asked.exit_code == 0, asked.output
    assert events(office, case) == ["request_received", "assessment_agreed"]
    assert office.asks(*wrong) == {"asked": 1, "case": case}  # the same again waits once


def test_what_is_refused_says_why(office: Line, case: str) -> None:
    office.does("case", "except", case, *ILL, "--as", PAT)
    office.does("asked", "refuse", "1", "--reason", "No such letter is held", "--as", SAM)
    assert "No such letter is held" in office.does("asked", "list", "--as", PAT).replace("\n", " ")
    assert office.asks("asked", "list", "--as", SAM)["to_decide"] == []
    assert "has refused it already" in office.refused("asked", "agree", "1", "--as", SAM)["why"]
