"""A clean return of each collection year is read in full, with nothing to report."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from reports.sen2.counts import Counts
from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Need, Person, Place, Request
from reports.sen2.reader import read_return

DATA = Path(__file__).parents[2] / "data" / "sen2"


def people(name: str) -> list[Person]:
    of_file = read_return(DATA / name)
    assert of_file.problems == ()
    records = list(of_file.records)
    assert [problem for record in records for problem in record.problems] == []
    return [record.person for record in records if record.person is not None]


def test_2023_is_read_whole() -> None:
    assert people("return_2023.xml") == [
        Person(
            "Marrow",
            "Ada",
            date(2014, 6, 1),
            sex="2",
            ethnicity="WBRI",
            postcode="ZZ1 1AA",
            upn="K831200014001",
            line=21,
            requests=(
                Request(
                    received=date(2022, 2, 1),
                    rya=False,
                    outcome_date=date(2022, 3, 10),
                    outcome="Y",
                    mediation=False,
                    tribunal=False,
                    line=29,
                    assessments=(
                        Assessment(
                            "Y",
                            date(2022, 6, 21),
                            mediation=False,
                            tribunal=False,
                            other_mediation=False,
                            other_tribunal=False,
                            week20=False,
                            plan=NamedPlan(
                                date(2022, 6, 21),
                                places=(Place(urn="100001", rank="1", sen_unit=False, resourced_provision=True),),
                                residential="A",
                                personal_budget=True,
                                organised_arrangements=False,
                                direct_payments="E",
                            ),
                        ),
                    ),
                    active_plan=ActivePlan(
                        placements=(
                            Place(
                                urn="100001",
                                rank="1",
                                entry_date=date(2022, 9, 1),
                                sen_unit=False,
                                resourced_provision=True,
                                attendance_pattern="FT",
                            ),
                        ),
                        needs=(Need("ASD", "1"),),
                        residential="A",
                        work_based="S",
                        last_review=date(2022, 12, 1),
                    ),
                ),
            ),
        )
    ]


def test_2024_has_residential_items_on_the_placement_and_the_review() -> None:
    (person,) = people("return_2024.xml")
    (request,) = person.requests
    assert (request.received, request.outcome) == (None, "H")
    plan = request.assessments[0].plan
    assert plan is not None
    assert (plan.places[0].setting, plan.places[0].setting_other) == ("OTH", "a special school to be found")
    active = request.active_plan
    assert active is not None
    assert (active.transfer_la, active.residential, active.work_based) == ("830", None, None)
    assert (active.placements[0].residential, active.placements[0].work_based) == ("B", "A")
    assert (active.review_meeting, active.review_outcome, active.last_review) == (
        date(2023, 11, 1),
        "M",
        date(2023, 11, 20),
    )


def test_2025_has_the_source_of_the_request_and_two_requests_keep_their_own_plans() -> None:
    (person,) = people("return_2025.xml")
    first, second = person.requests
    assert (first.source, second.source) == ("2", "1")
    assert first.assessments[0].plan is not None
    assert first.assessments[0].plan.cease_date == date(2024, 8, 31)
    assert second.active_plan is not None
    assert second.active_plan.needs == (Need("DS", "1"),)
    assert second.active_plan.review_draft == date(2025, 1, 13)
    assert second.active_plan.phase_transfer_due == date(2025, 3, 31)


def test_2026_is_counted() -> None:
    counts = Counts()
    for record in read_return(DATA / "return_2026.xml").records:
        counts.add(record)
    assert counts == Counts(people=14, requests=15, assessments=10, plans=7, set_aside=0, problems=0)


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_header_says_what_the_return_is(year: int) -> None:
    header = read_return(DATA / f"return_{year}.xml").header
    assert (header.year, header.collection, header.authority, header.source_level) == (year, "SEN2", "831", "L")
    assert header.reference_date is not None
    assert header.reference_date.year == year
    assert header.made_at is not None
    assert header.dsco == {2025: "N", 2026: "R"}.get(year)


def test_the_moment_of_the_file_has_its_time() -> None:
    assert read_return(DATA / "return_2026.xml").header.made_at == datetime(2026, 2, 3, 9)  # noqa: DTZ001 - as written


def test_our_own_number_is_compared_with_the_header() -> None:
    problems = read_return(DATA / "return_2026.xml", authority="830").problems
    assert [(problem.person, problem.field, problem.rule) for problem in problems] == [("Header", "LEA", "S24")]


def test_each_item_of_the_model_is_filled_by_some_year() -> None:
    seen: set[str] = set()

    def look(record: Any) -> None:
        for field in fields(record):
            value = getattr(record, field.name)
            if value is not None:
                seen.add(f"{type(record).__name__}.{field.name}")
            for inner in value if isinstance(value, tuple) else (value,):
                if is_dataclass(inner):
                    look(inner)

    for year in (2023, 2024, 2025, 2026):
        look(read_return(DATA / f"return_{year}.xml").header)
        for person in people(f"return_{year}.xml"):
            look(person)
    every = {
        f"{cls.__name__}.{field.name}"
        for cls in (Person, Request, Assessment, NamedPlan, Need)
        for field in fields(cls)
    }
    assert every <= seen
