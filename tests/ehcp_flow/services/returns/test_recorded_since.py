"""What is recorded after a return was read in goes into the next one made, and what an officer put right stays right."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services import cases
from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.people import returned
from reports.sen2.model import Assessment, Need, Place, Request
from reports.sen2.writer import write_return
from tests.ehcp_flow.services.at_work import Desk, active, agreed, child, header_of, issued, plan
from tests.ehcp_flow.services.returns.test_recorded_cases import out
from workflows.refusals import Refusal
from workflows.vocabulary import Event

ISSUED = agreed(date(2025, 1, 6), date(2025, 2, 10), issued(date(2025, 5, 26)), active_plan=active())


def request_of(desk: Desk, year: int = 2026) -> Request:
    (found,) = out(desk, year)
    assert found.person is not None
    (request,) = found.person.requests
    return request


def record(desk: Desk, event: Event, on: date, **facts: Any) -> None:
    done = cases.record(desk.office, desk.case().reference, event, on, facts)
    assert not isinstance(done, Refusal), done


def correct(desk: Desk, event: Event, **more: Any) -> None:
    number = next(entry.number for entry in desk.case().entries if entry.event is event)
    done = cases.correct(desk.office, desk.case().reference, number, "Typed wrongly", confirmed=True, **more)
    assert not isinstance(done, Refusal), done


def test_next_year_the_same_case_is_historical_and_keeps_its_places_and_needs(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    desk.clock.set_to(date(2027, 2, 1))
    request = request_of(desk, 2027)
    assert (request.outcome, request.outcome_date, request.received) == ("H", None, date(2025, 1, 6))
    (assessment,) = request.assessments
    assert (assessment.outcome, assessment.outcome_date, assessment.week20) == ("H", None, None)
    assert assessment.plan == ISSUED.assessments[0].plan
    assert request.active_plan == ISSUED.active_plan


def test_next_year_a_refusal_is_in_no_group_any_more(desk: Desk) -> None:
    desk.read_in(child(Request(date(2025, 1, 6), "1", False, date(2025, 2, 10), "N", mediation=False, tribunal=False)))
    assert len(out(desk, 2026)) == 1
    assert out(desk, 2027) == []


def test_next_year_a_plan_that_came_in_has_no_transfer_authority_any_more(desk: Desk) -> None:
    came = Assessment("H", plan=plan(date(2023, 5, 1)))
    desk.read_in(child(Request(outcome="H", assessments=(came,), active_plan=active(transfer_la="830"))))
    this, following = request_of(desk, 2026).active_plan, request_of(desk, 2027).active_plan
    assert this is not None
    assert following is not None
    assert (this.transfer_la, following.transfer_la) == ("830", None)


def test_a_date_put_right_takes_the_place_of_the_one_that_the_return_gave(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    correct(desk, Event.FINAL_PLAN_SENT, right_date=date(2025, 5, 27))
    (assessment,) = request_of(desk).assessments
    assert assessment.outcome_date == date(2025, 5, 27)
    assert assessment.plan is not None
    assert assessment.plan.start_date == date(2025, 5, 27)
    assert assessment.plan.places == ISSUED.assessments[0].plan.places  # type: ignore[union-attr]


def test_a_mediation_that_never_was_is_taken_out_of_the_return(desk: Desk) -> None:
    desk.read_in(child(agreed(date(2025, 1, 6), date(2025, 2, 10), Assessment("A"), mediation=True)))
    assert request_of(desk).mediation is True
    correct(desk, Event.MEDIATION_HELD, never_happened=True)
    assert request_of(desk).mediation is False


def test_an_appeal_and_an_exception_recorded_late_are_added(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    record(desk, Event.APPEAL_REGISTERED, date(2025, 8, 4), about="placement")
    (assessment,) = request_of(desk).assessments
    assert (assessment.tribunal, assessment.other_tribunal) == (False, True)


def test_a_later_review_takes_the_place_of_the_one_in_the_return_whole(desk: Desk) -> None:
    held = active(review_meeting=date(2024, 11, 4), last_review=date(2024, 12, 2), review_outcome="A",
                  review_draft=date(2024, 12, 3))  # fmt: skip
    desk.read_in(
        child(Request(outcome="H", assessments=(Assessment("H", plan=plan(date(2022, 9, 5))),), active_plan=held))
    )
    record(desk, Event.REVIEW_MET, date(2025, 11, 3))
    record(desk, Event.REVIEW_DECIDED, date(2025, 11, 24), outcome="maintain")
    now = request_of(desk).active_plan
    assert now is not None
    assert (now.review_meeting, now.last_review, now.review_outcome, now.review_draft) == (
        date(2025, 11, 3), date(2025, 11, 24), "M", None,
    )  # fmt: skip
    assert now.placements == held.placements


def test_details_recorded_since_add_to_those_of_the_return_item_by_item(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    needs = {"active_plan": {"needs": [{"type": "SEMH", "rank": "1"}]}}
    record(desk, Event.DETAILS_RECORDED, date(2026, 2, 9), details=needs)
    now = request_of(desk).active_plan
    assert now is not None
    assert now.needs == (Need("SEMH", "1"),)
    assert now.placements == (Place(urn="990001", rank="1"),)


def test_details_recorded_after_the_next_census_day_are_of_the_next_return(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    desk.clock.set_to(date(2027, 2, 1))
    needs = {"active_plan": {"needs": [{"type": "SEMH", "rank": "1"}]}}
    record(desk, Event.DETAILS_RECORDED, date(2027, 1, 25), details=needs)
    assert request_of(desk, 2026) == ISSUED


def test_details_that_are_no_details_change_nothing(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    before = request_of(desk)
    for nonsense in ("a place at school", {"assessments": ["x", 3]}, {"active_plan": {"needs": [{"rank": "1"}, 7]}}):
        record(desk, Event.DETAILS_RECORDED, date(2026, 2, 9), details=nonsense)
    assert request_of(desk).assessments == before.assessments
    assert request_of(desk).received == before.received


def test_a_plan_that_ceased_after_the_return_was_read_in_is_returned_as_ceased(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    record(desk, Event.PLAN_TRANSFERRED_OUT, date(2026, 1, 12), authority="830")
    request = request_of(desk)
    assert request.active_plan is None
    (assessment,) = request.assessments
    assert assessment.plan is not None
    assert (assessment.plan.cease_date, assessment.plan.cease_reason) == (date(2026, 1, 12), "5")


def test_as_it_was_known_before_something_was_recorded_it_is_not_in_the_return(desk: Desk) -> None:
    desk.read_in(child(ISSUED))
    desk.clock.set_to(date(2026, 2, 20))
    record(desk, Event.PLAN_TRANSFERRED_OUT, date(2026, 1, 12), authority="830")
    known = datetime(2026, 2, 15, tzinfo=UTC)
    with desk.database.reading() as connection:
        uow = UnitOfWork(connection)
        (found,) = returned(uow, desk.authority, Collection(2026, date(2026, 1, 15)), known)
        none = list(
            returned(uow, desk.authority, Collection(2026, date(2026, 1, 15)), datetime(2026, 1, 1, tzinfo=UTC))
        )
    assert found.person is not None
    assert found.person.requests[0].active_plan == ISSUED.active_plan
    assert none == []


def test_a_later_return_tells_anew_and_the_earlier_year_is_still_made_as_it_was_sent(desk: Desk) -> None:
    desk.clock.set_to(date(2026, 2, 10))
    desk.read_in(child(ISSUED))
    desk.clock.set_to(date(2026, 12, 1))
    review = active(review_meeting=date(2026, 4, 13), last_review=date(2026, 5, 11), review_outcome="M")
    moved = replace(review, placements=(Place(urn="990002", rank="1"),))
    later = Request(date(2025, 1, 6), "1", False, outcome="H",
                    assessments=(Assessment("H", plan=plan(date(2025, 5, 26))),), active_plan=moved)  # fmt: skip
    path = desk.folder / "later.xml"
    header = replace(header_of(2026), year=2027, reference_date=date(2027, 1, 21), made_at=None)
    write_return(path, header, [child(later)])
    desk.read_file(path)
    assert request_of(desk, 2026) == ISSUED
    now = request_of(desk, 2027)
    assert now.active_plan is not None
    assert now.active_plan.placements == (Place(urn="990002", rank="1"),)
    assert now.active_plan.last_review == date(2026, 5, 11)
