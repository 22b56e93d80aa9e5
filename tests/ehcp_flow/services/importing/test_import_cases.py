"""Cases are read from a simple CSV: every line checked, whole or set aside, and never twice."""

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from ehcp_flow.db.tables import ehc_case as cases
from ehcp_flow.services.cases import Done, correct
from ehcp_flow.services.doctor import examine
from ehcp_flow.services.importing.case_rows import EVENT_COLUMNS, PERSON, CaseFile, NotRead
from ehcp_flow.services.importing.import_cases import ImportedCases, import_cases
from ehcp_flow.services.users import add_user
from tests.ehcp_flow.services.at_work import HERE, Desk, line_of, problems_of
from workflows.refusals import Refusal

DOCUMENT = Path(__file__).parents[4] / "docs" / "import-cases.md"


@pytest.fixture
def here(desk: Desk) -> Desk:
    return desk.of(HERE)


def read(desk: Desk, *lines: str, name: str = "cases.csv", dry_run: bool = False) -> ImportedCases:
    found = asked(desk, *lines, name=name, dry_run=dry_run)
    assert isinstance(found, ImportedCases), found
    return found


def asked(desk: Desk, *lines: str, name: str = "cases.csv", dry_run: bool = False) -> ImportedCases | Refusal:
    path = desk.folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return import_cases(desk.office, path, dry_run=dry_run)


def wrong(done: ImportedCases) -> Sequence[tuple[str, str, str]]:
    return [(line["line"], line["column"], line["value"]) for line in problems_of(done.problems_file)]


def test_a_line_is_a_case_with_the_events_that_have_a_date(here: Desk) -> None:
    done = read(
        here,
        "name,born,upn,source,request_received,assessment_agreed,final_plan_sent,exception_recorded,exception_recorded.ground",
        "Ada Marrow,2015-06-01,K831200014001,Parent,2025-01-06,10/2/2025,26/5/2025,1/3/2025,personal circumstances",
        "Bo Fennel,2016-06-01,,school,2025-03-03,,,,",
    )
    assert (done.people, done.cases, done.new_people, done.new_cases, done.new_entries) == (2, 2, 2, 2, 5)
    assert (done.set_aside, done.problems, done.problems_file) == (0, 0, None)
    first, second = here.cases()
    assert [line_of(entry) for entry in first.entries] == [
        "2025-01-06 request_received source=parent",
        "2025-02-10 assessment_agreed",
        "2025-03-01 exception_recorded ground=personal_circumstances",
        "2025-05-26 final_plan_sent",
    ]
    assert {entry.source for entry in first.entries} == {"CSV cases.csv"}
    assert {entry.recorded_by for entry in first.entries} == {"import"}
    assert [line_of(entry) for entry in second.entries] == ["2025-03-03 request_received source=school"]
    assert [case.reference for case in here.cases()] == ["EHC-2025-00001", "EHC-2025-00002"]
    assert [person.surname for person in here.people()] == ["Marrow", "Fennel"]
    assert examine(here.office, repair=False).sound


def test_the_example_of_the_document_is_read_as_it_stands(here: Desk) -> None:
    example = DOCUMENT.read_text(encoding="utf-8").split("```csv\n")[1].split("```")[0]
    done = read(here, *example.splitlines())
    assert done.set_aside == 0
    assert done.cases == len(example.splitlines()) - 1


def test_the_document_lists_every_column() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [column for column in sorted((*PERSON, *EVENT_COLUMNS)) if f"`{column}`" not in text] == []


@pytest.mark.parametrize("mark, separator", [("", ","), ("\ufeff", ","), ("\ufeff", ";")])
def test_a_mark_at_the_start_and_semicolons_make_no_difference(here: Desk, mark: str, separator: str) -> None:
    lines = ["Surname,Forename,Born,Request received", '"Marrow","Ada",1/6/2015,6/1/2025', ",,,", ""]
    done = read(
        here, *[(mark if number == 0 else "") + line.replace(",", separator) for number, line in enumerate(lines)]
    )
    assert (done.cases, done.set_aside) == (1, 0)
    assert [(person.forename, person.surname) for person in here.people()] == [("Ada", "Marrow")]


@pytest.mark.parametrize(
    "headings, words",
    [
        ("name,born,request_recieved", "“request_recieved” is not a column"),
        ("name,born,request_received,exception_recorded,exception_recorded.grounds", "exception_recorded.grounds"),
        ("name,born,request_received,correction", "“correction” is not a column"),
        ("name,born,request_received,details_recorded", "“details_recorded” is not a column"),
        ("name,born,request_received,plan_ceased.reason", "has no “plan_ceased” beside it"),
        ("name,born,born,request_received", "there twice"),
        ("name,request_received", "no column “born”"),
        ("forename,born,request_received", "the name must be given once"),
        ("name,surname,forename,born,request_received", "the name must be given once"),
        ("name,born,assessment_agreed", "how a case began"),
        ("name,born,source,plan_made", "“source” says who made the request"),
        ("", "no column “born”"),
        ('name,born,"request', "cannot be read as a CSV"),
    ],
)
def test_a_file_with_columns_that_are_not_known_is_refused(tmp_path: Path, headings: str, words: str) -> None:
    (tmp_path / "cases.csv").write_text(f"{headings}\nAda Marrow,2015-06-01,2025-01-06", encoding="utf-8")
    with pytest.raises(NotRead, match=re.escape(words)):
        CaseFile(tmp_path / "cases.csv")


def test_a_misspelt_column_is_refused_with_the_near_name_and_nothing_is_read_in(here: Desk) -> None:
    found = asked(here, "name,born,request_recieved", "Ada Marrow,2015-06-01,2025-01-06")
    assert isinstance(found, Refusal)
    assert "Did you mean “request_received”?" in found.do
    assert here.cases() == []


def test_a_file_that_is_no_text_or_is_not_there_is_refused(here: Desk) -> None:
    path = here.folder / "cases.csv"
    path.write_bytes("name,born,request_received\nAda Märrow,2015-06-01,2025-01-06".encode("latin-1"))
    found = import_cases(here.office, path)
    assert isinstance(found, Refusal)
    assert "UTF-8" in found.why
    missing = import_cases(here.office, here.folder / "missing.csv")
    assert isinstance(missing, Refusal)
    assert "cannot be opened" in missing.why


HEADINGS = (
    "name,born,upn,nhs_number,request_received,assessment_agreed,plan_ceased,plan_ceased.reason,"
    "review_decided,review_decided.outcome,plan_made,case_assigned,case_assigned.to"
)
GOOD = "Ada Marrow,2015-06-01,,,2025-01-06,,,,,,,,"


UNUSABLE = (
    (",2015-06-01,,,2025-01-06,,,,,,,,", "name", ""),
    ("Bo Fennel,,,,2025-01-06,,,,,,,,", "born", ""),
    ("Bo Fennel,6/15/2015,,,2025-01-06,,,,,,,,", "born", "6/15/2015"),
    ("Bo Fennel,1/6/15,,,2025-01-06,,,,,,,,", "born", "1/6/15"),
    ("Bo Fennel,2025-06-01,,,2025-01-06,,,,,,,,", "born", "2025-06-01"),
    ("Bo Fennel,1990-06-01,,,2025-01-06,,,,,,,,", "born", "1990-06-01"),
    ("Bo Fennel,2015-06-01,A831200014001,,2025-01-06,,,,,,,,", "upn", "A831200014001"),
    ("Bo Fennel,2015-06-01,,1234567890,2025-01-06,,,,,,,,", "nhs_number", "1234567890"),
    ("Bo Fennel,2015-06-01,,,2026-02-11,,,,,,,,", "request_received", "2026-02-11"),
    ("Bo Fennel,2015-06-01,,,,2025-01-06,,,,,,,", "request_received", ""),
    ("Bo Fennel,2015-06-01,,,2025-01-06,2025-01-05,,,,,,,", "assessment_agreed", "2025-01-05"),
    ("Bo Fennel,2015-06-01,,,2025-01-06,,,,2025-03-03,amend,,,", "review_decided", "2025-03-03"),
    ("Bo Fennel,2015-06-01,,,,,2025-03-03,,,,2024-03-03,,", "plan_ceased", "2025-03-03"),
    ("Bo Fennel,2015-06-01,,,,,2025-03-03,bored,,,2024-03-03,,", "plan_ceased.reason", "bored"),
    ("Bo Fennel,2015-06-01,,,,,,needs_met,,,2024-03-03,,", "plan_ceased.reason", "needs_met"),
    ("Bo Fennel,2015-06-01,,,2025-01-06,,,,,,,2025-01-07,nobody@example.test", "case_assigned.to", "nobody@example.test"),
    ("Bo,Fennel,2015-06-01,,,2025-01-06,,,,,,,,", "", "Bo,Fennel,2015-06-01,,,2025-01-06,,,,,,,,"),
)  # fmt: skip
"""Lines that cannot be used, with the column and the value that are to be named."""


def test_a_line_that_cannot_be_used_is_set_aside_whole(here: Desk) -> None:
    done = read(here, HEADINGS, *(line for line, _, _ in UNUSABLE), GOOD)
    assert (done.people, done.cases, done.set_aside, done.problems) == (1, 1, len(UNUSABLE), len(UNUSABLE))
    assert wrong(done) == [(str(number), column, value) for number, (_, column, value) in enumerate(UNUSABLE, start=2)]
    for told in problems_of(done.problems_file):
        assert told["effect"] == "set aside"
        assert told["what is wrong"].endswith(".")
        assert told["what to do"]
    assert [person.surname for person in here.people()] == ["Marrow"]
    assert len(here.contents()["person"]) == 1


def test_everything_that_is_wrong_with_a_line_is_listed(here: Desk) -> None:
    done = read(here, HEADINGS, "Bo Fennel,yesterday,,,soon,,,needs_met,,,,,")
    assert [column for _, column, _ in wrong(done)] == ["born", "plan_ceased.reason", "request_received"]
    assert (done.set_aside, done.problems) == (1, 3)


def test_a_value_that_a_spreadsheet_takes_for_a_formula_is_made_safe(here: Desk) -> None:
    done = read(here, "name,born,request_received", "Bo Fennel,=1+1,2025-01-06")
    assert wrong(done) == [("2", "born", "'=1+1")]


def test_the_same_file_twice_changes_nothing(here: Desk) -> None:
    lines = [HEADINGS, GOOD, "Bo Fennel,soon,,,2025-01-06,,,,,,,,"]
    first = read(here, *lines)
    before = here.contents()
    again = read(here, *lines)
    assert again.already
    assert (again.new_people, again.new_cases, again.new_entries) == (0, 0, 0)
    assert (again.people, again.cases, again.set_aside) == (first.people, first.cases, first.set_aside)
    assert here.contents() == before


def test_the_same_lines_in_another_file_add_nothing(here: Desk) -> None:
    read(here, HEADINGS, GOOD)
    before = here.contents()
    done = read(here, HEADINGS.replace(",", ";"), GOOD.replace(",", ";"), name="again.csv")
    assert (done.already, done.new_people, done.new_cases, done.new_entries) == (False, 0, 0, 0)
    after = here.contents()
    assert {name: rows for name, rows in after.items() if name != "run"} == {
        name: rows for name, rows in before.items() if name != "run"
    }


def test_a_later_file_adds_what_is_new_to_a_case_that_is_held(here: Desk) -> None:
    read(here, "name,born,request_received", "Ada Marrow,2015-06-01,2025-01-06")
    done = read(
        here,
        "name,born,upn,request_received,assessment_agreed,assessment_refused,assessment_refused.reasons",
        "Ada Marrow,2015-06-01,K831200014001,2025-01-06,2025-02-10,,",
        "Ada Marrow,2015-06-01,K831200014001,2025-12-01,,2026-01-05,Not needed",
        name="later.csv",
    )
    assert (done.people, done.cases, done.new_people, done.new_cases, done.new_entries) == (1, 2, 0, 1, 3)
    first, second = here.cases()
    assert [line_of(entry) for entry in first.entries] == [
        "2025-01-06 request_received",
        "2025-02-10 assessment_agreed",
    ]
    assert len(second.entries) == 2
    assert [(person.upn, person.source_key) for person in here.people()] == [("K831200014001", "upn:K831200014001")]
    assert here.sound()


def test_a_date_that_differs_is_said_and_the_one_held_is_kept(here: Desk) -> None:
    read(here, "name,born,request_received,assessment_agreed", "Ada Marrow,2015-06-01,2025-01-06,2025-02-10")
    done = read(
        here,
        "name,born,request_received,assessment_agreed,draft_sent",
        "Ada Marrow,2015-06-01,2025-01-06,2025-02-12,2025-04-01",
        name="later.csv",
    )
    (told,) = problems_of(done.problems_file)
    assert (told["effect"], told["value"]) == ("value left out", "2025-02-12")
    assert "EHC-2025-00001 holds 2025-02-10" in told["what is wrong"]
    assert (done.set_aside, done.problems, done.new_entries) == (0, 1, 1)
    assert here.lines()[1:] == ["2025-02-10 assessment_agreed", "2025-04-01 draft_sent"]


def test_what_an_officer_has_put_right_stays(here: Desk) -> None:
    lines = ["name,born,request_received", "Ada Marrow,2015-06-01,2025-01-06"]
    read(here, *lines)
    done = correct(here.office, here.case().reference, 1, "it came on the eighth", right_date=date(2025, 1, 8))
    assert isinstance(done, Done)
    before = here.lines()
    again = read(here, *lines, "", name="again.csv")
    assert (again.new_cases, again.new_entries) == (0, 0)
    assert here.lines() == before


def test_a_line_that_would_add_the_impossible_is_set_aside_whole(here: Desk) -> None:
    read(here, "name,born,request_received,request_withdrawn", "Ada Marrow,2015-06-01,2025-01-06,2025-02-03")
    before = here.contents()
    done = read(
        here,
        "name,born,upn,request_received,assessment_agreed",
        "Ada Marrow,2015-06-01,K831200014001,2025-01-06,2025-03-03",
        name="later.csv",
    )
    assert wrong(done) == [("2", "assessment_agreed", "2025-03-03")]
    assert (done.set_aside, done.new_entries) == (1, 0)
    assert here.contents()["event"] == before["event"]
    assert here.contents()["person"] == before["person"]


def test_two_lines_of_one_request_make_one_case(here: Desk) -> None:
    done = read(here, HEADINGS, GOOD, GOOD)
    assert (done.people, done.cases, done.new_people, done.new_cases, done.new_entries) == (1, 2, 1, 1, 1)


def test_two_of_one_name_and_birth_date_are_told_apart_by_their_numbers(here: Desk) -> None:
    done = read(
        here,
        "name,born,upn,request_received",
        "Ada Marrow,2015-06-01,K831200014001,2025-01-06",
        "Ada Marrow,2015-06-01,Z831200014002,2025-01-06",
    )
    assert (done.new_people, done.new_cases) == (2, 2)


def test_a_case_can_be_given_to_an_officer(here: Desk) -> None:
    user = add_user(here.office, "Pat Marlow", "Pat@Example.test", ["caseworker"])
    assert not isinstance(user, Refusal)
    read(here, HEADINGS, "Ada Marrow,2015-06-01,,,2025-01-06,,,,,,,2025-01-07,PAT@example.test")
    assert here.case().owner_id == user.user_id
    assert here.sound()


def test_a_plan_from_before_and_one_from_elsewhere_are_cases_too(here: Desk) -> None:
    done = read(
        here,
        "name,born,plan_made,plan_transferred_in,plan_transferred_in.authority,became_responsible,review_met,"
        "review_decided,review_decided.outcome",
        "Ada Marrow,2015-06-01,2023-01-09,,,,2024-01-08,2024-02-05,maintain",
        "Bo Fennel,2015-06-01,,2024-06-03,830,,,,",
        "Cy Sorrel,2015-06-01,,,,2025-09-01,,,",
    )
    assert (done.cases, done.set_aside) == (3, 0)
    assert [case.state for case in here.cases()] == ["plan_in_force", "plan_in_force", "requested"]


def test_a_dry_run_saves_nothing_and_counts_the_same(here: Desk) -> None:
    lines = [HEADINGS, GOOD, "Bo Fennel,soon,,,2025-01-06,,,,,,,,"]
    before = here.contents()
    dry = read(here, *lines, dry_run=True)
    assert here.contents() == before
    real = read(here, *lines)
    assert (dry.dry_run, real.dry_run) == (True, False)
    names = ("people", "cases", "set_aside", "problems", "new_people", "new_cases", "new_entries", "problems_file")
    assert [getattr(dry, name) for name in names] == [getattr(real, name) for name in names]


def test_a_file_that_breaks_off_saves_nothing(here: Desk) -> None:
    found = asked(here, HEADINGS, GOOD, 'Bo Fennel,"2015-06-01')
    assert isinstance(found, Refusal)
    assert here.cases() == []


def test_more_lines_than_are_stored_at_once_all_come_in_and_progress_is_told(here: Desk) -> None:
    path = here.folder / "cases.csv"
    lines = [f"Child {number:04},2015-06-01,2025-01-06" for number in range(450)]
    path.write_text("\n".join(["name,born,request_received", *lines]), encoding="utf-8")
    told: list[tuple[int, int]] = []
    done = import_cases(here.office, path, on_progress=lambda line, of: told.append((line, of)))
    assert isinstance(done, ImportedCases)
    assert (done.new_people, done.new_cases) == (450, 450)
    assert [case.case_id for case in here.cases()] == list(range(1, 451))
    assert told == [(line, 451) for line in range(50, 451, 50)]


def test_two_files_read_in_at_once_register_nobody_twice(here: Desk) -> None:
    lines = ["name,born,request_received", *(f"Child {number:04},2015-06-01,2025-01-06" for number in range(40))]
    paths = [here.folder / name for name in ("one.csv", "two.csv")]
    for number, path in enumerate(paths):
        path.write_text("\n".join(lines) + "\n" * number, encoding="utf-8")
    together = threading.Barrier(2)

    def act(path: Path) -> object:
        together.wait(timeout=10)
        return import_cases(here.office, path)

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(act, paths))
    assert sorted(getattr(each, "new_people", None) for each in done) == [0, 40]  # type: ignore[type-var]
    assert (len(here.contents()["person"]), len(here.cases())) == (40, 40)


def test_nothing_is_added_to_a_case_that_does_not_note_its_own_ledger(here: Desk) -> None:
    read(here, "name,born,request_received,assessment_agreed", "Ada Marrow,2015-06-01,2025-01-06,2025-02-10")
    first = here.case().hashes[0]
    with here.database.writing() as connection:
        connection.execute(update(cases).values(version=1, last_hash=first))
    before = here.contents()["event"]
    done = read(
        here,
        "name,born,request_received,assessment_agreed,final_plan_sent",
        "Ada Marrow,2015-06-01,2025-01-06,2025-02-10,2025-05-26",
        name="later.csv",
    )
    assert (done.set_aside, done.new_entries, here.contents()["event"]) == (1, 0, before)
    assert "the case notes 1 entries and its ledger holds 2" in problems_of(done.problems_file)[0]["what is wrong"]
