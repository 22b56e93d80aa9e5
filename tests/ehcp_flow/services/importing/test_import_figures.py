"""The figures of an imported return are those counted straight from the file, and those that an analyst counts by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.services.figures import behind, figures
from reports.kpi import FIGURE_IDS, cases_behind, kpi
from reports.periods import Period, year
from reports.rows.assessments import AssessmentRow, count_outcomes
from reports.sen2.model import Assessment, Person, Request
from reports.sen2.rows import assessment_rows
from reports.sen2.writer import write_return
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk, active, agreed, child, issued, line_of, plan


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


# Received on Monday 6 January 2025, 20 weeks end on Monday 26 May 2025: 140 days.
RECEIVED, TOLD, ON_TIME, LATE = date(2025, 1, 6), date(2025, 2, 10), date(2025, 5, 26), date(2025, 5, 27)


def assessed(*made: Assessment, **more: Any) -> Request:
    return agreed(RECEIVED, TOLD, *made, **more)


BY_HAND = (
    assessed(issued(ON_TIME)),
    assessed(issued(LATE)),
    assessed(issued(ON_TIME, week20=True)),
    assessed(issued(date(2025, 7, 7), week20=True)),
    assessed(issued(ON_TIME, other_tribunal=True)),
    assessed(issued(ON_TIME), mediation=True),
    # Refused, and issued after an appeal on day 175.
    replace(assessed(issued(date(2025, 6, 30)), tribunal=True), outcome="N"),
    # Not issued; the second was reversed and keeps its outcome and its day.
    assessed(Assessment("N", date(2025, 4, 7), mediation=False, tribunal=False)),
    assessed(Assessment("N", date(2025, 4, 8), mediation=False, tribunal=True, plan=plan(date(2025, 11, 3)))),
    # None of these is an assessment completed in 2025.
    assessed(Assessment("A")),
    assessed(Assessment("W")),
    assessed(Assessment("Y")),
    assessed(exported="830"),
    agreed(date(2024, 1, 8), date(2024, 2, 12), issued(date(2024, 5, 27))),
    Request(RECEIVED, "1", False, TOLD, "N", mediation=False, tribunal=False),
    Request(RECEIVED, "1", False, outcome="A"),
    Request(RECEIVED, "1", False, outcome="W"),
    Request(outcome="H", assessments=(Assessment("H", plan=plan(date(2025, 5, 19))),)),
    Request(
        outcome="H", assessments=(Assessment("H", plan=plan(date(2025, 5, 19))),), active_plan=active(transfer_la="830")
    ),
)


def share(numerator: int, denominator: int, percent: str | None) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent}


def test_a_small_return_has_the_figures_that_an_analyst_counts_by_hand(desk: Desk) -> None:
    # One child was refused and asked again: that plan, of 16 June, is 133 days after its own request.
    refused = Request(date(2024, 9, 2), "1", False, date(2024, 10, 14), "N", mediation=False, tribunal=False)
    again = agreed(date(2025, 2, 3), date(2025, 3, 3), issued(date(2025, 6, 16)))
    people = [*sent.people([[request] for request in BY_HAND]), child(refused, again, upn=sent.upn_of(99))]

    done = desk.read_in(*people)

    assert (done.people, done.requests, done.set_aside) == (20, 21, 0)
    for found in both_ways(desk, year(2025)):
        assert found["kp8a"] == {"total": 10, "issued": 8, "not_issued": 2}
        assert found["kp8b"] == {
            "all_plans": {"including": share(5, 8, "62.5"), "excluding": share(4, 6, "66.7")},
            "published": {"including": share(3, 5, "60.0"), "excluding": share(2, 3, "66.7")},
        }
        by_month = {month["month"]: month for month in found["months"]}
        totals = {name: (month["kp8a"]["issued"], month["kp8a"]["not_issued"]) for name, month in by_month.items()}
        assert {name: counts for name, counts in totals.items() if counts != (0, 0)} == {
            "2025-04": (0, 2),
            "2025-05": (5, 0),
            "2025-06": (2, 0),
            "2025-07": (1, 0),
        }
        assert by_month["2025-05"]["kp8b"] == {
            "all_plans": {"including": share(4, 5, "80.0"), "excluding": share(3, 4, "75.0")},
            "published": {"including": share(2, 3, "66.7"), "excluding": share(1, 2, "50.0")},
        }
        assert by_month["2025-06"]["kp8b"]["published"]["including"] == share(1, 1, "100.0")
        assert by_month["2025-01"]["kp8b"]["all_plans"]["excluding"] == share(0, 0, None)
    assert_the_same(desk, straight_from(people), 2024, 2025)


def test_the_cases_behind_a_figure_can_be_opened(desk: Desk) -> None:
    desk.read_in(*sent.people([[request] for request in BY_HAND]))
    late = [case for case in behind(desk.office, "kp8b.published.excluding", year(2025)) if case.mark == "late"]
    assert [(case.decided_on, case.days) for case in late] == [(LATE, 141)]
    with desk.database.reading() as connection:
        stored = UnitOfWork(connection).cases.load(HERE, late[0].case)
    assert stored is not None
    assert [line_of(entry) for entry in stored.entries][-2] == "2025-05-27 final_plan_sent"


def test_figures_of_an_earlier_day_leave_out_what_had_not_happened(desk: Desk) -> None:
    desk.read_in(*sent.people([[request] for request in BY_HAND]))
    found = figures(desk.office, year(2025), as_at=ON_TIME)
    assert found["kp8a"] == {"total": 6, "issued": 4, "not_issued": 2}
    assert found["as_at"] == "2025-05-26"


def test_figures_as_they_were_known_before_the_return_was_read_in_are_empty(desk: Desk) -> None:
    desk.read_in(*sent.people([[request] for request in BY_HAND]))
    found = figures(desk.office, year(2025), known_at=desk.clock.now() - timedelta(seconds=1))
    assert found["kp8a"]["total"] == 0


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


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
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
