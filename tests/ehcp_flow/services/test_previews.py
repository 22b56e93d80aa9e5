"""Looking at what a change would do: it says what saving would, and leaves nothing behind."""

from datetime import date

import pytest

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from ehcp_flow.services import asking, cases, previews
from ehcp_flow.services.access.restrictions import restrict
from ehcp_flow.services.board.closing import Frozen, close
from ehcp_flow.services.likely import likely
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.users import add_user
from reports.periods import month
from tests.ehcp_flow.services.at_work import Desk
from workflows.advance import Proposal
from workflows.refusals import Refusal
from workflows.vocabulary import Event

PAT, SAM, KIM = "pat@example.test", "sam@example.test", "kim@example.test"
EXCEPTION = Proposal(Event.EXCEPTION_RECORDED, date(2026, 2, 9), {"ground": "personal_circumstances"})


@pytest.fixture
def town(desk: Desk) -> Desk:
    desk.installation.add_authority(desk.authority, "Madeupshire")
    for name, email, roles in (
        ("Pat Osier", PAT, ["caseworker"]),
        ("Sam Rowan", SAM, ["manager", "decision_maker"]),
        ("Kim Aspen", KIM, ["decision_maker"]),
    ):
        assert isinstance(add_user(desk.office, name, email, roles), User)
    return desk


def a_case(desk: Desk) -> str:
    opened = cases.open_case(desk.office, NewPerson("Ada Marrow", date(2018, 6, 1)), date(2026, 1, 5), as_user=PAT)
    assert not isinstance(opened, Refusal), opened
    return opened.case


def agreed(desk: Desk, case: str) -> None:
    """Entry 2: agreed to assess, by Sam."""
    done = cases.record(desk.office, case, Event.ASSESSMENT_AGREED, date(2026, 2, 3), {}, SAM)
    assert not isinstance(done, Refusal), done


def user(desk: Desk, email: str) -> User:
    with desk.database.reading() as connection:
        found = UnitOfWork(connection).users.by_email(desk.authority, email)
    assert found is not None
    return found


def only_for_kim(desk: Desk, case: str) -> None:
    """The child's file is kept by Kim alone."""
    done = restrict(desk.office, case, "protected_address", "Kept by few", date(2026, 8, 1), [KIM])
    assert not isinstance(done, Refusal), done


# --- Looking ----------------------------------------------------------------------------------------------------------


def test_a_preview_says_what_recording_would_change_and_saves_nothing(town: Desk) -> None:
    case = a_case(town)
    before = town.contents()
    seen = previews.of_step(town.office, case, Event.ASSESSMENT_AGREED, date(2026, 2, 3), {}, SAM)
    assert not isinstance(seen, Refusal), seen
    assert town.contents() == before
    done = cases.record(town.office, case, Event.ASSESSMENT_AGREED, date(2026, 2, 3), {}, SAM, seen.version)
    assert not isinstance(done, Refusal), done
    assert seen.outcome.deadlines == done.outcome.deadlines
    assert [(each.was and each.was.due, each.now and each.now.met_on) for each in seen.moved] == [
        (date(2026, 2, 16), date(2026, 2, 3))
    ]


def test_a_preview_names_who_would_be_told(town: Desk) -> None:
    case = a_case(town)
    assert not isinstance(cases.assign(town.office, case, PAT, SAM), Refusal)
    seen = previews.of_step(town.office, case, Event.ASSESSMENT_AGREED, date(2026, 2, 3), {}, SAM)
    assert not isinstance(seen, Refusal), seen
    assert [(each.what, each.to) for each in seen.telling] == [("E-mail: somebody else records a step on it", PAT)]


def test_a_preview_from_an_old_page_says_who_changed_the_case(town: Desk) -> None:
    case = a_case(town)
    agreed(town, case)
    seen = previews.of_step(town.office, case, Event.VIEWS_SOUGHT, date(2026, 2, 3), {}, PAT, seen_version=1)
    assert isinstance(seen, cases.Stale)
    assert [(each.event, each.recorded_by) for each in seen.since] == [(Event.ASSESSMENT_AGREED, SAM)]


def test_a_preview_names_the_closed_months_that_count_the_day(town: Desk) -> None:
    case = a_case(town)
    closed = close(town.office, month(2026, 1), None, town.clock.now())
    assert isinstance(closed, Frozen), closed
    in_january = previews.of_step(town.office, case, Event.VIEWS_SOUGHT, date(2026, 1, 30), {}, PAT)
    in_february = previews.of_step(town.office, case, Event.VIEWS_SOUGHT, date(2026, 2, 2), {}, PAT)
    assert not isinstance(in_january, Refusal)
    assert not isinstance(in_february, Refusal)
    assert [each.words for each in in_january.closed] == [month(2026, 1).words]
    assert in_february.closed == ()


def test_opening_is_looked_at_without_registering_anybody(town: Desk) -> None:
    before = town.contents()
    looked = cases.open_case(
        town.office, NewPerson("Bo Larch", date(2019, 1, 1)), date(2026, 2, 2), as_user=PAT, only_look=True
    )
    assert isinstance(looked, cases.Done)
    assert town.contents() == before


def test_what_if_moves_dates_on_days_that_have_not_come_and_writes_nothing(town: Desk) -> None:
    case = a_case(town)
    agreed(town, case)
    before = town.contents()
    tried = previews.what_if(town.office, case, Event.ADVICE_REQUESTED, date(2026, 3, 2), {"body": "health"}, PAT)
    assert not isinstance(tried, Refusal), tried
    assert [(each.now.title, each.now.due) for each in tried.moved if each.now] == [
        ("Give the advice that was asked for", date(2026, 4, 13))
    ]
    assert town.contents() == before


def test_what_if_shows_an_exception_at_work(town: Desk) -> None:
    case = a_case(town)
    tried = previews.what_if(town.office, case, EXCEPTION.event, EXCEPTION.occurred_on, EXCEPTION.facts, PAT)
    assert not isinstance(tried, Refusal), tried
    assert {each.now.duty for each in tried.moved if each.now and each.now.excused_by} == {
        "assess_decision", "plan_refusal", "final_plan",
    }  # fmt: skip


def test_the_dates_from_a_day_are_those_of_a_case_that_begins_on_it(town: Desk) -> None:
    case = a_case(town)
    looked = cases.look_at(town.office, case, Proposal(Event.VIEWS_SOUGHT, date(2026, 2, 2), {}))
    assert isinstance(looked, cases.Done)
    worked_out = previews.dates_from(town.office, Event.REQUEST_RECEIVED, date(2026, 1, 5))
    assert not isinstance(worked_out, Refusal)
    assert list(worked_out.deadlines) == looked.outcome.deadlines


# --- What takes two ---------------------------------------------------------------------------------------------------


def test_a_user_does_not_record_an_exception_alone_and_the_operator_does(town: Desk) -> None:
    case = a_case(town)
    for who in (PAT, SAM):
        refused = cases.record(town.office, case, EXCEPTION.event, EXCEPTION.occurred_on, EXCEPTION.facts, who)
        assert isinstance(refused, Refusal)
        assert "second person" in refused.why
    assert town.case().version == 1
    done = cases.record(town.office, case, EXCEPTION.event, EXCEPTION.occurred_on, EXCEPTION.facts)
    assert isinstance(done, cases.Done)


def test_an_exception_is_recorded_when_somebody_else_agrees_and_says_who_asked(town: Desk) -> None:
    case = a_case(town)
    asked = asking.ask(town.office, case, EXCEPTION, PAT)
    assert isinstance(asked, asking.Asked)
    assert town.case().version == 1
    done = asking.agree(town.office, user(town, SAM), asked.change.change_id)
    assert isinstance(done, cases.Done), done
    entry = town.case().entries[-1]
    assert (entry.event, entry.recorded_by, entry.fact("asked_by")) == (Event.EXCEPTION_RECORDED, SAM, PAT)
    assert entry.occurred_on == EXCEPTION.occurred_on
    assert town.sound()


def test_what_was_agreed_to_is_not_agreed_to_again(town: Desk) -> None:
    asked = asking.ask(town.office, a_case(town), EXCEPTION, PAT)
    assert isinstance(asked, asking.Asked)
    assert isinstance(asking.agree(town.office, user(town, SAM), asked.change.change_id), cases.Done)
    again = asking.agree(town.office, user(town, KIM), asked.change.change_id)
    assert isinstance(again, Refusal)
    assert f"{SAM} has agreed to it already" in again.why
    assert town.case().version == 2


def test_nobody_agrees_to_what_they_asked_for(town: Desk) -> None:
    asked = asking.ask(town.office, a_case(town), EXCEPTION, SAM)
    assert isinstance(asked, asking.Asked)
    refused = asking.agree(town.office, user(town, SAM), asked.change.change_id)
    assert isinstance(refused, Refusal)
    assert "whoever asked for it" in refused.why
    assert town.case().version == 1


def test_a_caseworker_agrees_to_nothing(town: Desk) -> None:
    asked = asking.ask(town.office, a_case(town), EXCEPTION, SAM)
    assert isinstance(asked, asking.Asked)
    assert isinstance(asking.agree(town.office, user(town, PAT), asked.change.change_id), Refusal)
    assert isinstance(asking.refuse(town.office, user(town, PAT), asked.change.change_id, "no"), Refusal)
    assert town.case().version == 1


def test_agreeing_to_one_thing_is_not_agreeing_to_another(town: Desk) -> None:
    case = a_case(town)
    asked = asking.ask(town.office, case, EXCEPTION, PAT)
    assert isinstance(asked, asking.Asked)
    other = Proposal(EXCEPTION.event, date(2026, 2, 10), dict(EXCEPTION.facts))
    refused = cases.agree(town.office, case, other, asked.change.change_id, SAM)
    assert isinstance(refused, Refusal)
    assert "not what was asked for" in refused.why
    assert town.case().version == 1


def test_what_is_refused_is_kept_with_the_reason_and_recorded_nowhere(town: Desk) -> None:
    asked = asking.ask(town.office, a_case(town), EXCEPTION, PAT)
    assert isinstance(asked, asking.Asked)
    assert isinstance(asking.refuse(town.office, user(town, SAM), asked.change.change_id, " "), Refusal)
    assert isinstance(asking.refuse(town.office, user(town, SAM), asked.change.change_id, "no evidence"), asking.Asked)
    (own,) = asking.waiting(town.office, user(town, PAT)).own
    assert (own.change.decision, own.change.decided_by, own.change.why) == ("refused", SAM, "no evidence")
    assert asking.waiting(town.office, user(town, SAM)).to_decide == ()
    assert town.case().version == 1


def test_asking_twice_waits_once(town: Desk) -> None:
    case = a_case(town)
    first, second = asking.ask(town.office, case, EXCEPTION, PAT), asking.ask(town.office, case, EXCEPTION, PAT)
    assert isinstance(first, asking.Asked)
    assert isinstance(second, asking.Asked)
    assert first.change.change_id == second.change.change_id
    assert len(asking.waiting(town.office, user(town, SAM)).to_decide) == 1


def test_what_one_person_may_do_alone_is_not_asked_for(town: Desk) -> None:
    refused = asking.ask(town.office, a_case(town), Proposal(Event.VIEWS_SOUGHT, date(2026, 2, 2), {}), PAT)
    assert isinstance(refused, Refusal)
    assert "does not take a second person" in refused.why


def test_putting_a_decision_right_takes_two_and_any_officer_may_ask(town: Desk) -> None:
    case = a_case(town)
    agreed(town, case)
    alone = cases.correct(town.office, case, 2, "it went a day later", date(2026, 2, 4), as_user=SAM)
    assert isinstance(alone, Refusal)
    assert "a decision of the authority" in alone.why
    asked = asking.ask(
        town.office, case, cases.correction(town.office, 2, "it went a day later", date(2026, 2, 4)), PAT
    )
    assert isinstance(asked, asking.Asked), asked
    assert isinstance(asking.agree(town.office, user(town, KIM), asked.change.change_id), cases.Done)
    entry = town.case().entries[-1]
    assert (entry.event, entry.corrects, entry.recorded_by) == (Event.CORRECTION, 2, KIM)
    assert entry.fact("asked_by") == PAT


def test_putting_right_what_a_closed_month_counts_takes_two_and_otherwise_one(town: Desk) -> None:
    case = a_case(town)
    assert isinstance(close(town.office, month(2026, 1), None, town.clock.now()), Frozen)
    done = cases.record(town.office, case, Event.VIEWS_SOUGHT, date(2026, 2, 2), {}, PAT)
    assert not isinstance(done, Refusal)
    within = cases.correct(town.office, case, 1, "date stamp", date(2026, 1, 6), as_user=PAT)
    assert isinstance(within, Refusal)
    assert "closed month" in within.why
    into = cases.correct(town.office, case, 2, "date stamp", date(2026, 1, 30), as_user=PAT)
    assert isinstance(into, Refusal)
    after = cases.correct(town.office, case, 2, "date stamp", date(2026, 2, 3), as_user=PAT)
    assert isinstance(after, cases.Done), after


def test_undoing_a_correction_of_a_decision_takes_two_as_well(town: Desk) -> None:
    case = a_case(town)
    agreed(town, case)
    assert isinstance(cases.correct(town.office, case, 2, "a slip", date(2026, 2, 4)), cases.Done)
    alone = cases.correct(town.office, case, 3, "it was right", never_happened=True, as_user=SAM)
    assert isinstance(alone, Refusal)
    assert "second person" in alone.why


def test_a_case_that_one_may_not_see_has_no_preview_and_nothing_to_decide(town: Desk) -> None:
    case = a_case(town)
    asked = asking.ask(town.office, case, EXCEPTION, PAT)
    assert isinstance(asked, asking.Asked)
    only_for_kim(town, case)
    for who in (PAT, SAM):
        hidden = previews.of_step(town.office, case, Event.VIEWS_SOUGHT, date(2026, 2, 2), {}, who)
        assert isinstance(hidden, Refusal)
        assert "no case of this reference" in hidden.why
        tried = previews.what_if(town.office, case, Event.VIEWS_SOUGHT, date(2026, 2, 2), {}, who)
        assert isinstance(tried, Refusal)
    assert asking.waiting(town.office, user(town, SAM)).to_decide == ()
    assert isinstance(asking.find(town.office, user(town, SAM), asked.change.change_id), Refusal)


def test_a_child_whose_file_is_kept_by_others_is_not_given_a_case_nor_shown(town: Desk) -> None:
    case = a_case(town)
    new = NewPerson("Ada Marrow", date(2018, 6, 1))
    (found,) = likely(town.office, user(town, PAT), new)
    assert [reference for reference, _ in found.cases] == [case]
    only_for_kim(town, case)
    assert likely(town.office, user(town, PAT), new) == []
    refused = cases.open_case(town.office, new, date(2026, 2, 9), as_user=PAT)
    assert isinstance(refused, Refusal)
    assert case not in refused.why + refused.do
    assert len(town.cases()) == 1
