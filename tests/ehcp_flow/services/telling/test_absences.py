"""Who is away is stood in for: by somebody who is there, never in a circle, and without one by the manager."""

from datetime import date

import pytest

from ehcp_flow.db.absences import Absence
from ehcp_flow.services import cases
from ehcp_flow.services.telling.absences import absences, away, back
from tests.ehcp_flow.services.at_work import Desk
from tests.ehcp_flow.services.telling.told import LEE, PAT, SAM, alerts, case_of, inactive, staffed, sweep_on
from workflows.refusals import Refusal
from workflows.vocabulary import Event

TODAY, BACK = date(2026, 2, 4), date(2026, 3, 2)
BEFORE_5, BEFORE_1 = date(2026, 2, 9), date(2026, 2, 13)


@pytest.fixture
def here(desk: Desk) -> Desk:
    here = staffed(desk)
    case_of(here)
    sweep_on(here, TODAY)
    return here


def gone(desk: Desk, email: str = PAT, back_on: date = BACK, stand_in: str = "", since: date | None = None) -> Absence:
    found = away(desk.office, email, back_on, stand_in, since)
    assert isinstance(found, Absence), found
    return found


def refused(desk: Desk, email: str = PAT, back_on: date = BACK, stand_in: str = "", since: date | None = None) -> str:
    before = absences(desk.office)
    found = away(desk.office, email, back_on, stand_in, since)
    assert isinstance(found, Refusal), found
    assert absences(desk.office) == before
    return found.why


def told(desk: Desk) -> list[str]:
    return [person for rung, person, _ in alerts(desk) if rung == "before_5"]


def test_the_stand_in_is_warned_in_place_of_whoever_is_away(here: Desk) -> None:
    gone(here, stand_in=LEE)
    sweep_on(here, BEFORE_5)
    assert told(here) == [LEE]


def test_the_stand_in_is_told_what_others_record_on_the_case(here: Desk) -> None:
    gone(here, stand_in=LEE)
    done = cases.record(here.office, "EHC-2026-00001", Event.VIEWS_SOUGHT, TODAY, {}, as_user=SAM)
    assert isinstance(done, cases.Done), done
    moved_on = [row for row in here.contents()["outbox"] if "case_moved_on" in row]
    assert [LEE in row for row in moved_on] == [True]


def test_without_a_stand_in_the_manager_is_warned(here: Desk) -> None:
    gone(here)
    sweep_on(here, BEFORE_5)
    assert told(here) == [SAM]


def test_a_stand_in_who_is_away_is_stood_in_for(here: Desk) -> None:
    gone(here, LEE, stand_in=SAM)
    gone(here, PAT, stand_in=LEE)
    sweep_on(here, BEFORE_5)
    assert told(here) == [SAM]


def test_an_absence_that_is_planned_begins_on_its_day(here: Desk) -> None:
    gone(here, stand_in=LEE, since=date(2026, 2, 10))
    sweep_on(here, BEFORE_5)
    assert told(here) == [PAT]


def test_whoever_is_back_is_warned_again(here: Desk) -> None:
    gone(here, stand_in=LEE)
    assert isinstance(back(here.office, PAT), Absence)
    assert absences(here.office) == {}
    sweep_on(here, BEFORE_5)
    assert told(here) == [PAT]


def test_the_day_of_return_is_the_first_one_back(here: Desk) -> None:
    gone(here, back_on=BEFORE_5, stand_in=LEE)
    sweep_on(here, BEFORE_5)
    assert told(here) == [PAT]


def test_an_absence_that_ended_early_keeps_the_days_that_were_away(here: Desk) -> None:
    gone(here, stand_in=LEE)
    here.clock.set_to(date(2026, 2, 6))
    assert isinstance(back(here.office, PAT), Absence)
    kept = here.contents()["absence"]
    assert [(row[2], row[3]) for row in kept] == [(TODAY, date(2026, 2, 6))]


def test_what_is_said_last_of_the_same_days_counts(here: Desk) -> None:
    gone(here, stand_in=LEE)
    gone(here, back_on=date(2026, 3, 9), stand_in=SAM)
    ((found,),) = absences(here.office).values()
    assert (found.back_on, found.stand_in) == (date(2026, 3, 9), SAM)


def test_nobody_stands_in_for_themselves(here: Desk) -> None:
    assert refused(here, stand_in=PAT.upper()) == "nobody stands in for themselves"


def test_a_stand_in_is_an_active_user(here: Desk) -> None:
    assert "no active user" in refused(here, stand_in="nobody@example.test")
    inactive(here, LEE)
    assert "no active user" in refused(here, stand_in=LEE)
    assert "no active user" in refused(here, LEE)


def test_two_cannot_stand_in_for_each_other_on_one_day(here: Desk) -> None:
    gone(here, LEE, stand_in=PAT)
    assert "stand in for each other" in refused(here, PAT, stand_in=LEE)


def test_three_cannot_go_round_in_a_circle(here: Desk) -> None:
    gone(here, LEE, stand_in=SAM)
    gone(here, SAM, stand_in=PAT)
    assert refused(here, PAT, stand_in=LEE).startswith(f"{PAT}, {LEE} and {SAM}")


def test_they_may_on_days_that_do_not_meet(here: Desk) -> None:
    gone(here, LEE, date(2026, 2, 16), stand_in=PAT)
    assert gone(here, PAT, BACK, LEE, since=date(2026, 2, 16)).stand_in == LEE


def test_the_day_of_return_is_after_the_first_day_away_and_after_today(here: Desk) -> None:
    assert "no day after" in refused(here, back_on=TODAY)
    assert "no day after" in refused(here, back_on=date(2026, 2, 10), since=date(2026, 2, 10))


def test_whoever_is_not_away_cannot_come_back(here: Desk) -> None:
    found = back(here.office, PAT)
    assert isinstance(found, Refusal)
    assert found.why == "they are not away"
    assert isinstance(back(here.office, "nobody@example.test"), Refusal)


def test_it_is_shown_who_recorded_it(here: Desk) -> None:
    found = away(here.office, PAT, BACK, LEE, as_user=SAM)
    assert isinstance(found, Absence)
    assert found.made_by == SAM
    assert isinstance(away(here.office, PAT, BACK, as_user="nobody@example.test"), Refusal)
    assert isinstance(back(here.office, PAT, as_user="nobody@example.test"), Refusal)
