"""Many cases given at once: looked at first, each by the same door, under one number, and undone as one."""

import pytest

from ehcp_flow.db.users import User
from ehcp_flow.services.allocation import MOST, Given, Look, Opened, Picked, allocate, look, opened, undo
from ehcp_flow.services.cases import Done, assign
from ehcp_flow.services.leaving import Left, deactivate
from ehcp_flow.services.team import by_key
from tests.ehcp_flow.services.at_work import HERE, Desk
from tests.ehcp_flow.services.restricting import restrict
from tests.ehcp_flow.services.telling.told import LEE, PAT, SAM, case_of, cases_of, staffed
from tests.ehcp_flow.services.test_leaving import owners
from workflows.refusals import Refusal
from workflows.vocabulary import Event

WHY = "Lee covers the north"


@pytest.fixture
def here(desk: Desk) -> Desk:
    return staffed(desk)


def user(desk: Desk, email: str = SAM) -> User:
    found = by_key(desk.office, email)
    assert isinstance(found, User)
    return found


def picked(desk: Desk, *cases: str) -> list[Picked]:
    """The cases as they are now."""
    versions = {each.reference: each.version for each in desk.cases()}
    return [Picked(case, versions.get(case, 0)) for case in cases]


def given(found: Given | Refusal) -> Given:
    assert isinstance(found, Given), found
    return found


def opened_now(desk: Desk, number: int, by: str = SAM) -> Opened:
    found = opened(desk.office, user(desk, by), number)
    assert isinstance(found, Opened), found
    return found


def test_looking_says_who_will_and_who_will_not_change_and_saves_nothing(here: Desk) -> None:
    mine, hers = case_of(here, 1, PAT), case_of(here, 2, LEE)
    before = here.contents()
    found = look(here.office, user(here), LEE, WHY, picked(here, mine, hers, "EHC-2026-09999"))
    assert isinstance(found, Look)
    assert [line.case for line in found.will] == [mine]
    assert {line.case: line.why for line in found.will_not} == {
        hers: "Lee Alder has it already",
        "EHC-2026-09999": "there is no case of this reference",
    }
    assert here.contents() == before


def test_each_case_gets_one_entry_with_the_same_number(here: Desk) -> None:
    cases = [*cases_of(here, 2), case_of(here, 3, "")]
    found = given(allocate(here.office, user(here), LEE, WHY, picked(here, *cases)))
    assert found.done == tuple(cases)
    assert set(owners(here).values()) == {LEE}
    last = [case.entries[-1] for case in here.cases()]
    assert {(each.event, each.fact("batch"), each.fact("reason"), each.recorded_by) for each in last} == {
        (Event.CASE_ASSIGNED, str(found.batch), WHY, SAM)
    }
    assert here.sound()


def test_a_case_that_was_changed_meanwhile_is_left_out_and_named(here: Desk) -> None:
    first, second = cases_of(here, 2)
    seen = picked(here, first, second)
    assert isinstance(assign(here.office, first, SAM), Done)
    found = given(allocate(here.office, user(here), LEE, WHY, seen))
    assert found.done == (second,)
    assert [line.case for line in found.left_out] == [first]
    assert "changed in the meantime" in found.left_out[0].why
    assert owners(here) == {first: SAM, second: LEE}


def test_a_case_that_one_may_not_see_is_answered_like_one_that_there_is_not(here: Desk) -> None:
    hidden = case_of(here, 1, PAT)
    restrict(here, hidden)
    found = given(allocate(here.office, user(here), LEE, WHY, picked(here, hidden)))
    assert [line.why for line in found.left_out] == ["there is no case of this reference"]
    assert owners(here) == {hidden: PAT}


@pytest.mark.parametrize(
    ("to", "reason", "how_many", "why"),
    [
        ("nobody@example.test", WHY, 1, "no officer who works here"),
        (LEE, "  ", 1, "not said why"),
        (LEE, WHY, 0, "no case was picked"),
        (LEE, WHY, MOST + 1, "can be given at once"),
    ],
)
def test_what_is_asked_wrongly_is_refused_whole(here: Desk, to: str, reason: str, how_many: int, why: str) -> None:
    case = case_of(here, 1, PAT)
    asked = picked(here, case)[:how_many] + [Picked("EHC-2026-09999", 1)] * max(0, how_many - 1)
    before = here.contents()
    for found in (
        look(here.office, user(here), to, reason, asked),
        allocate(here.office, user(here), to, reason, asked),
    ):
        assert isinstance(found, Refusal)
        assert why in found.why
    assert here.contents() == before


def test_only_a_manager_gives_many_cases(here: Desk) -> None:
    case = case_of(here, 1, PAT)
    found = allocate(here.office, user(here, PAT), LEE, WHY, picked(here, case))
    assert isinstance(found, Refusal)
    assert owners(here) == {case: PAT}


def test_undoing_puts_every_case_back_and_strikes_the_entries_through(here: Desk) -> None:
    mine, nobodys = case_of(here, 1, PAT), case_of(here, 2, "")
    batch = given(allocate(here.office, user(here), LEE, WHY, picked(here, mine, nobodys))).batch
    assert given(undo(here.office, user(here), batch, "the wrong officer")).done == (mine, nobodys)
    with_owner = {case.reference: case.owner_id for case in here.cases()}
    assert with_owner == {mine: user(here, PAT).user_id, nobodys: None}
    assert all(case.entries[-1].event is Event.CORRECTION for case in here.cases())
    assert all(line.undone for line in opened_now(here, batch).lines)
    again = undo(here.office, user(here), batch, "the wrong officer")
    assert isinstance(again, Refusal)
    assert here.sound()


def test_a_case_that_went_on_to_another_stays_there_when_the_batch_is_undone(here: Desk) -> None:
    first, second = cases_of(here, 2)
    batch = given(allocate(here.office, user(here), LEE, WHY, picked(here, first, second))).batch
    assert isinstance(assign(here.office, first, SAM), Done)
    lines = {line.case: line.given_on for line in opened_now(here, batch).lines}
    assert lines == {first: "Sam Osier", second: ""}
    assert given(undo(here.office, user(here), batch, "a mistake")).done == (second,)
    assert {case.reference: case.owner_id for case in here.cases()} == {
        first: user(here, SAM).user_id,
        second: user(here, PAT).user_id,
    }


def test_nothing_goes_back_to_somebody_who_left(here: Desk) -> None:
    case = case_of(here, 1, PAT)
    batch = given(allocate(here.office, user(here), LEE, WHY, picked(here, case))).batch
    assert isinstance(deactivate(here.office, PAT), Left)
    found = given(undo(here.office, user(here), batch, "a mistake"))
    assert found.done == ()
    assert [line.why for line in found.left_out] == ["Pat Marlow, who had it before, no longer works here"]
    assert owners(here) == {case: LEE}


def test_undoing_needs_a_reason_and_a_batch(here: Desk) -> None:
    case = case_of(here, 1, PAT)
    batch = given(allocate(here.office, user(here), LEE, WHY, picked(here, case))).batch
    assert isinstance(undo(here.office, user(here), batch, " "), Refusal)
    assert isinstance(undo(here.office, user(here), batch + 1, "a mistake"), Refusal)
    assert isinstance(opened(here.office, user(here, PAT), batch), Refusal)


def test_a_batch_shows_only_the_cases_that_one_may_see(here: Desk) -> None:
    first, second = cases_of(here, 2)
    batch = given(allocate(here.office, user(here), LEE, WHY, picked(here, first, second))).batch
    restrict(here, first)
    found = opened_now(here, batch)
    assert ([line.case for line in found.lines], found.hidden) == ([second], 1)
    assert found.batch.authority == HERE


def test_a_leaver_whose_cases_one_may_not_see_stays_until_somebody_who_may_gives_them_away(here: Desk) -> None:
    hidden = case_of(here, 1, PAT)
    restrict(here, hidden)
    refused = deactivate(here.office, PAT, LEE, as_user=SAM)
    assert isinstance(refused, Refusal)
    assert hidden not in f"{refused.what} {refused.why} {refused.do}"
    assert owners(here) == {hidden: PAT}
    restrict(here, hidden, user(here))
    assert isinstance(deactivate(here.office, PAT, LEE, as_user=SAM), Left)
