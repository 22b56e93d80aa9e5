"""A return is read in whole or not at all, a record whole or set aside whole, and the same file never twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_flow.bootstrap import UNNAMED, Installation
from ehcp_flow.config import Settings
from ehcp_flow.db.engine import connect
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from reports.sen2.model import Assessment, Person, Request
from reports.sen2.problems import ReturnUnreadable
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk, SetClock, active, agreed, child, issued, plan, problems_of
from workflows.refusals import Refusal

RECEIVED, TOLD, OUT = date(2025, 1, 6), date(2025, 2, 10), date(2025, 5, 26)
ISSUED = replace(agreed(RECEIVED, TOLD, issued(OUT)), active_plan=active())
BACKWARDS = agreed(RECEIVED, date(2024, 12, 2))
TABLES_OF_PEOPLE = ("person", "ehc_case", "event", "deadline")


def goods(how_many: int) -> list[Person]:
    return sent.people([[ISSUED]] * how_many)


def but_for_runs(contents: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in contents.items() if name != "run"}


# --- set aside ---------------------------------------------------------------------------------------------------------


def test_a_record_that_cannot_be_used_is_set_aside_whole_and_counted(desk: Desk) -> None:
    # The first request of the record is good: none of it is kept all the same.
    bad = child(ISSUED, BACKWARDS, upn=sent.upn_of(50), surname="Tansy")
    born_later = replace(child(ISSUED, upn=sent.upn_of(51), surname="Yarrow"), born=date(2025, 2, 1))
    good = goods(3)
    done = desk.read_in(good[0], bad, good[1], born_later, good[2])
    assert (done.people, done.requests, done.plans, done.set_aside) == (3, 3, 3, 2)
    assert (done.new_people, done.new_cases) == (3, 3)
    rows = desk.contents()
    assert [len(rows[name]) for name in ("person", "ehc_case")] == [3, 3]
    assert not any(word in repr(rows[name]) for name in TABLES_OF_PEOPLE for word in ("Tansy", "Yarrow"))
    assert done.new_entries == len(rows["event"])


def test_a_record_whose_events_cannot_have_happened_is_set_aside_whole(desk: Desk) -> None:
    # No rule of the file sets it aside, but a family that never made a request cannot have moved away before its outcome.
    odd = Request(None, "1", False, None, "A", exported="830")
    done = desk.read_in(child(ISSUED, odd, upn=sent.upn_of(50), surname="Tansy"), *goods(2))
    assert (done.people, done.set_aside) == (2, 1)
    told = [line for line in problems_of(done.problems_file) if line["effect"] == "set aside"]
    assert [(line["rule"], line["request"], line["field"]) for line in told] == [("ledger", "2", "Requests")]
    assert "does not" in told[0]["what is wrong"] or "stood at" in told[0]["what is wrong"]
    assert "Tansy" not in repr(desk.contents())


def test_the_list_of_problems_names_person_field_value_rule_and_effect(desk: Desk) -> None:
    bad = child(BACKWARDS, upn=sent.upn_of(50), surname="Tansy")
    noted = replace(goods(1)[0], ethnicity=None)
    done = desk.read_in(bad, noted)
    assert done.problems_file == desk.folder / "return.xml.problems.csv"
    first, second = problems_of(done.problems_file)
    assert first["person"] == f"{sent.upn_of(50)} (T)"
    assert (first["request"], first["field"], first["value"]) == ("1", "RequestOutcomeDate", "2024-12-02")
    assert (first["rule"], first["effect"]) == ("S06", "set aside")
    assert all((first["what is wrong"], first["what to do"], second["what is wrong"], second["what to do"]))
    assert (second["field"], second["rule"], second["effect"]) == ("Ethnicity", "S01", "noted")
    assert (done.problems, done.by_rule) == (2, {"S01": 1, "S06": 1})


def test_a_return_without_a_problem_leaves_no_file_of_problems(desk: Desk) -> None:
    done = desk.read_in(*goods(2))
    assert (done.problems, done.problems_file) == (0, None)
    assert list(desk.folder.glob("*.problems.csv")) == []


# --- never twice -------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    people = [*goods(4), child(BACKWARDS, upn=sent.upn_of(50))]
    first = desk.read_in(*people)
    before = desk.contents()
    again = desk.read_file(desk.folder / "return.xml")
    assert again.already
    assert (again.people, again.set_aside, again.problems) == (first.people, first.set_aside, first.problems)
    assert (again.new_people, again.new_cases, again.new_entries) == (0, 0, 0)
    assert desk.contents() == before


def test_the_same_content_with_other_spaces_changes_nothing(desk: Desk) -> None:
    desk.read_in(*goods(4))
    before = desk.contents()
    text = (desk.folder / "return.xml").read_text(encoding="utf-8")
    other = desk.folder / "other.xml"
    other.write_text(text.replace("<Requests>", "\n\t <Requests>").replace("</UPN>", " </UPN>"), encoding="utf-8")
    done = desk.read_file(other)
    assert not done.already
    assert (done.people, done.new_people, done.new_cases, done.new_entries) == (4, 0, 0, 0)
    assert but_for_runs(desk.contents()) == but_for_runs(before)


def test_more_people_than_are_stored_at_once_all_come_in_and_none_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_flow.services.importing.import_sen2.AT_ONCE", 3)
    done = desk.read_in(*goods(8))
    assert (done.new_people, done.new_cases) == (8, 8)
    assert [case.reference for case in desk.cases()] == [f"EHC-2025-{number:05}" for number in range(1, 9)]
    assert desk.read_in(*goods(9), name="more.xml").new_people == 1
    assert desk.sound()


# --- all or nothing ----------------------------------------------------------------------------------------------------


def broken_off(text: str) -> str:
    return text[: len(text) * 2 // 3]


def not_well_formed(text: str) -> str:
    place = text.rindex("</Forename>")
    return text[:place] + "</Surname>" + text[place:]


@pytest.mark.parametrize("spoil", [broken_off, not_well_formed])
def test_a_file_that_goes_wrong_in_the_middle_imports_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[str], str]
) -> None:
    monkeypatch.setattr("ehcp_flow.services.importing.import_sen2.AT_ONCE", 2)
    path = desk.written(goods(12))
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ReturnUnreadable):
        desk.read_file(path)
    assert [len(desk.contents()[name]) for name in TABLES_OF_PEOPLE] == [0, 0, 0, 0]
    assert desk.contents()["run"] == []


def test_a_fault_in_the_middle_leaves_nothing_and_the_file_can_be_read_in_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ehcp_flow.services.importing.import_sen2.AT_ONCE", 20)

    def told(read: int, whole: int) -> None:
        if read * 2 > whole:
            raise OSError("the disk is full")

    path = desk.written(goods(150))
    with pytest.raises(OSError, match="disk is full"):
        import_return(desk.installation, path, on_progress=told)
    assert [len(desk.contents()[name]) for name in TABLES_OF_PEOPLE] == [0, 0, 0, 0]
    assert desk.read_file(path).new_people == 150


# --- dry run -----------------------------------------------------------------------------------------------------------


def same_counts(one: Imported, other: Imported) -> bool:
    return replace(one, dry_run=False) == replace(other, dry_run=False)


def test_a_dry_run_saves_nothing_and_reports_the_same_counts(desk: Desk) -> None:
    desk.read_in(*goods(2))
    before = desk.contents()
    people = [*goods(5), child(BACKWARDS, upn=sent.upn_of(50))]
    dry = desk.read_in(*people, name="next.xml", dry_run=True)
    assert dry.dry_run
    assert desk.contents() == before
    assert same_counts(dry, desk.read_in(*people, name="next.xml"))
    assert (dry.new_people, dry.set_aside) == (3, 1)


def test_a_dry_run_on_an_empty_installation_makes_no_database(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    there = Installation(Settings(), connect(str(file)), SetClock())
    desk = Desk(there.database, SetClock(), tmp_path)
    path = desk.written(goods(3))
    dry = import_return(there, path, dry_run=True)
    assert isinstance(dry, Imported)
    assert not file.exists()
    real = import_return(there, path)
    assert isinstance(real, Imported)
    assert same_counts(dry, real)
    assert (real.authority, real.new_people) == (HERE, 3)
    there.database.close()


# --- whose return ------------------------------------------------------------------------------------------------------


def test_the_return_of_another_authority_is_refused(desk: Desk) -> None:
    desk.read_in(*goods(1))
    before = desk.contents()
    refused = import_return(desk.installation, desk.written(goods(3), "other.xml", authority="830"))
    assert isinstance(refused, Refusal)
    assert "830" in refused.why
    assert "--authority 831" in refused.do
    assert desk.contents() == before


def test_the_return_of_another_authority_is_read_in_and_noted_where_that_was_asked_for(desk: Desk) -> None:
    desk.read_in(*goods(1))
    done = import_return(desk.installation, desk.written(goods(3), "other.xml", authority="830"), authority=HERE)
    assert isinstance(done, Imported)
    assert (done.authority, done.new_people, done.by_rule) == (HERE, 2, {"S24": 1})


def test_a_return_that_does_not_say_whose_it_is_goes_to_an_authority_yet_to_be_named(desk: Desk) -> None:
    done = import_return(desk.installation, desk.written(goods(2), authority=None))
    assert isinstance(done, Imported)
    assert (done.authority, done.new_people) == (UNNAMED, 2)


def test_two_authorities_keep_their_people_apart(desk: Desk) -> None:
    desk.read_in(*goods(3))
    there = desk.of("830")
    done = there.read_in(*goods(2))
    assert (done.authority, done.new_people) == ("830", 2)
    assert (len(desk.cases()), len(there.cases())) == (3, 2)
    assert there.cases()[0].reference == desk.cases()[0].reference
    assert desk.sound()
    assert there.sound()


def test_a_plan_and_a_request_of_one_child_are_two_cases(desk: Desk) -> None:
    held = Request(
        outcome="H",
        assessments=(Assessment("H", plan=plan(date(2019, 9, 2), cease_date=date(2024, 7, 31), cease_reason="2")),),
    )
    done = desk.read_in(child(held, ISSUED))
    assert (done.people, done.new_cases) == (1, 2)
    assert [case.state for case in desk.cases()] == ["plan_ceased", "plan_in_force"]
