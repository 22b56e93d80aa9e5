"""A snooze needs a reason, never reaches past the legal date, and quiets the officer alone."""

from datetime import date, timedelta

import pytest

from ehcp_flow.services.telling.absences import away
from ehcp_flow.services.telling.snoozing import Snoozed, end_snooze, snooze, snoozes
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.telling.told import (
    DECIDE_BY,
    LEE,
    PAT,
    SAM,
    alerts,
    case_of,
    decided,
    received_instead,
    staffed,
    sweep_on,
)
from workflows.refusals import Refusal

TODAY = date(2026, 2, 3)
BEFORE_5, BEFORE_1 = date(2026, 2, 9), date(2026, 2, 13)
DUTY = "assess_decision"


@pytest.fixture
def here(desk: Desk) -> Desk:
    here = staffed(desk)
    case_of(here)
    sweep_on(here, TODAY)
    return here


CASE = "EHC-2026-00001"


def quiet(desk: Desk, until: date = date(2026, 2, 12), reason: str = "Advice is promised", **more: str) -> Snoozed:
    made = snooze(desk.office, CASE, DUTY, until, reason, **more)
    assert isinstance(made, Snoozed), made
    return made


def refused(desk: Desk, until: date = date(2026, 2, 12), reason: str = "Advice is promised", **more: str) -> Refusal:
    made = snooze(desk.office, CASE, DUTY, until, reason, **more)
    assert isinstance(made, Refusal), made
    assert snoozes(desk.office) == []
    return made


def rungs(desk: Desk, person: str) -> list[str]:
    return [rung for rung, who, _ in alerts(desk) if who == person]


def test_the_officer_is_not_warned_while_it_holds_and_is_told_what_was_reached_when_it_ends(here: Desk) -> None:
    quiet(here)
    sweep_on(here, BEFORE_5)
    assert rungs(here, PAT) == ["first"]
    sweep_on(here, date(2026, 2, 12))
    assert rungs(here, PAT) == ["first", "before_5"]
    sweep_on(here, date(2026, 2, 12))
    assert rungs(here, PAT) == ["first", "before_5"]
    assert snoozes(here.office) == []


def test_the_manager_is_told_all_the_same(here: Desk) -> None:
    quiet(here, DECIDE_BY)
    sweep_on(here, BEFORE_1)
    assert rungs(here, SAM) == ["before_1"]
    assert rungs(here, PAT) == ["first"]


def test_on_the_legal_date_itself_it_is_over(here: Desk) -> None:
    quiet(here, DECIDE_BY)
    sweep_on(here, DECIDE_BY)
    assert rungs(here, PAT) == ["first", "due"]


def test_it_needs_a_reason(here: Desk) -> None:
    assert refused(here, reason="  ").why == "no reason was given"


def test_it_is_never_past_the_legal_date_which_is_named(here: Desk) -> None:
    refusal = refused(here, DECIDE_BY + timedelta(days=1))
    assert refusal.why == "17 February 2026 is past the legal date, 16 February 2026"
    assert refusal.do == "Snooze it until 16 February 2026 at the latest."


@pytest.mark.parametrize("on, why", [(DECIDE_BY, "due today"), (DECIDE_BY + timedelta(days=1), "overdue")])
def test_what_is_due_or_overdue_cannot_be_snoozed(here: Desk, on: date, why: str) -> None:
    here.clock.set_to(on)
    assert why in refused(here, on + timedelta(days=2)).why


def test_it_ends_on_a_day_to_come(here: Desk) -> None:
    assert "not to come" in refused(here, TODAY).why


def test_only_what_is_open_can_be_snoozed(here: Desk) -> None:
    decided(here, CASE, TODAY)
    assert refused(here).why == "no such deadline is open on this case"


def test_there_is_no_snooze_on_a_case_that_is_not_there(here: Desk) -> None:
    assert isinstance(snooze(here.office, "EHC-2026-00099", DUTY, DECIDE_BY, "why"), Refusal)


def test_the_officer_a_manager_and_the_operator_may_and_nobody_else(here: Desk) -> None:
    assert "neither the officer" in refused(here, as_user=LEE).why
    for who, by in ((PAT, PAT), (SAM, SAM), ("", "operator")):
        made = quiet(here, as_user=who)
        assert (made.person, made.made_by) == (PAT, by)
        assert [each.made_by for each in snoozes(here.office)] == [by]


def test_a_stand_in_may_for_themselves(here: Desk) -> None:
    assert not isinstance(away(here.office, PAT, date(2026, 3, 2), LEE), Refusal)
    assert quiet(here, as_user=LEE).person == LEE
    sweep_on(here, BEFORE_5)
    assert rungs(here, LEE) == []


def test_where_nobody_has_the_case_there_is_nobody_to_be_quiet_to(desk: Desk) -> None:
    here = staffed(desk)
    case_of(here, owner="")
    here.clock.set_to(TODAY)
    refusal = refused(here)
    assert "nobody has the case" in refusal.why


def test_it_ends_by_itself_when_the_date_moves(here: Desk) -> None:
    quiet(here)
    received_instead(here, CASE, date(2026, 1, 7))
    assert snoozes(here.office) == []
    sweep_on(here, date(2026, 2, 11))
    assert rungs(here, PAT)[-1] == "before_5"


def test_it_is_gone_from_the_list_when_the_deadline_is_met(here: Desk) -> None:
    quiet(here)
    decided(here, CASE, TODAY)
    assert snoozes(here.office) == []


def test_ended_early_what_was_reached_is_told_at_the_next_sweep(here: Desk) -> None:
    quiet(here)
    sweep_on(here, BEFORE_5)
    ended = end_snooze(here.office, CASE, DUTY, as_user=PAT)
    assert not isinstance(ended, Refusal)
    assert [each.person for each in ended] == [PAT]
    sweep_on(here, BEFORE_5)
    assert rungs(here, PAT) == ["first", "before_5"]


def test_what_is_not_snoozed_cannot_be_ended(here: Desk) -> None:
    refusal = end_snooze(here.office, CASE, DUTY)
    assert isinstance(refusal, Refusal)
    assert refusal.why == "it is not snoozed"


def test_a_snooze_in_one_authority_quiets_nobody_in_another(here: Desk) -> None:
    other = staffed(here, authority="832")
    assert case_of(other) == CASE
    quiet(here)
    assert snoozes(other.office) == []
    sweep_on(other, BEFORE_5)
    assert rungs(other, PAT) == ["first", "before_5"]  # the first is the other authority's


def test_the_list_says_what_until_when_for_whom_and_why(here: Desk) -> None:
    made = quiet(here, as_user=SAM)
    assert snoozes(here.office) == [made]
    assert (made.title, made.due) == ("Decide whether to assess and tell the family", DECIDE_BY)
