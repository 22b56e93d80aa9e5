"""The modules as CSV join to what the XML nests, in the columns of the collection year, and are safe to open."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Need, Person, Place, Request
from reports.sen2.modules import ModuleFiles, tables
from reports.sen2.reader import read_return

DATA = Path(__file__).parents[2] / "data" / "sen2"
BORN = date(2012, 5, 11)


def written(folder: Path, people: Iterable[Person], year: int = 2026) -> dict[str, list[dict[str, str]]]:
    """The rows of each table by its name."""
    with ModuleFiles(folder, year) as files:
        for person in people:
            files.add(person)
    found = {}
    for path in files.paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem.removeprefix(f"sen2-{year}-")] = list(csv.DictReader(file))
    return found


def test_each_row_names_the_row_that_it_belongs_to(tmp_path: Path) -> None:
    plan = NamedPlan(date(2025, 5, 26), (Place(urn="100001", rank="1"), Place(setting="EHE", rank="2")))
    active = ActivePlan(placements=(Place(urn="100001", rank="1"),), needs=(Need("ASD", "1"), Need("SLCN", "2")))
    refused = Request(date(2024, 1, 8), outcome="N", outcome_date=date(2024, 2, 12))
    issued = Request(date(2025, 1, 6), outcome="Y", assessments=(Assessment("Y", date(2025, 5, 26), plan=plan),),
                     active_plan=active)  # fmt: skip
    people = [Person("Fennel", "Be", BORN), Person("Marrow", "Ada", BORN, "F", requests=(refused, issued))]

    found = written(tmp_path / "csv", people)

    assert [(row["person_id"], row["Surname"]) for row in found["1-person"]] == [("1", "Fennel"), ("2", "Marrow")]
    assert [(row["request_id"], row["person_id"], row["RequestOutcome"]) for row in found["2-requests"]] == [
        ("1", "2", "N"),
        ("2", "2", "Y"),
    ]
    (assessment,) = found["3-assessment"]
    assert (assessment["assessment_id"], assessment["request_id"]) == ("1", "2")
    assert assessment["AssessmentOutcomeDate"] == "2025-05-26"
    (named,) = found["4-named-plan"]
    assert (named["named_plan_id"], named["assessment_id"], named["StartDate"]) == ("1", "1", "2025-05-26")
    assert [(row["named_plan_id"], row["URN"], row["SENSetting"]) for row in found["4-plan-detail"]] == [
        ("1", "100001", ""),
        ("1", "", "EHE"),
    ]
    (of_plan,) = found["5-active-plans"]
    assert (of_plan["active_plan_id"], of_plan["request_id"]) == ("1", "2")
    assert [row["active_plan_id"] for row in found["5-placement-detail"]] == ["1"]
    assert [(row["need_id"], row["active_plan_id"], row["SENtype"]) for row in found["5-sen-need"]] == [
        ("1", "1", "ASD"),
        ("2", "1", "SLCN"),
    ]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_a_return_has_as_many_rows_as_it_has_elements(tmp_path: Path, year: int) -> None:
    file = DATA / f"return_{year}.xml"
    found = written(tmp_path, [record.person for record in read_return(file).records if record.person], year)
    text = file.read_text(encoding="utf-8")
    for name, element in (
        ("1-person", "Person"), ("2-requests", "Requests"), ("3-assessment", "Assessment"), ("4-named-plan", "NamedPlan"),
        ("4-plan-detail", "PlanDetail"), ("5-active-plans", "ActivePlans"), ("5-placement-detail", "PlacementDetail"),
        ("5-sen-need", "SENneed"),
    ):  # fmt: skip
        assert len(found[name]) == text.count(f"<{element}>"), element


def test_columns_are_those_of_the_collection_year() -> None:
    def columns(year: int) -> set[str]:
        return {item.element for table in tables(year) for item in table.items}

    assert columns(2023) - columns(2026) == {"GenderCurrent", "AttendancePattern"}
    assert columns(2026) - columns(2023) == {
        *("Sex", "RequestSource", "ReviewMeeting", "ReviewOutcome", "ReviewDraft"),
        *("PhaseTransferDueDate", "PhaseTransferFinalDate"),
    }
    of_2026 = Counter(item.element for table in tables(2026) for item in table.items)
    assert of_2026["Res"] == 1


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_begins_with_an_apostrophe(tmp_path: Path) -> None:
    (row,) = written(tmp_path, [Person('=cmd|"/c calc"', "@Ada", BORN)])["1-person"]
    assert (row["Surname"], row["Forename"]) == ('\'=cmd|"/c calc"', "'@Ada")


def test_files_that_were_there_stay_as_they_were_where_the_writing_breaks_off(tmp_path: Path) -> None:
    before = written(tmp_path, [Person("Marrow", "Ada", BORN)])

    def broken_off() -> Iterator[Person]:
        yield Person("Fennel", "Be", BORN)
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError, match="disk"):
        written(tmp_path, broken_off())
    with (tmp_path / "sen2-2026-1-person.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == before["1-person"]
    assert not list(tmp_path.glob(".*"))
