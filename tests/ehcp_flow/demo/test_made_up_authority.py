"""Madeupshire is the same for the same seed, plausible, of the case mix in its table, and has only the stated slips."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest

from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.demo.case_mix import Draw, case_mix
from ehcp_flow.demo.dice import age
from ehcp_flow.demo.identity import check_letter, uln
from reports.sen2.model import Assessment, Person, Request
from reports.sen2.reader import read_return
from reports.sen2.writer import write_return
from tests.ehcp_flow.demo.return_rules import broken_rules, dates

TODAY = date(2026, 11, 23)
SEED = 1


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return list(made_up_authority(SEED, TODAY))


def assessed(people: Iterable[Person]) -> Iterator[tuple[Request, Assessment]]:
    for person in people:
        for request in person.requests:
            for assessment in request.assessments:
                yield request, assessment


def kp8b(people: Iterable[Person], year: int) -> tuple[float, float, int]:
    """KP8b with and without exceptions, in per cent, on the published basis, and the plans counted."""
    weeks: list[tuple[bool, bool]] = []
    for request, made in assessed(people):
        disputes = (request.mediation, request.tribunal, made.mediation, made.tribunal)
        if made.outcome != "Y" or not made.outcome_date or made.outcome_date.year != year or request.received is None:
            continue
        if not any((*disputes, made.other_mediation, made.other_tribunal)):
            weeks.append((made.outcome_date - request.received <= timedelta(140), bool(made.week20)))
    plain = [on_time for on_time, excepted in weeks if not excepted]
    return (
        100 * sum(on_time for on_time, _ in weeks) / len(weeks),
        100 * sum(plain) / len(plain),
        len(weeks),
    )


def test_the_same_seed_and_day_give_the_same_records(people: list[Person]) -> None:
    assert repr(list(made_up_authority(SEED, TODAY))) == repr(people)


def test_another_seed_gives_other_records(people: list[Person]) -> None:
    assert list(islice(made_up_authority(SEED + 1, TODAY), 50)) != people[:50]


@pytest.mark.parametrize("size", [0, 1, 7, 250, 5000])
def test_as_many_people_come_as_were_asked_for(size: int) -> None:
    assert sum(1 for _ in made_up_authority(3, TODAY, people=size)) == size


def test_more_people_than_there_are_numbers_for_are_refused() -> None:
    with pytest.raises(ValueError, match="people must be between"):
        next(made_up_authority(1, TODAY, people=1_000_001))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("today", [TODAY, date(2026, 1, 1), date(2026, 1, 3), date(2024, 2, 29), date(2028, 12, 31)])
def test_no_date_lies_after_today(seed: int, today: date) -> None:
    for person in made_up_authority(seed, today, people=1500):
        assert person.born <= today
        assert max(dates(person), default=today) <= today


@pytest.mark.parametrize("today", [TODAY, date(2025, 1, 2), date(2029, 6, 30)])
def test_records_keep_every_rule_but_for_the_stated_slips(today: date) -> None:
    broken = [rules for person in made_up_authority(5, today) if (rules := broken_rules(person, today))]
    assert len(broken) == 25  # half a per cent of 5,000
    seen = Counter(rule for rules in broken for rule in rules)
    assert {"S02", "S03", "S06", "S12", "S13", "S18", "S22"} <= set(seen)


@pytest.mark.parametrize("today", [TODAY, date(2026, 1, 3)])
def test_the_reader_reports_the_slips_and_nothing_else(today: date, tmp_path: Path) -> None:
    write_return(tmp_path / "made-up.xml", made_up_header(today), made_up_authority(SEED, today))
    reported = [record for record in read_return(tmp_path / "made-up.xml").records if record.problems]
    assert len(reported) == 25
    assert 25 <= sum(len(record.problems) for record in reported) <= 40
    assert {problem.rule for record in reported for problem in record.problems}.isdisjoint({"S15", "S19"})


def test_four_people_cannot_be_used(people: list[Person]) -> None:
    backwards = [person for person in people if goes_backwards(person)]
    assert len(backwards) == 4


def goes_backwards(person: Person) -> bool:
    """A date before the one that it must follow: the record cannot be put in order."""
    for request in person.requests:
        if any(day < person.born for day in dates(person)):
            return True
        if request.received and request.outcome_date and request.outcome_date < request.received:
            return True
        for made in request.assessments:
            if request.received and made.outcome_date and made.outcome_date < request.received:
                return True
            plan = made.plan
            if plan and plan.cease_date and plan.start_date and plan.cease_date < plan.start_date:
                return True
    return False


@pytest.mark.parametrize(
    "year, including, excluding",
    [
        (2021, 42.5, 39.9),
        (2022, 25.3, 28.2),
        (2023, 22.6, 26.8),
        (2024, 14.0, 16.4),
        (2025, 25.0, 26.5),
        (2026, 40.0, 41.6),
    ],
)
def test_twenty_week_figures_are_near_the_published_lines(
    people: list[Person], year: int, including: float, excluding: float
) -> None:
    with_exceptions, without, counted = kp8b(people, year)
    assert with_exceptions == pytest.approx(including, abs=0.6)
    assert without == pytest.approx(excluding, abs=0.6)
    part = 326 / 365 if year == TODAY.year else 1
    assert counted == pytest.approx(case_mix().year(year).plans_counted * part, abs=4)


def test_exceptions_are_found_on_plans_that_were_on_time_too(people: list[Person]) -> None:
    on_time = [
        made.week20
        for request, made in assessed(people)
        if made.outcome == "Y" and made.outcome_date and request.received
        and made.outcome_date - request.received <= timedelta(140)
    ]  # fmt: skip
    assert sum(map(bool, on_time)) >= 20


def test_refusals_and_six_week_decisions_are_near_the_table(people: list[Person]) -> None:
    refused, decided, in_time = Counter[int](), Counter[int](), Counter[int]()
    for person in people:
        for request in person.requests:
            if request.received and request.outcome_date:
                year = request.outcome_date.year
                decided[year] += 1
                refused[year] += request.outcome == "N"
                in_time[year] += request.outcome_date - request.received <= timedelta(42)
    for row in case_mix().years[:-1]:
        # Refusals of those who ask again fall in the years before, so the early years have more of them than dealt.
        assert refused[row.year] == pytest.approx(row.refused, abs=65)
        assert 100 * in_time[row.year] / decided[row.year] == pytest.approx(row.six_weeks_pc, abs=7)
    full_years = [row.year for row in case_mix().years[:-1]]
    assert sum(refused[year] for year in full_years) == pytest.approx(
        sum(row.refused for row in case_mix().years[:-1]), rel=0.1
    )


def test_people_needs_and_sources_follow_the_table(people: list[Person]) -> None:
    active = [request.active_plan for person in people for request in person.requests if request.active_plan]
    close(Counter(person.sex for person in people), case_mix().draw["sex"])
    close(Counter(plan.needs[0].type for plan in active), case_mix().draw["need"])
    close(
        Counter(request.source for person in people for request in person.requests if request.source),
        case_mix().draw["request_source"],
    )


def close(seen: Counter[str | None] | Counter[str], table: Draw) -> None:
    for code, share in table.shares.items():
        assert seen[code] / seen.total() == pytest.approx(share, abs=0.03), code


def test_cases_are_open_at_every_stage_and_some_are_overdue(people: list[Person]) -> None:
    waiting = [r.received for p in people for r in p.requests if r.outcome == "A" and r.received and not r.exported]
    assessing = [r.received for r, made in assessed(people) if made.outcome == "A" and r.received]
    agreed = [
        r.received for r, made in assessed(people) if made.outcome == "Y" and not made.outcome_date and r.received
    ]
    for received, limit in ((waiting, 42), (assessing, 140), (agreed, 140)):
        overdue = sum(TODAY - day > timedelta(limit) for day in received)
        assert 10 <= overdue < len(received)


def test_every_kind_of_story_is_told(people: list[Person]) -> None:
    requests = [request for person in people for request in person.requests]
    plans = [made.plan for _, made in assessed(people) if made.plan]
    active = [request.active_plan for request in requests if request.active_plan]
    places = [place for plan in active for place in plan.placements]
    assert any(r.outcome == "N" and r.tribunal and r.assessments for r in requests)
    assert any(r.outcome == "N" and r.mediation and r.assessments for r in requests)
    assert any(made.outcome == "N" and made.tribunal and made.plan for _, made in assessed(people))
    assert any(made.other_tribunal for _, made in assessed(people))
    assert any(made.other_mediation for _, made in assessed(people))
    assert any(made.outcome == "Y" and made.mediation for _, made in assessed(people))
    assert any(made.outcome == "W" for _, made in assessed(people))
    assert {"Y", "N", "A", "W", "H"} == {request.outcome for request in requests}
    assert any(request.exported for request in requests)
    assert any(plan.transfer_la for plan in active)
    assert any(plan.personal_budget and plan.direct_payments for plan in plans)
    assert any(plan.residential for plan in plans)
    assert any(len(plan.places) == 2 for plan in plans)
    assert {plan.cease_reason for plan in plans} >= {"1", "2", "3", "4", "5", "6", "7", "8", "9"}
    assert any(place.leaving_date for place in places)
    assert any(place.work_based for place in places)
    assert any(place.sen_unit for place in places)
    assert any(place.resourced_provision for place in places)
    assert {place.setting for place in places} >= {"OLA", "OPA", "EHE", "EYP", "NEET", "NIEC", "NIEO"}
    assert any(plan.phase_transfer_due and not plan.phase_transfer_final for plan in active)
    assert any(plan.phase_transfer_final for plan in active)


def test_reviews_are_held_in_time_late_and_never(people: list[Person]) -> None:
    year = timedelta(365)
    meetings = [
        request.active_plan.review_meeting
        for request, made in assessed(people)
        if request.active_plan and made.outcome == "Y" and made.outcome_date and made.outcome_date + year < TODAY
    ]
    in_time = sum(meeting is not None and TODAY - meeting <= year for meeting in meetings)
    never = meetings.count(None)
    assert in_time / len(meetings) == pytest.approx(0.62, abs=0.05)
    assert 0.1 < never / len(meetings) < 0.3


def test_a_refused_child_may_have_a_later_request(people: list[Person]) -> None:
    again = [person.requests for person in people if len(person.requests) == 2]
    assert len(again) > 200
    for first, second in again:
        assert first.outcome == "N"
        assert not first.assessments
        if first.outcome_date and second.received and not goes_backwards_pair(first, second):
            assert first.outcome_date <= second.received


def goes_backwards_pair(first: Request, second: Request) -> bool:
    """One of the deliberate slips: the first request itself is out of order."""
    return bool(first.received and second.received and first.received > second.received)


def test_twins_and_namesakes_are_different_people(people: list[Person]) -> None:
    twins = [(a, b) for a, b in pairwise(people) if (a.surname, a.born, a.postcode) == (b.surname, b.born, b.postcode)]
    assert len(twins) >= 20
    assert all(a.forename != b.forename for a, b in twins)
    names = Counter((person.surname, person.forename, person.born) for person in people)
    assert any(count == 2 for count in names.values())


def test_numbers_are_well_formed_different_and_nobodys(people: list[Person]) -> None:
    upns = [person.upn for person in people if person.upn]
    wrong = [number for number in upns if check_letter(number[1:]) != number[0]]
    assert len(set(upns)) == len(upns)
    assert len(wrong) <= 4  # a deliberate slip
    assert all(number[1:4] == AUTHORITY and len(number) == 13 for number in upns)
    assert all(person.postcode and person.postcode[:2] == "ZZ" and person.postcode[3] == " " for person in people)


def test_the_check_letter_is_the_one_of_the_published_rule() -> None:
    # 2*9 + 3*9 + 4*7 + 5*2 + 13*1 = 96, 96 modulo 23 = 4, the fifth letter.
    assert check_letter("997200000001") == "E"


def test_a_learner_number_weighted_leaves_ten_of_eleven() -> None:
    for number in range(200):
        digits = uln(number)
        assert len(digits) == 10
        assert sum(weight * int(digit) for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 10


def test_nobody_with_an_open_plan_is_too_old_or_too_young(people: list[Person]) -> None:
    ages = [age(person.born, TODAY) for person in people if any(request.active_plan for request in person.requests)]
    assert min(ages) >= 1
    assert max(ages) <= 25


def test_the_header_names_the_newest_census_that_has_come() -> None:
    header = made_up_header(TODAY)
    assert (header.authority, header.year, header.reference_date) == ("997", 2026, date(2026, 1, 15))
    assert made_up_header(date(2025, 1, 10)).reference_date == date(2024, 1, 18)
    assert header.made_at is not None
    assert header.made_at.date() == TODAY
