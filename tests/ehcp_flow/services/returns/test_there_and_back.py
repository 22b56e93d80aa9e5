"""A return that is read in and made again for the same year says the same of everybody: every item of every request."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.services.returns.cases import request_of
from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.export import Posts, export_return
from reports.sen2.model import Assessment, Person, Request
from reports.sen2.reader import read_return
from reports.sen2.writer import write_return
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import Desk, active, agreed, child, header_of, issued, plan
from workflows.refusals import Refusal
from workflows.vocabulary import Event

DATA = Path(__file__).parents[3] / "data" / "sen2"
Y2026 = Collection(2026, date(2026, 1, 15))


def people_of(path: Path) -> list[Person]:
    """Everybody in a return who can be used, without the lines of the file, requests in one order."""
    return [in_order(record.person) for record in read_return(path).records if record.person is not None]


def in_order(person: Person) -> Person:
    requests = sorted((replace(request, line=0) for request in person.requests), key=repr)
    return replace(person, line=0, requests=tuple(requests))


def out(desk: Desk, year: int, name: str = "out.xml") -> Path:
    done = export_return(desk.office, year, desk.folder / name, posts=Posts("Y", "Y", "R"))
    assert not isinstance(done, Refusal), done
    return done.file


def same(one: Iterable[Person], other: Iterable[Person]) -> bool:
    return Counter(map(repr, one)) == Counter(map(repr, other))


# --- returns of every outcome ------------------------------------------------------------------------------------------

RECEIVED, TOLD = date(2025, 1, 6), date(2025, 2, 10)


def assessed(*made: Assessment, **more: Any) -> Request:
    return agreed(RECEIVED, TOLD, *made, **more)


FULL = active(
    review_meeting=date(2025, 9, 8), last_review=date(2025, 10, 3), review_outcome="A", review_draft=date(2025, 10, 6),
    phase_transfer_due=date(2026, 2, 13), phase_transfer_final=date(2025, 11, 3),
)  # fmt: skip

EVERY_OUTCOME = (
    Request(RECEIVED, "2", True, outcome="A"),
    Request(RECEIVED, "3", False, outcome="W"),
    Request(RECEIVED, "4", False, TOLD, "N", mediation=True, tribunal=False),
    Request(RECEIVED, "5", False, TOLD, "N", mediation=False, tribunal=True, assessments=(Assessment("A"),)),
    replace(assessed(issued(date(2025, 6, 30)), mediation=True), outcome="N", active_plan=active()),
    assessed(Assessment("A")),
    assessed(Assessment("W")),
    assessed(Assessment("Y", mediation=False, tribunal=False, other_mediation=False, other_tribunal=False)),
    assessed(exported="830"),
    Request(RECEIVED, "1", False, outcome="A", exported="XXX"),
    assessed(Assessment("N", date(2025, 4, 7), mediation=False, tribunal=False)),
    assessed(Assessment("N", date(2025, 4, 8), mediation=True, tribunal=True, plan=plan(date(2025, 11, 3)))),
    assessed(issued(date(2025, 5, 26)), active_plan=active()),
    assessed(issued(date(2025, 7, 7), week20=True, other_tribunal=True, other_mediation=True), active_plan=FULL),
    assessed(issued(date(2025, 5, 26), plan=plan(date(2025, 12, 1), personal_budget=True, direct_payments="S"))),
    assessed(issued(date(2025, 5, 26), plan=plan(date(2025, 5, 26), cease_date=date(2025, 10, 1), cease_reason="7"))),
    agreed(date(2024, 9, 2), date(2024, 10, 7), issued(date(2025, 2, 3)), active_plan=active()),
    Request(date(2024, 9, 2), "1", False, outcome="H", assessments=(issued(date(2025, 2, 3)),), active_plan=active()),
    Request(date(2024, 9, 2), "1", False, outcome="H", assessments=(Assessment("A"),)),
    Request(outcome="H", assessments=(Assessment("H", plan=plan(date(2019, 5, 20))),), active_plan=FULL),
    Request(
        outcome="H",
        assessments=(Assessment("H", plan=plan(date(2024, 5, 20))),),
        active_plan=active(transfer_la="830", review_meeting=date(2024, 11, 4)),
    ),
    Request(
        outcome="H",
        assessments=(Assessment("H", plan=plan(date(2019, 5, 20), cease_date=date(2025, 8, 31), cease_reason="1")),),
    ),
    Request(date(2024, 9, 2), "1", False, outcome="H"),
)


def test_every_outcome_of_both_modules_comes_back_as_it_was_sent(desk: Desk) -> None:
    people = sent.people([[request] for request in EVERY_OUTCOME])
    done = desk.read_in(*people)
    assert done.set_aside == 0
    assert same(people_of(out(desk, 2026)), map(in_order, people))


def test_several_requests_of_one_child_come_back_under_one_person(desk: Desk) -> None:
    refused = Request(date(2025, 1, 13), "1", False, date(2025, 2, 20), "N", mediation=False, tribunal=False)
    again = agreed(date(2025, 6, 2), date(2025, 7, 7), issued(date(2025, 10, 13)), active_plan=active())
    desk.read_in(child(refused, again))
    assert people_of(out(desk, 2026)) == [in_order(child(refused, again))]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_a_return_written_by_hand_comes_back_with_every_value(desk: Desk, year: int) -> None:
    file = DATA / f"return_{year}.xml"
    assert desk.read_file(file).set_aside == 0
    assert same(people_of(out(desk, year)), people_of(file))


def test_the_header_says_whose_return_it_is_and_when_it_was_made(desk: Desk) -> None:
    desk.read_in(child(EVERY_OUTCOME[0]))
    header = read_return(out(desk, 2026)).header
    assert header == replace(
        header_of(2026), software_code="EHCP Flow", release="0.1.0", serial_no="001", made_at=header.made_at,
        dmo="Y", dco="Y", dsco="R",
    )  # fmt: skip
    assert header.made_at is not None
    assert header.made_at.isoformat() == "2026-02-10T09:30:00"


def test_the_same_moment_makes_the_same_file_to_the_byte(desk: Desk) -> None:
    desk.read_in(*sent.people([[request] for request in EVERY_OUTCOME]))
    assert out(desk, 2026, "one.xml").read_bytes() == out(desk, 2026, "two.xml").read_bytes()


# --- from the ledger alone ---------------------------------------------------------------------------------------------

OF_MODULES_2_AND_3 = ("outcome", "outcome_date", "exported")
"""What the return would say even if no return had ever said it: the codes and days are worked out from the events."""

OTHERWISE = {
    9: "W: by the guide a request of a child who moved away before the decision was given up; the return said A",
    16: "H: by the guide a decision of the year before is historical; the return gave it with its day",
    22: "left out: a request that was decided before the year is in no group",
}


@pytest.mark.parametrize("number", [n for n in range(len(EVERY_OUTCOME)) if n not in OTHERWISE])
def test_codes_and_days_are_those_of_the_return_though_its_details_were_never_kept(desk: Desk, number: int) -> None:
    request = EVERY_OUTCOME[number]
    desk.read_in(child(request))
    entries = [entry for entry in desk.case().entries if entry.event is not Event.DETAILS_RECORDED]
    made = request_of(entries, Y2026)
    assert made is not None
    assert [getattr(made, name) for name in OF_MODULES_2_AND_3] == [
        getattr(request, name) for name in OF_MODULES_2_AND_3
    ]
    told = [(each.outcome, each.outcome_date) for each in request.assessments]
    assert [(each.outcome, each.outcome_date) for each in made.assessments] == told
    assert (made.active_plan is not None) == any(
        each.plan is not None and each.plan.cease_date is None for each in request.assessments
    )


@pytest.mark.parametrize(("number", "code"), [(9, "W"), (16, "H")])
def test_where_the_return_has_its_own_way_of_saying_it_the_ledger_alone_follows_the_guide(
    desk: Desk, number: int, code: str
) -> None:
    desk.read_in(child(EVERY_OUTCOME[number]))
    made = request_of([entry for entry in desk.case().entries if entry.event is not Event.DETAILS_RECORDED], Y2026)
    assert made is not None
    assert made.outcome == code


# --- what does not come back (docs/decisions/0020) -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        Request(date(2024, 9, 2), "1", False, date(2024, 10, 14), "N", mediation=False, tribunal=False),
        agreed(date(2023, 9, 4), date(2023, 10, 9), Assessment("N", date(2024, 1, 8))),
        agreed(date(2023, 9, 4), date(2023, 10, 9), issued(date(2024, 1, 8), plan=plan(date(2024, 1, 8),
               cease_date=date(2024, 12, 31), cease_reason="8"))),
        Request(date(2026, 1, 5), "1", False, outcome="A"),
    ],
    ids=["refused before", "not issued before", "ended before", "asked after"],
)  # fmt: skip
def test_a_request_of_another_year_that_the_return_held_is_in_no_group_and_left_out(
    desk: Desk, request_: Request
) -> None:
    desk.read_in(child(request_, EVERY_OUTCOME[0]))
    (person,) = people_of(out(desk, 2026))
    assert person.requests == (EVERY_OUTCOME[0],)


def test_a_decision_of_january_is_still_to_come_in_the_return(desk: Desk) -> None:
    desk.read_in(child(Request(date(2025, 12, 1), "1", False, date(2026, 1, 12), "N", mediation=False, tribunal=True)))
    (person,) = people_of(out(desk, 2026))
    assert person.requests == (Request(date(2025, 12, 1), "1", False, outcome="A"),)


def test_a_review_and_an_end_after_the_census_day_are_left_to_the_next_return(desk: Desk) -> None:
    ceased = plan(date(2022, 9, 5), cease_date=date(2026, 1, 26), cease_reason="8")
    late = active(review_meeting=date(2025, 12, 8), last_review=date(2026, 1, 19), review_outcome="M")
    desk.read_in(child(Request(outcome="H", assessments=(Assessment("H", plan=ceased),), active_plan=late)))
    (person,) = people_of(out(desk, 2026))
    (request,) = person.requests
    assert request.assessments == (Assessment("H", plan=plan(date(2022, 9, 5))),)
    assert request.active_plan == active(review_meeting=date(2025, 12, 8))


# --- any return --------------------------------------------------------------------------------------------------------


def days(record: Any) -> list[date]:
    """Every day in a record, but those that may lie ahead."""
    if isinstance(record, date):
        return [record]
    if isinstance(record, tuple):
        return [day for each in record for day in days(each)]
    if not is_dataclass(record):
        return []
    names = [field.name for field in fields(record) if field.name not in ("phase_transfer_due", "born")]
    return [day for name in names for day in days(getattr(record, name))]


def is_of(request: Request, year: int) -> bool:
    """Whether a request has a sign of the year, or of a plan that goes on: what a reader of the return alone can see.

    Nothing is asked of the assessment of a child who moved away.
    """
    assessments = () if request.exported is not None else request.assessments
    if len(assessments) > 1:
        return False  # they contradict one another (S07), and which of them is to count nobody can see
    plans = [each.plan for each in assessments if each.plan is not None]
    if any(plan.cease_date is None and plan.cease_reason is None for plan in plans):
        return True
    outcomes = [each.outcome_date for each in assessments if each.outcome_date and each.outcome in ("Y", "N")]
    ends = [plan.cease_date for plan in plans]
    decided = request.outcome_date if request.outcome in ("Y", "N") else None
    if decided is not None and any(day < decided for day in outcomes):
        decided = (
            None  # no decision to assess comes after its own outcome: the import does not use the day, and says so
        )
    decisions = [request.received, decided, *outcomes, *ends]
    return any(day is not None and day.year == year for day in decisions)


_numbers = count(100)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(told=st.lists(st.lists(sent.requests, min_size=1, max_size=2), min_size=1, max_size=8))
def test_whatever_a_return_says_what_comes_back_is_what_it_said(desk: Desk, told: list[list[Request]]) -> None:
    number = next(_numbers)
    fresh = desk.of(f"{number}")
    people = sent.people(told)
    fresh.written(people, "any.xml", 2026, authority=fresh.authority)
    fresh.read_file(fresh.folder / "any.xml")
    held = {person.upn for person in fresh.people()}
    usable = {person.upn: person for person in people_of(fresh.folder / "any.xml") if person.upn in held}
    back = {person.upn: person.requests for person in people_of(out(fresh, 2026))}
    for upn, person in usable.items():
        requests = back.get(upn, ())
        assert not [request for request in requests if request not in person.requests]
        assert not [each for each in person.requests if is_of(each, 2025) and each not in requests]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_made_up_authority_comes_back_as_it_was_up_to_the_census_day(desk: Desk, seed: int) -> None:
    desk = replace(desk, authority=AUTHORITY)
    today = date(2026, 1, 16)
    desk.clock.set_to(today)
    file = desk.folder / "made-up.xml"
    write_return(file, made_up_header(today), made_up_authority(seed, today, 500))
    desk.read_file(file)
    by_key = {_key(person): person for person in people_of(out(desk, 2026))}
    compared = 0
    for person in people_of(file):
        back = by_key.get(_key(person))
        requests = back.requests if back is not None else ()
        for request in person.requests:
            if any(day > Y2026.last for day in days(request)):
                continue  # the made-up authority tells of the first days of January too
            if is_of(request, 2025):
                assert request in requests, (request, requests)
                compared += 1
        if back is not None:
            assert replace(back, requests=()) == replace(person, requests=())
    assert compared > 300


def _key(person: Person) -> tuple[object, ...]:
    return person.surname, person.forename, person.born, person.sex, person.upn, person.uln, person.postcode
