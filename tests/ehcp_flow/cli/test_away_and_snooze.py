"""`ehcp-flow user away|back|deactivate|activate` and `ehcp-flow snooze`, as they are typed."""

import json

import pytest
from typer.testing import CliRunner, Result

from ehcp_flow.cli import snooze
from tests.ehcp_flow.cli.at_the_line import Line

PAT, SAM = "pat@example.test", "sam@example.test"


@pytest.fixture
def staffed(office: Line, case: str) -> Line:
    office.does("user", "add", "Pat Marlow", "--email", PAT, "--role", "caseworker")
    office.does("user", "add", "Sam Osier", "--email", SAM, "--role", "manager")
    office.does("case", "assign", case, "--to", PAT)
    return office


def typed(line: Line, *words: str) -> Result:
    """A command of `ehcp-flow snooze`."""
    return CliRunner().invoke(snooze.app, [*words, "--database", line.database])


def does(line: Line, *words: str) -> str:
    result = typed(line, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_user_is_away_with_a_stand_in_and_is_shown_so_and_comes_back(staffed: Line) -> None:
    said = staffed.does("user", "away", PAT, "--until", "16/3/2026", "--stand-in", SAM)
    assert said == f"{PAT} is away from 3 March 2026 and back on 16 March 2026; {SAM} stands in.\n"
    assert "3 March 2026 to 16 March 2026" in " ".join(staffed.does("user", "list").split())
    (pat,) = [each for each in staffed.asks("user", "list") if each["email"] == PAT]
    assert pat["away"] == [{"from": "2026-03-03", "until": "2026-03-16", "stand_in": SAM, "by": "operator"}]
    assert "is back" in staffed.does("user", "back", PAT)
    assert [each["away"] for each in staffed.asks("user", "list")] == [[], []]


def test_without_a_stand_in_it_says_that_the_manager_is_told(staffed: Line) -> None:
    assert "so the manager is told" in staffed.does("user", "away", PAT, "--until", "16 March 2026")
    assert staffed.asks("user", "back", PAT)["ended"][0]["stand_in"] is None


def test_an_absence_can_be_planned(staffed: Line) -> None:
    found = staffed.asks("user", "away", PAT, "--from", "2026-03-09", "--until", "2026-03-16")
    assert found["away"][0]["from"] == "2026-03-09"


def test_a_circle_of_stand_ins_is_refused(staffed: Line) -> None:
    staffed.does("user", "away", SAM, "--until", "2026-03-16", "--stand-in", PAT)
    refused = staffed.refused("user", "away", PAT, "--until", "2026-03-16", "--stand-in", SAM)
    assert "stand in for each other" in refused["why"]


def test_a_deadline_is_snoozed_listed_and_ended(staffed: Line, case: str) -> None:
    staffed.does("case", "record", case, "assessment_agreed", "--on", "2026-02-10")
    words = (case, "final-plan", "--until", "4/5/2026", "--reason", "Advice is promised")
    assert "is not warned of “Send the finalised EHC plan” until Monday 4 May 2026" in does(staffed, *words)
    listed = json.loads(does(staffed, "list", "--json"))
    assert [(each["case"], each["person"], each["until"]) for each in listed] == [(case, PAT, "2026-05-04")]
    assert "Advice is promised" in " ".join(does(staffed, "list").split())
    assert json.loads(does(staffed, *words, "--json"))["made_by"] == "operator"
    assert "is warned of “Send the finalised EHC plan” again" in does(staffed, "end", case, "final_plan")
    assert does(staffed, "list") == "Nothing is snoozed.\n"


def test_a_snooze_past_the_legal_date_is_refused_with_the_date(staffed: Line, case: str) -> None:
    staffed.does("case", "record", case, "assessment_agreed", "--on", "2026-02-10")
    result = typed(staffed, case, "final_plan", "--until", "2026-05-26", "--reason", "late", "--json")
    assert result.exit_code == 3
    assert "25 May 2026" in json.loads(result.stdout)["refused"]["why"]


def test_a_user_leaves_once_their_cases_have_gone_and_comes_back(staffed: Line, case: str) -> None:
    assert case in staffed.refused("user", "deactivate", PAT)["why"]
    found = staffed.asks("user", "deactivate", PAT, "--cases-to", SAM, "--reason", "Retired")
    assert (found["active"], found["cases"], found["cases_to"]) == (False, [case], SAM)
    assert [each["active"] for each in staffed.asks("user", "list") if each["email"] == PAT] == [False]
    assert staffed.asks("user", "activate", PAT)["active"] is True
    assert "No open case was theirs." in staffed.does("user", "deactivate", PAT)
    assert "is active again" in staffed.does("user", "activate", PAT)


def test_a_user_of_another_domain_is_refused_by_the_setting(office: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHCP_FLOW_OWN_DOMAINS", "council.example, schools.council.example")
    words = ("user", "add", "Pat Marlow", "--role", "caseworker", "--email")
    assert "own_domains" in office.refused(*words, PAT)["source"]
    assert "was added" in office.does(*words, "pat@schools.council.example")
