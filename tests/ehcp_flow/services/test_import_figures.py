"""The figures of an imported return are those counted straight from the file, and those that an analyst counts by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.services.figures import behind, figures
from reports.kpi import FIGURE_IDS, cases_behind, kpi
from reports.periods import Period, year
from reports.rows import AssessmentRow, count_outcomes
from reports.sen2.model import Person, Request
from reports.sen2.rows import assessment_rows
from reports.sen2.writer import write_return
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import Desk, active, agreed, child, issued, plan

RECEIVED = date(2025, 1, 6)


def both_ways(desk: Desk, period: Period) -> list[dict[str, Any]]:
    """The figures from the index and from the ledgers, which is how they are made for any earlier knowledge."""
    today = desk.clock.today()
    from_ledgers = figures(desk.office, period, known_at=desk.clock.now() + timedelta(seconds=1))
    return [figures(desk.office, period), from_ledgers | {"known_at": None}, figures(desk.office, period, as_at=today)]


def straight_from(people: Iterable[Person]) -> list[AssessmentRow]:
    return [row for number, person in enumerate(people) for row in assessment_rows(person, f"{number:05}")]


def assert_the_same(desk: Desk, rows: list[AssessmentRow], *years: int) -> None:
    for number in years:
        period = year(number)
        expected = kpi(count_outcomes(rows, period), period, desk.clock.today())
        for found in both_ways(desk, period):
            assert found == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_made_up_authority_has_the_figures_counted_straight_from_its_file(desk: Desk, seed: int) -> None:
    desk = replace(desk, authority=AUTHORITY)
    today = date(2026, 11, 23)
    desk.clock.set_to(today)
    people = list(made_up_authority(seed, today, 600))
    path = desk.folder / "made-up.xml"
    write_return(path, made_up_header(today), people)
    done = desk.read_file(path)
    assert (done.people + done.set_aside, done.new_people) == (600, done.people)
    assert done.set_aside == 0
    rows = straight_from(people)
    assert_the_same(desk, rows, *range(2020, 2027))
    for figure in FIGURE_IDS:
        there = [(case.kind, case.decided_on, case.days) for case in behind(desk.office, figure, year(2025))]
        counted = [(case.kind, case.decided_on, case.days) for case in cases_behind(rows, figure, year(2025))]
        assert sorted(there, key=repr) == sorted(counted, key=repr)


_codes = count(100)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(told=st.lists(st.lists(sent.requests, min_size=1, max_size=2), min_size=1, max_size=12))
def test_whatever_a_return_says_its_figures_are_those_of_the_records_that_could_be_used(
    desk: Desk, told: list[list[Request]]
) -> None:
    desk = desk.of(str(next(_codes)))
    people = sent.people(told)
    done = desk.read_in(*people)
    used = {person.upn for person in desk.people()}
    kept = [person for person in people if person.upn in used]
    assert (done.people, done.set_aside) == (len(kept), len(people) - len(kept))
    assert done.new_entries == sum(len(case.entries) for case in desk.cases())
    assert_the_same(desk, straight_from(kept), 2023, 2024, 2025)
    assert desk.sound()
    again = desk.read_in(*people, name="again.xml")
    assert (again.new_people, again.new_cases, again.new_entries) == (0, 0, 0)
