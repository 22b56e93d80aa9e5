"""`ehcp-flow sen2 …` as it is typed: the return out, what blocks it, and the check of any file."""

import json
from pathlib import Path

import pytest

from reports.sen2.reader import read_return
from tests.ehcp_flow.cli.at_the_line import Line, typed

DATA = Path(__file__).parents[2] / "data" / "sen2"
RETURN = DATA / "return_2026.xml"


@pytest.fixture
def derby(line: Line) -> Line:
    """The command line with the return of 2026 read in."""
    line.does("import", "sen2", str(RETURN))
    return line


def test_the_return_is_written_with_its_counts_and_what_is_missing_of_the_header(derby: Line, tmp_path: Path) -> None:
    file = tmp_path / "out.xml"
    said = derby.does("sen2", "export", "--year", "2026", "--out", str(file), "--dmo", "y", "--dco", "R")
    sent = read_return(file)
    assert (sent.header.dmo, sent.header.dco, sent.header.dsco) == ("Y", "R", None)
    assert sum(record.person is not None for record in sent.records) == 14
    assert "It has 14 people, " in said
    assert "The header leaves out DSCO: say --dsco." in said
    assert "The Department's own numbered validation rules are not held here" in " ".join(said.split())


def test_the_json_of_an_export_has_the_counts_and_the_files(derby: Line, tmp_path: Path) -> None:
    file = tmp_path / "out.xml"
    found = derby.asks("sen2", "export", "--year", "2026", "--out", str(file), "--csv", str(tmp_path / "csv"))
    assert (found["people"], found["file"], found["left_out"]) == (14, str(file), [])
    assert [Path(each).exists() for each in found["modules"]] == [True] * 8
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()
    assert {oct(path.stat().st_mode & 0o777) for path in (file, *map(Path, found["modules"]))} == {"0o600"}


@pytest.mark.parametrize(
    ("words", "part"),
    [(("--serial", "1"), "three digits"), (("--serial", "abc"), "three digits"), (("--dmo", "maybe"), "--dmo")],
)
def test_what_the_header_cannot_say_is_wrong_input(
    derby: Line, tmp_path: Path, words: tuple[str, str], part: str
) -> None:
    file = tmp_path / "out.xml"
    error = derby.fails("sen2", "export", "--year", "2026", "--out", str(file), *words, code=2)
    assert part in error["why"]
    assert not file.exists()


def test_a_year_whose_census_day_is_not_known_is_refused(derby: Line, tmp_path: Path) -> None:
    refused = derby.refused("sen2", "export", "--year", "2031", "--out", str(tmp_path / "out.xml"))
    assert "census day" in refused["why"]


def test_a_folder_that_is_not_there_is_told_in_words(derby: Line, tmp_path: Path) -> None:
    result = derby.run("sen2", "export", "--year", "2026", "--out", str(tmp_path / "nowhere" / "out.xml"))
    assert result.exit_code == 2
    assert "cannot be used" in result.stderr


def test_a_file_that_was_written_is_read_in_again_and_adds_nothing(derby: Line, tmp_path: Path) -> None:
    file = tmp_path / "out.xml"
    derby.does("sen2", "export", "--year", "2026", "--out", str(file))
    again = derby.asks("import", "sen2", str(file))
    assert (again["new_people"], again["new_cases"], again["differing"]) == (0, 0, 0)


def test_a_file_without_an_error_ends_with_0_and_says_what_cannot_be_known() -> None:
    result = typed("sen2", "validate", str(RETURN))
    assert result.exit_code == 0, result.stdout
    assert "own numbered validation rules are not held here" in " ".join(result.stdout.split())


def test_a_file_with_errors_ends_with_3_and_lists_them_by_rule() -> None:
    result = typed("sen2", "validate", str(DATA / "awkward.xml"), "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == (3 if found["errors"] else 0)
    assert found["errors"] == sum(not each["query"] for each in found["problems"])
    assert {"person", "request", "field", "value", "rule", "effect", "words", "do", "query"} <= set(
        found["problems"][0]
    )
    shown = typed("sen2", "validate", str(DATA / "awkward.xml"), "--all").stdout
    rules = [line.split(",")[0] for line in shown.splitlines() if line.startswith("S") and "error" in line]
    assert rules == sorted(rules)
    assert rules


def test_a_file_that_is_no_return_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_text("<List/>", encoding="utf-8")
    assert typed("sen2", "validate", str(tmp_path / "list.xml")).exit_code == 2


def test_what_blocks_the_return_is_listed_with_the_command_that_mends_it(office: Line) -> None:
    case = office.new("Jamie Example", received="2025-03-03")["case"]
    result = office.run("sen2", "check", "--year", "2026", "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert found["cases"] == 1
    fields = [each["field"] for each in found["findings"] if each["case"] == case]
    assert fields == ["Sex", "Ethnicity", "UPN", "RYA"]
    assert "Jamie" not in result.stdout
    office.does("sen2", "person", case, "--sex", "F", "--ethnicity", "WBRI", "--upn-unknown", "UN1")
    office.does(
        "case", "correct", case, "1", "--reason", "Not asked", "--fact", "source=parent", "--fact", "rya=no", "--yes"
    )
    after = office.run("sen2", "check", "--year", "2026")
    assert after.exit_code == 0, after.stdout
    assert "0 cases to mend" in after.stdout


def test_one_rule_can_be_asked_for_and_another_word_is_wrong_input(office: Line) -> None:
    office.new("Jamie Example", received="2025-03-03")
    found = json.loads(office.run("sen2", "check", "--year", "2026", "--rule", "s02", "--json").stdout)
    assert [each["rule"] for each in found["findings"]] == ["S02"]
    assert "S99" in office.fails("sen2", "check", "--year", "2026", "--rule", "S99", code=2)["why"]


def test_nothing_to_record_for_a_person_is_wrong_input_and_a_wrong_code_is_refused(office: Line, case: str) -> None:
    office.fails("sen2", "person", case, code=2)
    assert "Sex" in office.refused("sen2", "person", case, "--sex", "X")["why"]


ROLES = ("caseworker", "decision_maker", "analyst", "manager", "admin", "head_of_service", "panel_member", "health")


def test_the_return_is_written_by_who_may_make_it_and_refused_to_others_without_a_file(
    derby: Line, tmp_path: Path
) -> None:
    may = set()
    for role in ROLES:
        derby.does("user", "add", f"One {role}", "--email", f"{role}@example.org", "--role", role)
        file = tmp_path / f"{role}.xml"
        words = ("sen2", "export", "--year", "2026", "--out", str(file), "--csv", str(tmp_path / role))
        if derby.run(*words, "--as", f"{role}@example.org").exit_code == 0:
            assert file.exists()
            may.add(role)
            continue
        refused = derby.refused(*words, "--as", f"{role}@example.org")
        assert refused["what"] == "Make the return of 2026"
        assert refused["why"].startswith(
            f"{role}@example.org has none of the roles that may: analyst, manager or admin"
        )
        assert refused["source"].startswith("Rights over the SEN2 return")
        assert not file.exists()
        assert not (tmp_path / role).exists()
    assert may == {"analyst", "manager", "admin"}
    nobody = derby.refused("sen2", "export", "--year", "2026", "--out", str(tmp_path / "x.xml"), "--as", "no@body.org")
    assert nobody["why"] == "no active user has this e-mail address"


def test_what_the_return_asks_of_a_person_is_recorded_by_officers_and_who_makes_it(office: Line, case: str) -> None:
    may = set()
    for role in ROLES:
        office.does("user", "add", f"One {role}", "--email", f"{role}@example.org", "--role", role)
        words = ("sen2", "person", case, "--sex", "F", "--as", f"{role}@example.org")
        if office.run(*words).exit_code == 0:
            may.add(role)
        else:
            assert "has none of the roles that may" in office.refused(*words)["why"]
    assert may == {"caseworker", "decision_maker", "analyst", "manager", "admin"}


def test_the_return_comes_after_the_figures_in_the_help() -> None:
    shown = typed("--help").stdout
    assert shown.index("│ kpi ") < shown.index("│ sen2 ") < shown.index("│ doctor ")
