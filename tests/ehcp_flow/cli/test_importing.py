"""Reading files in at the command line, and the demonstration."""

import json
from pathlib import Path

import pytest

from ehcp_flow.services.demo_casework import PEOPLE
from tests.ehcp_flow.cli.at_the_line import Line, typed
from tests.house import reading

AWKWARD = reading.ROOT / "tests" / "data" / "sen2" / "awkward.xml"
PLAIN = AWKWARD.with_name("return_2026.xml")
COUNTS = {"people", "requests", "assessments", "plans", "set_aside", "problems"}


@pytest.fixture
def sent(at_work: Path) -> Path:
    """A return in the working folder, so that its list of problems lands there too."""
    file = at_work / "return.xml"
    file.write_bytes(AWKWARD.read_bytes())
    return file


def test_a_return_is_read_in_and_counted(line: Line, sent: Path) -> None:
    result = line.run("import", "sen2", str(sent), "--json")
    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    assert set(counts) >= COUNTS
    assert counts["set_aside"] > 0
    assert Path(counts["problems_file"]).exists()
    assert "Set up a new database" in result.stderr
    assert counts["new_cases"] == len(line.asks("case", "list"))


def test_the_same_return_twice_changes_nothing(line: Line, sent: Path) -> None:
    first = line.asks("import", "sen2", str(sent))
    again = line.asks("import", "sen2", str(sent))
    assert (again["already"], again["new_entries"]) == (True, 0)
    assert {name: again[name] for name in COUNTS} == {name: first[name] for name in COUNTS}
    assert "nothing was changed" in line.does("import", "sen2", str(sent))


def test_a_dry_run_saves_nothing(line: Line, sent: Path) -> None:
    counts = line.asks("import", "sen2", str(sent), "--dry-run")
    assert counts["new_cases"] > 0
    assert line.run("case", "list").exit_code == 4


def test_records_that_are_set_aside_are_said(line: Line, sent: Path) -> None:
    printed = line.does("import", "sen2", str(sent))
    assert "Set aside, and in no figure: " in printed
    assert "return.xml.problems.csv" in printed


@pytest.fixture
def plain(at_work: Path) -> Path:
    """A return in which a plan was transferred in, on a day that it does not give."""
    file = at_work / "return_2026.xml"
    file.write_bytes(PLAIN.read_bytes())
    return file


def test_it_is_said_up_to_which_day_a_return_tells(line: Line, plain: Path) -> None:
    assert "The return tells of the time to 31 December 2025" in line.does("import", "sen2", str(plain))
    assert line.asks("import", "sen2", str(plain))["tells_to"] == "2025-12-31"


def test_what_differs_from_what_is_held_is_said(line: Line, plain: Path) -> None:
    first = line.run("import", "sen2", str(plain))
    assert "what is held" not in first.stdout
    other = plain.with_name("later.xml")
    other.write_text(plain.read_text().replace("<ReceivedDate>2025-01-06<", "<ReceivedDate>2025-01-07<"))
    assert other.read_text() != plain.read_text()
    printed = line.does("import", "sen2", str(other), "--dry-run")
    assert line.asks("import", "sen2", str(other), "--dry-run")["differing"] == 2
    assert "2 facts differ from what is held; the held ones were kept" in printed


def test_what_cannot_be_dated_is_shown_and_not_called_nothing(line: Line, plain: Path) -> None:
    line.does("import", "sen2", str(plain))
    shown = [line.asks("case", "show", each["case"]) for each in line.asks("case", "list")]
    (case,) = [each for each in shown if each["undated"]]
    assert {each["duty"] for each in case["undated"]} == {"transfer_notice", "transfer_review"}
    assert {(each["event"], each["by"]) for each in case["undated"]} == {("plan_transferred_in", "2025-12-31")}
    page = line.does("case", "show", case["case"])
    assert "Next: nothing that can be dated is due." in page
    assert "nothing is due" not in page
    assert (
        "Cannot be dated: Review the plan that transferred in. The return does not say when the plan was transferred "
        "from another authority; by 31 December 2025."
    ) in page
    assert "Plan transferred in by 31 December 2025." in page
    assert "details: as the return gives them" in page
    assert "{" not in page


def test_of_two_authorities_the_return_names_its_own(office: Line, sent: Path) -> None:
    office.does("init", "--authority", "831", "--name", "Derby")
    assert office.asks("import", "sen2", str(sent))["authority"] == "831"
    assert office.asks("case", "list", "--authority", "997") == []


def test_of_two_authorities_neither_of_which_it_names_it_asks(office: Line, sent: Path) -> None:
    office.does("init", "--authority", "998", "--name", "Elsewhere")
    assert "--authority" in office.refused("import", "sen2", str(sent))["do"]


def test_a_file_that_is_no_return_is_told_in_words(line: Line, at_work: Path) -> None:
    (at_work / "letter.xml").write_text("Dear Sir or Madam")
    result = line.run("import", "sen2", "letter.xml")
    assert result.exit_code == 2
    assert "not an XML file" in result.stderr


# --- School closures ---------------------------------------------------------------------------------------------------


def closures(at_work: Path, *lines: str, headings: str = "name,closed_from,reopens_on") -> str:
    (at_work / "closures.csv").write_text("\n".join((headings, *lines)), encoding="utf-8-sig")
    return "closures.csv"


def test_closures_are_read_in_once(office: Line, at_work: Path) -> None:
    file = closures(at_work, "Summer 2025,22/7/2025,2025-09-03", "", "Half term,27 October 2025,3/11/2025")
    assert office.asks("import", "terms", file, "--dry-run")["added"] == 2
    assert office.asks("import", "terms", file) == {"rows": 2, "added": 2, "already": 0, "problems": []}
    assert office.asks("import", "terms", file)["already"] == 2


def test_an_exception_for_a_closed_school_is_held_against_the_closures(office: Line, at_work: Path) -> None:
    """Advice was asked of the school in the week before it closed for six weeks."""
    case = str(office.new("Jamie Example", received="2025-06-02")["case"])
    office.does("case", "record", case, "assessment_agreed", "--on", "2025-07-10")
    office.does("case", "record", case, "advice_requested", "--on", "2025-07-17", "--fact", "body=education")
    closed = ("case", "except", case, "--ground", "school_closed", "--from", "22/7/2025", "--to", "2/9/2025")
    office.does("import", "terms", closures(at_work, "Half term,2025-05-26,2025-06-02"))
    assert "do not show a closure" in office.refused(*closed)["why"]
    office.does("import", "terms", closures(at_work, "Summer 2025,2025-07-22,2025-09-03"))
    office.does(*closed)


@pytest.mark.parametrize(
    "lines, words",
    [
        (["Summer,2025-07-22,2025-07-22"], "not after the day it closes"),
        (["Summer,2025-07-22,2027-07-22"], "Check the years"),
        (["Summer,22/7/25,2025-09-03"], "is not a date"),
        ([",2025-07-22,2025-09-03"], "has no name"),
        (["Summer,2025-07-22,"], "The date is missing"),
        (["Summer,2025-07-22"], "2 values where there are 3 headings"),
        (["Summer,2025-07-22,2025-09-03", "summer,22/7/2025,3/9/2025"], "same closure as on line 3"),
        ([], "no closure in it"),
    ],
)
def test_one_wrong_line_and_nothing_is_saved(office: Line, at_work: Path, lines: list[str], words: str) -> None:
    file = closures(at_work, "Easter,2025-04-04,2025-04-22", *lines) if lines else closures(at_work)
    result = office.run("import", "terms", file)
    assert result.exit_code == 2
    assert "Nothing was saved" in result.stderr
    assert words in result.stderr
    good = closures(at_work, "Easter,2025-04-04,2025-04-22")
    assert office.asks("import", "terms", good)["added"] == 1


def test_headings_and_settings_that_are_not_known_are_told(office: Line, at_work: Path) -> None:
    unknown = closures(at_work, "A,2025-04-04,2025-04-22", headings="name,from,to")
    assert "The headings must be" in office.run("import", "terms", unknown).stderr
    setting = closures(at_work, "A,2025-04-04,2025-04-22,999999", headings="Name,Closed from,Reopens on,Setting URN")
    result = office.run("import", "terms", setting, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["problems"][0]["value"] == "999999"


# --- The demonstration -------------------------------------------------------------------------------------------------


def without_passwords(printed: str) -> str:
    """What the demonstration prints before its passwords, which are others each time, and after them."""
    before, _, rest = printed.partition("To sign in to the pages")
    return before + rest.partition("To try next")[2]


def test_the_demonstration_goes_from_a_return_to_its_figures(at_work: Path) -> None:
    (at_work / "demo").mkdir()
    (at_work / "demo" / "mine.txt").write_text("left alone")
    words = ("demo", "--no-serve", "--people", "120", "--today", "3/3/2026")
    printed = typed(*words)
    assert printed.exit_code == 0, printed.output
    for part in ("Nobody in it is real", "Due next", "Overdue", "KP8b", "Derby, published 2024", "To try next"):
        assert part in printed.stdout
    assert without_passwords(typed(*words).stdout) == without_passwords(printed.stdout)
    assert (at_work / "demo" / "mine.txt").read_text() == "left alone"
    made = Line(str(at_work / "demo" / "ehcp-flow.db"))
    assert made.asks("doctor", "--check")["sound"] is True
    assert len(made.asks("user", "list")) == len(PEOPLE)
    for command in [line.strip() for line in printed.stdout.splitlines() if line.startswith("  ehcp-flow ")]:
        assert typed(*command.split()[1:]).exit_code == 0, command


def test_the_demonstration_has_json(at_work: Path) -> None:
    result = typed("demo", "--people", "40", "--today", "2026-03-03", "--dir", "elsewhere", "--json")
    made = json.loads(result.stdout)
    assert made["imported"]["people"] + made["imported"]["set_aside"] == 40
    assert (at_work / "elsewhere" / "ehcp-flow.db").exists()
