"""What other people's files do is tolerated or reported, one breach of each rule at a time."""

from pathlib import Path

import pytest

from reports.sen2.model import Person
from reports.sen2.problems import Effect, PersonRecord
from reports.sen2.reader import read_return
from reports.sen2.rules import RULES

AWKWARD = Path(__file__).parents[2] / "data" / "sen2" / "awkward.xml"
OUT, LEFT, NOTED = Effect.SET_ASIDE, Effect.VALUE_LEFT_OUT, Effect.NOTED

EXPECTED: list[list[tuple[int | None, str, str, Effect]]] = [
    [(1, "Assessment", "S07", NOTED)],
    [(None, "Forename", "S01", NOTED), (None, "Ethnicity", "S01", NOTED)],
    [(None, "PersonBirthDate", "S01", OUT)],
    [(None, "UPN", "S02", NOTED)],
    [(None, "UPN", "S02", NOTED)],
    [(None, "UPN", "S02", LEFT), (None, "UniqueLearnerNumber", "S02", LEFT)],
    [(None, "UPN", "S02", LEFT)],
    [
        (None, "Ethnicity", "S03", LEFT),
        (None, "GenderCurrent", "S03", NOTED),
        (1, "RequestSource", "S03", LEFT),
        (1, "RYA", "S03", LEFT),
    ],
    [(1, "RequestOutcome", "S03", OUT)],
    [(1, "RequestOutcome", "S03", OUT)],
    [(1, "ReceivedDate", "S04", OUT)],
    [(None, "PersonBirthDate", "S04", OUT)],
    [(1, "ReceivedDate", "S04", OUT)],
    [(1, "AssessmentOutcomeDate", "S04", OUT)],
    [(1, "ReviewMeeting", "S04", NOTED)],
    [(1, "ReviewMeeting", "S04", LEFT)],
    [(1, "ReceivedDate", "S05", NOTED)],
    [(1, "RequestOutcomeDate", "S06", NOTED)],
    [(1, "RequestOutcomeDate", "S06", NOTED)],
    [(1, "RequestOutcomeDate", "S06", OUT)],
    [(1, "Assessment", "S07", NOTED)],
    [(1, "RequestOutcome", "S08", NOTED)],
    [(1, "AssessmentOutcomeDate", "S09", NOTED)],
    [(1, "AssessmentOutcomeDate", "S09", NOTED)],
    [(1, "AssessmentOutcomeDate", "S09", NOTED)],
    [(1, "AssessmentOutcomeDate", "S09", OUT)],
    [(1, "NamedPlan", "S10", NOTED)],
    [(1, "AssessmentOutcome", "S11", NOTED)],
    [(1, "Week20", "S12", NOTED)],
    [(1, "PlanDetail", "S13", NOTED), (1, "PlanDetail", "S13", NOTED), (1, "URN", "S13", NOTED)],
    [(1, "SENSettingOther", "S14", NOTED)],
    [(1, "SENSetting", "S15", NOTED), (1, "SENSetting", "S15", NOTED)],
    [(1, "PlanDetail", "S16", NOTED), (1, "PlacementRank", "S16", NOTED)],
    [
        (1, "SENtype", "S03", LEFT),
        (1, "SENneed", "S17", LEFT),
        (1, "SENneed", "S17", NOTED),
        (1, "SENtype", "S17", NOTED),
        (1, "SENtypeRank", "S17", NOTED),
    ],
    [(1, "CeaseDate", "S18", NOTED), (2, "CeaseReason", "S18", NOTED)],
    [(1, "CeaseDate", "S18", OUT)],
    [(1, "ActivePlans", "S19", NOTED), (2, "PlacementDetail", "S19", NOTED), (2, "SENneed", "S19", NOTED)],
    [(1, "TransferLA", "S20", NOTED), (1, "TransferLA", "S20", NOTED)],
    [(1, "LeavingDate", "S21", NOTED)],
    [(1, "LastReview", "S22", NOTED), (1, "ReviewOutcome", "S22", NOTED)],
    [(None, "UPN", "S23", OUT)],
    [(1, "NamedPlan", "S03", LEFT)],
]


@pytest.fixture(scope="module")
def records() -> list[PersonRecord]:
    return list(read_return(AWKWARD).records)


def used(record: PersonRecord) -> Person:
    assert record.person is not None
    return record.person


def test_each_record_gives_exactly_its_problems(records: list[PersonRecord]) -> None:
    found = [
        [(problem.request, problem.field, problem.rule, problem.effect) for problem in record.problems]
        for record in records
    ]
    assert found == EXPECTED


def test_a_record_is_set_aside_whole_exactly_where_a_problem_says_so(records: list[PersonRecord]) -> None:
    for record, expected in zip(records, EXPECTED, strict=True):
        assert (record.person is None) == any(effect is OUT for *_, effect in expected)


def test_every_rule_is_breached_by_some_record() -> None:
    of_file = read_return(AWKWARD)
    breached = {problem.rule for problem in of_file.problems}
    breached |= {problem.rule for record in of_file.records for problem in record.problems}
    assert breached == {rule.id for rule in RULES} == {f"S{number:02}" for number in range(1, 25)}


def test_the_header_is_reported_and_the_file_still_read() -> None:
    of_file = read_return(AWKWARD)
    assert [(problem.field, problem.rule) for problem in of_file.problems] == [
        ("SourceLevel", "S24"),
        ("ReferenceDate", "S24"),
    ]
    assert of_file.header.software_code is None


def test_every_tolerated_form_is_read(records: list[PersonRecord]) -> None:
    person = used(records[0])
    assert (person.surname, person.forename, person.postcode) == ("O’Fennel", "Bo & Bee", "ZZ1 1ZZ")
    assert (person.sex, person.upn, person.uln) == ("F", "W831200015001", None)
    assert [request.outcome for request in person.requests] == ["Y", "A"]
    first = person.requests[0]
    assert str(first.received) == "2025-01-06"
    assert (first.mediation, first.exported) == (False, None)
    assert [assessment.outcome for assessment in first.assessments] == ["N", "Y"]
    plan = first.assessments[1].plan
    assert plan is not None
    assert plan.places[0].setting == "OLA"
    assert first.active_plan is not None
    assert (first.active_plan.placements[0].setting, first.active_plan.residential) == ("OLA", "A")
    assert first.active_plan.last_review is None


def test_a_value_that_cannot_be_used_is_left_out_and_the_rest_kept(records: list[PersonRecord]) -> None:
    assert (used(records[5]).upn, used(records[5]).uln) == (None, None)
    odd = used(records[7])
    assert (odd.ethnicity, odd.sex) == (None, "1")
    assert (odd.requests[0].source, odd.requests[0].rya) == (None, None)
    needs = used(records[33]).requests[0].active_plan
    assert needs is not None
    assert [need.type for need in needs.needs] == ["ASD", "MLD", "ASD"]
    plan = used(records[41]).requests[0].assessments[0].plan
    assert plan is not None
    assert str(plan.start_date) == "2025-05-26"


def test_a_problem_names_the_record_by_number_and_initial_and_says_what_to_do(records: list[PersonRecord]) -> None:
    (letter,) = records[4].problems
    assert letter.person == f"{used(records[4]).upn} (M)"
    (filler,) = records[6].problems
    assert filler.person == f"line {records[6].line} (S)"
    assert filler.value == "NONE"
    for record in records:
        for problem in record.problems:
            assert problem.words.endswith(".")
            assert problem.do.endswith(".")
            assert "Marrow" not in str(problem)
            assert "Sorrel" not in str(problem)


def test_a_line_beyond_65535_is_still_named(tmp_path: Path) -> None:
    text = AWKWARD.read_text(encoding="utf-8").replace("<Persons>", "<Persons>" + "\n" * 70_000)
    path = tmp_path / "long.xml"
    path.write_text(text, encoding="utf-8")
    lines = [record.line for record in read_return(path).records]
    for line, record in zip(lines, read_return(AWKWARD).records, strict=True):
        assert 0 <= line - (record.line + 70_000) <= 1  # the parser itself is one out there
