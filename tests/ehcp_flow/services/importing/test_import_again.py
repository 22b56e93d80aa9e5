"""A later return of the same authority adds what is new, says what differs, and undoes nothing that a person has done."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehcp_flow.demo import AUTHORITY, made_up_authority, made_up_header
from ehcp_flow.services.cases import Done, correct, open_case, record
from ehcp_flow.services.figures import figures
from ehcp_flow.services.importing.import_sen2 import import_return
from ehcp_flow.services.people import NewPerson
from reports.periods import year
from reports.sen2.model import Assessment, Request
from reports.sen2.writer import write_return
from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import HERE, Desk, active, agreed, child, issued, line_of, plan, problems_of
from workflows.ledger import effective
from workflows.vocabulary import Event

RECEIVED, TOLD, OUT = date(2024, 9, 2), date(2024, 10, 14), date(2025, 3, 3)
ASSESSING = agreed(RECEIVED, TOLD, Assessment("A"))
ISSUED = replace(agreed(RECEIVED, TOLD, issued(OUT)), active_plan=active())
NOTHING_NEW = (0, 0, 0)


@pytest.fixture
def year_later(desk: Desk) -> Desk:
    """A desk on the day after the return of 2025 was made, which is moved on by `later`."""
    desk.clock.set_to(date(2025, 2, 10))
    return desk


def later(desk: Desk) -> None:
    desk.clock.set_to(date(2026, 2, 10))


def ledger(desk: Desk, number: int = 0) -> list[str]:
    """The ledger of a case, corrections and all, without the details."""
    return [line_of(entry) for entry in desk.cases()[number].entries if entry.event is not Event.DETAILS_RECORDED]


def historical(start: date | None, **more: Any) -> Request:
    """A plan that was decided on before the period."""
    own = {name: more.pop(name) for name in ("cease_date", "cease_reason") if name in more}
    return Request(outcome="H", assessments=(Assessment("H", plan=plan(start, **own)),), active_plan=active(**more))


def test_a_later_return_adds_people_requests_and_what_became_of_what_was_open(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING, upn=sent.upn_of(1)), year=2025, name="2025.xml")
    later(desk)
    again = agreed(date(2025, 9, 1), date(2025, 10, 6), Assessment("A"))
    done = desk.read_in(child(ISSUED, again, upn=sent.upn_of(1)), child(ISSUED, upn=sent.upn_of(2)), name="2026.xml")
    assert (done.new_people, done.new_cases, done.problems) == (1, 2, 0)
    assert ledger(desk) == [
        "2024-09-02 request_received rya=False source=parent",
        "2024-10-14 assessment_agreed",
        "2025-03-03 final_plan_sent",
    ]
    assert [entry.source for entry in desk.cases()[0].entries][-2:] == ["SEN2 2026 2026.xml"] * 2
    assert sorted(case.state for case in desk.cases()) == ["assessing", "plan_in_force", "plan_in_force"]
    assert desk.sound()


def test_a_later_return_adds_reviews_and_the_end_of_a_plan(year_later: Desk) -> None:
    desk = year_later
    first = historical(
        date(2022, 3, 7), review_meeting=date(2024, 3, 4), last_review=date(2024, 3, 25), review_outcome="M"
    )
    desk.read_in(child(first), year=2025, name="2025.xml")
    later(desk)
    ended = historical(
        date(2022, 3, 7), review_meeting=date(2025, 3, 3), last_review=date(2025, 3, 24), review_outcome="C",
        cease_date=date(2025, 7, 31), cease_reason="2",
    )  # fmt: skip
    done = desk.read_in(child(ended), name="2026.xml")
    assert (done.new_people, done.new_cases, done.problems) == (0, 0, 0)
    assert ledger(desk) == [
        "2022-03-07 plan_made",
        "2024-03-04 review_met",
        "2024-03-25 review_decided outcome=maintain",
        "2025-03-03 review_met",
        "2025-03-24 review_decided outcome=cease",
        "2025-07-31 plan_ceased reason=needs_met",
    ]
    assert desk.case().state == "plan_ceased"


def test_a_plan_issued_in_one_return_and_historical_in_the_next_is_one_case(year_later: Desk) -> None:
    desk = year_later
    issued_then = agreed(date(2024, 1, 8), date(2024, 2, 12), issued(date(2024, 5, 27)))
    desk.read_in(child(replace(issued_then, active_plan=active())), year=2025, name="2025.xml")
    later(desk)
    done = desk.read_in(child(historical(date(2024, 5, 27))), name="2026.xml")
    assert (done.new_people, done.new_cases) == (0, 0)
    assert ledger(desk)[-1] == "2024-05-27 final_plan_sent"
    amended = historical(date(2025, 6, 2), review_meeting=date(2025, 4, 7))
    assert desk.read_in(child(amended), name="amended.xml").new_cases == 0
    assert sorted(ledger(desk))[-2:] == ["2025-04-07 review_met", "2025-06-02 plan_amended cause=not_stated"]


def test_what_was_known_only_to_have_happened_is_dated_when_a_return_gives_the_day(year_later: Desk) -> None:
    desk = year_later
    undated = replace(ASSESSING, outcome_date=None)
    desk.read_in(child(undated), year=2025, name="2025.xml")
    assert ledger(desk)[-1].startswith("by 2024-12-31 assessment_agreed")
    later(desk)
    done = desk.read_in(child(ASSESSING), name="2026.xml")
    assert done.problems == 0
    correction = next(entry for entry in desk.case().entries if entry.event is Event.CORRECTION)
    assert (correction.corrects, correction.facts["right_date"]) == (2, "2024-10-14")
    assert [line_of(entry) for entry in effective(desk.case().entries)][1] == "2024-10-14 assessment_agreed"
    again = desk.read_in(child(ASSESSING), name="again.xml")
    assert (again.new_people, again.new_cases, again.new_entries) == NOTHING_NEW


def test_a_day_that_differs_is_listed_and_the_one_held_is_kept(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING), year=2025, name="2025.xml")
    later(desk)
    done = desk.read_in(child(replace(ISSUED, outcome_date=date(2024, 10, 21))), name="2026.xml")
    (told,) = problems_of(done.problems_file)
    assert (told["field"], told["value"], told["effect"]) == ("assessment_agreed", "2024-10-21", "value left out")
    assert f"{desk.case().reference} holds 2024-10-14" in told["what is wrong"]
    assert ledger(desk)[1:] == ["2024-10-14 assessment_agreed", "2025-03-03 final_plan_sent"]


def test_a_request_whose_day_of_receipt_changed_is_known_by_its_decision(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING), year=2025, name="2025.xml")
    later(desk)
    done = desk.read_in(child(replace(ISSUED, received=date(2024, 9, 3))), name="2026.xml")
    assert (done.new_cases, done.by_rule) == (0, {"ledger": 1})
    assert ledger(desk)[0] == "2024-09-02 request_received rya=False source=parent"
    assert ledger(desk)[-1] == "2025-03-03 final_plan_sent"


def test_what_an_officer_has_put_right_stays(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING), year=2025, name="2025.xml")
    reference = desk.case().reference
    for number, day in ((1, date(2024, 9, 4)), (2, date(2024, 10, 15))):
        assert isinstance(correct(desk.office, reference, number, "the letter says so", right_date=day), Done)
    later(desk)
    done = desk.read_in(child(ISSUED), name="2026.xml")
    assert (done.new_people, done.new_cases, done.problems) == (0, 0, 0)
    assert [line.split()[1] for line in ledger(desk)] == [
        "request_received", "assessment_agreed", "correction", "correction", "final_plan_sent",
    ]  # fmt: skip
    counted = figures(desk.office, year(2025))["kp8b"]["all_plans"]["including"]
    assert (counted["numerator"], counted["denominator"]) == (0, 1)  # 180 days from the day that was put right
    assert desk.sound()


def test_what_an_officer_says_never_happened_does_not_come_back(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING), year=2025, name="2025.xml")
    done = correct(desk.office, desk.case().reference, 2, "another child", never_happened=True)
    assert isinstance(done, Done)
    later(desk)
    again = desk.read_in(child(ASSESSING), name="2026.xml")
    assert (again.new_people, again.new_cases, again.new_entries) == NOTHING_NEW
    assert desk.case().state == "requested"


def test_what_officers_record_between_two_returns_is_not_recorded_twice(year_later: Desk) -> None:
    desk = year_later
    desk.read_in(child(ASSESSING), year=2025, name="2025.xml")
    later(desk)
    reference = desk.case().reference
    assert isinstance(record(desk.office, reference, Event.DRAFT_SENT, date(2025, 2, 3), {}), Done)
    assert isinstance(record(desk.office, reference, Event.FINAL_PLAN_SENT, OUT, {}), Done)
    done = desk.read_in(child(ISSUED), name="2026.xml")
    assert (done.new_cases, done.problems) == (0, 0)
    assert [line.split()[1] for line in ledger(desk)].count("final_plan_sent") == 1


def test_a_person_registered_by_an_officer_is_known_again_in_the_return(year_later: Desk) -> None:
    desk = year_later.of(HERE)
    for new in (
        NewPerson("Ada Marrow", date(2012, 5, 11), upn=sent.upn_of(1)),
        NewPerson("Bo Fennel", date(2012, 5, 11), nhs_number="9434765919"),
    ):
        assert isinstance(open_case(desk.office, new, RECEIVED, "parent"), Done)
    later(desk)
    done = desk.read_in(
        child(ASSESSING, upn=sent.upn_of(1)), child(ASSESSING, upn=None, surname="Fennel", forename="Bo")
    )
    assert (done.new_people, done.new_cases) == (0, 0)
    assert [person.sex for person in desk.people()] == ["F", "F"]


def test_children_of_one_name_and_birth_date_without_a_number_stay_two(desk: Desk) -> None:
    twins = (child(ISSUED, upn=None), child(ASSESSING, upn=None))
    first = desk.read_in(*twins)
    assert (first.new_people, first.new_cases) == (2, 2)
    again = desk.read_in(*twins, child(ISSUED, upn=sent.upn_of(9), surname="Fennel"), name="again.xml")
    assert (again.new_people, again.new_cases) == (1, 1)
    assert len({case.person_id for case in desk.cases()}) == 3


def test_a_namesake_who_appears_in_a_later_return_is_a_new_person(desk: Desk) -> None:
    desk.read_in(child(ISSUED, upn=None))
    done = desk.read_in(child(ISSUED, upn=None), child(ASSESSING, upn=None), name="later.xml")
    assert (done.new_people, done.new_cases) == (1, 1)
    assert len({case.person_id for case in desk.cases()}) == 2


def test_twins_with_other_forenames_are_two_and_so_are_they_with_numbers_that_come_later(desk: Desk) -> None:
    desk.read_in(child(ISSUED, upn=None), child(ISSUED, upn=None, forename="Bo"))
    numbered = (child(ISSUED, upn=sent.upn_of(1)), child(ISSUED, upn=sent.upn_of(2), forename="Bo"))
    done = desk.read_in(*numbered, name="later.xml")
    assert (done.new_people, done.new_cases, done.new_entries) == NOTHING_NEW
    assert [(person.forename, person.upn) for person in desk.people()] == [
        ("Ada", sent.upn_of(1)),
        ("Bo", sent.upn_of(2)),
    ]
    assert desk.read_in(*numbered, name="again.xml").new_people == 0


def test_namesakes_whose_numbers_come_later_are_not_made_one(desk: Desk) -> None:
    desk.read_in(child(ISSUED, upn=None), child(ISSUED, upn=None))
    done = desk.read_in(child(ISSUED, upn=sent.upn_of(1)), child(ISSUED, upn=sent.upn_of(2)), name="later.xml")
    assert (done.new_people, done.new_cases) == (0, 0)
    assert {person.upn for person in desk.people()} == {sent.upn_of(1), sent.upn_of(2)}


def test_what_a_later_return_leaves_out_of_a_person_is_kept_and_what_it_says_is_taken(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    desk.read_in(replace(child(ISSUED), postcode=None, surname="Marrow-Fennel", ethnicity="WIRI"), name="later.xml")
    (person,) = desk.people()
    assert (person.surname, person.postcode, person.ethnicity) == ("Marrow-Fennel", "ZZ0 9ZZ", "WIRI")


def test_figures_as_known_before_a_later_return_are_the_earlier_ones(year_later: Desk) -> None:
    desk = year_later
    people = [child(ASSESSING if number % 2 else ISSUED_EARLY, upn=sent.upn_of(number)) for number in range(6)]
    desk.read_in(*people, year=2025, name="2025.xml")
    known_then = desk.clock.now()
    before = figures(desk.office, year(2024), as_at=date(2025, 2, 10))
    later(desk)
    changed = [child(ISSUED, upn=sent.upn_of(1)), child(ISSUED_EARLY, upn=sent.upn_of(7))]
    desk.read_in(*changed, name="2026.xml")
    assert figures(desk.office, year(2024))["kp8a"]["issued"] == before["kp8a"]["issued"] + 1
    then = figures(desk.office, year(2024), as_at=date(2025, 2, 10), known_at=known_then)
    assert then | {"known_at": None} == before
    at_once_after = figures(desk.office, year(2024), known_at=known_then - timedelta(seconds=1))
    assert at_once_after["kp8a"]["total"] == 0


ISSUED_EARLY = agreed(date(2024, 1, 8), date(2024, 2, 12), issued(date(2024, 5, 27)))


def test_a_made_up_authority_a_year_on_is_sound_and_comes_to_rest(desk: Desk) -> None:
    desk = replace(desk, authority=AUTHORITY)
    for number, today in enumerate((date(2025, 11, 24), date(2026, 11, 23))):
        desk.clock.set_to(today)
        path = desk.folder / f"{number}.xml"
        write_return(path, made_up_header(today), made_up_authority(4, today, 200))
        desk.read_file(path)
        assert desk.sound()
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again = desk.read_file(path)
    assert not again.already
    assert (again.new_people, again.new_cases, again.new_entries) == NOTHING_NEW


_codes = count(100)
_told = st.lists(st.lists(sent.requests, min_size=1, max_size=2), min_size=1, max_size=5)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(first=_told, second=_told)
def test_any_return_after_any_other_leaves_a_sound_database_and_adds_nothing_a_second_time(
    desk: Desk, first: list[list[Request]], second: list[list[Request]]
) -> None:
    desk = desk.of(str(next(_codes)))
    desk.read_in(*sent.people(first), name="first.xml", year=2025)
    desk.read_in(*sent.people(second), name="second.xml")
    assert desk.sound()
    again = desk.read_in(*sent.people(second), name="third.xml")
    assert (again.new_people, again.new_cases, again.new_entries) == NOTHING_NEW


@pytest.mark.parametrize("names", [("one.xml", "one.xml"), ("one.xml", "two.xml")], ids=["one file", "two files"])
def test_two_imports_at_once_register_nobody_twice(desk: Desk, names: tuple[str, str]) -> None:
    desk = desk.of(HERE)
    people = [child(ASSESSING, upn=None, surname=f"Marrow {n}") for n in "abc"]
    paths = [
        desk.written(people, name, made_at=datetime(2026, 2, 3, hour))  # noqa: DTZ001 - the return has no zone
        for hour, name in zip((9, 9 + len(set(names)) - 1), names, strict=True)
    ]
    together = threading.Barrier(2)

    def act(path: Path) -> object:
        together.wait(timeout=10)
        return import_return(desk.installation, path, authority=HERE)

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(act, paths))
    assert sorted(getattr(each, "new_people", None) for each in done) == [0, 3]  # type: ignore[type-var]
    assert (len(desk.contents()["person"]), len(desk.cases())) == (3, 3)


def test_a_flag_that_a_corrected_return_no_longer_sets_is_listed_and_kept(desk: Desk) -> None:
    received, agreed_on, sent_on = date(2025, 1, 6), date(2025, 2, 10), date(2025, 9, 1)
    desk.read_in(child(agreed(received, agreed_on, issued(sent_on, week20=True))), name="first.xml")
    done = desk.read_in(child(agreed(received, agreed_on, issued(sent_on, week20=False))), name="corrected.xml")
    told = [row for row in problems_of(done.problems_file) if row["rule"] == "ledger"]
    assert [row["field"] for row in told] == ["exception_recorded"]
    assert "--never-happened" in told[0]["what to do"]
    assert figures(desk.office, year(2025))["kp8b"]["all_plans"]["excluding"]["denominator"] == 0


def test_the_next_years_ordinary_record_of_a_case_that_is_held_adds_its_review_and_nothing_else(desk: Desk) -> None:
    received, start = date(2023, 3, 1), date(2023, 9, 1)
    earlier = child(agreed(received, date(2023, 4, 3), issued(start, plan=plan(start))))
    desk.read_in(earlier, year=2024, name="2024.xml")
    held = Assessment(outcome="H", plan=plan(start))
    reviewed = active(review_meeting=date(2025, 5, 1), review_outcome="M", last_review=date(2025, 5, 20))
    done = desk.read_in(
        child(Request(received, outcome="H", assessments=(held,), active_plan=reviewed)), name="2026.xml"
    )
    assert (done.set_aside, done.new_cases) == (0, 0)
    assert [line.split(" ")[1] for line in ledger(desk)][-2:] == ["review_met", "review_decided"]


def test_a_return_tells_of_no_day_that_has_not_come(desk: Desk) -> None:
    desk.clock.set_to(date(2025, 6, 2))
    assert desk.read_in(child(ISSUED), year=2026).tells_to == date(2025, 6, 2)
